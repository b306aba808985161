package entitlement

import (
	"context"
	"maps"
	"slices"

	"zhulian/advice"
	"zhulian/flow"
	"zhulian/models"
	"zhulian/rules"
	"zhulian/store"
)

// Supposed is what would be suggested if facts were other than they are. Nothing of it is kept.
type Supposed struct {
	Household *models.Household // nil: of nobody in particular
	Base      rules.Facts       // as they are
	Facts     rules.Facts       // as supposed
	Lines     []SupposedLine
	Before    models.Beneficiary
	After     models.Beneficiary
}

// SupposedLine is one suggestion and in what it differs: "new", "gone", "changed" or "".
type SupposedLine struct {
	advice.Item
	Mark string
}

// WhatIf answers what the rules would suggest if facts of a household, or of nobody in particular, were as said; an empty value means that it is
// not known, a name left out that it stays. A look at a household is written into the disclosure log, what is supposed nowhere. Errors: Forbidden,
// NotFound, Invalid by the fact.
func (d *Desk) WhatIf(ctx context.Context, by models.Actor, household string, said map[string]string) (*Supposed, error) {
	if _, err := models.Authorise(by, models.SuggestionView); err != nil {
		return nil, err
	}
	out := &Supposed{Base: rules.Facts{}}
	region := by.CountyCode + "000000"
	if household != "" {
		if err := d.supposedOf(ctx, by, household, out); err != nil {
			return nil, err
		}
		region = out.Household.RegionCode
	}
	var err error
	if out.Facts, err = supposing(out.Base, said); err != nil {
		return out, err
	}
	a, err := startAdvising(ctx, d.Store, by.CountyCode, d.today())
	if err != nil {
		return nil, err
	}
	return out, a.compare(out, a.yardsticks(region))
}

func (d *Desk) supposedOf(ctx context.Context, by models.Actor, household string, out *Supposed) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.lookAt(ctx, s, by, models.SuggestionView, household)
		if err != nil {
			return err
		}
		p, err := d.plan(ctx, s, h)
		if err != nil {
			return err
		}
		out.Household, out.Base = h, p.Facts
		return nil
	})
}

// supposing puts what was said over facts.
func supposing(base rules.Facts, said map[string]string) (rules.Facts, error) {
	out := maps.Clone(base)
	var faults []models.FieldError
	for _, f := range advice.Tellable() {
		text, there := said[f.Name]
		if !there {
			continue
		}
		value, known, flaw := f.Parse(text)
		switch {
		case flaw != "":
			faults = append(faults, models.FieldError{Field: f.Name, Code: flaw})
		case known:
			out[f.Name] = value
		default:
			delete(out, f.Name)
		}
	}
	if len(faults) > 0 {
		return base, models.Invalid(faults...)
	}
	// What a year brings follows the month again, where it did so.
	month, _ := base["income_fen"].(int)
	members, _ := base["members_n"].(int)
	if year, ok := out["income_year_fen"].(int); ok && year == month*12*members {
		delete(out, "income_year_fen")
	}
	return out, nil
}

// compare asks the rules before and after.
func (a *advising) compare(out *Supposed, y models.Yardsticks) error {
	before, after := advice.Complete(out.Base, y), advice.Complete(out.Facts, y)
	out.Before, out.After = models.Classify(advice.MeansOf(before), y).Highest(), models.Classify(advice.MeansOf(after), y).Highest()
	was, _, err := a.rules.Suggest(before, advice.Held{}, nil)
	if err != nil {
		return err
	}
	is, _, err := a.rules.Suggest(after, advice.Held{}, nil)
	if err != nil {
		return err
	}
	if len(out.Base) == 0 {
		was = is // there was nobody before
	}
	find := func(list []advice.Item, code string) *advice.Item {
		i := slices.IndexFunc(list, func(x advice.Item) bool { return x.Rule.Code == code })
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	for _, item := range is {
		line := SupposedLine{Item: item}
		switch old := find(was, item.Rule.Code); {
		case old == nil:
			line.Mark = "new"
		case old.Strength != item.Strength || !maps.Equal(old.Facts, item.Facts):
			line.Mark = "changed"
		}
		out.Lines = append(out.Lines, line)
	}
	for _, item := range was {
		if find(is, item.Rule.Code) == nil {
			out.Lines = append(out.Lines, SupposedLine{item, "gone"})
		}
	}
	return nil
}

// Means shows what a person said of a household that no register knows, in words of a form. Errors: NotFound.
func (d *Desk) Means(ctx context.Context, by models.Actor, household string) (*models.Household, map[string]string, error) {
	var h *models.Household
	said := map[string]string{}
	err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
		if h, err = d.lookAt(ctx, s, by, models.HouseholdEdit, household); err != nil {
			return err
		}
		all, err := s.Means(ctx, h.CountyCode, []string{h.ID})
		said = FormOf(parsed(all[h.ID].Facts))
		return err
	})
	return h, said, err
}

// FormOf writes facts as a form holds them; money in yuan.
func FormOf(facts rules.Facts) map[string]string {
	out := map[string]string{}
	for name, value := range facts {
		f, ok := advice.FactBy(name)
		if !ok {
			continue
		}
		out[name] = rules.Written(value)
		if fen, ok := value.(int); ok && f.Kind == rules.KindMoney {
			out[name] = models.DecimalText(int64(fen), 2)
		}
	}
	return out
}

// TellMeans keeps what a person said of a household that no register knows, in the place of what was said before, and asks the rules anew.
// Errors: NotFound, Conflict, Invalid by the fact.
func (d *Desk) TellMeans(ctx context.Context, by models.Actor, household string, said map[string]string) error {
	facts, faults := map[string]string{}, []models.FieldError{}
	for _, f := range advice.Tellable() {
		if !f.Told {
			continue
		}
		value, known, flaw := f.Parse(said[f.Name])
		if flaw != "" {
			faults = append(faults, models.FieldError{Field: f.Name, Code: flaw})
		} else if known {
			facts[f.Name] = rules.Written(value)
		}
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.lookAt(ctx, s, by, models.HouseholdEdit, household)
		if err != nil {
			return err
		}
		if h.Status != models.HouseholdActive {
			return models.Conflict("household_not_active")
		}
		err = s.PutMeans(ctx, &models.HouseholdMeans{CountyCode: h.CountyCode, HouseholdID: h.ID, Facts: facts, ToldBy: by.AccountID, ToldAt: s.Now(), Version: 1})
		if err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*h), "tell", string(h.Status), string(h.Status), nil)
		_, err = d.renewIn(ctx, s, h.CountyCode, models.NewID(s.Now()), []models.Household{*h})
		return err
	})
}
