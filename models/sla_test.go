package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func rule(id string, step models.SLAStep, subject string, amount int, unit models.LimitUnit, from models.Date) models.SLARule {
	at := decided
	return models.SLARule{CountyCode: "330199", ID: id, Step: step, Subject: subject, Amount: amount, Unit: unit, Term: models.Term{EffectiveFrom: from},
		Decision: models.Decision{Status: models.DecisionAdopted, AdoptedAt: &at}}
}

func TestALimitIsTheCountysForTheSubjectElseTheDeclaredElseTheCountysForAll(t *testing.T) {
	all := models.SLARules{
		rule("all", models.SLASupplierReply, "", 3, models.LimitWorkday, "2026-01-01"),
		rule("high", models.SLASupplierReply, "high", 1, models.LimitWorkday, "2026-06-01"),
		rule("meals", models.SLAResolution, "B01", 2, models.LimitWorkday, "2026-01-01"),
	}
	for _, c := range []struct {
		step    models.SLAStep
		subject string
		day     models.Date
		want    models.Limit
	}{
		{models.SLASupplierReply, "normal", "2025-12-31", models.Limit{Amount: 2, Unit: models.LimitWorkday}},
		{models.SLASupplierReply, "normal", "2026-01-01", models.Limit{Amount: 3, Unit: models.LimitWorkday}},
		{models.SLASupplierReply, "high", "2026-05-31", models.Limit{Amount: 3, Unit: models.LimitWorkday}},
		{models.SLASupplierReply, "high", "2026-06-01", models.Limit{Amount: 1, Unit: models.LimitWorkday}},
		{models.SLASupplierReply, "critical", "2026-06-01", models.Limit{Amount: 4, Unit: models.LimitHour}},
		{models.SLAResolution, "B01", "2026-06-01", models.Limit{Amount: 2, Unit: models.LimitWorkday}},
		{models.SLAResolution, "A05", "2026-06-01", models.Limit{Amount: 3, Unit: models.LimitWorkday}},
		{models.SLANeedResponse, "critical", "2026-06-01", models.Limit{Amount: 2, Unit: models.LimitHour}},
		{models.SLANeedResponse, "low", "2026-06-01", models.Limit{Amount: 1, Unit: models.LimitWorkday}},
		{models.SLAAlertContact, "red", "2026-06-01", models.Limit{Amount: 4, Unit: models.LimitHour}},
		{models.SLAAlertContact, "blue", "2026-06-01", models.Limit{Amount: 10, Unit: models.LimitWorkday}},
		{models.SLAAlertVerify, "red", "2026-06-01", models.Limit{Amount: 24, Unit: models.LimitHour}},
		{models.SLAAlertVerify, "orange", "2026-06-01", models.Limit{Amount: 2, Unit: models.LimitWorkday}},
		{models.SLAConfirmation, "", "2026-06-01", models.Limit{Amount: 5, Unit: models.LimitWorkday}},
		{models.SLASupplierReview, "", "2026-06-01", models.Limit{Amount: 5, Unit: models.LimitWorkday}},
		{models.SLAFirstInvitation, "high", "2026-06-01", models.Limit{Amount: 1, Unit: models.LimitWorkday}},
	} {
		got, _ := all.Limit(c.step, c.subject, c.day)
		assert.Equal(t, c.want, got, "%s %s on %s", c.step, c.subject, c.day)
	}
}

func TestALimitEndsWithItsLastDay(t *testing.T) {
	// Tuesday, 29 September 2026, 10:00 in China; 1 to 7 October are free, the 10th is worked.
	from := time.Date(2026, 9, 29, 2, 0, 0, 0, time.UTC)
	free := models.Calendar{"2026-10-01": false, "2026-10-02": false, "2026-10-05": false, "2026-10-06": false, "2026-10-07": false, "2026-10-10": true}
	assert.Equal(t, models.Date("2026-10-08").End(), models.Limit{Amount: 2, Unit: models.LimitWorkday}.End(from, free))
	assert.Equal(t, models.Date("2026-10-01").End(), models.Limit{Amount: 2, Unit: models.LimitDay}.End(from, free))
	assert.Equal(t, models.Date("2026-09-29").End(), models.Limit{Amount: 0, Unit: models.LimitWorkday}.End(from, free))
	assert.Equal(t, from.Add(4*time.Hour), models.Limit{Amount: 4, Unit: models.LimitHour}.End(from, free))
}

func TestAProposedLimitNamesEveryFaultAtOnce(t *testing.T) {
	amount := 400
	assert.Equal(t, map[string]string{"amount": "max", "unit": "oneof", "effective_to": "before_start", "subject": "sla_subject", "source": "required"},
		codesOf(models.CheckSLA(models.SLADraft{Step: models.SLAResolution, Subject: "high", Amount: &amount, Unit: models.LimitHour,
			EffectiveFrom: "2026-07-01", EffectiveTo: "2026-01-01"}, "2026-11-24")))
	assert.Equal(t, map[string]string{"step": "required", "amount": "required", "unit": "required", "effective_from": "required", "source": "required"},
		codesOf(models.CheckSLA(models.SLADraft{}, "2026-11-24")))
}
