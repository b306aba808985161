package web_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// elder is a household of somebody of ninety who lives alone.
func elder(s *pagetest.Site) *models.Household {
	return s.Household(func(d *models.HouseholdDraft) {
		d.Persons = []models.PersonDraft{{Name: "周大海", NoNumberWhy: "未带证件", BirthDate: "1930-05-01", Relation: "head"}}
	})
}

func suggested(t *testing.T, s *pagetest.Site, h *models.Household, rule string) models.Suggestion {
	t.Helper()
	rows, err := s.Store.SuggestionsOf(context.Background(), h.CountyCode, []string{h.ID}, s.Today().AddDays(-1))
	require.NoError(t, err)
	for _, g := range rows[h.ID] {
		if g.RuleCode == rule {
			return g
		}
	}
	require.Fail(t, "not suggested", rule)
	return models.Suggestion{}
}

func TestASuggestionBecomesANeedInOnePress(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := elder(s)
		b := s.As(s.Aide)
		p := b.Get("/households/" + h.ID + "/suggestions")
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "每周探访")
		assert.Contains(t, p.Text(), "老人独居")
		g := suggested(t, s, h, "R28")
		p = p.Submit(`form[action*="`+g.ID+`/convert"]:has(input[value=need])`, "category", "H01")
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Address, "/needs/")
		g = suggested(t, s, h, "R28")
		assert.Equal(t, models.SuggestionConverted, g.Status)
		require.NotNil(t, g.ConvertedID)
		n, err := s.Store.Need(context.Background(), store.Key{County: h.CountyCode, ID: *g.ConvertedID})
		require.NoError(t, err)
		assert.Equal(t, "suggestion", n.Source)
		assert.Equal(t, g.ID, *n.SourceID)
		assert.Equal(t, "H01", n.Category)
		p = b.Get("/households/" + h.ID + "/suggestions")
		g = suggested(t, s, h, "R20")
		p = p.Submit(`form[action*="`+g.ID+`/reject"]`, "reject_code", "has_already")
		assert.Contains(t, p.Text(), "已记录不采纳")
		assert.Equal(t, 404, s.As(s.OtherAide).Get("/households/"+h.ID+"/suggestions").Status)
		assert.Equal(t, 403, s.As(s.Operator).Get("/suggestions").Status)
	})
}

func TestPagesOfSuggestionsInBothLanguages(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := elder(s)
		for _, lang := range locales.Langs() {
			b := s.As(s.Staff).In(lang)
			for _, address := range []string{"/suggestions", "/what-if", "/what-if?household=" + h.ID, "/households/" + h.ID + "/suggestions", "/households/" + h.ID + "/means"} {
				p := b.Get(address)
				require.Equal(t, 200, p.Status, address)
				assert.Equal(t, 1, p.Find("h1").Length(), address)
				assert.NotRegexp(t, `\b(page|menu|status|done|error|fault|strength|fact_group)\.[a-z_]+\.?[a-z_]*\b`, p.Text(), address)
			}
		}
	})
}

func TestWhatIfShowsWhatWouldChangeAndKeepsNothing(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := elder(s)
		p := s.As(s.Aide).Get("/what-if?household="+h.ID).Submit(`main form[method=post]`, "category", "D1", "able_n", "0", "dependent_n", "1", "dependent_elderly_n", "1")
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "居家适老化改造")
		assert.Contains(t, p.Text(), "新增")
		p = s.As(s.Aide).Get("/what-if?household="+h.ID).Submit(`main form[method=post]`, "income_fen", "很多")
		assert.Equal(t, 422, p.Status)
		assert.Equal(t, "很多", p.Find("[name=income_fen]").AttrOr("value", ""))
		rows, err := s.Store.Means(context.Background(), h.CountyCode, []string{h.ID})
		require.NoError(t, err)
		assert.Empty(t, rows)
		p = s.As(s.Aide).Get("/households/"+h.ID+"/means").Submit(`main form[method=post]`, "property_ok", "true")
		assert.Contains(t, p.Address, "/suggestions")
		rows, err = s.Store.Means(context.Background(), h.CountyCode, []string{h.ID})
		require.NoError(t, err)
		assert.Equal(t, "true", rows[h.ID].Facts["property_ok"])
	})
}
