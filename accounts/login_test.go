package accounts_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/passwords"
	"zhulian/store"
)

func TestLoginGivesTokensThatTellWhoIsAsking(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens, err := o.login("  AIDE ", password)
		require.NoError(t, err)
		assert.Equal(t, 10*time.Minute, tokens.ExpiresIn)
		who, err := o.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		assert.Equal(t, tokens.Account.ID, who.AccountID)
		assert.Equal(t, models.RoleAide, who.Role)
		assert.Equal(t, county, who.CountyCode)
		assert.Equal(t, []string{"330199001000"}, who.Regions)
		me, err := o.Me(ctx, who)
		require.NoError(t, err)
		assert.Equal(t, "aide", me.Username)
		assert.NotNil(t, me.LastLoginAt)
		assert.Equal(t, []string{"login"}, o.steps("session"))
	})
}

func TestWrongUsernameAndWrongPasswordLookAlike(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		_, byPassword := o.login("aide", "wrong password")
		for _, name := range []string{"nobody", "", "a\x00b", "名字", string([]byte{0xff})} {
			_, byName := o.login(name, password)
			assert.Equal(t, byPassword, byName, "%q", name)
		}
		assert.Equal(t, "login_failed", models.CodeOf(byPassword))
		assert.Equal(t, []string{"add", "login_failed"}, o.steps("account"), "a name typed wrongly is written nowhere")
	})
}

func TestFifthFailureLocksAndTheLockGrows(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for _, name := range []string{"aide", "nobody"} {
			for range 5 {
				_, err := o.login(name, "wrong password")
				require.Equal(t, "login_failed", models.CodeOf(err))
			}
			for _, seconds := range []int{30, 60, 120} {
				_, err := o.login(name, password)
				var e *models.Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, "account_locked", e.Code, "a lock tells nothing about whether %s exists", name)
				assert.Equal(t, models.KindTooMany, e.Kind)
				assert.Equal(t, seconds, e.Args["retry_after"])
				testdb.Clock(o.s).Advance(time.Duration(seconds) * time.Second)
				_, err = o.login(name, "wrong password")
				require.Equal(t, "login_failed", models.CodeOf(err))
			}
		}
		assert.Contains(t, o.steps("account"), "lock")
	})
}

func TestLockEndsAndTheRightPasswordClearsIt(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for range 5 {
			_, _ = o.login("aide", "wrong password")
		}
		testdb.Clock(o.s).Advance(30 * time.Second)
		o.mustLogin()
		for range 4 {
			_, _ = o.login("aide", "wrong password")
		}
		o.mustLogin()
	})
}

func TestFailuresOfTheDayBeforeAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for range 7 {
			_, _ = o.login("aide", "wrong password")
			testdb.Clock(o.s).Advance(2 * time.Minute)
		}
		testdb.Clock(o.s).Advance(25 * time.Hour)
		_, err := o.login("aide", "wrong password")
		require.Equal(t, "login_failed", models.CodeOf(err))
		o.mustLogin()
	})
}

func TestAddressThatFailsOftenIsSlowedDown(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for i := range 20 {
			_, err := o.login(fmt.Sprintf("nobody%d", i), password)
			require.Equal(t, "login_failed", models.CodeOf(err))
		}
		_, err := o.login("aide", password)
		assert.Equal(t, "login_too_often", models.CodeOf(err))
		_, err = o.Login(ctx, accounts.Login{Username: "aide", Password: password, Address: "10.0.0.2"})
		require.NoError(t, err, "another address is not slowed down")
		testdb.Clock(o.s).Advance(6 * time.Second)
		o.mustLogin()
	})
}

func TestAddressThatLogsInTooOftenIsSlowedDown(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for range 60 {
			o.mustLogin()
		}
		_, err := o.login("aide", password)
		assert.Equal(t, "login_too_often", models.CodeOf(err))
	})
}

func TestOnlyTheRightPasswordLearnsThatAnAccountIsClosed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		require.NoError(t, o.DisableAccount(ctx, admin, "aide"))
		_, err := o.login("aide", "wrong password")
		assert.Equal(t, "login_failed", models.CodeOf(err))
		_, err = o.login("aide", password)
		assert.Equal(t, "account_disabled", models.CodeOf(err))
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err))
		assert.Equal(t, []string{"add", "disable", "login_failed", "login_refused"}, o.steps("account"))
	})
}

func TestHashOfYesterdaysCostIsMadeAnew(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		before, err := o.s.AccountByName(ctx, "aide")
		require.NoError(t, err)
		dearer := office{deskWith(t, o.s, passwords.Cost{MemoryKiB: 32, Passes: 1, Lanes: 1}), t, o.s}
		dearer.mustLogin()
		after, err := o.s.AccountByName(ctx, "aide")
		require.NoError(t, err)
		assert.NotEqual(t, before.PasswordHash, after.PasswordHash)
		dearer.mustLogin()
	})
}

func TestTheLogNeverHoldsAUsernameOrAnAddress(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.mustLogin()
		_, _ = o.login("aide", "wrong password")
		all, err := o.s.Events(ctx, store.EventFilter{CountyCode: county, Limit: 100})
		require.NoError(t, err)
		for _, e := range all {
			text := fmt.Sprintf("%+v", e)
			assert.NotContains(t, text, "10.0.0.1")
			assert.NotContains(t, e.Data, "username")
		}
		report, err := o.s.VerifyChain(ctx, county)
		require.NoError(t, err)
		assert.Zero(t, report.BrokenAt)
	})
}

func TestLocksAndRatesHoldOverAllServers(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		other := office{deskWith(t, o.s, cheap), t, o.s} // with SQLite, the same one after a restart
		for _, name := range []string{"aide", "nobody"} {
			for i := range 5 {
				_, err := []office{o, other}[i%2].login(name, "wrong password")
				require.Equal(t, "login_failed", models.CodeOf(err))
			}
			for _, at := range []office{o, other} {
				_, err := at.login(name, password)
				assert.Equal(t, "account_locked", models.CodeOf(err), "%s, of whom nobody learns whether there is such an account", name)
			}
		}
		if o.s.Dialect() == store.SQLite {
			return // rates of addresses stand in the memory of the only server
		}
		for i := range 10 {
			_, _ = []office{o, other}[i%2].login(fmt.Sprintf("name %d", i), "wrong password")
		}
		_, err := other.login("one more", password)
		assert.Equal(t, "login_too_often", models.CodeOf(err), "twenty failures of one address, ten at each")
	})
}
