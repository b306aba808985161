package entitlement

import (
	"context"
	"strings"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// work is one request for relief in the hands of somebody, within a transaction.
type work struct {
	s     *store.Store
	by    models.Actor
	a     *models.Application
	clock models.ReliefClock
}

// clockDays is how far the calendar of a request must reach, both ways.
const clockDays = 400

// reliefClock is the county's limits and calendar as they are today.
func (d *Desk) reliefClock(ctx context.Context, s *store.Store, county string) (models.ReliefClock, error) {
	rules, err := s.SLARules(ctx, county)
	if err != nil {
		return models.ReliefClock{}, err
	}
	today := d.today()
	calendar, err := s.Calendar(ctx, county, today.AddDays(-clockDays), today.AddDays(clockDays))
	return models.ReliefClock{Rules: rules, Calendar: calendar, Day: today}, err
}

// onApplication runs fn on a request in the actor's scope, held, in a transaction, logs that its file was worked on, and answers it as it is
// afterwards. Of several actions one is enough.
func (d *Desk) onApplication(ctx context.Context, by models.Actor, acts []models.Action, id string, fn func(*work) error) (*models.Application, error) {
	act := mostOf(by, acts)
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		x, err := d.hold(ctx, s, by, id)
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, applicationSubject(*x.a)); err != nil {
			return err
		}
		if err := fn(x); err != nil {
			return err
		}
		return d.seen(ctx, s, by, x.a, "work")
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Application(ctx, key(by, id))
}

func (d *Desk) hold(ctx context.Context, s *store.Store, by models.Actor, id string) (*work, error) {
	a, err := s.HoldApplication(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	clock, err := d.reliefClock(ctx, s, a.CountyCode)
	return &work{s: s, by: by, a: a, clock: clock}, err
}

// mostOf is the action, of several of which one is enough, that the actor may do; the first where none is.
func mostOf(by models.Actor, acts []models.Action) models.Action {
	for _, act := range acts {
		if models.ScopeOf(by, act) != models.ScopeNone {
			return act
		}
	}
	return acts[0]
}

func (x *work) at() store.Key { return store.Key{County: x.a.CountyCode, ID: x.a.ID} }

// take takes a step, with the time by which whoever holds the request next must act.
func (x *work) take(ctx context.Context, name string, set store.Change, data map[string]string) error {
	from := x.a.Status
	to, err := models.ApplicationSteps.Next(name, from)
	if err != nil {
		return err
	}
	x.a.Status = to
	set["status"] = to
	if from != to {
		known, err := x.recognised(ctx)
		if err != nil {
			return err
		}
		set["due_at"], set["reminded_at"], set["escalated_at"] = x.clock.Due(*x.a, known, x.s.Now()), nil, nil
	}
	if err := x.s.StepApplication(ctx, x.at(), from, set); err != nil {
		return err
	}
	flow.Log(x.s, x.by, applicationSubject(*x.a), name, string(from), string(to), data)
	return nil
}

// write puts a text, sealed, among the columns that a step sets.
func (x *work) write(column store.ApplicationText, text string, set store.Change) error {
	return x.s.SealApplicationText(x.at(), column, models.CleanText(text), set)
}

func (x *work) recognised(ctx context.Context) (bool, error) {
	h, err := x.s.Household(ctx, store.Key{County: x.a.CountyCode, ID: x.a.HouseholdID})
	if err != nil {
		return false, err
	}
	return h.Category.Recognised(), nil
}

func applicationSubject(a models.Application) flow.Subject {
	return flow.Subject{Noun: "application", ID: a.ID, County: a.CountyCode, Region: a.RegionCode}
}

// seen logs that a government role has read a request (tier 4 of domain report §17.2). Where a child asks, or a child's request is read, the row
// names the child, so that every look at a minor's data can be found (未成年人网络保护条例 36).
func (d *Desk) seen(ctx context.Context, s *store.Store, by models.Actor, a *models.Application, purpose string) error {
	if by.AccountID == "" {
		return nil // the house itself, and the household, read what is their own
	}
	now, fields, person := s.Now(), []string{"story", "household"}, ""
	if a.PersonID != nil {
		p, err := s.Person(ctx, store.Key{County: a.CountyCode, ID: *a.PersonID})
		if err != nil {
			return err
		}
		person = p.ID
		if minor(*p, d.today()) {
			fields = append(fields, "minor")
		}
	}
	return s.InsertDisclosure(ctx, &models.Disclosure{CountyCode: a.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role,
		HouseholdID: a.HouseholdID, PersonID: person, Tier: 4, Purpose: purpose, Fields: fields})
}

// minor tells whether somebody is under eighteen (未成年人保护法 2).
func minor(p models.Person, day models.Date) bool {
	return p.MinorOn(day)
}

// number is a short number that people can read out: a letter, the day and the end of the id.
func number(letter, id string, on models.Date) string {
	day := strings.ReplaceAll(string(on), "-", "")
	return letter + day[2:] + "-" + strings.ToUpper(id[len(id)-8:])
}

// said checks that a text was given where a step asks for one.
func said(field, text string) error {
	if models.CleanText(text) == "" {
		return models.InvalidField(field, "required")
	}
	return nil
}
