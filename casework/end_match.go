package casework

import (
	"context"
	"slices"
	"strings"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

func matchSubject(m models.Match) flow.Subject {
	return flow.Subject{Noun: "match", ID: m.ID, County: m.CountyCode, Region: m.RegionCode, Supplier: m.Addressee()}
}

// release gives back to the offer what a match holds and has not delivered, the latest windows first. What is in dispute stays held
// until that is settled.
func (d *Desk) release(ctx context.Context, s *store.Store, by models.Actor, m *models.Match) error {
	if m.Reserved == m.Delivered {
		return nil
	}
	disputed, err := s.Disputed(ctx, store.Key{County: m.CountyCode, ID: m.ID})
	if err != nil {
		return err
	}
	back := m.Reserved - m.Delivered - disputed
	if back <= 0 {
		return nil
	}
	m.Reserved -= back
	offer, err := s.LockOffer(ctx, store.Key{County: m.CountyCode, ID: m.OfferID})
	if err != nil {
		return err
	}
	held, err := s.Reservations(ctx, store.Key{County: m.CountyCode, ID: m.ID})
	if err != nil {
		return err
	}
	for i := len(held) - 1; i >= 0 && back > 0; i-- {
		units := min(back, held[i].Quantity)
		if err := s.Release(ctx, held[i], units); err != nil {
			return err
		}
		back -= units
	}
	return d.settleStock(ctx, s, by, offer)
}

// endMatch releases what a match holds and takes its ending step.
func (d *Desk) endMatch(ctx context.Context, s *store.Store, by models.Actor, m *models.Match, step, reason string) error {
	if _, err := models.MatchSteps.Next(step, m.Status); err != nil {
		return err
	}
	if err := d.release(ctx, s, by, m); err != nil {
		return err
	}
	return flow.TakeMatch(ctx, s, by, m, step, store.Change{"reserved": m.Reserved, "status_reason": reason})
}

// cancelLive cancels every live match of a need, gives their capacity back and brings the need's sums up to date.
func (d *Desk) cancelLive(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, reason string) error {
	if err := d.cancelAll(ctx, s, by, store.MatchFilter{Need: n.ID, Statuses: models.MatchesLive()}, reason); err != nil {
		return err
	}
	p, err := s.ProgressOf(ctx, store.Key{County: n.CountyCode, ID: n.ID})
	if err != nil {
		return err
	}
	if p.Reserved == n.Reserved && p.Delivered == n.Delivered && p.Confirmed == n.Confirmed {
		return nil
	}
	n.Reserved, n.Delivered, n.Confirmed = p.Reserved, p.Delivered, p.Confirmed
	return s.SetNeedProgress(ctx, n, p, n.Status)
}

// matchesAsked are the statuses of a proposal or invitation that is not answered yet.
var matchesAsked = []models.MatchStatus{models.MatchProposed, models.MatchInvited}

// cancelInvitations cancels proposals and invitations, which hold no capacity.
func (d *Desk) cancelInvitations(ctx context.Context, s *store.Store, by models.Actor, f store.MatchFilter, reason string) error {
	f.Statuses = matchesAsked
	return d.cancelAll(ctx, s, by, f, reason)
}

func (d *Desk) cancelAll(ctx context.Context, s *store.Store, by models.Actor, f store.MatchFilter, reason string) error {
	f.Scope = store.Scope{County: by.CountyCode}
	rows, err := s.AllMatches(ctx, f)
	if err != nil {
		return err
	}
	// One order for everybody, since each row's offer or need is held on the way.
	slices.SortFunc(rows, func(a, b models.Match) int { return strings.Compare(a.NeedID+a.OfferID, b.NeedID+b.OfferID) })
	for i := range rows {
		if err := d.endMatch(ctx, s, by, &rows[i], "cancel", reason); err != nil {
			return err
		}
		if f.Need != "" {
			continue // whoever ends a need's matches sums them up once, at the end
		}
		n, err := s.HoldNeed(ctx, store.Key{County: rows[i].CountyCode, ID: rows[i].NeedID})
		if err != nil {
			return err
		}
		if err := flow.Derive(ctx, s, by, n); err != nil {
			return err
		}
	}
	return nil
}

// CancelMatch takes back a proposal, an invitation or a promise; FailMatch records that a supplier did not keep one. Capacity that was
// not delivered is given back and the need looks for supply again. Errors: Invalid, NotFound, Conflict.
func (d *Desk) CancelMatch(ctx context.Context, by models.Actor, id, reason string) (*models.Match, error) {
	return d.finishMatch(ctx, by, id, "cancel", reason)
}

// FailMatch is CancelMatch for a promise that its supplier did not keep; it counts in the supplier's track record.
func (d *Desk) FailMatch(ctx context.Context, by models.Actor, id, reason string) (*models.Match, error) {
	return d.finishMatch(ctx, by, id, "fail", reason)
}

func (d *Desk) finishMatch(ctx context.Context, by models.Actor, id, step, reason string) (*models.Match, error) {
	if err := reasonFor(step, reason, "fail"); err != nil {
		return nil, err
	}
	return d.onMatch(ctx, by, models.MatchCancel, id, func(s *store.Store, n *models.Need, m *models.Match) error {
		if err := d.endMatch(ctx, s, by, m, step, models.CleanText(reason)); err != nil {
			return err
		}
		return flow.Derive(ctx, s, by, n)
	})
}

// onMatch runs fn on a match in the actor's scope in a transaction that holds its need first and so keeps all changes of one need
// in line, and returns the match as it is afterwards.
func (d *Desk) onMatch(ctx context.Context, by models.Actor, act models.Action, id string, fn func(*store.Store, *models.Need, *models.Match) error) (*models.Match, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		m, err := s.Match(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, matchSubject(*m)); err != nil {
			return err
		}
		n, err := s.HoldNeed(ctx, store.Key{County: m.CountyCode, ID: m.NeedID})
		if err != nil {
			return err
		}
		// Read again: whoever held the need before may have moved the match.
		if m, err = s.Match(ctx, key(by, id)); err != nil {
			return err
		}
		return fn(s, n, m)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Match(ctx, key(by, id))
}
