package advice_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/advice"
	"zhulian/models"
	"zhulian/rules"
)

// anyFacts draws facts of a household, some of them not known.
func anyFacts(t *rapid.T) rules.Facts {
	f := rules.Facts{}
	for _, d := range advice.Tellable() {
		if rapid.IntRange(0, 9).Draw(t, d.Name+" known") == 0 {
			continue
		}
		switch d.Kind {
		case rules.KindBool:
			f[d.Name] = rapid.Bool().Draw(t, d.Name)
		case rules.KindInt:
			f[d.Name] = rapid.IntRange(0, 3).Draw(t, d.Name)
		case rules.KindMoney:
			f[d.Name] = rapid.IntRange(0, 400_000).Draw(t, d.Name)
		case rules.KindCode:
			f[d.Name] = rapid.SampledFrom(d.Codes).Draw(t, d.Name)
		}
	}
	return f
}

func codesOf(items []advice.Item) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Rule.Code)
	}
	return out
}

// grade is the strongest entitlement among those that go by income: minimum living 1, marginal 2, by spending 3, none 4.
func grade(items []advice.Item) int {
	best := 4
	for _, i := range items {
		if g, tested := map[string]int{"R01": 1, "R02": 2, "R04": 3, "R08": 3}[i.Rule.Code]; tested {
			best = min(best, g)
		}
	}
	return best
}

func TestMoreIncomeNeverAddsAnIncomeTestedEntitlement(t *testing.T) {
	r := shipped(t, goldenDay)
	rapid.Check(t, func(t *rapid.T) {
		base := anyFacts(t)
		delete(base, "income_year_fen") // what a year brings follows the month
		income := rapid.IntRange(0, 300_000).Draw(t, "income")
		ask := func(fen int) []advice.Item {
			base["income_fen"] = fen
			items, err := r.All(advice.Complete(base, yardsticks()))
			require.NoError(t, err)
			return items
		}
		poor, rich := ask(income), ask(income+rapid.IntRange(1, 200_000).Draw(t, "more"))
		assert.GreaterOrEqual(t, grade(rich), grade(poor), "a stronger entitlement by income appeared")
		for _, code := range []string{"R01", "R03", "R34"} { // these have no other side: more income may only take them away
			if slices.Contains(codesOf(rich), code) {
				assert.Contains(t, codesOf(poor), code)
			}
		}
	})
}

func TestARuleOutsideItsDatesNeverFires(t *testing.T) {
	all := models.ShippedSuggestionRules()
	rapid.Check(t, func(t *rapid.T) {
		day := models.Date("2019-01-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "day"))
		ends := slices.Clone(all)
		for i := range ends {
			if rapid.Bool().Draw(t, ends[i].Code+" ends") {
				ends[i].EffectiveTo = ends[i].EffectiveFrom.AddDays(rapid.IntRange(0, 2000).Draw(t, "after"))
			}
		}
		r := advice.Compile(ends, day)
		require.Empty(t, r.Broken())
		items, err := r.All(advice.Complete(anyFacts(t), yardsticks()))
		require.NoError(t, err)
		for _, i := range items {
			assert.True(t, i.Rule.Holds(day), "%s on %s", i.Rule.Code, day)
		}
	})
}

func TestOnlyTheVersionOfTheDayThatTwoPeopleDecidedOnFires(t *testing.T) {
	shipped := models.ShippedSuggestionRules()
	rapid.Check(t, func(t *rapid.T) {
		day := goldenDay.AddDays(rapid.IntRange(-300, 300).Draw(t, "day"))
		var all models.SuggestionRules
		for _, r := range shipped {
			all = append(all, r)
			for n := range rapid.IntRange(0, 3).Draw(t, r.Code+" versions") {
				v := r
				v.RuleVersion, v.Enabled = n+2, rapid.Bool().Draw(t, "enabled")
				v.Status = rapid.SampledFrom(models.SuggestionRuleSteps.Statuses()).Draw(t, "status")
				v.EffectiveFrom = goldenDay.AddDays(rapid.IntRange(-200, 200).Draw(t, "from"))
				if rapid.Bool().Draw(t, "ends") {
					v.EffectiveTo = v.EffectiveFrom.AddDays(rapid.IntRange(0, 200).Draw(t, "lasts"))
				}
				all = append(all, v)
			}
		}
		items, err := advice.Compile(all, day).All(advice.Complete(anyFacts(t), yardsticks()))
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, i := range items {
			assert.False(t, seen[i.Rule.Code], "%s fires twice", i.Rule.Code)
			seen[i.Rule.Code] = true
			assert.True(t, i.Rule.Holds(day) && i.Rule.Enabled && i.Rule.Status == models.DecisionAdopted, "%s version %d on %s", i.Rule.Code, i.Rule.RuleVersion, day)
			for _, v := range all { // no adopted version that begins later, and holds, is passed over
				later := v.Code == i.Rule.Code && v.Status == models.DecisionAdopted && v.Holds(day) && v.EffectiveFrom > i.Rule.EffectiveFrom
				assert.False(t, later, "%s version %d goes before %d", v.Code, v.RuleVersion, i.Rule.RuleVersion)
			}
		}
	})
}

func TestAVersionWhoseConditionCannotBeReadStopsNoOther(t *testing.T) {
	all := models.ShippedSuggestionRules()
	all[0].Expression, all[1].SureWhen = "gone_fact", "members_n"
	r := advice.Compile(all, goldenDay)
	assert.Equal(t, []string{"R01", "R02"}, r.Broken())
	items, err := r.All(advice.Complete(rules.Facts{"no_cash": true}, yardsticks()))
	require.NoError(t, err)
	assert.Contains(t, codesOf(items), "R05")
	faults := advice.Check(models.SuggestionRule{Expression: "gone_fact", SureWhen: "members_n", Shows: []string{"gone_fact"}, AmountFact: "members_n"})
	var fields []string
	for _, f := range faults {
		fields = append(fields, f.Field+" "+f.Code)
	}
	assert.Equal(t, []string{"expression rule_unknown_fact", "sure_when rule_not_yes_or_no", "amount_fact rule_no_such_amount", "shows rule_no_such_fact"}, fields)
}

func TestAtMostEightAreSuggestedAlwaysInOneOrder(t *testing.T) {
	all := models.ShippedSuggestionRules()
	rapid.Check(t, func(t *rapid.T) {
		shuffled := rapid.Permutation(all).Draw(t, "order")
		one := advice.Compile(all, goldenDay)
		require.Empty(t, one.Broken())
		other := advice.Compile(shuffled, goldenDay)
		require.Empty(t, other.Broken())
		f := advice.Complete(anyFacts(t), yardsticks())
		a, _, err := one.Suggest(f, advice.Held{}, nil)
		require.NoError(t, err)
		b, _, err := other.Suggest(f, advice.Held{}, nil)
		require.NoError(t, err)
		assert.Equal(t, a, b)
		assert.LessOrEqual(t, len(a), advice.Most)
		assert.True(t, slices.IsSortedFunc(a, func(x, y advice.Item) int { return x.Rule.Urgency - y.Rule.Urgency }))
	})
}

func TestWhatIsNotKnownNeverMakesASuggestionStronger(t *testing.T) {
	r := shipped(t, goldenDay)
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		items, err := r.All(advice.Complete(f, yardsticks()))
		require.NoError(t, err)
		for _, i := range items {
			assert.GreaterOrEqual(t, i.Strength.Rank(), i.Rule.Strength.Rank())
			for _, name := range i.Missing {
				assert.NotEqual(t, i.Rule.Strength, i.Strength, "%s lacks %s and is as sure as ever", i.Rule.Code, name)
				assert.NotContains(t, i.Facts, name)
			}
		}
	})
}

func TestEveryRuleCanBeActedOnOrSaysWhyNot(t *testing.T) {
	all := models.ShippedSuggestionRules()
	require.Len(t, all, 35)
	names := map[string]bool{}
	for _, f := range advice.AllFacts() {
		names[f.Name] = true
	}
	for n, r := range all {
		assert.Regexp(t, `^R\d\d$`, r.Code)
		if n > 0 {
			assert.Less(t, all[n-1].Code, r.Code, "each code once")
		}
		assert.NotEmpty(t, r.NameZH, r.Code)
		assert.NotEmpty(t, r.NameEN, r.Code)
		assert.NotEmpty(t, r.Basis, r.Code)
		assert.NotEmpty(t, r.BasisEN, r.Code)
		assert.NotEmpty(t, r.OwnerDept, r.Code)
		assert.NotEmpty(t, r.EffectiveFrom, r.Code)
		assert.Contains(t, models.Strengths(), r.Strength, r.Code)
		assert.Contains(t, models.SuggestionKinds(), r.Kind, r.Code)
		assert.True(t, r.Application != "" || len(r.Needs) > 0 || r.Code == "R24", "%s leads nowhere", r.Code)
		for _, c := range r.Needs {
			_, ok := models.CategoryByCode(c)
			assert.True(t, ok, "%s: %s", r.Code, c)
		}
		for _, name := range append(slices.Clone(r.Shows), r.AmountFact) {
			assert.True(t, name == "" || names[name], "%s: %s", r.Code, name)
		}
	}
}

func TestWhatAHouseholdAlreadyHasIsNotSuggestedAgain(t *testing.T) {
	r := shipped(t, goldenDay)
	f := advice.Complete(rules.Facts{"category": "M0", "members_n": 2, "income_fen": 50_000, "property_ok": true, "aged80_n": 1, "elder_alone": true, "no_carer": false,
		"dependent_elderly_n": 0, "sudden_days": 36_500, "able_n": 1}, yardsticks())
	free, has, err := r.Suggest(f, advice.Held{}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"R28", "R01", "R19", "R20"}, codesOf(free))
	assert.Empty(t, has)
	rest, has, err := r.Suggest(f, advice.Held{Applications: []models.ApplicationKind{"dibao"}, Needs: []string{"B01"}, Benefits: []string{"高龄津贴（2026 年二季度）"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"R28"}, codesOf(rest))
	assert.Contains(t, has, advice.Receipt{RuleCode: "R01", Noun: "application", Name: "dibao"})
	assert.Contains(t, has, advice.Receipt{RuleCode: "R19", Noun: "need", Name: "B01"})
	assert.Contains(t, has, advice.Receipt{RuleCode: "R20", Noun: "benefit", Name: "高龄津贴（2026 年二季度）"})
	rest, _, err = r.Suggest(f, advice.Held{}, func(code string) bool { return code == "R28" })
	require.NoError(t, err)
	assert.NotContains(t, codesOf(rest), "R28")
}

// BenchmarkSuggest asks the 35 rules about a county's 12,000 households, from rows in memory.
func BenchmarkSuggest(b *testing.B) {
	r := shipped(b, goldenDay)
	homes := make([]advice.Home, 12_000)
	for i := range homes {
		homes[i] = home(i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		for i := range homes {
			if _, _, err := r.Suggest(advice.Complete(homes[i].Facts(), yardsticks()), advice.Held{}, nil); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// home is an invented household, the same for the same number.
func home(i int) advice.Home {
	categories := models.Beneficiaries()
	h := advice.Home{Day: goldenDay, Household: models.Household{Category: categories[i%len(categories)], HukouKind: []string{"rural", "urban", ""}[i%3],
		MonthlyIncomeFen: new(int64(i * 7919 % 400_000))}}
	for n := range 1 + i%5 {
		year := 1935 + (i*13+n*29)%88
		h.Members = append(h.Members, models.Person{BirthDate: models.Date([]string{"1935", "1948", "1962", "1979", "1990", "2008", "2018"}[year%7] + "-03-01"),
			Profile: models.Profile{DisabilityLevel: (i + n) % 5, CareAbility: []string{"self_reliant", "semi", "disabled", ""}[(i+n)%4],
				Employment: []string{"unemployed", "employed", "", "retired"}[(i*3+n)%4]}})
	}
	if i%4 == 0 {
		h.Signals = []models.Signal{{Feed: "medical", EventOn: "2026-04-01", AmountFen: new(int64(i * 317))}, {Feed: "illness", EventOn: "2026-04-20"}}
	}
	return h
}
