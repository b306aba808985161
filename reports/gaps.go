package reports

import (
	"context"
	"slices"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// GapBoard is what is needed and not offered, and what is offered and not needed, by category and town. Needs are counted as they are now;
// offered units and marginal values are those of the last round, which says when it ran.
type GapBoard struct {
	AsOf       time.Time
	RoundID    string // "" where the county has had none
	RoundAt    *time.Time
	Cells      []Gap
	Suppressed int // cells that are too small to show to suppliers, with those that would give them away
	Idle       []IdleOffer
}

// Gap is one category in one town, or in the whole county, Town being "", where single towns are too small to show.
type Gap struct {
	Category, Town, TownName string
	Needs                    int64 // open needs that look for supply
	Needed                   int64 // units that nobody has promised, of those with a known amount
	Offered                  int64 // units that the last round could find
	MarginalValue            int64 // what one more unit would have added to the last round, in score units
	Urgency                  models.Urgency
}

// Missing is how many units nobody offers, of the needs with a known amount.
func (g Gap) Missing() int64 { return max(0, g.Needed-g.Offered) }

// Unserved tells whether something is needed here that nobody offers: units, or, where amounts are not known, anything at all.
func (g Gap) Unserved() bool { return g.Missing() > 0 || g.Needs > 0 && g.Offered == 0 }

// IdleOffer is an offer of which the last round used nothing: not needed now.
type IdleOffer struct {
	OfferID, Category, Title string
	Units                    *int64
	Reason                   models.IdleReason
}

// Gaps answers the gap board of the actor's county. Suppliers see it without small cells and without other suppliers' offers.
// Errors: Forbidden.
func (d *Desk) Gaps(ctx context.Context, by models.Actor) (*GapBoard, error) {
	scope, supplier, err := d.gapScope(by)
	if err != nil {
		return nil, err
	}
	out := &GapBoard{AsOf: d.Store.DataTime(ctx)}
	cells := map[[2]string]*Gap{}
	at := func(category, town string) *Gap {
		k := [2]string{category, town}
		if cells[k] == nil {
			cells[k] = &Gap{Category: category, Town: town}
		}
		return cells[k]
	}
	wanted, err := d.Store.WantedBy(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, w := range wanted {
		c := at(w.Category, w.Town)
		c.Needs, c.Needed = w.Needs, w.Units
	}
	if err := d.lastRound(ctx, scope, out, at, supplier); err != nil {
		return nil, err
	}
	for _, c := range cells {
		out.Cells = append(out.Cells, *c)
	}
	slices.SortFunc(out.Cells, byValue)
	if supplier != "" {
		out.hideSmall()
	}
	return out, d.nameTowns(ctx, out)
}

// CallForSupply answers what of the gap board may leave the county to call for supply: cells of five needs or more that nobody serves, nothing of
// what is too delicate to be listed, and no offer of anybody. Errors: Forbidden.
func (d *Desk) CallForSupply(ctx context.Context, by models.Actor) (*GapBoard, error) {
	if _, err := models.Authorise(by, models.ReportView); err != nil {
		return nil, err
	}
	out, err := d.Gaps(ctx, by)
	if err != nil {
		return nil, err
	}
	out.hideSmall()
	out.Cells = slices.DeleteFunc(out.Cells, func(g Gap) bool { return !g.Unserved() })
	out.Idle = nil
	return out, nil
}

// gapScope is whose needs are counted; suppliers see the whole county by counts.
func (d *Desk) gapScope(by models.Actor) (scope store.Scope, supplier string, err error) {
	if by.Role.IsSupplier() {
		if _, err := models.Authorise(by, models.OpenNeedBrowse); err != nil {
			return scope, "", err
		}
		return store.Scope{County: by.CountyCode}, by.SupplierID, nil
	}
	if scope, err = viewer(by); err == nil && scope.County == "" {
		err = models.Forbidden("counts_only")
	}
	return scope, "", err
}

func (d *Desk) lastRound(ctx context.Context, scope store.Scope, out *GapBoard, at func(category, town string) *Gap, supplier string) error {
	round, err := d.Store.LastRound(ctx, scope.County)
	if err != nil || round == nil {
		return err
	}
	out.RoundID, out.RoundAt = round.ID, round.FinishedAt
	answer, err := d.Store.Answer(ctx, store.Key{County: scope.County, ID: round.ID})
	if err != nil {
		return err
	}
	for _, g := range answer.Gaps {
		if inside(scope.Regions, g.Town) {
			c := at(g.Category, g.Town)
			c.Offered, c.MarginalValue, c.Urgency = g.Offered, g.MarginalValue, g.Urgency
		}
	}
	ids := make([]string, len(answer.Idle))
	for i, r := range answer.Idle {
		ids[i] = r.OfferID
	}
	offers, err := d.Store.OffersByID(ctx, scope.County, ids)
	for _, r := range answer.Idle {
		o := offers[r.OfferID]
		if o.Status == models.OfferPublished && (supplier == "" || o.SupplierID == supplier) {
			out.Idle = append(out.Idle, IdleOffer{OfferID: o.ID, Category: o.Category, Title: o.Title, Units: r.Units, Reason: r.Reason})
		}
	}
	return err
}

// neverListed is the sensitivity of which nothing is shown to suppliers (domain report §17.2).
const neverListed = 3

// hideSmall takes out the cells that could point at somebody, and those that would give them away through the sums of a category, of a town or
// of the county.
func (b *GapBoard) hideSmall() {
	b.Cells = slices.DeleteFunc(b.Cells, func(g Gap) bool {
		c, known := models.CategoryByCode(g.Category)
		return known && c.Sensitivity >= neverListed
	})
	var categories, towns []string
	for _, c := range b.Cells {
		categories, towns = append(categories, c.Category), append(towns, c.Town)
	}
	slices.Sort(categories)
	slices.Sort(towns)
	categories, towns = slices.Compact(categories), slices.Compact(towns)
	numbers := make([]int64, len(categories)*len(towns))
	place := func(c Gap) int {
		row, _ := slices.BinarySearch(categories, c.Category)
		column, _ := slices.BinarySearch(towns, c.Town)
		return row*len(towns) + column
	}
	for _, c := range b.Cells {
		numbers[place(c)] = c.Needs
	}
	all, sums := table(numbers, len(categories), len(towns))
	hidden := suppress(all, sums)
	veiled := map[string]*Gap{} // categories of which a town is hidden are told by the county, where that may be told
	for _, c := range b.Cells {
		if hidden[place(c)] {
			b.Suppressed++
			veiled[c.Category] = &Gap{Category: c.Category}
		}
	}
	kept := b.Cells[:0]
	for _, c := range b.Cells {
		if whole := veiled[c.Category]; whole != nil {
			whole.join(c)
		} else if c.Needs > 0 {
			kept = append(kept, c)
		}
	}
	for row, category := range categories {
		if whole := veiled[category]; whole != nil && !hidden[len(categories)*len(towns)+row] {
			kept = append(kept, *whole)
		}
	}
	b.Cells = kept
	slices.SortFunc(b.Cells, byValue)
}

// urgencies are the words for how soon, the soonest first.
var urgencies = []models.Urgency{models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow}

// join adds a town to a cell of the whole county. What towns could be offered overlaps, so only what each lacks adds up.
func (g *Gap) join(town Gap) {
	missing := g.Missing() + town.Missing()
	g.Needs, g.Needed = g.Needs+town.Needs, g.Needed+town.Needed
	g.Offered, g.MarginalValue = g.Needed-missing, max(g.MarginalValue, town.MarginalValue)
	if g.Urgency == "" || town.Urgency != "" && slices.Index(urgencies, town.Urgency) < slices.Index(urgencies, g.Urgency) {
		g.Urgency = town.Urgency
	}
}

// byValue puts first where one more unit would have added most.
func byValue(a, b Gap) int {
	if a.MarginalValue != b.MarginalValue {
		return int(b.MarginalValue - a.MarginalValue)
	}
	return strings.Compare(a.Category+a.Town, b.Category+b.Town)
}

func (d *Desk) nameTowns(ctx context.Context, b *GapBoard) error {
	codes := make([]string, len(b.Cells))
	for i, c := range b.Cells {
		codes[i] = c.Town
	}
	names, err := d.Store.RegionNames(ctx, codes)
	for i, c := range b.Cells {
		b.Cells[i].TownName = names[c.Town]
	}
	return err
}
