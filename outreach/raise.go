package outreach

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// Raised is what findings came to.
type Raised struct {
	Alerts int      // new ones
	Merged int      // findings that came to an alert that waits already
	Rested int      // findings that came to an alert that rests, and raised none
	Known  int      // findings that said nothing new
	IDs    []string // of the new alerts
}

// raise makes alerts of findings, in the caller's transaction: one that waits per household, or unknown person, and family of rules. What is
// found again comes to it, and may make it graver; what is found while it rests comes to it too, unless it is red. Which finding comes
// first makes no difference, and a finding that rests on nothing new does nothing. Errors: none of the caller's making.
func (d *Desk) raise(ctx context.Context, s *store.Store, by models.Actor, found []Finding) (Raised, error) {
	if len(found) == 0 {
		return Raised{}, nil
	}
	r, err := startRaising(ctx, s, by, found)
	if err != nil {
		return Raised{}, err
	}
	for _, g := range groupsOf(found) {
		if err := r.take(ctx, g); err != nil {
			return Raised{}, err
		}
	}
	return r.out, r.write(ctx)
}

// group is what was found about one household, or one unknown person, by the rules of one family, the gravest first.
type group struct {
	key   string
	found []Finding
}

// groupsOf sorts findings so that the order in which they came is forgotten.
func groupsOf(found []Finding) []group {
	byKey := map[string][]Finding{}
	for _, f := range found {
		byKey[dedupeKey(f)] = append(byKey[dedupeKey(f)], f)
	}
	out := make([]group, 0, len(byKey))
	for key, list := range byKey {
		slices.SortFunc(list, graver)
		out = append(out, group{key, list})
	}
	slices.SortFunc(out, func(a, b group) int { return cmp.Compare(a.key, b.key) })
	return out
}

// dedupeKey is what only one waiting alert may have: whom it is about, and the family.
func dedupeKey(f Finding) string {
	whom := "at:" + f.RegionCode
	switch {
	case f.HouseholdID != nil:
		whom = "household:" + *f.HouseholdID
	case len(f.PersonIndex) > 0:
		whom = "person:" + hex.EncodeToString(f.PersonIndex)
	case len(f.SignalIDs) > 0:
		whom = "signal:" + slices.Min(f.SignalIDs) // nobody can tell who it is: each row speaks for itself
	}
	return whom + ":" + f.Family
}

// graver orders findings: the more severe first, then by rule, then the later event and the larger amount. It is a total order of what
// people see, so that a group has one first whatever came first.
func graver(a, b Finding) int {
	return cmp.Or(a.Severity.Rank()-b.Severity.Rank(), cmp.Compare(a.RuleCode, b.RuleCode), cmp.Compare(b.EventOn, a.EventOn),
		cmp.Compare(fen(b.AmountFen), fen(a.AmountFen)), b.RuleVersion-a.RuleVersion, slices.Compare(a.SignalIDs, b.SignalIDs))
}

func fen(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

// reasonOf is what a finding leaves on an alert.
func (r *raising) reasonOf(alert string, f Finding) models.AlertReason {
	return models.AlertReason{CountyCode: r.by.CountyCode, AlertID: alert, RuleCode: f.RuleCode, RuleVersion: f.RuleVersion, Severity: f.Severity,
		Feed: r.feedOf(f), PersonID: f.PersonID, EventOn: f.EventOn, AmountFen: f.AmountFen, Facts: f.Facts, FoundAt: r.now}
}

// leads tells whether a finding is a graver reason than the one that an alert goes by.
func leads(f Finding, a *models.Alert) bool {
	return graver(f, Finding{Severity: a.Severity, RuleCode: a.RuleCode, EventOn: a.EventOn, AmountFen: a.AmountFen, RuleVersion: a.RuleVersion}) < 0
}

// lead lets an alert go by a finding.
func (r *raising) lead(a *models.Alert, f Finding) {
	a.RuleCode, a.RuleVersion, a.Severity, a.SourceDept, a.Feed = f.RuleCode, f.RuleVersion, f.Severity, f.SourceDept, r.feedOf(f)
	a.BatchID, a.EventOn, a.AmountFen, a.Evidence = f.BatchID, f.EventOn, f.AmountFen, f.Facts
	a.RestDays = f.RestDays
	if f.Once {
		a.RestDays = restForEver
	}
	if f.PersonID != nil {
		a.PersonID = f.PersonID
	}
}

// restForEver is longer than anybody lives.
const restForEver = 200 * 366
