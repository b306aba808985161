package advice

import (
	"slices"

	"zhulian/models"
	"zhulian/rules"
)

// Complete adds to the facts that are known what follows from them and from the numbers of the day. What cannot be told stays out.
func Complete(base rules.Facts, y models.Yardsticks) rules.Facts {
	f := make(rules.Facts, len(base)+20)
	for name, value := range base {
		if d, ok := FactBy(name); ok && d.Group != GroupDerived && d.Group != GroupStandard {
			f[name] = value
		}
	}
	measure(f, y)
	recognise(f)
	if fen, ok := f["income_fen"].(int); ok {
		f["no_income"], f["income_a_head_year_fen"] = fen == 0, fen*12
		if n, ok := f["members_n"].(int); ok {
			if _, said := f["income_year_fen"]; !said {
				f["income_year_fen"] = fen * 12 * n
			}
			if std, ok := f["dibao_fen"].(int); ok {
				f["dibao_gap_fen"] = max(std-fen, 0) * n
			}
		}
	}
	if able, ok := f["able_n"].(int); ok {
		f["no_work"] = able == 0
	}
	if both(f, "dependent_n", "able_unemployed_n") {
		f["carer_jobless"] = f["dependent_n"].(int) >= 1 && f["able_unemployed_n"].(int) >= 1
	}
	poorlyHoused(f)
	m := MeansOf(f)
	if y.RigidPermille != nil && m.RigidFen != nil && m.IncomeYearFen != nil {
		f["rigid_over"] = models.RigidOver(*m.RigidFen, *m.IncomeYearFen, *y.RigidPermille)
	}
	if over, ok := m.MedicalPoverty(y); ok {
		f["medical_poverty"] = over
	}
	return f
}

// measure puts the numbers of the day among the facts.
func measure(f rules.Facts, y models.Yardsticks) {
	for name, fen := range map[string]*int64{"dibao_fen": y.Dibao, "dibian_fen": y.Dibian, "income_per_head_fen": y.IncomePerHeadFen, "rigid_permille": y.RigidPermille,
		"low_income_fen": y.LowIncomeFen} {
		if fen != nil {
			f[name] = int(*fen)
		}
	}
	if y.Dibao != nil {
		f["disregard_fen"] = int(3 * *y.Dibao) // 浙江省社会救助条例 50
	}
}

func recognise(f rules.Facts) {
	code, ok := f["category"].(string)
	if !ok {
		return
	}
	c := models.Beneficiary(code)
	f["minimum_living"] = c == models.BeneficiaryDestitute || c == models.BeneficiaryMinimumLiving || c == models.BeneficiaryOnePerson
	f["marginal"] = c == models.BeneficiaryMarginal
	f["recognised"] = f["minimum_living"].(bool) || f["marginal"].(bool)
	f["spending_recognised"] = c == models.BeneficiaryRigidSpending || c == models.BeneficiaryMedicalPoverty || c == models.BeneficiarySpendingRelief
}

func both(f rules.Facts, names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { _, ok := f[n].(int); return !ok })
}

// poorlyHoused is yes where anything says so, no where everything is known and nothing does.
func poorlyHoused(f rules.Facts) {
	risk, knowRisk := f["housing_risk"].(string)
	kind, knowKind := f["housing_kind"].(string)
	crowded, knowCrowded := f["housing_crowded"].(bool)
	switch {
	case risk == "C" || risk == "D" || crowded || kind == "borrowed" || kind == "market_rental":
		f["housing_bad"] = true
	case knowRisk && knowKind && knowCrowded:
		f["housing_bad"] = false
	}
}

// MeansOf are the means by which a household is classified, from completed facts.
func MeansOf(f rules.Facts) models.Means {
	n, _ := f["members_n"].(int)
	atLeast := func(name string) *bool {
		if v, ok := f[name].(int); ok {
			return new(v >= 1)
		}
		return nil
	}
	m := models.Means{Members: n, IncomeFen: fen(f, "income_fen"), IncomeYearFen: fen(f, "income_year_fen"), RigidFen: fen(f, "rigid_fen"),
		SelfPaidFen: fen(f, "self_paid_fen"),
		PropertyOK:  yes(f, "property_ok"), NoWork: yes(f, "no_work"), NoIncome: yes(f, "no_income"), NoSupporter: yes(f, "no_supporter"),
		Orphan: yes(f, "child_no_guardian"), ChildInNeed: yes(f, "child_in_need"), Disabled: atLeast("severely_disabled_n")}
	if permit := yes(f, "residence_permit"); permit != nil {
		m.LocalHukou = new(!*permit)
	}
	if days, ok := f["sudden_days"].(int); ok {
		m.Sudden = new(days <= 90)
	}
	if both(f, "severely_disabled_n", "seriously_ill_n") {
		m.SevereMember = new(f["severely_disabled_n"].(int)+f["seriously_ill_n"].(int) >= 1)
	}
	if alone := yes(f, "elder_alone"); alone != nil && both(f, "dependent_elderly_n") {
		m.ElderlyInNeed = new(*alone || f["dependent_elderly_n"].(int) >= 1)
	}
	return m
}

func fen(f rules.Facts, name string) *int64 {
	if v, ok := f[name].(int); ok {
		return new(int64(v))
	}
	return nil
}

func yes(f rules.Facts, name string) *bool {
	if v, ok := f[name].(bool); ok {
		return &v
	}
	return nil
}
