package casework

import (
	"context"
	"slices"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RecordFulfilment records one delivery or service occurrence of an active match, or plans one. What is delivered over all never
// exceeds what was promised. Proofs may come with it: then both are kept, or neither. Errors: Invalid, NotFound, TooLarge, Unsupported,
// Unavailable, Conflict match_not_active, over_reserved.
func (d *Desk) RecordFulfilment(ctx context.Context, by models.Actor, match string, in models.FulfilmentDraft, proofs ...[]byte) (*models.Fulfilment, error) {
	if err := d.checkFulfilment(in, in.OccurredAt == nil && in.PlannedAt != nil); err != nil {
		return nil, err
	}
	kept, err := d.uploadsOf(ctx, proofs)
	if err != nil {
		return nil, err
	}
	var f *models.Fulfilment
	_, err = d.onMatch(ctx, by, models.FulfilmentRecord, match, func(s *store.Store, n *models.Need, m *models.Match) error {
		if m.Status != models.MatchActive {
			return models.Conflict("match_not_active").With("status", string(m.Status))
		}
		f = d.fulfilmentFrom(by, m, in)
		step := stepOf(f.Status)
		if _, err := models.FulfilmentSteps.Next(step, ""); err != nil {
			return err
		}
		if err := d.ownWorker(ctx, s, m, in.WorkerID); err != nil {
			return err
		}
		if err := roomFor(m, f); err != nil {
			return err
		}
		if err := s.InsertFulfilment(ctx, f); err != nil {
			return err
		}
		flow.Log(s, by, fulfilmentSubject(*f), step, "", string(f.Status), map[string]string{"match_id": m.ID, "need_id": m.NeedID})
		if err := keepProofs(ctx, s, by, f, kept); err != nil {
			return err
		}
		if err := keepCard(ctx, s, by, f, in.Card); err != nil {
			return err
		}
		if err := d.settle(ctx, s, by, n, m); err != nil {
			return err
		}
		return d.reopenMissed(ctx, s, by, &caseFile{n, m, f})
	})
	return f, err
}

// stepOf is the step that leads to a status of a fulfilment.
func stepOf(to models.FulfilmentStatus) string {
	if to == models.FulfilmentPlanned {
		return "plan"
	}
	return string(to)
}

func (d *Desk) checkFulfilment(in models.FulfilmentDraft, planned bool) error {
	faults := models.FaultsOf(in, d.today())
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, models.FieldError{Field: field, Code: code})
		}
	}
	delivers := in.Outcome == "" || in.Outcome == models.FulfilmentDone || in.Outcome == models.FulfilmentPartial
	now := d.Store.Now()
	add(in.OccurredAt == nil && !planned, "occurred_at", "required")
	// A phone's clock may run a little ahead.
	add(in.OccurredAt != nil && in.OccurredAt.After(now.Add(5*time.Minute)), "occurred_at", "in_future")
	add(in.OccurredAt != nil && in.OccurredAt.Before(now.AddDate(-1, 0, 0)), "occurred_at", "too_old")
	add(planned && in.PlannedAt.Before(now.Add(-24*time.Hour)), "planned_at", "in_past")
	add(planned && in.PlannedAt.After(now.AddDate(2, 0, 0)), "planned_at", "too_far")
	add(planned && in.Outcome != "", "outcome", "not_yet")
	add(delivers && in.Quantity < 1, "quantity", "min")
	add(!delivers && in.Quantity != 0, "quantity", "nothing_delivered")
	add(in.Card != nil && (planned || !delivers), "card", "nothing_delivered")
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

func (d *Desk) fulfilmentFrom(by models.Actor, m *models.Match, in models.FulfilmentDraft) *models.Fulfilment {
	now := d.Store.Now()
	f := &models.Fulfilment{
		CountyCode: m.CountyCode, ID: d.newID(in.ID), MatchID: m.ID, NeedID: m.NeedID, OfferID: m.OfferID, SupplierID: m.SupplierID,
		HouseholdID: m.HouseholdID, RegionCode: m.RegionCode, Quantity: in.Quantity, Unit: m.Unit, Status: in.Outcome,
		PlannedAt: utc(in.PlannedAt), OccurredAt: utc(in.OccurredAt), Note: models.CleanText(in.Note), ValueFen: in.ValueFen, Minutes: in.Minutes,
		RecordedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if in.WorkerID != "" {
		f.WorkerID = &in.WorkerID
	}
	if f.Status == "" {
		f.Status = models.FulfilmentDone
		if in.OccurredAt == nil {
			f.Status = models.FulfilmentPlanned
		}
	}
	return f
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC().Truncate(time.Microsecond)
	return &u
}

func (d *Desk) ownWorker(ctx context.Context, s *store.Store, m *models.Match, worker string) error {
	if worker == "" {
		return nil
	}
	a, err := s.Account(ctx, store.Key{County: m.CountyCode, ID: worker})
	if models.KindOf(err) == models.KindNotFound || err == nil && (a.SupplierID == nil || *a.SupplierID != m.SupplierID) {
		return models.InvalidField("worker_id", "not_of_supplier")
	}
	return err
}

// roomFor tells whether a fulfilment's units fit into what its match promised and has not delivered yet.
func roomFor(m *models.Match, f *models.Fulfilment) error {
	if slices.Contains(models.CountsAsDelivered(), f.Status) && m.Delivered+f.Quantity > m.Reserved {
		return models.Conflict("over_reserved").With("left", m.Reserved-m.Delivered)
	}
	return nil
}

func fulfilmentSubject(f models.Fulfilment) flow.Subject {
	return flow.Subject{Noun: "fulfilment", ID: f.ID, County: f.CountyCode, Region: f.RegionCode, Supplier: f.SupplierID}
}

// settle brings a match and its need to what the match's fulfilments add up to, and completes the match when all that it promised
// is confirmed.
func (d *Desk) settle(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, m *models.Match) error {
	delivered, confirmed, err := s.SumMatch(ctx, store.Key{County: m.CountyCode, ID: m.ID})
	if err != nil {
		return err
	}
	m.Delivered, m.Confirmed = delivered, confirmed
	if m.Status == models.MatchActive && m.Reserved > 0 && confirmed >= m.Reserved {
		if err := flow.TakeMatch(ctx, s, by, m, "complete", store.Change{"completed_at": s.Now()}); err != nil {
			return err
		}
	}
	if err := d.settleEnded(ctx, s, by, m); err != nil {
		return err
	}
	return flow.Derive(ctx, s, by, n)
}

// settleEnded gives back what an ended match still held for a dispute that is settled now.
func (d *Desk) settleEnded(ctx context.Context, s *store.Store, by models.Actor, m *models.Match) error {
	held := m.Reserved
	if m.Status.Live() {
		return nil
	}
	if err := d.release(ctx, s, by, m); err != nil || m.Reserved == held {
		return err
	}
	return s.StepMatch(ctx, store.Key{County: m.CountyCode, ID: m.ID}, m.Status, store.Change{"reserved": m.Reserved})
}

// FinishFulfilment ends a planned fulfilment with its outcome, and with proofs where there are any. Errors: Invalid, NotFound, TooLarge,
// Unsupported, Unavailable, Conflict.
func (d *Desk) FinishFulfilment(ctx context.Context, by models.Actor, id string, in models.FulfilmentDraft, proofs ...[]byte) (*models.Fulfilment, error) {
	if err := d.checkFulfilment(in, false); err != nil {
		return nil, err
	}
	kept, err := d.uploadsOf(ctx, proofs)
	if err != nil {
		return nil, err
	}
	return d.onFulfilment(ctx, by, models.FulfilmentRecord, id, func(s *store.Store, m *models.Match, f *models.Fulfilment) (string, error) {
		from := f.Status
		if in.Outcome == "" {
			in.Outcome = models.FulfilmentDone
		}
		f.Quantity, f.OccurredAt, f.Note, f.ValueFen, f.Minutes = in.Quantity, utc(in.OccurredAt), models.CleanText(in.Note), in.ValueFen, in.Minutes
		f.Status = in.Outcome
		if err := roomFor(m, f); err != nil {
			return "", err
		}
		f.Status = from
		if err := keepCard(ctx, s, by, f, in.Card); err != nil {
			return "", err
		}
		return string(in.Outcome), keepProofs(ctx, s, by, f, kept)
	})
}

// keepCard makes a delivery of meals a visit too, where its three questions were answered (domain report §12).
func keepCard(ctx context.Context, s *store.Store, by models.Actor, f *models.Fulfilment, card *models.MealCard) error {
	if card == nil {
		return nil
	}
	n, err := s.Need(ctx, store.Key{County: f.CountyCode, ID: f.NeedID})
	if err != nil {
		return err
	}
	if n.Category != models.MealCategory {
		return models.InvalidField("card", "card_not_meal")
	}
	h, err := s.HeldHousehold(ctx, store.Key{County: f.CountyCode, ID: f.HouseholdID})
	if err != nil {
		return err
	}
	return flow.KeepMealCard(ctx, s, by, h, f, *card)
}

// CheckIn marks that a planned fulfilment has begun. Errors: NotFound, Conflict.
func (d *Desk) CheckIn(ctx context.Context, by models.Actor, id string) (*models.Fulfilment, error) {
	return d.onFulfilment(ctx, by, models.FulfilmentRecord, id, func(s *store.Store, _ *models.Match, f *models.Fulfilment) (string, error) {
		now := s.Now()
		f.CheckedInAt = &now
		return "check_in", nil
	})
}
