package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Swept is what one sweep of a county has ended.
type Swept struct{ Invitations, Offers int }

// Sweep ends what time has ended in a county: invitations and proposals past their answer time, and offers past their last day. It may
// run on several instances at once: each row is ended once.
func (d *Desk) Sweep(ctx context.Context, county string) (Swept, error) {
	var out Swept
	by := models.System(county)
	overdue, err := d.Store.MatchesOverdue(ctx, county, d.Store.Now(), 500)
	if err != nil {
		return out, err
	}
	for _, m := range overdue {
		_, err := d.onMatch(ctx, by, models.MatchCancel, m.ID, func(s *store.Store, n *models.Need, m *models.Match) error {
			if err := flow.TakeMatch(ctx, s, by, m, "expire", store.Change{}); err != nil {
				return err
			}
			return flow.Derive(ctx, s, by, n)
		})
		if err := unlessConflict(err); err != nil {
			return out, err
		}
		out.Invitations++
	}
	ended, err := d.Store.OffersPastEnd(ctx, county, d.today(), 500)
	if err != nil {
		return out, err
	}
	for _, o := range ended {
		err := d.onOffer(ctx, by, o.ID, true, func(s *store.Store, r *models.Offer) error {
			if err := d.cancelInvitations(ctx, s, by, store.MatchFilter{Offer: r.ID}, "offer_expired"); err != nil {
				return err
			}
			return moveOffer(ctx, s, by, r, "expire", store.Change{})
		})
		if err := unlessConflict(err); err != nil {
			return out, err
		}
		out.Offers++
	}
	return out, nil
}

// unlessConflict forgives a row that somebody else moved in between.
func unlessConflict(err error) error {
	if models.KindOf(err) == models.KindConflict {
		return nil
	}
	return err
}
