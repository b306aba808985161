package reports

import (
	"context"
	"slices"
	"sort"
	"sync"

	"zhulian/models"
	"zhulian/store"
)

// sight is what somebody may see of a question: whose rows, as what, and how the county counts.
type sight struct {
	ask    store.CountAsk
	counts bool   // by counts alone: suppressed below five
	only   string // by counts alone: the one county that was asked for, of all that are counted
	base   models.ReportBase
}

func (d *Desk) see(ctx context.Context, by models.Actor, q Query) (sight, error) {
	scope, err := viewer(by)
	if err != nil {
		return sight{}, err
	}
	now := d.Store.DataTime(ctx)
	from, to, err := ParsePeriod(q.Period, models.DateOf(now))
	if err != nil {
		return sight{}, err
	}
	s := sight{counts: models.ScopeOf(by, models.ReportView) == models.ScopeCounts}
	switch {
	case s.counts && !models.WholeQuarter(from, to):
		err = models.InvalidField("period", "quarters_only")
	case s.counts:
		s.only, err = q.oneCounty(scope)
	default:
		scope, err = q.narrow(scope)
	}
	if err != nil {
		return sight{}, err
	}
	s.ask = store.CountAsk{Scope: scope, From: from, To: to, AsOf: now, Category: q.Category, Aide: q.Aide, Supplier: q.Supplier}
	if scope.County == "" {
		if s.ask.Counties, err = d.Store.CountiesUnder(ctx, scope.Regions); err != nil {
			return sight{}, err
		}
	} else {
		bases, err := d.Store.Bases(ctx, scope.County)
		if err != nil {
			return sight{}, err
		}
		s.base = bases[scope.County]
	}
	return s, nil
}

// Indicators answers K1 to K17 for a period, in the reader's scope. Errors: Invalid, Forbidden, NotFound for a region outside the scope.
func (d *Desk) Indicators(ctx context.Context, by models.Actor, q Query) ([]Value, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	if s.only != "" {
		return d.valuesOfOne(ctx, s)
	}
	lines, err := d.values(ctx, s)
	if err != nil {
		return nil, err
	}
	out := lines[""]
	if out == nil {
		out = blank(s)
	}
	if s.counts {
		for i := range out {
			out[i].hideSmall()
		}
	}
	return out, nil
}

// blank is every indicator of a line in which nothing was counted.
func blank(s sight) []Value {
	out := make([]Value, len(indicators))
	for i, def := range indicators {
		out[i] = Value{Indicator: def.on(s.base), From: s.ask.From, To: s.ask.To, AsOf: s.ask.AsOf, Exclusions: map[string]int64{}}
	}
	return out
}

// board gathers the values of many lines while its sources are read at once.
type board struct {
	mu    sync.Mutex
	sight sight
	lines map[string][]Value
	rows  map[string][]store.Tally // by source, as they come
	days  map[string][]int         // K9: the working days of each line's needs
}

func newBoard(s sight) *board {
	return &board{sight: s, lines: map[string][]Value{}, rows: map[string][]store.Tally{}}
}

// on changes one value of a line.
func (b *board) on(key, code string, change func(*Value)) {
	if b.lines[key] == nil {
		b.lines[key] = blank(b.sight)
	}
	i := slices.IndexFunc(b.lines[key], func(v Value) bool { return v.Code == code })
	change(&b.lines[key][i])
}

// values counts every indicator, line by line; without a breakdown the one line is "". Sources that cannot be broken down so stay out.
func (d *Desk) values(ctx context.Context, s sight) (map[string][]Value, error) {
	b := newBoard(s)
	// What is read in one piece begins first.
	work := []func() error{func() error { return d.spells(ctx, b) }, func() error { return d.given(ctx, b) }, func() error { return d.coverage(ctx, b) }}
	for _, source := range usedSources(s.base) {
		if s.ask.By == "" || store.SourceHas(source, s.ask.By) {
			work = append(work, d.counts(ctx, b, source)...)
		}
	}
	if err := atOnce(work); err != nil {
		return nil, err
	}
	b.fill()
	return b.lines, nil
}

// readers is how many questions of one report are asked at once. A province is counted in runs of a few counties: what a database sorts and looks up
// for so many stays in the memory that one question has.
const (
	readers = 4
	run     = 8
)

// atOnce does pieces of work on a few goroutines and answers the first fault.
func atOnce(work []func() error) error {
	errs := make([]error, len(work))
	next := make(chan int, len(work))
	for i := range work {
		next <- i
	}
	close(next)
	var wait sync.WaitGroup
	for range min(readers, len(work)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				errs[i] = work[i]()
			}
		}()
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func usedSources(base models.ReportBase) []string {
	seen := map[string]bool{}
	for _, def := range indicators {
		if src := def.on(base).Source; src != "" {
			seen[src] = true
		}
	}
	out := make([]string, 0, len(seen))
	for src := range seen {
		out = append(out, src)
	}
	sort.Strings(out)
	return out
}

// counts is the work of counting a source: of a county in one piece, of a province in runs of counties.
func (d *Desk) counts(ctx context.Context, b *board, source string) []func() error {
	asks := []store.CountAsk{b.sight.ask}
	if len(b.sight.ask.Counties) > run {
		asks = asks[:0]
		for counties := range slices.Chunk(b.sight.ask.Counties, run) {
			part := b.sight.ask
			part.Counties = counties
			asks = append(asks, part)
		}
	}
	work := make([]func() error, len(asks))
	for i, ask := range asks {
		work[i] = func() error {
			rows, err := d.Store.Tallies(ctx, source, ask)
			b.mu.Lock()
			defer b.mu.Unlock()
			b.rows[source] = append(b.rows[source], rows...)
			return err
		}
	}
	return work
}

// fill works the values out of what was counted.
func (b *board) fill() {
	for source, rows := range b.rows {
		for _, row := range store.SumTallies(rows, func(key string) string { return key }) {
			b.put(source, row)
		}
	}
}

func (b *board) put(source string, row store.Tally) {
	at := map[string]int{}
	for i, code := range store.CountSources()[source] {
		at[code] = i
	}
	for _, def := range indicators {
		def = def.on(b.sight.base)
		if def.Source != source {
			continue
		}
		b.on(row.Key, def.Code, func(v *Value) {
			v.count(row.Met[at[def.measure]], row.Of[at[def.measure]])
			v.Exclusions = row.Excluded
			if def.Code == "K10" && row.Of[at["K10r"]] > 0 {
				r := float64(row.Met[at["K10r"]]) / float64(row.Of[at["K10r"]])
				v.Answered = &r
			}
		})
	}
}

// spells is K9: working days from accepted to resolved.
func (d *Desk) spells(ctx context.Context, b *board) error {
	if b.sight.ask.By != "" && !store.SourceHas("need", b.sight.ask.By) {
		return nil
	}
	days, err := d.daysToResolve(ctx, b.sight.ask)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.days = days
	for key, list := range days {
		b.on(key, "K9", func(v *Value) { v.spread(list) })
	}
	return nil
}

func (v *Value) spread(sorted []int) {
	sum := 0
	for _, n := range sorted {
		sum += n
	}
	mean, median, p90 := float64(sum)/float64(len(sorted)), quantile(sorted, 50), quantile(sorted, 90)
	v.Numerator, v.Denominator, v.Mean, v.Median, v.P90 = int64(sum), int64(len(sorted)), &mean, &median, &p90
}

// daysToResolve lists, line by line and sorted, the working days that the resolved needs of a cohort took.
func (d *Desk) daysToResolve(ctx context.Context, ask store.CountAsk) (map[string][]int, error) {
	rows, err := d.Store.Spells(ctx, ask)
	if err != nil {
		return nil, err
	}
	first, last := models.DateOf(ask.AsOf), ask.From
	for _, r := range rows {
		first, last = min(first, r.Accepted), max(last, r.Resolved)
	}
	calendar, err := d.Store.Calendar(ctx, ask.Scope.County, first, last)
	if err != nil {
		return nil, err
	}
	nth := workdayNumbers(calendar, first, last)
	out := map[string][]int{}
	for _, r := range rows {
		for range r.N {
			out[r.Key] = append(out[r.Key], max(0, nth[r.Resolved]-nth[r.Accepted]))
		}
	}
	for _, list := range out {
		sort.Ints(list)
	}
	return out, nil
}

// workdayNumbers numbers the days from one to another by the working days up to each, so that the working days between two are a difference.
func workdayNumbers(c models.Calendar, from, to models.Date) map[models.Date]int {
	out, n := map[models.Date]int{}, 0
	for day := from; day <= to; day = day.AddDays(1) {
		if c.Working(day) {
			n++
		}
		out[day] = n
	}
	return out
}

// given is K15: the value of what was given.
func (d *Desk) given(ctx context.Context, b *board) error {
	switch b.sight.ask.By {
	case store.DimAide:
		return nil
	default:
	}
	rows, err := d.Store.GivenBy(ctx, b.sight.ask)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, row := range rows {
		b.on(row.Key, "K15", func(v *Value) { v.give(map[string]int64{row.Mode: row.ValueFen}) })
	}
	return nil
}

// coverage is K13: towns and villages with a place of the alliance and an aide.
func (d *Desk) coverage(ctx context.Context, b *board) error {
	ask := b.sight.ask
	if ask.By != "" && ask.By != store.DimCounty && ask.By != store.DimTown {
		return nil
	}
	counties := ask.Counties
	if ask.Scope.County != "" {
		counties = []string{ask.Scope.County}
	}
	places, err := d.Store.Places(ctx, counties, models.DateOf(ask.AsOf))
	if err != nil {
		return err
	}
	aides, err := d.Store.AideVillages(ctx, counties)
	if err != nil {
		return err
	}
	has, touched := map[string]bool{}, map[string]bool{}
	for _, list := range aides {
		for _, code := range list {
			has[code], touched[models.TownOf(code)] = true, true
		}
	}
	type tally struct{ met, of int64 }
	lines := map[string]*tally{}
	for _, p := range places {
		if !inside(ask.Scope.Regions, p.Code) {
			continue
		}
		key := map[store.Dimension]string{store.DimCounty: p.CountyCode, store.DimTown: models.TownOf(p.Code)}[ask.By]
		if lines[key] == nil {
			lines[key] = &tally{}
		}
		lines[key].of++
		town := models.TownOf(p.Code)
		if p.NodeKind != models.NodeNone && (has[p.Code] || has[town] || p.Level == models.RegionTown && touched[town]) {
			lines[key].met++
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for key, t := range lines {
		b.on(key, "K13", func(v *Value) { v.count(t.met, t.of) })
	}
	return nil
}

func inside(regions []string, code string) bool {
	if len(regions) == 0 {
		return true
	}
	for _, r := range regions {
		if models.Covers(r, code) {
			return true
		}
	}
	return false
}
