// Package market is a county's needs and offers as the matcher sees them: read from the store in bulk, and kept in an index that
// follows the database.
package market

import (
	"context"
	"time"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// Asked is one need as the matcher sees it today.
func Asked(ctx context.Context, s *store.Store, n *models.Need) (matching.Need, error) {
	all, err := AllAsked(ctx, s, []models.Need{*n})
	if err != nil {
		return matching.Need{}, err
	}
	return all[0], nil
}

// AllAsked is needs of one county as the matcher sees them today, in their order. It asks the database a few times for every
// thousand households, however many needs they have. A household that is not there is NotFound.
func AllAsked(ctx context.Context, s *store.Store, needs []models.Need) ([]matching.Need, error) {
	if len(needs) == 0 {
		return nil, nil
	}
	k, err := know(ctx, s, needs)
	if err != nil {
		return nil, err
	}
	out := make([]matching.Need, len(needs))
	for i := range needs {
		h, ok := k.households[needs[i].HouseholdID]
		if !ok {
			return nil, models.NotFound("household")
		}
		out[i] = k.asked(&needs[i], &h)
	}
	return out, nil
}

// known is what the database says of the households of needs.
type known struct {
	now        time.Time
	today      models.Date
	households map[string]models.Household
	members    map[string][]models.Person
	consents   map[string][]models.Consent
	history    map[string][]models.Match
	served     map[string]bool
}

func know(ctx context.Context, s *store.Store, needs []models.Need) (k *known, err error) {
	county, seen := needs[0].CountyCode, map[string]bool{}
	var ids []string
	for i := range needs {
		if id := needs[i].HouseholdID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	k = &known{now: s.Now(), today: models.DateOf(s.Now())}
	if k.households, err = s.HouseholdsByID(ctx, county, ids); err != nil {
		return nil, err
	}
	if k.members, err = s.Members(ctx, county, ids); err != nil {
		return nil, err
	}
	if k.consents, err = s.ConsentsOf(ctx, county, ids); err != nil {
		return nil, err
	}
	if k.history, err = s.Histories(ctx, county, ids, models.MatchCompleted, models.MatchDeclined); err != nil {
		return nil, err
	}
	k.served, err = s.Served(ctx, county, ids)
	return k, err
}

func (k *known) asked(n *models.Need, h *models.Household) matching.Need {
	out := matching.Need{
		ID: n.ID, HouseholdID: n.HouseholdID, Category: n.Category, Title: n.TitlePublic, Unit: n.Unit, Urgency: string(n.Urgency),
		Sensitivity: n.Sensitivity, Level: h.Level, Class: string(h.Category), Consent: ConsentState(*n, k.consents[h.ID], k.now),
		Region: n.RegionCode, Place: pointOf(h.Lat, h.Lng), AsOf: k.today, Earliest: n.Earliest, NeededBy: n.NeededBy,
		Delivery: n.DeliveryMode, FirstTime: !k.served[h.ID],
	}
	if left, known := n.Left(); known {
		out.Quantity = matching.Units(left)
	}
	if n.SubmittedAt != nil {
		out.SubmittedOn = models.DateOf(*n.SubmittedAt)
		out.WaitingDays = int(k.now.Sub(*n.SubmittedAt).Hours() / 24)
	}
	k.addPersons(&out, n)
	k.addHistory(&out, n)
	return out
}

func (k *known) addPersons(out *matching.Need, n *models.Need) {
	for _, p := range k.members[n.HouseholdID] {
		if n.PersonID != nil && p.ID != *n.PersonID {
			continue
		}
		out.Tags = append(out.Tags, p.Profile.Tags...)
		if age := p.AgeOn(k.today); n.PersonID != nil && age >= 0 {
			out.Ages = append(out.Ages, age)
		}
	}
}

// addHistory adds what suppliers and this household have had with each other.
func (k *known) addHistory(out *matching.Need, n *models.Need) {
	for _, m := range k.history[n.HouseholdID] {
		e := matching.Encounter{SupplierID: m.SupplierID, Served: m.Status == models.MatchCompleted, DeclineCode: m.DeclineCode, On: models.DateOf(m.UpdatedAt)}
		out.History = append(out.History, e)
		if m.Status == models.MatchDeclined && m.NeedID == n.ID {
			out.DeclinedBy = append(out.DeclinedBy, m.SupplierID)
		}
		if m.DeclineCode == "D5" {
			out.Conflicts = append(out.Conflicts, m.SupplierID)
		}
	}
}

// ConsentState tells whether sharing is agreed to, refused, or still to be asked for, by the person of the need or, where it names
// nobody, by any member.
func ConsentState(n models.Need, all []models.Consent, now time.Time) matching.Consent {
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
