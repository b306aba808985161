package models

import "slices"

// Beneficiary is the category under which a household is helped (domain report §5.2).
type Beneficiary string

// The household categories.
const (
	BeneficiaryDestitute        Beneficiary = "T1"
	BeneficiaryMinimumLiving    Beneficiary = "D1"
	BeneficiaryOnePerson        Beneficiary = "D2"
	BeneficiaryMarginal         Beneficiary = "E1"
	BeneficiaryRigidSpending    Beneficiary = "X1"
	BeneficiaryMedicalPoverty   Beneficiary = "X2"
	BeneficiarySpendingRelief   Beneficiary = "X3"
	BeneficiaryTemporary        Beneficiary = "L1"
	BeneficiaryOrphan           Beneficiary = "C1"
	BeneficiaryChildInNeed      Beneficiary = "C2"
	BeneficiaryElderlyInNeed    Beneficiary = "P1"
	BeneficiarySeverelyDisabled Beneficiary = "P2"
	BeneficiaryLowIncome        Beneficiary = "S1"
	BeneficiaryMonitored        Beneficiary = "M0"
)

type beneficiaryEntry struct {
	code   Beneficiary
	rank   int
	nameZH string
	nameEN string
}

// The report orders T1 > D > E1 > X > L1 > S1 > M0 and leaves C and P open: they stand below what was recognised by
// income, so that a recognised household shows its recognition.
var beneficiaryTable = []beneficiaryEntry{
	{BeneficiaryDestitute, 1, "特困人员", "person in extreme hardship"},
	{BeneficiaryMinimumLiving, 2, "低保", "minimum-living family"},
	{BeneficiaryOnePerson, 2, "单人保", "one-person minimum living"},
	{BeneficiaryMarginal, 3, "低保边缘", "marginal family"},
	{BeneficiaryRigidSpending, 4, "刚性支出困难家庭", "family with rigid spending"},
	{BeneficiaryMedicalPoverty, 4, "因病致贫", "impoverished by illness"},
	{BeneficiarySpendingRelief, 4, "支出型基本生活救助", "spending-based living relief"},
	{BeneficiaryTemporary, 5, "临时救助对象", "temporary relief"},
	{BeneficiaryOrphan, 6, "孤儿/事实无人抚养儿童", "orphan or child without carer"},
	{BeneficiaryChildInNeed, 6, "困境儿童/留守儿童", "child in hardship or left behind"},
	{BeneficiaryElderlyInNeed, 7, "特殊困难老人", "elderly person in special hardship"},
	{BeneficiarySeverelyDisabled, 7, "重度残疾人", "severely disabled person"},
	{BeneficiaryLowIncome, 8, "相对低收入家庭", "relatively low-income family"},
	{BeneficiaryMonitored, 9, "监测对象", "monitored, not yet assessed"},
}

// Beneficiaries lists the household categories, the one to show first when several apply coming first.
func Beneficiaries() []Beneficiary {
	codes := make([]Beneficiary, len(beneficiaryTable))
	for i, entry := range beneficiaryTable {
		codes[i] = entry.code
	}
	return codes
}

// Valid holds for a code of the list.
func (b Beneficiary) Valid() bool { return b.entry().code != "" }

// Rank answers the priority of a category, 1 the highest; categories of one rank are equals. It answers 0 for a code
// that is not in the list.
func (b Beneficiary) Rank() int { return b.entry().rank }

// NameZH answers the Chinese name, or "" for a code that is not in the list.
func (b Beneficiary) NameZH() string { return b.entry().nameZH }

// NameEN answers the English name, or "" for a code that is not in the list.
func (b Beneficiary) NameEN() string { return b.entry().nameEN }

// FreeOnly holds for the categories for which only free offers are allowed: T1, D1, D2 and E1 (domain report §11).
func (b Beneficiary) FreeOnly() bool { return b.Valid() && b.Rank() <= 3 }

// HighestBeneficiary answers the category to show for a household to which several apply, whatever their order, or ""
// when none of them is in the list. All of them stay on record.
func HighestBeneficiary(codes ...Beneficiary) Beneficiary {
	for _, entry := range beneficiaryTable {
		if slices.Contains(codes, entry.code) {
			return entry.code
		}
	}
	return ""
}

func (b Beneficiary) entry() beneficiaryEntry {
	for _, entry := range beneficiaryTable {
		if entry.code == b {
			return entry
		}
	}
	return beneficiaryEntry{}
}
