package entitlement

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Advice works the amount of a request out by the standards of the day, step by step. It is for a person to look at and decides nothing
// (个保法 24). Without persons, all members count. Errors: Invalid, NotFound, Conflict standard_missing.
func (d *Desk) Advice(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.ReliefAdvice, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	act := mostOf(by, []models.Action{models.ApplicationPropose, models.ApplicationDecide, models.ApplicationAward})
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	a, err := d.Store.Application(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, act, applicationSubject(*a)); err != nil {
		return nil, err
	}
	return d.advise(ctx, d.Store, a, in)
}

func (d *Desk) advise(ctx context.Context, s *store.Store, a *models.Application, in models.ReliefStep) (*models.ReliefAdvice, error) {
	all, err := s.Standards(ctx, a.CountyCode)
	if err != nil {
		return nil, err
	}
	lines := all.Lines(a.RegionCode, d.today())
	if lines.Dibao == nil || lines.ReliefMost == nil || lines.ReliefLimit == nil {
		return nil, models.Conflict("standard_missing")
	}
	members, err := s.Persons(ctx, a.CountyCode, a.HouseholdID)
	if err != nil {
		return nil, err
	}
	living := 0
	for _, p := range members[a.HouseholdID] {
		if p.DeceasedOn == "" {
			living++
		}
	}
	sum := models.ReliefSum{Persons: living, Factor: 1, StdFen: *lines.Dibao, CapFen: *lines.ReliefMost, MostFen: *lines.ReliefLimit, SelfPaidFen: a.SelfPaidFen}
	if in.Persons != nil {
		if sum.Persons = *in.Persons; sum.Persons > living {
			return nil, models.InvalidField("persons", "over_members")
		}
	}
	if in.Factor != nil {
		sum.Factor = *in.Factor
	}
	if in.SelfPaidFen != nil {
		sum.SelfPaidFen = in.SelfPaidFen
	}
	out := sum.Advise()
	return &out, nil
}

// ProposeRelief puts a proposal before whoever decides: after a home visit, or with the reason why none was needed. Of temporary relief it has an
// amount within 6 times the standard a head, in special hardship 12 times, and never more than the bill (浙江省社会救助条例 40). Errors: Invalid,
// NotFound, Conflict standard_missing.
func (d *Desk) ProposeRelief(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("note", in.Note); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, townWork, id, func(x *work) error {
		now := x.s.Now()
		set := store.Change{"proposed_by": by.AccountID, "proposed_at": now, "amount_fen": in.AmountFen, "event_class": in.EventClass, "persons_counted": in.Persons,
			"factor": in.Factor, "special": in.Special}
		if in.SelfPaidFen != nil {
			set["self_paid_fen"] = *in.SelfPaidFen
		}
		if err := x.surveyed(ctx, in, set); err != nil {
			return err
		}
		if x.a.Kind == models.ApplicationTempRelief {
			advice, err := d.bounded(ctx, x, in)
			if err != nil {
				return err
			}
			set["std_fen"] = advice.StdFen
		}
		if err := x.write(store.TextNote, in.Note, set); err != nil {
			return err
		}
		return x.take(ctx, "propose", set, nil)
	})
}

// surveyed notes what the proposal rests on: a valid visit, or why there was none.
func (x *work) surveyed(ctx context.Context, in models.ReliefStep, set store.Change) error {
	switch {
	case in.VisitID != "":
		set["visit_id"] = in.VisitID
		return x.visited(ctx, in.VisitID)
	case x.a.VisitID == nil && models.CleanText(in.NoVisitWhy) == "":
		return models.InvalidField("visit_id", "visit_needed")
	}
	set["no_visit_why"] = models.CleanText(in.NoVisitWhy)
	return nil
}

// bounded checks the amount of temporary relief against its limits.
func (d *Desk) bounded(ctx context.Context, x *work, in models.ReliefStep) (*models.ReliefAdvice, error) {
	var faults []models.FieldError
	need := func(missing bool, field string) {
		if missing {
			faults = append(faults, models.FieldError{Field: field, Code: "required"})
		}
	}
	need(in.AmountFen == nil, "amount_fen")
	need(in.EventClass == "", "event_class")
	need(in.Persons == nil, "persons")
	need(in.Factor == nil, "factor")
	if len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	if least, most := in.EventClass.Factors(); *in.Factor < least || *in.Factor > most {
		return nil, models.Invalid(models.FieldError{Field: "factor", Code: "factor_of_class", Args: models.Args{"least": least, "most": most}})
	}
	if in.EventClass == models.EventExtreme && !in.Special {
		return nil, models.InvalidField("special", "special_needed")
	}
	advice, err := d.advise(ctx, x.s, x.a, in)
	if err != nil {
		return nil, err
	}
	return advice, amountFlaw(advice, *in.AmountFen, in.Special)
}

// amountFlaw says why an amount may not be granted.
func amountFlaw(advice *models.ReliefAdvice, fen int64, special bool) error {
	switch advice.Flaw(fen, special) {
	case "over_cap":
		return models.InvalidField("amount_fen", "over_cap")
	case "special_needed":
		return models.InvalidField("amount_fen", "over_usual")
	case "over_bill":
		return models.InvalidField("amount_fen", "over_bill")
	}
	return nil
}

// publicityBytes is how many secret bytes the address of a notice has.
const publicityBytes = 16

// Publicise makes a proposal known in the village for seven days, by a notice to print and to read at an address that ends with them.
// Errors: NotFound, Conflict.
func (d *Desk) Publicise(ctx context.Context, by models.Actor, id string, _ models.ReliefStep) (*models.Application, error) {
	secret, err := d.secret(publicityBytes)
	if err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, townWork, id, func(x *work) error {
		x.a.PublicityFrom = d.today()
		x.a.PublicityTo = x.a.PublicityFrom.AddDays(models.PublicityDays)
		return x.take(ctx, "publicise", store.Change{"publicity_from": x.a.PublicityFrom, "publicity_to": x.a.PublicityTo,
			"publicity_code": x.a.CountyCode + hex.EncodeToString(secret), "objected_at": nil, "objection_answered_at": nil}, nil)
	})
}

// secret makes bytes that nobody can guess.
func (d *Desk) secret(n int) ([]byte, error) {
	source := d.Secret
	if source == nil {
		source = rand.Reader
	}
	out := make([]byte, n)
	_, err := io.ReadFull(source, out)
	return out, err
}

// Object takes down that somebody of the village disagrees with a proposal while it is made known. Until it is answered nothing is approved.
// Errors: Invalid, NotFound, Conflict publicity_over.
func (d *Desk) Object(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, asking, id, func(x *work) error {
		if x.a.Status == models.ApplicationPublicity && !x.a.InPublicity(d.today()) {
			return models.Conflict("publicity_over")
		}
		set := store.Change{"objected_at": x.s.Now(), "objection_answered_at": nil}
		text := in.Reason
		if x.a.Objection != "" {
			text = added(x.a.Objection, in.Reason, d.today())
		}
		if err := x.write(store.TextObjection, text, set); err != nil {
			return err
		}
		return x.take(ctx, "object", set, nil)
	})
}

// AnswerObjection says what looking into an objection has shown. Errors: Invalid, NotFound, Conflict no_objection.
func (d *Desk) AnswerObjection(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, []models.Action{models.ApplicationPropose, models.ApplicationDecide}, id, func(x *work) error {
		if !x.a.ObjectionOpen() {
			return models.Conflict("no_objection")
		}
		set := store.Change{"objection_answered_at": x.s.Now()}
		if err := x.write(store.TextObjectionAnswer, in.Reason, set); err != nil {
			return err
		}
		return x.take(ctx, "answer_objection", set, nil)
	})
}

// Notice is what the village may read of a proposal: a masked name, the village and the amount, and nothing else (domain report §16.5).
type Notice struct {
	Name, Village string
	AmountFen     *int64
	From, To      models.Date
	Code          string
}

// PublicNotice shows the notice of a proposal to whoever has its address, during its days only. Errors: NotFound.
func (d *Desk) PublicNotice(ctx context.Context, code string) (*Notice, error) {
	if len(code) != 6+2*publicityBytes || models.CheckText(code, 6+2*publicityBytes) != "" {
		return nil, models.NotFound("publicity")
	}
	a, err := d.Store.PublicApplication(ctx, code[:6], code)
	if err != nil {
		return nil, err
	}
	if !a.InPublicity(d.today()) {
		return nil, models.NotFound("publicity")
	}
	return d.notice(ctx, a)
}

// NoticeToPrint is the same notice for those who hang it up. Errors: NotFound, Conflict not_in_publicity.
func (d *Desk) NoticeToPrint(ctx context.Context, by models.Actor, id string) (*Notice, error) {
	if _, err := models.Authorise(by, models.ApplicationView); err != nil {
		return nil, err
	}
	a, err := d.Store.Application(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.ApplicationView, applicationSubject(*a)); err != nil {
		return nil, err
	}
	if !a.InPublicity(d.today()) {
		return nil, models.Conflict("not_in_publicity")
	}
	return d.notice(ctx, a)
}

func (d *Desk) notice(ctx context.Context, a *models.Application) (*Notice, error) {
	persons, err := d.Store.Persons(ctx, a.CountyCode, a.HouseholdID)
	if err != nil {
		return nil, err
	}
	var who *models.Person
	for i, p := range persons[a.HouseholdID] {
		if a.PersonID != nil && p.ID == *a.PersonID {
			who = &persons[a.HouseholdID][i]
		}
	}
	names, err := d.Store.RegionNames(ctx, []string{a.RegionCode, models.TownOf(a.RegionCode)})
	if err != nil {
		return nil, err
	}
	return &Notice{Name: models.PublicName(who, persons[a.HouseholdID], d.today()), Village: names[models.TownOf(a.RegionCode)] + names[a.RegionCode],
		AmountFen: a.AmountFen, From: a.PublicityFrom, To: a.PublicityTo, Code: a.PublicityCode}, nil
}
