package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// SendMatch makes an invitation of the engine's proposal: a person answers for it (个保法 24). The supplier has as long to answer as in
// Invite. Errors: NotFound, Forbidden, Conflict step_not_allowed, need_not_open, need_covered, over_need, gate_closed.
func (d *Desk) SendMatch(ctx context.Context, by models.Actor, id string) (*models.Match, error) {
	return d.onMatch(ctx, by, models.MatchInvite, id, func(s *store.Store, n *models.Need, m *models.Match) error {
		offer, err := s.LockOffer(ctx, store.Key{County: m.CountyCode, ID: m.OfferID}) // so that it cannot end in between
		if err != nil {
			return err
		}
		if err := flow.Send(ctx, s, by, n, offer, m); err != nil {
			return err
		}
		return flow.Derive(ctx, s, by, n)
	})
}
