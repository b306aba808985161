package advice_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/advice"
	"zhulian/models"
	"zhulian/rules"
)

func person(born models.Date, p models.Profile) models.Person {
	return models.Person{BirthDate: born, Profile: p}
}

func holds(t *testing.T, want, got rules.Facts) {
	t.Helper()
	for name, value := range want {
		assert.Equal(t, value, got[name], name)
	}
}

func TestFactsOfAHouseholdComeFromItsFile(t *testing.T) {
	h := advice.Home{Day: goldenDay, Household: models.Household{Category: "D1", HukouKind: "rural", MonthlyIncomeFen: new(int64(80_000))}, Members: []models.Person{
		person("1944-05-31", models.Profile{CareAbility: "fully_disabled"}),
		person("1944-06-02", models.Profile{}),
		person("1980-01-01", models.Profile{Employment: "unemployed"}),
		person("2010-01-01", models.Profile{SchoolStage: "senior", DisabilityLevel: 3}),
		person("2018-01-01", models.Profile{DisabilityLevel: 2}),
		{BirthDate: "1950-01-01", DeceasedOn: "2026-05-02"},
	}}
	f := h.Facts()
	holds(t, rules.Facts{"category": "D1", "members_n": 5, "children_n": 2, "elderly_n": 2, "aged80_n": 2, "elder_alone": false, "no_carer": false, "rural": true,
		"residence_permit": false, "income_fen": 80_000, "dependent_n": 1, "dependent_elderly_n": 1, "disabled_n": 2, "severely_disabled_n": 1, "senior_n": 1,
		"unschooled_disabled_n": 1, "able_n": 1, "able_unemployed_n": 1, "death_days": 30, "sudden_days": 36_500}, f)
	assert.NotContains(t, f, "self_paid_fen", "no bill says nothing about what was paid")
	assert.NotContains(t, f, "property_ok")
}

func TestAnAgeThatIsNotKnownLeavesCountsUnknown(t *testing.T) {
	h := advice.Home{Day: goldenDay, Members: []models.Person{person("", models.Profile{})}}
	assert.NotContains(t, h.Facts(), "aged80_n")
	h.Members = append(h.Members, person("1940-01-01", models.Profile{}))
	assert.Equal(t, 1, h.Facts()["aged80_n"])
}

func TestWhatDepartmentsReportGoesBeforeWhatWasSaid(t *testing.T) {
	h := advice.Home{Day: goldenDay, Members: []models.Person{person("1980-01-01", models.Profile{})},
		Told: rules.Facts{"housing_risk": "A", "property_ok": true, "members_n": 9,
			"recognised": true}, RefusedOn: "2026-05-01",
		Listings: []models.Listing{{Category: "D1", ListedFrom: "2024-01-01", ListedTo: "2026-03-01"}, {Category: "P1", ListedTo: "2026-05-01"}},
		Signals: []models.Signal{{Feed: "medical", EventOn: "2026-01-01", AmountFen: new(int64(500_000))}, {Feed: "medical", EventOn: "2025-06-01",
			AmountFen: new(int64(70_000))},
			{Feed: "medical", EventOn: "2025-05-31", AmountFen: new(int64(900_000))}, {Feed: "housing", Code: "D", EventOn: "2026-02-02"},
			{Feed: "disaster", EventOn: "2026-05-22"}, {Feed: "traffic", EventOn: "2026-06-02"}, {Feed: "grid", Code: "safety", EventOn: "2026-05-30"},
			{Feed: "insurance", EventOn: "2026-05-01"}}}
	f := h.Facts()
	holds(t, rules.Facts{"housing_risk": "D", "property_ok": true, "members_n": 1, "self_paid_fen": 570_000, "sudden_days": 10, "sudden_kind": "disaster",
		"violence_sign": true, "insurance_unpaid": true, "benefit_ended_days": 92, "refused_days": 31}, f)
	assert.NotContains(t, f, "recognised", "what follows from facts is never said")
}

func TestAChildAmongGrownUpsIsGuardedUnlessItsFileSaysOtherwise(t *testing.T) {
	child := person("2015-01-01", models.Profile{SchoolStage: "primary"})
	alone := advice.Home{Day: goldenDay, Members: []models.Person{child}}
	assert.Equal(t, true, alone.Facts()["child_no_guardian"])
	alone.Members = append(alone.Members, person("1960-01-01", models.Profile{}))
	assert.Equal(t, false, alone.Facts()["child_no_guardian"])
	alone.Members[0].Profile.Tags = []string{"child_without_carer"}
	assert.Equal(t, true, alone.Facts()["child_no_guardian"])
	alone.Members[0].Profile.Tags = []string{"child_left_behind"}
	assert.Equal(t, true, alone.Facts()["child_in_need"])
}

func TestFormsSayWhatIsWrongWithAValue(t *testing.T) {
	of := func(name string) advice.Fact {
		f, ok := advice.FactBy(name)
		assert.True(t, ok)
		return f
	}
	for _, c := range []struct {
		fact, text string
		want       any
		flaw       string
	}{{"property_ok", "true", true, ""}, {"property_ok", "maybe", nil, "fact_value"}, {"members_n", "3", 3, ""}, {"members_n", "-1", nil, "whole_number"}, {"members_n", "3.5", nil, "whole_number"},
		{"income_fen", "1,148.99", 114_899, ""}, {"income_fen", "12.345", nil, "money"}, {"income_fen", "", nil, ""}, {"housing_risk", "D", "D", ""}, {"housing_risk", "Z", nil, "fact_value"}} {
		value, known, flaw := of(c.fact).Parse(c.text)
		assert.Equal(t, c.flaw, flaw, c)
		assert.Equal(t, c.want, value, c)
		assert.Equal(t, c.want != nil, known, c)
	}
}
