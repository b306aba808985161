package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/models"
)

// yardsticks are those of the worked checks: the standard is 1,149 yuan.
func yardsticks(factor int64) models.Yardsticks {
	std, wage := int64(114_900), int64(249_000)
	line := std * factor / 1000
	return models.Yardsticks{Lines: models.Lines{Dibao: &std, Dibian: new(min(line, wage))}, IncomePerHeadFen: new(int64(6_500_000)),
		RigidPermille: new(int64(600)), LowIncomeFen: new(int64(10_000_000))}
}

// family is one of three whose income a head and month is known and whose property is within the rule.
func family(incomeFen int64) models.Means {
	return models.Means{Members: 3, IncomeFen: &incomeFen, IncomeYearFen: new(incomeFen * 36), PropertyOK: new(true), NoWork: new(false), NoIncome: new(incomeFen == 0),
		NoSupporter: new(false), LocalHukou: new(true), SevereMember: new(false), RigidFen: new(int64(0)), SelfPaidFen: new(int64(0)), Sudden: new(false),
		Orphan: new(false), ChildInNeed: new(false), ElderlyInNeed: new(false), Disabled: new(false)}
}

func TestLimitsOfIncomeAreExactToTheFen(t *testing.T) {
	for _, c := range []struct {
		name   string
		factor int64
		income int64
		want   models.Beneficiary
	}{
		{"well below the standard", 1500, 90_000, "D1"},
		{"a fen below the standard", 1500, 114_899, "D1"},
		{"the standard itself is not below it", 1500, 114_900, "E1"},
		{"between the lines", 1500, 160_000, "E1"},
		{"1.5 times the standard is included", 1500, 172_350, "E1"},
		{"a fen more is not", 1500, 172_351, "S1"},
		{"twice the standard, where 1.5 is set", 1500, 229_800, "S1"},
		{"twice the standard, where 2 is set", 2000, 229_800, "E1"},
		{"above both", 2000, 240_000, "S1"},
		{"ten times never passes the minimum wage", 5000, 249_001, "S1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, models.Classify(family(c.income), yardsticks(c.factor)).Highest())
		})
	}
}

func TestAFamilyAboveEveryLineIsOnlyWatched(t *testing.T) {
	out := models.Classify(family(280_000), yardsticks(2000)) // 100,800 yuan a year
	assert.Empty(t, out.Holds)
	assert.Equal(t, models.BeneficiaryMonitored, out.Highest())
}

func TestRigidSpendingMustBeAboveTheShareOfIncome(t *testing.T) {
	m := family(200_000) // 72,000 yuan a year
	m.RigidFen = new(int64(4_680_000))
	for permille, want := range map[int64]bool{600: true, 649: true, 650: false, 750: false} {
		y := yardsticks(1500)
		y.RigidPermille = &permille
		assert.Equal(t, want, models.Classify(m, y).Has(models.BeneficiaryRigidSpending), "65 %% against %d", permille)
	}
	rich := m
	rich.IncomeFen, rich.IncomeYearFen, rich.RigidFen = new(int64(541_667)), new(int64(19_500_012)), new(int64(19_000_000))
	assert.False(t, models.Classify(rich, yardsticks(1500)).Has(models.BeneficiaryRigidSpending), "not below the average income")
}

func TestWhatIsPaidForIllnessCountsAgainstTheLineOfMarginalFamilies(t *testing.T) {
	m := family(200_000)
	m.SelfPaidFen = new(int64(7_200_000 - 172_350*36 + 1))
	assert.True(t, models.Classify(m, yardsticks(1500)).Has(models.BeneficiaryMedicalPoverty), "a fen below the line is left")
	m.SelfPaidFen = new(*m.SelfPaidFen - 1)
	assert.False(t, models.Classify(m, yardsticks(1500)).Has(models.BeneficiaryMedicalPoverty), "the line itself is left")
	m.RigidFen = new(int64(7_200_000 - 114_900*36 + 1))
	assert.True(t, models.Classify(m, yardsticks(1500)).Has(models.BeneficiarySpendingRelief))
	m.LocalHukou = new(false)
	assert.False(t, models.Classify(m, yardsticks(1500)).Has(models.BeneficiarySpendingRelief))
}

func TestAllOfThreeThingsMakeExtremeHardship(t *testing.T) {
	m := family(0)
	m.NoWork, m.NoSupporter = new(true), new(true)
	out := models.Classify(m, yardsticks(1500))
	assert.Equal(t, models.BeneficiaryDestitute, out.Highest())
	assert.True(t, out.Has(models.BeneficiaryMinimumLiving), "every category that holds is kept")
	m.NoSupporter = nil
	out = models.Classify(m, yardsticks(1500))
	assert.Equal(t, models.BeneficiaryMinimumLiving, out.Highest())
	assert.Equal(t, []string{"no_supporter"}, out.Open[models.BeneficiaryDestitute])
}

func TestASeverelyDisabledMemberOfAMarginalFamilyCountsAlone(t *testing.T) {
	m := family(150_000)
	m.SevereMember = new(true)
	out := models.Classify(m, yardsticks(1500))
	assert.Equal(t, []models.Beneficiary{"E1", "D2"}, out.Holds)
	assert.Equal(t, models.BeneficiaryOnePerson, out.Highest())
}

func TestWhatIsNotKnownLeavesACategoryOpen(t *testing.T) {
	m := family(90_000)
	m.PropertyOK = nil
	out := models.Classify(m, yardsticks(1500))
	assert.False(t, out.Has(models.BeneficiaryMinimumLiving))
	assert.Equal(t, []string{"property_ok"}, out.Open[models.BeneficiaryMinimumLiving])
	m.PropertyOK = new(false)
	out = models.Classify(m, yardsticks(1500))
	assert.NotContains(t, out.Open, models.BeneficiaryMinimumLiving)
	out = models.Classify(family(90_000), models.Yardsticks{})
	assert.Equal(t, []string{"dibao_fen"}, out.Open[models.BeneficiaryMinimumLiving], "a number that the county lacks is named")
}

func TestThePastIsWorkedOutWithTheNumbersOfItsDay(t *testing.T) {
	adopted := time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)
	of := func(code models.StandardCode, value int64, from models.Date, at time.Time) models.Standard {
		return models.Standard{Code: code, RegionCode: "330199000000", Value: value, Term: models.Term{EffectiveFrom: from},
			Decision: models.Decision{Status: models.DecisionAdopted, AdoptedAt: &at}}
	}
	all := models.Standards{of("dibao_line", 106_400, "2024-01-01", adopted.AddDate(-2, 0, 0)), of("dibao_line", 114_900, "2026-01-01", adopted),
		of("minimum_wage", 249_000, "2024-01-01", adopted.AddDate(-2, 0, 0))}
	const village = "330199001001"
	m := family(110_000)
	assert.Equal(t, models.BeneficiaryMarginal, models.Classify(m, all.Yardsticks(village, "2025-12-31")).Highest())
	assert.Equal(t, models.BeneficiaryMinimumLiving, models.Classify(m, all.Yardsticks(village, "2026-01-01")).Highest())
	before := all.YardsticksKnown(village, "2026-01-01", adopted.AddDate(0, 0, -1))
	require.NotNil(t, before.Dibao)
	assert.Equal(t, int64(106_400), *before.Dibao, "not known yet on that day")
}

func TestMoreIncomeNeverBringsAStrongerCategory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := family(rapid.Int64Range(0, 400_000).Draw(t, "income"))
		m.Members = rapid.IntRange(1, 6).Draw(t, "members")
		m.IncomeYearFen = new(*m.IncomeFen * 12 * int64(m.Members))
		m.RigidFen, m.SelfPaidFen = new(rapid.Int64Range(0, 12_000_000).Draw(t, "rigid")), new(rapid.Int64Range(0, 12_000_000).Draw(t, "paid"))
		y := yardsticks(rapid.SampledFrom([]int64{1500, 2000}).Draw(t, "factor"))
		before := models.Classify(m, y).Highest().Rank()
		m.IncomeFen = new(*m.IncomeFen + rapid.Int64Range(0, 100_000).Draw(t, "more"))
		m.IncomeYearFen = new(*m.IncomeFen * 12 * int64(m.Members))
		assert.GreaterOrEqual(t, models.Classify(m, y).Highest().Rank(), before)
	})
}
