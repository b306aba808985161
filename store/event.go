package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sort"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"zhulian/models"
)

// Record adds an event to the transaction; it is chained and written when the transaction ends. Its county must be set.
func (s *Store) Record(e models.Event) {
	if s.tx == nil {
		panic("store: an event outside a transaction")
	}
	if e.At.IsZero() {
		e.At = s.Now()
	}
	if e.ID == "" {
		e.ID = models.NewID(e.At)
	}
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	s.tx.events = append(s.tx.events, e)
}

// writeEvents chains the transaction's events county by county, in the order of the county codes so that two transactions
// never wait for each other in a ring.
func (s *Store) writeEvents(ctx context.Context) error {
	byCounty := map[string][]models.Event{}
	for _, e := range s.tx.events {
		byCounty[e.CountyCode] = append(byCounty[e.CountyCode], e)
	}
	for _, county := range slices.Sorted(mapKeys(byCounty)) {
		if err := s.extendChain(ctx, county, byCounty[county]); err != nil {
			return fmt.Errorf("events of %s: %w", county, err)
		}
	}
	return nil
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (s *Store) extendChain(ctx context.Context, county string, events []models.Event) error {
	db := s.db.WithContext(ctx)
	head := models.ChainHead{CountyCode: county, Hash: s.vault.ChainHash(county, []byte("genesis"))}
	if err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&head).Error; err != nil {
		return err
	}
	err := s.locking(ctx, toChange).Where("county_code = ?", county).Take(&head).Error
	if err != nil {
		return err
	}
	for i := range events {
		e := &events[i]
		e.Seq, e.PrevHash = head.Seq+1, head.Hash
		e.Hash = s.vault.ChainHash(county, eventBytes(*e))
		head.Seq, head.Hash = e.Seq, e.Hash
	}
	if err := db.CreateInBatches(&events, 500).Error; err != nil {
		return err
	}
	return db.Model(&models.ChainHead{}).Where("county_code = ?", county).
		Select("seq", "hash").Updates(map[string]any{"seq": head.Seq, "hash": head.Hash}).Error
}

// eventBytes is the canonical form of an event under its hash: every field with its length, so that no two events share a form.
func eventBytes(e models.Event) []byte {
	var out []byte
	put := func(s string) {
		out = binary.BigEndian.AppendUint32(out, uint32(len(s))) //nolint:gosec // fields are short
		out = append(out, s...)
	}
	put(string(e.PrevHash))
	put(e.CountyCode)
	out = binary.BigEndian.AppendUint64(out, uint64(e.Seq))            //nolint:gosec // never negative
	out = binary.BigEndian.AppendUint64(out, uint64(e.At.UnixMicro())) //nolint:gosec // after 1970
	for _, v := range []string{e.ID, e.ActorID, string(e.ActorRole), e.Noun, e.ObjectID, e.Step, e.FromStatus, e.ToStatus,
		e.RegionCode, e.SupplierID} {
		put(v)
	}
	keys := make([]string, 0, len(e.Data))
	for k := range e.Data {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		put(k)
		put(e.Data[k])
	}
	return out
}

// ChainReport says what a verification of one county's chain found.
type ChainReport struct {
	CountyCode string
	Entries    int64
	HeadHash   []byte // note it down outside the system: a later chain must still contain it
	BrokenAt   int64  // the first sequence number that does not fit, 0 when the chain is whole
	Fault      string // gap, hash, link, head
}

// VerifyChain walks a county's events from the first and reports the first entry that was changed, removed or put in. Entries that
// are added while it runs are no fault.
func (s *Store) VerifyChain(ctx context.Context, county string) (ChainReport, error) {
	rep := ChainReport{CountyCode: county}
	var span struct{ First, Last int64 }
	// Looked at before the head: an honest head never stands before an entry that was there already.
	err := s.read.WithContext(ctx).Model(&models.Event{}).Select("COALESCE(MIN(seq), 1) AS first, COALESCE(MAX(seq), 0) AS last").
		Where("county_code = ?", county).Scan(&span).Error
	if err != nil {
		return rep, translate(err)
	}
	var head models.ChainHead
	err = s.read.WithContext(ctx).Where("county_code = ?", county).Take(&head).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return rep, translate(err)
	}
	last, err := s.walkChain(ctx, &rep, head.Seq)
	if err != nil || rep.Fault != "" {
		return rep, err
	}
	rep.HeadHash = last
	switch {
	case span.First < 1 || span.Last > head.Seq:
		rep.BrokenAt, rep.Fault = head.Seq+1, "head"
	case head.Seq > 0 && string(last) != string(head.Hash):
		rep.BrokenAt, rep.Fault = head.Seq, "head"
	}
	return rep, nil
}

// walkChain checks every entry up to the head, notes the first fault, and returns the hash of the last entry.
func (s *Store) walkChain(ctx context.Context, rep *ChainReport, head int64) ([]byte, error) {
	prev := s.vault.ChainHash(rep.CountyCode, []byte("genesis"))
	const page = 2000
	for seq := int64(0); seq < head; {
		var events []models.Event
		if err := s.read.WithContext(ctx).Where("county_code = ? AND seq > ? AND seq <= ?", rep.CountyCode, seq, head).
			Order("seq").Limit(page).Find(&events).Error; err != nil {
			return nil, translate(err)
		}
		if len(events) == 0 {
			rep.BrokenAt, rep.Fault = seq+1, "gap"
			return nil, nil
		}
		for _, e := range events {
			if rep.Fault = s.entryFault(e, seq, prev); rep.Fault != "" {
				rep.BrokenAt = seq + 1
				return nil, nil
			}
			seq, prev = e.Seq, e.Hash
			rep.Entries++
		}
	}
	return prev, nil
}

func (s *Store) entryFault(e models.Event, seq int64, prev []byte) string {
	switch {
	case e.Seq != seq+1:
		return "gap"
	case string(e.PrevHash) != string(prev):
		return "link"
	case string(e.Hash) != string(s.vault.ChainHash(e.CountyCode, eventBytes(e))):
		return "hash"
	}
	return ""
}

// ChainCounties lists the counties that have events.
func (s *Store) ChainCounties(ctx context.Context) ([]string, error) {
	var out []string
	err := s.read.WithContext(ctx).Model(&models.Event{}).Distinct("county_code").Order("county_code").Pluck("county_code", &out).Error
	return out, translate(err)
}

// EventFilter narrows a list of events. Regions are prefixes; an empty filter field does not narrow.
type EventFilter struct {
	CountyCode string
	After      int64
	Noun       string
	ObjectID   string
	Regions    []string
	SupplierID string
	Limit      int
}

// Events returns events after a sequence number, in order.
func (s *Store) Events(ctx context.Context, f EventFilter) ([]models.Event, error) {
	q := s.read.WithContext(ctx).Where("county_code = ? AND seq > ?", f.CountyCode, f.After)
	if f.Noun != "" {
		q = q.Where("noun = ?", f.Noun)
	}
	if f.ObjectID != "" {
		q = q.Where("object_id = ?", f.ObjectID)
	}
	if f.SupplierID != "" {
		q = q.Where("supplier_id = ?", f.SupplierID)
	}
	q = inRegions(q, f.Regions)
	var out []models.Event
	err := q.Order("seq").Limit(max(1, f.Limit)).Find(&out).Error
	return out, translate(err)
}

// CheckKeys tells whether the vault's keys are those that the database was written with, by the newest event of a county.
func (s *Store) CheckKeys(ctx context.Context) error {
	var head models.ChainHead
	err := s.read.WithContext(ctx).Where("seq > 0").Order("county_code").Take(&head).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return translate(err)
	}
	var e models.Event
	if err := s.read.WithContext(ctx).Where("county_code = ? AND seq = ?", head.CountyCode, head.Seq).Take(&e).Error; err != nil {
		return fmt.Errorf("newest event of %s: %w", head.CountyCode, err)
	}
	if string(e.Hash) != string(s.vault.ChainHash(e.CountyCode, eventBytes(e))) {
		return errors.New("the secret file does not belong to this database, or its newest event was changed: check --secret-file and run zhulian audit verify")
	}
	return nil
}
