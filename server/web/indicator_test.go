package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/reports"
)

// worked is a county with a resolved need, an open one and a void one in one town, and an open one in the other.
func worked(t *testing.T, s *pagetest.Site) (done, left *models.Need) {
	t.Helper()
	h, ctx := s.Household(), context.Background()
	done, left = s.Need(h), s.Need(h)
	void := s.Need(h)
	s.Need(s.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
	s.Clock.Advance(48 * time.Hour)
	_, err := s.Tale.Desk.ResolveNeed(ctx, s.Staff, done.ID, models.Closing{ResolutionCode: "R4"})
	require.NoError(t, err)
	_, err = s.Tale.Desk.CancelNeed(ctx, s.Staff, void.ID, models.Closing{ResolutionCode: "V2"})
	require.NoError(t, err)
	return done, left
}

func TestAnIndicatorLeadsDownToTheVeryCases(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		done, left := worked(t, s)
		b := s.As(s.Staff)
		p := b.Get("/reports/indicators")
		row := p.Find(`a[href="/reports/indicators/K2"]`).Closest("tr").Find("td")
		assert.Equal(t, []string{"33.3%", "1", "3", "1 V2 1"}, cells(row)[:4])
		assert.Equal(t, "–", cells(p.Find(`a[href="/reports/indicators/K1"]`).Closest("tr").Find("td"))[0], "nothing to count is no 100 %")
		p = b.Get("/reports/indicators/K2")
		assert.Equal(t, "50.0%", cells(p.Find("tbody tr").First().Find("td"))[2], "the best town first")
		assert.Equal(t, "清河镇", p.Find("tbody th").First().Text())
		way, ok := p.Find("tbody th a").First().Attr("href")
		require.True(t, ok)
		for _, village := range []string{"柳树村"} {
			p = b.Get(way)
			assert.Equal(t, village, p.Find("tbody th").First().Text(), way)
			way = p.Find("tbody th a").First().AttrOr("href", "")
		}
		p = b.Get(way)
		assert.Equal(t, "aide", p.Find(`[name="group_by"]`).AttrOr("value", ""))
		p = b.Get("/reports/indicators/K2")
		unmet := b.Get(p.Find(`tbody tr:first-child td[data-label="未达到"] a`).AttrOr("href", ""))
		assert.Equal(t, 1, unmet.Find("tbody tr").Length())
		assert.True(t, unmet.Has(`a[href="/needs/`+left.ID+`"]`))
		met := b.Get("/reports/indicators/K2/cases?part=met")
		assert.True(t, met.Has(`a[href="/needs/`+done.ID+`"]`))
		assert.Contains(t, b.Get("/reports/indicators/K2/cases?part=excluded").Find("tbody").Text(), "V2 信息有误")
		assert.NotContains(t, met.Text(), "溪边路", "no address")
		assert.Zero(t, s.As(s.OtherClerk).Get("/reports/indicators/K2/cases?part=met").Find("tbody tr").Length(), "another town's are not there")
		assert.Equal(t, 404, s.As(s.OtherClerk).Get("/reports/indicators/K2?region="+testdb.Town).Status)
	})
}

// words is a text with single spaces.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

// cells are the texts of cells, with single spaces.
func cells(row *goquerySelection) []string {
	return row.Map(func(_ int, td *goquerySelection) string { return words(td.Text()) })
}

func TestEveryIndicatorOpensInEveryWayAndLanguage(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		worked(t, s)
		b, province := s.As(s.Staff), s.As(s.Province)
		for _, lang := range locales.Langs() {
			keyless(t, b.In(lang).Get("/reports/indicators?period=2026"))
			keyless(t, b.In(lang).Get("/reports/formulas"))
		}
		for n, i := range reports.Indicators() {
			lang := locales.Langs()[n%2]
			s.Clock.Advance(time.Minute) // so that nobody asks too often
			p := b.In(lang).Get("/reports/indicators/" + i.Code)
			require.Equal(t, 200, p.Status, i.Code)
			keyless(t, p)
			p.Find("main nav .tabs a").Each(func(_ int, tab *goquerySelection) {
				assert.Equal(t, 200, b.Get(tab.AttrOr("href", "")).Status, tab.Text())
			})
			p.Find(`main a[href*="/cases?"]`).Each(func(_ int, way *goquerySelection) {
				cases := b.Get(way.AttrOr("href", ""))
				assert.Equal(t, 200, cases.Status, way.AttrOr("href", ""))
				keyless(t, cases)
			})
			q := province.In(lang).Get("/reports/indicators/" + i.Code)
			assert.Equal(t, 200, q.Status, i.Code)
			assert.False(t, q.Has(`main a[href*="/cases"]`), "counts only")
		}
	})
}

func TestIndicatorsRefuseWhatMakesNoSense(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		for address, status := range map[string]int{
			"/reports?period=moon": 422, "/reports/indicators?period=2026-13": 422, "/reports/indicators/K2?period=moon": 422, "/reports/indicators/K99": 404,
			"/reports/indicators/K2?group_by=moon": 422, "/reports/indicators/K1?group_by=category": 422, "/reports/indicators/K9/cases": 422,
			"/reports/indicators/K2/cases?period=moon": 422, "/reports?region=abc": 422, "/reports?region=110101000000": 404,
		} {
			p := b.Get(address)
			assert.Equal(t, status, p.Status, address)
			keyless(t, p)
		}
		assert.NotEmpty(t, b.Get("/reports?period=moon").Fault("period"))
		for _, address := range []string{"/reports", "/reports/indicators", "/reports/indicators/K2", "/reports/indicators/K2/cases", "/reports/base"} {
			assert.Equal(t, http.StatusForbidden, s.As(s.Aide).Get(address).Status, address)
		}
		assert.Equal(t, http.StatusForbidden, s.As(s.Province).Get("/reports/indicators/K2/cases").Status)
		assert.Equal(t, http.StatusForbidden, s.As(s.Province).Get("/reports/indicators/K2?group_by=aide").Status)
		assert.Equal(t, http.StatusForbidden, s.As(s.Auditor).Get("/reports/base").Status, "an auditor changes nothing")
	})
}

func TestStaffChooseByWhatTheCountyCounts(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		worked(t, s)
		b := s.As(s.Staff)
		form := b.Get("/reports/base")
		assert.Contains(t, form.Text(), "还没有选定")
		none := form.Submit(`form[action^="/reports/base"]`)
		assert.Equal(t, 422, none.Status)
		assert.NotEmpty(t, none.Fault("base"))
		p := form.Submit(`form[action^="/reports/base"]`, "base", "household")
		assert.Equal(t, "/reports/indicators", p.Address)
		row := cells(p.Find(`a[href="/reports/indicators/K2"]`).Closest("tr").Find("td"))
		assert.Equal(t, []string{"0.0%", "0", "2"}, row[:3], "a household counts when all of it is done")
		assert.Equal(t, "户", row[4])
		assert.False(t, b.Get("/reports/indicators/K2").Has(`a[href*="group_by=category"]`), "households have no category")
		assert.Equal(t, "household", b.Get("/reports/base").Find("[name=base][checked]").AttrOr("value", ""))
	})
}
