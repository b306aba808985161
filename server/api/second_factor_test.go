package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// shows is what an app with a secret shows, after so many time steps.
func shows(t *testing.T, s *pagetest.Site, secret any, later int) string {
	t.Helper()
	clock := testdb.Clock(s.Store)
	clock.Advance(time.Duration(later) * 30 * time.Second)
	code, err := totp.GenerateCode(secret.(string), clock.Now())
	require.NoError(t, err)
	return code
}

func TestASecondFactorOverHTTP(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		c := calls(t, s, s.Staff)
		row, err := s.Store.Account(context.Background(), store.Key{County: s.Staff.CountyCode, ID: s.Staff.AccountID})
		require.NoError(t, err)
		login := object{"username": row.Username, "password": testdb.StoryPassword}
		assert.Equal(t, object{"on": false, "since": nil, "required": false, "recovery_codes_left": 0.0}, c.must(200, "GET", "/me/second-factor", nil))
		c.refused(422, "invalid", "POST", "/me/second-factor", object{"password": "not the password"})
		secret := c.must(201, "POST", "/me/second-factor", object{"password": testdb.StoryPassword})["secret"]
		c.refused(422, "invalid", "POST", "/me/second-factor/confirm", object{"code": "12345"})
		codes := c.must(200, "POST", "/me/second-factor/confirm", object{"code": shows(t, s, secret, 0)})["recovery_codes"].([]any)
		assert.Len(t, codes, models.RecoveryCodes)
		assert.Equal(t, true, c.must(200, "GET", "/me/second-factor", nil)["on"])

		nobody := caller{t: t, site: s}
		nobody.refused(401, "second_factor_required", "POST", "/auth/login", login)
		login["otp"] = "000000x"
		nobody.refused(401, "second_factor_wrong", "POST", "/auth/login", login)
		login["otp"] = shows(t, s, secret, 1)
		nobody.must(200, "POST", "/auth/login", login)
		nobody.refused(401, "second_factor_wrong", "POST", "/auth/login", login)
		nobody.refused(401, "login_failed", "POST", "/auth/login", object{"username": row.Username, "password": "not the password", "otp": codes[0]})
		login["otp"] = codes[0]
		nobody.must(200, "POST", "/auth/login", login)

		proof := object{"password": testdb.StoryPassword, "code": shows(t, s, secret, 1)}
		assert.Len(t, c.must(200, "POST", "/me/second-factor/recovery-codes", proof)["recovery_codes"], models.RecoveryCodes)
		c.refused(422, "invalid", "POST", "/me/second-factor/drop", proof)
		proof["code"] = shows(t, s, secret, 1)
		c.none("POST", "/me/second-factor/drop", proof)
		delete(login, "otp")
		nobody.must(200, "POST", "/auth/login", login)
		c.refused(409, "second_factor_off", "POST", "/me/second-factor/drop", proof)
	})
}

func TestWhereItIsAskedTheAPIWaitsForTheSecondFactor(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.Desk.AskSecondFactor = []models.Role{models.RoleStaff}
		c := calls(t, s, s.Staff)
		for _, path := range []string{"/needs", "/me/sessions", "/events?after=0", "/notices"} {
			c.refused(403, "second_factor_missing", "GET", path, nil)
		}
		assert.Equal(t, true, c.must(200, "GET", "/me/second-factor", nil)["required"])
		c.must(200, "GET", "/me", nil)
		secret := c.must(201, "POST", "/me/second-factor", object{"password": testdb.StoryPassword})["secret"]
		c.must(200, "POST", "/me/second-factor/confirm", object{"code": shows(t, s, secret, 0)})
		c.must(200, "GET", "/needs", nil)
		calls(t, s, s.Aide).must(200, "GET", "/needs", nil)
	})
}

func TestAGivenPasswordIsChangedOverHTTPFirst(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		c := calls(t, s, s.Staff)
		name := c.must(200, "GET", "/me", nil)["username"].(string)
		made, err := s.Desk.GivePassword(t.Context(), models.System(s.Staff.CountyCode), name)
		require.NoError(t, err)
		nobody := caller{t: t, site: s}
		in := nobody.must(200, "POST", "/auth/login", object{"username": name, "password": made})
		c.token = in["access_token"].(string)
		c.refused(403, "password_given", "GET", "/needs", nil)
		c.refused(422, "invalid", "POST", "/me/password", object{"present": "not the password", "new": "three calm herons at dusk"})
		out := c.must(200, "POST", "/me/password", object{"present": made, "new": "three calm herons at dusk", "device_token": in["device_token"]})
		c.must(200, "GET", "/needs", nil)
		assert.NotEmpty(t, out["device_token"])
		nobody.must(200, "POST", "/auth/refresh", object{"refresh_token": out["refresh_token"]})
		nobody.refused(401, "token_reused", "POST", "/auth/refresh", object{"refresh_token": in["refresh_token"]})
	})
}

func TestAProgramThatLoggedInBeforeIsNotLockedOutByOthers(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		c := calls(t, s, s.Staff)
		name := c.must(200, "GET", "/me", nil)["username"]
		nobody := caller{t: t, site: s}
		login := object{"username": name, "password": testdb.StoryPassword}
		in := nobody.must(200, "POST", "/auth/login", login)
		assert.NotContains(t, nobody.must(200, "POST", "/auth/refresh", object{"refresh_token": in["refresh_token"]}), "device_token")
		for range 5 {
			nobody.refused(401, "login_failed", "POST", "/auth/login", object{"username": name, "password": "not the password"})
		}
		nobody.refused(429, "account_locked", "POST", "/auth/login", login)
		login["device_token"] = in["device_token"]
		nobody.must(200, "POST", "/auth/login", login)
		login["device_token"] = "x"
		nobody.refused(429, "account_locked", "POST", "/auth/login", login)
	})
}

func TestOwnSessionsOverHTTP(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		c, other := calls(t, s, s.Staff), calls(t, s, s.Staff)
		items := c.must(200, "GET", "/me/sessions", nil)["items"].([]any)
		kinds := map[any]int{}
		for _, it := range items {
			kinds[it.(object)["kind"]]++
		}
		assert.Equal(t, map[any]int{"page": 2, "program": 2}, kinds)
		proof := object{"password": testdb.StoryPassword}
		for _, it := range items {
			if row := it.(object); row["kind"] == "program" && row["present"] == false {
				c.none("POST", "/me/sessions/"+row["id"].(string)+"/end", proof)
				c.refused(404, "not_found", "POST", "/me/sessions/"+row["id"].(string)+"/end", proof)
			}
		}
		other.refused(401, "session_ended", "GET", "/me", nil)
		c.refused(404, "not_found", "POST", "/me/sessions/1/end", proof)
		c.refused(422, "invalid", "POST", "/me/sessions/end-others", object{"password": "not the password"})
		c.none("POST", "/me/sessions/end-others", proof)
		assert.Len(t, c.must(200, "GET", "/me/sessions", nil)["items"], 1)
	})
}

// none is an answer without a body.
func (c caller) none(method, path string, in any) {
	c.t.Helper()
	raw, err := json.Marshal(in)
	require.NoError(c.t, err)
	r, err := http.NewRequestWithContext(context.Background(), method, c.site.URL+"/api/v1"+path, bytes.NewReader(raw))
	require.NoError(c.t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(r)
	require.NoError(c.t, err)
	require.NoError(c.t, res.Body.Close())
	require.Equal(c.t, http.StatusNoContent, res.StatusCode, path)
}
