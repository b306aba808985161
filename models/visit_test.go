package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func metres(n int) *int { return &n }

// Every rule of domain report §8.2, each broken alone, and the edges on which it still holds.
func TestAVisitCountsByDeclaredRules(t *testing.T) {
	good := models.Visit{Mode: models.VisitAtHome, Reached: true, DurationMin: 5, DistanceM: metres(500), FormComplete: true}
	for name, c := range map[string]struct {
		change  func(*models.Visit)
		mode    string
		earlier int
		want    models.VisitFlawCode
	}{
		"at home, on every edge":      {func(*models.Visit) {}, "home", 1, ""},
		"by phone where any will do":  {func(v *models.Visit) { v.Mode, v.DurationMin, v.DistanceM = models.VisitByPhone, 2, nil }, "any", 0, ""},
		"by phone where home is due":  {func(v *models.Visit) { v.Mode = models.VisitByPhone }, "home", 0, models.VisitWrongMode},
		"four minutes":                {func(v *models.Visit) { v.DurationMin = 4 }, "home", 0, models.VisitTooShort},
		"a minute on the phone":       {func(v *models.Visit) { v.Mode, v.DurationMin = models.VisitByPhone, 1 }, "any", 0, models.VisitTooShort},
		"two minutes of video":        {func(v *models.Visit) { v.Mode, v.DurationMin = models.VisitByVideo, 2 }, "any", 0, models.VisitTooShort},
		"nobody there":                {func(v *models.Visit) { v.Reached = false }, "home", 0, models.VisitNobodyReached},
		"501 metres away":             {func(v *models.Visit) { v.DistanceM = metres(501) }, "home", 0, models.VisitTooFar},
		"no place and no signature":   {func(v *models.Visit) { v.DistanceM = nil }, "home", 0, models.VisitTooFar},
		"no place but a signed paper": {func(v *models.Visit) { v.DistanceM, v.PaperSignature = nil, true }, "home", 0, ""},
		"half a form":                 {func(v *models.Visit) { v.FormComplete = false }, "home", 0, models.VisitFormIncomplete},
		"the third of the day":        {func(*models.Visit) {}, "home", 2, models.VisitThirdSameDay},
	} {
		v := good
		c.change(&v)
		assert.Equal(t, c.want, models.VisitFlaw(v, c.mode, c.earlier), name)
	}
	assert.Len(t, models.VisitFlaws(), 6)
}

func TestWhoIsOwedAListIsSettledByCategory(t *testing.T) {
	assert.Equal(t, []models.Beneficiary{"T1", "D1", "D2", "E1", "X1", "X2", "X3"}, models.BeneficiariesListDue())
	assert.Equal(t, models.Date("2026-07-20"), models.ListDeadline("2026-06-30"))
}

func TestElderlyInHardshipAreSixtyAndMarked(t *testing.T) {
	p := models.Person{BirthDate: "1966-03-02", Profile: models.Profile{Tags: []string{"elderly_alone"}}}
	assert.True(t, p.ElderlyInHardship("2026-03-02"))
	assert.False(t, p.ElderlyInHardship("2026-03-01"), "a day before sixty")
	p.DeceasedOn = "2026-05-01"
	assert.True(t, p.ElderlyInHardship("2026-04-30"))
	assert.False(t, p.ElderlyInHardship("2026-05-01"))
	assert.False(t, models.Person{BirthDate: "1940-01-01"}.ElderlyInHardship("2026-03-02"), "old is not yet in hardship")
	assert.False(t, models.Person{Profile: p.Profile}.ElderlyInHardship("2026-03-02"), "of unknown age")
}

func TestOnlyA2AndA3AreFound(t *testing.T) {
	for _, c := range models.AlertResults() {
		assert.Equal(t, c == "A2" || c == "A3", c.Found(), c)
		assert.True(t, c.Valid() && c.NameZH() != "" && c.NameEN() != "", c)
	}
}

func TestTheNewDesksKeepTheLinesOfTheHouse(t *testing.T) {
	list := []models.Action{models.VisitView, models.VisitRecord, models.VisitExempt, models.AlertSend, models.AlertView, models.AlertWork, models.AlertRoute,
		models.ApplicationView, models.ApplicationEdit, models.ApplicationPropose, models.ApplicationDecide, models.SuggestionView, models.SuggestionDecide,
		models.HappinessListView, models.HappinessListDeliver}
	for _, role := range []models.Role{models.RoleSupplierAdmin, models.RoleSupplierWorker, models.RoleProvince, models.RoleSysadmin, models.RoleResident} {
		for _, s := range scopes(role, list...) {
			assert.Equal(t, models.ScopeNone, s, role)
		}
	}
	for _, role := range models.Roles() {
		a := models.Actor{Role: role}
		assert.False(t, models.ScopeOf(a, models.ApplicationPropose) != "" && models.ScopeOf(a, models.ApplicationDecide) != "",
			"%s: who proposes relief does not decide it", role)
	}
	assert.Equal(t, models.ScopeNone, models.ScopeOf(models.Actor{Role: models.RoleAide}, models.VisitExempt), "an exemption takes a clerk")
	assert.Equal(t, models.ScopeNone, models.ScopeOf(models.Actor{Role: models.RoleDeptSource}, models.AlertView), "a department sends and sees nothing")
}
