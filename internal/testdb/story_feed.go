package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"zhulian/models"
	"zhulian/store"
)

// Batch is a list of large medical bills that a department brought and that was applied.
func (y *Tale) Batch(with ...func(*models.FeedBatch)) *models.FeedBatch {
	y.t.Helper()
	now, id := y.Store.Now(), y.ID()
	sum := sha256.Sum256([]byte(id))
	b := &models.FeedBatch{CountyCode: CountyCode, ID: id, Feed: "medical", FeedEdition: 1, SourceDept: "医保", FileName: "医保.csv",
		SHA256: hex.EncodeToString(sum[:]), Size: 1, Status: models.BatchApplied, ReceivedBy: y.Staff.AccountID, ReceivedAt: now,
		AppliedBy: y.Staff.AccountID, AppliedAt: &now, KeepUntil: y.Today().AddDays(365), UpdatedAt: now, Version: 1}
	for _, f := range with {
		f(b)
	}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertBatch(ctx, b) })
	return b
}

// Signal is a medical bill of 21,300 yuan of today, in a batch, for the first person of a household.
func (y *Tale) Signal(b *models.FeedBatch, h *models.Household, with ...func(*models.Signal)) *models.Signal {
	y.t.Helper()
	amount, id := int64(21_300_00), y.ID()
	r := models.Signal{CountyCode: b.CountyCode, ID: id, BatchID: b.ID, Feed: b.Feed, SourceDept: b.SourceDept, Line: 2, HouseholdID: &h.ID,
		PersonID: &h.Persons[0].ID, PersonIndex: h.Persons[0].CitizenIndex, RowIndex: []byte(id), RegionCode: h.RegionCode, EventOn: y.Today(),
		AmountFen: &amount, Facts: map[string]string{"hospital": "县人民医院"}, KeepUntil: b.KeepUntil, CreatedAt: y.Store.Now()}
	for _, f := range with {
		f(&r)
	}
	rows := []models.Signal{r}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertSignals(ctx, rows) })
	return &rows[0]
}
