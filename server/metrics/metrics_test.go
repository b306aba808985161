package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/server/metrics"
)

func read(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, 200, w.Code)
	return w.Body.String()
}

func TestRequestsAreCountedByRouteAndStatus(t *testing.T) {
	m := metrics.New()
	end := m.Begin()
	assert.Contains(t, read(t, m), "zhulian_http_requests_in_flight 1")
	end("GET", "/api/v1/needs/:id", 200, 30*time.Millisecond)
	m.Begin()("GET", "/api/v1/needs/:id", 404, time.Second)
	text := read(t, m)
	assert.Contains(t, text, "zhulian_http_requests_in_flight 0")
	assert.Contains(t, text, `zhulian_http_requests_total{method="GET",route="/api/v1/needs/:id",status="200"} 1`)
	assert.Contains(t, text, `zhulian_http_requests_total{method="GET",route="/api/v1/needs/:id",status="404"} 1`)
	assert.Contains(t, text, `zhulian_http_request_duration_seconds_bucket{method="GET",route="/api/v1/needs/:id",le="0.05"} 1`)
	assert.Contains(t, text, `zhulian_http_request_duration_seconds_count{method="GET",route="/api/v1/needs/:id"} 2`)
	assert.Contains(t, text, "go_goroutines")
}

func TestTwoServersInOneProcessCountApart(t *testing.T) {
	a, b := metrics.New(), metrics.New()
	a.Begin()("GET", "/", 200, 0)
	assert.NotContains(t, read(t, b), `route="/"`)
}

func TestWhatGoesOnInsideIsCounted(t *testing.T) {
	m := metrics.New()
	m.Statement("need", "select", 3*time.Millisecond, false)
	m.Statement("need", "insert", time.Millisecond, true)
	m.Job("casework", time.Unix(1_700_000_000, 0), time.Second, false)
	m.Job("casework", time.Unix(1_700_000_060, 0), time.Second, true)
	m.Errand("round", "done", 2*time.Second)
	m.Matching("candidates", 4*time.Millisecond)
	m.Scan("clean", 20*time.Millisecond)
	m.Outbox(3, 1, 90*time.Second)
	rate := 0.75
	m.Rate("330199", "K1", &rate)
	m.Rate("330199", "K2", &rate)
	m.Rate("330199", "K2", nil)
	m.Retention("330199", 0, time.Unix(1_700_000_000, 0))
	m.Retention("330199", 2, time.Unix(1_700_086_400, 0))
	text := read(t, m)
	for _, line := range []string{
		`zhulian_upload_scan_duration_seconds_bucket{result="clean",le="0.025"} 1`,
		`zhulian_db_statement_duration_seconds_count{operation="select",table="need"} 1`,
		`zhulian_db_statement_errors_total{operation="insert",table="need"} 1`,
		`zhulian_job_duration_seconds_count{job="casework"} 2`, `zhulian_job_errors_total{job="casework"} 1`,
		`zhulian_job_last_success_timestamp_seconds{job="casework"} 1.7e+09`,
		`zhulian_errand_duration_seconds_count{kind="round",status="done"} 1`,
		`zhulian_matching_duration_seconds_count{what="candidates"} 1`,
		"zhulian_outbox_waiting 3", "zhulian_outbox_unsure 1", "zhulian_outbox_oldest_seconds 90",
		`zhulian_retention_over{county="330199"} 2`, `zhulian_retention_last_success_timestamp_seconds{county="330199"} 1.7e+09`,
		`zhulian_rate_ratio{county="330199",rate="K1"} 0.75`,
	} {
		assert.Contains(t, text, line)
	}
	assert.NotContains(t, text, `rate="K2"`, "a rate of too few is taken away")
	assert.NotContains(t, text, `zhulian_db_statement_errors_total{operation="select"`)
}
