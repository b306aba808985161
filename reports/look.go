package reports

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// The dimensions of breakdowns.
const (
	DimCounty   = store.DimCounty
	DimTown     = store.DimTown
	DimVillage  = store.DimVillage
	DimAide     = store.DimAide
	DimCategory = store.DimCategory
	DimSupplier = store.DimSupplier
	DimMonth    = store.DimMonth
)

// The parts of a number.
const (
	PartMet      = store.PartMet
	PartUnmet    = store.PartUnmet
	PartExcluded = store.PartExcluded
)

// Page says which part of a list of cases is wanted.
type Page = store.Page

// Look is what somebody who looks at an indicator needs beside its numbers: how it may be broken down, and the names of what narrows it.
type Look struct {
	Indicator
	Ways  []Dimension       // the dimensions that the reader may ask for, the widest first
	Base  models.ReportBase // as the county has chosen; "" where it has chosen nothing
	Names map[string]string // of the aide and the supplier of the question, by id
}

// Look tells how an indicator may be looked at. Errors: Invalid, Forbidden, NotFound.
func (d *Desk) Look(ctx context.Context, by models.Actor, code string, q Query) (*Look, error) {
	s, def, err := d.one(ctx, by, code, q)
	if err != nil {
		return nil, err
	}
	out := &Look{Indicator: def, Base: s.base, Names: map[string]string{}}
	for _, dim := range Dimensions() {
		if s.mayBreak(def, dim) == nil && (dim != store.DimCounty || s.ask.Scope.County == "") {
			out.Ways = append(out.Ways, dim)
		}
	}
	for dim, id := range map[Dimension]string{store.DimAide: q.Aide, store.DimSupplier: q.Supplier} {
		if id, ok := models.ParseID(id); ok {
			names, err := d.namesOf(ctx, s.ask.Scope.County, dim, []string{id})
			if err != nil {
				return nil, err
			}
			out.Names[id] = names[id]
		}
	}
	return out, nil
}

// Base is how the actor's county has chosen to count, "" where it has chosen nothing. Errors: Forbidden.
func (d *Desk) Base(ctx context.Context, by models.Actor) (models.ReportBase, error) {
	if _, err := viewer(by); err != nil {
		return "", err
	}
	bases, err := d.Store.Bases(ctx, by.CountyCode)
	return bases[by.CountyCode], err
}

// Rates answers the three rates of a period, each with the period before: the short form of Headlines, for first pages. Errors: Invalid,
// Forbidden.
func (d *Desk) Rates(ctx context.Context, by models.Actor, q Query) ([]Headline, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	before := s
	before.ask.From = s.ask.From.AddMonths(-monthsOf(s.ask))
	before.ask.To = s.ask.From.AddDays(-1)
	codes := ThreeRates()
	out, work := make([]Headline, len(codes)), make([]func() error, 0, 2*len(codes))
	for i, code := range codes {
		def, _ := indicatorOf(code, s.base)
		out[i].Trend = make([]Value, 2)
		for j, at := range []sight{before, s} {
			work = append(work, func() (err error) {
				out[i].Trend[j], err = d.seen(ctx, at, def)
				return err
			})
		}
	}
	err = atOnce(work)
	for i := range out {
		out[i].Value = out[i].Trend[1]
	}
	return out, err
}

// Course is the resolution rate month by month, whatever the base: what is resolved by now, and what was within 30, 60 and 90 days. A month is
// there even where nothing was found in it.
type Course struct {
	Months []models.Date // the first day of each
	Lines  map[string][]Value
}

// CourseCodes are the indicators of a course.
func CourseCodes() []string { return []string{"K2", "K2d30", "K2d60", "K2d90"} }

// Course answers the months up to the end of a period, the oldest first. A province sees none of it: small months could point at somebody.
// Errors: Invalid, Forbidden.
func (d *Desk) Course(ctx context.Context, by models.Actor, q Query, months int) (*Course, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	if s.counts {
		return nil, models.Forbidden("counts_only")
	}
	last := min(s.ask.To, models.DateOf(s.ask.AsOf)).Month()
	s.base, s.ask.By, s.ask.Only = models.BaseTask, store.DimMonth, CourseCodes()
	s.ask.From = last.AddMonths(1 - months)
	b := newBoard(s)
	if err := atOnce(d.counts(ctx, b, "need")); err != nil {
		return nil, err
	}
	b.fill()
	out := &Course{Lines: map[string][]Value{}}
	for m := s.ask.From; m <= last; m = m.AddMonths(1) {
		out.Months = append(out.Months, m)
		for _, code := range CourseCodes() {
			def, _ := indicatorOf(code, s.base)
			v := blankOf(s, def)
			if line := b.lines[string(m[:7])]; line != nil {
				v = line[slices.IndexFunc(line, func(v Value) bool { return v.Code == code })]
			}
			out.Lines[code] = append(out.Lines[code], v)
		}
	}
	return out, nil
}
