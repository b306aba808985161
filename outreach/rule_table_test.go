package outreach

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

const ruleDay = models.Date("2026-11-24")

// scene is one household, told in a few words.
type scene struct {
	k    known
	rows []models.Signal
}

func person(id string, born models.Date, with ...func(*models.Person)) models.Person {
	p := models.Person{ID: id, BirthDate: born}
	for _, f := range with {
		f(&p)
	}
	return p
}

func works(employment string) func(*models.Person) {
	return func(p *models.Person) { p.Profile.Employment = employment }
}

// A household of a marginal family: a worker of 46 and a child of 9, 1,000 yuan a head and month, so 24,000 a year.
func family(category models.Beneficiary) *scene {
	income := int64(1000_00)
	return &scene{k: known{household: &models.Household{ID: "h", Category: category, RegionCode: "330199001001", MonthlyIncomeFen: &income},
		region: "330199001001", members: []models.Person{person("worker", "1980-05-01", works("employed")), person("child", "2017-05-01")}}}
}

func elder(born models.Date) *scene {
	s := family(models.BeneficiaryMinimumLiving)
	s.k.members = []models.Person{person("elder", born)}
	return s
}

// gets adds a signal of some days ago; more are pairs of a fact and its value.
func (s *scene) gets(feed string, daysAgo int, code string, yuan int64, more ...string) *scene {
	fen, facts := yuan*100, map[string]string{}
	for i := 0; i+1 < len(more); i += 2 {
		facts[more[i]] = more[i+1]
	}
	whom := s.k.members[0].ID
	s.rows = append(s.rows, models.Signal{ID: "s" + strconv.Itoa(len(s.rows)), Feed: feed, SourceDept: "department", Code: code, EventOn: ruleDay.AddDays(-daysAgo),
		AmountFen: &fen, Facts: facts, PersonID: &whom, HouseholdID: &s.k.household.ID})
	return s
}

func (s *scene) of(member string) *scene {
	s.rows[len(s.rows)-1].PersonID = &member
	return s
}

func (s *scene) marked(family string, severity models.Severity, daysAgo int) *scene {
	on := ruleDay.AddDays(-daysAgo)
	s.k.marks = append(s.k.marks, mark{rule: "W" + family, family: family, kind: models.RuleTrigger, severity: severity, on: on, day: dayNumber(on)})
	return s
}

func (s *scene) scored(score, daysAgo int) *scene {
	s.k.scores = append(s.k.scores, scored{ruleDay.AddDays(-daysAgo), score})
	return s
}

func (s *scene) listed(since models.Date) *scene {
	s.k.listed = &models.Listing{Category: s.k.household.Category, ListedFrom: since}
	return s
}

func (s *scene) income(fen int64) *scene {
	s.k.household.MonthlyIncomeFen = &fen
	return s
}

// found asks the shipped rules about the scene.
func (s *scene) found(t *testing.T, only ...string) []Finding {
	t.Helper()
	return s.foundOn(t, ruleDay, models.ShippedRules(), only...)
}

func (s *scene) foundOn(t *testing.T, day models.Date, all models.AlertRules, only ...string) []Finding {
	t.Helper()
	std, factor, wage := int64(1149_00), int64(1500), int64(2260_00)
	now := day.Start()
	adopted := models.Decision{Status: models.DecisionAdopted, AdoptedAt: &now}
	from := models.Term{EffectiveFrom: "2026-01-01"}
	j := &judging{facts: factsAbout(models.ShippedFeeds())}
	for _, r := range all.On(day) {
		if len(only) == 0 || slices.Contains(only, r.Code) {
			a, err := j.facts.compiled(r)
			require.NoError(t, err, r.Code)
			j.asked = append(j.asked, a)
		}
	}
	slices.SortStableFunc(j.asked, func(a, b askable) int { return order(a.rule.Kind) - order(b.rule.Kind) })
	j.read = &reader{county: "330199", day: day, places: map[string]*standing{}, standards: models.Standards{
		{Code: models.StandardDibao, RegionCode: "330199000000", Value: std, Term: from, Decision: adopted},
		{Code: models.StandardDibianFactor, RegionCode: "330199000000", Value: factor, Term: from, Decision: adopted},
		{Code: models.StandardMinimumWage, RegionCode: "330199000000", Value: wage, Term: from, Decision: adopted}}}
	k := s.k
	k.signals = byFeed(s.rows)
	j.read.stand(&k, day)
	var out []Finding
	require.NoError(t, j.about(&k, func(models.AlertRule) bool { return true }, &out))
	return out
}

func marginal() *scene { return family(models.BeneficiaryMarginal) }

// Each rule fires at its threshold and does not fire just before it.
func TestEachOfThe23RulesFiresAtItsThresholdAndNotBefore(t *testing.T) {
	red, orange, yellow, blue := models.SeverityRed, models.SeverityOrange, models.SeverityYellow, models.SeverityBlue
	for _, c := range []struct {
		code, what string
		s          *scene
		want       models.Severity // "" for none
	}{
		{"W01", "20,000 yuan", marginal().income(9_000_00).gets("medical", 0, "inpatient", 20_000), yellow},
		{"W01", "in two bills", marginal().income(9_000_00).gets("medical", 365, "", 12_000).gets("medical", 0, "", 8_000), yellow},
		{"W01", "a bill of 366 days ago", marginal().income(9_000_00).gets("medical", 366, "", 12_000).gets("medical", 0, "", 8_000), ""},
		{"W01", "19,999 yuan", marginal().income(9_000_00).gets("medical", 0, "", 19_999), ""},
		{"W01", "half of the yearly income", marginal().gets("medical", 0, "", 12_000), yellow},
		{"W01", "less than half", marginal().gets("medical", 0, "", 11_999), ""},
		{"W01", "half, but below the floor", marginal().income(100_00).gets("medical", 0, "", 1_999), ""},
		{"W01", "half, at the floor", marginal().income(100_00).gets("medical", 0, "", 2_000), yellow},
		{"W02", "50,000 yuan", marginal().income(9_000_00).gets("medical", 0, "", 50_000), red},
		{"W02", "49,999 yuan", marginal().income(9_000_00).gets("medical", 0, "", 49_999), ""},
		{"W02", "the yearly income", marginal().gets("medical", 0, "", 24_000), red},
		{"W02", "a yuan less", marginal().gets("medical", 0, "", 23_999), ""},
		{"W03", "a diagnosis", marginal().gets("illness", 365, "tumour", 0), orange},
		{"W03", "too long ago", marginal().gets("illness", 366, "tumour", 0), ""},
		{"W04", "30 days", marginal().gets("insurance", 30, "", 0), yellow},
		{"W04", "29 days", marginal().gets("insurance", 29, "", 0), ""},
		{"W04", "30 days as told", marginal().gets("insurance", 1, "", 0, "unpaid_days", "30"), yellow},
		{"W04", "not assisted", family(models.BeneficiaryMonitored).gets("insurance", 40, "", 0), ""},
		{"W05", "level 2", marginal().gets("disability", 0, "physical", 0, "level", "2"), orange},
		{"W05", "level 3", marginal().gets("disability", 0, "physical", 0, "level", "3"), ""},
		{"W05", "no level told", marginal().gets("disability", 0, "physical", 0), ""},
		{"W06", "level 3 in E1", marginal().gets("disability", 0, "physical", 0, "level", "3"), yellow},
		{"W06", "level 4 in X1", family(models.BeneficiaryRigidSpending).gets("disability", 0, "visual", 0, "level", "4"), yellow},
		{"W06", "level 2", marginal().gets("disability", 0, "physical", 0, "level", "2"), ""},
		{"W06", "level 3 in D1", family(models.BeneficiaryMinimumLiving).gets("disability", 0, "physical", 0, "level", "3"), ""},
		{"W07", "the only earner", marginal().gets("unemployment", 180, "dismissed", 0), orange},
		{"W07", "too long ago", marginal().gets("unemployment", 181, "dismissed", 0), ""},
		{"W07", "the benefit ended", marginal().gets("unemployment", 0, "benefit_ended", 0), ""},
		{"W08", "30 days", marginal().gets("unemployment", 30, "benefit_ended", 0, "employed_again", "false"), yellow},
		{"W08", "29 days", marginal().gets("unemployment", 29, "benefit_ended", 0, "employed_again", "false"), ""},
		{"W08", "a new job", marginal().gets("unemployment", 30, "benefit_ended", 0, "employed_again", "true"), ""},
		{"W09", "college in E1", marginal().gets("education", 0, "college", 0), yellow},
		{"W09", "college in D1", family(models.BeneficiaryMinimumLiving).gets("education", 0, "college", 0), ""},
		{"W09", "dropout anywhere", family(models.BeneficiaryMonitored).gets("education", 0, "dropout", 0), red},
		{"W10", "a death at 46", marginal().gets("death", 90, "", 0), red},
		{"W10", "a death at 9", marginal().gets("death", 0, "", 0).of("child"), ""},
		{"W10", "91 days ago", marginal().gets("death", 91, "", 0), ""},
		{"W11", "a birth in D1", family(models.BeneficiaryMinimumLiving).gets("birth", 90, "", 0), blue},
		{"W11", "in X1", family(models.BeneficiaryRigidSpending).gets("birth", 0, "", 0), ""},
		{"W12", "a fire", marginal().gets("disaster", 30, "fire", 8_000), red},
		{"W12", "31 days ago", marginal().gets("disaster", 31, "fire", 8_000), ""},
		{"W13", "serious", marginal().gets("traffic", 90, "serious", 0), red},
		{"W13", "minor", marginal().gets("traffic", 0, "minor", 0), ""},
		{"W14", "grade C", marginal().gets("housing", 365, "C", 0), orange},
		{"W14", "grade B", marginal().gets("housing", 0, "B", 0), ""},
		{"W15", "custody removed", marginal().gets("guardian", 90, "removed", 0).of("child"), red},
		{"W15", "a parent in prison", marginal().gets("prison", 0, "", 0), red},
		{"W15", "prison without a child", elder("1950-01-01").gets("prison", 0, "", 0), ""},
		{"W16", "80 today", elder("1946-11-24"), yellow},
		{"W16", "80 tomorrow", elder("1946-11-25"), ""},
		{"W16", "80 for 29 days", elder("1946-10-26"), yellow},
		{"W16", "80 for 30 days", elder("1946-10-25"), ""},
		{"W16", "81 today", elder("1945-11-24"), ""},
		{"W17", "72 hours", elder("1950-01-01").gets("electricity", 7, "", 0, "idle_hours", "72"), red},
		{"W17", "71 hours", elder("1950-01-01").gets("electricity", 0, "", 0, "idle_hours", "71"), ""},
		{"W17", "water", elder("1950-01-01").gets("water", 0, "gas", 0, "idle_hours", "80"), red},
		{"W17", "at 59", elder("1966-11-25").gets("water", 0, "gas", 0, "idle_hours", "80"), ""},
		{"W17", "not alone", marginal().gets("water", 0, "gas", 0, "idle_hours", "80"), ""},
		{"W18", "elderly alone", elder("1950-01-01").gets("admission", 30, "planned", 0), orange},
		{"W18", "in extreme hardship", family(models.BeneficiaryDestitute).gets("admission", 0, "emergency", 0), orange},
		{"W18", "anybody else", marginal().gets("admission", 0, "emergency", 0), ""},
		{"W19", "30 days before", family(models.BeneficiaryRigidSpending).listed("2025-12-24"), blue},
		{"W19", "31 days before", family(models.BeneficiaryRigidSpending).listed("2025-12-25"), ""},
		{"W19", "on its last day", family(models.BeneficiaryRigidSpending).listed("2025-11-24"), blue},
		{"W19", "a day after", family(models.BeneficiaryRigidSpending).listed("2025-11-23"), ""},
		{"W19", "of a marginal family", marginal().listed("2025-12-01"), ""},
		{"W20", "a car", marginal().gets("vehicle", 90, "car", 0), yellow},
		{"W20", "a motorcycle", marginal().gets("vehicle", 0, "motorcycle", 0), ""},
		{"W20", "income above the line", marginal().gets("income", 0, "", 3_448), yellow},
		{"W20", "income at the line", marginal().gets("income", 0, "", 3_447), ""},
		{"W20", "not assisted", family(models.BeneficiaryMonitored).gets("vehicle", 0, "car", 0), ""},
		{"W21", "two kinds", marginal().marked("medical", yellow, 60).marked("education", yellow, 0), orange},
		{"W21", "one of them 61 days ago", marginal().marked("medical", yellow, 61).marked("education", yellow, 0), ""},
		{"W21", "twice of one kind", marginal().marked("medical", yellow, 3).marked("medical", yellow, 0), ""},
		{"W21", "one is red", marginal().marked("medical", red, 3).marked("education", yellow, 0), ""},
		{"W21", "both found now", marginal().gets("medical", 0, "", 12_000).gets("education", 0, "college", 0), orange},
		{"W22", "20 points", marginal().scored(40, 90).scored(60, 0), orange},
		{"W22", "19 points", marginal().scored(41, 90).scored(60, 0), ""},
		{"W22", "from a low between", marginal().scored(55, 200).scored(40, 30).scored(60, 0), orange},
		{"W22", "slowly", marginal().scored(30, 300).scored(45, 100).scored(60, 0), ""},
		{"W23", "a call", marginal().gets("hotline", 7, "living", 0), yellow},
		{"W23", "a child", marginal().gets("grid", 0, "child", 0), red},
		{"W23", "8 days ago", marginal().gets("hotline", 8, "living", 0), ""},
	} {
		var got models.Severity
		for _, f := range c.s.found(t) {
			if f.RuleCode == c.code {
				got = f.Severity
			}
		}
		assert.Equal(t, c.want, got, "%s: %s", c.code, c.what)
	}
}

func TestEveryShippedRuleIsInTheTableOfTheReport(t *testing.T) {
	var codes []string
	for _, r := range models.ShippedRules() {
		codes = append(codes, r.Code)
		assert.NotEmpty(t, r.NameZH+r.NameEN, r.Code)
		for _, zh := range []bool{true, false} {
			assert.NotContains(t, r.Sentence(zh), "{", "%s: every threshold of the sentence has its value", r.Code)
		}
		draft := models.DraftOf(r)
		draft.EffectiveFrom = ruleDay
		assert.Empty(t, models.CheckRule(draft, ruleDay), r.Code)
	}
	want := make([]string, 23)
	for i := range want {
		want[i] = "W" + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
	}
	assert.Equal(t, want, codes)
}

func TestARuleOutsideItsDaysNeverFires(t *testing.T) {
	rule := models.ShippedRules()[2]
	rule.Term = models.Term{EffectiveFrom: "2026-11-01", EffectiveTo: "2026-11-30"}
	for day, fires := range map[models.Date]bool{"2026-10-31": false, "2026-11-01": true, "2026-11-30": true, "2026-12-01": false} {
		s := marginal().gets("illness", 60, "tumour", 0)
		assert.Equal(t, fires, len(s.foundOn(t, day, models.AlertRules{rule})) == 1, day)
	}
	paused := rule
	paused.Enabled = false
	assert.Empty(t, marginal().gets("illness", 0, "tumour", 0).foundOn(t, ruleDay, models.AlertRules{paused}))
}

func TestAFindingKeepsExactlyTheFactsThatFiredIt(t *testing.T) {
	s := marginal().gets("medical", 10, "inpatient", 9_000).gets("medical", 2, "outpatient", 6_000).gets("vehicle", 1, "car", 0)
	found := s.found(t, "W01")
	require.Len(t, found, 1)
	f := found[0]
	assert.Equal(t, map[string]string{"medical_fen": "1500000", "household_income_year_fen": "2400000"}, f.Facts, "the 20,000 yuan were not reached")
	assert.Equal(t, []string{"s1", "s0"}, f.SignalIDs, "the newest first, and no other feed")
	assert.Equal(t, ruleDay.AddDays(-2), f.EventOn)
	assert.Equal(t, int64(15_000_00), *f.AmountFen)
	assert.Equal(t, 1, f.RuleVersion)
	assert.Equal(t, "worker", *f.PersonID)
	assert.Equal(t, "h", *f.HouseholdID)
	assert.Equal(t, f, s.found(t, "W01")[0], "the same facts give the same finding")
}

func TestWhatIsNotKnownFiresNothing(t *testing.T) {
	s := marginal().gets("medical", 0, "", 15_000)
	s.k.household.MonthlyIncomeFen = nil
	assert.Empty(t, s.found(t, "W01"), "the share of an unknown income")
	s = marginal().gets("medical", 0, "", 21_300)
	s.k.household, s.k.members = nil, nil
	found := s.found(t, "W01")
	require.Len(t, found, 1, "an amount needs no household")
	assert.Equal(t, map[string]string{"medical_fen": "2130000"}, found[0].Facts)
	assert.Nil(t, found[0].HouseholdID)
	jobless := marginal().gets("unemployment", 0, "dismissed", 0)
	jobless.k.members = append(jobless.k.members, person("other", "1985-01-01"))
	assert.Empty(t, jobless.found(t, "W07"), "it is not on file whether the other one works")
	jobless.gets("unemployment", 0, "dismissed", 0, "sole_earner", "true")
	assert.Len(t, jobless.found(t, "W07"), 1, "but the department tells")
}

func TestADownwardFindingOnlyAsksForAnotherLook(t *testing.T) {
	found := marginal().gets("death", 1, "", 0).gets("vehicle", 0, "car", 0).found(t, "W20")
	require.Len(t, found, 1)
	assert.Equal(t, models.RuleDownward, found[0].Kind)
	assert.Equal(t, "recheck", found[0].Family)
	assert.Equal(t, map[string]string{"assisted": "true", "death_n": "1", "vehicle_codes": "car"}, found[0].Facts)
}

func TestBirthdaysOfLeapDays(t *testing.T) {
	for _, c := range [][3]models.Date{{"1948-02-29", "2026-02-28", "2025-03-01"}, {"1948-02-29", "2026-03-01", "2026-03-01"},
		{"1948-02-29", "2028-02-29", "2028-02-29"}, {"1946-11-24", "2026-11-24", "2026-11-24"}, {"1946-11-25", "2026-11-24", "2025-11-25"}} {
		assert.Equal(t, c[2], birthdayBefore(c[0], c[1]), c)
	}
}
