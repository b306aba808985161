package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Impact is what a supplier has given in one year, in sums that name nobody.
type Impact struct {
	Year   int
	Whole  Sum
	Kinds  []KindSum
	Months [12]Sum
	Years  []int // from the first delivery on, the newest first
}

// Sum is what a supplier has given in one span.
type Sum struct {
	From       models.Date
	Deliveries int
	Households int
	Minutes    int64
	ValueFen   int64

	reached map[string]bool
}

// KindSum is what was given of one category in one unit.
type KindSum struct {
	Category, Unit string
	Quantity       int64
	Sum
}

func (s *Sum) add(g *store.Gift) {
	if s.reached == nil {
		s.reached = map[string]bool{}
	}
	s.reached[g.HouseholdID] = true
	s.Deliveries++
	s.Households = len(s.reached)
	if g.Minutes != nil {
		s.Minutes += int64(*g.Minutes)
	}
	if g.ValueFen != nil {
		s.ValueFen += *g.ValueFen
	}
}

// Impact adds up what the supplier of the actor has delivered in a year of China's calendar, 0 meaning the present one. Deliveries in
// dispute, and those that reached nobody, do not count. Errors: Forbidden, NotFound for a year that has none yet.
func (d *Desk) Impact(ctx context.Context, by models.Actor, year int) (*Impact, error) {
	sc, err := flow.ListScope(by, models.FulfilmentView)
	if err != nil {
		return nil, err
	}
	if sc.Supplier == "" {
		return nil, models.Forbidden("role_may_not")
	}
	now := d.today().Time().Year()
	if year == 0 {
		year = now
	}
	if year < 2000 || year > now {
		return nil, models.NotFound("report")
	}
	from := models.Date(fmt.Sprintf("%04d-01-01", year))
	given, err := d.Store.Given(ctx, sc, from.Start(), from.AddMonths(12).Start())
	if err != nil {
		return nil, err
	}
	out := sumGiven(year, from, given)
	first, err := d.Store.FirstGiven(ctx, sc)
	for y := now; err == nil && first != nil && y >= models.DateOf(*first).Time().Year(); y-- {
		out.Years = append(out.Years, y)
	}
	return out, err
}

func sumGiven(year int, from models.Date, given []store.Gift) *Impact {
	out := &Impact{Year: year, Whole: Sum{From: from}}
	for i := range out.Months {
		out.Months[i].From = from.AddMonths(i)
	}
	kinds := map[[2]string]*KindSum{}
	for i := range given {
		g := &given[i]
		out.Whole.add(g)
		out.Months[models.DateOf(g.OccurredAt).Time().Month()-1].add(g)
		k := kinds[[2]string{g.Category, g.Unit}]
		if k == nil {
			k = &KindSum{Category: g.Category, Unit: g.Unit}
			kinds[[2]string{g.Category, g.Unit}] = k
		}
		k.add(g)
		k.Quantity += g.Quantity
	}
	for _, k := range kinds {
		out.Kinds = append(out.Kinds, *k)
	}
	slices.SortFunc(out.Kinds, func(a, b KindSum) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}
