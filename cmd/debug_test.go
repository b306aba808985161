package cmd

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/server/metrics"
)

func TestProfilesAreForThisMachineAlone(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:6060", ":6060", "10.1.2.3:6060", "example.org:6060", "[::]:6060", "6060"} {
		_, err := debugListener(addr)
		assert.ErrorAs(t, err, &wrongCall{}, addr)
	}
	none, err := debugListener("")
	require.NoError(t, err)
	assert.Nil(t, none)
}

func TestMetricsAreAnsweredAtAnAddressOfTheirOwn(t *testing.T) {
	none, err := metricsListener("")
	require.NoError(t, err)
	assert.Nil(t, none, "left out, they stay where they were")
	_, err = metricsListener("nowhere")
	require.Error(t, err)
	on, err := metricsListener("127.0.0.1:0")
	require.NoError(t, err)
	ctx, end := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		aside{"metrics", on, metricsOnly(metrics.New())}.serve(ctx, slog.New(slog.DiscardHandler))
		close(done)
	}()
	for path, want := range map[string]int{"/metrics": 200, "/": 404, "/api/v1/me": 404} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+on.Addr().String()+path, nil)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		assert.Equal(t, want, res.StatusCode, path)
		require.NoError(t, res.Body.Close())
	}
	end()
	<-done
}

func TestProfilesAreShownUntilTheServerEnds(t *testing.T) {
	on, err := debugListener("127.0.0.1:0")
	require.NoError(t, err)
	ctx, end := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		debug(ctx, on, slog.New(slog.DiscardHandler))
		close(done)
	}()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+on.Addr().String()+"/debug/pprof/goroutine?debug=1", nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Contains(t, string(text), "goroutine profile")
	end()
	<-done
}
