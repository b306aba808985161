package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// CancelNeed ends a need that was withdrawn (V5, also without a code), a duplicate (V1), or void (V2–V4). The V codes leave a need out of
// the rates and so take somebody who reviews needs; an aide may take back only what nobody has accepted yet. A duplicate names the
// need that it repeats. Live matches are cancelled and their capacity given back. Errors: Invalid, NotFound, Conflict, Forbidden.
func (d *Desk) CancelNeed(ctx context.Context, by models.Actor, id string, in models.Closing) (*models.Need, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.ResolutionCode == "" {
		in.ResolutionCode = "V5"
	}
	if err := codes(in.ResolutionCode, models.ResolutionCode.IsVoid); err != nil {
		return nil, err
	}
	act := models.NeedClose
	if models.ScopeOf(by, act) == models.ScopeNone {
		act = models.NeedEdit
	}
	return d.onNeed(ctx, by, act, id, func(s *store.Store, n *models.Need) error {
		if act == models.NeedEdit && (n.AcceptedAt != nil || in.ResolutionCode != "V5") {
			return models.Forbidden("clerk_required")
		}
		step := "void"
		set := d.closing(in)
		switch {
		case in.ResolutionCode == "V5":
			step = "withdraw"
		case in.ResolutionCode == "V1" && in.DuplicateOf != "":
			step = "merge"
			if err := d.duplicateOf(ctx, s, n, in.DuplicateOf); err != nil {
				return err
			}
			set["duplicate_of"] = in.DuplicateOf
		}
		return d.endNeed(ctx, s, by, n, step, set)
	})
}

func (d *Desk) duplicateOf(ctx context.Context, s *store.Store, n *models.Need, id string) error {
	if id == n.ID {
		return models.InvalidField("duplicate_of", "itself")
	}
	other, err := s.Need(ctx, store.Key{County: n.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound || err == nil && other.HouseholdID != n.HouseholdID {
		return models.InvalidField("duplicate_of", "not_of_household")
	}
	return err
}

func (d *Desk) closing(in models.Closing) store.Change {
	return store.Change{"resolution_code": in.ResolutionCode, "satisfaction": in.Satisfaction, "status_reason": models.CleanText(in.Reason),
		"closed_at": d.Store.Now()}
}

// endNeed cancels what is live under a need and takes its ending step.
func (d *Desk) endNeed(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, step string, set store.Change) error {
	if _, err := models.NeedSteps.Next(step, n.Status); err != nil {
		return err
	}
	if err := d.cancelLive(ctx, s, by, n, "need_ended"); err != nil {
		return err
	}
	return flow.TakeNeed(ctx, s, by, n, step, set)
}

// CloseUnmet ends a need that could not be met, with a U code; it stays in the rates' denominator. Errors: Invalid, NotFound, Conflict.
func (d *Desk) CloseUnmet(ctx context.Context, by models.Actor, id string, in models.Closing) (*models.Need, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := codes(in.ResolutionCode, models.ResolutionCode.IsUnmet); err != nil {
		return nil, err
	}
	return d.onNeed(ctx, by, models.NeedClose, id, func(s *store.Store, n *models.Need) error {
		return d.endNeed(ctx, s, by, n, "close_unmet", d.closing(in))
	})
}

// SuspendNeed lets a need rest, as while somebody is in hospital: proposals and invitations are cancelled, promises stay.
// Errors: Invalid, NotFound, Conflict.
func (d *Desk) SuspendNeed(ctx context.Context, by models.Actor, id, reason string) (*models.Need, error) {
	if err := reasonFor("suspend", reason, "suspend"); err != nil {
		return nil, err
	}
	return d.onNeed(ctx, by, models.NeedClose, id, func(s *store.Store, n *models.Need) error {
		if err := d.cancelInvitations(ctx, s, by, store.MatchFilter{Need: n.ID}, "need_suspended"); err != nil {
			return err
		}
		return flow.TakeNeed(ctx, s, by, n, "suspend", store.Change{"status_reason": models.CleanText(reason)})
	})
}

// ResumeNeed takes a suspended need up again where its matches have brought it. Errors: NotFound, Conflict.
func (d *Desk) ResumeNeed(ctx context.Context, by models.Actor, id string) (*models.Need, error) {
	return d.onNeed(ctx, by, models.NeedClose, id, func(s *store.Store, n *models.Need) error {
		if category, ok := models.CategoryByCode(n.Category); ok && category.GovernmentOnly() {
			if err := flow.TakeNeed(ctx, s, by, n, "resume", store.Change{"status_reason": ""}); err != nil {
				return err
			}
			return flow.TakeNeed(ctx, s, by, n, "refer", store.Change{})
		}
		if err := flow.TakeNeed(ctx, s, by, n, "resume", store.Change{"status_reason": ""}); err != nil {
			return err
		}
		return flow.Derive(ctx, s, by, n)
	})
}
