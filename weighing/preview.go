package weighing

import (
	"cmp"
	"context"
	"slices"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// What a preview looks at and shows.
const (
	previewNeeds    = 500
	previewList     = 5
	previewExamples = 20
)

// Preview is what adopting a version would alter, over a sample of the county's open needs: the same needs every time, whatever the
// version. Needs of sensitivity 3 are left out, since they go by named referral.
type Preview struct {
	From, To     string // versions
	Open         int    // needs that could have been looked at
	Needs        int    // needs looked at
	FirstChanged int    // needs whose first offer would be another one, or none
	ListChanged  int    // needs whose five best would be others, or stand in another order
	// MeanShift is by how many places an offer among the five best moves, on average over all of them; one that leaves the five counts as
	// having moved to the sixth.
	MeanShift float64
	Examples  []Example // at most 20, in the order of the needs
	Towns     []Share   // needs that have a first offer, by the need's town
	Suppliers []Share   // first places, by supplier
}

// Example is a need whose first offer would be another one; an offer is nil where there would be none.
type Example struct {
	NeedID, NeedNo, Category string
	Old, New                 *models.Offer
}

// Share counts, for one town or supplier, how many needs it has first places in: before and after.
type Share struct {
	Key, Name     string
	Before, After int
}

// Preview compares a version with the one in force. It changes nothing. Errors: NotFound.
func (d *Desk) Preview(ctx context.Context, by models.Actor, id string) (*Preview, error) {
	if _, err := models.Authorise(by, models.WeightView); err != nil {
		return nil, err
	}
	r, err := d.Store.WeightVersion(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	to, err := decoded(*r)
	if err != nil {
		return nil, err
	}
	now, err := d.inForce(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	view, err := d.Market.View(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	needs, open, err := d.sample(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	asked, err := market.AllAsked(ctx, d.Store, needs)
	if err != nil {
		return nil, err
	}
	t := tally{view: view, from: now.Weights, to: to.Weights, towns: map[string]*Share{}, suppliers: map[string]*Share{}}
	for i := range needs {
		t.look(&needs[i], &asked[i])
	}
	p := t.sum()
	p.From, p.To, p.Open, p.Needs = now.WeightsVersion, to.WeightsVersion, open, len(needs)
	return p, d.nameTowns(ctx, p)
}

// tally compares the shortlists of one need after the other.
type tally struct {
	view             *market.View
	from, to         matching.Weights
	scratch          matching.Scratch
	out              Preview
	moved, places    int
	towns, suppliers map[string]*Share
}

func (t *tally) look(n *models.Need, asked *matching.Need) {
	x := t.view.IndexFor(n)
	before, after := t.top(x, asked, &t.from), t.top(x, asked, &t.to)
	for i, id := range before {
		place := slices.Index(after, id)
		if place < 0 {
			place = previewList
		}
		t.moved += max(i-place, place-i)
		t.places++
	}
	old, fresh := t.first(before), t.first(after)
	t.count(n, old, func(s *Share) { s.Before++ })
	t.count(n, fresh, func(s *Share) { s.After++ })
	if slices.Equal(before, after) {
		return
	}
	t.out.ListChanged++
	if old != nil && fresh != nil && old.ID == fresh.ID {
		return
	}
	t.out.FirstChanged++
	if len(t.out.Examples) < previewExamples {
		t.out.Examples = append(t.out.Examples, Example{NeedID: n.ID, NeedNo: n.No, Category: n.Category, Old: offerOf(old), New: offerOf(fresh)})
	}
}

func (t *tally) top(x *matching.Index, asked *matching.Need, w *matching.Weights) []string {
	var ids []string
	for _, h := range x.Top(asked, w, previewList, &t.scratch) {
		ids = append(ids, h.Offer.ID)
	}
	return ids
}

func (t *tally) first(ids []string) *market.Lot {
	if len(ids) == 0 {
		return nil
	}
	return t.view.Lot(ids[0])
}

func offerOf(l *market.Lot) *models.Offer {
	if l == nil {
		return nil
	}
	return &l.Offer
}

func (t *tally) count(n *models.Need, l *market.Lot, add func(*Share)) {
	if l == nil {
		return
	}
	town := models.TownOf(n.RegionCode)
	add(shareOf(t.towns, town, ""))
	add(shareOf(t.suppliers, l.SupplierID, l.Supplier.Name))
}

func shareOf(all map[string]*Share, key, name string) *Share {
	if all[key] == nil {
		all[key] = &Share{Key: key, Name: name}
	}
	return all[key]
}

func (t *tally) sum() *Preview {
	if t.places > 0 {
		t.out.MeanShift = float64(t.moved) / float64(t.places)
	}
	t.out.Towns, t.out.Suppliers = sortedShares(t.towns), sortedShares(t.suppliers)
	return &t.out
}

// sortedShares puts those that change most first.
func sortedShares(all map[string]*Share) []Share {
	var out []Share
	for _, s := range all {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Share) int {
		return cmp.Or(max(b.After-b.Before, b.Before-b.After)-max(a.After-a.Before, a.Before-a.After), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func (d *Desk) nameTowns(ctx context.Context, p *Preview) error {
	codes := make([]string, len(p.Towns))
	for i, s := range p.Towns {
		codes[i] = s.Key
	}
	names, err := d.Store.RegionNames(ctx, codes)
	for i := range p.Towns {
		p.Towns[i].Name = names[p.Towns[i].Key]
	}
	return err
}
