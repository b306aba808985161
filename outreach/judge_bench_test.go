package outreach_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// benchHouseholds is how many households the signals are about.
const benchHouseholds = 12_000

// benchCounty puts households of two members on file, and signals of all feeds over a year, mostly medical bills.
func benchCounty(b *testing.B, s *store.Store, signals int) []models.Signal {
	b.Helper()
	ctx, now := context.Background(), s.Now()
	today, r, ids := models.DateOf(now), rand.New(rand.NewPCG(6, 23)), 0
	id := func() string { ids++; return models.NewID(now.Add(time.Duration(ids) * time.Microsecond)) }
	categories := models.Beneficiaries()
	homes, people := make([]models.Household, benchHouseholds), make([]models.Person, 0, 2*benchHouseholds)
	for i := range homes {
		income := int64(60_000 + r.IntN(300_000))
		homes[i] = models.Household{CountyCode: testdb.CountyCode, ID: id(), No: fmt.Sprintf("B%05d", i), RegionCode: fmt.Sprintf("330199%03d%03d", 1+i%12, 1+i/12%20),
			Address: "—", Category: categories[r.IntN(len(categories))], Status: models.HouseholdActive, MonthlyIncomeFen: &income, CreatedAt: now, UpdatedAt: now, Version: 1}
		for n := range 1 + r.IntN(3) {
			people = append(people, models.Person{CountyCode: testdb.CountyCode, ID: id(), HouseholdID: homes[i].ID, Name: "—", NoNumberWhy: "—", IsHead: n == 0, Relation: "head", Sex: models.SexUnknown,
				BirthDate: models.Date(fmt.Sprintf("%d-%02d-15", 1936+r.IntN(85), 1+r.IntN(12))), CreatedAt: now, UpdatedAt: now, Version: 1,
				Profile: models.Profile{Employment: []string{"", "employed", "unemployed"}[r.IntN(3)]}})
		}
	}
	feeds, rows := models.ShippedFeeds(), make([]models.Signal, signals)
	batch := models.FeedBatch{CountyCode: testdb.CountyCode, ID: id(), Feed: "medical", FeedEdition: 1, SourceDept: "医保", FileName: "b.csv", SHA256: id(), Size: 1,
		Status: models.BatchApplied, ReceivedBy: id(), ReceivedAt: now, KeepUntil: today.AddDays(365), UpdatedAt: now, Version: 1}
	for i := range rows {
		p, f := people[r.IntN(len(people))], feeds[0]
		if r.IntN(3) == 0 {
			f = feeds[r.IntN(len(feeds))]
		}
		fen, code := int64(r.IntN(1_500_000)), ""
		if len(f.Codes) > 0 {
			code = f.Codes[r.IntN(len(f.Codes))].Code
		}
		rows[i] = models.Signal{CountyCode: testdb.CountyCode, ID: id(), BatchID: batch.ID, Feed: f.Code, SourceDept: f.SourceDept, Line: i + 2, HouseholdID: &p.HouseholdID,
			PersonID: &p.ID, RowIndex: []byte(fmt.Sprint(i)), RegionCode: "330199001001", EventOn: today.AddDays(-r.IntN(365)), AmountFen: &fen, Code: code,
			Facts: map[string]string{"level": fmt.Sprint(1 + r.IntN(4)), "idle_hours": fmt.Sprint(r.IntN(120))}, KeepUntil: today.AddDays(365), CreatedAt: now}
	}
	require.NoError(b, s.InTx(ctx, func(s *store.Store) error {
		for _, list := range []any{homes, people, []models.FeedBatch{batch}, rows} {
			if err := s.InsertAll(ctx, list); err != nil {
				return err
			}
			if err := s.Analyse(ctx, "household", "person"); err != nil {
				return err
			}
		}
		return s.Analyse(ctx, "signal")
	}))
	return rows
}

// BenchmarkJudge asks the 23 rules about a batch of signals of 12,000 households, as a batch does when it is applied.
func BenchmarkJudge(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		for _, n := range []int{12_500, 25_000, 50_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", dialect, n), func(b *testing.B) {
				s := testdb.Open(b, testdb.Address(b, dialect))
				rows := benchCounty(b, s, n)
				d := &outreach.Desk{Store: s}
				found, most := 0, uint64(0)
				b.ReportAllocs()
				for b.Loop() {
					list, err := outreach.Judge(d, context.Background(), s, testdb.CountyCode, rows)
					require.NoError(b, err)
					found = len(list)
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapInuse)
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "signals/s")
				b.ReportMetric(float64(found), "findings")
				b.ReportMetric(float64(most)/(1<<20), "heap-MiB")
			})
		}
	}
}

// BenchmarkJudgeNight asks the rules of time about 12,000 households.
func BenchmarkJudgeNight(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		b.Run(dialect, func(b *testing.B) {
			s := testdb.Open(b, testdb.Address(b, dialect))
			benchCounty(b, s, 100_000)
			d := &outreach.Desk{Store: s}
			for b.Loop() {
				_, n, err := outreach.JudgeAll(d, context.Background(), testdb.CountyCode)
				require.NoError(b, err)
				require.Equal(b, benchHouseholds, n)
			}
			b.ReportMetric(float64(benchHouseholds*b.N)/b.Elapsed().Seconds(), "households/s")
		})
	}
}
