package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

func (w *world) draftOf(code string, with ...func(*models.SuggestionRuleDraft)) models.SuggestionRuleDraft {
	w.t.Helper()
	r, ok := models.ShippedSuggestionRules().Version(code, 1)
	require.True(w.t, ok)
	in := models.SuggestionDraftOf(r)
	in.EffectiveFrom, in.EffectiveTo, in.Source = w.Today(), "", "县民政局会议纪要"
	for _, f := range with {
		f(&in)
	}
	return in
}

// adopted is a version that two people decided on.
func (w *world) adopted(in models.SuggestionRuleDraft) *models.SuggestionRule {
	w.t.Helper()
	made, err := w.desk.ProposeSuggestionRule(ctx, w.Staff, in)
	require.NoError(w.t, err)
	out, err := w.desk.AdoptSuggestionRule(ctx, w.Actor(models.RoleStaff, testdb.CountyCode), made.ID)
	require.NoError(w.t, err)
	return out
}

func faults(t *testing.T, err error) map[string]string {
	t.Helper()
	var e *models.Error
	require.ErrorAs(t, err, &e)
	out := map[string]string{}
	for _, f := range e.Fields {
		out[f.Field] = f.Code
	}
	return out
}

func TestOnePersonProposesAPolicyRuleAndAnotherAdoptsIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		was := of(t, w.plan(w.Aide, h).Items, "R01")
		in := w.draftOf("R01", func(in *models.SuggestionRuleDraft) {
			in.NameZH, in.Basis, in.Strength = "申请低保（新办法）", "某条例 第三条", models.StrengthEntitled
		})
		made, err := w.desk.ProposeSuggestionRule(ctx, w.Staff, in)
		require.NoError(t, err)
		assert.Equal(t, 2, made.RuleVersion)
		assert.Equal(t, was.Title, of(t, w.plan(w.Aide, h).Items, "R01").Title, "nobody has adopted it")
		_, err = w.desk.AdoptSuggestionRule(ctx, w.Staff, made.ID)
		assert.Equal(t, "setting_own", models.CodeOf(err))
		other := w.Actor(models.RoleStaff, testdb.CountyCode)
		_, err = w.desk.AdoptSuggestionRule(ctx, other, made.ID)
		require.NoError(t, err)
		is := of(t, w.plan(w.Aide, h).Items, "R01")
		assert.Equal(t, []any{"申请低保（新办法）", "某条例 第三条", models.StrengthLikely, 2}, []any{is.Title, is.Basis, is.Strength, is.RuleVersion},
			"a step lower than entitled while the property is not known")
		assert.Equal(t, was.ID, is.ID, "it is the suggestion that stood there, changed")
		_, err = w.desk.AdoptSuggestionRule(ctx, other, made.ID)
		assert.Equal(t, models.KindConflict, models.KindOf(err), "once is enough")
		_, err = w.desk.WithdrawSuggestionRule(ctx, other, made.ID, "too late")
		assert.Equal(t, models.KindConflict, models.KindOf(err))
		history, err := w.desk.SuggestionRuleHistory(ctx, w.Staff, "R01")
		require.NoError(t, err)
		require.Len(t, history, 2, "the version that came with the software is kept")
		assert.Equal(t, []int{2, 1}, []int{history[0].RuleVersion, history[1].RuleVersion})
		assert.NotEmpty(t, history[1].ID)
		assert.Equal(t, []string{"propose", "adopt"}, w.Steps("suggestion_rule", made.ID))
		w.Whole()
	})
}

func TestAPolicyRulePausesBeginsAndEndsOnItsDays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		require.Contains(t, rulesOf(w.plan(w.Aide, h).Items), "R01")
		w.adopted(w.draftOf("R01", func(in *models.SuggestionRuleDraft) {
			in.EffectiveFrom, in.EffectiveTo, in.Enabled = w.Today().AddDays(1), w.Today().AddDays(2), new(false)
		}))
		w.adopted(w.draftOf("R01", func(in *models.SuggestionRuleDraft) {
			in.EffectiveFrom, in.NameZH = w.Today().AddDays(4), "第三版"
		}))
		assert.Contains(t, rulesOf(w.plan(w.Aide, h).Items), "R01", "they begin later")
		for day, want := range []string{"", "", "申请最低生活保障", "第三版"} {
			w.days(1)
			p := w.plan(w.Aide, h)
			if want == "" {
				assert.NotContains(t, rulesOf(p.Items), "R01", "day %d: the rule pauses", day+1)
				assert.Contains(t, rulesOf(p.Gone), "R01", "what was suggested is not lost")
				continue
			}
			assert.Equal(t, want, of(t, p.Items, "R01").Title, "day %d", day+1)
		}
		states, err := w.desk.SuggestionRules(ctx, w.Staff)
		require.NoError(t, err)
		require.Len(t, states, 35)
		assert.Equal(t, 3, states[0].In.RuleVersion)
		all, err := w.Store.SuggestionRules(ctx, testdb.CountyCode, "")
		require.NoError(t, err)
		past := models.SuggestionRulesWith(testdb.CountyCode, all).In("R01", w.Today().AddDays(-4))
		assert.Equal(t, 1, past.RuleVersion, "the past goes by the version of its day")
	})
}

func TestTheCountyAsksAPolicyRuleOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.poor()
		w.adopted(w.draftOf("R20", func(in *models.SuggestionRuleDraft) {
			in.Code, in.NameZH, in.NameEN, in.Expression, in.SureWhen = "Z01", "县级慰问", "", "income_fen < yuan(1000)", ""
		}))
		g := of(t, w.plan(w.Aide, h).Items, "Z01")
		assert.Equal(t, 1, g.RuleVersion)
		assert.Equal(t, map[string]string{"income_fen": "90000"}, g.Facts)
		into, err := w.desk.Convert(ctx, w.Aide, g.ID, models.SuggestionChoice{})
		require.NoError(t, err)
		assert.Equal(t, "K01", into.Need.Category)
	})
}

func TestAWrongPolicyRuleIsRefusedWithAllItsFaults(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.desk.ProposeSuggestionRule(ctx, w.Staff, w.draftOf("R01", func(in *models.SuggestionRuleDraft) {
			in.Expression, in.SureWhen, in.AmountFact, in.Needs, in.Application = "income_fen < 900", "(", "members_n", []string{"B01", "Z99"}, "gift"
			in.EffectiveFrom, in.EffectiveTo, in.Strength = w.Today().AddDays(-1), w.Today().AddDays(-2), "maybe"
		}))
		assert.Equal(t, map[string]string{"expression": "rule_money_with_number", "sure_when": "rule_syntax", "amount_fact": "rule_no_such_amount", "needs": "category",
			"application": "oneof", "effective_from": "in_past", "effective_to": "before_start", "strength": "oneof"}, faults(t, err))
		for _, by := range []models.Actor{w.Clerk, w.Aide, w.Actor(models.RoleAuditor), w.Actor(models.RoleSupplierAdmin)} {
			_, err = w.desk.ProposeSuggestionRule(ctx, by, w.draftOf("R01"))
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = w.desk.AdoptSuggestionRule(ctx, by, w.ID())
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		made, err := w.desk.ProposeSuggestionRule(ctx, w.Staff, w.draftOf("R02"))
		require.NoError(t, err)
		stranger := w.Actor(models.RoleStaff, testdb.CountyCode)
		stranger.CountyCode = "330198"
		_, err = w.desk.AdoptSuggestionRule(ctx, stranger, made.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "another county's")
		_, err = w.desk.WithdrawSuggestionRule(ctx, w.Staff, made.ID, " ")
		assert.Equal(t, map[string]string{"reason": "required"}, faults(t, err))
		back, err := w.desk.WithdrawSuggestionRule(ctx, w.Staff, made.ID, "written twice")
		require.NoError(t, err)
		assert.Equal(t, models.DecisionWithdrawn, back.Status)
		_, err = w.desk.SuggestionRule(ctx, w.Staff, "R01", 9)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = w.desk.SuggestionRuleHistory(ctx, w.Staff, "R99")
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}
