package flow

import (
	"context"

	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// Send makes an invitation of a proposal, by somebody's hand. The gates are asked again, since a proposal may be a day old; no
// capacity is taken, as none is before a supplier accepts. The need must be held, and its offer too. The need is not derived yet.
// Errors: Conflict step_not_allowed, need_not_open, need_covered, over_need, gate_closed.
func Send(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, o *models.Offer, m *models.Match) error {
	if _, err := models.MatchSteps.Next("invite", m.Status); err != nil {
		return err
	}
	if m.Status != models.MatchProposed {
		return models.Conflict("step_not_allowed").With("noun", "match").With("step", "invite").With("status", string(m.Status))
	}
	if !n.Status.TakesOffers() {
		return models.Conflict("need_not_open").With("status", string(n.Status))
	}
	left, known := n.Left()
	switch {
	case known && left == 0:
		return models.Conflict("need_covered")
	case known && m.Quantity != nil && *m.Quantity > left:
		return models.Conflict("over_need").With("left", left)
	}
	fit, err := market.Fit(ctx, s, n, o)
	if err != nil {
		return err
	}
	respondBy, err := RespondBy(ctx, s, n.CountyCode, n.Urgency)
	if err != nil {
		return err
	}
	now := s.Now()
	m.InvitedAt = &now
	set := store.Change{"invited_by": by.AccountID, "invited_at": now, "respond_by": respondBy, "score": fit.Score}
	return TakeMatch(ctx, s, by, m, "invite", set)
}
