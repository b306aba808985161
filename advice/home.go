package advice

import (
	"slices"

	"zhulian/models"
	"zhulian/rules"
)

// Home is what a county holds of one household on a day.
type Home struct {
	Day       models.Date
	Household models.Household
	Members   []models.Person
	Signals   []models.Signal  // of departments
	Listings  []models.Listing // stays under categories that have ended
	RefusedOn models.Date      // the last day on which a request was refused, "" for none
	Told      rules.Facts      // what a person said that no register knows
}

// The ages and windows that facts go by: elderly from 60 (老年人权益保障法 2), children below 18 (未成年人保护法 2), and who can be expected to work.
const (
	adultFrom   = 18
	workingFrom = 16
	workingUpTo = 59
	elderlyFrom = 60
	greatAge    = 80
	yearBack    = 365
	quarterBack = 90
)

// Facts are the facts that are known of the household; Complete adds what follows from them. What a register knows goes before what was said.
func (h Home) Facts() rules.Facts {
	f := rules.Facts{}
	for name, value := range h.Told {
		if d, ok := FactBy(name); ok && d.Told {
			f[name] = value
		}
	}
	living := slices.DeleteFunc(slices.Clone(h.Members), h.died)
	h.structure(f, living)
	h.health(f, living)
	h.schooling(f, living)
	h.working(f, living)
	h.events(f)
	return f
}

func (h Home) died(p models.Person) bool { return p.DeceasedOn != "" && p.DeceasedOn <= h.Day }

// Days counts the days from one day to another.
func Days(from, to models.Date) int { return int(to.Time().Sub(from.Time()).Hours() / 24) }

// count counts the members of whom something is said. Where somebody's age is not known, none found is not known either.
func (h Home) count(f rules.Facts, name string, living []models.Person, is func(p models.Person, age int) bool) {
	n, sure := 0, true
	for _, p := range living {
		switch age := p.AgeOn(h.Day); {
		case age < 0:
			sure = false
		case is(p, age):
			n++
		}
	}
	if sure || n > 0 {
		f[name] = n
	}
}

func tagged(p models.Person, tags ...string) bool {
	return slices.ContainsFunc(tags, func(t string) bool { return slices.Contains(p.Profile.Tags, t) })
}

func (h Home) structure(f rules.Facts, living []models.Person) {
	row := h.Household
	f["category"], f["members_n"], f["residence_permit"] = string(row.Category), len(living), row.ResidenceState == 2
	if row.Category == "" {
		f["category"] = string(models.BeneficiaryMonitored)
	}
	if row.HukouKind != "" {
		f["rural"] = row.HukouKind == "rural"
	}
	if row.MonthlyIncomeFen != nil {
		f["income_fen"] = int(*row.MonthlyIncomeFen)
	}
	h.count(f, "children_n", living, func(_ models.Person, age int) bool { return age < adultFrom })
	h.count(f, "elderly_n", living, func(_ models.Person, age int) bool { return age >= elderlyFrom })
	h.count(f, "aged80_n", living, func(_ models.Person, age int) bool { return age >= greatAge })
	alone, needy, unguarded, grown := false, false, false, false
	for _, p := range living {
		age := p.AgeOn(h.Day)
		alone = alone || age >= elderlyFrom && (len(living) == 1 || tagged(p, "elderly_alone"))
		grown = grown || age < 0 || age >= adultFrom
		unguarded = unguarded || tagged(p, "orphan", "child_without_carer")
		needy = needy || age < adultFrom && tagged(p, "child_in_need", "child_left_behind")
	}
	children, _ := f["children_n"].(int)
	f["elder_alone"], f["child_in_need"] = alone, needy
	f["child_no_guardian"] = children > 0 && (unguarded || !grown)
}

// dependent tells whether a person cannot look after itself.
func dependent(p models.Person) bool {
	return p.Profile.CareAbility == "disabled" || p.Profile.CareAbility == "fully_disabled" || tagged(p, "elderly_dependent")
}

func severe(p models.Person) bool {
	return p.Profile.DisabilityLevel == 1 || p.Profile.DisabilityLevel == 2 || tagged(p, "severely_disabled", "elderly_severely_disabled")
}

func (h Home) health(f rules.Facts, living []models.Person) {
	h.count(f, "seriously_ill_n", living, func(p models.Person, _ int) bool { return tagged(p, "serious_illness") })
	h.count(f, "disabled_n", living, func(p models.Person, _ int) bool { return p.Profile.DisabilityLevel > 0 || severe(p) })
	h.count(f, "severely_disabled_n", living, func(p models.Person, _ int) bool { return severe(p) })
	h.count(f, "dependent_n", living, func(p models.Person, _ int) bool { return dependent(p) })
	h.count(f, "dependent_elderly_n", living, func(p models.Person, age int) bool { return age >= elderlyFrom && (dependent(p) || severe(p)) })
	needs, carers := 0, 0
	for _, p := range living {
		if dependent(p) {
			needs++
		} else if age := p.AgeOn(h.Day); (age < 0 || age >= workingFrom) && p.Profile.CareAbility != "semi" {
			carers++
		}
	}
	f["no_carer"] = needs > 0 && carers == 0
}

func (h Home) schooling(f rules.Facts, living []models.Person) {
	for name, stages := range map[string][]string{"preschool_n": {"preschool"}, "compulsory_n": {"primary", "junior"}, "senior_n": {"senior", "vocational"},
		"college_n": {"college", "university"}} {
		n := 0
		for _, p := range living {
			if slices.Contains(stages, p.Profile.SchoolStage) {
				n++
			}
		}
		f[name] = n
	}
	h.count(f, "unschooled_disabled_n", living, func(p models.Person, age int) bool {
		return 6 <= age && age <= 15 && p.Profile.DisabilityLevel > 0 && p.Profile.SchoolStage == ""
	})
}

// able tells whether a person can be expected to work.
func able(p models.Person, age int) bool {
	off := p.Profile.Employment == "student" || p.Profile.Employment == "retired" || p.Profile.Employment == "unable" || p.Profile.SchoolStage != ""
	fit := p.Profile.CareAbility == "" || p.Profile.CareAbility == "self_reliant"
	return workingFrom <= age && age <= workingUpTo && !off && fit && !severe(p)
}

func jobless(p models.Person) bool {
	return p.Profile.Employment == "unemployed" || p.Profile.Employment == "" && tagged(p, "unemployed")
}

func (h Home) working(f rules.Facts, living []models.Person) {
	h.count(f, "able_n", living, able)
	h.count(f, "able_unemployed_n", living, func(p models.Person, age int) bool { return able(p, age) && jobless(p) })
	h.count(f, "disabled_able_n", living, func(p models.Person, age int) bool {
		return workingFrom <= age && age <= workingUpTo && p.Profile.DisabilityLevel > 0 && jobless(p) && !dependent(p)
	})
}

// events are what departments report and what happened here.
func (h Home) events(f rules.Facts) {
	f["sudden_days"], f["death_days"], f["benefit_ended_days"], f["refused_days"] = never, never, never, never
	paid, billed := 0, false
	for _, s := range h.Signals {
		ago := Days(s.EventOn, h.Day)
		if ago < 0 || ago > yearBack {
			continue
		}
		switch s.Feed {
		case "medical":
			if s.AmountFen != nil {
				paid, billed = paid+int(*s.AmountFen), true
			}
		case "illness", "disaster", "traffic":
			h.sudden(f, s.Feed, ago)
		case "death":
			f["death_days"] = min(f["death_days"].(int), ago)
		default:
			signs(f, s, ago)
		}
	}
	if billed {
		f["self_paid_fen"] = max(paid, 0)
	}
	for _, p := range h.Members {
		if h.died(p) {
			f["death_days"] = min(f["death_days"].(int), Days(p.DeceasedOn, h.Day))
		}
	}
	for _, l := range h.Listings {
		if l.PersonID == nil && l.ListedTo != "" && l.ListedTo < h.Day && l.Category.FreeOnly() {
			f["benefit_ended_days"] = min(f["benefit_ended_days"].(int), Days(l.ListedTo, h.Day))
		}
	}
	if h.RefusedOn != "" {
		f["refused_days"] = max(Days(h.RefusedOn, h.Day), 0)
	}
}

func (h Home) sudden(f rules.Facts, feed string, ago int) {
	if ago <= f["sudden_days"].(int) {
		f["sudden_days"], f["sudden_kind"] = ago, map[string]string{"illness": "illness", "disaster": "disaster", "traffic": "accident"}[feed]
	}
}

// signs are what a signal says by its feed and code.
func signs(f rules.Facts, s models.Signal, ago int) {
	switch {
	case s.Feed == "insurance":
		f["insurance_unpaid"] = true
	case s.Feed == "guardian":
		f["child_no_guardian"] = true
	case s.Feed == "housing" && s.Code != "":
		f["housing_risk"] = s.Code
	case s.Feed == "unemployment" && s.Facts["employed_again"] == "true" && ago <= quarterBack:
		f["found_work"] = true
	case (s.Feed == "hotline" || s.Feed == "grid") && ago <= quarterBack && s.Code == "safety":
		f["violence_sign"] = true
	case (s.Feed == "hotline" || s.Feed == "grid") && ago <= quarterBack && s.Code == "child":
		f["child_in_need"] = true
	}
}
