package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// Invite asks a supplier for some of an offer for a need. The offer must pass every gate of the matcher; what it scores is kept with
// the match. Quantity left out asks for all that the need lacks, and stays unknown where that is. The supplier has two working days
// to answer, four hours when the need is critical. Errors: Invalid, NotFound, Conflict gate_closed, need_covered, match_exists.
func (d *Desk) Invite(ctx context.Context, by models.Actor, need string, in models.Invitation) (*models.Match, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var id string
	_, err := d.onNeed(ctx, by, models.MatchInvite, need, func(s *store.Store, n *models.Need) error {
		offer, err := s.LockOffer(ctx, key(by, in.OfferID)) // so that it cannot end between the question and the invitation
		if models.KindOf(err) == models.KindNotFound {
			return models.InvalidField("offer_id", "offer_unknown")
		}
		if err != nil {
			return err
		}
		m, err := d.matchOf(ctx, s, n, offer, in)
		if err != nil {
			return err
		}
		respondBy, err := flow.RespondBy(ctx, s, n.CountyCode, n.Urgency)
		if err != nil {
			return err
		}
		now := s.Now()
		m.Status, m.ProposedBy, m.InvitedBy, m.InvitedAt, m.RespondBy = models.MatchInvited, "staff", by.AccountID, &now, &respondBy
		if err := s.InsertMatch(ctx, m); err != nil {
			return err
		}
		id = m.ID
		flow.Log(s, by, matchSubject(*m), "invite", "", string(m.Status), map[string]string{"need_id": n.ID, "offer_id": offer.ID})
		return flow.Derive(ctx, s, by, n)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Match(ctx, key(by, id))
}

// matchOf is a new match of a need and an offer that pass each other's gates.
func (d *Desk) matchOf(ctx context.Context, s *store.Store, n *models.Need, offer *models.Offer, in models.Invitation) (*models.Match, error) {
	if !n.Status.TakesOffers() {
		return nil, models.Conflict("need_not_open").With("status", string(n.Status))
	}
	left, known := n.Left()
	quantity := in.Quantity
	switch {
	case known && left == 0:
		return nil, models.Conflict("need_covered")
	case known && quantity == nil:
		quantity = &left
	case known && *quantity > left:
		return nil, models.InvalidField("quantity", "over_need")
	}
	fit, err := market.Fit(ctx, s, n, offer)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	return &models.Match{
		CountyCode: n.CountyCode, ID: d.newID(in.ID), NeedID: n.ID, OfferID: offer.ID, SupplierID: offer.SupplierID,
		HouseholdID: n.HouseholdID, RegionCode: n.RegionCode, Category: n.Category, Unit: n.Unit, Quantity: quantity,
		Score: &fit.Score, WeightsVersion: fit.WeightsVersion, ScoreParts: market.PartMap(fit.Parts), Reasons: market.Reasons(fit.Reasons),
		AgreementNeeded: flow.NeedsAgreement(n, models.DateOf(now)), CreatedAt: now, UpdatedAt: now, Version: 1,
	}, nil
}
