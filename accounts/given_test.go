package accounts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
)

const chosen = "three calm herons at dusk"

// open opens an account with a password that is made for it.
func (o office) open(name string, role models.Role) string {
	o.t.Helper()
	d := draft(name, role)
	d.Password = ""
	_, made, err := o.OpenAccount(ctx, admin, d)
	require.NoError(o.t, err)
	assert.Regexp(o.t, `^([a-z2-7]{4}-){3}[a-z2-7]{4}$`, made)
	return made
}

func TestAGivenPasswordIsChangedBeforeAnythingElse(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		o.AskSecondFactor = []models.Role{models.RoleSysadmin}
		made := o.open("keeper", models.RoleSysadmin)
		in, err := o.login("keeper", made)
		require.NoError(t, err)
		actor := o.actorOf(in)
		assert.Equal(t, models.DutyPassword, actor.Owes)
		_, _, err = o.Accounts(ctx, actor, accounts.Filter{}, accounts.Page{Limit: 1})
		assert.Equal(t, "password_given", models.CodeOf(err))
		_, err = o.ChangePassword(ctx, actor, accounts.PasswordChange{Present: made, New: made})
		assert.Equal(t, "itself", models.FaultsIn(err, "new")[0].Code)
		in, err = o.ChangePassword(ctx, actor, accounts.PasswordChange{Present: made, New: chosen})
		require.NoError(t, err)
		assert.Equal(t, models.DutySecondFactor, o.actorOf(in).Owes, "one after the other")
		o.AskSecondFactor = nil
		_, _, err = o.Accounts(ctx, o.actorOf(in), accounts.Filter{}, accounts.Page{Limit: 1})
		require.NoError(t, err)

		made, err = o.GivePassword(ctx, admin, "keeper")
		require.NoError(t, err)
		in, err = o.login("keeper", made)
		require.NoError(t, err)
		assert.Equal(t, models.DutyPassword, o.actorOf(in).Owes, "one that was reset too")
		require.NoError(t, o.ResetPassword(ctx, admin, "keeper", accounts.NewPassword{Password: chosen}))
		in, err = o.login("keeper", chosen)
		require.NoError(t, err)
		assert.Empty(t, o.actorOf(in).Owes, "but not one that its owner told the operator")
	})
}

func TestAGivenPasswordIsOverAfterSevenDaysUnused(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		made := o.open("new.one", models.RoleTown)
		testdb.Clock(o.s).Advance(accounts.GivenLife)
		in, err := o.login("new.one", made)
		require.NoError(t, err)
		testdb.Clock(o.s).Advance(time.Second)
		_, err = o.login("new.one", "wrong password")
		assert.Equal(t, "login_failed", models.CodeOf(err), "which only the right one learns")
		_, err = o.login("new.one", made)
		assert.Equal(t, models.Unauthenticated("password_over"), err)
		assert.Contains(t, o.steps("account"), "login_refused")
		refreshed, err := o.Refresh(ctx, in.Refresh)
		require.NoError(t, err, "a login from before goes on")
		_, err = o.ChangePassword(ctx, o.actorOf(refreshed), accounts.PasswordChange{Present: made, New: chosen})
		require.NoError(t, err)
		testdb.Clock(o.s).Advance(2 * accounts.GivenLife)
		_, err = o.login("new.one", chosen)
		require.NoError(t, err, "one's own does not end")
	})
}

func TestANewPasswordRenewsTheSessionInWhichItWasChosen(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		before, other := o.mustLogin(), o.mustLogin()
		after, err := o.ChangePassword(ctx, o.actorOf(before), accounts.PasswordChange{Present: password, New: chosen})
		require.NoError(t, err)
		_, _, err = o.AuthenticateCookie(ctx, before.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err), "the token of before is worth nothing")
		actor, _, err := o.AuthenticateCookie(ctx, after.Refresh)
		require.NoError(t, err)
		assert.Equal(t, o.actorOf(after).SessionID, actor.SessionID)
		assert.Equal(t, "session_ended", models.CodeOf(o.liveCookie(other)))
		_, err = o.Refresh(ctx, before.Refresh)
		assert.Equal(t, "token_reused", models.CodeOf(err), "and whoever shows it gives itself away")
	})
}

func (o office) liveCookie(t *accounts.Tokens) error {
	_, _, err := o.AuthenticateCookie(ctx, t.Refresh)
	return err
}

func TestALoginOverARunningSessionEndsThatOne(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		a := o.enrol()
		o.add(draft("other", models.RoleAide))
		other, err := o.login("other", password)
		require.NoError(t, err)
		login := accounts.Login{Username: "aide", Password: password, OTP: a.next(), Address: "10.0.0.1", Over: o.actorOf(other)}
		mine, err := o.Login(ctx, login)
		require.NoError(t, err)
		assert.Equal(t, "session_ended", models.CodeOf(o.liveCookie(other)))
		_, ticket, err := o.BeginLogin(ctx, accounts.Login{Username: "aide", Password: password, Address: "10.0.0.1"})
		require.NoError(t, err)
		require.NoError(t, o.liveCookie(mine), "the password alone ends nothing")
		_, err = o.FinishLogin(ctx, accounts.SecondStep{Ticket: ticket, Code: a.next(), Address: "10.0.0.1", Over: o.actorOf(mine)})
		require.NoError(t, err)
		assert.Equal(t, "session_ended", models.CodeOf(o.liveCookie(mine)))
	})
}
