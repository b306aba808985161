package outreach

import (
	"cmp"
	"context"
	"slices"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// looking looks anew at alerts after a list that they rested on was taken back. What was found before the list came stands; what was found
// with it or after it is asked again, on the days on which the signals that are left came, as if the list had never been.
type looking struct {
	raising
	batch  *models.FeedBatch
	alerts map[string]*models.Alert
	ties   map[string][]store.Tie // by alert: the signals that are left
	rules  models.AlertRules
	found  map[string][]again // by whom
}

// again is what a rule found when it was asked once more, and when it would have.
type again struct {
	Finding
	at time.Time
}

// owner is whose alerts are looked at: a household, or an unknown person by the blind index. What one row alone says of nobody has no name.
func owner(a *models.Alert) string {
	if a.HouseholdID != nil {
		return *a.HouseholdID
	}
	return string(a.UnmatchedIndex)
}

// lookAnew looks at the alerts that hung on a list that was taken back, and at the composite ones of the same households. Those for which no
// reason is left are closed.
func lookAnew(ctx context.Context, s *store.Store, by models.Actor, b *models.FeedBatch, hung []models.Alert) error {
	l, err := startLooking(ctx, s, by, b, hung)
	if err != nil {
		return err
	}
	homes, strangers := map[string][]*models.Alert{}, map[string][]*models.Alert{}
	for _, id := range sortedKeys(l.alerts) {
		a := l.alerts[id]
		switch {
		case a.HouseholdID != nil:
			homes[owner(a)] = append(homes[owner(a)], a)
		case len(a.UnmatchedIndex) > 0:
			strangers[owner(a)] = append(strangers[owner(a)], a)
		}
	}
	if err := l.replay(ctx, homes, l.households); err != nil {
		return err
	}
	if err := l.replay(ctx, strangers, l.strangers); err != nil {
		return err
	}
	return l.settle(ctx)
}

func startLooking(ctx context.Context, s *store.Store, by models.Actor, b *models.FeedBatch, hung []models.Alert) (*looking, error) {
	now := s.Now()
	l := &looking{raising: raising{s: s, by: by, now: now, today: models.DateOf(now), feeds: map[string]string{}}, batch: b, alerts: map[string]*models.Alert{},
		found: map[string][]again{}}
	if err := l.gather(ctx, hung); err != nil {
		return nil, err
	}
	ids := sortedKeys(l.alerts)
	own, err := s.AlertRules(ctx, by.CountyCode, "")
	if err == nil {
		l.rules = models.RulesWith(by.CountyCode, own)
		l.limits, err = limitsOf(ctx, s, by.CountyCode)
	}
	if err == nil {
		l.why, err = s.Reasons(ctx, by.CountyCode, ids...)
	}
	if err == nil {
		l.ties, err = s.Ties(ctx, by.CountyCode, ids)
	}
	for _, ties := range l.ties {
		for _, t := range ties {
			l.feeds[t.SignalID] = t.Feed
		}
	}
	return l, err
}

// gather takes the alerts that hung on the list and wait, and the composite ones of the same households on which nobody works.
func (l *looking) gather(ctx context.Context, hung []models.Alert) error {
	var homes []string
	for i := range hung {
		if a := &hung[i]; a.Status.Waits() {
			l.alerts[a.ID] = a
			if a.HouseholdID != nil {
				homes = append(homes, *a.HouseholdID)
			}
		}
	}
	waiting, err := l.s.WaitingOf(ctx, l.by.CountyCode, distinct(homes))
	if err != nil {
		return err
	}
	worked, err := l.s.AlertsWorked(ctx, l.by.CountyCode, idsOf(waiting))
	for i := range waiting {
		if a := &waiting[i]; l.alerts[a.ID] == nil && !worked[a.ID] && a.RaisedAt.After(*l.batch.AppliedAt) {
			l.alerts[a.ID] = a
		}
	}
	return err
}

// stands holds for a reason that was there before the list came.
func (l *looking) stands(r models.AlertReason) bool { return r.FoundAt.Before(*l.batch.AppliedAt) }

// moments are when rules are asked again about somebody: when the signals that are left came, and when a composite rule held.
func (l *looking) moments(alerts []*models.Alert) []time.Time {
	var out []time.Time
	for _, a := range alerts {
		for _, t := range l.ties[a.ID] {
			out = append(out, t.CreatedAt)
		}
		for _, r := range l.why[a.ID] {
			if rule := l.version(r); rule != nil && rule.Kind == models.RuleComposite && !l.stands(r) {
				out = append(out, r.FoundAt)
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

func (l *looking) version(r models.AlertReason) *models.AlertRule {
	i := slices.IndexFunc(l.rules, func(v models.AlertRule) bool { return v.Code == r.RuleCode && v.RuleVersion == r.RuleVersion })
	if i < 0 {
		return nil
	}
	return &l.rules[i]
}

// replay asks the rules again about everybody, day by day.
func (l *looking) replay(ctx context.Context, of map[string][]*models.Alert, read func(context.Context, *judging, []string) (map[string]known, error)) error {
	days, moments := map[models.Date][]string{}, map[string][]time.Time{}
	for _, key := range sortedKeys(of) {
		moments[key] = l.moments(of[key])
		for _, at := range moments[key] {
			if day := models.DateOf(at); !slices.Contains(days[day], key) {
				days[day] = append(days[day], key)
			}
		}
	}
	for _, day := range sortedDays(days) {
		j, err := startJudging(ctx, l.s, l.by.CountyCode, day)
		if err != nil {
			return err
		}
		for keys := range slices.Chunk(days[day], householdsAtOnce) {
			all, err := read(ctx, j, keys)
			if err != nil {
				return err
			}
			for _, key := range keys {
				k, ok := all[key]
				for _, at := range moments[key] {
					if !ok || models.DateOf(at) != day {
						continue
					}
					if err := l.ask(j, k, key, at); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func sortedDays[V any](m map[models.Date]V) []models.Date {
	out := make([]models.Date, 0, len(m))
	for day := range m {
		out = append(out, day)
	}
	slices.Sort(out)
	return out
}

func (l *looking) households(ctx context.Context, j *judging, ids []string) (map[string]known, error) {
	byID, err := l.s.HouseholdsByID(ctx, l.by.CountyCode, ids)
	if err != nil {
		return nil, err
	}
	var list []models.Household
	for _, id := range ids {
		if h, ok := byID[id]; ok {
			list = append(list, h)
		}
	}
	all, err := j.read.households(ctx, list)
	out := make(map[string]known, len(all))
	for _, k := range all {
		out[k.household.ID] = k
	}
	return out, err
}

func (l *looking) strangers(ctx context.Context, j *judging, keys []string) (map[string]known, error) {
	indexes := make([][]byte, len(keys))
	for i, key := range keys {
		indexes[i] = []byte(key)
	}
	rows, err := l.s.SignalsUnplaced(ctx, l.by.CountyCode, indexes, j.read.since)
	out := make(map[string]known, len(rows))
	for key, list := range rows {
		out[key] = j.read.nobody(list)
	}
	return out, err
}

// ask asks about somebody as was known at an instant: the rules of the feeds that came then, and the composite ones.
func (l *looking) ask(j *judging, k known, key string, at time.Time) error {
	var feeds []string
	signals := map[string][]signal{}
	for feed, list := range k.signals {
		for _, s := range list {
			if !s.CreatedAt.After(at) {
				signals[feed], l.feeds[s.ID] = append(signals[feed], s), feed
			}
			if s.CreatedAt.Equal(at) && !slices.Contains(feeds, feed) {
				feeds = append(feeds, feed)
			}
		}
	}
	k.signals, k.marks = signals, l.marksAt(k.marks, key, at)
	var out []Finding
	if err := j.about(&k, askedBy(feeds), &out); err != nil {
		return err
	}
	for _, f := range out {
		l.found[key] = append(l.found[key], again{f, at})
	}
	return nil
}

// marksAt are the alerts that somebody had at an instant, each by its gravest reason; of those that are looked at, by what stands or was found
// again.
func (l *looking) marksAt(marks []mark, key string, at time.Time) []mark {
	lead := map[string]Finding{} // by family
	consider := func(f Finding) {
		if had, ok := lead[f.Family]; !ok || graver(f, had) < 0 {
			lead[f.Family] = f
		}
	}
	for _, e := range l.found[key] {
		consider(e.Finding)
	}
	for _, a := range l.alerts {
		for _, r := range l.why[a.ID] {
			if owner(a) == key && l.stands(r) && !r.FoundAt.After(at) {
				consider(l.findingOf(a, r))
			}
		}
	}
	var out []mark
	for _, m := range marks {
		if l.alerts[m.alert] == nil && !m.raised.After(at) {
			out = append(out, m)
		}
	}
	for _, family := range sortedKeys(lead) {
		f := lead[family]
		out = append(out, mark{rule: f.RuleCode, family: family, kind: f.Kind, severity: f.Severity, on: f.EventOn, day: dayNumber(f.EventOn)})
	}
	slices.SortStableFunc(out, func(a, b mark) int { return cmp.Compare(a.on, b.on) })
	return out
}
