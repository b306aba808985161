package outreach

import (
	"context"
	"slices"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// signal is a signal with its day counted, for windows.
type signal struct {
	models.Signal
	day int
}

// mark is an alert that the household has had, or a finding of the same hour.
type mark struct {
	rule, family string
	kind         models.RuleKind
	severity     models.Severity
	on           models.Date
	day          int
	signals      []string
	alert        string // its id; "" for a finding
	raised       time.Time
}

// scored is a household's score of hardship from a day on.
type scored struct {
	on    models.Date
	score int
}

// known is what rules may know about one household on a day, or about one person whose household is not known here.
type known struct {
	household *models.Household // nil: not known here
	index     []byte
	region    string
	members   []models.Person
	signals   map[string][]signal // by feed, in the order of their events
	marks     []mark              // in the order of their events
	listed    *models.Listing
	scores    []scored // in the order of their days
	place     *standing
	day       models.Date
	at        int // the day, counted
}

// standing is what policy sets on a day for a region.
type standing struct {
	lines       models.Lines
	rigidMonths int64
}

// dayNumber counts days, so that windows are a subtraction.
func dayNumber(d models.Date) int { return int(d.Time().Unix() / 86_400) }

// byFeed puts signals in their order by feed.
func byFeed(rows []models.Signal) map[string][]signal {
	out := map[string][]signal{}
	for _, r := range rows {
		out[r.Feed] = append(out[r.Feed], signal{r, dayNumber(r.EventOn)})
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b signal) int {
			if a.day != b.day {
				return a.day - b.day
			}
			return strings.Compare(a.ID, b.ID)
		})
	}
	return out
}

// within are the signals of a feed in the days that look back from the day, both ends included. What lies after the day is not known yet.
func (k *known) within(feed string, days int) []signal {
	list := k.signals[feed]
	from := 0
	for from < len(list) && list[from].day < k.at-days {
		from++
	}
	to := from
	for to < len(list) && list[to].day <= k.at {
		to++
	}
	return list[from:to]
}

// living are the members who are alive on the day.
func (k *known) living() []models.Person {
	if !slices.ContainsFunc(k.members, k.died) {
		return k.members
	}
	return slices.DeleteFunc(slices.Clone(k.members), k.died)
}

func (k *known) died(p models.Person) bool { return p.DeceasedOn != "" && p.DeceasedOn <= k.day }

func (k *known) member(id *string) *models.Person {
	if id == nil {
		return nil
	}
	i := slices.IndexFunc(k.members, func(p models.Person) bool { return p.ID == *id })
	if i < 0 {
		return nil
	}
	return &k.members[i]
}

// reader reads what rules must know about many households, in a few statements for all of them.
type reader struct {
	s         *store.Store
	county    string
	day       models.Date
	since     models.Date // signals and alerts before it lie in no window
	rules     map[string]models.AlertRule
	standards models.Standards
	places    map[string]*standing
}

// startReading begins to read for rules, as the county stands on a day.
func startReading(ctx context.Context, s *store.Store, county string, day models.Date, asked []askable) (*reader, error) {
	r := &reader{s: s, county: county, day: day, rules: map[string]models.AlertRule{}, places: map[string]*standing{}}
	days := 1
	for _, a := range asked {
		days = max(days, a.rule.WindowDays)
		r.rules[a.rule.Code] = a.rule
	}
	r.since = day.AddDays(-days)
	var err error
	r.standards, err = s.Standards(ctx, county)
	return r, err
}

// placeOf is what policy sets for a region on a day; villages of one county mostly share it.
func (r *reader) placeOf(region string, day models.Date) *standing {
	key := region + string(day)
	if p, ok := r.places[key]; ok {
		return p
	}
	p := &standing{lines: r.standards.Lines(region, day)}
	p.rigidMonths, _ = r.standards.Value(models.StandardRigidMonths, region, day)
	r.places[key] = p
	return p
}

// households reads what is known about households that the caller has read, in their order.
func (r *reader) households(ctx context.Context, list []models.Household) ([]known, error) {
	ids := make([]string, len(list))
	for i, h := range list {
		ids[i] = h.ID
	}
	members, err := r.s.Members(ctx, r.county, ids)
	if err != nil {
		return nil, err
	}
	signals, err := r.s.SignalsOf(ctx, r.county, ids, r.since)
	if err != nil {
		return nil, err
	}
	marks, err := r.s.AlertMarks(ctx, r.county, ids, r.since)
	if err != nil {
		return nil, err
	}
	listed, err := r.s.ListedSince(ctx, r.county, ids)
	if err != nil {
		return nil, err
	}
	scores, err := r.s.LevelScores(ctx, r.county, ids)
	if err != nil {
		return nil, err
	}
	out := make([]known, len(list))
	for i := range list {
		h := &list[i]
		out[i] = known{household: h, region: h.RegionCode, members: members[h.ID], signals: byFeed(signals[h.ID]), marks: r.marksOf(marks[h.ID])}
		for _, l := range scores[h.ID] {
			out[i].scores = append(out[i].scores, scored{l.FromOn, l.Score})
		}
		if l, ok := listed[h.ID]; ok {
			out[i].listed = &l
		}
		r.stand(&out[i], r.day)
	}
	return out, nil
}

// stand lets what is known be seen from a day.
func (r *reader) stand(k *known, day models.Date) {
	k.day, k.at, k.place = day, dayNumber(day), r.placeOf(k.region, day)
}

func (r *reader) marksOf(rows []store.AlertMark) []mark {
	var out []mark
	for _, a := range rows {
		rule := r.rules[a.RuleCode]
		out = append(out, mark{rule: a.RuleCode, family: rule.Family, kind: rule.Kind, severity: a.Severity, on: a.EventOn, day: dayNumber(a.EventOn),
			alert: a.ID, raised: a.RaisedAt})
	}
	return out
}

// nobody is what is known where only signals are: of one person by the blind index, or of one signal alone.
func (r *reader) nobody(rows []models.Signal) known {
	k := known{index: rows[0].PersonIndex, region: rows[len(rows)-1].RegionCode, signals: byFeed(rows)}
	r.stand(&k, r.day)
	return k
}

// monthsAfter is the same day some months later.
func monthsAfter(d models.Date, months int64) models.Date {
	return models.Date(d.Time().AddDate(0, int(months), 0).Format(time.DateOnly))
}
