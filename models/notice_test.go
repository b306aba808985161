package models_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

// steps lists the names of the steps of every noun that notices speak of.
func steps() map[string][]string {
	out := map[string][]string{}
	out["match"], out["need"] = names(models.MatchSteps), names(models.NeedSteps)
	out["fulfilment"], out["supplier"] = names(models.FulfilmentSteps), names(models.SupplierSteps)
	out["application"] = append(names(models.ApplicationSteps), "remind", "escalate") // told by the clock, in whatever status
	out["complaint"] = append(names(models.ComplaintSteps), "remind")
	out["offer"], out["allocation"], out["weights"] = names(models.OfferSteps), names(models.AllocationSteps), names(models.WeightSteps)
	out["alert"] = append(names(models.AlertSteps), models.AlertNotes()...)
	out["export_request"], out["minor_access"] = names(models.ExportSteps), names(models.MinorAccessSteps)
	out["work_path"] = append(names(models.WorkSteps), "check_due") // told by the clock, in whatever status
	out["account"] = []string{"reset_second_factor"}                // an account has no table of steps; this one leaves its status
	out["child_report"] = names(models.ChildReportSteps)
	out["visit"], out["visit_window"] = models.VisitNotes(), append(names(models.VisitWindowSteps), models.WindowNotes()...)
	return out
}

func names[S ~string](s models.Steps[S]) (out []string) {
	for _, step := range s.Table {
		out = append(out, step.Name)
	}
	return out
}

func TestEveryRuleOfNoticesIsOfADeclaredStep(t *testing.T) {
	known, told := steps(), map[models.NoticeKind]bool{models.NoticeExpiring: true}
	for _, r := range models.NoticeRules() {
		assert.Contains(t, known[r.Noun], r.Step, r.Noun)
		assert.Contains(t, models.NoticeKinds(), r.Kind)
		assert.NotEmpty(t, r.To, r.Kind)
		told[r.Kind] = true
		found, ok := models.NoticeRuleOf(models.Event{Noun: r.Noun, Step: r.Step, FromStatus: r.From})
		require.True(t, ok)
		assert.Equal(t, r.Kind, found.Kind)
	}
	for _, kind := range models.NoticeKinds() {
		assert.True(t, told[kind], "%s is told by no rule", kind)
	}
}

func TestStepsThatConcernNobodyAreNotTold(t *testing.T) {
	for _, e := range []models.Event{
		{Noun: "match", Step: "expire", FromStatus: "proposed"}, {Noun: "match", Step: "propose"}, {Noun: "need", Step: "derive"},
		{Noun: "household", Step: "register"}, {Noun: "answer_link", Step: "make"}, {},
	} {
		_, ok := models.NoticeRuleOf(e)
		assert.False(t, ok, "%s %s", e.Noun, e.Step)
	}
}

// TestWhoeverIsToldMayChoose holds the roles of every kind to its audiences.
func TestWhoeverIsToldMayChoose(t *testing.T) {
	roles := map[models.Audience][]models.Role{
		models.ToSupplier: {models.RoleSupplierAdmin}, models.ToAide: {models.RoleAide}, models.ToInviter: {models.RoleAide, models.RoleTown, models.RoleOperator, models.RoleStaff},
		models.ToTown: {models.RoleTown, models.RoleStaff}, models.ToStaff: {models.RoleStaff}, models.ToReviewer: {models.RoleStaff, models.RoleOperator},
		models.ToOwner: models.Roles(),
	}
	for _, r := range models.NoticeRules() {
		for _, to := range r.To {
			require.NotEmpty(t, roles[to], to)
			for _, role := range roles[to] {
				assert.Contains(t, models.NoticeKindsFor(role), r.Kind, "%s", role)
			}
		}
	}
	assert.Equal(t, []models.NoticeKind{models.NoticeFactorReset}, models.NoticeKindsFor(models.RoleProvince), "what everybody is told")
	email, sms := models.UsualPreference("weather")
	assert.False(t, email || sms)
}

func TestAReminderComesWhenAQuarterOfTheTimeIsLeft(t *testing.T) {
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	assert.Equal(t, at.Add(3*time.Hour), models.RemindAt(at, at.Add(4*time.Hour)), "critical: an hour before")
	assert.Equal(t, at.Add(51*time.Hour), models.RemindAt(at, at.Add(63*time.Hour)), "two working days: twelve hours before")
	assert.Equal(t, 12*time.Hour, models.RemindAhead())
}

func TestWhatMayHaveGoneOutLeadsBackToAPersonOnly(t *testing.T) {
	for _, step := range models.DeliverySteps.Table {
		if slices.Contains(step.From, models.DeliveryUnsure) {
			assert.Equal(t, "resend", step.Name)
		}
		if slices.Contains(step.From, models.DeliverySent) || slices.Contains(step.From, models.DeliveryDropped) {
			assert.Fail(t, "nothing leads out of what is over", step.Name)
		}
	}
	_, err := models.DeliverySteps.Next("claim", models.DeliverySending)
	assert.Equal(t, models.KindConflict, models.KindOf(err))
}

func TestAnAnswerTokenIsReadBack(t *testing.T) {
	secret := make([]byte, models.TokenBytes)
	secret[0], secret[31] = 0xff, 0x01
	made := models.NewAnswerToken("330199", secret)
	read, ok := models.ParseAnswerToken(string(made))
	require.True(t, ok)
	assert.Equal(t, made, read)
	assert.Equal(t, "330199", read.County())
	assert.Len(t, read.Hash(), 32)
	secret[31] = 0x02
	assert.NotEqual(t, made.Hash(), models.NewAnswerToken("330199", secret).Hash())
}

func FuzzAnswerToken(f *testing.F) {
	f.Add(string(models.NewAnswerToken("330199", make([]byte, models.TokenBytes))))
	f.Fuzz(func(t *testing.T, s string) {
		token, ok := models.ParseAnswerToken(s)
		if ok {
			assert.Len(t, string(token), 49)
			assert.Len(t, token.County(), 6)
		}
	})
}
