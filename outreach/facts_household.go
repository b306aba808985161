package outreach

import (
	"slices"

	"zhulian/models"
	"zhulian/rules"
)

// onFile is a fact that only a household on file has.
func onFile(of func(k *known) (any, bool)) func(*known, int) (any, bool) {
	return func(k *known, _ int) (any, bool) {
		if k.household == nil {
			return nil, false
		}
		return of(k)
	}
}

func codesOfBeneficiaries() []string {
	var out []string
	for _, b := range models.Beneficiaries() {
		out = append(out, string(b))
	}
	return out
}

// householdFacts are what may be asked of a household as it is on file, and of the lines of the day.
func householdFacts() []fact {
	category := declared("category", rules.KindCode, "对象类别", "category")
	category.Codes = codesOfBeneficiaries()
	return []fact{
		{Fact: category, of: onFile(func(k *known) (any, bool) { return string(k.household.Category), k.household.Category != "" })},
		{Fact: declared("assisted", rules.KindBool, "在保或已认定的救助家庭", "an assisted household"),
			of: onFile(func(k *known) (any, bool) { return k.household.Category.ListDue(), true })},
		{Fact: declared("level", rules.KindInt, "家庭困难等级（1 至 4）", "level, 1 to 4"),
			of: onFile(func(k *known) (any, bool) { return k.household.Level, k.household.Level > 0 })},
		{Fact: declared("income_head_fen", rules.KindMoney, "月人均收入", "monthly income a head"), of: onFile(incomeOf)},
		{Fact: declared("household_income_year_fen", rules.KindMoney, "家庭年收入", "yearly income of the household"), of: onFile(yearlyIncome)},
		{Fact: declared("dibao_line_fen", rules.KindMoney, "低保标准（月人均）", "minimum living standard, a head and month"),
			of: func(k *known, _ int) (any, bool) { return lineOf(k.place.lines.Dibao) }},
		{Fact: declared("dibian_line_fen", rules.KindMoney, "低保边缘线（月人均）", "marginal line, a head and month"),
			of: func(k *known, _ int) (any, bool) { return lineOf(k.place.lines.Dibian) }},
		{Fact: declared("recognition_days_left", rules.KindInt, "认定到期前天数（支出型）", "days until the recognition for rigid spending ends"),
			of: onFile(recognitionLeft), when: func(k *known, _ int) (models.Date, bool) {
				if k.listed == nil {
					return "", false
				}
				return k.listed.ListedFrom, true
			}},
		{Fact: declared("score_rise", rules.KindInt, "困难评分上升（窗口期内）", "rise of the score of hardship"), of: scoreRise, when: newestScore},
		{Fact: declared("yellow_families_n", rules.KindInt, "黄色预警类别数（窗口期内）", "kinds of yellow alerts"),
			of: func(k *known, days int) (any, bool) { return len(k.yellow(days)), true }, when: newestYellow},
	}
}

func lineOf(fen *int64) (any, bool) {
	if fen == nil {
		return nil, false
	}
	return int(*fen), true
}

func incomeOf(k *known) (any, bool) { return lineOf(k.household.MonthlyIncomeFen) }

func yearlyIncome(k *known) (any, bool) {
	if k.household.MonthlyIncomeFen == nil {
		return nil, false
	}
	return int(min(*k.household.MonthlyIncomeFen*12*int64(len(k.living())), mostFen)), true
}

// recognitionLeft counts the days of a recognition for rigid spending, which holds for the months that policy sets (民发〔2024〕57号).
func recognitionLeft(k *known) (any, bool) {
	if k.listed == nil || k.listed.Category != models.BeneficiaryRigidSpending || k.place.rigidMonths == 0 {
		return nil, false
	}
	return dayNumber(monthsAfter(k.listed.ListedFrom, k.place.rigidMonths)) - k.at, true
}

// scoreRise is how far the newest score of hardship stands above the lowest that counted within the window.
func scoreRise(k *known, days int) (any, bool) {
	newest, lowest, found := 0, 0, false
	for _, s := range k.scores {
		day := dayNumber(s.on)
		if day > k.at {
			break
		}
		// The score in force when the window begins counts too.
		if !found || day < k.at-days {
			lowest = s.score
		}
		newest, lowest, found = s.score, min(lowest, s.score), true
	}
	return newest - lowest, found
}

func newestScore(k *known, _ int) (models.Date, bool) {
	for _, s := range slices.Backward(k.scores) {
		if s.on <= k.day {
			return s.on, true
		}
	}
	return "", false
}

// yellow are the yellow alerts and findings within the window, the newest of each family. Composite rules and those of re-checks are no signals.
func (k *known) yellow(days int) map[string]mark {
	out := map[string]mark{}
	for _, m := range k.marks {
		if m.severity == models.SeverityYellow && m.kind == models.RuleTrigger && k.at-days <= m.day && m.day <= k.at && m.day >= out[m.family].day {
			out[m.family] = m
		}
	}
	return out
}

func newestYellow(k *known, days int) (newest models.Date, ok bool) {
	for _, m := range k.yellow(days) {
		newest, ok = max(newest, m.on), true
	}
	return newest, ok
}
