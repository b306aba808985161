package casework_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// BenchmarkNeed puts needs of one household into the cohort, one after another: drafted, submitted and
// accepted, with their events. It tells what a thousand of them take on PostgreSQL's disk with everything that hangs on them.
func BenchmarkNeed(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		b.Run(dialect, func(b *testing.B) {
			s := testdb.Open(b, testdb.Address(b, dialect))
			y := testdb.Story(b, s)
			h := y.Household()
			before := onDisk(b, s)
			for b.Loop() {
				y.Need(h)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "needs/s")
			if dialect == store.Postgres {
				b.ReportMetric((onDisk(b, s)-before)/float64(b.N)*1000/1e6, "MB/1000-needs")
			}
		})
	}
}

// onDisk is what the tables and indexes of a PostgreSQL take.
func onDisk(b *testing.B, s *store.Store) (bytes float64) {
	b.Helper()
	if s.Dialect() != store.Postgres {
		return 0
	}
	pool, err := s.Pool()
	require.NoError(b, err)
	require.NoError(b, pool.QueryRow("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace").Scan(&bytes))
	return bytes
}
