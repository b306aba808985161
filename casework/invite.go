package casework

import (
	"context"
	"time"

	"zhulian/matching"
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
		respondBy, err := d.respondBy(ctx, s, n.Urgency)
		if err != nil {
			return err
		}
		now := s.Now()
		m.Status, m.ProposedBy, m.InvitedBy, m.InvitedAt, m.RespondBy = models.MatchInvited, "staff", by.AccountID, &now, &respondBy
		if err := s.InsertMatch(ctx, m); err != nil {
			return err
		}
		id = m.ID
		log(s, by, matchSubject(*m), "invite", "", string(m.Status), map[string]string{"need_id": n.ID, "offer_id": offer.ID})
		return derive(ctx, s, by, n)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Match(ctx, key(by, id))
}

// respondBy is when an invitation expires.
func (d *Desk) respondBy(ctx context.Context, s *store.Store, u models.Urgency) (time.Time, error) {
	if u == models.UrgencyCritical {
		return s.Now().Add(4 * time.Hour), nil
	}
	day, err := d.workday(ctx, s, 2)
	return day.End(), err
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
	fit, err := d.fit(ctx, s, n, offer)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	return &models.Match{
		CountyCode: n.CountyCode, ID: d.newID(in.ID), NeedID: n.ID, OfferID: offer.ID, SupplierID: offer.SupplierID,
		HouseholdID: n.HouseholdID, RegionCode: n.RegionCode, Category: n.Category, Unit: n.Unit, Quantity: quantity,
		Score: &fit.Score, ScoreParts: partsOf(fit.Parts), Reasons: reasonsOf(fit.Reasons),
		AgreementNeeded: needsAgreement(n, models.DateOf(now)), CreatedAt: now, UpdatedAt: now, Version: 1,
	}, nil
}

// needsAgreement tells whether a written agreement is due: the service runs for more than a month (浙江省志愿服务条例 21).
func needsAgreement(n *models.Need, today models.Date) bool {
	if n.Frequency == nil {
		return false
	}
	from := today
	if n.Earliest > from {
		from = n.Earliest
	}
	return n.Frequency.Until > from.AddDays(31)
}

// fit scores one offer for a need and is a Conflict gate_closed, with the gate and what would open it, where it may not be had.
func (d *Desk) fit(ctx context.Context, s *store.Store, n *models.Need, offer *models.Offer) (*matching.Candidate, error) {
	asked, err := d.asked(ctx, s, n)
	if err != nil {
		return nil, err
	}
	supply, err := d.supply(ctx, s, n, []models.Offer{*offer})
	if err != nil {
		return nil, err
	}
	weights := matching.DefaultWeights()
	weights.Show = 0
	found := matching.Rank(asked, supply, weights, 1)
	if len(found.Exclusions) > 0 {
		x := found.Exclusions[0]
		return nil, models.Conflict("gate_closed").With("gate", string(x.Gate)).With("fix", x.Fix)
	}
	if len(found.Ranked) == 0 {
		return nil, models.Conflict("gate_closed").With("gate", "score")
	}
	return &found.Ranked[0], nil
}
