package cmd

import (
	"context"
	"io"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/clock"
	"zhulian/config"
	"zhulian/models"
	"zhulian/store"
)

// still is the time of the tests of accounts: codes of an app end while a slow machine thinks.
var still = clock.NewFake(clock.System{}.Now())

const ownPassword = "three calm herons at dusk"

// accounts runs fn on the accounts of the installation.
func (o office) accounts(fn func(s *store.Store, d *accounts.Desk) error) {
	o.t.Helper()
	e := &Env{Out: io.Discard, Err: io.Discard, Clock: still, Config: config.Config{
		DatabaseURL: "sqlite:" + filepath.Join(o.dir, "z.db"), SecretFile: filepath.Join(o.dir, "keys"),
	}}
	require.NoError(o.t, withAccounts(context.Background(), e, fn))
}

// login logs a user in, and answers who is asking then.
func login(d *accounts.Desk, username, password string) (models.Actor, error) {
	in, err := d.Login(context.Background(), accounts.Login{Username: username, Password: password, Address: "192.0.2.1"})
	if err != nil {
		return models.Actor{}, err
	}
	return d.Authenticate(context.Background(), in.Access)
}

// add adds a login whose owner has chosen its password.
func (o office) add(name, county string) {
	o.t.Helper()
	o.accounts(func(_ *store.Store, d *accounts.Desk) error {
		_, err := d.AddAccount(context.Background(), models.System(county), models.AccountDraft{Username: name, Password: ownPassword, Role: models.RoleSysadmin, CountyCode: county})
		return err
	})
}

func TestAPasswordThatIsPrintedMustBeChanged(t *testing.T) {
	o := newOffice(t)
	printed := regexp.MustCompile(`^keeper: password ([a-z2-7-]{19}) \(shown once; to be changed at the first login, within seven days\)\n$`)
	for _, args := range [][]string{{"user", "add", "keeper", "--role", "sysadmin", "--county", "330199"}, {"user", "reset", "keeper"}} {
		said := printed.FindStringSubmatch(o.ok(args...))
		require.Len(t, said, 2)
		o.accounts(func(_ *store.Store, d *accounts.Desk) error {
			actor, err := login(d, "keeper", said[1])
			assert.Equal(t, models.DutyPassword, actor.Owes)
			return err
		})
	}
	status, _, errs := o.run("user", "reset", "nobody")
	assert.Equal(t, 1, status)
	assert.NotEmpty(t, errs)
}

func TestALostSecondFactorIsTakenAwayFromTheCommandLine(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	o.add("keeper", "330199")
	var before models.Actor
	o.accounts(func(_ *store.Store, d *accounts.Desk) (err error) {
		before, err = login(d, "keeper", ownPassword)
		require.NoError(t, err)
		began, err := d.BeginSecondFactor(ctx, before, accounts.Proof{Password: ownPassword})
		require.NoError(t, err)
		code, err := totp.GenerateCode(began.Secret, still.Now())
		require.NoError(t, err)
		_, err = d.ConfirmSecondFactor(ctx, before, accounts.SecondCode{Code: code})
		require.NoError(t, err)
		_, err = login(d, "keeper", ownPassword)
		assert.Equal(t, "second_factor_required", models.CodeOf(err))
		return nil
	})
	assert.Equal(t, "keeper: done\n", o.ok("user", "reset-totp", "keeper"))
	o.accounts(func(s *store.Store, d *accounts.Desk) error {
		assert.Equal(t, "session_ended", models.CodeOf(d.Live(ctx, before)), "every session has ended")
		events, err := s.Events(ctx, store.EventFilter{CountyCode: "330199", Noun: "account", Limit: 10})
		require.NoError(t, err)
		assert.Equal(t, "reset_second_factor", events[len(events)-1].Step)
		assert.Equal(t, models.RoleSystem, events[len(events)-1].ActorRole)
		_, err = login(d, "keeper", ownPassword)
		return err
	})
	status, _, errs := o.run("user", "reset-totp", "keeper")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "no second factor")
	status, _, _ = o.run("user", "reset-totp", "nobody")
	assert.Equal(t, 1, status)
}

func TestSessionsAreEndedFromTheCommandLine(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	names := []string{"one", "two", "far"}
	for i, county := range []string{"330199", "330199", "330000"} {
		o.add(names[i], county)
	}
	var running []models.Actor
	begin := func(_ *store.Store, d *accounts.Desk) error {
		running = nil
		for _, name := range names {
			actor, err := login(d, name, ownPassword)
			require.NoError(t, err)
			running = append(running, actor)
		}
		return nil
	}
	o.accounts(begin)
	assert.Equal(t, "one: done\n", o.ok("user", "end-sessions", "one"))
	live := func() (out []string) {
		o.accounts(func(_ *store.Store, d *accounts.Desk) error {
			for i, actor := range running {
				if d.Live(ctx, actor) == nil {
					out = append(out, names[i])
				}
			}
			return nil
		})
		return out
	}
	assert.Equal(t, []string{"two", "far"}, live())
	o.accounts(begin)
	assert.Equal(t, "330000: 2 sessions ended\n330199: 3 sessions ended\n", o.ok("user", "end-sessions", "--all"))
	assert.Empty(t, live())
	assert.Equal(t, "330000: 0 sessions ended\n330199: 0 sessions ended\n", o.ok("user", "end-sessions", "--all"))
	o.accounts(func(s *store.Store, _ *accounts.Desk) error {
		events, err := s.Events(ctx, store.EventFilter{CountyCode: "330199", Noun: "account", Limit: 10})
		require.NoError(t, err)
		steps := map[string]string{}
		for _, e := range events {
			steps[e.Step] += e.Data["sessions"] + " "
		}
		assert.Equal(t, "3 0 ", steps["end_all_sessions"])
		assert.Equal(t, " ", steps["end_sessions"])
		return nil
	})
	assert.Contains(t, o.ok("audit", "verify"), "whole")
	for _, args := range [][]string{{"user", "end-sessions"}, {"user", "end-sessions", "one", "--all"}} {
		status, _, _ := o.run(args...)
		assert.Equal(t, 2, status, args)
	}
}
