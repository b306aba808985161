package store

import (
	"context"
	"time"

	"zhulian/models"
)

// RuleTally is what became of the alerts of one rule from one department's feed; a feed of "" is what time alone brought about.
type RuleTally struct {
	RuleCode, SourceDept, Feed       string
	Flagged, Verified, Found, Helped int64
}

// HelpedDays is within how many days after an alert was raised a household's own need or application counts as come of it.
const HelpedDays = 90

// helpedAt is when the household of an alert was first helped: a need resolved or an application approved or given first aid that came of the alert
// or of a visit for it, or that the household submitted within the days of HelpedDays after the alert was raised; NULL where it was not.
func (s *Store) helpedAt() string {
	came := func(submitted string) string {
		return `(x.source_id = f.id OR EXISTS (SELECT 1 FROM visit v WHERE v.county_code = f.county_code AND v.id = x.source_id AND v.alert_id = f.id)
			OR ` + submitted + ` >= f.raised_at AND ` + s.sqlWord("seconds", submitted) + ` - ` + s.sqlWord("seconds", "f.raised_at") + ` <= 86400 * 90)`
	}
	return `(SELECT MIN(y.at) FROM (
		SELECT x.county_code, x.household_id, x.resolved_at AS at FROM need x WHERE x.county_code = f.county_code AND x.household_id = f.household_id
			AND x.status = 'resolved' AND ` + came("x.submitted_at") + `
		UNION ALL SELECT x.county_code, x.household_id, COALESCE(x.decided_at, x.paid_at, x.updated_at) FROM application x WHERE x.county_code = f.county_code
			AND x.household_id = f.household_id AND (x.decision = 'approved' OR x.status IN ('first_aid_paid', 'paperwork_completed')) AND ` +
		came("x.submitted_at") + `) y)`
}

// RuleTallies counts the alerts that were raised in a period, by rule and feed: looked into, found in need (A2, A3), and helped. Merged ones are not
// counted again, and those that were withdrawn with their batch are not counted at all.
func (s *Store) RuleTallies(ctx context.Context, sc Scope, from, to time.Time) ([]RuleTally, error) {
	var out []RuleTally
	err := s.scoped(ctx, sc).Table("alert AS f").Select(`f.rule_code, f.source_dept, f.feed, COUNT(*) AS flagged,
		SUM(CASE WHEN f.verified_at IS NOT NULL THEN 1 ELSE 0 END) AS verified, SUM(CASE WHEN f.result_code IN ('A2', 'A3') THEN 1 ELSE 0 END) AS found,
		SUM(CASE WHEN f.result_code IN ('A2', 'A3') AND `+s.helpedAt()+` IS NOT NULL THEN 1 ELSE 0 END) AS helped`).
		Where("f.status <> 'merged' AND NOT ("+alertWithdrawn+") AND f.raised_at >= ? AND f.raised_at < ?", from, to).Group("f.rule_code, f.source_dept, f.feed").
		Order("f.rule_code, f.source_dept, f.feed").Scan(&out).Error
	return out, translate(err)
}

// RuleDelay is how long one alert took: until somebody looked into it, and, where help followed, until then.
type RuleDelay struct {
	RuleCode, SourceDept, Feed string
	RaisedAt, VerifiedAt       time.Time
	HelpedAt                   *time.Time
}

// RuleDelays reads when the alerts of a period were raised, looked into and followed by help.
func (s *Store) RuleDelays(ctx context.Context, sc Scope, from, to time.Time) ([]RuleDelay, error) {
	var rows []struct {
		RuleCode, SourceDept, Feed string
		RaisedAt, VerifiedAt       time.Time
		HelpedS                    *int64
	}
	err := s.scoped(ctx, sc).Table("alert AS f").Select("f.rule_code, f.source_dept, f.feed, f.raised_at, f.verified_at, "+
		"CASE WHEN f.result_code IN ('A2', 'A3') THEN "+s.sqlWord("seconds", s.helpedAt())+" END AS helped_s").
		Where("f.verified_at IS NOT NULL AND f.status <> 'merged' AND f.raised_at >= ? AND f.raised_at < ?", from, to).Scan(&rows).Error
	out := make([]RuleDelay, len(rows))
	for i, r := range rows {
		out[i] = RuleDelay{RuleCode: r.RuleCode, SourceDept: r.SourceDept, Feed: r.Feed, RaisedAt: r.RaisedAt, VerifiedAt: r.VerifiedAt}
		if r.HelpedS != nil {
			at := time.Unix(*r.HelpedS, 0).UTC()
			out[i].HelpedAt = &at
		}
	}
	return out, translate(err)
}

// FatigueMonth is how many alerts were raised in a month, for how many households, and how many the most alerted of them had.
type FatigueMonth struct {
	Month                        string
	Alerts, Households, MostOnes int64
}

// FatigueMonths counts the alerts that were raised in a period by month, merged ones left out.
func (s *Store) FatigueMonths(ctx context.Context, sc Scope, from, to time.Time) ([]FatigueMonth, error) {
	inner := s.scoped(ctx, sc).Table("alert").Select(s.sqlWord("month", "raised_at")+" AS month, household_id, COUNT(*) AS n").
		Where("status <> 'merged' AND raised_at >= ? AND raised_at < ?", from, to).Group("1, 2")
	var out []FatigueMonth
	err := s.read.WithContext(ctx).Table("(?) AS m", inner).Select("month, SUM(n) AS alerts, COUNT(household_id) AS households, MAX(n) AS most_ones").
		Group("month").Order("month").Scan(&out).Error
	return out, translate(err)
}

// FatigueAide is how many alerts somebody was given in a period, how many wait with them now, and how many of these are late.
type FatigueAide struct {
	AideID               string
	Given, Open, Overdue int64
}

// FatigueAides counts alerts by who has them, the most first.
func (s *Store) FatigueAides(ctx context.Context, sc Scope, from, to time.Time) ([]FatigueAide, error) {
	var out []FatigueAide
	waits := models.AlertsWaiting()
	err := s.scoped(ctx, sc).Model(&models.Alert{}).Select(`assigned_aide_id AS aide_id, SUM(CASE WHEN raised_at >= ? AND raised_at < ? THEN 1 ELSE 0 END) AS given,
		SUM(CASE WHEN status IN ? THEN 1 ELSE 0 END) AS open, SUM(CASE WHEN status IN ? AND next_due_at <= ? THEN 1 ELSE 0 END) AS overdue`,
		from, to, waits, waits, s.Now()).
		Where("assigned_aide_id IS NOT NULL AND status <> 'merged' AND (raised_at >= ? AND raised_at < ? OR status IN ?)", from, to, waits).
		Group("assigned_aide_id").Order("given DESC, open DESC, aide_id").Scan(&out).Error
	return out, translate(err)
}

// FatigueHome is a household with how many alerts it had in a period and how many signals hang on them.
type FatigueHome struct {
	HouseholdID     string
	Alerts, Signals int64
}

// FatigueHomes lists the households with the most alerts in a period, those with two at least.
func (s *Store) FatigueHomes(ctx context.Context, sc Scope, from, to time.Time, limit int) ([]FatigueHome, error) {
	var out []FatigueHome
	err := s.scoped(ctx, sc).Model(&models.Alert{}).Select("household_id, COUNT(*) AS alerts, SUM(signals) AS signals").
		Where("household_id IS NOT NULL AND status <> 'merged' AND raised_at >= ? AND raised_at < ?", from, to).Group("household_id").Having("COUNT(*) > 1").
		Order("alerts DESC, household_id").Limit(limit).Scan(&out).Error
	return out, translate(err)
}
