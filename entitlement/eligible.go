package entitlement

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// Facts are what is known of a household when it asks what it may apply for; nil means that it is not known. Nothing here decides: a person does.
type Facts struct {
	Day        models.Date
	Category   models.Beneficiary
	Persons    []models.Person // as far as the county holds them
	Members    int
	IncomeFen  *int64 // a head and month
	Property   string // none, some, unsure or ""
	Event      models.ReliefEvent
	Urgent     bool
	PaidFen    *int64 // of bills by the household itself
	Lines      models.Lines
	RigidShare *int64 // spending that counts as rigid, in thousandths of income
}

// Chance is something that a household may apply for, with why, and what would have to be known to be sure.
type Chance struct {
	Kind     models.ApplicationKind
	Strength models.Strength
	Reasons  []Phrase
	Missing  []Phrase
}

// Phrase is a key of a text with its arguments.
type Phrase struct {
	Key  string
	Args map[string]string
}

// Adviser says what a household may apply for, the surest first.
type Adviser interface {
	Eligible(ctx context.Context, s *store.Store, county string, f Facts) ([]Chance, error)
}

// eligible asks the adviser; whoever cannot tell may always ask without naming a kind (浙江省社会救助条例 53).
func (d *Desk) eligible(ctx context.Context, s *store.Store, county string, f Facts) ([]Chance, error) {
	out := plain(f)
	var err error
	if d.Adviser != nil {
		out, err = d.Adviser.Eligible(ctx, s, county, f)
	} else {
		out, err = byRules(ctx, s, county, f, out)
	}
	if err != nil {
		return nil, err
	}
	return append(out, Chance{Kind: models.ApplicationUnknown, Strength: models.StrengthExplore, Reasons: []Phrase{{Key: "chance.unknown"}}}), nil
}

// plain goes by the plain conditions of the kinds (domain report §5.2 and §9).
func plain(f Facts) []Chance {
	var out []Chance
	add := func(kind models.ApplicationKind, sure bool, reason string, args map[string]string, missing ...Phrase) {
		strength := models.StrengthExplore
		if sure && len(missing) == 0 {
			strength = models.StrengthLikely
		}
		out = append(out, Chance{Kind: kind, Strength: strength, Reasons: []Phrase{{reason, args}}, Missing: missing})
	}
	sudden := f.Urgent || f.Event == "illness" || f.Event == "accident" || f.Event == "disaster"
	switch {
	case sudden:
		add(models.ApplicationTempRelief, true, "chance.temp_relief.sudden", nil)
	case f.Category.Recognised():
		add(models.ApplicationTempRelief, true, "chance.temp_relief.known", nil)
	case f.Event != "":
		add(models.ApplicationTempRelief, false, "chance.temp_relief.other", nil)
	}
	if f.Event == "illness" {
		reason, paid := "chance.medical.some", f.PaidFen != nil && *f.PaidFen > 0
		if paid {
			reason = "chance.medical"
		}
		add(models.ApplicationMedical, paid, reason, money("amount", f.PaidFen), missingWhen(f.PaidFen == nil, "chance.missing.bill")...)
	}
	livelihood(f, add)
	switch f.Event {
	case "education":
		add(models.ApplicationEducation, f.Category.Recognised(), "chance.education", nil)
	case "housing", "disaster":
		add(models.ApplicationHousing, f.Category.Recognised(), "chance.housing", nil)
	case "job_lost":
		add(models.ApplicationEmployment, true, "chance.employment", nil)
	}
	return out
}

type adder func(kind models.ApplicationKind, sure bool, reason string, args map[string]string, missing ...Phrase)

// livelihood goes by income: below the standard, up to the line of marginal families, or spent on what cannot be helped.
func livelihood(f Facts, add adder) {
	switch f.Category {
	case "T1", "D1", "D2":
		return // has it already
	}
	property := missingWhen(f.Property != "none", "chance.missing.property")
	if alone(f) {
		add(models.ApplicationTekun, false, "chance.tekun", nil, Phrase{Key: "chance.missing.supporter"})
	}
	if f.IncomeFen == nil {
		if f.Category == "" || f.Category == "M0" || f.Category == "L1" {
			add(models.ApplicationDibao, false, "chance.dibao.unknown", nil, Phrase{Key: "chance.missing.income"})
		}
		return
	}
	args := money("income", f.IncomeFen)
	if f.Lines.Dibao != nil {
		args["line"] = yuan(*f.Lines.Dibao)
	}
	switch band, ok := f.Lines.Band(*f.IncomeFen); {
	case ok && band == models.BandDibao:
		add(models.ApplicationDibao, true, "chance.dibao", args, property...)
	case ok && band == models.BandDibian && f.Category != models.BeneficiaryMarginal:
		args["line"] = yuan(*f.Lines.Dibian)
		add(models.ApplicationDibian, true, "chance.dibian", args, property...)
	}
	if f.RigidShare == nil || f.PaidFen == nil || f.Category.Recognised() {
		return
	}
	if year := *f.IncomeFen * int64(max(f.Members, 1)) * 12; models.RigidOver(*f.PaidFen, year, *f.RigidShare) {
		add(models.ApplicationRigid, true, "chance.rigid", map[string]string{"amount": yuan(*f.PaidFen), "year": yuan(year)}, property...)
	}
}

// alone tells whether nobody in the household can work: all are old, children under 16 or disabled, and there is no income.
func alone(f Facts) bool {
	if len(f.Persons) == 0 || f.IncomeFen == nil || *f.IncomeFen != 0 {
		return false
	}
	for _, p := range f.Persons {
		age := p.AgeOn(f.Day)
		if age >= 16 && age < 60 && p.Profile.DisabilityLevel == 0 {
			return false
		}
	}
	return true
}

func missingWhen(missing bool, key string) []Phrase {
	if !missing {
		return nil
	}
	return []Phrase{{Key: key}}
}

func money(name string, fen *int64) map[string]string {
	if fen == nil {
		return map[string]string{name: "–"}
	}
	return map[string]string{name: yuan(*fen)}
}

// yuan writes fen as yuan.
func yuan(fen int64) string {
	out := strconv.FormatInt(fen/100, 10)
	if rest := fen % 100; rest != 0 {
		out += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return out
}
