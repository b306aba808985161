package exchange_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/models"
)

// roll is a list of invented households of three persons each.
func roll(rows int) string {
	var b strings.Builder
	b.WriteString("户编号,区划代码,住址,对象类别,困难等级,姓名,与户主关系,公民身份号码,联系电话,健康状况,人员标签\n")
	first := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		no := models.SyntheticCitizenNo(county, first.AddDate(0, 0, i%25_000), i/25_000*10+1)
		relation := [3]string{"户主", "配偶", "儿子"}[i%3]
		fmt.Fprintf(&b, "H-%06d,330199001001,河东路 %d 号,低保,Ⅱ级,张建%d,%s,%s,138%08d,高血压,独居老人、残疾人\n", i/3, i/3, i%3, relation, no, i)
	}
	return b.String()
}

// BenchmarkImportHouseholds reads 100,000 rows into each database: go test ./exchange -run - -bench Households -benchtime 1x.
func BenchmarkImportHouseholds(b *testing.B) {
	const rows = 100_000
	list := roll(rows)
	for _, dialect := range testdb.Dialects(b) {
		b.Run(dialect, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				s := testdb.Open(b, testdb.Address(b, dialect))
				load(b, s, "regions", regionsCSV)
				o := order(b, "households", list)
				peak := uint64(0)
				o.Progress = func(string, int, int) {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapAlloc)
				}
				b.StartTimer()
				res, err := exchange.Import(ctx, s, o)
				require.NoError(b, err)
				require.Equal(b, rows, res.Persons)
				b.ReportMetric(float64(peak>>20), "MB-heap")
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkExportHouseholds writes 100,000 rows out of each database, every household in the disclosure log:
// go test ./exchange -run - -bench Export -benchtime 1x.
func BenchmarkExportHouseholds(b *testing.B) {
	const rows = 100_000
	list := roll(rows)
	for _, dialect := range testdb.Dialects(b) {
		s := testdb.Open(b, testdb.Address(b, dialect))
		load(b, s, "regions", regionsCSV)
		_, err := exchange.Import(ctx, s, order(b, "households", list))
		require.NoError(b, err)
		for _, format := range []string{"csv", "xlsx"} {
			b.Run(dialect+"/"+format, func(b *testing.B) {
				runtime.GC()
				peak := uint64(0)
				for range b.N {
					n, err := exchange.Export(ctx, s, exchange.Demand{Kind: "households", Format: format, Purpose: "bench", By: "bench", Lang: "zh-CN",
						Progress: func(string, int, int) {
							var m runtime.MemStats
							runtime.ReadMemStats(&m)
							peak = max(peak, m.HeapAlloc)
						}}, io.Discard)
					require.NoError(b, err)
					require.Equal(b, rows, n)
				}
				b.ReportMetric(float64(peak>>20), "MB-heap")
				b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}
