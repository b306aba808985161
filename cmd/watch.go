package cmd

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/trace"

	"zhulian/models"
	"zhulian/server/metrics"
	"zhulian/store"
	"zhulian/tracing"
)

// inside is how an operator sees into a running server: counts and, where a collector is named, spans.
type inside struct {
	metrics *metrics.Metrics
	tracer  trace.Tracer
	stop    func(context.Context) error
}

func openInside(ctx context.Context, log *slog.Logger) (inside, error) {
	tracer, stop, err := tracing.Start(ctx, Version, log)
	return inside{metrics: metrics.New(), tracer: tracer, stop: stop}, err
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

// errand is told of every errand that ended.
func (i inside) errand(kind string, status models.ErrandStatus, took time.Duration) {
	i.metrics.Errand(kind, string(status), took)
}
