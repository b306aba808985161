package store

import (
	"context"
	"time"

	"zhulian/models"
)

// Outlier is something that may be as it says and is worth a look: who did it, when, and how many.
type Outlier struct {
	Who  string // an account, a supplier, or a hash of a picture
	When string // an hour or a month
	N    int64
	IDs  string // of the fulfilments or visits that it is about, parted by spaces
}

// BatchConfirmations finds the accounts that confirmed at least so many fulfilments within one minute, in a period.
func (s *Store) BatchConfirmations(ctx context.Context, sc Scope, from, to time.Time, least int) ([]Outlier, error) {
	minute := s.sqlMinute("f.confirmed_at")
	return s.outliers(ctx, sc, `SELECT {text:f.confirmed_by} AS who, `+minute+` AS "when", COUNT(*) AS n, {ids:f.id} AS ids FROM fulfilment f
		WHERE f.county_code IN @counties AND f.confirmed_at >= @a AND f.confirmed_at < @b AND f.confirmed_by IS NOT NULL`,
		" GROUP BY 1, 2 HAVING COUNT(*) >= @least", from, to, least)
}

// CrowdedVisits finds the aides who recorded more visits within an hour than anybody can make.
func (s *Store) CrowdedVisits(ctx context.Context, sc Scope, from, to time.Time, least int) ([]Outlier, error) {
	hour := s.sqlHour("f.checked_in_at")
	return s.outliers(ctx, sc, `SELECT {text:f.aide_id} AS who, `+hour+` AS "when", COUNT(*) AS n, {ids:f.id} AS ids FROM visit f
		WHERE f.county_code IN @counties AND f.checked_in_at >= @a AND f.checked_in_at < @b`, " GROUP BY 1, 2 HAVING COUNT(*) >= @least", from, to, least)
}

// SamePlaces finds the aides whose visits to different homes were recorded at the very same point.
func (s *Store) SamePlaces(ctx context.Context, sc Scope, from, to time.Time, least int) ([]Outlier, error) {
	return s.outliers(ctx, sc, `SELECT {text:f.aide_id} AS who, '' AS "when", COUNT(DISTINCT f.household_id) AS n, {ids:f.id} AS ids FROM visit f
		WHERE f.county_code IN @counties AND f.checked_in_at >= @a AND f.checked_in_at < @b AND f.place_index IS NOT NULL`,
		" GROUP BY f.aide_id, f.place_index HAVING COUNT(DISTINCT f.household_id) >= @least", from, to, least)
}

// SamePictures finds pictures that prove more than one fulfilment, by their hash.
func (s *Store) SamePictures(ctx context.Context, sc Scope, from, to time.Time, least int) ([]Outlier, error) {
	return s.outliers(ctx, sc, `SELECT t.sha256 AS who, '' AS "when", COUNT(DISTINCT t.object_id) AS n, {ids:f.id} AS ids FROM attachment t
		JOIN fulfilment f ON f.county_code = t.county_code AND f.id = t.object_id
		WHERE t.county_code IN @counties AND t.noun = 'fulfilment' AND t.created_at >= @a AND t.created_at < @b`,
		" GROUP BY t.sha256 HAVING COUNT(DISTINCT t.object_id) >= @least", from, to, least)
}

// MonthEnders finds suppliers whose deliveries of a month, at least so many, were all recorded in its last three days.
func (s *Store) MonthEnders(ctx context.Context, sc Scope, from, to time.Time, least int) ([]Outlier, error) {
	day := s.sqlWord("daytext", "f.created_at")
	return s.outliers(ctx, sc, `SELECT {text:f.supplier_id} AS who, substr(`+day+`, 1, 7) AS "when", COUNT(*) AS n, {ids:f.id} AS ids FROM fulfilment f
		WHERE f.county_code IN @counties AND f.created_at >= @a AND f.created_at < @b AND f.status IN ('done', 'partial', 'confirmed')`,
		" GROUP BY 1, 2 HAVING COUNT(*) >= @least AND MIN(substr("+day+", 9, 2)) >= '28'", from, to, least)
}

func (s *Store) outliers(ctx context.Context, sc Scope, head, tail string, from, to time.Time, least int) ([]Outlier, error) {
	q := &counting{s: s, ask: CountAsk{Scope: sc}, args: map[string]any{"counties": []string{sc.County}, "a": from, "b": to, "least": least}}
	if r := q.regions("f.region_code"); r != "" {
		head += " AND " + r
	}
	var out []Outlier
	err := s.read.WithContext(ctx).Raw(q.text(head)+tail+" ORDER BY 3 DESC, 1, 2 LIMIT 200", q.args).Scan(&out).Error
	return out, translate(err)
}

func (s *Store) sqlMinute(at string) string {
	if s.dialect == Postgres {
		return "to_char(" + at + " AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')"
	}
	return "strftime('%Y-%m-%d %H:%M', " + at + ", '+8 hours')"
}

func (s *Store) sqlHour(at string) string {
	if s.dialect == Postgres {
		return "to_char(" + at + " AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24')"
	}
	return "strftime('%Y-%m-%d %H', " + at + ", '+8 hours')"
}

// CountSamples counts the cases that were drawn for the audit of a month.
func (s *Store) CountSamples(ctx context.Context, county string, month models.Date) (int, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&models.AuditSample{}).Where("county_code = ? AND month = ? AND purpose = 'audit'", county, month).Count(&n).Error
	return int(n), translate(err)
}
