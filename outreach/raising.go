package outreach

import (
	"context"
	"slices"
	"strconv"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// raising is one transaction's work of turning findings into alerts: what it has read, and what it is going to write.
type raising struct {
	s       *store.Store
	by      models.Actor
	now     time.Time
	today   models.Date
	limits  *limits
	router  *router
	feeds   map[string]string // by signal
	waiting map[string]*models.Alert
	resting map[string]*models.Alert
	had     map[string]*store.Attached
	why     map[string][]models.AlertReason // by alert
	fresh   []models.Alert
	reasons []models.AlertReason
	ties    []models.AlertSignal
	touched []string        // alerts
	red     []*models.Alert // of households, that became red just now
	out     Raised
}

func startRaising(ctx context.Context, s *store.Store, by models.Actor, found []Finding) (*raising, error) {
	now := s.Now()
	r := &raising{s: s, by: by, now: now, today: models.DateOf(now)}
	var keys, signals []string
	for _, f := range found {
		keys, signals = append(keys, dedupeKey(f)), append(signals, f.SignalIDs...)
	}
	keys = distinct(keys)
	err := s.HoldAlerts(ctx, by.CountyCode)
	if err == nil {
		r.limits, err = limitsOf(ctx, s, by.CountyCode)
	}
	if err == nil {
		r.router, err = startRouting(ctx, s, by.CountyCode)
	}
	if err == nil {
		r.feeds, err = s.SignalFeeds(ctx, by.CountyCode, distinct(signals))
	}
	if err == nil {
		r.waiting, err = s.WaitingAlerts(ctx, by.CountyCode, keys)
	}
	if err == nil {
		r.resting, err = s.RestingAlerts(ctx, by.CountyCode, keys, r.today)
	}
	if err == nil {
		r.had, err = s.AttachedTo(ctx, by.CountyCode, keys)
	}
	if err == nil {
		r.why, err = s.Reasons(ctx, by.CountyCode, r.ids()...)
	}
	return r, err
}

// ids are the alerts that wait or rest.
func (r *raising) ids() (out []string) {
	for _, some := range []map[string]*models.Alert{r.waiting, r.resting} {
		for _, a := range some {
			out = append(out, a.ID)
		}
	}
	return out
}

func distinct(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *raising) feedOf(f Finding) string {
	if len(f.SignalIDs) == 0 {
		return ""
	}
	return r.feeds[f.SignalIDs[0]]
}

// take turns one group into a new alert, or lets it come to the one that waits or rests.
func (r *raising) take(ctx context.Context, g group) error {
	var fresh []Finding
	for _, f := range g.found {
		if r.known(g.key, f) {
			r.out.Known++
			continue
		}
		fresh = append(fresh, f)
	}
	if len(fresh) == 0 {
		return nil
	}
	if a := r.waiting[g.key]; a != nil {
		return r.merge(ctx, a, fresh)
	}
	if a := r.resting[g.key]; a != nil && !r.wakes(g.key, fresh) {
		return r.rest(ctx, a, fresh)
	}
	return r.open(ctx, g.key, fresh)
}

// known holds for a finding that says nothing new: its rule held here before, for signals that are all attached, or, without any, for the same
// day.
func (r *raising) known(key string, f Finding) bool {
	had := r.had[key]
	if had == nil || had.Rules[f.RuleCode] == nil {
		return false
	}
	if len(f.SignalIDs) == 0 {
		return f.Once || had.Rules[f.RuleCode][f.EventOn]
	}
	return !slices.ContainsFunc(f.SignalIDs, func(id string) bool { return !had.Signals[id] })
}

// wakes tells whether findings break a rest: a red one does, unless its rule held here before for an event of the same day, which is then told
// by somebody else once more.
func (r *raising) wakes(key string, fresh []Finding) bool {
	had := r.had[key]
	return slices.ContainsFunc(fresh, func(f Finding) bool {
		return f.Severity == models.SeverityRed && (had == nil || !had.Rules[f.RuleCode][f.EventOn])
	})
}

// open raises a new alert and gives it to whoever is to look into it.
func (r *raising) open(ctx context.Context, key string, fresh []Finding) error {
	first := fresh[0]
	a := models.Alert{CountyCode: r.by.CountyCode, ID: models.NewID(r.now), Family: first.Family, DedupeKey: key, HouseholdID: first.HouseholdID,
		Downward: first.Kind == models.RuleDownward, RaisedAt: r.now, CreatedAt: r.now, UpdatedAt: r.now, Version: 1, Status: models.AlertNew}
	if a.HouseholdID == nil {
		a.UnmatchedIndex = first.PersonIndex
	}
	r.lead(&a, first)
	for _, f := range fresh {
		a.Downward = a.Downward && f.Kind == models.RuleDownward
	}
	r.attach(&a, fresh)
	route, err := r.router.route(ctx, r.s, first, r.today)
	if err != nil {
		return err
	}
	a.RegionCode = route.Region
	a.Tighten(r.limits.of(a.Severity, r.now))
	r.tell(&a, "raise", "", models.AlertNew, nil)
	if route.Aide != "" {
		a.AssignedAideID, a.CoversFor, a.Status = &route.Aide, route.CoversFor, models.AlertAssigned
		r.tell(&a, "assign", models.AlertNew, models.AlertAssigned, nil)
	} else {
		r.tell(&a, "queue", models.AlertNew, models.AlertNew, nil)
	}
	r.limits.schedule(&a, r.now)
	r.hurry(&a)
	r.fresh, r.out.IDs = append(r.fresh, a), append(r.out.IDs, a.ID)
	r.out.Alerts++
	return nil
}

// merge lets findings come to a waiting alert. It may become graver, and then the stricter limits hold.
func (r *raising) merge(ctx context.Context, a *models.Alert, fresh []Finding) error {
	version, before := a.Version, a.Severity
	for _, f := range fresh {
		if leads(f, a) {
			r.lead(a, f)
		}
		a.Downward = a.Downward && f.Kind == models.RuleDownward
		a.Tighten(r.limits.of(f.Severity, r.now))
	}
	r.attach(a, fresh)
	step := "attach"
	if a.Severity.Rank() < before.Rank() {
		step, a.RemindedAt = "rise", nil
		r.hurry(a)
	}
	r.limits.schedule(a, r.now)
	r.tell(a, step, a.Status, a.Status, map[string]string{"severity": string(a.Severity), "rule": fresh[0].RuleCode})
	r.out.Merged += len(fresh)
	return r.s.ReviseAlert(ctx, a, version)
}

// hurry notes that somebody must go at once: a red alert of a household asks for a visit at home. A re-check of a benefit does not.
func (r *raising) hurry(a *models.Alert) {
	if a.Severity == models.SeverityRed && a.HouseholdID != nil && !a.Downward {
		r.red = append(r.red, a)
	}
}

// rest lets findings come to an alert that was looked into, so that nothing is lost, and nobody is sent again.
func (r *raising) rest(ctx context.Context, a *models.Alert, fresh []Finding) error {
	version := a.Version
	r.attach(a, fresh)
	r.tell(a, "rest", a.Status, a.Status, map[string]string{"rule": fresh[0].RuleCode})
	r.out.Rested += len(fresh)
	return r.s.ReviseAlert(ctx, a, version)
}

// attach ties what findings rest on to an alert.
func (r *raising) attach(a *models.Alert, fresh []Finding) {
	r.touched = append(r.touched, a.ID)
	tied := map[string]bool{}
	for _, f := range fresh {
		for _, id := range f.SignalIDs {
			if !tied[id] {
				tied[id] = true
				r.ties = append(r.ties, models.AlertSignal{CountyCode: a.CountyCode, AlertID: a.ID, SignalID: id, AttachedAt: r.now})
			}
		}
		r.reason(a, f)
	}
}

// reason notes why an alert was raised. A rule is a reason once, by the gravest of its findings, whichever came first.
func (r *raising) reason(a *models.Alert, f Finding) {
	reason := r.reasonOf(a.ID, f)
	for _, had := range r.why[a.ID] {
		if had.RuleCode == f.RuleCode && !graverReason(reason, had) {
			return
		}
	}
	r.why[a.ID] = append(r.why[a.ID], reason)
	r.reasons = append(r.reasons, reason)
}

func (r *raising) tell(a *models.Alert, step string, from, to models.AlertStatus, data map[string]string) {
	if data == nil {
		data = map[string]string{"severity": string(a.Severity), "rule": a.RuleCode, "version": strconv.Itoa(a.RuleVersion)}
	}
	flow.Log(r.s, r.by, alertSubject(a), step, string(from), string(to), data)
}

// write writes what was raised, all at once.
func (r *raising) write(ctx context.Context) error {
	if len(r.fresh) > 0 {
		if err := r.s.InsertAll(ctx, r.fresh); err != nil {
			return err
		}
	}
	if err := r.s.PutReasons(ctx, r.reasons); err != nil {
		return err
	}
	if err := r.s.AttachSignals(ctx, r.ties); err != nil {
		return err
	}
	if err := r.s.CountSignals(ctx, r.by.CountyCode, r.touched); err != nil {
		return err
	}
	return visitRed(ctx, r.s, r.by, r.red)
}
