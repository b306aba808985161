package reports_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// crowd fills the story's county with rows of twelve months: households, needs and visit windows with their visits.
func crowd(b *testing.B, s *store.Store, households, needs, windows int) *testdb.Tale {
	b.Helper()
	y, ctx, roll := testdb.Story(b, s), context.Background(), rand.New(rand.NewPCG(1, 2))
	testdb.Clock(s).Advance(models.Date("2026-12-31").Start().Sub(s.Now()))
	villages := make([]models.Region, 0, 500)
	for i := range 500 {
		code := fmt.Sprintf("330199%03d%03d", 1+i/20, 200+i%20)
		villages = append(villages, models.Region{Code: code, CountyCode: testdb.CountyCode, Name: code, Level: models.RegionVillage, ParentCode: code[:9] + "000"})
	}
	require.NoError(b, s.PutRegions(ctx, villages))
	var homes []models.Household
	for i := range households {
		at := models.Date("2025-12-01").Start()
		homes = append(homes, models.Household{CountyCode: testdb.CountyCode, ID: models.NewID(at), No: fmt.Sprint("B", i), RegionCode: villages[roll.IntN(500)].Code,
			Address: "某处", Category: models.Beneficiaries()[roll.IntN(10)], Status: models.HouseholdActive, CreatedAt: at, UpdatedAt: at, Version: 1})
	}
	insert := func(rows any) {
		require.NoError(b, s.InTx(ctx, func(s *store.Store) error { return s.InsertAll(ctx, rows) }))
	}
	insert(homes)
	var elders []models.Person // one household in eight has somebody who is to be visited every month
	for i := 0; i < households; i += 8 {
		at := homes[i].CreatedAt
		elders = append(elders, models.Person{CountyCode: testdb.CountyCode, ID: models.NewID(at), HouseholdID: homes[i].ID, Name: "某人", BirthDate: "1940-01-01",
			Profile: models.Profile{Tags: []string{"elderly_alone"}}, Sex: "unknown", Relation: "self", IsHead: true, CreatedAt: at, UpdatedAt: at, Version: 1})
	}
	insert(elders)
	statuses := []models.NeedStatus{"resolved", "resolved", "resolved", "resolved", "resolved", "resolved", "open", "agreed", "closed_unmet", "void"}
	var wants []models.Need
	for i := range needs {
		h, at := homes[roll.IntN(households)], models.Date("2026-01-01").Start().Add(time.Duration(roll.IntN(364*24*60))*time.Minute)
		done, due := at.Add(time.Duration(roll.IntN(60*24))*time.Hour), models.DateOf(at).AddDays(20)
		respond := at.Add(72 * time.Hour)
		n := models.Need{CountyCode: testdb.CountyCode, ID: models.NewID(at), No: fmt.Sprint("B", i), HouseholdID: h.ID, RegionCode: h.RegionCode,
			Category: models.Categories()[roll.IntN(60)].Code, Title: "需求", TitlePublic: "需求", Detail: strings.Repeat("详情", 40), Unit: "件", Urgency: "normal",
			PublishScope: "county", Status: statuses[roll.IntN(10)], SubmittedBy: y.Aide.AccountID, SubmittedAt: &at, AcceptedAt: &at, DueOn: due, ResponseDueAt: &respond,
			AgreedAt: &done, CreatedAt: at, UpdatedAt: at, Version: 1}
		if n.Status == "resolved" {
			n.ResolvedAt, n.ResolutionCode = &done, "R1"
		}
		wants = append(wants, n)
	}
	insert(wants)
	var plans []models.VisitWindow
	var visits []models.Visit
	for i := range windows {
		h, from := homes[i%households], models.Date("2026-01-01").AddDays(roll.IntN(350))
		at := from.Start().Add(10 * time.Hour)
		w := models.VisitWindow{CountyCode: testdb.CountyCode, ID: models.NewID(at), HouseholdID: h.ID, RegionCode: h.RegionCode, AideID: &y.Aide.AccountID, Kind: "routine",
			Mode: "home", StartsOn: from, EndsOn: from.AddDays(6), Status: models.WindowMissed, CreatedAt: at, UpdatedAt: at, Version: 1}
		if roll.IntN(100) < 95 {
			id := models.NewID(at)
			w.Status, w.ValidVisitID = models.WindowDone, &id
			visits = append(visits, models.Visit{CountyCode: testdb.CountyCode, ID: id, HouseholdID: h.ID, RegionCode: h.RegionCode, AideID: y.Aide.AccountID, WindowID: &w.ID,
				Kind: "routine", Mode: "home", CheckedInAt: at, DurationMin: 10, Reached: true, FormComplete: true, PersonsSeen: []string{}, PhotoIDs: []string{},
				IssuesCreated: []string{}, Valid: true, CreatedAt: at, UpdatedAt: at, Version: 1})
		}
		plans = append(plans, w)
	}
	insert(plans)
	insert(visits)
	var lists []models.HappinessList
	for i, h := range homes {
		at := models.Date("2026-10-05").Start()
		if i%10 > 0 {
			lists = append(lists, models.HappinessList{CountyCode: testdb.CountyCode, ID: models.NewID(at), HouseholdID: h.ID, RegionCode: h.RegionCode, PeriodKind: "quarter",
				PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Issue: 1, Status: models.ListDelivered, Channel: "face_to_face", DeliveredAt: &at, Deadline: "2026-10-20",
				GeneratedAt: at, CreatedAt: at, UpdatedAt: at, Version: 1})
		}
	}
	insert(lists)
	settle(b, s)
	return y
}

// settle leaves the tables as a database that has run for a while has them: measured, and in PostgreSQL with its map of what everybody sees.
func settle(b *testing.B, s *store.Store) {
	b.Helper()
	pool, err := s.Pool()
	require.NoError(b, err)
	_, err = pool.Exec(map[string]string{store.SQLite: "ANALYZE", store.Postgres: "VACUUM ANALYZE"}[s.Dialect()])
	require.NoError(b, err)
}

// timed asks often and reports the median and the 95th percentile, and what one question used of the cores: of this process and, of PostgreSQL,
// of all its processes.
func timed(b *testing.B, s *store.Store, ask func()) {
	b.Helper()
	var took []time.Duration
	used := cpu(b) + testdb.ServerCPU(b, s)
	for b.Loop() {
		at := time.Now()
		ask()
		took = append(took, time.Since(at))
	}
	b.ReportMetric(float64((cpu(b)+testdb.ServerCPU(b, s)-used).Microseconds())/1000/float64(len(took)), "cpu-ms")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// cpu is what this process has used of the cores.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCounty asks for all indicators of a year of a big county, and for the parts of a dashboard.
func BenchmarkCounty(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		for _, times := range []int{1, 10} {
			b.Run(fmt.Sprintf("%s/x%d", dialect, times), func(b *testing.B) {
				s := testdb.Open(b, testdb.Address(b, dialect))
				y := crowd(b, s, 12_000*times, 20_000*times, 60_000*times)
				desk, ctx := &reports.Desk{Store: s}, context.Background()
				for _, period := range []string{"2026", "2026-Q3"} {
					b.Run("indicators-"+period, func(b *testing.B) {
						timed(b, s, func() {
							_, err := desk.Indicators(ctx, y.Staff, reports.Query{Period: period})
							require.NoError(b, err)
						})
					})
				}
				b.Run("K2-by-town", func(b *testing.B) {
					timed(b, s, func() {
						_, err := desk.Breakdown(ctx, y.Staff, "K2", reports.Query{Period: "2026"}, store.DimTown)
						require.NoError(b, err)
					})
				})
				b.Run("three-rates", func(b *testing.B) {
					timed(b, s, func() {
						_, err := desk.Headlines(ctx, y.Staff, reports.Query{Period: "2026-Q3"})
						require.NoError(b, err)
					})
				})
				b.Run("dashboard", func(b *testing.B) {
					timed(b, s, func() {
						_, err := desk.Dashboard(ctx, y.Staff, reports.Query{Period: "2026"})
						require.NoError(b, err)
					})
				})
			})
		}
	}
}

// BenchmarkProvince asks for every indicator of a quarter by county over ninety counties: copies of one of the middle size.
func BenchmarkProvince(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		b.Run(dialect, func(b *testing.B) {
			s := testdb.Open(b, testdb.Address(b, dialect))
			y := crowd(b, s, 8_000, 3_600, 20_000)
			copyCounties(b, s, 90)
			desk, ctx := &reports.Desk{Store: s}, context.Background()
			b.Run("indicators", func(b *testing.B) {
				timed(b, s, func() {
					_, err := desk.Indicators(ctx, y.Province, reports.Query{Period: "2026-Q3"})
					require.NoError(b, err)
				})
			})
			b.Run("three-rates", func(b *testing.B) {
				timed(b, s, func() {
					_, err := desk.Headlines(ctx, y.Province, reports.Query{Period: "2026-Q3"})
					require.NoError(b, err)
				})
			})
			b.Run("three-by-county", func(b *testing.B) {
				timed(b, s, func() {
					for _, code := range reports.ThreeRates() {
						_, err := desk.Breakdown(ctx, y.Province, code, reports.Query{Period: "2026-Q3"}, store.DimCounty)
						require.NoError(b, err)
					}
				})
			})
		})
	}
}

// copyCounties copies the story's county until there are n; keys lead with the county, so ids may stay.
func copyCounties(b *testing.B, s *store.Store, n int) {
	b.Helper()
	pool, err := s.Pool()
	require.NoError(b, err)
	var regions []models.Region
	for i := range n - 1 {
		code := fmt.Sprintf("33%04d", 201+i)
		regions = append(regions, models.Region{Code: code + "000000", CountyCode: code, Name: code, Level: models.RegionCounty, ParentCode: "330000000000"})
	}
	require.NoError(b, s.PutRegions(context.Background(), regions))
	for _, table := range []string{"household", "person", "listing", "need", "visit_window", "visit", "happiness_list"} {
		rows, err := pool.Query("SELECT * FROM " + table + " WHERE 1 = 0")
		require.NoError(b, err)
		names, err := rows.Columns()
		require.NoError(b, err)
		require.NoError(b, rows.Close())
		require.NoError(b, rows.Err())
		columns, values := strings.Join(names, ", "), make([]string, len(names))
		for i, name := range names {
			if values[i] = name; name == "region_code" {
				values[i] = "region.county_code || substr(" + table + ".region_code, 7)"
			}
			if name == "county_code" {
				values[i] = "region.county_code"
			} else if name != "region_code" {
				values[i] = table + "." + name
			}
		}
		_, err = pool.Exec("INSERT INTO " + table + " (" + columns + ") SELECT " + strings.Join(values, ", ") + " FROM " + table +
			", region WHERE " + table + ".county_code = '330199' AND region.level = 'county' AND region.code >= '330201000000'")
		require.NoError(b, err)
	}
	settle(b, s)
}
