package outreach

import (
	"cmp"
	"context"
	"slices"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// findingOf makes of a reason that stands the finding that it was; what of it the reason does not say comes from the signals that are left,
// and from the rule.
func (l *looking) findingOf(a *models.Alert, r models.AlertReason) Finding {
	f := Finding{CountyCode: a.CountyCode, RuleCode: r.RuleCode, RuleVersion: r.RuleVersion, Family: a.Family, Kind: models.RuleTrigger, Severity: r.Severity,
		RestDays: a.RestDays, HouseholdID: a.HouseholdID, PersonID: r.PersonID, PersonIndex: a.UnmatchedIndex, RegionCode: a.RegionCode,
		EventOn: r.EventOn, AmountFen: r.AmountFen, Facts: r.Facts, SourceDept: a.SourceDept}
	if rule := l.version(r); rule != nil {
		f.Kind, f.RestDays, f.Once, f.SourceDept = rule.Kind, rule.RestDays, rule.Once, rule.SourceDept
	}
	for _, t := range l.ties[a.ID] { // in the order of their events
		if t.Feed == r.Feed && t.EventOn <= r.EventOn {
			f.SignalIDs, f.BatchID, f.SourceDept = []string{t.SignalID}, &t.BatchID, t.SourceDept
		}
	}
	return f
}

// settle gives every alert the reasons, the lead, the limits and the signals that it would have without the list, or closes it.
func (l *looking) settle(ctx context.Context) error {
	var stay, gone, calm []string
	for _, id := range sortedKeys(l.alerts) {
		a := l.alerts[id]
		events := l.events(a)
		switch {
		case len(events) > 0:
			red := a.Severity == models.SeverityRed && !a.Downward
			if err := l.renew(ctx, a, events); err != nil {
				return err
			}
			if stay = append(stay, id); red && (a.Severity != models.SeverityRed || a.Downward) {
				calm = append(calm, id)
			}
		case l.unexplained(a):
			stay = append(stay, id)
		default:
			if err := withdrawAlert(ctx, l.s, l.by, a); err != nil {
				return err
			}
			gone = append(gone, id)
		}
	}
	if err := l.s.PutReasons(ctx, l.reasons); err != nil {
		return err
	}
	if err := l.s.CountSignals(ctx, l.by.CountyCode, slices.Concat(stay, gone)); err != nil {
		return err
	}
	return callOff(ctx, l.s, l.by, slices.Concat(calm, gone))
}

// unexplained holds for an alert that still has signals, and that no rule can be asked about again: it never had reasons, or its signals came
// when nobody knew the household.
func (l *looking) unexplained(a *models.Alert) bool {
	ties := l.ties[a.ID]
	strange := a.HouseholdID != nil && slices.ContainsFunc(ties, func(t store.Tie) bool { return t.HouseholdID == nil })
	return len(ties) > 0 && (len(l.why[a.ID]) == 0 || strange)
}

// events are the reasons of an alert that stand and what was found again of other rules, in the order in which they came.
func (l *looking) events(a *models.Alert) []again {
	stands, out := map[string]bool{}, []again(nil)
	for _, r := range l.why[a.ID] {
		if l.stands(r) {
			stands[r.RuleCode] = true
			out = append(out, again{l.findingOf(a, r), r.FoundAt})
		}
	}
	for _, e := range l.found[owner(a)] {
		if dedupeKey(e.Finding) == a.DedupeKey && !stands[e.RuleCode] {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b again) int { return cmp.Or(a.at.Compare(b.at), graver(a.Finding, b.Finding)) })
	return out
}

// renew lets an alert go by what happened without the list.
func (l *looking) renew(ctx context.Context, a *models.Alert, events []again) error {
	version, reasons := a.Version, map[string]models.AlertReason{}
	a.PersonID, a.Downward = nil, true
	for i, e := range events {
		if i == 0 || leads(e.Finding, a) {
			l.lead(a, e.Finding)
		}
		a.Downward = a.Downward && e.Kind == models.RuleDownward
		r := l.reasonOf(a.ID, e.Finding)
		r.FoundAt = e.at
		if had, ok := reasons[r.RuleCode]; !ok || graverReason(r, had) {
			reasons[r.RuleCode] = r
		}
	}
	l.limit(a, events)
	if err := l.rewrite(ctx, a, reasons); err != nil {
		return err
	}
	l.tell(a, "look_anew", a.Status, a.Status, map[string]string{"severity": string(a.Severity), "rule": a.RuleCode, "batch": l.batch.ID})
	return l.s.ReviseAlert(ctx, a, version)
}

// limit sets the limits that an alert would have, and what comes next in time.
func (l *looking) limit(a *models.Alert, events []again) {
	a.ContactDueAt, a.DueAt = nil, time.Time{}
	for _, e := range events {
		a.Tighten(l.limits.of(e.Severity, e.at))
	}
	for _, e := range l.found[owner(a)] {
		if dedupeKey(e.Finding) == a.DedupeKey {
			a.Tighten(l.limits.of(e.Severity, e.at))
		}
	}
	l.limits.schedule(a, l.now)
}

// rewrite leaves an alert the reasons given, and the signals that were tied to it before the list came or that something found again rests on.
func (l *looking) rewrite(ctx context.Context, a *models.Alert, reasons map[string]models.AlertReason) error {
	var codes, loose []string
	for _, r := range l.why[a.ID] {
		if _, stays := reasons[r.RuleCode]; !stays {
			codes = append(codes, r.RuleCode)
		}
	}
	for _, code := range sortedKeys(reasons) {
		if r := reasons[code]; !l.stands(r) || !slices.ContainsFunc(l.why[a.ID], func(had models.AlertReason) bool { return had.RuleCode == code && l.stands(had) }) {
			l.reasons = append(l.reasons, r)
		}
	}
	rests := map[string]bool{}
	for _, e := range l.found[owner(a)] {
		for _, id := range e.SignalIDs {
			rests[id] = rests[id] || dedupeKey(e.Finding) == a.DedupeKey
		}
	}
	for _, t := range l.ties[a.ID] {
		if !rests[t.SignalID] && !t.AttachedAt.Before(*l.batch.AppliedAt) {
			loose = append(loose, t.SignalID)
		}
	}
	if err := l.s.DropReasons(ctx, a.CountyCode, a.ID, codes); err != nil {
		return err
	}
	return l.s.Untie(ctx, a.CountyCode, a.ID, loose)
}

// callOff takes away the visits that alerts had asked for which are no longer red, or no longer there, where nobody has gone.
func callOff(ctx context.Context, s *store.Store, by models.Actor, alerts []string) error {
	windows, err := s.WindowsOfAlerts(ctx, by.CountyCode, alerts)
	if err != nil {
		return err
	}
	ids := make([]string, len(windows))
	for i := range windows {
		w := &windows[i]
		ids[i] = w.ID
		flow.Log(s, by, windowSubject(w), "call_off", string(w.Status), string(w.Status), map[string]string{"household_id": w.HouseholdID})
	}
	return s.DeleteWindows(ctx, by.CountyCode, ids)
}
