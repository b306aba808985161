package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// said reads the JSON that an address answers a script.
func said(t *testing.T, b *pagetest.Browser, address string) map[string]any {
	t.Helper()
	res := b.Script(http.MethodGet, address, "", "")
	require.Equal(t, http.StatusOK, res.StatusCode, address)
	out := map[string]any{}
	require.NoError(t, json.NewDecoder(res.Body).Decode(&out))
	return out
}

func TestKeysOfTheBrowserAreOfASessionAndOfAnAccount(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		assert.Empty(t, said(t, s.Anyone(), "/session/key"), "nobody gets keys")
		assert.Empty(t, said(t, s.Anyone(), "/session/token"))
		one, again, other := s.As(s.Aide), s.As(s.Aide), s.As(s.OtherAide)
		first, second, third := said(t, one, "/session/key"), said(t, again, "/session/key"), said(t, other, "/session/key")
		assert.Equal(t, first, said(t, one, "/session/key"), "a session has its keys for as long as it lives")
		assert.NotEqual(t, first["copy"], second["copy"], "another session cannot read the copy of the first")
		assert.Equal(t, first["drafts"], second["drafts"], "the same account can send what it wrote before")
		assert.NotEqual(t, first["drafts"], third["drafts"], "nobody else can")
		assert.NotContains(t, first["account"], s.Aide.AccountID[:8])
		page := one.Get("/")
		assert.Equal(t, first["session"], page.Find("body").AttrOr("data-offline", ""))
		assert.False(t, s.As(s.Clerk).Get("/").Has("body[data-offline]"), "only aides carry households about")
		one.Get("/me").Submit(`form[action="/logout"]`)
		assert.Empty(t, said(t, one, "/session/key"), "and then it is over")
	})
}

func TestAFreshTokenLetsAScriptWriteOnce(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h, b := s.HouseholdUnasked(), s.As(s.Aide)
		token, _ := said(t, b, "/session/token")["token"].(string)
		body, err := json.Marshal(map[string]any{"id": s.ID(), "household_id": h.ID, "category": "A01", "title": "米", "unit": "袋", "urgency": "low"})
		require.NoError(t, err)
		assert.Equal(t, http.StatusCreated, b.Script(http.MethodPost, "/api/v1/needs", token, string(body)).StatusCode)
		late := b.Script(http.MethodPost, "/api/v1/needs", token, string(body))
		assert.Equal(t, http.StatusConflict, late.StatusCode, "the same id long after is known to have arrived")
		var problem struct{ Code string }
		require.NoError(t, json.NewDecoder(late.Body).Decode(&problem))
		assert.Equal(t, "already_exists", problem.Code, "which static/js/queue.js reads")
		assert.Len(t, needsOf(t, s, h.ID), 1)
	})
}

func TestLogoutKeepsWhatWaitsOnlyWhenTheBrowserHasThrownItsKeysAway(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		out := func(keep string) string {
			b := s.As(s.Aide)
			token, _ := said(t, b, "/session/token")["token"].(string)
			return b.Still("/logout", "_token", token, "keep", keep).Header.Get("Clear-Site-Data")
		}
		assert.Equal(t, `"storage"`, out(""))
		assert.Empty(t, out("drafts"))
	})
}

func TestOfflineBookHoldsTheHouseholdsInScopeAndLittleOfThem(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		s.HouseholdUnasked(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage })
		s.NeedSubmitted(h)
		book := said(t, s.As(s.Aide), "/offline-book")
		assert.Equal(t, []any{map[string]any{"id": h.ID, "no": h.No, "name": "王秀英", "village": "柳树村"}}, book["households"])
		assert.Equal(t, []any{"A01"}, book["recent"])
		assert.Equal(t, http.StatusForbidden, s.As(s.Auditor).Script(http.MethodGet, "/offline-book", "", "").StatusCode)
	})
}

func TestShellSaysNothingOfAnybody(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		h := s.HouseholdUnasked()
		b := s.As(s.Aide)
		for _, lang := range locales.Langs() {
			p := b.Get("/offline/" + string(lang))
			require.Equal(t, 200, p.Status)
			assert.Equal(t, string(lang), p.Find("html").AttrOr("lang", ""))
			html, err := p.Html()
			require.NoError(t, err)
			for _, secret := range []string{"王秀英", h.No, h.ID, "_token", "测试aide", "data-offline="} {
				assert.NotContains(t, html, secret)
			}
			other, err := s.Anyone().Get("/offline/" + string(lang)).Html()
			require.NoError(t, err)
			assert.Equal(t, html, other, "everybody is shown the same")
		}
		assert.Equal(t, 404, b.Get("/offline/fr").Status)
	})
}

var inQuotes = regexp.MustCompile(`"(/[^"]+)"`)

func TestWorkerKeepsFilesThatAreThere(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		res := s.Anyone().Script(http.MethodGet, "/sw.js", "", "")
		assert.Equal(t, "no-cache", res.Header.Get("Cache-Control"))
		assert.Contains(t, res.Header.Get("Content-Type"), "text/javascript")
		raw, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		list := inQuotes.FindAllStringSubmatch(strings.Split(string(raw), "\n")[1], -1)
		require.Greater(t, len(list), 10)
		for _, m := range list {
			assert.Equal(t, 200, s.Anyone().Script(http.MethodGet, m[1], "", "").StatusCode, m[1])
		}
		again, err := io.ReadAll(s.As(s.Aide).Script(http.MethodGet, "/sw.js", "", "").Body)
		require.NoError(t, err)
		assert.Equal(t, string(raw), string(again), "one version is one worker")
	})
}

func TestManifestNamesIconsThatAreThere(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		m := said(t, s.Anyone(), "/manifest.webmanifest")
		assert.Equal(t, "/", m["start_url"])
		purposes := ""
		for _, icon := range m["icons"].([]any) {
			i := icon.(map[string]any)
			res := s.Anyone().Script(http.MethodGet, i["src"].(string), "", "")
			assert.Equal(t, 200, res.StatusCode)
			assert.Equal(t, i["type"], res.Header.Get("Content-Type"))
			purposes += i["purpose"].(string)
		}
		assert.Contains(t, purposes, "maskable")
	})
}
