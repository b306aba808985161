package casework

import (
	"context"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// secondPersonFen is the estimated value above which the aide who recorded a need cannot alone call it resolved (domain report §3).
const secondPersonFen = 200_000

// reopenWithin is how long after its resolution a need can be reopened (domain report §6).
const reopenWithin = 30 * 24 * time.Hour

// ResolveNeed marks a need as met: R1 fully, which takes confirmed fulfilments of all that was asked (of a recurring need: its first
// four, or thirty days of them, nine tenths done); R2 partly, which takes some; R3 by a granted policy; R4 by the household itself.
// What is still live under it is cancelled. Errors: Invalid, NotFound, Conflict, Forbidden second_person_required.
func (d *Desk) ResolveNeed(ctx context.Context, by models.Actor, id string, in models.Closing) (*models.Need, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := codes(in.ResolutionCode, models.ResolutionCode.IsMet); err != nil {
		return nil, err
	}
	return d.onNeed(ctx, by, models.NeedResolve, id, func(s *store.Store, n *models.Need) error {
		if n.ValueEstFen != nil && *n.ValueEstFen > secondPersonFen && n.SubmittedBy == by.AccountID {
			return models.Forbidden("second_person_required")
		}
		if _, err := models.NeedSteps.Next("resolve", n.Status); err != nil {
			return err
		}
		if err := d.metEnough(ctx, s, n, in.ResolutionCode); err != nil {
			return err
		}
		set := d.closing(in)
		set["resolved_at"], set["resolved_by"] = s.Now(), nullable(by.AccountID)
		if n.Status == models.NeedConfirmed || n.Frequency != nil {
			// A recurring service goes on after its need counts as resolved.
			if err := d.cancelInvitations(ctx, s, by, store.MatchFilter{Need: n.ID}, "need_ended"); err != nil {
				return err
			}
			return flow.TakeNeed(ctx, s, by, n, "resolve", set)
		}
		return d.endNeed(ctx, s, by, n, "resolve", set)
	})
}

// metEnough tells whether what was delivered and confirmed bears out a resolution code.
func (d *Desk) metEnough(ctx context.Context, s *store.Store, n *models.Need, code string) error {
	switch {
	case code == "R2" && n.Confirmed == 0:
		return models.Conflict("nothing_confirmed")
	case code != "R1" || n.Status == models.NeedConfirmed:
		return nil
	case n.Frequency == nil:
		return models.Conflict("not_all_confirmed").With("confirmed", n.Confirmed)
	}
	rows, _, err := s.Fulfilments(ctx, store.FulfilmentFilter{Scope: store.Scope{County: n.CountyCode}, Need: n.ID}, store.Page{Limit: 400, Oldest: true})
	if err != nil {
		return err
	}
	if !models.RecurringMet(rows, s.Now()) {
		return models.Conflict("recurring_not_steady")
	}
	return nil
}

// ReopenNeed takes a resolved need up again within 30 days. Quantity is how many units are lacking; left out, all that was asked
// for is lacking again. Errors: Invalid, NotFound, Conflict reopen_too_late.
func (d *Desk) ReopenNeed(ctx context.Context, by models.Actor, id, reason string, quantity *int64) (*models.Need, error) {
	if err := reasonFor("reopen", reason, "reopen"); err != nil {
		return nil, err
	}
	if quantity != nil && (*quantity < 1 || *quantity > 1_000_000_000) {
		return nil, models.InvalidField("quantity", "min")
	}
	return d.onNeed(ctx, by, models.NeedResolve, id, func(s *store.Store, n *models.Need) error {
		if n.ResolvedAt != nil && s.Now().After(n.ResolvedAt.Add(reopenWithin)) {
			return models.Conflict("reopen_too_late")
		}
		category, _ := models.CategoryByCode(n.Category)
		set := store.Change{"resolution_code": "", "satisfaction": nil, "resolved_at": nil, "resolved_by": nil, "closed_at": nil,
			"reopened_count": n.ReopenedCount + 1, "status_reason": models.CleanText(reason)}
		if lacking := lackingAgain(n, quantity); lacking > 0 {
			set["quantity"] = n.Reserved + lacking
		} else if n.Reserved > 0 && !category.GovernmentOnly() {
			return models.InvalidField("quantity", "required")
		}
		if err := flow.TakeNeed(ctx, s, by, n, "reopen", set); err != nil {
			return err
		}
		if category.GovernmentOnly() {
			return flow.TakeNeed(ctx, s, by, n, "refer", store.Change{})
		}
		return nil
	})
}

// lackingAgain is what a reopened need lacks: as said, or all that was asked for, or 0 when that is unknown.
func lackingAgain(n *models.Need, said *int64) int64 {
	switch {
	case said != nil:
		return *said
	case n.Quantity != nil:
		return *n.Quantity
	}
	return 0
}
