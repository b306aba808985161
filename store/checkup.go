package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Checkup is what a database says of itself.
type Checkup struct {
	Version     string        // of the database's program
	Foreign     bool          // it keeps bytes instead of letters: not in UTF-8
	Old         bool          // PostgreSQL before 14, which nobody tried
	Fault       string        // what SQLite's quick check found, "" for nothing
	Ahead       time.Duration // by how much the database's clock is ahead of ours; 0 on SQLite
	NewestEvent time.Time     // the zero time where nothing happened yet
	LastDay     string        // the last day that the calendar names, YYYY-MM-DD
	Outbox
}

// Outbox is how the messages on their way out stand.
type Outbox struct {
	Waiting   int64     // messages that should have gone out by now
	OldestDue time.Time // since when the oldest of them should have
	Unsure    int64     // messages of which nobody knows whether they arrived
}

// Outbox counts the messages on their way out, of all counties.
func (s *Store) Outbox(ctx context.Context) (Outbox, error) {
	var out Outbox
	err := s.checkMessages(ctx, &out)
	return out, translate(err)
}

// Checkup asks the database how it is.
func (s *Store) Checkup(ctx context.Context) (Checkup, error) {
	var out Checkup
	parts := []func(context.Context, *Checkup) error{s.checkProgram, s.checkEvents}
	for _, part := range parts {
		if err := part(ctx, &out); err != nil {
			return out, translate(err)
		}
	}
	return out, translate(s.checkMessages(ctx, &out.Outbox))
}

func (s *Store) checkProgram(ctx context.Context, out *Checkup) error {
	db := s.read.WithContext(ctx)
	if s.dialect == SQLite {
		var said string
		if err := db.Raw("PRAGMA quick_check(1)").Scan(&said).Error; err != nil {
			return err
		}
		if said != "ok" {
			out.Fault = said
		}
		return db.Raw("SELECT 'SQLite ' || sqlite_version()").Scan(&out.Version).Error
	}
	var number string
	if err := db.Raw("SHOW server_version_num").Scan(&number).Error; err != nil {
		return err
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("server version %q: %w", number, err)
	}
	out.Version, out.Old = fmt.Sprintf("PostgreSQL %d.%d", n/10000, n%10000), n < 140000
	switch err := s.refuseEncoding(ctx); {
	case errors.Is(err, ErrEncoding):
		out.Foreign = true
	case err != nil:
		return err
	}
	before := s.clock.Now()
	var theirs time.Time
	if err := db.Raw("SELECT clock_timestamp()").Scan(&theirs).Error; err != nil {
		return err
	}
	took := s.clock.Now().Sub(before)
	out.Ahead = theirs.Sub(before.Add(took / 2))
	return nil
}

func (s *Store) checkEvents(ctx context.Context, out *Checkup) error {
	var newest *time.Time
	// The last entry of each county is at the head of its log: no need to go through the logs.
	if err := s.read.WithContext(ctx).Raw(`SELECT e.at FROM chain_head h JOIN event e ON e.county_code = h.county_code AND e.seq = h.seq
		ORDER BY e.at DESC LIMIT 1`).Scan(&newest).Error; err != nil {
		return err
	}
	if newest != nil {
		out.NewestEvent = newest.UTC()
	}
	return s.read.WithContext(ctx).Raw(`SELECT COALESCE(CAST(max(day) AS text), '') FROM
(SELECT day FROM calendar_day UNION ALL SELECT day FROM calendar_entry) AS days`).Scan(&out.LastDay).Error
}

func (s *Store) checkMessages(ctx context.Context, out *Outbox) error {
	db := s.read.WithContext(ctx)
	due := db.Table("notice_delivery").Where("status = 'waiting' AND due_at <= ?", s.Now())
	if err := due.Count(&out.Waiting).Error; err != nil {
		return err
	}
	if out.Waiting > 0 {
		if err := db.Table("notice_delivery").Where("status = 'waiting'").Select("due_at").Order("due_at").Limit(1).Scan(&out.OldestDue).Error; err != nil {
			return err
		}
	}
	// County by county, since only so an index finds them among all that were ever sent.
	return db.Raw(`SELECT CAST(COALESCE(SUM((SELECT COUNT(*) FROM notice_delivery d WHERE d.county_code = h.county_code AND d.status = 'unsure')), 0) AS bigint)
		FROM chain_head h`).Scan(&out.Unsure).Error
}
