package reports

import (
	"context"
	"slices"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// ByOffer groups what came of trainings by the training itself.
const ByOffer Grouping = "offer"

// TrainingGroupings lists how the report of trainings can be broken down by somebody: a supplier sees its own, and whoever sees counts only sees no
// supplier.
func TrainingGroupings(by models.Actor) []Grouping {
	switch models.ScopeOf(by, models.WorkReport) {
	case models.ScopeOwn:
		return []Grouping{ByOffer, ByTown}
	case models.ScopeCounts:
		return []Grouping{ByCounty, ByTown}
	default:
		return []Grouping{ByOffer, BySupplier, ByTown}
	}
}

// Trained is a line of the report of trainings: who is in work after ninety days, of those whose training ended that long ago. Whoever was not
// reached or not asked stays below the line; who died or moved away is left out, by code. Waiting are those whose ninety days are not over.
type Trained struct {
	Key, Label             string
	Numerator, Denominator int64
	Rate                   *float64
	Exclusions             map[string]int64
	Waiting                int64
}

// TrainedReport is what came of the trainings that ended in a period. Outside says that the reader stands outside the county, so that small numbers
// are hidden and nothing is told of who was left out or waits.
type TrainedReport struct {
	From, To    models.Date
	AsOf        time.Time
	GroupBy     Grouping
	Total       Trained
	TotalHidden bool
	Groups      []Trained
	Suppressed  int
	Outside     bool
}

// Trained answers how many of those whose training ended in a period are in work after ninety days. Errors: Invalid, Forbidden.
func (d *Desk) Trained(ctx context.Context, by models.Actor, from, to models.Date, group Grouping) (*TrainedReport, error) {
	scope, err := trainer(by)
	if err != nil {
		return nil, err
	}
	now := d.Store.DataTime(ctx)
	if to == "" {
		to = models.DateOf(now)
	}
	if from == "" {
		from = to.AddMonths(-11)
	}
	may := TrainingGroupings(by)
	if group == "" {
		group = may[0]
	}
	if err := checkPeriod(from, to, ByNothing); err != nil {
		return nil, err
	}
	if !slices.Contains(may, group) {
		return nil, models.InvalidField("group_by", "oneof")
	}
	rows, err := d.Store.TrainedLines(ctx, scope, from, to)
	if err != nil {
		return nil, err
	}
	out := &TrainedReport{From: from, To: to, AsOf: now, GroupBy: group, Outside: outside(by)}
	out.count(rows, models.DateOf(now))
	if out.Outside {
		out.suppress()
	}
	return out, d.nameTrained(ctx, scope.County, out)
}

// outside tells whether somebody stands outside the county's own roles.
func outside(by models.Actor) bool {
	s := models.ScopeOf(by, models.WorkReport)
	return s == models.ScopeOwn || s == models.ScopeCounts
}

// trainer is the part of the trainings that somebody may see in the report.
func trainer(by models.Actor) (store.Scope, error) {
	scope, err := models.Authorise(by, models.WorkReport)
	if err != nil {
		return store.Scope{}, err
	}
	out := store.Scope{County: by.CountyCode, Regions: by.Regions}
	switch scope {
	case models.ScopeOwn:
		if by.SupplierID == "" {
			return store.Scope{}, models.Forbidden("no_supplier")
		}
		return store.Scope{County: by.CountyCode, Supplier: by.SupplierID}, nil
	case models.ScopeCounts:
		out.County = ""
	default:
	}
	if len(out.Regions) == 0 {
		return store.Scope{}, models.Forbidden("no_region")
	}
	return out, nil
}

func (r *TrainedReport) count(rows []store.TrainedLine, today models.Date) {
	groups := map[string]*Trained{}
	r.Total.Exclusions = map[string]int64{}
	for _, row := range rows {
		key := r.keyOf(row)
		if groups[key] == nil {
			groups[key] = &Trained{Key: key, Exclusions: map[string]int64{}}
		}
		r.Total.add(row, today)
		groups[key].add(row, today)
	}
	r.Total.Rate = share(r.Total.Numerator, r.Total.Denominator)
	for _, g := range groups {
		g.Rate = share(g.Numerator, g.Denominator)
		r.Groups = append(r.Groups, *g)
	}
	slices.SortFunc(r.Groups, func(a, b Trained) int { return strings.Compare(a.Key, b.Key) })
}

func (r *TrainedReport) keyOf(row store.TrainedLine) string {
	switch r.GroupBy {
	case BySupplier:
		return row.SupplierID
	case ByTown:
		return models.TownOf(row.RegionCode)
	case ByCounty:
		return row.CountyCode + "000000"
	default:
		return row.OfferID
	}
}

func (t *Trained) add(row store.TrainedLine, today models.Date) {
	asked := row.Employed != ""
	switch {
	case !asked && (row.CloseCode == models.VoidDied || row.CloseCode == models.VoidMovedAway):
		t.Exclusions[string(row.CloseCode)]++
	case !asked && row.TrainedOn.AddDays(models.WorkResultDay) > today:
		t.Waiting++
	default:
		t.Denominator++
		if row.Employed == models.EmployedYes {
			t.Numerator++
		}
	}
}

// suppress leaves out the groups that could point at somebody, and those that would give them away.
func (r *TrainedReport) suppress() {
	pairs := make([]pair, len(r.Groups))
	for i, g := range r.Groups {
		pairs[i] = pair{g.Numerator, g.Denominator}
	}
	hidden, total := hideLines(pairs, pair{r.Total.Numerator, r.Total.Denominator})
	kept := r.Groups[:0]
	for i, g := range r.Groups {
		if hidden[i] {
			r.Suppressed++
			continue
		}
		g.Exclusions, g.Waiting = map[string]int64{}, 0
		kept = append(kept, g)
	}
	r.Groups, r.TotalHidden = kept, total
	r.Total.Exclusions, r.Total.Waiting = map[string]int64{}, 0
	if total {
		r.Total = Trained{Exclusions: map[string]int64{}}
	}
}

// nameTrained names the groups.
func (d *Desk) nameTrained(ctx context.Context, county string, r *TrainedReport) error {
	keys := make([]string, len(r.Groups))
	for i, g := range r.Groups {
		keys[i] = g.Key
	}
	names := map[string]string{}
	switch r.GroupBy {
	case ByOffer:
		offers, err := d.Store.OffersByID(ctx, county, keys)
		if err != nil {
			return err
		}
		for id, o := range offers {
			names[id] = o.Title
		}
	case BySupplier:
		suppliers, err := d.Store.SuppliersByID(ctx, county, keys)
		if err != nil {
			return err
		}
		for id, s := range suppliers {
			names[id] = s.Name
		}
	default:
		var err error
		if names, err = d.Store.RegionNames(ctx, keys); err != nil {
			return err
		}
	}
	for i := range r.Groups {
		r.Groups[i].Label = names[r.Groups[i].Key]
	}
	return nil
}

// trainedTable is the report of trainings as a table to take away.
func (d *Desk) trainedTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	r, err := d.Trained(ctx, by, p.From, p.To, p.Group)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: append([]string{"key", "label"}, append(valueHeads, "waiting")...), from: r.From, to: r.To}
	total := r.Total
	total.Label = p.say("paper.total")
	lines := append(slices.Clone(r.Groups), total)
	t.rows = each(lines, func(l Trained) []any {
		if r.TotalHidden && l.Key == "" {
			return []any{l.Key, l.Label, nil, nil, nil, "", nil}
		}
		return []any{l.Key, l.Label, l.Numerator, l.Denominator, number(l.Rate), left(l.Exclusions), l.Waiting}
	})
	return t, nil
}
