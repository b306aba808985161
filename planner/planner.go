// Package planner is the one-shot allocation over two spreadsheets, without a database: it reads a list of needs and a
// list of offers whatever their columns are called, asks package matching who fits whom and what is best for everyone at
// once, and writes who gets what, what stays unmet and why, and what to recruit next. It is pure but for the files that
// it is handed; everything it answers is a proposal for people to decide on.
package planner

import (
	"context"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/sheet"
)

// Options say how a plan is made. The zero value is completed by Make: English, a score of at least 50, names at least
// 60 % alike, at most 5 offers a need, any number of proposals an offer.
type Options struct {
	NeedColumns     map[string]string // field → header of the needs file
	OfferColumns    map[string]string // field → header of the offers file
	UnknownQuantity []string          // values of a quantity cell that mean unknown, beside blank
	Today           models.Date       // offers out of date on this day are left out; empty: dates are not looked at
	Lang            string            // zh-CN or en
	MinScore        int               // pairs that score less are not assigned, 1–100
	MinLikeness     int               // percent; where texts decide, names less alike (sentences: half) are not assigned
	MaxOffers       int               // offers that may share one need
	MaxLinks        int               // proposals "quantity to be agreed" per offer, 0 for any number
	Candidates      int               // best offers listed for every need, 0 for none
	SkipBadRows     bool              // leave bad rows out instead of failing
}

// The defaults of Options.
const (
	DefaultMinScore    = 50
	DefaultMinLikeness = 60
	DefaultMaxOffers   = 5
)

func (o Options) completed() Options {
	if o.Lang == "" {
		o.Lang = "en"
	}
	if o.MinScore <= 0 {
		o.MinScore = DefaultMinScore
	}
	if o.MinLikeness <= 0 {
		o.MinLikeness = DefaultMinLikeness
	}
	if o.MaxOffers <= 0 {
		o.MaxOffers = DefaultMaxOffers
	}
	return o
}

// Plan is the answer: every need with what it got or why not.
type Plan struct {
	Options    Options
	Needs      []Need
	Offers     []Offer
	Outcomes   []Outcome // one for each need, in the order of the file
	Shortlists [][]Pair  // per need the best offers, when Options.Candidates asks for them
	Recruit    []Gap     // what to recruit next, the most valuable first
	Bad        sheet.Faults
	NotUsed    map[string][]string // file → headers that no field claimed
	StandIn    map[string]string   // file → header that stands in for the titles, where there are none

	Value, Bound int64 // of the allocation of known quantities, in units × hundredths of a score point
	Complete     bool  // the allocation was not cut short by a deadline
	uses         []use // per offer
	matcher      *matcher
	perfect      int // score of the same kind, at the same place, with enough of it
}

// Gap is Bound − Value as a share of the value: 0 proves the allocation of known quantities to be the best there is.
func (p *Plan) Gap() float64 {
	if p.Bound == p.Value {
		return 0
	}
	return float64(p.Bound-p.Value) / float64(max(p.Value, 1))
}

// Make reads the two lists and makes the plan. Bad rows of both files are answered together as *BadRows unless
// Options.SkipBadRows; files that cannot be used at all as *sheet.Error; a cancelled context as its error.
func Make(ctx context.Context, needs, offers *sheet.Grid, options Options) (*Plan, error) {
	plan := &Plan{Options: options.completed(), NotUsed: map[string][]string{}, StandIn: map[string]string{}}
	if err := plan.read(needs, offers); err != nil {
		return nil, err
	}
	m := newMatcher(plan)
	plan.matcher = m
	plan.perfect = matching.Score(matching.Parts{Category: 100, Geography: 80, Capacity: 100}, matching.Adjust{}, m.weights)
	duplicates := lookForDuplicates(m.needs)
	pairs, err := m.pairs(ctx)
	if err != nil {
		return nil, err
	}
	plan.Outcomes = make([]Outcome, len(plan.Needs))
	plan.uses = make([]use, len(plan.Offers))
	r := &round{plan: plan, pairs: pairs}
	if err := r.run(ctx); err != nil {
		return nil, err
	}
	m.explain(r)
	plan.shortlist(pairs)
	plan.markDuplicates(<-duplicates)
	plan.recruit(r)
	return plan, nil
}

// read turns both files into needs and offers with places that can be compared.
func (p *Plan) read(needs, offers *sheet.Grid) error {
	needTable, err := p.bind(needColumns, needs, p.Options.NeedColumns)
	if err != nil {
		return hint(err, "--need-column")
	}
	offerTable, err := p.bind(offerColumns, offers, p.Options.OfferColumns)
	if err != nil {
		return hint(err, "--offer-column")
	}
	p.NotUsed[needs.Name], p.NotUsed[offers.Name] = needTable.Ignored, offerTable.Ignored
	in := reader{options: &p.Options}
	p.Needs = in.needs(needTable)
	needFaults := in.faults
	in.faults = nil
	p.Offers = in.offers(offerTable)
	if bad := (&BadRows{Needs: needs.Name, Offers: offers.Name, InNeeds: needFaults, InOffers: in.faults}); bad.any() {
		if !p.Options.SkipBadRows {
			return bad
		}
		p.Bad = append(append(p.Bad, needFaults...), in.faults...)
	}
	assignPlaces(p.Needs, p.Offers)
	return nil
}

// Need is one line of the needs file.
type Need struct {
	Line      int
	ID        string // of the file, or "" where it has none
	Title     string
	Detail    string
	Category  string // L2 code, "" where texts decide
	Kind      string // what the file says the category is
	Quantity  matching.Quantity
	Unit      string
	Urgency   models.Urgency
	Household string
	Place     []string // names from the widest to the narrowest, "" where not known
	Region    string   // code made for this plan or taken from the file
	Point     matching.Point
	Earliest  models.Date
	NeededBy  models.Date
}

// Offer is one line of the offers file.
type Offer struct {
	Line         int
	ID           string
	Title        string
	Detail       string
	Category     string
	Kind         string
	Quantity     matching.Quantity
	Unit         string
	Supplier     string
	Place        []string
	Region       string
	Area         []string // names of places served; empty: anywhere
	AreaCodes    []string
	Point        matching.Point
	RadiusKM     int
	ValidFrom    models.Date
	ValidTo      models.Date
	PerHousehold int64
}
