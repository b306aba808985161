package cmd

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/trace"

	"zhulian/models"
	"zhulian/server/metrics"
	"zhulian/server/respond"
	"zhulian/store"
	"zhulian/tracing"
)

// inside is how an operator sees into a running server: counts and, where a collector is named, spans.
type inside struct {
	metrics *metrics.Metrics
	tracer  trace.Tracer
	log     *slog.Logger
	stop    func(context.Context) error
}

func openInside(ctx context.Context, log *slog.Logger) (inside, error) {
	tracer, stop, err := tracing.Start(ctx, Version, log)
	return inside{metrics: metrics.New(), tracer: tracer, log: log, stop: stop}, err
}

// close sends the spans that are left, and does not wait long for a collector that is gone.
func (i inside) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return i.stop(ctx)
}

// statement is told of every statement to the database.
func (i inside) statement(ctx context.Context, st store.Statement) {
	i.metrics.Statement(st.Table, st.Operation, st.Ended.Sub(st.Began), st.Failed)
	tracing.Statement(ctx, st.Table, st.Operation, st.Began, st.Ended, st.Failed)
}

// pool counts the connections of the pool that writes.
func (i inside) pool(s *store.Store) error {
	pool, err := s.Pool()
	if err != nil {
		return err
	}
	return i.metrics.Register(collectors.NewDBStatsCollector(pool, s.Dialect()))
}

// replica returns who is told of every look at a replica: one that is left out or taken back gets a line in the log.
func (i inside) replica() func(store.Replica) {
	var mu sync.Mutex
	used := map[string]bool{}
	return func(r store.Replica) {
		i.metrics.Replica(r.Name, r.Used, r.Behind, r.Reads)
		mu.Lock()
		before, known := used[r.Name]
		used[r.Name] = r.Used
		mu.Unlock()
		switch {
		case known && before == r.Used:
		case r.Used:
			i.log.Info("a replica answers reports and lists", "replica", r.Name)
		case r.Err != nil:
			i.log.Warn("a replica is left out: it does not answer", "replica", r.Name, "error", respond.Inside(r.Err))
		default:
			i.log.Warn("a replica is left out: it is too far behind", "replica", r.Name, "behind", r.Behind.String())
		}
	}
}

// errand is told of every errand that ended.
func (i inside) errand(kind string, status models.ErrandStatus, took time.Duration) {
	i.metrics.Errand(kind, string(status), took)
}
