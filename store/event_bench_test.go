package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// BenchmarkEvents logs one event a transaction with eight at work: all in one county, whose chain has one head, and each in one of its own.
func BenchmarkEvents(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		for name, counties := range map[string]int64{"one-county": 1, "eight-counties": 8} {
			b.Run(dialect+"/"+name, func(b *testing.B) {
				s := testdb.Open(b, testdb.Address(b, dialect))
				var worker atomic.Int64
				b.SetParallelism(4) // times GOMAXPROCS
				b.RunParallel(func(pb *testing.PB) {
					county := fmt.Sprint(330190 + worker.Add(1)%counties)
					for pb.Next() {
						require.NoError(b, s.InTx(context.Background(), func(s *store.Store) error {
							s.Record(models.Event{CountyCode: county, ActorRole: models.RoleSystem, Noun: "need", ObjectID: "1", Step: "submit", ToStatus: "submitted"})
							return nil
						}))
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
	}
}
