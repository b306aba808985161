package models

import "slices"

// LevelFacts are what a household's level is computed from: what is on file, the lines of the day, and what the last visit found.
type LevelFacts struct {
	Household Household
	Persons   []Person
	Today     Date
	DibaoFen  *int64 // the minimum living standard, a head and month; nil where the county has none
	Visit     *VisitFound
}

// levelFacts adds what several dimensions ask for.
type levelFacts struct {
	LevelFacts
	living []Person
}

// Assess looks at a household from all eight sides (domain report §5.5). What nothing is known of counts as 0, so that a level never rests
// on a guess; an aide who knows better says so.
func Assess(in LevelFacts) Assessment {
	f := &levelFacts{in, Living(in.Persons, in.Today)}
	var out Assessment
	for _, dim := range LevelDims() {
		value, reason := levelRules[dim](f)
		out.Lines = append(out.Lines, LevelLine{Dim: dim, Value: value, Reason: reason})
	}
	out.Overrides = f.overrides()
	return out
}

var levelRules = map[LevelDim]func(*levelFacts) (value int, reason string){
	DimEconomic: (*levelFacts).economic, DimHealth: (*levelFacts).health, DimSelfCare: (*levelFacts).selfCare, DimEducation: (*levelFacts).education,
	DimEmployment: (*levelFacts).employment, DimHousing: (*levelFacts).housing, DimGuardianship: (*levelFacts).guardianship,
	DimSocial: (*levelFacts).social,
}

// economic goes by the income against the standard, and by the recognised category where the income or the standard is unknown.
func (f *levelFacts) economic() (int, string) {
	if f.Household.Category.Rank() == BeneficiaryRigidSpending.Rank() {
		return 3, "rigid_spending"
	}
	if income, std := f.Household.MonthlyIncomeFen, f.DibaoFen; income != nil && std != nil && *std > 0 {
		switch {
		case *income < *std:
			return 3, "below_standard"
		case 2**income <= 3**std:
			return 2, "below_one_and_a_half"
		case *income <= 2**std:
			return 1, "below_twice"
		}
		return 0, "above_twice"
	}
	switch f.Household.Category {
	case BeneficiaryDestitute, BeneficiaryMinimumLiving, BeneficiaryOnePerson:
		return 3, "by_category"
	case BeneficiaryMarginal:
		return 2, "by_category"
	}
	return 0, "income_unknown"
}

func (f *levelFacts) health() (int, string) {
	serious, chronic := 0, false
	for _, p := range f.living {
		if p.hasTag("serious_illness", "mental_disorder") {
			serious++
		}
		chronic = chronic || p.hasTag("chronic_illness")
	}
	switch {
	case serious >= 2:
		return 3, "several_ill"
	case serious == 1:
		return 2, "one_ill"
	case chronic:
		return 1, "chronic"
	}
	return 0, "healthy"
}

func (f *levelFacts) selfCare() (int, string) {
	dependent := slices.ContainsFunc(f.living, Person.NeedsCare)
	switch {
	case dependent && !hasCarer(f.living, f.Today):
		return 3, "dependent_no_carer"
	case dependent:
		return 2, "dependent"
	case slices.ContainsFunc(f.living, func(p Person) bool { return p.Profile.CareAbility == "semi" }):
		return 1, "semi"
	}
	return 0, "independent"
}

func (f *levelFacts) education() (int, string) {
	students, costly := 0, false
	for _, p := range f.living {
		switch p.Profile.SchoolStage {
		case "":
		case "senior", "vocational", "college", "university":
			students, costly = students+1, true
		default:
			students++
		}
	}
	switch {
	case students >= 2 || costly:
		return 2, "several_students"
	case students == 1:
		return 1, "one_student"
	}
	return 0, "no_student"
}

func (f *levelFacts) employment() (int, string) {
	able, employed := 0, 0
	for _, p := range f.living {
		switch p.Profile.Employment {
		case "employed":
			able, employed = able+1, employed+1
		case "unemployed":
			able++
		}
	}
	switch {
	case able == 0:
		return 3, "no_worker"
	case employed == 0:
		return 2, "all_unemployed"
	case employed < able:
		return 1, "partly_unemployed"
	}
	return 0, "employed"
}

// housing goes by what the last visit saw of the home; what an assessor of buildings says is for the aide to enter.
func (f *levelFacts) housing() (int, string) {
	if f.Visit == nil {
		return 0, "not_seen"
	}
	switch max(f.Visit.Safety, f.Visit.Hygiene) {
	case 2:
		return 2, "home_unsafe"
	case 1:
		return 1, "home_watch"
	}
	return 0, "home_safe"
}

func (f *levelFacts) guardianship() (int, string) {
	children, grown, kin := 0, 0, 0
	for _, p := range f.living {
		switch age := p.AgeOn(f.Today); {
		case age >= 0 && age < adultAge:
			children++
		default:
			grown++
			if age >= elderlyAge {
				kin++
			}
		}
	}
	leftBehind := slices.ContainsFunc(f.living, func(p Person) bool {
		return p.hasTag("child_left_behind", "single_mother", "elderly_left_behind", "elderly_empty_nest")
	})
	switch {
	case f.noGuardian():
		return 3, "no_guardian"
	case len(f.living) == 1 && f.living[0].AgeOn(f.Today) >= aloneAge:
		return 3, "alone_80"
	case children > 0 && kin == grown:
		return 2, "kinship"
	case leftBehind || children > 0 && grown == 1:
		return 1, "single_or_left_behind"
	}
	return 0, "complete"
}

// noGuardian tells whether a child lives with no grown-up who can look after it.
func (f *levelFacts) noGuardian() bool {
	child := slices.ContainsFunc(f.living, func(p Person) bool { age := p.AgeOn(f.Today); return age >= 0 && age < adultAge })
	grown := slices.ContainsFunc(f.living, func(p Person) bool { return p.AgeOn(f.Today) >= adultAge && !p.NeedsCare() })
	return child && !grown
}

func (f *levelFacts) social() (int, string) {
	mood := 0
	if f.Visit != nil {
		mood = f.Visit.Mood
	}
	switch {
	case mood == 2:
		return 2, "low_mood"
	case mood == 1:
		return 1, "watch_mood"
	case len(f.living) == 1:
		return 1, "lives_alone"
	}
	return 0, "connected"
}

func (f *levelFacts) overrides() []LevelOverride {
	var out []LevelOverride
	if len(f.living) == 1 && f.living[0].AgeOn(f.Today) >= aloneAge {
		out = append(out, OverrideAlone80)
	}
	if slices.ContainsFunc(f.living, Person.NeedsCare) && !hasCarer(f.living, f.Today) {
		out = append(out, OverrideNoCarer)
	}
	if f.noGuardian() {
		out = append(out, OverrideNoGuardian)
	}
	return out
}
