package server_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/server"
	"zhulian/server/api"
	"zhulian/store"
)

// copies notes how requests are begun; whatever may write has written.
type copies struct{ begun []string }

func (r *copies) Reading(ctx context.Context, _, mark string, lists bool) (context.Context, func() string) {
	what := "read after " + mark
	if lists {
		what = "list after " + mark
	}
	r.begun = append(r.begun, what)
	return ctx, func() string { return "" }
}

func (r *copies) Writing(ctx context.Context, _ string) (context.Context, func() string) {
	r.begun = append(r.begun, "write")
	return ctx, func() string { return "0/1A2B" }
}

func TestAMarkGoesOutWithWhatWasWrittenAndComesBack(t *testing.T) {
	s, seen := testdb.Open(t, testdb.Address(t, store.SQLite)), &copies{}
	site, err := server.New(server.Deps{Keys: s, Database: s, Clock: testdb.Clock(s), Replicas: seen, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		Routes: []api.Route{
			{Method: "GET", Path: "/things", Handler: ok, Public: true, List: true},
			{Method: "GET", Path: "/thing", Handler: ok, Public: true},
			{Method: "POST", Path: "/things", Handler: ok, Public: true},
			{Method: "POST", Path: "/silent", Public: true, Handler: func(c *gin.Context) error { c.Status(http.StatusNoContent); return nil }},
		}})
	require.NoError(t, err)
	do := func(method, path string, header ...string) http.Header {
		r := httptest.NewRequest(method, "/api/v1"+path, nil)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		require.Less(t, w.Code, 300, w.Body.String())
		return w.Result().Header
	}
	for _, path := range []string{"/things", "/silent"} {
		out := do("POST", path)
		assert.Equal(t, "0/1A2B", out.Get("X-Read-After"), path)
		assert.Contains(t, out.Get("Set-Cookie"), "zhulian_mark=0/1A2B", path)
	}
	assert.Empty(t, do("GET", "/things", "Cookie", "zhulian_mark=0/1A2B").Get("X-Read-After"))
	do("GET", "/thing", "X-Read-After", "0/3")
	assert.Equal(t, []string{"write", "write", "list after 0/1A2B", "read after 0/3"}, seen.begun)
}
