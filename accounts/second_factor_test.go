package accounts_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// app is somebody's app with the secret in it.
type app struct {
	o      office
	secret string
	codes  []string // the recovery codes
	actor  models.Actor
}

// enrol sets a second factor up for the aide, and answers the app in a session that goes on.
func (o office) enrol() app {
	o.t.Helper()
	actor := o.actorOf(o.mustLogin())
	began, err := o.BeginSecondFactor(ctx, actor, accounts.Proof{Password: password})
	require.NoError(o.t, err)
	a := app{o: o, secret: began.Secret, actor: actor}
	a.codes, err = o.ConfirmSecondFactor(ctx, actor, accounts.SecondCode{Code: a.code()})
	require.NoError(o.t, err)
	return a
}

// code is what the app shows now.
func (a app) code() string { return a.codeIn(0) }

func (a app) codeIn(d time.Duration) string {
	a.o.t.Helper()
	code, err := totp.GenerateCode(a.secret, testdb.Clock(a.o.s).Now().Add(d))
	require.NoError(a.o.t, err)
	return code
}

// next waits until the app shows another code.
func (a app) next() string {
	testdb.Clock(a.o.s).Advance(30 * time.Second)
	return a.code()
}

func (o office) actorOf(t *accounts.Tokens) models.Actor {
	o.t.Helper()
	actor, err := o.Authenticate(ctx, t.Access)
	require.NoError(o.t, err)
	return actor
}

func (o office) loginWith(code string) error {
	_, err := o.Login(ctx, accounts.Login{Username: "aide", Password: password, OTP: code, Address: "10.0.0.1"})
	return err
}

func TestASecretCountsOnceItsFirstCodeWasShown(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		here, there := o.actorOf(o.mustLogin()), o.actorOf(o.mustLogin())
		_, err := o.BeginSecondFactor(ctx, here, accounts.Proof{Password: "wrong horse battery"})
		assert.Equal(t, []models.FieldError{{Field: "password", Code: "password_wrong"}}, models.FaultsIn(err, "password"))
		began, err := o.BeginSecondFactor(ctx, here, accounts.Proof{Password: password})
		require.NoError(t, err)
		a := app{o: o, secret: began.Secret}
		assert.True(t, strings.HasPrefix(began.Address, "otpauth://totp/Zhulian:aide?"), began.Address)
		assert.Contains(t, began.Address, "secret="+began.Secret)
		shown, err := o.PendingSecondFactor(ctx, here)
		require.NoError(t, err)
		assert.Equal(t, began, shown)

		require.NoError(t, o.loginWith(""), "a secret that waits asks nothing of anybody")
		_, err = o.PendingSecondFactor(ctx, there)
		assert.Equal(t, "second_factor_stale", models.CodeOf(err), "another session sees nothing of it")
		_, err = o.ConfirmSecondFactor(ctx, there, accounts.SecondCode{Code: a.code()})
		assert.Equal(t, "second_factor_stale", models.CodeOf(err))
		_, err = o.ConfirmSecondFactor(ctx, here, accounts.SecondCode{Code: a.codeIn(5 * time.Minute)})
		assert.Equal(t, "second_code_wrong", models.FaultsIn(err, "code")[0].Code)

		codes, err := o.ConfirmSecondFactor(ctx, here, accounts.SecondCode{Code: a.code()})
		require.NoError(t, err)
		assert.Len(t, codes, models.RecoveryCodes)
		state, err := o.SecondFactor(ctx, here)
		require.NoError(t, err)
		assert.Equal(t, models.RecoveryCodes, state.CodesLeft)
		assert.NotNil(t, state.Since)
		_, err = o.SecondFactor(ctx, there)
		require.NoError(t, err, "an actor that was told before the session ended")
		assert.Equal(t, "session_ended", models.CodeOf(o.Live(ctx, there)), "the account's other sessions have ended")
		require.NoError(t, o.Live(ctx, here))
		_, err = o.BeginSecondFactor(ctx, here, accounts.Proof{Password: password})
		assert.Equal(t, "second_factor_on", models.CodeOf(err))
		assert.Contains(t, o.steps("account"), "set_second_factor")
	})
}

func TestASecretWaitsAQuarterOfAnHour(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		actor := o.actorOf(o.mustLogin())
		first, err := o.BeginSecondFactor(ctx, actor, accounts.Proof{Password: password})
		require.NoError(t, err)
		testdb.Clock(o.s).Advance(16 * time.Minute)
		_, err = o.ConfirmSecondFactor(ctx, actor, accounts.SecondCode{Code: app{o: o, secret: first.Secret}.code()})
		assert.Equal(t, "second_factor_stale", models.CodeOf(err))
		again, err := o.BeginSecondFactor(ctx, actor, accounts.Proof{Password: password})
		require.NoError(t, err, "one begins anew")
		assert.NotEqual(t, first.Secret, again.Secret)
		_, err = o.ConfirmSecondFactor(ctx, actor, accounts.SecondCode{Code: app{o: o, secret: again.Secret}.code()})
		require.NoError(t, err)
	})
}

func TestALoginTakesPasswordAndCode(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		assert.Equal(t, "second_factor_required", models.CodeOf(o.loginWith("")))
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith("not a code")))
		for _, code := range []string{"", "000000", a.next()} {
			_, err := o.Login(ctx, accounts.Login{Username: "aide", Password: "wrong horse battery", OTP: code, Address: "10.0.0.2"})
			assert.Equal(t, "login_failed", models.CodeOf(err), "a wrong password hears nothing of a code")
		}
		require.NoError(t, o.loginWith(a.code()), "which was not spent on the wrong password")
	})
}

func TestACodeIsTakenOnceAndAboutNow(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith(a.code())), "the code that confirmed it was taken")
		code := a.next()
		require.NoError(t, o.loginWith(code))
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith(code)), "again")
		require.NoError(t, o.loginWith(a.codeIn(30*time.Second)), "a clock that is half a minute ahead")
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith(a.code())), "and none from before that")
		testdb.Clock(o.s).Advance(5 * time.Minute)
		require.NoError(t, o.loginWith(a.codeIn(-30*time.Second)), "one that is half a minute behind")
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith(a.codeIn(time.Minute))), "a minute is too much")
	})
}

func TestOfManyWhoShowTheSameCodeOneGetsIn(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		for _, code := range []string{a.next(), a.codes[3]} {
			var at sync.WaitGroup
			results := make([]error, 4)
			for i := range results {
				at.Go(func() { results[i] = o.loginWith(code) })
			}
			at.Wait()
			in := 0
			for _, err := range results {
				if err == nil {
					in++
				}
			}
			assert.Equal(t, 1, in, "%v", results)
		}
	})
}

func TestWrongCodesLockTheAccountAsWrongPasswordsDo(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		a.next()
		for range 4 {
			assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith("zzzzzz")))
			assert.Equal(t, "second_factor_required", models.CodeOf(o.loginWith("")), "the password alone forgives nothing")
		}
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith("zzzzzz")))
		assert.Equal(t, "account_locked", models.CodeOf(o.loginWith(a.code())), "the right one has to wait now")
		testdb.Clock(o.s).Advance(30 * time.Second)
		require.NoError(t, o.loginWith(a.code()))
		assert.Contains(t, o.steps("account"), "second_factor_failed")
		assert.Contains(t, o.steps("account"), "lock")
	})
}

func TestARecoveryCodeTakesThePlaceOfTheAppOnce(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		seen := map[string]bool{}
		for _, code := range a.codes {
			assert.Regexp(t, `^([a-z2-7]{4}-){5}[a-z2-7]{4}$`, code)
			seen[code] = true
		}
		assert.Len(t, seen, models.RecoveryCodes)
		require.NoError(t, o.loginWith(strings.ToUpper(a.codes[0])))
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith(a.codes[0])))
		require.NoError(t, o.loginWith(strings.ReplaceAll(a.codes[1], "-", " ")))
		state, err := o.SecondFactor(ctx, a.actor)
		require.NoError(t, err)
		assert.Equal(t, models.RecoveryCodes-2, state.CodesLeft)

		renewed, err := o.RenewRecoveryCodes(ctx, a.actor, accounts.Proof{Password: password, Code: a.next()})
		require.NoError(t, err)
		assert.Equal(t, "second_factor_wrong", models.CodeOf(o.loginWith(a.codes[2])), "those of before are worth nothing")
		require.NoError(t, o.loginWith(renewed[2]))
		assert.Contains(t, o.steps("account"), "use_recovery_code")
	})
}

func TestSwitchingOffTakesPasswordAndCode(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		code := a.next()
		assert.Equal(t, "password_wrong", models.FaultsIn(o.DropSecondFactor(ctx, a.actor, accounts.Proof{Password: "wrong horse battery", Code: code}), "password")[0].Code)
		assert.Equal(t, "second_code_wrong", models.FaultsIn(o.DropSecondFactor(ctx, a.actor, accounts.Proof{Password: password}), "code")[0].Code)
		require.NoError(t, o.DropSecondFactor(ctx, a.actor, accounts.Proof{Password: password, Code: code}))
		require.NoError(t, o.loginWith(""))
		assert.Equal(t, "second_factor_off", models.CodeOf(o.DropSecondFactor(ctx, a.actor, accounts.Proof{Password: password, Code: code})))
		_, err := o.RenewRecoveryCodes(ctx, a.actor, accounts.Proof{Password: password, Code: code})
		assert.Equal(t, "second_factor_off", models.CodeOf(err))
	})
}

func TestWhoKeepsAccountsTakesALostSecondFactorAway(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		keeper := o.add(draft("keeper", models.RoleSysadmin)).Actor("s")
		require.Error(t, o.ResetSecondFactor(ctx, a.actor, "aide"), "an aide keeps no accounts")
		require.NoError(t, o.ResetSecondFactor(ctx, keeper, "aide"))
		assert.Equal(t, "session_ended", models.CodeOf(o.Live(ctx, a.actor)))
		require.NoError(t, o.loginWith(""), "with the password alone")
		assert.Equal(t, "second_factor_off", models.CodeOf(o.ResetSecondFactor(ctx, keeper, "aide")))
		assert.Equal(t, "second_factor_own", models.CodeOf(o.ResetSecondFactor(ctx, keeper, "keeper")), "which would go around the code")
		assert.Contains(t, o.steps("account"), "reset_second_factor")
	})
}

func TestANewPasswordLeavesTheSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.enrol()
		require.NoError(t, o.ResetPassword(ctx, admin, "aide", accounts.NewPassword{Password: password + " two"}))
		_, err := o.login("aide", password+" two")
		assert.Equal(t, "second_factor_required", models.CodeOf(err))
	})
}

func TestTheSecretIsSealedAndRecoveryCodesAreHashed(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		f, err := o.s.SecondFactor(ctx, store.Key{County: county, ID: a.actor.AccountID})
		require.NoError(t, err)
		assert.Equal(t, a.secret, f.Secret)
		assert.NotContains(t, string(f.SecretSealed), a.secret)
		assert.NotEmpty(t, f.SecretSealed)
	})
}

func TestTheCodeIsAskedOnAPageOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		in := accounts.Login{Username: "aide", Password: password, Address: "10.0.0.1", Kind: models.SessionPage}
		tokens, ticket, err := o.BeginLogin(ctx, in)
		require.NoError(t, err)
		assert.Empty(t, ticket, "without a second factor there is no second page")
		assert.NotNil(t, tokens)
		a := o.enrol()
		tokens, ticket, err = o.BeginLogin(ctx, in)
		require.NoError(t, err)
		assert.Nil(t, tokens)
		require.NoError(t, o.Waits(ctx, ticket))
		_, err = o.Authenticate(ctx, ticket)
		assert.Equal(t, "token_invalid", models.CodeOf(err), "the ticket is no login")

		step := accounts.SecondStep{Ticket: ticket, Code: "000000x", Address: "10.0.0.1", Kind: models.SessionPage}
		_, err = o.FinishLogin(ctx, step)
		assert.Equal(t, "second_factor_wrong", models.CodeOf(err))
		step.Code = ""
		_, err = o.FinishLogin(ctx, step)
		assert.Equal(t, "second_factor_wrong", models.CodeOf(err), "nothing is no code")
		step.Code = a.next()
		tokens, err = o.FinishLogin(ctx, step)
		require.NoError(t, err)
		_, account, err := o.AuthenticateCookie(ctx, tokens.Refresh)
		require.NoError(t, err)
		assert.Equal(t, "aide", account.Username)
		step.Ticket += "A"
		_, err = o.FinishLogin(ctx, step)
		assert.Equal(t, "login_step_ended", models.CodeOf(err))
	})
}

func TestATicketEndsAfterFiveMinutesAndWithThePassword(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		in := accounts.Login{Username: "aide", Password: password, Address: "10.0.0.1"}
		_, ticket, err := o.BeginLogin(ctx, in)
		require.NoError(t, err)
		testdb.Clock(o.s).Advance(6 * time.Minute)
		assert.Equal(t, "login_step_ended", models.CodeOf(o.Waits(ctx, ticket)))
		_, ticket, err = o.BeginLogin(ctx, in)
		require.NoError(t, err)
		require.NoError(t, o.ResetPassword(ctx, admin, "aide", accounts.NewPassword{Password: password + " two"}))
		_, err = o.FinishLogin(ctx, accounts.SecondStep{Ticket: ticket, Code: a.next(), Address: "10.0.0.1"})
		assert.Equal(t, "login_step_ended", models.CodeOf(err))
		require.NoError(t, o.DisableAccount(ctx, admin, "aide"))
	})
}

func TestWhereItIsAskedNothingGoesBeforeItIsSetUp(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.AskSecondFactor = []models.Role{models.RoleSysadmin}
		o.add(draft("keeper", models.RoleSysadmin))
		tokens, err := o.login("keeper", password)
		require.NoError(t, err)
		actor := o.actorOf(tokens)
		assert.Equal(t, models.DutySecondFactor, actor.Owes)
		_, _, err = o.Accounts(ctx, actor, accounts.Filter{}, accounts.Page{Limit: 1})
		assert.Equal(t, "second_factor_missing", models.CodeOf(err))
		assert.Empty(t, o.actorOf(o.mustLogin()).Owes, "of other roles it is not asked")

		began, err := o.BeginSecondFactor(ctx, actor, accounts.Proof{Password: password})
		require.NoError(t, err)
		_, err = o.ConfirmSecondFactor(ctx, actor, accounts.SecondCode{Code: app{o: o, secret: began.Secret}.code()})
		require.NoError(t, err)
		actor = o.actorOf(tokens)
		assert.Empty(t, actor.Owes)
		_, _, err = o.Accounts(ctx, actor, accounts.Filter{}, accounts.Page{Limit: 1})
		require.NoError(t, err)
		state, err := o.SecondFactor(ctx, actor)
		require.NoError(t, err)
		assert.True(t, state.Asked)
	})
}
