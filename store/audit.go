package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// LogFilter narrows the event log or the disclosure log of a county; an empty field does not narrow. Until is exclusive.
type LogFilter struct {
	County             string
	From, Until        time.Time
	Noun, Step, Object string      // of events
	Role               models.Role // who acted or looked
	Tier               int         // of disclosures
	Household          string      // of disclosures, by id
}

func (f LogFilter) when(q *gorm.DB) *gorm.DB {
	q = q.Where("county_code = ?", f.County)
	if !f.From.IsZero() {
		q = q.Where("at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		q = q.Where("at < ?", f.Until)
	}
	return q
}

// EventLog reads the events of a county before a sequence number (0: from the newest on), newest first.
func (s *Store) EventLog(ctx context.Context, f LogFilter, before int64, limit int) ([]models.Event, error) {
	q := f.when(s.read.WithContext(ctx))
	if before > 0 {
		q = q.Where("seq < ?", before)
	}
	for column, v := range map[string]string{"noun": f.Noun, "step": f.Step, "object_id": f.Object, "actor_role": string(f.Role)} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	var out []models.Event
	err := q.Order("seq DESC").Limit(max(1, limit)).Find(&out).Error
	return out, translate(err)
}

// EventCount is how many events there were of a noun.
type EventCount struct {
	Noun string
	N    int
}

// EventCounts counts the events of a county by noun, the most first.
func (s *Store) EventCounts(ctx context.Context, f LogFilter) ([]EventCount, error) {
	var out []EventCount
	err := f.when(s.read.WithContext(ctx)).Model(&models.Event{}).Select("noun, COUNT(*) AS n").Group("noun").Order("n DESC, noun").Scan(&out).Error
	return out, translate(err)
}

// DisclosureLog lists the disclosure log of a county.
func (s *Store) DisclosureLog(ctx context.Context, f LogFilter, p Page) ([]models.Disclosure, string, error) {
	q := f.when(s.read.WithContext(ctx))
	if f.Role != "" {
		q = q.Where("role = ?", f.Role)
	}
	if f.Tier > 0 {
		q = q.Where("tier = ?", f.Tier)
	}
	if f.Household != "" {
		q = q.Where("household_id = ?", f.Household)
	}
	return pageOf(q, p, func(r models.Disclosure) string { return r.ID })
}

// DisclosureCount is how often people of a role looked at households at a tier.
type DisclosureCount struct {
	Role              models.Role
	Tier              int
	Views, Households int
}

// DisclosureCounts counts the views of a county by role and tier, the most first.
func (s *Store) DisclosureCounts(ctx context.Context, f LogFilter) ([]DisclosureCount, error) {
	var out []DisclosureCount
	err := f.when(s.read.WithContext(ctx)).Model(&models.Disclosure{}).
		Select("role, tier, COUNT(*) AS views, COUNT(DISTINCT household_id) AS households").Group("role, tier").Order("views DESC, role, tier").Scan(&out).Error
	return out, translate(err)
}
