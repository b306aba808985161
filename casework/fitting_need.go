package casework

import (
	"context"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// FittingNeed is an open need with those of the supplier's offers that fit it.
type FittingNeed struct {
	OpenNeed
	Fits []OfferFit
}

// OfferFit is an offer that fits an open need, and why, in words that a supplier who browses may read.
type OfferFit struct {
	OfferID string
	Title   string
	Unit    string
	Left    *int64 // nil when unknown
	Reasons []matching.Phrase
}

// FittingFilter says which open needs a supplier looks for; an empty field does not narrow. All keeps those that none of its offers fits.
type FittingFilter struct {
	Category, Town, Urgency string
	All                     bool
}

// mostTurned is how many needs are looked through for one part of a list, so that a supplier whom little fits does not wait for long.
const mostTurned = 500

// FittingNeeds lists the open needs that a supplier may browse and that its published offers fit, newest first. Errors: Forbidden.
func (d *Desk) FittingNeeds(ctx context.Context, by models.Actor, f FittingFilter, p store.Page) ([]FittingNeed, string, error) {
	owner, err := d.browser(ctx, d.Store, by, models.OpenNeedBrowse)
	if err != nil {
		return nil, "", err
	}
	own, err := d.shelf(ctx, owner)
	if err != nil {
		return nil, "", err
	}
	filter := NeedFilter{Category: f.Category, Urgency: f.Urgency}
	if f.Town != "" {
		filter.Scope.Regions = []string{models.TownOf(f.Town)}
	}
	filter = d.browsing(by, owner, filter)
	var out []FittingNeed
	after := p.After
	for range mostTurned / 100 {
		rows, next, err := d.Store.Needs(ctx, filter, store.Page{Limit: 100, After: after})
		if err != nil {
			return nil, "", err
		}
		found, err := own.fitting(ctx, rows)
		if err != nil {
			return nil, "", err
		}
		for _, n := range found {
			if !f.All && len(n.Fits) == 0 {
				continue
			}
			if len(out) == p.Limit {
				return out, out[len(out)-1].ID, nil
			}
			out = append(out, n)
		}
		if after = next; after == "" {
			break
		}
	}
	return out, after, nil
}

// FittingNeed shows one open need with the supplier's offers that fit it. Errors: NotFound, Forbidden.
func (d *Desk) FittingNeed(ctx context.Context, by models.Actor, id string) (*FittingNeed, error) {
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
	own, err := d.shelf(ctx, owner)
	if err != nil {
		return nil, err
	}
	found, err := own.fitting(ctx, []models.Need{*n})
	if err != nil || len(found) == 0 {
		return nil, orAbsent(err, "open_need")
	}
	return &found[0], nil
}

// shelf is a supplier's published offers, ready to be put against needs.
type shelf struct {
	d       *Desk
	county  string
	lots    map[string]*market.Lot
	index   *matching.Index
	weights matching.Weights
}

func (d *Desk) shelf(ctx context.Context, owner *models.Supplier) (*shelf, error) {
	offers, err := d.Store.OffersOf(ctx, owner.CountyCode, []string{owner.ID})
	if err != nil {
		return nil, err
	}
	lots, err := market.Lots(ctx, d.Store, owner.CountyCode, offers)
	if err != nil {
		return nil, err
	}
	out := &shelf{d: d, county: owner.CountyCode, lots: map[string]*market.Lot{}}
	blurred := make([]matching.Offer, len(lots))
	for i := range lots {
		out.lots[lots[i].ID] = &lots[i]
		blurred[i] = blurredLot(&lots[i], d.today())
	}
	out.index = matching.NewIndex(blurred)
	out.weights, err = market.WeightsOf(ctx, d.Store, owner.CountyCode)
	return out, err
}

// fitting puts needs against the shelf; those whose household has withdrawn its consent are left out.
func (f *shelf) fitting(ctx context.Context, rows []models.Need) ([]FittingNeed, error) {
	open, err := f.d.browse(ctx, f.county, rows)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	asked, err := market.AllAsked(ctx, f.d.Store, rows)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]matching.Need, len(asked))
	for _, n := range asked {
		byID[n.ID] = n
	}
	out := make([]FittingNeed, len(open))
	for i, o := range open {
		out[i] = FittingNeed{OpenNeed: o, Fits: f.fits(byID[o.ID])}
	}
	return out, nil
}

func (f *shelf) fits(n matching.Need) []OfferFit {
	var out []OfferFit
	for _, c := range f.index.Rank(blurredNeed(n), f.weights, 0).Ranked {
		l := f.lots[c.OfferID]
		fit := OfferFit{OfferID: l.ID, Title: l.Title, Unit: l.Unit, Reasons: matching.SupplierReasons(c)}
		if left, known := l.Left(f.d.today()); known {
			fit.Left = &left
		}
		out = append(out, fit)
	}
	return out
}
