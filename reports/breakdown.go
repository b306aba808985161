package reports

import (
	"context"
	"slices"
	"sort"
	"strings"

	"zhulian/models"
	"zhulian/store"
)

type (
	// Dimension is what an indicator is broken down by.
	Dimension = store.Dimension
	// Part says which of the cases behind a number are listed.
	Part = store.Part
	// Case is one row behind a number.
	Case = store.Case
)

// Dimensions lists what an indicator may be broken down by.
func Dimensions() []Dimension {
	return []Dimension{store.DimCounty, store.DimTown, store.DimVillage, store.DimAide, store.DimCategory, store.DimSupplier, store.DimMonth}
}

// Parts lists the parts of a number whose cases can be listed.
func Parts() []Part { return []Part{store.PartMet, store.PartUnmet, store.PartExcluded} }

// Breakdown is one indicator line by line, with its total.
type Breakdown struct {
	By     store.Dimension
	Total  Value
	Lines  []Line
	Hidden int      // lines that are too small to show, together with what would reveal them
	Middle *float64 // the median of the lines' rates: what a county or town can be measured by
}

// Line is one line of a breakdown.
type Line struct {
	Key, Label string
	Value
}

// Breakdown breaks one indicator down: county (for a province), town, village, aide, category, supplier or month, as far as it has that
// dimension. Lines of one total sum to it, except by supplier, where a need of two counts for each, and by month for household rates.
// Errors: Invalid, Forbidden, NotFound.
func (d *Desk) Breakdown(ctx context.Context, by models.Actor, code string, q Query, dim store.Dimension) (*Breakdown, error) {
	s, def, err := d.one(ctx, by, code, q)
	if err != nil {
		return nil, err
	}
	if dim == "" {
		dim = store.DimTown
	}
	if err := s.mayBreak(def, dim); err != nil {
		return nil, err
	}
	s.ask.By = dim
	lines, total, err := d.valueOf(ctx, s, def)
	if err != nil {
		return nil, err
	}
	out := &Breakdown{By: dim, Total: total}
	for key, v := range lines {
		out.Lines = append(out.Lines, Line{Key: key, Value: v})
	}
	slices.SortFunc(out.Lines, func(a, b Line) int { return strings.Compare(a.Key, b.Key) })
	if s.counts {
		out.hide(s)
	}
	out.middle()
	if s.counts {
		if err := d.narrowed(ctx, s, def, out); err != nil {
			return nil, err
		}
	}
	return out, d.labelLines(ctx, s, out)
}

// one prepares a question about one indicator.
func (d *Desk) one(ctx context.Context, by models.Actor, code string, q Query) (sight, Indicator, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return s, Indicator{}, err
	}
	def, ok := indicatorOf(code, s.base)
	if !ok {
		return s, def, models.NotFound("indicator")
	}
	return s, def, nil
}

func (s sight) mayBreak(def Indicator, dim store.Dimension) error {
	source := def.Source
	switch def.Code {
	case "K9":
		source = "need"
	case "K15":
		if dim != store.DimAide {
			source = "match"
		}
	case "K13":
		if dim != store.DimCounty && dim != store.DimTown {
			return models.InvalidField("group_by", "oneof")
		}
		return nil
	}
	if !store.SourceHas(source, dim) {
		return models.InvalidField("group_by", "oneof")
	}
	across := s.only != "" && dim != store.DimCounty && dim != store.DimTown
	if s.counts && (across || dim == store.DimAide || dim == store.DimSupplier || dim == store.DimVillage) {
		return models.Forbidden("counts_only")
	}
	return nil
}

// valueOf counts one indicator, line by line, and the whole: from the lines, which are its parts, but for suppliers, of whom several may
// stand in one need; there it is counted for itself.
func (d *Desk) valueOf(ctx context.Context, s sight, def Indicator) (lines map[string]Value, whole Value, err error) {
	b := newBoard(s)
	if err := d.countOne(ctx, b, def); err != nil {
		return nil, whole, err
	}
	lines = b.linesOf(def)
	if s.ask.By != store.DimSupplier {
		return lines, b.wholeOf(def), nil
	}
	s.ask.By = ""
	all := newBoard(s)
	err = d.countOne(ctx, all, def)
	return lines, all.wholeOf(def), err
}

func (d *Desk) countOne(ctx context.Context, b *board, def Indicator) error {
	switch def.Code {
	case "K9":
		return d.spells(ctx, b)
	case "K13":
		return d.coverage(ctx, b)
	case "K15":
		return d.given(ctx, b)
	}
	if b.sight.ask.Only = []string{def.measure}; def.Code == "K10" {
		b.sight.ask.Only = nil
	}
	if err := atOnce(d.counts(ctx, b, def.Source)); err != nil {
		return err
	}
	b.fill()
	return nil
}

// linesOf are the values of one indicator, by line.
func (b *board) linesOf(def Indicator) map[string]Value {
	out := map[string]Value{}
	for key, list := range b.lines {
		out[key] = list[slices.IndexFunc(list, func(v Value) bool { return v.Code == def.Code })]
	}
	return out
}

// wholeOf adds the lines of one indicator up.
func (b *board) wholeOf(def Indicator) Value {
	one := newBoard(b.sight)
	for source, rows := range b.rows {
		for _, row := range store.SumTallies(rows, func(string) string { return "" }) {
			one.put(source, row)
		}
	}
	var days []int
	for key, v := range b.linesOf(def) {
		switch def.Code {
		case "K9":
			days = append(days, b.days[key]...)
		case "K13":
			one.on("", def.Code, func(w *Value) { w.count(w.Numerator+v.Numerator, w.Denominator+v.Denominator) })
		case "K15":
			one.on("", def.Code, func(w *Value) { w.give(v.Parts) })
		}
	}
	if len(days) > 0 {
		slices.Sort(days)
		one.on("", def.Code, func(w *Value) { w.spread(days) })
	}
	if v, ok := one.linesOf(def)[""]; ok {
		return v
	}
	return blankOf(b.sight, def)
}

// give adds what was given by each way of giving.
func (v *Value) give(parts map[string]int64) {
	if v.Parts == nil {
		v.Parts = map[string]int64{}
	}
	for mode, fen := range parts {
		v.Parts[mode] += fen
		v.Numerator += fen
	}
}

func blankOf(s sight, def Indicator) Value {
	return Value{Indicator: def, From: s.ask.From, To: s.ask.To, AsOf: s.ask.AsOf, Exclusions: map[string]int64{}}
}

// middle is the median of the rates of the lines that have one and are shown: a hidden line has no part in it, or it could be the middle itself.
func (b *Breakdown) middle() {
	var rates []float64
	for _, l := range b.Lines {
		if l.Rate != nil {
			rates = append(rates, *l.Rate)
		}
	}
	if len(rates) < 3 {
		return // of two, each would be told by the other
	}
	sort.Float64s(rates)
	m := rates[len(rates)/2]
	if len(rates)%2 == 0 {
		m = (m + rates[len(rates)/2-1]) / 2
	}
	b.Middle = &m
}

// hide takes out the lines that could point at somebody, and those that would give them away: also what the breakdown by county, which the
// same reader may ask for, would give away of towns.
func (b *Breakdown) hide(s sight) {
	parts, total := map[string]pair{}, pair{b.Total.Numerator, b.Total.Denominator}
	for _, l := range b.Lines {
		parts[l.Key] = pair{l.Numerator, l.Denominator}
	}
	hidden, hideTotal := hideFlat(parts, total)
	if b.By == store.DimTown {
		hidden, hideTotal = hideTowns(parts, total)
	}
	kept := b.Lines[:0]
	for _, l := range b.Lines {
		if hidden[l.Key] {
			if s.only == "" || models.CountyOf(l.Key) == s.only {
				b.Hidden++
			}
			continue
		}
		l.Exclusions, l.Parts, l.Mean, l.Median, l.P90, l.Answered = map[string]int64{}, nil, nil, nil, nil, nil
		kept = append(kept, l)
	}
	b.Lines = kept
	b.Total.Exclusions = map[string]int64{}
	if hideTotal {
		b.Total = b.Total.emptied()
	}
}

func (d *Desk) labelLines(ctx context.Context, s sight, b *Breakdown) error {
	keys := make([]string, len(b.Lines))
	for i, l := range b.Lines {
		keys[i] = l.Key
	}
	names, err := d.namesOf(ctx, s.ask.Scope.County, b.By, keys)
	for i, l := range b.Lines {
		if b.Lines[i].Label = names[l.Key]; b.Lines[i].Label == "" {
			b.Lines[i].Label = l.Key
		}
	}
	return err
}

// namesOf names what a line is about.
func (d *Desk) namesOf(ctx context.Context, county string, dim store.Dimension, keys []string) (map[string]string, error) {
	out := map[string]string{}
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == "" })
	switch dim {
	case store.DimTown, store.DimVillage:
		return d.Store.RegionNames(ctx, keys)
	case store.DimCounty:
		codes := make([]string, len(keys))
		for i, k := range keys {
			codes[i] = k + "000000"
		}
		names, err := d.Store.RegionNames(ctx, codes)
		for _, k := range keys {
			out[k] = names[k+"000000"]
		}
		return out, err
	case store.DimSupplier:
		found, err := d.Store.SuppliersByID(ctx, county, keys)
		for id, s := range found {
			out[id] = s.Name
		}
		return out, err
	case store.DimAide:
		return d.Store.AccountNames(ctx, county, keys)
	case store.DimCategory:
		for _, k := range keys {
			if c, ok := models.CategoryByCode(k); ok {
				out[k] = c.NameZH
			}
		}
	default:
	}
	return out, nil
}

// Cases lists the very cases behind a number, by id and public title: those that fulfil it, those that do not, and those left out.
// Errors: Invalid, Forbidden, NotFound.
func (d *Desk) Cases(ctx context.Context, by models.Actor, code string, part store.Part, q Query, p store.Page) ([]store.Case, string, error) {
	s, def, err := d.one(ctx, by, code, q)
	if err != nil {
		return nil, "", err
	}
	if s.counts {
		return nil, "", models.Forbidden("counts_only")
	}
	if def.Source == "" {
		return nil, "", models.InvalidField("code", "no_cases")
	}
	if part == "" {
		part = store.PartMet
	}
	return d.Store.Cases(ctx, def.Source, def.measure, part, s.ask, p)
}

// SetBase chooses how the county counts its rates: by household or by task. Errors: Invalid, Forbidden.
func (d *Desk) SetBase(ctx context.Context, by models.Actor, in models.ReportBaseDraft) error {
	if _, err := models.Authorise(by, models.ReportConfigure); err != nil {
		return err
	}
	if err := models.Check(in, models.DateOf(d.Store.Now())); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		r := &models.ReportSetting{CountyCode: by.CountyCode, Base: in.Base, SetBy: by.AccountID, UpdatedAt: s.Now(), Version: 1}
		if err := s.PutBase(ctx, r); err != nil {
			return err
		}
		s.Record(models.Event{CountyCode: by.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "report", Step: "set_base",
			RegionCode: by.CountyCode + "000000", Data: map[string]string{"base": string(in.Base)}})
		return nil
	})
}
