package rounds

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Shown says which part of a round's outcome is looked at.
type Shown string

// The parts of a round.
const (
	ShowProposals Shown = "proposals"
	ShowUnmet     Shown = "unmet"
	ShowGaps      Shown = "gaps"
	ShowIdle      Shown = "idle"
)

// Parts lists the parts of a round.
func Parts() []Shown { return []Shown{ShowProposals, ShowUnmet, ShowGaps, ShowIdle} }

// Sheet is a round with the names of what one part of it speaks of, from a row on.
type Sheet struct {
	Round
	Show      Shown
	Counts    map[Shown]int
	Waiting   int // proposals that nobody has sent yet
	Next      int // the row to go on from, or 0
	Needs     map[string]models.Need
	Offers    map[string]models.Offer
	Suppliers map[string]models.Supplier
	Regions   map[string]string
	Starter   string
	Lost      bool // it runs no more, though its row says that it does
}

// Sheet shows one part of a round, at most limit rows of it. Needs go by their public titles. Errors: Forbidden, NotFound.
func (d *Desk) Sheet(ctx context.Context, by models.Actor, id string, show Shown, from, limit int) (*Sheet, error) {
	r, err := d.Round(ctx, by, id)
	if err != nil {
		return nil, err
	}
	out := &Sheet{Round: *r, Show: show, Lost: r.Status == models.AllocationRunning && d.Store.Now().After(r.LeaseUntil)}
	out.Counts = map[Shown]int{ShowProposals: len(r.Proposals), ShowUnmet: len(r.Unmet), ShowGaps: len(r.Gaps), ShowIdle: len(r.Idle)}
	for i := range r.Proposals {
		if r.Proposals[i].Status == models.MatchProposed {
			out.Waiting++
		}
	}
	cut(out, from, limit)
	if err := d.name(ctx, by, out); err != nil {
		return nil, err
	}
	if r.StartedBy == "" {
		return out, nil
	}
	names, err := d.Store.AccountNames(ctx, by.CountyCode, []string{r.StartedBy})
	out.Starter = names[r.StartedBy]
	return out, err
}

// cut keeps only the rows that are looked at.
func cut(s *Sheet, from, limit int) {
	from = max(0, min(from, s.Counts[s.Show]))
	to := min(from+limit, s.Counts[s.Show])
	if to < s.Counts[s.Show] {
		s.Next = to
	}
	r := &s.Round
	r.Proposals, r.Unmet, r.Gaps, r.Idle = part(r.Proposals, s.Show == ShowProposals, from, to), part(r.Unmet, s.Show == ShowUnmet, from, to),
		part(r.Gaps, s.Show == ShowGaps, from, to), part(r.Idle, s.Show == ShowIdle, from, to)
}

func part[T any](rows []T, shown bool, from, to int) []T {
	if !shown {
		return nil
	}
	return rows[from:to]
}

func (d *Desk) name(ctx context.Context, by models.Actor, s *Sheet) (err error) {
	var needs, offers, regions, suppliers []string
	for i := range s.Proposals {
		needs, offers = append(needs, s.Proposals[i].NeedID), append(offers, s.Proposals[i].OfferID)
	}
	for i := range s.Unmet {
		needs = append(needs, s.Unmet[i].NeedID)
	}
	for i := range s.Idle {
		offers = append(offers, s.Idle[i].OfferID)
	}
	for i := range s.Gaps {
		regions = append(regions, s.Gaps[i].Town)
	}
	if s.Needs, err = d.Store.NeedsByID(ctx, by.CountyCode, needs); err != nil {
		return err
	}
	if s.Offers, err = d.Store.OffersByID(ctx, by.CountyCode, offers); err != nil {
		return err
	}
	for _, n := range s.Needs {
		regions = append(regions, n.RegionCode, models.TownOf(n.RegionCode))
	}
	for _, o := range s.Offers {
		suppliers = append(suppliers, o.SupplierID)
	}
	if s.Suppliers, err = d.Store.SuppliersByID(ctx, by.CountyCode, suppliers); err != nil {
		return err
	}
	s.Regions, err = d.Store.RegionNames(ctx, regions)
	return err
}

// List is a part of the county's rounds with the names of who started them.
type List struct {
	Items []models.Allocation
	Next  string
	Names map[string]string
}

// RoundList is Rounds with names. Errors: Forbidden.
func (d *Desk) RoundList(ctx context.Context, by models.Actor, p store.Page) (*List, error) {
	items, next, err := d.Rounds(ctx, by, p)
	if err != nil {
		return nil, err
	}
	var people []string
	for i := range items {
		if items[i].StartedBy != "" {
			people = append(people, items[i].StartedBy)
		}
	}
	names, err := d.Store.AccountNames(ctx, by.CountyCode, people)
	return &List{Items: items, Next: next, Names: names}, err
}
