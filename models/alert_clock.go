package models

import "time"

// AlertClock is what time does to an alert that waits. NextDueAt is the limit that comes next: the first contact until it was made, then
// the verification.
type AlertClock struct {
	NextDueAt   *time.Time
	RemindAt    *time.Time // nil once reminded, or where there is nobody to remind
	RemindedAt  *time.Time
	EscalateAt  *time.Time // nil where nobody is above
	EscalatedAt *time.Time // since when the grace runs: it went up, or was given to somebody when it was late already
}

// Whom an overdue alert has gone up to.
const (
	EscalatedToTown   = "town"
	EscalatedToCounty = "county"
)

var alertWaits = []AlertStatus{AlertNew, AlertAssigned, AlertAccepted, AlertVisiting, AlertEscalated, AlertReturned}

// AlertsWaiting lists the statuses in which an alert waits to be looked into.
func AlertsWaiting() []AlertStatus { return append([]AlertStatus(nil), alertWaits...) }

// Waits holds until an alert was looked into.
func (s AlertStatus) Waits() bool {
	for _, w := range alertWaits {
		if s == w {
			return true
		}
	}
	return false
}

// AlertLimits are the limits of one severity as instants, with how long the town has before an overdue alert goes on to the county.
type AlertLimits struct {
	Contact, Verify time.Time
	Grace           Limit
}

// AlertLimitsOf answers the limits of an alert of a severity that is raised at an instant: 24 hours run by the clock, working days end with
// the day, and make-up workdays count.
func AlertLimitsOf(rules SLARules, c Calendar, severity Severity, raised time.Time) AlertLimits {
	day := DateOf(raised)
	contact, _ := rules.Limit(SLAAlertContact, string(severity), day)
	verify, _ := rules.Limit(SLAAlertVerify, string(severity), day)
	return AlertLimits{Contact: contact.End(raised, c), Verify: verify.End(raised, c), Grace: contact}
}

// AlertLimitDays bounds the days of the calendar that limits of alerts and the way up may ask for.
func AlertLimitDays(rules SLARules, today Date) int {
	most := 0
	for _, severity := range Severities() {
		contact, _ := rules.Limit(SLAAlertContact, string(severity), today)
		verify, _ := rules.Limit(SLAAlertVerify, string(severity), today)
		most = max(most, contact.Days(), verify.Days())
	}
	return 2 * most
}

// Tighten sets the limits of an alert, or draws them closer: what was promised earlier is never put off.
func (a *Alert) Tighten(l AlertLimits) {
	if a.ContactDueAt == nil || l.Contact.Before(*a.ContactDueAt) {
		a.ContactDueAt = &l.Contact
	}
	if a.DueAt.IsZero() || l.Verify.Before(a.DueAt) {
		a.DueAt = l.Verify
	}
}

// Schedule sets what comes next in time: which limit, when somebody is reminded, and when it goes up. Whoever has it since it went up, or was
// given it late, has the grace first.
func (a *Alert) Schedule(now time.Time, grace Limit, c Calendar) {
	due := a.DueAt
	if a.ContactedAt == nil && a.ContactDueAt != nil && a.ContactDueAt.Before(due) {
		due = *a.ContactDueAt
	}
	a.NextDueAt, a.RemindAt, a.EscalateAt = &due, nil, nil
	if a.AssignedAideID != nil && a.RemindedAt == nil && due.After(now) {
		at := RemindAt(now, due)
		a.RemindAt = &at
	}
	if a.EscalatedTo == EscalatedToCounty {
		return
	}
	up := due
	if a.EscalatedAt != nil {
		if end := grace.End(*a.EscalatedAt, c); up.Before(end) {
			up = end
		}
	}
	a.EscalateAt = &up
}

// Overdue tells whether the next limit of a waiting alert has passed.
func (a *Alert) Overdue(now time.Time) bool {
	return a.Status.Waits() && a.NextDueAt != nil && !now.Before(*a.NextDueAt)
}

// AlertGroup is a part of the queue of alerts, by who is to do what.
type AlertGroup string

// The groups of the queue.
const (
	AlertsOpen      AlertGroup = "open"
	AlertsMine      AlertGroup = "mine"
	AlertsOverdue   AlertGroup = "overdue"
	AlertsUnrouted  AlertGroup = "unrouted" // nobody has it: new, or sent back
	AlertsEscalated AlertGroup = "escalated"
	AlertsVerified  AlertGroup = "verified" // to be closed
	AlertsEnded     AlertGroup = "ended"
)

// AlertGroups lists the groups in the order of the queue.
func AlertGroups() []AlertGroup {
	return []AlertGroup{AlertsMine, AlertsOpen, AlertsOverdue, AlertsUnrouted, AlertsEscalated, AlertsVerified, AlertsEnded}
}

// Statuses are the statuses of a group's alerts.
func (g AlertGroup) Statuses() []AlertStatus {
	switch g {
	case AlertsUnrouted:
		return []AlertStatus{AlertNew, AlertReturned}
	case AlertsEscalated:
		return []AlertStatus{AlertEscalated}
	case AlertsVerified:
		return []AlertStatus{AlertVerified}
	case AlertsEnded:
		return []AlertStatus{AlertClosed, AlertMerged}
	default:
		return AlertsWaiting()
	}
}
