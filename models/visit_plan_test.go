package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func person(birth models.Date, care string, tags ...string) models.Person {
	return models.Person{BirthDate: birth, Profile: models.Profile{CareAbility: care, Tags: tags}}
}

// Every row of domain report §8.2, and the edges between them.
func TestAHouseholdGoesByTheClosestRuleThatHoldsForIt(t *testing.T) {
	const today = models.Date("2026-03-02")
	grown := person("1980-01-01", "self_reliant")
	for name, c := range map[string]struct {
		category models.Beneficiary
		level    int
		persons  []models.Person
		want     models.PlanGroup
		why      models.PlanReason
	}{
		"level I":                          {"S1", 1, []models.Person{grown}, "high", "level_1"},
		"alone on the 80th birthday":       {"E1", 4, []models.Person{person("1946-03-02", "self_reliant")}, "high", "alone_80"},
		"alone a day before it":            {"E1", 4, []models.Person{person("1946-03-03", "self_reliant")}, "general", "marginal_weak"},
		"dependent, nobody to care":        {"E1", 4, []models.Person{person("1990-01-01", "disabled")}, "high", "dependent_no_carer"},
		"dependent, somebody to care":      {"E1", 4, []models.Person{person("1990-01-01", "disabled"), grown}, "stable", "stable"},
		"dependent at sixty, cared for":    {"E1", 4, []models.Person{person("1966-03-02", "disabled"), grown}, "key", "dependent_60"},
		"in extreme hardship, half able":   {"T1", 3, []models.Person{person("1950-01-01", "semi")}, "high", "destitute_dependent"},
		"in extreme hardship, able":        {"T1", 3, []models.Person{person("1950-01-01", "self_reliant")}, "key", "destitute"},
		"level II":                         {"S1", 2, []models.Person{grown}, "key", "level_2"},
		"an orphan":                        {"C1", 4, []models.Person{person("2016-01-01", ""), grown}, "key", "child"},
		"elderly of a special list, at 60": {"S1", 4, []models.Person{person("1966-03-02", "", "elderly_one_child_lost")}, "key", "elderly_in_hardship"},
		"the same a day before sixty":      {"S1", 4, []models.Person{person("1966-03-03", "", "elderly_one_child_lost")}, "stable", "stable"},
		"minimum living":                   {"D1", 4, []models.Person{grown}, "general", "minimum_living"},
		"marginal and stable":              {"E1", 4, []models.Person{grown}, "stable", "stable"},
		"rigid spending":                   {"X2", 0, []models.Person{grown}, "general", "rigid_spending"},
		"not assessed yet":                 {"M0", 0, []models.Person{grown}, "stable", "stable"},
	} {
		group, why := models.PlanOf(models.Household{Category: c.category, Level: c.level}, c.persons, today)
		assert.Equal(t, c.want, group, name)
		assert.Contains(t, why, c.why, name)
	}
	dead := person("1940-01-01", "disabled")
	dead.DeceasedOn = today
	group, _ := models.PlanOf(models.Household{Category: "E1", Level: 4}, []models.Person{dead, grown}, today)
	assert.Equal(t, models.PlanStable, group, "who has died is visited no more")
}

func TestSpansFollowTheCalendar(t *testing.T) {
	for _, c := range []struct {
		span     models.VisitSpan
		day      models.Date
		from, to models.Date
	}{
		{models.SpanWeek, "2026-01-01", "2025-12-29", "2026-01-04"}, {models.SpanWeek, "2026-01-05", "2026-01-05", "2026-01-11"},
		{models.SpanMonth, "2028-02-29", "2028-02-01", "2028-02-29"}, {models.SpanQuarter, "2026-12-31", "2026-10-01", "2026-12-31"},
		{models.SpanQuarter, "2026-04-01", "2026-04-01", "2026-06-30"}, {models.SpanHalfYear, "2026-06-30", "2026-01-01", "2026-06-30"},
		{models.SpanHalfYear, "2026-07-01", "2026-07-01", "2026-12-31"},
	} {
		from, to := c.span.Around(c.day)
		assert.Equal(t, [2]models.Date{c.from, c.to}, [2]models.Date{from, to}, "%s around %s", c.span, c.day)
	}
	assert.Equal(t, []models.VisitSpan{"week", "week", "month", "month", "month", "quarter", "quarter", "half_year"}, []models.VisitSpan{
		models.SpanWithin(7), models.SpanWithin(27), models.SpanWithin(28), models.SpanWithin(31), models.SpanWithin(89), models.SpanWithin(90),
		models.SpanWithin(92), models.SpanWithin(184)})
}

// A year of each span: how many windows, every other one at home, none shared and no day between left out.
func TestWindowsOfAYearFollowOneAnother(t *testing.T) {
	for span, want := range map[models.VisitSpan]int{models.SpanWeek: 52, models.SpanMonth: 12, models.SpanQuarter: 4, models.SpanHalfYear: 2} {
		windows := span.Windows(2, "2026-01-01", "2026-12-31")
		assert.Len(t, windows, want, span)
		home := 0
		for i, w := range windows {
			if i > 0 {
				assert.Equal(t, windows[i-1].To.AddDays(1), w.From, span)
				assert.NotEqual(t, windows[i-1].Mode, w.Mode, span)
			}
			if w.Mode == models.WindowHome {
				home++
			}
		}
		assert.Equal(t, want/2, home, span)
		parts := append(span.Windows(2, "2026-01-01", "2026-05-20"), span.Windows(2, "2026-05-21", "2026-12-31")...)
		assert.Equal(t, windows, parts, "%s: made in two goes it is the same", span)
	}
	for _, w := range models.SpanQuarter.Windows(1, "2026-01-01", "2026-12-31") {
		assert.Equal(t, models.WindowHome, w.Mode)
	}
	assert.Empty(t, models.SpanMonth.Windows(1, "2026-01-02", "2026-01-31"), "a month that has begun is no whole one")
}

// The worked example of domain report §5.5: (3,2,3,0,1,1,2,2) is 65 and level II.
func TestALevelIsTheWeightedSumOfItsLines(t *testing.T) {
	of := func(values ...int) (a models.Assessment) {
		for i, d := range models.LevelDims() {
			a.Lines = append(a.Lines, models.LevelLine{Dim: d, Value: values[i]})
		}
		return a
	}
	example := of(3, 2, 3, 0, 1, 1, 2, 2)
	assert.Equal(t, []int{65, 2}, []int{example.Score(), example.Level()})
	weights := 0
	for _, d := range models.LevelDims() {
		weights += d.Weight()
	}
	assert.Equal(t, 100, weights)
	for name, c := range map[string]struct {
		a            models.Assessment
		score, level int
	}{
		"all": {of(3, 3, 3, 3, 3, 3, 3, 3), 100, 1}, "none": {of(0, 0, 0, 0, 0, 0, 0, 0), 0, 4},
		"70 is I":                 {of(3, 3, 3, 0, 3, 0, 1, 1), 70, 1},
		"just under 70 is II":     {of(3, 3, 3, 0, 1, 1, 1, 2), 68, 2},
		"50 is II":                {of(3, 3, 0, 1, 2, 0, 0, 0), 50, 2},
		"a third under 50 is III": {of(3, 3, 0, 0, 0, 0, 1, 3), 48, 3},
		"30 is III":               {of(3, 0, 0, 1, 2, 0, 0, 0), 30, 3},
		"under 30 is IV":          {of(3, 0, 0, 0, 1, 0, 1, 1), 28, 4},
	} {
		assert.Equal(t, []int{c.score, c.level}, []int{c.a.Score(), c.a.Level()}, name)
	}
	mended := example.With(models.LevelChange{Values: map[models.LevelDim]int{models.DimHousing: 3}, Suicidal: true, Reason: "房屋经鉴定为D级"})
	assert.Equal(t, 1, mended.Level(), "an override")
	assert.Equal(t, "房屋经鉴定为D级", mended.Lines[5].Person)
	assert.Equal(t, 1, example.Lines[5].Value, "what was found stays")
	assert.Empty(t, mended.Lines[0].Person)
}

func TestALevelIsComputedFromWhatIsOnFile(t *testing.T) {
	std, income := int64(114900), int64(172350)
	child, granny := person("2018-01-10", "self_reliant"), person("1948-05-01", "self_reliant", "chronic_illness")
	child.Profile.SchoolStage, child.Profile.Employment, granny.Profile.Employment = "primary", "student", "retired"
	a := models.Assess(models.LevelFacts{Household: models.Household{Category: "E1", MonthlyIncomeFen: &income}, Persons: []models.Person{granny, child},
		Today: "2026-03-02", DibaoFen: &std, Visit: &models.VisitFound{Mood: 1, Safety: 2}})
	var got []int
	for _, l := range a.Lines {
		assert.NotEmpty(t, l.Reason, l.Dim)
		got = append(got, l.Value)
	}
	assert.Equal(t, []int{2, 1, 0, 1, 3, 2, 2, 1}, got)
	assert.Empty(t, a.Overrides)
	alone := models.Assess(models.LevelFacts{Household: models.Household{Category: "M0"}, Persons: []models.Person{person("1940-01-01", "disabled")},
		Today: "2026-03-02"})
	assert.Equal(t, []models.LevelOverride{models.OverrideAlone80, models.OverrideNoCarer}, alone.Overrides)
	assert.Equal(t, 1, alone.Level())
	orphan := models.Assess(models.LevelFacts{Persons: []models.Person{child}, Today: "2026-03-02"})
	assert.Equal(t, []models.LevelOverride{models.OverrideNoGuardian}, orphan.Overrides)
}
