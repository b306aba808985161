package models

import "slices"

// NeedGroup says whom a need waits for, so that everybody finds what is theirs to do.
type NeedGroup string

// The groups of needs.
const (
	NeedsForTown       NeedGroup = "town"     // to be accepted or returned
	NeedsForAide       NeedGroup = "aide"     // to be sent, or mended and sent again
	NeedsForMatch      NeedGroup = "match"    // nobody has been asked for them yet
	NeedsForSupplier   NeedGroup = "supplier" // to be answered or delivered
	NeedsToConfirm     NeedGroup = "confirm"  // delivered: to be confirmed with the household, and called resolved
	NeedsForGovernment NeedGroup = "gov"      // referred to the government's own relief
	NeedsAtRest        NeedGroup = "rest"     // suspended
	NeedsEnded         NeedGroup = "ended"
)

var needGroups = []struct {
	group    NeedGroup
	statuses []NeedStatus
}{
	{NeedsForTown, []NeedStatus{NeedSubmitted}},
	{NeedsForMatch, []NeedStatus{NeedAccepted, NeedOpen, NeedReopened, NeedMatching}},
	{NeedsForSupplier, []NeedStatus{NeedMatched, NeedAgreed, NeedInService}},
	{NeedsToConfirm, []NeedStatus{NeedDelivered, NeedConfirmed}},
	{NeedsForAide, []NeedStatus{NeedDrafted, NeedReturned}},
	{NeedsForGovernment, []NeedStatus{NeedReferredGov}},
	{NeedsAtRest, []NeedStatus{NeedSuspended}},
	{NeedsEnded, []NeedStatus{NeedResolved, NeedClosedUnmet, NeedMerged, NeedWithdrawn, NeedVoid}},
}

// NeedGroups lists the groups in the order in which a need passes through them.
func NeedGroups() []NeedGroup {
	out := make([]NeedGroup, len(needGroups))
	for i, g := range needGroups {
		out[i] = g.group
	}
	return out
}

// Statuses lists the statuses of the group; an unknown group has none.
func (g NeedGroup) Statuses() []NeedStatus {
	for _, known := range needGroups {
		if known.group == g {
			return slices.Clone(known.statuses)
		}
	}
	return nil
}

// NeedsNotEnded lists the statuses of needs that wait for somebody.
func NeedsNotEnded() []NeedStatus {
	var out []NeedStatus
	for _, g := range needGroups {
		if g.group != NeedsEnded {
			out = append(out, g.statuses...)
		}
	}
	return out
}
