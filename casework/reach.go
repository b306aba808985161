package casework

import (
	"cmp"
	"context"
	"slices"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// LeastTold is how few open needs are told by number; fewer are "a few" (domain report §17.2: cells below five are suppressed).
const LeastTold = 5

// mostWeighed is how many open needs of a category and its like are put against a draft, the newest first.
const mostWeighed = 500

// Reach is how many open needs an offer would fit, told to the supplier who writes it.
type Reach struct {
	Count int  // 0 where fewer than LeastTold fit
	Few   bool // some fit, fewer than LeastTold
	More  bool // there were more than were looked at
	// Fixes say what would make it fit more, the most rewarding first; none where LeastTold fit.
	Fixes []matching.Phrase
	// Wanted are the headings in which most open needs wait, each with at least LeastTold; none where LeastTold fit.
	Wanted []Wanted
}

// Wanted is a heading of the category list with how many open needs it has.
type Wanted struct {
	Group string
	Count int
}

// OfferReach tells how many open needs a draft would fit as it stands, over the matcher's gates but for those that would tell of the
// persons (see blurredNeed). Only its category must be there; what else is missing or wrong counts as not said. Errors: Invalid, Forbidden.
func (d *Desk) OfferReach(ctx context.Context, by models.Actor, in models.OfferDraft) (*Reach, error) {
	owner, err := d.browser(ctx, d.Store, by, models.OpenNeedBrowse)
	if err != nil {
		return nil, err
	}
	if _, ok := models.CategoryByCode(in.Category); !ok {
		return nil, models.InvalidField("category", "category")
	}
	rows, next, err := d.Store.Needs(ctx, d.browsing(by, owner, NeedFilter{Categories: alike(in.Category)}), store.Page{Limit: mostWeighed})
	if err != nil {
		return nil, err
	}
	asked, err := market.AllAsked(ctx, d.Store, rows)
	if err != nil {
		return nil, err
	}
	weights, err := market.WeightsOf(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	today := d.today()
	lot := market.Lot{Offer: d.imagined(by, in, today), Supplier: *owner}
	out := reachOf(blurredLot(&lot, today), asked, weights)
	out.More = next != "" && out.Count > 0
	if out.Count == 0 {
		out.Wanted, err = d.wanted(ctx, by, owner)
	}
	return out, err
}

// browsing narrows a list of needs to those that a supplier may browse.
func (d *Desk) browsing(by models.Actor, owner *models.Supplier, f NeedFilter) NeedFilter {
	clearance := min(2, owner.SensitivityClearance)
	f.Scope = store.Scope{County: by.CountyCode, Regions: townsOf(f.Scope.Regions)}
	f.Statuses, f.MaxSensitivity = models.NeedsTakingOffers(), &clearance
	f.Household, f.SubmittedBy, f.HomeTown = "", "", models.TownOf(owner.RegionCode)
	return f
}

// alike lists the categories that an offer of one may stand in for.
func alike(code string) []string {
	var out []string
	for _, c := range models.Categories() {
		if models.CategoryDistance(code, c.Code) > 0 {
			out = append(out, c.Code)
		}
	}
	return out
}

// imagined is the offer of a half-written draft, as if it were published.
func (d *Desk) imagined(by models.Actor, in models.OfferDraft, today models.Date) models.Offer {
	in.Regions = slices.DeleteFunc(slices.Clone(in.Regions), func(r string) bool { return models.CountyOf(r) != by.CountyCode })
	if len(in.Regions) == 0 {
		in.Regions = []string{by.CountyCode + "000000"}
	}
	if _, ok := models.ParseDate(string(in.ValidFrom)); !ok {
		in.ValidFrom = today
	}
	if _, ok := models.ParseDate(string(in.ValidTo)); !ok {
		in.ValidTo = in.ValidFrom.AddDays(90)
	}
	if _, ok := models.ParseDate(string(in.GoodsExpiry)); !ok {
		in.GoodsExpiry = ""
	}
	if in.Quantity != nil && *in.Quantity < 1 {
		in.Quantity = nil
	}
	if in.CapacityKind == models.CapacityRate && (in.Period == "" || in.Quantity == nil) {
		in.CapacityKind = models.CapacityCount
	}
	in.ID, in.SupplierID, in.LeadTimeHours = "", by.SupplierID, max(0, in.LeadTimeHours)
	r := in.Row(d.origin(by))
	r.Status = models.OfferPublished
	return *r
}

// mendable are the gates that a supplier can do something about and that tell of nobody.
var mendable = []matching.Gate{
	matching.GateArea, matching.GateLicence, matching.GateChild, matching.GateDelivery, matching.GateLead, matching.GateDates, matching.GateExpiry,
	matching.GateStock, matching.GateCapacity,
}

func reachOf(offer matching.Offer, asked []matching.Need, weights matching.Weights) *Reach {
	index := matching.NewIndex([]matching.Offer{offer})
	fits, closed := 0, map[matching.Gate]int{}
	fixes := map[matching.Gate]matching.Phrase{}
	for _, n := range asked {
		found := index.Rank(blurredNeed(n), weights, 1)
		fits += len(found.Ranked)
		for _, x := range found.Exclusions {
			closed[x.Gate]++
			fixes[x.Gate] = x.Fix
		}
	}
	if fits >= LeastTold {
		return &Reach{Count: fits}
	}
	out := &Reach{Few: fits > 0}
	gates := slices.Clone(mendable)
	slices.SortStableFunc(gates, func(a, b matching.Gate) int { return cmp.Compare(closed[b], closed[a]) })
	for _, g := range gates[:2] {
		if closed[g] > 0 {
			out.Fixes = append(out.Fixes, fixes[g])
		}
	}
	return out
}

// mostWanted is how many headings are named to whoever's offer fits little.
const mostWanted = 3

func (d *Desk) wanted(ctx context.Context, by models.Actor, owner *models.Supplier) ([]Wanted, error) {
	counts, err := d.Store.CountNeedsByCategory(ctx, d.browsing(by, owner, NeedFilter{}))
	if err != nil {
		return nil, err
	}
	groups := map[string]int{}
	for code, n := range counts {
		if c, ok := models.CategoryByCode(code); ok && !c.GovernmentOnly() {
			groups[c.Parent] += n
		}
	}
	var out []Wanted
	for g, n := range groups {
		if n >= LeastTold {
			out = append(out, Wanted{Group: g, Count: n})
		}
	}
	slices.SortFunc(out, func(a, b Wanted) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Group, b.Group)) })
	return out[:min(len(out), mostWanted)], nil
}
