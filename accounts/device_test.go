package accounts_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
)

// from logs the aide in from a device, by what it holds.
func (o office) from(device, password string) (*accounts.Tokens, error) {
	return o.Login(ctx, accounts.Login{Username: "aide", Password: password, Device: device, Address: "10.0.0.2"})
}

// lock has somebody elsewhere lock the aide's account.
func (o office) lock() {
	o.t.Helper()
	for range 5 {
		_, err := o.Login(ctx, accounts.Login{Username: "aide", Password: "wrong password", Address: "10.0.0.3"})
		require.Equal(o.t, "login_failed", models.CodeOf(err))
	}
	_, err := o.from("", password)
	require.Equal(o.t, "account_locked", models.CodeOf(err), "a device that nobody knows has to wait")
}

func TestWhoHasLoggedInHereBeforeIsNotKeptOutByOthers(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		device := o.mustLogin().Device
		for range 2 {
			o.lock()
			in, err := o.from(device, password)
			require.NoError(t, err)
			device = in.Device
			_, err = o.from("", password)
			assert.Equal(t, "account_locked", models.CodeOf(err), "which opens nothing to whoever guesses elsewhere")
			testdb.Clock(o.s).Advance(26 * time.Hour)
		}
		testdb.Clock(o.s).Advance(accounts.DeviceLife)
		o.lock()
		_, err := o.from(device, password)
		assert.Equal(t, "account_locked", models.CodeOf(err), "after a year without a login")
	})
}

func TestAKnownDeviceHasALockOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		here, there := o.mustLogin().Device, o.mustLogin().Device
		for range 5 {
			_, err := o.from(here, "wrong password")
			require.Equal(t, "login_failed", models.CodeOf(err))
		}
		for _, seconds := range []int{30, 60, 120} {
			_, err := o.from(here, password)
			var e *models.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "account_locked", e.Code)
			assert.Equal(t, seconds, e.Args["retry_after"])
			testdb.Clock(o.s).Advance(time.Duration(seconds) * time.Second)
			_, err = o.from(here, "wrong password")
			require.Equal(t, "login_failed", models.CodeOf(err))
		}
		after := office{deskWith(t, o.s, cheap), t, o.s}
		_, err := after.from(here, password)
		assert.Equal(t, "account_locked", models.CodeOf(err), "on every server, and after a restart")
		_, err = o.from(there, password)
		require.NoError(t, err, "another device is not held up")
		_, err = o.from("", password)
		require.NoError(t, err, "nor one that nobody knows")
		testdb.Clock(o.s).Advance(4 * time.Minute)
		in, err := o.from(here, password)
		require.NoError(t, err)
		for range 4 {
			_, err = o.from(in.Device, "wrong password")
			require.Equal(t, "login_failed", models.CodeOf(err), "the count began anew")
		}
		_, err = o.from(in.Device, password)
		require.NoError(t, err)
		assert.Contains(t, o.steps("account"), "lock_apart")
		assert.NotContains(t, o.steps("account"), "lock")
	})
}

func TestOfManyGuessesAtOnceFromAKnownDeviceAllAreCounted(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		device := o.mustLogin().Device
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { _, _ = o.from(device, "wrong password") })
		}
		all.Wait()
		_, err := o.from(device, password)
		assert.Equal(t, "account_locked", models.CodeOf(err))
	})
}

func TestAKnownDeviceIsForgottenWithTheSessions(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for name, forget := range map[string]func(here *accounts.Tokens){
			"given a new password": func(*accounts.Tokens) {
				require.NoError(t, o.ResetPassword(ctx, admin, "aide", accounts.NewPassword{Password: password}))
			},
			"its owner ends all others": func(here *accounts.Tokens) {
				require.NoError(t, o.EndOtherSessions(ctx, o.actorOf(here), accounts.Proof{Password: password}))
			},
		} {
			in, err := o.from("", password)
			require.NoError(t, err, name)
			forget(in)
			o.lock()
			_, err = o.from(in.Device, password)
			assert.Equal(t, "account_locked", models.CodeOf(err), name)
			testdb.Clock(o.s).Advance(26 * time.Hour)
		}
		in := o.mustLogin()
		require.NoError(t, o.EndOtherSessions(ctx, o.actorOf(in), accounts.Proof{Password: password}))
		device, err := o.Device(ctx, o.actorOf(in), in.Device)
		require.NoError(t, err)
		o.lock()
		_, err = o.from(device, password)
		require.NoError(t, err, "but for the one in which that was done")
	})
}

func TestOnlyOwnDevicesAreKnown(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.add(draft("other", models.RoleAide))
		device := o.mustLogin().Device
		mine, err := o.login("other", password)
		require.NoError(t, err)
		o.lock()
		parts := strings.Split(device, ".")
		for _, given := range []string{
			mine.Device, "x", strings.Repeat("~", 600), "9" + device, device[:len(device)-2], parts[0] + ".another." + parts[2], parts[0] + "0." + parts[1] + "." + parts[2],
		} {
			_, err := o.from(given, password)
			assert.Equal(t, "account_locked", models.CodeOf(err), given)
		}
		_, err = o.Login(ctx, accounts.Login{Username: "nobody", Password: password, Device: device, Address: "10.0.0.4"})
		assert.Equal(t, "login_failed", models.CodeOf(err))
	})
}

func TestABrowserOfSeveralPeopleIsKnownToEachOfThem(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		device := o.mustLogin().Device
		for _, name := range []string{"one", "two", "three", "four", "five"} {
			o.add(draft(name, models.RoleAide))
			in, err := o.Login(ctx, accounts.Login{Username: name, Password: password, Device: device, Address: "10.0.0.2"})
			require.NoError(t, err)
			if name == "five" {
				o.lock()
				_, err = o.from(device, password)
				require.NoError(t, err, "four others have logged in since")
				_, err = o.from(in.Device, password)
				assert.Equal(t, "account_locked", models.CodeOf(err), "and then a fifth")
				break
			}
			device = in.Device
		}
		assert.Less(t, len(device), 600)
	})
}

func TestOthersDoNotKeepOutWhoIsLoggedIn(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		here := o.actorOf(o.mustLogin())
		o.lock()
		change := accounts.PasswordChange{Present: "wrong password", New: "a new passw0rd of mine"}
		for range 5 {
			_, err := o.ChangePassword(ctx, here, change)
			assert.Equal(t, models.KindInvalid, models.KindOf(err))
		}
		change.Present = password
		_, err := o.ChangePassword(ctx, here, change)
		assert.Equal(t, "account_locked", models.CodeOf(err), "tries within a session are counted there")
		testdb.Clock(o.s).Advance(30 * time.Second)
		in, err := o.ChangePassword(ctx, here, change)
		require.NoError(t, err)
		_, err = o.login("aide", change.New)
		require.NoError(t, err, "a new password lifts the lock")
		o.lock()
		_, err = o.from(in.Device, change.New)
		require.NoError(t, err, "and the device in which it was chosen is known still")
	})
}

func TestCodesAreShownFromAKnownDeviceWhateverOthersTry(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		in, err := o.Login(ctx, accounts.Login{Username: "aide", Password: password, OTP: a.next(), Address: "10.0.0.2"})
		require.NoError(t, err)
		a.next()
		o.lock()
		_, ticket, err := o.BeginLogin(ctx, accounts.Login{Username: "aide", Password: password, Device: in.Device, Address: "10.0.0.2"})
		require.NoError(t, err)
		step := accounts.SecondStep{Ticket: ticket, Code: a.code(), Address: "10.0.0.2"}
		_, err = o.FinishLogin(ctx, step)
		assert.Equal(t, "account_locked", models.CodeOf(err))
		step.Device = in.Device
		_, err = o.FinishLogin(ctx, step)
		require.NoError(t, err)
		for range 5 {
			step.Code = "not a code"
			_, err = o.FinishLogin(ctx, step)
			assert.Equal(t, "second_factor_wrong", models.CodeOf(err))
		}
		step.Code = a.codeIn(30 * time.Second)
		_, err = o.FinishLogin(ctx, step)
		assert.Equal(t, "account_locked", models.CodeOf(err), "wrong codes are counted there too")
	})
}
