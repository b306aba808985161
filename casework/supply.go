package casework

import (
	"context"
	"time"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// asked is a need as the matcher sees it.
func (d *Desk) asked(ctx context.Context, s *store.Store, n *models.Need) (matching.Need, error) {
	h, err := s.Household(ctx, store.Key{County: n.CountyCode, ID: n.HouseholdID})
	if err != nil {
		return matching.Need{}, err
	}
	consents, err := s.Consents(ctx, n.CountyCode, n.HouseholdID)
	if err != nil {
		return matching.Need{}, err
	}
	served, err := s.EverServed(ctx, n.CountyCode, n.HouseholdID)
	if err != nil {
		return matching.Need{}, err
	}
	out := matching.Need{
		ID: n.ID, HouseholdID: n.HouseholdID, Category: n.Category, Title: n.TitlePublic, Unit: n.Unit, Urgency: string(n.Urgency),
		Sensitivity: n.Sensitivity, Level: h.Level, Class: string(h.Category), Consent: consentState(*n, consents[n.HouseholdID], s.Now()),
		Region: n.RegionCode, Place: pointOf(h.Lat, h.Lng), AsOf: d.today(), Earliest: n.Earliest, NeededBy: n.NeededBy,
		Delivery: n.DeliveryMode, FirstTime: !served,
	}
	if left, known := n.Left(); known {
		out.Quantity = matching.Units(left)
	}
	if n.SubmittedAt != nil {
		out.WaitingDays = int(s.Now().Sub(*n.SubmittedAt).Hours() / 24)
	}
	d.describePersons(&out, n, h.Persons)
	return out, d.addHistory(ctx, s, n, &out)
}

func (d *Desk) describePersons(out *matching.Need, n *models.Need, persons []models.Person) {
	for _, p := range persons {
		if n.PersonID != nil && p.ID != *n.PersonID {
			continue
		}
		out.Tags = append(out.Tags, p.Profile.Tags...)
		if age := p.AgeOn(d.today()); n.PersonID != nil && age >= 0 {
			out.Ages = append(out.Ages, age)
		}
	}
}

// addHistory adds what suppliers and this household have had with each other.
func (d *Desk) addHistory(ctx context.Context, s *store.Store, n *models.Need, out *matching.Need) error {
	rows, err := s.AllMatches(ctx, store.MatchFilter{Scope: store.Scope{County: n.CountyCode}, Household: n.HouseholdID,
		Statuses: []models.MatchStatus{models.MatchCompleted, models.MatchDeclined}})
	if err != nil {
		return err
	}
	for _, m := range rows {
		e := matching.Encounter{SupplierID: m.SupplierID, Served: m.Status == models.MatchCompleted, DeclineCode: m.DeclineCode, On: models.DateOf(m.UpdatedAt)}
		out.History = append(out.History, e)
		if m.Status == models.MatchDeclined && m.NeedID == n.ID {
			out.DeclinedBy = append(out.DeclinedBy, m.SupplierID)
		}
		if m.DeclineCode == "D5" {
			out.Conflicts = append(out.Conflicts, m.SupplierID)
		}
	}
	return nil
}

// consentState tells whether sharing is agreed to, refused, or still to be asked for, by the person of the need or, where it names
// nobody, by any member.
func consentState(n models.Need, all []models.Consent, now time.Time) matching.Consent {
	state := matching.ConsentNone
	for _, c := range all {
		if n.PersonID != nil && c.PersonID != *n.PersonID {
			continue
		}
		anySupplier := c
		anySupplier.Suppliers = nil
		switch {
		case anySupplier.Covers(models.ConsentShare, n.Category, "", now):
			return matching.ConsentGiven
		case c.Kind == models.ConsentShare && c.WithdrawnAt != nil:
			state = matching.ConsentWithdrawn
		}
	}
	return state
}

func pointOf(lat, lng *float64) matching.Point {
	if lat == nil || lng == nil {
		return matching.Point{}
	}
	return matching.At(*lat, *lng)
}

// supply is offers of one county as the matcher sees them, for a need or, with n nil, for any.
func (d *Desk) supply(ctx context.Context, s *store.Store, n *models.Need, offers []models.Offer) ([]matching.Offer, error) {
	if len(offers) == 0 {
		return nil, nil
	}
	county := offers[0].CountyCode
	ids, owners := make([]string, len(offers)), map[string]bool{}
	for i, o := range offers {
		ids[i], owners[o.SupplierID] = o.ID, true
	}
	if len(ids) > 500 {
		ids = nil // all of the county's windows cost less than a list of that length
	}
	windows, err := s.Windows(ctx, county, ids...)
	if err != nil {
		return nil, err
	}
	suppliers, err := s.SuppliersByID(ctx, county, keysOf(owners))
	if err != nil {
		return nil, err
	}
	records, err := s.TrackRecords(ctx, county)
	if err != nil {
		return nil, err
	}
	out := make([]matching.Offer, len(offers))
	for i, o := range offers {
		out[i] = d.supplyOf(OfferState{Offer: o, Windows: windows[o.ID]}, suppliers[o.SupplierID], records[o.SupplierID], n)
	}
	return out, nil
}

func keysOf(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	return out
}

func (d *Desk) supplyOf(o OfferState, owner models.Supplier, record store.TrackRecord, n *models.Need) matching.Offer {
	day := d.today()
	if n != nil && n.Earliest > day {
		day = n.Earliest
	}
	out := matching.Offer{
		ID: o.ID, SupplierID: o.SupplierID, Categories: []string{o.Category}, Title: o.Title, Description: o.Description, Status: o.Status,
		ValidFrom: o.ValidFrom, ValidTo: o.ValidTo, CreatedOn: models.DateOf(o.CreatedAt), Unit: o.Unit, GoodsExpiry: o.GoodsExpiry,
		Regions: o.Regions, Home: owner.RegionCode, Place: pointOf(o.Lat, o.Lng), LeadTimeDays: (o.LeadTimeHours + 23) / 24,
		TargetTags: o.TargetTags, ExcludeTags: o.ExcludeTags, FeeMode: o.FeeMode, SupplierStatus: owner.Status, Licences: owner.Licences,
		Clearance: owner.SensitivityClearance, Accepted: record.Accepted, Fulfilled: record.Fulfilled,
		Capacity: matching.Capacity{Kind: o.CapacityKind},
	}
	if n != nil && n.Sensitivity >= 3 {
		out.Referrals = []string{n.ID} // a person naming the offer is the referral; browsing never comes here
	}
	if o.RadiusKM != nil {
		out.RadiusKM = *o.RadiusKM
	}
	if o.DeliveryMode != "" {
		out.Deliveries = []string{o.DeliveryMode}
	}
	put(&out.MinAge, o.MinAge)
	put(&out.MaxAge, o.MaxAge)
	if left, known := o.Left(day); known {
		out.Capacity.Left = matching.Units(left)
		out.LoadPerMille = int(1000 * (*o.Quantity - left) / *o.Quantity)
		if left <= 0 && o.Period != nil {
			out.Capacity.FreesOn = o.Period.Next(o.Period.WindowOf(day))
		}
	}
	return out
}

// Candidates ranks the county's published offers for a need and tells how many each gate excluded. Errors: NotFound, Conflict.
func (d *Desk) Candidates(ctx context.Context, by models.Actor, need string, limit int) (*Shortlist, error) {
	if _, err := models.Authorise(by, models.CandidateView); err != nil {
		return nil, err
	}
	n, err := d.Store.Need(ctx, key(by, need))
	if err != nil {
		return nil, err
	}
	if err := within(by, models.CandidateView, needSubject(*n)); err != nil {
		return nil, err
	}
	if !n.Status.TakesOffers() {
		return nil, models.Conflict("need_not_open").With("status", string(n.Status))
	}
	asked, err := d.asked(ctx, d.Store, n)
	if err != nil {
		return nil, err
	}
	offers, err := d.Store.PublishedOffers(ctx, n.CountyCode)
	if err != nil {
		return nil, err
	}
	supply, err := d.supply(ctx, d.Store, n, offers)
	if err != nil {
		return nil, err
	}
	return shortlist(matching.Rank(asked, supply, matching.DefaultWeights(), limit), offers), nil
}

// Shortlist is the ranked offers of a need, with why, and the excluded ones, with why not and what would make each fit.
type Shortlist struct {
	Ranked     []Choice
	Below      int
	Excluded   map[matching.Gate]int
	Exclusions []matching.Exclusion
}

// Choice is one ranked offer.
type Choice struct {
	Offer models.Offer
	matching.Candidate
}

func shortlist(found matching.Candidates, offers []models.Offer) *Shortlist {
	byID := make(map[string]models.Offer, len(offers))
	for _, o := range offers {
		byID[o.ID] = o
	}
	out := &Shortlist{Below: found.Below, Excluded: found.Excluded, Exclusions: found.Exclusions}
	for _, c := range found.Ranked {
		out.Ranked = append(out.Ranked, Choice{Offer: byID[c.OfferID], Candidate: c})
	}
	return out
}

func partsOf(p matching.Parts) map[string]int {
	return map[string]int{"category": p.Category, "geography": p.Geography, "capacity": p.Capacity, "time": p.Time, "group": p.Group, "track": p.Track}
}

func reasonsOf(list []matching.Phrase) []models.Reason {
	out := make([]models.Reason, len(list))
	for i, p := range list {
		out[i] = models.Reason{Key: p.Key, Args: p.Args}
	}
	return out
}

// PartMap is the parts of the choice's score by name, each 0–100.
func (c Choice) PartMap() map[string]int { return partsOf(c.Parts) }
