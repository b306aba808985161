package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// inside are the counts of what goes on behind the requests.
type inside struct {
	statements      *prometheus.HistogramVec
	statementErrors *prometheus.CounterVec
	jobs            *prometheus.HistogramVec
	jobErrors       *prometheus.CounterVec
	jobEnded        *prometheus.GaugeVec
	errands         *prometheus.HistogramVec
	matching        *prometheus.HistogramVec
	waiting         prometheus.Gauge
	waitingSince    prometheus.Gauge
	unsure          prometheus.Gauge
	rates           *prometheus.GaugeVec
	overdue         *prometheus.GaugeVec
	retained        *prometheus.GaugeVec
	replicaUsed     *prometheus.GaugeVec
	replicaBehind   *prometheus.GaugeVec
	replicaReads    *prometheus.GaugeVec
	scans           *prometheus.HistogramVec
}

func newInside() inside {
	long := []float64{.01, .05, .25, 1, 5, 30, 120, 600}
	return inside{
		statements: histogram("zhulian_db_statement_duration_seconds", "Time of a statement to the database, by table and operation.",
			[]float64{.0005, .002, .01, .05, .25, 1, 5}, "table", "operation"),
		statementErrors: counter("zhulian_db_statement_errors_total", "Statements that failed, conflicts that are part of the work among them.",
			"table", "operation"),
		jobs:      histogram("zhulian_job_duration_seconds", "Time of a standing job in a county.", long, "job"),
		jobErrors: counter("zhulian_job_errors_total", "Runs of a standing job that failed.", "job"),
		jobEnded:  gauges("zhulian_job_last_success_timestamp_seconds", "When a standing job last ended without an error.", "job"),
		errands:   histogram("zhulian_errand_duration_seconds", "Time of long work that somebody sent for, by what it came to.", long, "kind", "status"),
		matching: histogram("zhulian_matching_duration_seconds", "Time of matching: the candidates of one need, or a whole round.",
			[]float64{.001, .005, .025, .1, .5, 2.5, 10, 60}, "what"),
		waiting:       gauge("zhulian_outbox_waiting", "Messages that should have gone out by now."),
		waitingSince:  gauge("zhulian_outbox_oldest_seconds", "How late the oldest of them is."),
		unsure:        gauge("zhulian_outbox_unsure", "Messages of which nobody knows whether they arrived."),
		overdue:       gauges("zhulian_retention_over", "Rows that are over their time and still there by the newest deletion, which is to be none.", "county"),
		retained:      gauges("zhulian_retention_last_success_timestamp_seconds", "When what is over its time was last found deleted.", "county"),
		rates:         gauges("zhulian_rate_ratio", "The three rates of the quarter, as they were at the last count.", "county", "rate"),
		replicaUsed:   gauges("zhulian_replica_used", "Whether reports and lists may be read from a replica: 1 or 0.", "replica"),
		replicaBehind: gauges("zhulian_replica_behind_seconds", "How old what a replica shows may be.", "replica"),
		replicaReads:  gauges("zhulian_replica_reads", "Statements that a replica has answered since the server began.", "replica"),
		scans: histogram("zhulian_upload_scan_duration_seconds", "Time of asking the virus scanner about an upload, by what came of it: clean, found or away.",
			[]float64{.005, .025, .1, .5, 2.5, 10, 30}, "result"),
	}
}

func (i inside) all() []prometheus.Collector {
	return []prometheus.Collector{i.statements, i.statementErrors, i.jobs, i.jobErrors, i.jobEnded, i.errands, i.matching, i.waiting, i.waitingSince,
		i.unsure, i.rates, i.overdue, i.retained, i.replicaUsed, i.replicaBehind, i.replicaReads, i.scans}
}

func histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
}

func gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
}

// Register adds somebody else's counts, those of a pool of connections for instance.
func (m *Metrics) Register(c prometheus.Collector) error { return m.registry.Register(c) }

// Statement notes a statement to the database.
func (m *Metrics) Statement(table, operation string, took time.Duration, failed bool) {
	m.statements.WithLabelValues(table, operation).Observe(took.Seconds())
	if failed {
		m.statementErrors.WithLabelValues(table, operation).Inc()
	}
}

// Job notes a run of a standing job that ended at an instant.
func (m *Metrics) Job(job string, ended time.Time, took time.Duration, failed bool) {
	m.jobs.WithLabelValues(job).Observe(took.Seconds())
	if failed {
		m.jobErrors.WithLabelValues(job).Inc()
		return
	}
	m.jobEnded.WithLabelValues(job).Set(float64(ended.UnixMilli()) / 1000)
}

// Errand notes what came of an errand.
func (m *Metrics) Errand(kind, status string, took time.Duration) {
	m.errands.WithLabelValues(kind, status).Observe(took.Seconds())
}

// Matching notes a piece of matching.
func (m *Metrics) Matching(what string, took time.Duration) {
	m.matching.WithLabelValues(what).Observe(took.Seconds())
}

// Outbox notes how the messages on their way out stand.
func (m *Metrics) Outbox(waiting, unsure int64, late time.Duration) {
	m.waiting.Set(float64(waiting))
	m.unsure.Set(float64(unsure))
	m.waitingSince.Set(late.Seconds())
}

// Retention notes how many rows were over their time and still there in a county when that was asked.
func (m *Metrics) Retention(county string, over int64, at time.Time) {
	m.overdue.WithLabelValues(county).Set(float64(over))
	if over == 0 {
		m.retained.WithLabelValues(county).Set(float64(at.UnixMilli()) / 1000)
	}
}

// Rate notes one of the three rates of a county; nil takes it away, where there is none or too few were counted to tell.
func (m *Metrics) Rate(county, rate string, ratio *float64) {
	if ratio == nil {
		m.rates.DeleteLabelValues(county, rate)
		return
	}
	m.rates.WithLabelValues(county, rate).Set(*ratio)
}

// Scan notes what came of asking the virus scanner about an upload.
func (m *Metrics) Scan(result string, took time.Duration) {
	m.scans.WithLabelValues(result).Observe(took.Seconds())
}

// Replica notes how a replica of the database stands.
func (m *Metrics) Replica(name string, used bool, behind time.Duration, reads int64) {
	ratio := 0.0
	if used {
		ratio = 1
	}
	m.replicaUsed.WithLabelValues(name).Set(ratio)
	m.replicaBehind.WithLabelValues(name).Set(behind.Seconds())
	m.replicaReads.WithLabelValues(name).Set(float64(reads))
}
