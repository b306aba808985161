package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// poor is a household of two that earns 900 yuan a head, with somebody out of work; the county has set its lines.
func (w *world) poor() *models.Household {
	w.t.Helper()
	w.standard(models.StandardMinimumWage, 249_000, models.UnitFen)
	return w.Household(func(d *models.HouseholdDraft) {
		d.Category, d.HukouKind, d.MonthlyIncomeFen = models.BeneficiaryMonitored, "rural", new(int64(90_000))
		d.Persons = []models.PersonDraft{
			{Name: "周大海", NoNumberWhy: "未带证件", BirthDate: "1980-05-01", Relation: "head", Profile: models.Profile{Employment: "unemployed"}},
			{Name: "周小海", NoNumberWhy: "未带证件", BirthDate: "1942-05-01", Relation: "parent", Profile: models.Profile{CareAbility: "fully_disabled", DisabilityLevel: 1}},
		}
	})
}

func (w *world) plan(by models.Actor, h *models.Household) *entitlement.Plan {
	w.t.Helper()
	p, err := w.desk.Suggestions(ctx, by, h.ID)
	require.NoError(w.t, err)
	return p
}

func rulesOf(list []entitlement.Advised) []string {
	out := []string{}
	for _, g := range list {
		out = append(out, g.RuleCode)
	}
	return out
}

func of(t *testing.T, list []entitlement.Advised, rule string) entitlement.Advised {
	t.Helper()
	for _, g := range list {
		if g.RuleCode == rule {
			return g
		}
	}
	require.Fail(t, "not suggested", "%s among %v", rule, rulesOf(list))
	return entitlement.Advised{}
}

func TestAHouseholdSeesWhatItMayGetWithItsReasons(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		p := w.plan(w.Aide, h)
		g := of(t, p.Items, "R01")
		assert.Equal(t, "申请最低生活保障", g.Title)
		assert.Equal(t, "浙江省社会救助条例 第九条", g.Basis)
		assert.Equal(t, "90000", g.Facts["income_fen"])
		assert.Equal(t, "114900", g.Facts["dibao_fen"])
		assert.Equal(t, []string{"property_ok"}, g.Missing)
		assert.Equal(t, models.StrengthExplore, g.Strength, "likely, and a step lower while the property is not known")
		assert.Equal(t, int64(49_800), *g.AmountEstFen)
		assert.Equal(t, 90, int(g.ExpiresOn.Time().Sub(w.Today().Time()).Hours()/24))
		assert.LessOrEqual(t, len(p.Items), 8)
		assert.Equal(t, rulesOf(p.Items), rulesOf(w.plan(w.Clerk, h).Items), "asked again, nothing changes")
		assert.Equal(t, []string{"issue"}, w.Steps("suggestion", g.ID))

		require.NoError(t, w.desk.TellMeans(ctx, w.Aide, h.ID, map[string]string{"property_ok": "true"}))
		g = of(t, w.plan(w.Aide, h).Items, "R01")
		assert.Equal(t, models.StrengthLikely, g.Strength)
		assert.Empty(t, g.Missing)
		assert.Equal(t, []string{"issue", "change"}, w.Steps("suggestion", g.ID))
		require.NoError(t, w.desk.TellMeans(ctx, w.Aide, h.ID, map[string]string{"property_ok": "false"}))
		p = w.plan(w.Aide, h)
		assert.NotContains(t, rulesOf(p.Items), "R01")
		assert.Equal(t, []string{"R01"}, rulesOf(p.Gone))
		require.NoError(t, w.desk.TellMeans(ctx, w.Aide, h.ID, map[string]string{}))
		assert.Equal(t, g.ID, of(t, w.plan(w.Aide, h).Items, "R01").ID, "it comes back as the one it was")
		assert.Equal(t, []string{"issue", "change", "fade", "return"}, w.Steps("suggestion", g.ID))
	})
}

func TestASuggestionIsDecidedOnByAPersonOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		g := of(t, w.plan(w.Aide, h).Items, "R20")
		_, err := w.desk.RejectSuggestion(ctx, w.Aide, g.ID, models.SuggestionChoice{})
		assert.Equal(t, "required", fault(err, "reject_code"))
		_, err = w.desk.RejectSuggestion(ctx, w.OtherAide, g.ID, models.SuggestionChoice{RejectCode: "not_wanted"})
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "of another village")
		_, err = w.desk.AcceptSuggestion(ctx, w.Operator, g.ID, models.SuggestionChoice{})
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		out, err := w.desk.RejectSuggestion(ctx, w.Aide, g.ID, models.SuggestionChoice{RejectCode: "has_already"})
		require.NoError(t, err)
		assert.Equal(t, models.SuggestionRejected, out.Status)
		assert.Equal(t, w.Aide.AccountID, *out.DecidedBy)
		_, err = w.desk.AcceptSuggestion(ctx, w.Aide, g.ID, models.SuggestionChoice{})
		assert.Equal(t, models.KindConflict, models.KindOf(err))
		assert.NotContains(t, rulesOf(w.plan(w.Aide, h).Items), "R20", "it rests")
		w.days(181)
		assert.Contains(t, rulesOf(w.plan(w.Aide, h).Items), "R20")
	})
}

func TestASuggestionBecomesARequestLinkedBothWays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		g := of(t, w.plan(w.Aide, h).Items, "R01")
		c, err := w.desk.Convert(ctx, w.Aide, g.ID, models.SuggestionChoice{})
		require.NoError(t, err)
		require.NotNil(t, c.Application)
		_, err = w.desk.SubmitApplication(ctx, w.Aide, *c.Application)
		assert.Equal(t, "consent_needed", fault(err, "consent"))
		assert.Equal(t, models.SuggestionNew, of(t, w.plan(w.Aide, h).Items, "R01").Status, "refused: nothing has happened")
		c.Application.Consent = true
		a, err := w.desk.SubmitApplication(ctx, w.Aide, *c.Application)
		require.NoError(t, err)
		assert.Equal(t, models.ApplicationDibao, a.Kind)
		assert.Equal(t, g.ID, *a.SourceID)
		row, err := w.Store.Suggestion(ctx, store.Key{County: testdb.CountyCode, ID: g.ID})
		require.NoError(t, err)
		assert.Equal(t, models.SuggestionConverted, row.Status)
		assert.Equal(t, "application", row.ConvertedNoun)
		assert.Equal(t, a.ID, *row.ConvertedID)
		_, err = w.desk.Convert(ctx, w.Aide, g.ID, models.SuggestionChoice{})
		assert.Equal(t, models.KindConflict, models.KindOf(err))
		p := w.plan(w.Aide, h)
		assert.NotContains(t, rulesOf(p.Items), "R01")
		require.NotEmpty(t, p.Receives)
		assert.Equal(t, "dibao", p.Receives[0].Name)
	})
}

func TestWhatASuggestionTurnsIntoIsItsRulesAffair(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		items := w.plan(w.Aide, h).Items
		c, err := w.desk.Convert(ctx, w.Aide, of(t, items, "R29").ID, models.SuggestionChoice{})
		require.NoError(t, err)
		require.NotNil(t, c.Need)
		assert.Equal(t, "B08", c.Need.Category)
		assert.Equal(t, "suggestion", c.Need.Source)
		c, err = w.desk.Convert(ctx, w.Aide, of(t, items, "R29").ID, models.SuggestionChoice{To: "need", Category: "E04"})
		require.NoError(t, err)
		assert.Equal(t, "E04", c.Need.Category)
		_, err = w.desk.Convert(ctx, w.Aide, of(t, items, "R29").ID, models.SuggestionChoice{Category: "A01"})
		assert.Equal(t, "suggestion_other_category", fault(err, "category"))
		_, err = w.desk.Convert(ctx, w.Aide, of(t, items, "R29").ID, models.SuggestionChoice{To: "application"})
		assert.Equal(t, "suggestion_no_application", fault(err, "to"))
	})
}

func TestNightAndEventsKeepSuggestionsAsTheFactsAre(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		run, err := w.Store.LastSuggestionRun(ctx, testdb.CountyCode)
		require.NoError(t, err)
		require.NotNil(t, run)
		assert.Equal(t, w.Today(), run.RanOn)
		assert.Positive(t, run.Issued)
		first := w.count()
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		assert.Equal(t, first, w.count(), "nothing happened, nothing changes")

		second := w.Household(func(d *models.HouseholdDraft) { d.MonthlyIncomeFen = new(int64(50_000)) })
		w.asked(h, func(d *models.ReliefDraft) { d.Kind = models.ApplicationDibao })
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		rows, err := w.Store.SuggestionsOf(ctx, testdb.CountyCode, []string{h.ID, second.ID}, w.Today())
		require.NoError(t, err)
		for _, g := range rows[h.ID] {
			assert.Equal(t, g.RuleCode == "R01", g.GoneAt != nil, "%s: what is asked for already is suggested no more", g.RuleCode)
		}
		w.days(1)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		run, err = w.Store.LastSuggestionRun(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, w.Today(), run.RanOn)
		assert.Zero(t, run.Issued+run.Changed+run.Gone, "a night later nothing differs")
		w.days(90)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		book, err := w.desk.SuggestionBook(ctx, w.Staff)
		require.NoError(t, err)
		assert.Len(t, book.Rates, 35)
		assert.Positive(t, book.Sum.Expired)
		assert.Equal(t, book.Sum.Expired, book.Sum.Decided(), "what no longer holds does not count as undecided")
	})
}

func (w *world) count() int {
	w.t.Helper()
	rows, _, err := w.Store.Suggestions(ctx, store.PaperFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 200})
	require.NoError(w.t, err)
	return len(rows)
}

func TestWhatIfKeepsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		before := w.plan(w.Aide, h)
		out, err := w.desk.WhatIf(ctx, w.Aide, h.ID, map[string]string{"property_ok": "true", "income_fen": "1500", "housing_risk": "D"})
		require.NoError(t, err)
		marks := map[string]string{}
		for _, l := range out.Lines {
			marks[l.Rule.Code] = l.Mark
		}
		assert.Equal(t, "gone", marks["R01"])
		assert.Equal(t, "new", marks["R02"])
		assert.Equal(t, models.BeneficiaryOnePerson, out.After, "a marginal family with a severely disabled member")
		assert.Equal(t, rulesOf(before.Items), rulesOf(w.plan(w.Aide, h).Items))
		_, err = w.desk.WhatIf(ctx, w.Aide, h.ID, map[string]string{"income_fen": "viel"})
		assert.Equal(t, "money", fault(err, "income_fen"))
		nobody, err := w.desk.WhatIf(ctx, w.Staff, "", map[string]string{"category": "D1", "preschool_n": "1"})
		require.NoError(t, err)
		require.Len(t, nobody.Lines, 1)
		assert.Equal(t, "R09", nobody.Lines[0].Rule.Code)
		_, err = w.desk.WhatIf(ctx, w.OtherAide, h.ID, nil)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = w.desk.WhatIf(ctx, w.Operator, "", nil)
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
	})
}
