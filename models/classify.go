package models

import (
	"slices"
	"time"
)

// Yardsticks are the numbers of one day for one region against which a household is classified; nil where a number is missing.
type Yardsticks struct {
	Lines
	IncomePerHeadFen *int64 // disposable income a head of the year before
	RigidPermille    *int64 // rigid spending must be above this share of income, in thousandths
	LowIncomeFen     *int64 // a family's yearly income below this is relatively low
}

// Yardsticks answers the numbers of a day for a region. Whoever works out the past asks for its day and gets the numbers of that day.
func (all Standards) Yardsticks(region string, day Date) Yardsticks {
	value := func(code StandardCode) *int64 {
		if v, ok := all.Value(code, region, day); ok {
			return &v
		}
		return nil
	}
	return Yardsticks{Lines: all.Lines(region, day), IncomePerHeadFen: value(StandardIncomePerHead), RigidPermille: value(StandardRigidRatio),
		LowIncomeFen: value(StandardLowIncomeFamily)}
}

// YardsticksKnown is Yardsticks by what had been adopted up to an instant: what a decision of that time went by, whatever was adopted since.
func (all Standards) YardsticksKnown(region string, day Date, known time.Time) Yardsticks {
	return slices.DeleteFunc(slices.Clone(all), func(s Standard) bool { return !s.KnownAt(known) }).Yardsticks(region, day)
}

// Means are what a household is classified by (domain report §5.2); nil where it is not known. Sums are of the twelve months before the day.
type Means struct {
	Members       int
	IncomeFen     *int64 // a head and month
	IncomeYearFen *int64 // of the household
	RigidFen      *int64 // living, medical, education, rehabilitation: what could not be helped
	SelfPaidFen   *int64 // of major illness, within the insurance's scope
	PropertyOK    *bool  // what it owns is within the county's rule
	NoWork        *bool  // all are elderly, disabled or under 16, and cannot work
	NoIncome      *bool
	NoSupporter   *bool // nobody who must support them by law, or nobody who can
	LocalHukou    *bool
	SevereMember  *bool // severely disabled or seriously ill
	Sudden        *bool // fire, accident, sudden major illness
	Orphan        *bool // or a child in fact without carer
	ChildInNeed   *bool
	ElderlyInNeed *bool
	Disabled      *bool // severely
}

// Classified is the outcome of a classification: what holds, and what is not excluded, with what would have to be known. A person decides.
type Classified struct {
	Holds []Beneficiary
	Open  map[Beneficiary][]string
}

// Highest is the category to show; M0 where none holds.
func (c Classified) Highest() Beneficiary {
	if b := HighestBeneficiary(c.Holds...); b != "" {
		return b
	}
	return BeneficiaryMonitored
}

// Has tells whether any of some categories holds.
func (c Classified) Has(some ...Beneficiary) bool {
	return slices.ContainsFunc(some, func(b Beneficiary) bool { return slices.Contains(c.Holds, b) })
}

// condition is one part of a test: it holds, it does not, or something is missing.
type condition struct {
	known, holds bool
	missing      string
}

func asked(v *bool, name string) condition {
	if v == nil {
		return condition{missing: name}
	}
	return condition{known: true, holds: *v}
}

func not(c condition) condition {
	c.holds = c.known && !c.holds
	return c
}

// compared holds where two amounts are known and stand as asked.
func compared(a, b *int64, missingA, missingB string, holds func(a, b int64) bool) condition {
	switch {
	case a == nil:
		return condition{missing: missingA}
	case b == nil:
		return condition{missing: missingB}
	}
	return condition{known: true, holds: holds(*a, *b)}
}

func below(a, b int64) bool { return a < b }
func upTo(a, b int64) bool  { return a <= b }

// Classify works out which categories hold for a household. Limits are exact to the fen: below is strict and up to includes (民法典 1259 by
// analogy). The order of what holds is that of the table of categories.
func Classify(m Means, y Yardsticks) Classified {
	c := classifying{out: Classified{Open: map[Beneficiary][]string{}}}
	property := asked(m.PropertyOK, "property_ok")
	inDibao := compared(m.IncomeFen, y.Dibao, "income_fen", "dibao_fen", below)
	inDibian := compared(m.IncomeFen, y.Dibian, "income_fen", "dibian_fen", upTo)
	c.test(BeneficiaryDestitute, asked(m.NoWork, "no_work"), asked(m.NoIncome, "no_income"), asked(m.NoSupporter, "no_supporter"))
	c.test(BeneficiaryMinimumLiving, inDibao, property)
	if !c.out.Has(BeneficiaryMinimumLiving) {
		c.test(BeneficiaryMarginal, not(inDibao), inDibian, property)
	}
	if c.out.Has(BeneficiaryMarginal) {
		c.test(BeneficiaryOnePerson, asked(m.SevereMember, "severe_member"))
	}
	if !c.out.Has(BeneficiaryDestitute, BeneficiaryMinimumLiving, BeneficiaryMarginal) {
		c.spending(m, y, property, inDibian)
	}
	c.test(BeneficiaryTemporary, asked(m.Sudden, "sudden"))
	c.test(BeneficiaryOrphan, asked(m.Orphan, "child_no_guardian"))
	c.test(BeneficiaryChildInNeed, asked(m.ChildInNeed, "child_in_need"))
	c.test(BeneficiaryElderlyInNeed, asked(m.ElderlyInNeed, "elderly_in_need"))
	c.test(BeneficiarySeverelyDisabled, asked(m.Disabled, "severely_disabled_n"))
	c.test(BeneficiaryLowIncome, not(inDibian), compared(m.IncomeYearFen, y.LowIncomeFen, "income_year_fen", "low_income_fen", below))
	return c.out
}

type classifying struct{ out Classified }

// test adds a category where all conditions hold, or leaves it open where none fails and some are not known.
func (c *classifying) test(b Beneficiary, all ...condition) {
	var missing []string
	for _, p := range all {
		if p.known && !p.holds {
			return
		}
		if !p.known && !slices.Contains(missing, p.missing) {
			missing = append(missing, p.missing)
		}
	}
	if missing == nil {
		c.out.Holds = append(c.out.Holds, b)
		return
	}
	c.out.Open[b] = missing
}

// spending tests what goes by what a household had to spend (民发〔2024〕57号; 浙江省社会救助条例 21(4), 41).
func (c *classifying) spending(m Means, y Yardsticks, property, inDibian condition) {
	head := compared(m.IncomeFen, y.IncomePerHeadFen, "income_fen", "income_per_head_fen", func(income, year int64) bool { return income*12 < year })
	c.test(BeneficiaryRigidSpending, not(inDibian), head, property, rigid(m, y))
	c.test(BeneficiaryMedicalPoverty, m.leftBelow(m.SelfPaidFen, "self_paid_fen", y.Dibian, "dibian_fen"))
	c.test(BeneficiarySpendingRelief, asked(m.LocalHukou, "local_hukou"), m.leftBelow(m.RigidFen, "rigid_fen", y.Dibao, "dibao_fen"))
}

func rigid(m Means, y Yardsticks) condition {
	if y.RigidPermille == nil {
		return condition{missing: "rigid_permille"}
	}
	return compared(m.RigidFen, m.IncomeYearFen, "rigid_fen", "income_year_fen", func(spent, income int64) bool { return RigidOver(spent, income, *y.RigidPermille) })
}

// RigidOver tells whether spending is above a share of income, in thousandths; exactly the share is not above it (民发〔2024〕57号: 超过).
func RigidOver(spentFen, incomeFen, permille int64) bool {
	return spentFen > 0 && spentFen*1000 > incomeFen*permille
}

// leftBelow tells whether what is left of the year's income after spending is below a line a head and month.
func (m Means) leftBelow(spent *int64, missing string, line *int64, missingLine string) condition {
	switch {
	case m.IncomeYearFen == nil:
		return condition{missing: "income_year_fen"}
	case spent == nil:
		return condition{missing: missing}
	case line == nil:
		return condition{missing: missingLine}
	case m.Members < 1:
		return condition{missing: "members_n"}
	}
	return condition{known: true, holds: *spent > 0 && *m.IncomeYearFen-*spent < *line*12*int64(m.Members)}
}

// MedicalPoverty tells whether what is left of the year's income after self-paid medical costs is below the line of marginal families; ok is
// false where something is not known.
func (m Means) MedicalPoverty(y Yardsticks) (holds, ok bool) {
	c := m.leftBelow(m.SelfPaidFen, "self_paid_fen", y.Dibian, "dibian_fen")
	return c.holds, c.known
}
