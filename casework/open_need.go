package casework

import (
	"context"
	"maps"
	"slices"

	"zhulian/flow"
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// OpenNeed is what an approved supplier may see of a need while browsing: tier 1 of domain report §17.2, nothing that identifies.
type OpenNeed struct {
	ID           string
	Category     string
	Title        string
	Left         *int64 // nil when unknown
	Unit         string
	Urgency      models.Urgency
	Earliest     models.Date
	NeededBy     models.Date
	Frequency    *models.Frequency
	DeliveryMode string
	TownCode     string
	TownName     string
	Group        models.PersonGroup
	AgeBand      string
	WaitingDays  int
}

// OpenNeeds lists what an active supplier may browse: needs that look for supply, within its clearance, published to the whole
// county or to its own town, and whose household has not withdrawn its consent. Level 3 is never listed. Errors: Forbidden.
func (d *Desk) OpenNeeds(ctx context.Context, by models.Actor, f store.NeedFilter, p store.Page) ([]OpenNeed, string, error) {
	owner, err := d.browser(ctx, d.Store, by, models.OpenNeedBrowse)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.Needs(ctx, d.browsing(by, owner, f), p)
	if err != nil {
		return nil, "", err
	}
	out, err := d.browse(ctx, by.CountyCode, rows)
	return out, next, err
}

// browser is the supplier of somebody who may browse: only an active one may.
func (d *Desk) browser(ctx context.Context, s *store.Store, by models.Actor, act models.Action) (*models.Supplier, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	owner, err := s.Supplier(ctx, key(by, by.SupplierID))
	if err != nil {
		return nil, err
	}
	if owner.Status != models.SupplierActive {
		return nil, models.Forbidden("supplier_not_active")
	}
	return owner, nil
}

func (d *Desk) browse(ctx context.Context, county string, rows []models.Need) ([]OpenNeed, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := map[string]bool{}
	for _, n := range rows {
		ids[n.HouseholdID] = true
	}
	persons, err := d.Store.Persons(ctx, county, slices.Collect(maps.Keys(ids))...)
	if err != nil {
		return nil, err
	}
	consents, err := d.Store.Consents(ctx, county, slices.Collect(maps.Keys(ids))...)
	if err != nil {
		return nil, err
	}
	towns, err := d.townNames(ctx, county)
	if err != nil {
		return nil, err
	}
	out := make([]OpenNeed, 0, len(rows))
	for _, n := range rows {
		if market.ConsentState(n, consents[n.HouseholdID], d.Store.Now()) == matching.ConsentWithdrawn {
			continue
		}
		o := d.openNeed(n, persons[n.HouseholdID])
		o.TownName = towns[o.TownCode]
		out = append(out, o)
	}
	return out, nil
}

func (d *Desk) townNames(ctx context.Context, county string) (map[string]string, error) {
	regions, err := d.Store.Regions(ctx, county+"000000")
	out := map[string]string{}
	for _, r := range regions {
		if r.Level == models.RegionTown {
			out[r.Code] = r.Name
		}
	}
	return out, err
}

func (d *Desk) openNeed(n models.Need, persons []models.Person) OpenNeed {
	whom := d.beneficiary(&n, &models.Household{Persons: persons}, 1, nil)
	out := OpenNeed{
		ID: n.ID, Category: n.Category, Title: n.TitlePublic, Unit: n.Unit, Urgency: n.Urgency, Earliest: n.Earliest, NeededBy: n.NeededBy,
		Frequency: n.Frequency, DeliveryMode: n.DeliveryMode, TownCode: whom.RegionCode, Group: whom.Group, AgeBand: whom.AgeBand,
	}
	if left, known := n.Left(); known {
		out.Left = &left
	}
	if n.SubmittedAt != nil {
		out.WaitingDays = int(d.Store.Now().Sub(*n.SubmittedAt).Hours() / 24)
	}
	return out
}

// OpenNeed shows one need to a supplier who browses. Errors: NotFound, Forbidden.
func (d *Desk) OpenNeed(ctx context.Context, by models.Actor, id string) (*OpenNeed, error) {
	owner, err := d.browser(ctx, d.Store, by, models.OpenNeedBrowse)
	if err != nil {
		return nil, err
	}
	n, err := d.Store.Need(ctx, key(by, id))
	if err != nil {
		return nil, absentAs(err, "open_need")
	}
	if !browsable(n, owner) {
		return nil, models.NotFound("open_need")
	}
	out, err := d.browse(ctx, by.CountyCode, []models.Need{*n})
	if err != nil || len(out) == 0 {
		return nil, orAbsent(err, "open_need")
	}
	return &out[0], nil
}

func absentAs(err error, noun string) error {
	if models.KindOf(err) == models.KindNotFound {
		return models.NotFound(noun)
	}
	return err
}

func orAbsent(err error, noun string) error {
	if err != nil {
		return err
	}
	return models.NotFound(noun)
}

func browsable(n *models.Need, owner *models.Supplier) bool {
	inReach := n.PublishScope == "county" || n.PublishScope == "town" && models.Covers(models.TownOf(n.RegionCode), owner.RegionCode)
	return n.Status.TakesOffers() && n.Sensitivity <= min(2, owner.SensitivityClearance) && inReach
}

// ClaimNeed lets a supplier take up an open need by itself with one of its offers: an invitation accepted in the same transaction,
// under the same gates, limits and reservation. Errors: Invalid, NotFound, Forbidden, Conflict.
func (d *Desk) ClaimNeed(ctx context.Context, by models.Actor, need string, in models.Invitation) (*models.Match, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if _, err := models.Authorise(by, models.OpenNeedClaim); err != nil {
		return nil, err
	}
	var id string
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		owner, err := d.browser(ctx, s, by, models.OpenNeedClaim)
		if err != nil {
			return err
		}
		n, err := s.HoldNeed(ctx, key(by, need))
		if err != nil {
			return absentAs(err, "open_need")
		}
		consents, err := s.Consents(ctx, n.CountyCode, n.HouseholdID)
		if err != nil {
			return err
		}
		if !browsable(n, owner) || market.ConsentState(*n, consents[n.HouseholdID], s.Now()) == matching.ConsentWithdrawn {
			return models.NotFound("open_need")
		}
		m, err := d.claim(ctx, s, by, n, in)
		if err != nil {
			return err
		}
		id = m.ID
		return d.accept(ctx, s, by, n, m, models.Answer{Quantity: in.Quantity})
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Match(ctx, key(by, id))
}

func (d *Desk) claim(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, in models.Invitation) (*models.Match, error) {
	offer, err := s.LockOffer(ctx, key(by, in.OfferID))
	if models.KindOf(err) == models.KindNotFound || err == nil && offer.SupplierID != by.SupplierID {
		return nil, models.InvalidField("offer_id", "offer_unknown")
	}
	if err != nil {
		return nil, err
	}
	m, err := d.matchOf(ctx, s, n, offer, in)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	m.Status, m.ProposedBy, m.InvitedBy, m.InvitedAt = models.MatchInvited, "supplier_claim", by.AccountID, &now
	if err := s.InsertMatch(ctx, m); err != nil {
		return nil, err
	}
	flow.Log(s, by, matchSubject(*m), "claim", "", string(m.Status), map[string]string{"need_id": n.ID, "offer_id": offer.ID})
	return m, nil
}
