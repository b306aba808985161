package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// AcceptMatch takes an invitation up, whole or in part, and with it declares that there is no conflict of interest (慈善法 40, 59).
// The units are reserved in the same transaction by a conditional update, so that nothing is promised twice. Where a written
// agreement is due, the match waits for it in coi_ok; otherwise it is active at once. Errors: Invalid, NotFound, Conflict
// need_covered, over_need, capacity_exhausted, household_limit, conflict_of_interest.
func (d *Desk) AcceptMatch(ctx context.Context, by models.Actor, id string, in models.Answer) (*models.Match, error) {
	answer, err := d.accepting(ctx, by, in)
	if err != nil {
		return nil, err
	}
	return d.onMatch(ctx, by, models.MatchAnswer, id, answer)
}

// answer is what an answer does to an invitation, within a transaction.
type answer = func(*store.Store, *models.Need, *models.Match) error

func (d *Desk) accepting(ctx context.Context, by models.Actor, in models.Answer) (answer, error) {
	if err := d.checkAnswer(in); err != nil {
		return nil, err
	}
	return func(s *store.Store, n *models.Need, m *models.Match) error {
		if m.RespondBy != nil && s.Now().After(*m.RespondBy) && m.Status == models.MatchInvited {
			return models.Conflict("invitation_expired")
		}
		return d.accept(ctx, s, by, n, m, in)
	}, nil
}

func (d *Desk) checkAnswer(in models.Answer) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	if in.ServiceFrom != "" && in.ServiceFrom < d.today() {
		return models.InvalidField("service_from", "in_past")
	}
	if in.ConflictOfInterest {
		return models.Conflict("conflict_of_interest")
	}
	return nil
}

func (d *Desk) accept(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, m *models.Match, in models.Answer) error {
	if _, err := models.MatchSteps.Next("accept", m.Status); err != nil {
		return err
	}
	owner, err := s.Supplier(ctx, store.Key{County: m.CountyCode, ID: m.SupplierID})
	if err != nil {
		return err
	}
	if owner.Status != models.SupplierActive {
		return models.Conflict("supplier_not_active")
	}
	units, err := unitsOf(n, m, in.Quantity)
	if err != nil {
		return err
	}
	from, err := d.reserve(ctx, s, by, n, m, units, in.ServiceFrom)
	if err != nil {
		return err
	}
	set := store.Change{"reserved": units, "responded_at": s.Now(), "responded_by": nullable(by.AccountID), "service_from": from, "planned_end": max(from, flow.PlannedEnd(n)),
		"agreement_no": models.CleanText(in.AgreementNo), "insurance_no": models.CleanText(in.InsuranceNo)}
	if err := flow.TakeMatch(ctx, s, by, m, "accept", set); err != nil {
		return err
	}
	m.Reserved = units
	if err := s.MarkAgreed(ctx, store.Key{County: n.CountyCode, ID: n.ID}); err != nil {
		return err
	}
	if err := flow.TakeMatch(ctx, s, by, m, "declare", store.Change{}); err != nil {
		return err
	}
	if !m.AgreementNeeded || in.AgreementNo != "" {
		if err := d.start(ctx, s, by, m); err != nil {
			return err
		}
	}
	return flow.Derive(ctx, s, by, n)
}

func (d *Desk) start(ctx context.Context, s *store.Store, by models.Actor, m *models.Match) error {
	if err := flow.TakeMatch(ctx, s, by, m, "sign", store.Change{}); err != nil {
		return err
	}
	return flow.TakeMatch(ctx, s, by, m, "start", store.Change{})
}

// unitsOf is how many units an accept promises: as said, within what was asked and what the need still lacks.
func unitsOf(n *models.Need, m *models.Match, said *int64) (int64, error) {
	if !n.Status.TakesOffers() {
		return 0, models.Conflict("need_not_open").With("status", string(n.Status))
	}
	left, known := n.Left()
	if known && left == 0 {
		return 0, models.Conflict("need_covered")
	}
	switch {
	case said == nil && m.Quantity == nil:
		return 0, models.InvalidField("quantity", "required")
	case said == nil && known:
		return min(*m.Quantity, left), nil
	case said == nil:
		return *m.Quantity, nil
	case m.Quantity != nil && *said > *m.Quantity:
		return 0, models.InvalidField("quantity", "over_invited")
	case known && *said > left:
		return 0, models.Conflict("over_need").With("left", left)
	}
	return *said, nil
}

// reserve holds the units in the offer's windows and returns the first day of service.
func (d *Desk) reserve(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, m *models.Match, units int64, from models.Date) (models.Date, error) {
	offer, err := s.LockOffer(ctx, store.Key{County: m.CountyCode, ID: m.OfferID})
	if err != nil {
		return "", err
	}
	if offer.Status == models.OfferExhausted {
		return "", models.Conflict("capacity_exhausted")
	}
	if offer.Status != models.OfferPublished {
		return "", models.Conflict("offer_not_published").With("status", string(offer.Status))
	}
	if err := withinLimit(ctx, s, offer, m.HouseholdID, units); err != nil {
		return "", err
	}
	if from == "" {
		from = offer.FirstDay(n, d.today())
	}
	switch {
	case from < offer.ValidFrom:
		return "", models.InvalidField("service_from", "before_start")
	case from > offer.ValidTo:
		return "", models.Conflict("offer_ended")
	}
	for _, share := range offer.SharesFor(n, from, units) {
		if err := s.Reserve(ctx, offer, m.ID, share.Window, share.Units); err != nil {
			return "", err
		}
	}
	return from, d.settleStock(ctx, s, by, offer)
}

// withinLimit tells whether a household may be promised so many more units of an offer.
func withinLimit(ctx context.Context, s *store.Store, o *models.Offer, household string, units int64) error {
	if o.PerHouseholdLimit == nil {
		return nil
	}
	held, err := s.HeldByHousehold(ctx, store.Key{County: o.CountyCode, ID: o.ID}, household)
	if err != nil {
		return err
	}
	if held+units > *o.PerHouseholdLimit {
		return models.Conflict("household_limit").With("left", max(0, *o.PerHouseholdLimit-held))
	}
	return nil
}

// DeclineMatch turns an invitation down, which costs nothing (慈善法 120; 志愿服务条例 25); the code is kept for statistics only and is D7
// where none is given. Errors: Invalid, NotFound, Conflict.
func (d *Desk) DeclineMatch(ctx context.Context, by models.Actor, id string, in models.Answer) (*models.Match, error) {
	answer, err := d.declining(ctx, by, in)
	if err != nil {
		return nil, err
	}
	return d.onMatch(ctx, by, models.MatchAnswer, id, answer)
}

func (d *Desk) declining(ctx context.Context, by models.Actor, in models.Answer) (answer, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.DeclineCode == "" {
		in.DeclineCode = "D7"
	}
	return func(s *store.Store, n *models.Need, m *models.Match) error {
		set := store.Change{"decline_code": in.DeclineCode, "responded_at": s.Now(), "responded_by": nullable(by.AccountID)}
		if err := flow.TakeMatch(ctx, s, by, m, "decline", set); err != nil {
			return err
		}
		return flow.Derive(ctx, s, by, n)
	}, nil
}

// SignMatch records the written agreement, and insurance where there is one, that a promise waits for (浙江省志愿服务条例 21, 23), and
// starts the service. Errors: Invalid, NotFound, Conflict.
func (d *Desk) SignMatch(ctx context.Context, by models.Actor, id string, in models.Answer) (*models.Match, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if models.CleanText(in.AgreementNo) == "" {
		return nil, models.InvalidField("agreement_no", "required")
	}
	return d.onMatch(ctx, by, models.MatchAnswer, id, func(s *store.Store, _ *models.Need, m *models.Match) error {
		set := store.Change{"agreement_no": models.CleanText(in.AgreementNo), "insurance_no": models.CleanText(in.InsuranceNo)}
		if err := flow.TakeMatch(ctx, s, by, m, "sign", set); err != nil {
			return err
		}
		return flow.TakeMatch(ctx, s, by, m, "start", store.Change{})
	})
}
