package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"zhulian/models"
)

// NeedQueue lists needs by how soon somebody must look after them: what is overdue on a day first, then by urgency and by the day on which
// they are due. Page.After is what NeedPlace answers for the last one seen.
func (s *Store) NeedQueue(ctx context.Context, f NeedFilter, today models.Date, p Page) ([]models.Need, string, error) {
	const place = "CASE WHEN due_on < ? THEN '0' ELSE '1' END || CASE urgency WHEN 'critical' THEN '0' WHEN 'high' THEN '1' WHEN 'normal' THEN '2' ELSE '3' END" +
		" || COALESCE(CAST(due_on AS text), '9999-12-31') || CAST(id AS text)"
	q := s.needs(ctx, f).Model(&models.Need{}).Select("need.*, "+place+" AS place", today)
	if p.After != "" {
		q = q.Where(place+" > ?", today, p.After)
	}
	limit := max(1, p.Limit)
	var items []models.Need
	if err := q.Order("place").Limit(limit + 1).Find(&items).Error; err != nil {
		return nil, "", translate(err)
	}
	next := ""
	if len(items) > limit {
		items = items[:limit]
		next = NeedPlace(&items[limit-1], today)
	}
	return items, next, nil
}

// NeedPlace is where a need stands in the queue of a day: texts of the same length, of which the lesser comes first.
func NeedPlace(n *models.Need, today models.Date) string {
	var b strings.Builder
	due := n.DueOn
	if due == "" {
		due = "9999-12-31"
	}
	if due < today {
		b.WriteByte('0')
	} else {
		b.WriteByte('1')
	}
	b.WriteString(map[models.Urgency]string{models.UrgencyCritical: "0", models.UrgencyHigh: "1", models.UrgencyNormal: "2"}[n.Urgency])
	if b.Len() == 1 {
		b.WriteByte('3')
	}
	return b.String() + string(due) + n.ID
}

// CountNeedsByStatus counts needs by where they stand.
func (s *Store) CountNeedsByStatus(ctx context.Context, f NeedFilter) (map[models.NeedStatus]int, error) {
	return countBy[models.NeedStatus](s.needs(ctx, f).Model(&models.Need{}))
}

// EventsAbout reads the events about one object and about those that belong to it, at most limit of them, newest first. It asks noun by
// noun and sorts here: told to do either, a database might walk the whole log instead of its index.
func (s *Store) EventsAbout(ctx context.Context, county string, about map[string][]string, limit int) ([]models.Event, error) {
	var out []models.Event
	for noun, ids := range about {
		if len(ids) == 0 {
			continue
		}
		var rows []models.Event
		err := s.read.WithContext(ctx).Where("county_code = ? AND noun = ? AND object_id IN ?", county, noun, ids).Find(&rows).Error
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b models.Event) int { return cmp.Compare(b.Seq, a.Seq) })
	return out[:min(limit, len(out))], nil
}
