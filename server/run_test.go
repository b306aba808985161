package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/server"
	"zhulian/server/metrics"
	"zhulian/store"
)

// running serves on a free port until stop, which returns how Run ended.
func running(t *testing.T, h house) (address string, stop func() error) {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx, on) }()
	t.Cleanup(cancel)
	return "http://" + on.Addr().String(), func() error {
		cancel()
		return <-ended
	}
}

// statusOf asks for an address and answers the status, 0 where there was no whole answer.
func statusOf(address string) int {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		return 0
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer func() { _ = w.Body.Close() }()
	if _, err := io.ReadAll(w.Body); err != nil {
		return 0
	}
	return w.StatusCode
}

func TestRequestsUnderWayAreFinishedAtTheEnd(t *testing.T) {
	entered, release := make(chan bool), make(chan bool)
	h := one(t, public("GET", "/slow", func(c *gin.Context) error {
		entered <- true
		<-release
		return ok(c)
	}))
	address, stop := running(t, h)
	answer := make(chan int, 1)
	go func() { answer <- statusOf(address + "/api/v1/slow") }()
	<-entered
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	assert.Eventually(t, func() bool {
		return strings.Contains(h.do("GET", "/readyz", "").Body.String(), "draining")
	}, 5*time.Second, 5*time.Millisecond)
	close(release)
	assert.Equal(t, 200, <-answer)
	require.NoError(t, <-ended)
	_, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")) //nolint:noctx // it must fail at once
	assert.Error(t, err)
}

func TestRequestsThatDoNotEndAreCutOff(t *testing.T) {
	entered := make(chan bool)
	h := open(t, testdb.Open(t, testdb.Address(t, store.SQLite)), server.Options{Drain: 50 * time.Millisecond},
		public("GET", "/endless", func(c *gin.Context) error {
			entered <- true
			<-c.Request.Context().Done()
			return c.Request.Context().Err()
		}))
	address, stop := running(t, h)
	go statusOf(address + "/api/v1/endless")
	<-entered
	assert.ErrorIs(t, stop(), context.DeadlineExceeded)
}

func TestServerThatEndsAnswersUntilItIsKnown(t *testing.T) {
	left := make(chan bool, 1)
	h := open(t, testdb.Open(t, testdb.Address(t, store.SQLite)), server.Options{Linger: time.Hour, Leaving: func() { left <- true }}, public("GET", "/quick", ok))
	address, stop := running(t, h)
	go stop() //nolint:errcheck // it lingers until the test is over
	assert.Eventually(t, func() bool {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address+"/readyz", nil)
		require.NoError(t, err)
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			return false
		}
		return w.Body.Close() == nil && w.StatusCode == 503 && w.Close
	}, 10*time.Second, 5*time.Millisecond, "it says that it is going, and closes the connection")
	assert.Equal(t, 200, statusOf(address+"/api/v1/quick"))
	assert.Empty(t, left)

	h = open(t, testdb.Open(t, testdb.Address(t, store.SQLite)), server.Options{Linger: time.Millisecond, Leaving: func() { left <- true }})
	_, stop = running(t, h)
	require.NoError(t, stop())
	assert.True(t, <-left)
}

func TestNewerSchemaIsReadyForAServerThatRuns(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, server.Options{})
		pool, err := s.Pool()
		require.NoError(t, err)
		_, err = pool.ExecContext(context.Background(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
		require.NoError(t, err)
		assert.Equal(t, 200, h.do("GET", "/readyz", "").Code)
		_, err = s.Migrate(context.Background())
		assert.ErrorIs(t, err, store.ErrNewerSchema, "none starts on it")
	})
}

func TestListenerThatFailsIsSaid(t *testing.T) {
	h := one(t)
	on, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
	require.NoError(t, err)
	require.NoError(t, on.Close())
	assert.ErrorIs(t, h.Run(context.Background(), on), net.ErrClosed)
}

func TestReadinessAsksTheDatabase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s, server.Options{})
		assert.Equal(t, 200, h.do("GET", "/readyz", "").Code)
		assert.Equal(t, 200, h.do("HEAD", "/readyz", "").Code)
		pool, err := s.Pool()
		require.NoError(t, err)
		_, err = pool.ExecContext(context.Background(), "DELETE FROM goose_db_version WHERE version_id > 0")
		require.NoError(t, err)
		testdb.Clock(s).Advance(time.Minute)
		w := h.do("GET", "/readyz", "")
		assert.Equal(t, 503, w.Code)
		assert.Contains(t, w.Body.String(), "schema_outdated")
		require.NoError(t, s.Close())
		w = h.do("GET", "/readyz", "")
		assert.Equal(t, 503, w.Code)
		assert.Contains(t, w.Body.String(), "database_unreachable")
		assert.Equal(t, 200, h.do("GET", "/healthz", "").Code, "the process is well")
	})
}

// unready is a database that is reached and does not know its schema.
type unready struct{}

func (unready) Ping(context.Context) error                 { return nil }
func (unready) SchemaServes(context.Context) (bool, error) { return false, errors.New("broken") }

func TestUnknownSchemaIsNotReady(t *testing.T) {
	var log bytes.Buffer
	s, err := server.New(server.Deps{Database: unready{}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	w := house{Server: s, t: t}.do("GET", "/readyz", "")
	assert.Equal(t, 503, w.Code)
	assert.Contains(t, w.Body.String(), "schema_unknown")
	assert.Contains(t, log.String(), "level=WARN msg=\"not ready\"")
	assert.NotContains(t, log.String(), "level=ERROR", "it is what the proxy asked for")

	log.Reset()
	gone, leave := context.WithCancel(t.Context())
	leave()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/readyz", nil).WithContext(gone))
	assert.NotContains(t, log.String(), "not ready", "who asked gave up, which is no outage")
}

func TestMetricsAndDescriptionAreServedWhereTheyAreGiven(t *testing.T) {
	s, err := server.New(server.Deps{
		Metrics: metrics.New(), OpenAPI: []byte(`{"openapi":"3.1.0"}`),
		Docs: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("viewer")) }),
	})
	require.NoError(t, err)
	h := house{Server: s, t: t}
	h.do("GET", "/api/v1/nothing/13800000000", "")
	text := h.do("GET", "/metrics", "").Body.String()
	assert.Contains(t, text, `zhulian_http_requests_total{method="GET",route="none",status="404"} 1`)
	assert.NotContains(t, text, "13800000000")
	assert.JSONEq(t, `{"openapi":"3.1.0"}`, h.do("GET", "/openapi.json", "").Body.String())
	assert.Equal(t, "viewer", h.do("GET", "/docs/", "").Body.String())
	assert.Equal(t, "/docs/", h.do("GET", "/docs", "").Header().Get("Location"))
	apart, err := server.New(server.Deps{Metrics: metrics.New(), Options: server.Options{CountsApart: true}})
	require.NoError(t, err)
	assert.Equal(t, 404, house{Server: apart, t: t}.do("GET", "/metrics", "").Code, "where it has an address of its own")
}
