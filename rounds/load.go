package rounds

import (
	"context"
	"time"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// plan is a round while it is counted.
type plan struct {
	county  string
	today   models.Date
	view    *market.View
	weights matching.Weights
	asking  []*ask                   // every need that takes part, by id
	engaged map[edge]bool            // pairs that are asked or promised already
	spoken  map[place]int64          // units of a window that open invitations ask for
	held    map[store.Pair]int64     // units that a household has of an offer with a limit
	already []matching.SupplierUnits // this month
	earlier *models.Allocation       // the round before, nil for the first
	before  map[edge]bool            // its pairs

	problem  matching.Problem
	nodes    []node
	edges    int             // between needs and offers
	real     int             // how many of the problem's needs are needs; the others reserve what is beyond a supplier's share
	bound    map[group]int64 // the shares that bind
	reserved int64           // what the reserves add to the value
	answer   matching.Allocation
}

// edge is a need and an offer.
type edge struct{ need, offer string }

// place is one window of an offer, where capacity is counted.
type place struct {
	offer  string
	window models.Date
}

// ask is one need of a round: what it lacks, beyond what is promised and asked for, and what it could have.
type ask struct {
	need    models.Need
	asked   matching.Need
	units   int64 // 0 when unknown
	options []option
	runs    int64 // the windows over which the options' units repeat; 1 for a need that is met once
	reason  models.UnmetReason
	args    models.UnmetArgs
	given   []gift
}

// left is what the round leaves the need without.
func (a *ask) left() int64 {
	n := a.units
	for _, g := range a.given {
		n -= g.units
	}
	return n
}

// option is an offer that a need could have: most units of it per window, and how well it fits (0–100).
type option struct {
	lot    *market.Lot
	window models.Date
	most   int64
	score  int
}

// gift is an option that the round chose, in units of the need.
type gift struct {
	option
	units   int64
	parts   matching.Parts
	reasons []matching.Phrase
}

// load reads what a round is counted from.
func (d *Desk) load(ctx context.Context, county string) (p *plan, err error) {
	s := d.Store
	p = &plan{county: county, today: models.DateOf(s.Now()), engaged: map[edge]bool{}, spoken: map[place]int64{}}
	if p.view, err = d.Market.View(ctx, s, county); err != nil {
		return nil, err
	}
	p.weights = p.view.Weights()
	needs, err := s.NeedsInStatus(ctx, county, models.NeedsTakingOffers())
	if err != nil {
		return nil, err
	}
	live, err := s.LiveMatches(ctx, county)
	if err != nil {
		return nil, err
	}
	asked, err := market.AllAsked(ctx, s, needs)
	if err != nil {
		return nil, err
	}
	p.takePart(needs, asked, live)
	if p.held, err = s.HeldByHouseholds(ctx, county); err != nil {
		return nil, err
	}
	if err := p.loadShares(ctx, s); err != nil {
		return nil, err
	}
	return p, p.loadEarlier(ctx, s)
}

// takePart lists the needs that lack something nobody is asked for yet.
func (p *plan) takePart(needs []models.Need, asked []matching.Need, live []models.Match) {
	byNeed := map[string][]models.Match{}
	for i := range live {
		if m := &live[i]; !replaceable(m) {
			byNeed[m.NeedID] = append(byNeed[m.NeedID], *m)
			p.engaged[edge{m.NeedID, m.OfferID}] = true
		}
	}
	for i := range needs {
		n := &needs[i]
		p.speakFor(n, byNeed[n.ID])
		units, open := lacking(n, byNeed[n.ID])
		if !open {
			continue
		}
		a := &ask{need: *n, asked: asked[i], units: units, runs: 1}
		if n.Quantity != nil {
			a.asked.Quantity = matching.Units(units)
		}
		p.asking = append(p.asking, a)
	}
}

// replaceable tells whether a match is the engine's own proposal, which the next round may take back.
func replaceable(m *models.Match) bool {
	return m.Status == models.MatchProposed && m.ProposedBy == "engine"
}

// lacking is what a need lacks beyond what its suppliers have promised or are asked for; open is false when that is nothing. Where the
// amount is unknown, an open invitation counts as the whole.
func lacking(n *models.Need, live []models.Match) (units int64, open bool) {
	left, known := n.Left()
	for i := range live {
		m := &live[i]
		if m.Status != models.MatchInvited && m.Status != models.MatchProposed {
			continue
		}
		if !known || m.Quantity == nil {
			return 0, false
		}
		left -= *m.Quantity
	}
	if !known {
		return 0, true
	}
	return left, left > 0
}

// speakFor counts what open invitations of a need ask of the windows of offers, so that the same unit is not proposed again.
func (p *plan) speakFor(n *models.Need, live []models.Match) {
	for i := range live {
		m := &live[i]
		lot := p.view.Lot(m.OfferID)
		if lot == nil || m.Quantity == nil || m.Status != models.MatchInvited && m.Status != models.MatchProposed {
			continue
		}
		for _, share := range lot.SharesFor(n, lot.FirstDay(n, p.today), *m.Quantity) {
			p.spoken[place{lot.ID, share.Window}] += share.Units
		}
	}
}

// free is what a window of a lot can still be asked for; known is false when nobody knows.
func (p *plan) free(l *market.Lot, window models.Date) (units int64, known bool) {
	left, known := l.Left(window)
	return max(0, left-p.spoken[place{l.ID, window}]), known
}

func (p *plan) loadShares(ctx context.Context, s *store.Store) error {
	shares, err := s.SharesSince(ctx, p.county, p.today.Month().Start())
	for _, x := range shares {
		p.already = append(p.already, matching.SupplierUnits{Supplier: x.SupplierID, Category: x.Category, Units: int(min(x.Units, 1<<30))})
	}
	return err
}

func (p *plan) loadEarlier(ctx context.Context, s *store.Store) error {
	var err error
	if p.earlier, err = s.LastAllocation(ctx, p.county); err != nil || p.earlier == nil {
		return err
	}
	pairs, err := s.Proposals(ctx, store.Key{County: p.county, ID: p.earlier.ID})
	p.before = make(map[edge]bool, len(pairs))
	for _, x := range pairs {
		p.before[edge{x.NeedID, x.OfferID}] = true
	}
	return err
}

func (d *Desk) deadline() time.Duration {
	if d.Deadline > 0 {
		return d.Deadline
	}
	return 30 * time.Second
}
