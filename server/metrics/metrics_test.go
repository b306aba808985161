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
