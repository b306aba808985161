package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// MatchLine is a match in a supplier's list: what is asked, roughly for whom (tier 1 of domain report §17.2) and why this supplier.
type MatchLine struct {
	models.Match
	Title      string
	OfferTitle string
	Urgency    models.Urgency
	NeededBy   models.Date
	TownName   string
	Group      models.PersonGroup
	AgeBand    string
	Why        []matching.Phrase
}

// MatchLines lists a supplier's matches with what may be known of each in a list. Errors: Forbidden.
func (d *Desk) MatchLines(ctx context.Context, by models.Actor, f store.MatchFilter, p store.Page) ([]MatchLine, string, error) {
	if !by.Role.IsSupplier() {
		return nil, "", models.Forbidden("role_may_not")
	}
	sc, err := flow.ListScope(by, models.MatchView)
	if err != nil {
		return nil, "", err
	}
	f.Scope, f.Household, f.Sent = sc, "", true
	rows, next, err := d.Store.Matches(ctx, f, p)
	if err != nil {
		return nil, "", err
	}
	out, err := d.matchLines(ctx, by.CountyCode, rows)
	return out, next, err
}

// toldOf is what lists say of needs, by need id.
type toldOf struct {
	needs   map[string]models.Need
	offers  map[string]models.Offer
	members map[string][]models.Person
	towns   map[string]string
}

func (d *Desk) toldOf(ctx context.Context, county string, needs, offers []string) (*toldOf, error) {
	out := &toldOf{}
	var err error
	if out.needs, err = d.Store.NeedsByID(ctx, county, needs); err != nil {
		return nil, err
	}
	if out.offers, err = d.Store.OffersByID(ctx, county, offers); err != nil {
		return nil, err
	}
	var households []string
	seen := map[string]bool{}
	for _, n := range out.needs {
		if !seen[n.HouseholdID] {
			seen[n.HouseholdID] = true
			households = append(households, n.HouseholdID)
		}
	}
	if out.members, err = d.Store.Members(ctx, county, households); err != nil {
		return nil, err
	}
	out.towns, err = d.townNames(ctx, county)
	return out, err
}

// group is the broad group and age band of whom a need is for.
func (t *toldOf) group(d *Desk, n *models.Need) (models.PersonGroup, string) {
	whom := d.beneficiary(n, &models.Household{Persons: t.members[n.HouseholdID]}, 1, nil)
	return whom.Group, whom.AgeBand
}

func (d *Desk) matchLines(ctx context.Context, county string, rows []models.Match) ([]MatchLine, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	needs, offers := make([]string, len(rows)), make([]string, len(rows))
	for i, m := range rows {
		needs[i], offers[i] = m.NeedID, m.OfferID
	}
	told, err := d.toldOf(ctx, county, needs, offers)
	if err != nil {
		return nil, err
	}
	out := make([]MatchLine, len(rows))
	for i, m := range rows {
		n := told.needs[m.NeedID]
		out[i] = MatchLine{
			Match: withoutHousehold(m), Title: n.TitlePublic, OfferTitle: told.offers[m.OfferID].Title, Urgency: n.Urgency, NeededBy: n.NeededBy,
			TownName: told.towns[models.TownOf(m.RegionCode)], Why: whySupplier(&m),
		}
		out[i].Group, out[i].AgeBand = told.group(d, &n)
		out[i].Reasons, out[i].ScoreParts, out[i].Score = nil, nil, nil
	}
	return out, nil
}

// whySupplier tells a supplier why it was asked, from the parts of the score that were kept with the match: how near it is only to the
// town, and nothing of the groups that a person belongs to.
func whySupplier(m *models.Match) []matching.Phrase {
	if m.ScoreParts == nil {
		return nil
	}
	p := m.ScoreParts
	return matching.SupplierReasons(matching.Candidate{Parts: matching.Parts{
		Category: p["category"], Geography: p["geography"], Capacity: p["capacity"], Time: p["time"], Track: p["track"],
	}})
}

// FulfilmentLine is a fulfilment in a supplier's list, with what it was for.
type FulfilmentLine struct {
	models.Fulfilment
	Category   string
	Title      string
	TownName   string
	WorkerName string
}

// FulfilmentLines lists a supplier's fulfilments, and to a worker the tasks assigned; whom they are for only to the town. Errors:
// Forbidden.
func (d *Desk) FulfilmentLines(ctx context.Context, by models.Actor, f store.FulfilmentFilter, p store.Page) ([]FulfilmentLine, string, error) {
	if !by.Role.IsSupplier() {
		return nil, "", models.Forbidden("role_may_not")
	}
	rows, next, err := d.Fulfilments(ctx, by, f, p)
	if err != nil || len(rows) == 0 {
		return nil, next, err
	}
	out, err := d.fulfilmentLines(ctx, by.CountyCode, rows)
	return out, next, err
}

func (d *Desk) fulfilmentLines(ctx context.Context, county string, rows []models.Fulfilment) ([]FulfilmentLine, error) {
	needs, workers := make([]string, len(rows)), []string{}
	for i, r := range rows {
		needs[i] = r.NeedID
		if r.WorkerID != nil {
			workers = append(workers, *r.WorkerID)
		}
	}
	byID, err := d.Store.NeedsByID(ctx, county, needs)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.AccountNames(ctx, county, workers)
	if err != nil {
		return nil, err
	}
	towns, err := d.townNames(ctx, county)
	if err != nil {
		return nil, err
	}
	out := make([]FulfilmentLine, len(rows))
	for i, r := range rows {
		n := byID[r.NeedID]
		out[i] = FulfilmentLine{Fulfilment: r, Category: n.Category, Title: n.TitlePublic, TownName: towns[models.TownOf(r.RegionCode)]}
		out[i].HouseholdID, out[i].RegionCode, out[i].ConfirmNote = "", models.TownOf(r.RegionCode), ""
		if r.WorkerID != nil {
			out[i].WorkerName = names[*r.WorkerID]
		}
	}
	return out, nil
}
