package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

var decided = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// adopted is a version of a number that was adopted so many days after noon of 24 November 2026.
func adopted(id string, code models.StandardCode, region string, value int64, from, to models.Date, days int) models.Standard {
	at := decided.AddDate(0, 0, days)
	return models.Standard{CountyCode: "330199", ID: id, Code: code, RegionCode: region, Value: value, Term: models.Term{EffectiveFrom: from, EffectiveTo: to},
		Decision: models.Decision{Status: models.DecisionAdopted, AdoptedAt: &at}}
}

func TestTheNumberOfTheDayIsTheNearestThenTheLatestThatHolds(t *testing.T) {
	proposed := adopted("p", models.StandardDibao, "330199000000", 999, "2026-01-01", "", 0)
	proposed.Status = models.DecisionProposed
	all := models.Standards{
		adopted("a", models.StandardDibao, "330199000000", 108_400, "2024-07-01", "", 0),
		adopted("b", models.StandardDibao, "330199000000", 114_900, "2025-07-01", "", 1),
		adopted("c", models.StandardDibao, "330199001000", 120_000, "2025-01-01", "2025-12-31", 2),
		adopted("d", models.StandardDibao, "330000000000", 100_000, "2026-01-01", "", 3),
		proposed,
	}
	for _, c := range []struct {
		region string
		day    models.Date
		want   string
	}{
		{"330199002000", "2024-06-30", ""}, {"330199002000", "2024-07-01", "a"}, {"330199002000", "2025-06-30", "a"}, {"330199002001", "2025-07-01", "b"},
		{"330199001001", "2025-12-31", "c"}, {"330199001001", "2026-01-01", "b"}, {"330199", "2026-06-01", "b"}, {"330198001000", "2026-06-01", "d"},
	} {
		found, id := all.In(models.StandardDibao, c.region, c.day, time.Time{}), ""
		if found != nil {
			id = found.ID
		}
		assert.Equal(t, c.want, id, "%s on %s", c.region, c.day)
	}
}

func TestThePastCanBeComputedAgainAsItWasKnown(t *testing.T) {
	all := models.Standards{
		adopted("first", models.StandardDibao, "330199000000", 108_400, "2026-07-01", "", 0),
		adopted("corrected", models.StandardDibao, "330199000000", 114_900, "2026-07-01", "", 10),
	}
	assert.Equal(t, "corrected", all.In(models.StandardDibao, "330199", "2026-08-01", time.Time{}).ID, "of one beginning the later adoption holds")
	assert.Equal(t, "first", all.In(models.StandardDibao, "330199", "2026-08-01", decided.AddDate(0, 0, 9)).ID)
	assert.Nil(t, all.In(models.StandardDibao, "330199", "2026-08-01", decided.AddDate(0, 0, -1)))
}

// TestLinesFollowTheWorkedExamples is domain report §5.2 and §9: the standard is 1,149 yuan.
func TestLinesFollowTheWorkedExamples(t *testing.T) {
	all := models.Standards{adopted("s", models.StandardDibao, "330199000000", 114_900, "2026-01-01", "", 0)}
	l := all.Lines("330199000000", "2026-11-24")
	require.NotNil(t, l.Dibian)
	assert.Equal(t, []int64{114_900, 172_350, 689_400, 1_378_800}, []int64{*l.Dibao, *l.Dibian, *l.ReliefMost, *l.ReliefLimit})
	for income, want := range map[int64]models.IncomeBand{
		90_000: models.BandDibao, 114_899: models.BandDibao, 114_900: models.BandDibian, 160_000: models.BandDibian, 172_350: models.BandDibian,
		172_351: models.BandAbove, 229_800: models.BandAbove,
	} {
		band, ok := l.Band(income)
		assert.True(t, ok)
		assert.Equal(t, want, band, income)
	}
	all = append(all, adopted("f", models.StandardDibianFactor, "330199000000", 2000, "2026-01-01", "", 0))
	assert.Equal(t, int64(229_800), *all.Lines("330199", "2026-11-24").Dibian, "twice, where the county widened it")
	all = append(all, adopted("w", models.StandardMinimumWage, "330199000000", 200_000, "2026-01-01", "", 0))
	assert.Equal(t, int64(200_000), *all.Lines("330199", "2026-11-24").Dibian, "never above the minimum wage")
	none := models.Standards{}.Lines("330199", "2026-11-24")
	_, ok := none.Band(0)
	assert.False(t, ok, "without a standard nobody is in a band")
}

func TestADeclaredDefaultAnswersUntilTheCountyAdopts(t *testing.T) {
	ratio, ok := models.Standards{}.Value(models.StandardRigidRatio, "330199", "2026-11-24")
	assert.True(t, ok)
	assert.Equal(t, int64(600), ratio)
	_, ok = models.Standards{}.Value(models.StandardDibao, "330199", "2026-11-24")
	assert.False(t, ok, "a local number is never guessed")
}

func codesOf(faults []models.FieldError) map[string]string {
	out := map[string]string{}
	for _, f := range faults {
		out[f.Field] = f.Code
	}
	return out
}

func TestAProposedNumberNamesEveryFaultAtOnce(t *testing.T) {
	value := int64(99_000_000)
	assert.Equal(t, map[string]string{"value": "max", "region_code": "region_outside_county", "effective_to": "before_start", "source": "required"},
		codesOf(models.CheckStandard(models.StandardDraft{Code: models.StandardDibao, RegionCode: "330198000000", Value: &value, EffectiveFrom: "2026-07-01",
			EffectiveTo: "2026-06-30"}, "330199", "2026-11-24")))
	assert.Equal(t, map[string]string{"code": "standard", "value": "required", "effective_from": "date", "source": "required", "region_code": "region_char"},
		codesOf(models.CheckStandard(models.StandardDraft{Code: "made_up", RegionCode: "county", EffectiveFrom: "1 July"}, "330199", "2026-11-24")))
	fine := int64(114_900)
	assert.Empty(t, models.CheckStandard(models.StandardDraft{Code: models.StandardDibao, RegionCode: "330000", Value: &fine, EffectiveFrom: "2026-07-01",
		Source: "浙民助〔2026〕1号"}, "330199", "2026-11-24"), "a number of the province holds in its counties")
}

func TestEveryStandardHasNamesAndABound(t *testing.T) {
	seen := map[models.StandardCode]bool{}
	for _, k := range models.StandardKinds() {
		assert.False(t, seen[k.Code])
		seen[k.Code] = true
		assert.NotEmpty(t, k.NameZH)
		assert.NotEmpty(t, k.NameEN)
		assert.Positive(t, k.Most)
		if k.Default != nil {
			assert.LessOrEqual(t, *k.Default, k.Most)
		}
	}
}

func TestAPeriodOfKeepingIsBoundedAndOfTheWholeCounty(t *testing.T) {
	draft := func(code models.StandardCode, value int64, region string) map[string]string {
		return codesOf(models.CheckStandard(models.StandardDraft{Code: code, RegionCode: region, Value: &value, EffectiveFrom: "2026-07-01", Source: "县局通知"}, "330199", "2026-11-24"))
	}
	assert.Equal(t, map[string]string{"value": "min"}, draft(models.StandardKeepLog, 35, ""), "who saw whose data is kept for three years by law")
	assert.Empty(t, draft(models.StandardKeepLog, 36, ""))
	assert.Empty(t, draft(models.StandardKeepLog, 36, "330199000000"))
	assert.Equal(t, map[string]string{"region_code": "county_wide"}, draft(models.StandardKeepVisit, 60, "330199001000"))
	assert.Equal(t, map[string]string{"value": "max"}, draft(models.StandardKeepStranger, 366, ""))
	for _, k := range models.StandardKinds() {
		if k.Keeping() {
			assert.LessOrEqual(t, k.Least(), *k.Default, k.Code)
		}
	}
}

func TestTheDayBeforeWhichSomethingEndedGoesByTheStandardOfTheDay(t *testing.T) {
	all := models.Standards{adopted("a", models.StandardKeepVisit, "330199000000", 24, "2026-06-01", "", 0)}
	visit, log := models.Keeping{Period: models.StandardKeepVisit}, models.Keeping{Period: models.StandardKeepLog}
	assert.Equal(t, models.Date("2021-05-31"), visit.Before(all, "330199", "2026-05-31"), "sixty months where nothing was adopted yet")
	assert.Equal(t, models.Date("2024-06-01"), visit.Before(all, "330199", "2026-06-01"))
	assert.Equal(t, models.Date("2020-02-29"), log.Before(all, "330199", "2026-02-28").AddDays(1), "the same day, six years before")
	assert.Equal(t, models.Date("2026-03-03"), models.Keeping{Period: models.StandardKeepStranger}.Before(all, "330199", "2026-06-01"))
	assert.Equal(t, models.Date("2026-05-31"), models.Keeping{Days: 1}.Before(all, "330199", "2026-06-01"))
}
