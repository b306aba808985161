package outreach

import (
	"context"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// limits are a county's limits of alerts with the days that they count by.
type limits struct {
	rules    models.SLARules
	calendar models.Calendar
	today    models.Date
}

func limitsOf(ctx context.Context, s *store.Store, county string) (*limits, error) {
	out := &limits{today: models.DateOf(s.Now())}
	var err error
	if out.rules, err = s.SLARules(ctx, county); err != nil {
		return nil, err
	}
	out.calendar, err = s.Calendar(ctx, county, out.today.AddDays(-models.AlertLimitDays(out.rules, out.today)), out.today.AddDays(models.AlertLimitDays(out.rules, out.today)))
	return out, err
}

// of are the limits of an alert of a severity that is raised at an instant.
func (l *limits) of(severity models.Severity, raised time.Time) models.AlertLimits {
	return models.AlertLimitsOf(l.rules, l.calendar, severity, raised)
}

// grace is how long whoever an overdue alert went up to has, before it goes on.
func (l *limits) grace(severity models.Severity) models.Limit {
	limit, _ := l.rules.Limit(models.SLAAlertContact, string(severity), l.today)
	return limit
}

// schedule brings an alert's clock in line with where it stands.
func (l *limits) schedule(a *models.Alert, now time.Time) {
	a.Schedule(now, l.grace(a.Severity), l.calendar)
}
