package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

func workSubject(r models.WorkPath) flow.Subject {
	return flow.Subject{Noun: "work_path", ID: r.ID, County: r.CountyCode, Region: r.RegionCode, Supplier: r.SupplierID}
}

// OpenWork begins a person's path to work, out of a suggestion or a need where there is one. Errors: Invalid, NotFound, Conflict work_waiting.
func (d *Desk) OpenWork(ctx context.Context, by models.Actor, household string, in models.WorkDraft) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var r *models.WorkPath
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.household(ctx, s, by, models.WorkEdit, household)
		if err != nil {
			return err
		}
		if r, err = d.pathOf(ctx, s, by, h, in.ID, in.PersonID); err != nil {
			return err
		}
		if err := linkSuggestion(ctx, s, r, in.SuggestionID); err != nil {
			return err
		}
		if err := linkNeed(ctx, s, r, in.NeedID); err != nil {
			return err
		}
		r.Status = models.WorkSuggested
		if err := s.InsertWork(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, workSubject(*r), "suggest", "", string(r.Status), nil)
		return nil
	})
	return r, err
}

// pathOf is a new path of a member of a household who may work and waits for no other place.
func (d *Desk) pathOf(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, id, person string) (*models.WorkPath, error) {
	p := member(h.Persons, person)
	if p == nil {
		return nil, models.InvalidField("person_id", "unknown")
	}
	if age := p.AgeOn(d.today()); p.DeceasedOn != "" || age >= 0 && age < models.WorkAge {
		return nil, models.InvalidField("person_id", "too_young_to_work")
	}
	waiting, err := s.WaitingWork(ctx, h.CountyCode, person)
	if err != nil {
		return nil, err
	}
	if waiting != nil {
		return nil, models.Conflict("work_waiting")
	}
	now := s.Now()
	return &models.WorkPath{CountyCode: h.CountyCode, ID: d.newID(id), HouseholdID: h.ID, PersonID: person, RegionCode: h.RegionCode,
		Income: models.IncomeChange{BeforeFen: h.MonthlyIncomeFen}, CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1}, nil
}

func linkSuggestion(ctx context.Context, s *store.Store, r *models.WorkPath, id string) error {
	if id == "" {
		return nil
	}
	g, err := s.Suggestion(ctx, store.Key{County: r.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound || err == nil && g.HouseholdID != r.HouseholdID {
		return models.InvalidField("suggestion_id", "unknown")
	}
	if err != nil {
		return err
	}
	r.SuggestionID = &g.ID
	if g.ConvertedNoun == "need" && g.ConvertedID != nil {
		r.NeedID = g.ConvertedID
	}
	return nil
}

func linkNeed(ctx context.Context, s *store.Store, r *models.WorkPath, id string) error {
	if id == "" {
		return nil
	}
	n, err := s.Need(ctx, store.Key{County: r.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound || err == nil && (n.HouseholdID != r.HouseholdID || !models.LeadsToWork(n.Category)) {
		return models.InvalidField("need_id", "unknown")
	}
	if err != nil {
		return err
	}
	r.NeedID = &n.ID
	return nil
}

// Enrol gives a person one of the places that a supplier has promised to the household. The places are those of the promise, so that none is given
// that the offer does not have. Errors: Invalid, NotFound, Conflict match_not_active, no_course, no_place_left, work_waiting.
func (d *Desk) Enrol(ctx context.Context, by models.Actor, match string, in models.EnrolDraft) (*models.WorkPath, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var r *models.WorkPath
	_, err := d.onMatch(ctx, by, models.WorkEdit, match, func(s *store.Store, n *models.Need, m *models.Match) error {
		if err := hasPlace(ctx, s, m); err != nil {
			return err
		}
		var err error
		if r, err = d.waitingOrNew(ctx, s, by, m, in); err != nil {
			return err
		}
		from := r.Status
		if from == "" {
			if r.SuggestionID, err = s.SuggestionOfNeed(ctx, store.Key{County: n.CountyCode, ID: n.ID}, n.HouseholdID); err != nil {
				return err
			}
		}
		r.NeedID, r.MatchID, r.OfferID, r.SupplierID = &n.ID, &m.ID, &m.OfferID, m.SupplierID
		if from != "" {
			return takeWork(ctx, s, by, r, "enrol")
		}
		r.Status = models.WorkEnrolled
		if err := s.InsertWork(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, workSubject(*r), "enrol", "", string(r.Status), map[string]string{"match_id": m.ID})
		return nil
	})
	return r, err
}

// hasPlace tells whether a promise leads to work, is in force, and has a place that nobody was given yet.
func hasPlace(ctx context.Context, s *store.Store, m *models.Match) error {
	if m.Status != models.MatchActive {
		return models.Conflict("match_not_active").With("status", string(m.Status))
	}
	if !models.LeadsToWork(m.Category) {
		return models.Conflict("no_course")
	}
	n, err := s.CountSeats(ctx, store.Key{County: m.CountyCode, ID: m.ID})
	if err == nil && n >= m.Reserved {
		return models.Conflict("no_place_left").With("places", m.Reserved)
	}
	return err
}

// waitingOrNew is the path on which the person waits for a place, or a new one.
func (d *Desk) waitingOrNew(ctx context.Context, s *store.Store, by models.Actor, m *models.Match, in models.EnrolDraft) (*models.WorkPath, error) {
	r, err := s.WaitingWork(ctx, m.CountyCode, in.PersonID)
	if err != nil {
		return nil, err
	}
	if r != nil && r.Status == models.WorkSuggested && r.HouseholdID == m.HouseholdID {
		return r, nil
	}
	h, err := s.Household(ctx, store.Key{County: m.CountyCode, ID: m.HouseholdID})
	if err != nil {
		return nil, err
	}
	return d.pathOf(ctx, s, by, h, in.ID, in.PersonID)
}

// onWork runs fn on a path of the actor's, held, in a transaction, and answers it as it is afterwards.
func (d *Desk) onWork(ctx context.Context, by models.Actor, id string, fn func(*store.Store, *models.WorkPath) error) (*models.WorkPath, error) {
	if _, err := models.Authorise(by, models.WorkEdit); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		seen, err := s.Work(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.WorkEdit, workSubject(*seen)); err != nil {
			return err
		}
		if seen.NeedID != nil { // the need before the path, in the order in which whoever gives a place takes them
			if _, err := s.HoldNeed(ctx, store.Key{County: seen.CountyCode, ID: *seen.NeedID}); err != nil {
				return err
			}
		}
		r, err := s.HoldWork(ctx, key(by, id))
		if err != nil {
			return err
		}
		return fn(s, r)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Work(ctx, key(by, id))
}

// takeWork takes a step of a path and writes what changed with it.
func takeWork(ctx context.Context, s *store.Store, by models.Actor, r *models.WorkPath, step string) error {
	from := r.Status
	to, err := models.WorkSteps.Next(step, from)
	if err != nil {
		return err
	}
	r.Status = to
	if err := s.ReviseWork(ctx, r, from); err != nil {
		return err
	}
	flow.Log(s, by, workSubject(*r), step, string(from), string(to), nil)
	return nil
}

// noteWork writes what changed along a path without a step of its status.
func noteWork(ctx context.Context, s *store.Store, by models.Actor, r *models.WorkPath, step string, data map[string]string) error {
	if err := s.ReviseWork(ctx, r, r.Status); err != nil {
		return err
	}
	flow.Log(s, by, workSubject(*r), step, string(r.Status), string(r.Status), data)
	return nil
}
