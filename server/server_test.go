package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/server"
	"zhulian/server/api"
	"zhulian/server/respond"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

const (
	county   = "330199"
	password = "correct horse"
)

// house is a server over a fresh database, with an aide's account and what it logged.
type house struct {
	*server.Server
	t    *testing.T
	s    *store.Store
	desk *accounts.Desk
	log  *journal
}

// journal keeps log lines. It is safe for concurrent use.
type journal struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.all.String()
}

// open builds a server over s whose table is the login calls and more.
func open(t *testing.T, s *store.Store, o server.Options, more ...api.Route) house {
	t.Helper()
	hasher, err := passwords.New(passwords.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1}, 4)
	require.NoError(t, err)
	h := house{t: t, s: s, desk: accounts.New(s, hasher, testdb.Clock(s)), log: &journal{}}
	_, err = h.desk.AddAccount(context.Background(), models.System(county), models.AccountDraft{
		Username: "aide", Password: password, Role: models.RoleAide, CountyCode: county, Regions: []string{"330199001001"},
	})
	require.NoError(t, err)
	routes := more
	for _, r := range (&api.API{Accounts: h.desk, Clock: testdb.Clock(s)}).Routes() {
		if r.Tag == "auth" {
			routes = append(routes, r)
		}
	}
	h.Server, err = server.New(server.Deps{
		Routes: routes, Who: h.desk, Keys: s, Database: s, Clock: testdb.Clock(s), Options: o,
		Log: slog.New(slog.NewJSONHandler(h.log, nil)),
	})
	require.NoError(t, err)
	return h
}

func each(t *testing.T, test func(t *testing.T, h house), more ...api.Route) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) { test(t, open(t, s, server.Options{}, more...)) })
}

// one builds a server over SQLite, for what no database takes part in.
func one(t *testing.T, more ...api.Route) house {
	t.Helper()
	return open(t, testdb.Open(t, testdb.Address(t, store.SQLite)), server.Options{}, more...)
}

func (h house) do(method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func (h house) login() map[string]any {
	h.t.Helper()
	w := h.do("POST", "/api/v1/auth/login", `{"username":"aide","password":"`+password+`"}`)
	require.Equal(h.t, 200, w.Code, w.Body.String())
	return object(h.t, w)
}

func (h house) bearer() string { return "Bearer " + h.login()["access_token"].(string) }

func object(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	out := map[string]any{}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out), w.Body.String())
	return out
}

func code(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"), w.Body.String())
	return object(t, w)["code"].(string)
}

func public(method, path string, handler func(*gin.Context) error) api.Route {
	return api.Route{Method: method, Path: path, Handler: handler, Public: true, Summary: "x", Tag: "x"}
}

func ok(c *gin.Context) error { return respond.JSON(c, 200, gin.H{"ok": true}) }

func TestLoginOverHTTPFromFirstTokenToLogout(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		first := h.login()
		assert.EqualValues(t, 600, first["expires_in"])
		assert.Equal(t, "aide", first["user"].(map[string]any)["username"])
		access := "Bearer " + first["access_token"].(string)
		w := h.do("GET", "/api/v1/me", "", "Authorization", access)
		require.Equal(t, 200, w.Code)
		assert.Equal(t, "aide", object(t, w)["role"])
		w = h.do("POST", "/api/v1/auth/refresh", `{"refresh_token":"`+first["refresh_token"].(string)+`"}`)
		require.Equal(t, 200, w.Code)
		second := "Bearer " + object(t, w)["access_token"].(string)
		w = h.do("POST", "/api/v1/auth/logout", "", "Authorization", second)
		assert.Equal(t, 204, w.Code)
		for _, token := range []string{access, second} {
			assert.Equal(t, "session_ended", code(t, h.do("GET", "/api/v1/me", "", "Authorization", token)))
		}
	})
}

func TestLoginFaultsAreClear(t *testing.T) {
	h := one(t)
	cases := []struct {
		body, code string
		status     int
	}{
		{`{"username":"aide","password":"wrong password"}`, "login_failed", 401},
		{`{"username":"aide","password":"wrong","otp":"123456"}`, "login_failed", 401},
		{`{}`, "invalid", 422},
		{`{"username":"a\u0000b","password":"x"}`, "invalid", 422},
		{`{"username":"aide","pass":"x"}`, "json_unknown_field", 400},
		{``, "content_type_json", 415},
	}
	for _, c := range cases {
		w := h.do("POST", "/api/v1/auth/login", c.body)
		assert.Equal(t, c.status, w.Code, c.body)
		assert.Equal(t, c.code, code(t, w), c.body)
	}
	w := h.do("POST", "/api/v1/auth/login", `{"username":"aide","password":"`+password+`","otp":"123456"}`)
	assert.Equal(t, 200, w.Code, "a one-time code is taken and not looked at while there is no second factor")
}

func TestNobodyPassesWithoutAGoodToken(t *testing.T) {
	h := one(t, api.Route{Method: "GET", Path: "/things", Handler: ok, Summary: "x", Tag: "x"}, public("GET", "/open", ok))
	for header, want := range map[string]string{
		"": "login_required", "Bearer": "token_invalid", "Bearer x": "token_invalid", "Basic YTpi": "token_invalid",
		"Bearer " + strings.Repeat("x", 5000): "token_invalid",
	} {
		w := h.do("GET", "/api/v1/things", "", "Authorization", header)
		assert.Equal(t, 401, w.Code)
		assert.Equal(t, want, code(t, w), "%.30s", header)
		assert.NotEmpty(t, w.Header().Get("WWW-Authenticate"))
	}
	assert.Equal(t, 200, h.do("GET", "/api/v1/things", "", "Authorization", h.bearer()).Code)
	assert.Equal(t, 200, h.do("GET", "/api/v1/open", "").Code)
	assert.Equal(t, 401, h.do("GET", "/api/v1/open", "", "Authorization", "Bearer x").Code, "a bad token is said, even where none is needed")
}

func TestUnknownAddressesAndMethodsAreProblems(t *testing.T) {
	h := one(t)
	w := h.do("GET", "/api/v1/nothing", "", "Accept-Language", "en")
	assert.Equal(t, 404, w.Code)
	assert.Equal(t, "not_found", code(t, w))
	assert.Contains(t, w.Body.String(), "page")
	w = h.do("DELETE", "/api/v1/me", "")
	assert.Equal(t, 405, w.Code)
	assert.Equal(t, "method_not_allowed", code(t, w))
	assert.Contains(t, w.Header().Get("Allow"), "GET")
	assert.Equal(t, 404, h.do("GET", "/static/none.css", "").Code)
	assert.Equal(t, 404, h.do("GET", "/docs/", "").Code, "without a viewer there is no address")
}

func TestPanicIsA500ThatSaysNothing(t *testing.T) {
	h := one(t, public("GET", "/index", func(*gin.Context) error { return []error{}[len("x")] }),
		public("GET", "/text", func(*gin.Context) error { panic("张三 330199200001010017") }),
		public("GET", "/fault", func(*gin.Context) error { return io.ErrUnexpectedEOF }))
	for _, path := range []string{"/index", "/text", "/fault"} {
		w := h.do("GET", "/api/v1"+path, "")
		assert.Equal(t, 500, w.Code)
		assert.Equal(t, "internal", code(t, w))
		id := object(t, w)["instance"].(string)
		assert.Equal(t, id, w.Header().Get("X-Request-Id"))
		assert.Contains(t, h.log.String(), id, "whoever has the number finds the line")
	}
	assert.Contains(t, h.log.String(), "index out of range")
	assert.NotContains(t, h.log.String(), "张三")
	assert.Equal(t, 1, strings.Count(h.log.String(), "unexpected EOF"), "logged once")
}

func TestLogTellsOfRoutesAndNotOfPeople(t *testing.T) {
	h := one(t, public("POST", "/things/:id", ok))
	h.do("POST", "/api/v1/things/01a3185c-5000-7000-9b56-abea209b0a3b?q=张三", `{"name":"李四"}`, "Idempotency-Key", "secret-key")
	h.do("GET", "/api/v1/nowhere/13800000000", "")
	h.do("BREW", "/", "")
	text := h.log.String()
	for _, never := range []string{"01a3185c", "张三", "李四", "secret-key", "192.0.2.1", "13800000000", "BREW"} {
		assert.NotContains(t, text, never)
	}
	assert.Contains(t, text, `"route":"/api/v1/things/:id"`)
	assert.Contains(t, text, `"status":200`)
}

func TestTheLogTellsWhichAccountWasRefused(t *testing.T) {
	for status, refusal := range map[int]error{403: models.Forbidden("role_may_not"), 404: models.NotFound("need"), 409: models.Conflict("changed_meanwhile"), 200: nil} {
		answer := func(c *gin.Context) error {
			if refusal != nil {
				return refusal
			}
			return ok(c)
		}
		h := one(t, api.Route{Method: "GET", Path: "/secrets/:id", Handler: answer, Summary: "x", Tag: "x"})
		login := h.login()
		id := login["user"].(map[string]any)["id"].(string)
		assert.Equal(t, status, h.do("GET", "/api/v1/secrets/1", "", "Authorization", "Bearer "+login["access_token"].(string)).Code)
		if status == 403 || status == 404 {
			assert.Equal(t, 1, strings.Count(h.log.String(), `"account":"`+id+`"`), status)
		} else {
			assert.NotContains(t, h.log.String(), id, status)
		}
		assert.NotContains(t, h.log.String(), "aide", "never who it is")
		assert.Equal(t, 401, h.do("GET", "/api/v1/secrets/1", "").Code)
	}
}

func TestBodyOverTheLimitIs413(t *testing.T) {
	read := func(c *gin.Context) error {
		_, err := io.ReadAll(c.Request.Body)
		return err
	}
	small := public("PATCH", "/small", read)
	small.MaxBody = 10
	h := one(t, small, public("POST", "/usual", ok))
	w := h.do("PATCH", "/api/v1/small", strings.Repeat("x", 11))
	assert.Equal(t, 413, w.Code)
	assert.Equal(t, "body_too_large", code(t, w))
	w = h.do("POST", "/api/v1/usual", strings.Repeat("x", 1<<20+1))
	assert.Equal(t, 413, w.Code)
	unsaid := httptest.NewRequest("POST", "/api/v1/usual", io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)), strings.NewReader("x")))
	unsaid.ContentLength = -1
	unsaid.Header.Set("Idempotency-Key", "k")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, unsaid)
	assert.Equal(t, 413, rec.Code, "a body that does not tell its length")
}

func TestWhoAsksTooOftenWaits(t *testing.T) {
	s := testdb.Open(t, testdb.Address(t, store.SQLite))
	h := open(t, s, server.Options{AccountRate: 0.2, AddressRate: 100}, api.Route{Method: "GET", Path: "/things", Handler: ok})
	token := h.bearer()
	for range 2 {
		assert.Equal(t, 200, h.do("GET", "/api/v1/things", "", "Authorization", token).Code)
	}
	w := h.do("GET", "/api/v1/things", "", "Authorization", token)
	assert.Equal(t, 429, w.Code)
	assert.Equal(t, "too_often", code(t, w))
	assert.NotEmpty(t, w.Header().Get("Retry-After"))
	testdb.Clock(s).Advance(5 * time.Second)
	assert.Equal(t, 200, h.do("GET", "/api/v1/things", "", "Authorization", token).Code)
	slow := open(t, testdb.Open(t, testdb.Address(t, store.SQLite)), server.Options{AddressRate: 0.1}, public("GET", "/open", ok))
	assert.Equal(t, 200, slow.do("GET", "/api/v1/open", "").Code)
	assert.Equal(t, 429, slow.do("GET", "/api/v1/open", "", "X-Forwarded-For", "10.9.9.9").Code, "nobody is believed about their address")
	assert.Equal(t, 200, slow.do("GET", "/healthz", "").Code)
}

func TestWrongProxyAddressIsSaidAtTheStart(t *testing.T) {
	_, err := server.New(server.Deps{Options: server.Options{TrustedProxies: []string{"not an address"}}})
	assert.ErrorContains(t, err, "trusted proxies")
}

func TestOverTLSBrowsersComeByTLSOnlyAndKeepCookiesToThisHost(t *testing.T) {
	h := open(t, testdb.Open(t, testdb.Address(t, store.SQLite)), server.Options{TrustedProxies: []string{"192.0.2.1"}})
	for scheme, want := range map[string][2]string{"https": {"max-age=31536000", "__Host-zhulian_lang="}, "http": {"", "zhulian_lang="}} {
		w := h.do("GET", "/trust?lang=en", "", "X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", scheme)
		require.Equal(t, 303, w.Code, scheme)
		assert.Equal(t, want[0], w.Header().Get("Strict-Transport-Security"), scheme)
		cookie := w.Header().Get("Set-Cookie")
		assert.True(t, strings.HasPrefix(cookie, want[1]), cookie)
		assert.Equal(t, scheme == "https", strings.Contains(cookie, "; Secure"), cookie)
		for _, says := range []string{"; Path=/", "; HttpOnly", "; SameSite=Lax"} {
			assert.Contains(t, cookie, says, scheme)
		}
		assert.NotContains(t, cookie, "Domain", scheme)
		page := h.do("GET", "/trust", "", "X-Forwarded-For", "198.51.100.7", "X-Forwarded-Proto", scheme, "Cookie", "zhulian_lang=en").Body.String()
		assert.Contains(t, page, map[string]string{"https": `<html lang="zh-CN"`, "http": `<html lang="en"`}[scheme], "what was set in the clear counts only there")
	}
	said := h.do("GET", "/", "", "X-Forwarded-Proto", "https").Header()
	assert.Empty(t, said.Get("Strict-Transport-Security"), "nobody whose word is believed says so")
}

func TestHeadersKeepBrowsersIn(t *testing.T) {
	h := one(t)
	for _, path := range []string{"/", "/api/v1/me", "/nothing", "/healthz"} {
		head := h.do("GET", path, "").Header()
		assert.Equal(t, "nosniff", head.Get("X-Content-Type-Options"), path)
		assert.Contains(t, head.Get("Content-Security-Policy"), "default-src 'none'", path)
		assert.NotContains(t, head.Get("Content-Security-Policy"), "unsafe", path)
	}
}
