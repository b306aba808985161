package reports_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/sheet"
	"zhulian/store"
)

// take takes a paper away and reads it back.
func take(t *testing.T, desk *reports.Desk, by models.Actor, name, format string, said map[string]string) (*sheet.Grid, error) {
	t.Helper()
	p, err := reports.PaperOf(name, format, locales.Chinese, func(key string) string { return said[key] })
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	rows, err := desk.TakePaper(context.Background(), by, p, &out)
	if err != nil {
		require.Zero(t, out.Len(), "what is refused leaves no half a file")
		return nil, err
	}
	grid, err := sheet.Read(&out, p.Name(by, desk.Store.Now()), sheet.DefaultLimits())
	require.NoError(t, err, name)
	require.Equal(t, format, grid.Format)
	require.Len(t, grid.Rows, rows+1, name)
	return grid, nil
}

func TestEveryPaperIsTheReportInBothFormats(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		_, err := g.desk.DrawSample(context.Background(), g.Staff, "2026-06")
		require.NoError(t, err)
		said := map[string]string{"code": "K2", "period": "2026-Q2", "group_by": "town", "part": "met", "month": "2026-06"}
		for _, name := range reports.Papers() {
			csv, err := take(t, g.desk, g.Staff, name, "csv", said)
			require.NoError(t, err, name)
			xlsx, err := take(t, g.desk, g.Staff, name, "xlsx", said)
			require.NoError(t, err, name)
			for i, row := range csv.Rows {
				require.Equal(t, row.Cells, xlsx.Rows[i].Cells, "%s: the two formats say the same", name)
			}
			heads := csv.Rows[0].Cells
			require.Equal(t, []string{"期间起", "期间止", "数据截至"}, heads[len(heads)-3:], name)
		}
		b, err := g.desk.Breakdown(context.Background(), g.Staff, "K2", reports.Query{Period: "2026-Q2"}, store.DimTown)
		require.NoError(t, err)
		lines, err := take(t, g.desk, g.Staff, "breakdown", "csv", said)
		require.NoError(t, err)
		require.Len(t, lines.Rows, len(b.Lines)+2, "the heads, the towns and the whole")
		require.Equal(t, []string{"合计", fmt.Sprint(b.Total.Numerator), fmt.Sprint(b.Total.Denominator)}, lines.Rows[len(lines.Rows)-1].Cells[4:7])
		cases, err := take(t, g.desk, g.Staff, "cases", "csv", said)
		require.NoError(t, err)
		require.EqualValues(t, b.Total.Numerator, len(cases.Rows)-1, "a row for every case behind the number")
	})
}

func TestAPaperShowsNobodyMoreThanThePage(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		said := map[string]string{"code": "K2", "period": "2026-Q2", "group_by": "aide"}
		for name, by := range map[string]models.Actor{"cases": g.Province, "breakdown": g.Province, "suppliers": g.Province, "samples": g.Clerk, "outliers": g.Clerk,
			"indicators": g.Aide, "ageing": g.Province, "resolution": g.Resident} {
			_, err := take(t, g.desk, by, name, "csv", said)
			require.Equal(t, models.KindForbidden, models.KindOf(err), name)
		}
		for _, wrong := range []map[string]string{{"period": "soon"}, {"group_by": "moon", "code": "K2"}, {"from": "yesterday"}, {"part": "half"}} {
			_, err := take(t, g.desk, g.Staff, "breakdown", "csv", wrong)
			require.Error(t, err, wrong)
			require.Contains(t, []models.Kind{models.KindInvalid, models.KindNotFound}, models.KindOf(err), wrong)
		}
		_, err := take(t, g.desk, g.Staff, "moons", "csv", nil)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = take(t, g.desk, g.Staff, "gaps", "pdf", nil)
		require.Equal(t, models.KindInvalid, models.KindOf(err))
	})
}

func TestAPaperRunsNoFormula(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, desk := testdb.Story(t, s), &reports.Desk{Store: s}
		giver := y.Supplier(func(d *models.SupplierDraft) { d.Name = "=HYPERLINK(1)" })
		giver.Promise(y.Need(y.Household()), giver.Offer(), 1)
		p, err := reports.PaperOf("suppliers", "csv", locales.English, func(string) string { return "" })
		require.NoError(t, err)
		var out bytes.Buffer
		_, err = desk.TakePaper(context.Background(), y.Staff, p, &out)
		require.NoError(t, err)
		require.Contains(t, out.String(), ",'=HYPERLINK(1),", "a spreadsheet program takes it for a text")
	})
}

// BenchmarkPaper takes the 100,000 cases behind a number away: go test ./reports -run xxx -bench Paper -benchtime 3x.
func BenchmarkPaper(b *testing.B) {
	const rows = 100_000
	for _, dialect := range testdb.Dialects(b) {
		s := testdb.Open(b, testdb.Address(b, dialect))
		y := crowd(b, s, 1_000, 100, rows)
		desk, ctx := &reports.Desk{Store: s}, context.Background()
		for _, format := range []string{"csv", "xlsx"} {
			b.Run(dialect+"/"+format, func(b *testing.B) {
				p, err := reports.PaperOf("cases", format, locales.Chinese, func(key string) string {
					return map[string]string{"code": "K1b", "period": "2026", "part": "met"}[key]
				})
				require.NoError(b, err)
				most := heap(b, func() {
					for range b.N {
						got, err := desk.TakePaper(ctx, y.Staff, p, discard{})
						require.NoError(b, err)
						b.ReportMetric(float64(got), "rows")
					}
				})
				b.ReportMetric(float64(most>>20), "MB-heap")
				b.ReportMetric(rows*.95*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// heap is the most that stood in memory while something was done, garbage that was not yet swept included.
func heap(b *testing.B, do func()) uint64 {
	b.Helper()
	var most atomic.Uint64
	done := make(chan bool)
	look := func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most.Store(max(most.Load(), m.HeapAlloc))
	}
	runtime.GC()
	look()
	ended := make(chan bool)
	go func() {
		defer close(ended)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				look()
			}
		}
	}()
	do()
	close(done)
	<-ended
	return most.Load()
}

func TestThePapersAreListedInOrder(t *testing.T) {
	require.True(t, slices.IsSorted(reports.Papers()))
	for _, name := range reports.Papers() {
		for _, lang := range locales.Langs() {
			require.True(t, locales.Has(lang, "paper_title."+name), name)
		}
	}
}

func TestAMonthThatEndsNoQuarterHasNoListsToHandOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		g := buildGolden(t, s)
		for period, some := range map[string]bool{"2026-05": false, "2026-06": true, "2026-Q2": true} {
			list, err := g.desk.Indicators(context.Background(), g.Staff, reports.Query{Period: period})
			require.NoError(t, err)
			for _, v := range list {
				if v.Code == "K3" {
					require.Equal(t, some, v.Denominator > 0, period)
				}
			}
		}
	})
}
