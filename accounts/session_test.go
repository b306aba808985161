package accounts_test

import (
	"encoding/base64"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestRefreshTurnsTheTokenOver(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		first := o.mustLogin()
		second, err := o.Refresh(ctx, first.Refresh)
		require.NoError(t, err)
		assert.NotEqual(t, first.Refresh, second.Refresh)
		third, err := o.Refresh(ctx, second.Refresh)
		require.NoError(t, err)
		_, err = o.Authenticate(ctx, third.Access)
		require.NoError(t, err)
	})
}

func TestOldRefreshTokenEndsTheSessionForBoth(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		stolen := o.mustLogin()
		mine, err := o.Refresh(ctx, stolen.Refresh)
		require.NoError(t, err)
		_, err = o.Refresh(ctx, stolen.Refresh)
		assert.Equal(t, "token_reused", models.CodeOf(err))
		_, err = o.Refresh(ctx, mine.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err))
		_, err = o.Authenticate(ctx, mine.Access)
		assert.Equal(t, "session_ended", models.CodeOf(err))
		assert.Equal(t, []string{"login", "reuse"}, o.steps("session"))
	})
}

func TestOfTwoRefreshesAtOnceOneWinsAndTheSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		var wg sync.WaitGroup
		codes := make(chan string, 8)
		for range cap(codes) {
			wg.Go(func() {
				_, err := o.Refresh(ctx, tokens.Refresh)
				codes <- models.CodeOf(err)
			})
		}
		wg.Wait()
		close(codes)
		count := map[string]int{}
		for code := range codes {
			count[code]++
		}
		assert.Equal(t, 1, count[""], "%v", count)
		assert.Equal(t, 1, count["token_reused"], "%v", count)
		assert.Equal(t, 6, count["session_ended"], "%v", count)
	})
}

func TestForgedRefreshTokenEndsNothing(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		next, err := o.Refresh(ctx, tokens.Refresh)
		require.NoError(t, err)
		parts := strings.Split(tokens.Refresh, ".")
		parts[3] = base64.RawURLEncoding.EncodeToString(make([]byte, 48))
		for _, forged := range []string{
			strings.Join(parts, "."), "", "x", strings.Replace(next.Refresh, ".2.", ".3.", 1), strings.Replace(next.Refresh, ".2.", ".1.", 1),
			next.Refresh + "=", strings.Replace(next.Refresh, "330199.", "330198.", 1),
		} {
			_, err = o.Refresh(ctx, forged)
			assert.Equal(t, "token_invalid", models.CodeOf(err), forged)
		}
		_, err = o.Refresh(ctx, next.Refresh)
		require.NoError(t, err)
	})
}

func TestSessionSlidesThirtyDaysAndEndsAfterNinety(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		var err error
		for range 4 {
			testdb.Clock(o.s).Advance(20 * 24 * time.Hour)
			tokens, err = o.Refresh(ctx, tokens.Refresh)
			require.NoError(t, err)
		}
		testdb.Clock(o.s).Advance(10 * 24 * time.Hour)
		_, err = o.Refresh(ctx, tokens.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err), "ninety days after the login")
		idle := o.mustLogin()
		testdb.Clock(o.s).Advance(accounts.SessionIdle)
		_, err = o.Refresh(ctx, idle.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err))
	})
}

func TestLogoutReallyEndsTheSession(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens, other := o.mustLogin(), o.mustLogin()
		who, err := o.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		require.NoError(t, o.Logout(ctx, who))
		require.NoError(t, o.Logout(ctx, who), "twice is no error")
		_, err = o.Authenticate(ctx, tokens.Access)
		assert.Equal(t, "session_ended", models.CodeOf(err))
		_, err = o.Refresh(ctx, tokens.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err))
		_, err = o.Authenticate(ctx, other.Access)
		require.NoError(t, err, "another session of the account goes on")
		assert.Equal(t, []string{"login", "login", "logout"}, o.steps("session"))
		assert.Equal(t, "login_required", models.CodeOf(o.Logout(ctx, models.Actor{})))
		_, err = o.Me(ctx, models.Actor{})
		assert.Equal(t, "login_required", models.CodeOf(err))
	})
}

func TestAccessTokenLastsTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		testdb.Clock(o.s).Advance(accounts.AccessLife - time.Second)
		_, err := o.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		testdb.Clock(o.s).Advance(time.Second)
		_, err = o.Authenticate(ctx, tokens.Access)
		assert.Equal(t, "token_expired", models.CodeOf(err))
	})
}

func TestOnlyTokensOfThisHouseAreBelieved(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens, key := o.mustLogin(), testdb.Vault(t).TokenKey().Secret
		good := jwt.MapClaims{}
		_, _, err := jwt.NewParser().ParseUnverified(tokens.Access, good)
		require.NoError(t, err)
		sign := func(method jwt.SigningMethod, key any, change func(jwt.MapClaims)) string {
			c := jwt.MapClaims{}
			for k, v := range good {
				c[k] = v
			}
			change(c)
			out, err := jwt.NewWithClaims(method, c).SignedString(key)
			require.NoError(t, err)
			return out
		}
		same := func(jwt.MapClaims) {}
		_, err = o.Authenticate(ctx, sign(jwt.SigningMethodHS256, key, same))
		require.NoError(t, err)
		for name, token := range map[string]string{
			"no algorithm":      sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, same),
			"another algorithm": sign(jwt.SigningMethodHS512, key, same),
			"another key":       sign(jwt.SigningMethodHS256, []byte("somebody else's"), same),
			"another issuer":    sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { c["iss"] = "other" }),
			"without an end":    sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { delete(c, "exp") }),
			"not a token":       "abc",
		} {
			_, err := o.Authenticate(ctx, token)
			assert.Equal(t, "token_invalid", models.CodeOf(err), name)
		}
		_, err = o.Authenticate(ctx, sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { c["sub"] = models.NewID(o.s.Now()) }))
		assert.Equal(t, "session_ended", models.CodeOf(err), "a session of somebody else")
	})
}

func TestRoleComesFromTheAccountAndNotFromTheToken(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		pool, err := o.s.Pool()
		require.NoError(t, err)
		_, err = pool.ExecContext(ctx, "UPDATE account SET role = 'auditor' WHERE username = 'aide'")
		require.NoError(t, err)
		who, err := o.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		assert.Equal(t, models.RoleAuditor, who.Role)
	})
}

func TestClosingAnAccountEndsItsSessionsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		require.NoError(t, o.DisableAccount(ctx, admin, "aide"))
		_, err := o.Authenticate(ctx, tokens.Access)
		assert.Equal(t, "session_ended", models.CodeOf(err))
		_, err = o.Refresh(ctx, tokens.Refresh)
		assert.Equal(t, "account_disabled", models.CodeOf(err))
		assert.Equal(t, "account_disabled_already", models.CodeOf(o.DisableAccount(ctx, admin, "aide")))
	})
}

func TestNewPasswordEndsSessionsAndLiftsTheLock(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		for range 5 {
			_, _ = o.login("aide", "wrong password")
		}
		assert.Equal(t, models.KindInvalid, models.KindOf(o.ResetPassword(ctx, admin, "aide", accounts.NewPassword{Password: "short"})))
		require.NoError(t, o.ResetPassword(ctx, admin, "aide", accounts.NewPassword{Password: "another long one"}))
		_, err := o.Authenticate(ctx, tokens.Access)
		assert.Equal(t, "session_ended", models.CodeOf(err))
		_, err = o.login("aide", password)
		assert.Equal(t, "login_failed", models.CodeOf(err))
		_, err = o.login("aide", "another long one")
		require.NoError(t, err)
	})
}

func TestSessionOfADeletedDatabaseIsNotBelieved(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		for _, dialect := range testdb.Dialects(t) {
			empty := testdb.Open(t, testdb.Address(t, dialect))
			desk := deskWith(t, empty, cheap)
			_, err := desk.Refresh(ctx, tokens.Refresh)
			assert.Equal(t, "token_invalid", models.CodeOf(err))
			_, err = desk.Authenticate(ctx, tokens.Access)
			assert.Equal(t, "session_ended", models.CodeOf(err))
		}
	})
}

func TestRestoredDatabaseRefusesTokensOfItsFuture(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		first := o.mustLogin()
		second, err := o.Refresh(ctx, first.Refresh)
		require.NoError(t, err)
		pool, err := o.s.Pool()
		require.NoError(t, err)
		_, err = pool.ExecContext(ctx, testdb.ByHand+"UPDATE session SET generation = 1")
		require.NoError(t, err)
		_, err = o.Refresh(ctx, second.Refresh)
		assert.Equal(t, "token_invalid", models.CodeOf(err))
		all, err := o.s.Events(ctx, store.EventFilter{CountyCode: county, Noun: "session", Limit: 10})
		require.NoError(t, err)
		assert.Len(t, all, 1, "that is no theft")
	})
}

func TestSessionsOfOneOrOfAllAreEnded(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.add(draft("other", models.RoleAide))
		other, err := o.login("other", password)
		require.NoError(t, err)
		mine := o.mustLogin()
		require.NoError(t, o.EndSessionsOf(ctx, admin, "aide"))
		assert.Equal(t, "session_ended", models.CodeOf(o.liveCookie(mine)))
		require.NoError(t, o.liveCookie(other))
		mine = o.mustLogin()
		ended, err := o.EndAllSessions(ctx, models.System("330198"))
		require.NoError(t, err)
		assert.Zero(t, ended, "another county's")
		ended, err = o.EndAllSessions(ctx, admin)
		require.NoError(t, err)
		assert.EqualValues(t, 2, ended)
		assert.Equal(t, "session_ended", models.CodeOf(o.liveCookie(mine)))
		assert.Equal(t, "session_ended", models.CodeOf(o.liveCookie(other)))
		o.lock()
		_, err = o.from(mine.Device, password)
		assert.Equal(t, "account_locked", models.CodeOf(err), "devices are forgotten too")
		for _, actor := range []models.Actor{o.actorOf(o.mustLoginFrom("other")), {}} {
			_, err = o.EndAllSessions(ctx, actor)
			require.Error(t, err)
			require.Error(t, o.EndSessionsOf(ctx, actor, "aide"))
		}
		assert.Subset(t, o.steps("account"), []string{"end_sessions", "end_all_sessions"})
	})
}

func (o office) mustLoginFrom(name string) *accounts.Tokens {
	o.t.Helper()
	in, err := o.login(name, password)
	require.NoError(o.t, err)
	return in
}
