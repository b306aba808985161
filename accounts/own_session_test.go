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

func TestEverybodySeesTheOwnLivingSessions(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		in := accounts.Login{Username: "aide", Password: password, Address: "10.0.0.1", Kind: models.SessionPage}
		page, err := o.Login(ctx, in)
		require.NoError(t, err)
		testdb.Clock(o.s).Advance(time.Minute)
		in.Kind = models.SessionProgram
		program, err := o.Login(ctx, in)
		require.NoError(t, err)
		gone := o.mustLogin()
		require.NoError(t, o.Logout(ctx, o.actorOf(gone)))
		o.add(draft("other", models.RoleAide))
		_, err = o.login("other", password)
		require.NoError(t, err)

		all, err := o.Sessions(ctx, o.actorOf(page))
		require.NoError(t, err)
		require.Len(t, all, 2, "neither one that has ended nor another's")
		assert.Equal(t, models.SessionProgram, all[0].Kind)
		assert.Equal(t, o.actorOf(program).SessionID, all[0].ID)
		assert.False(t, all[0].Present)
		assert.Equal(t, models.SessionPage, all[1].Kind)
		assert.True(t, all[1].Present)
		assert.Equal(t, testdb.Clock(o.s).Now().Add(-time.Minute), all[1].BegunAt.UTC())
		_, err = o.Sessions(ctx, models.Actor{})
		assert.Equal(t, "login_required", models.CodeOf(err))
	})
}

func TestTheOwnSessionsAreEndedForThePassword(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		here, lost, third := o.actorOf(o.mustLogin()), o.actorOf(o.mustLogin()), o.actorOf(o.mustLogin())
		proof := accounts.Proof{Password: password}
		err := o.EndSession(ctx, here, lost.SessionID, accounts.Proof{Password: "wrong horse battery"})
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		require.NoError(t, o.Live(ctx, lost))
		require.NoError(t, o.EndSession(ctx, here, lost.SessionID, proof))
		assert.Equal(t, "session_ended", models.CodeOf(o.Live(ctx, lost)))
		assert.Equal(t, models.KindNotFound, models.KindOf(o.EndSession(ctx, here, lost.SessionID, proof)), "it has ended")
		require.NoError(t, o.Live(ctx, third))

		o.add(draft("other", models.RoleAide))
		other, err := o.login("other", password)
		require.NoError(t, err)
		assert.Equal(t, models.KindNotFound, models.KindOf(o.EndSession(ctx, here, o.actorOf(other).SessionID, proof)), "another's looks absent")

		require.NoError(t, o.EndOtherSessions(ctx, here, proof))
		assert.Equal(t, "session_ended", models.CodeOf(o.Live(ctx, third)))
		require.NoError(t, o.Live(ctx, here))
		require.NoError(t, o.Live(ctx, o.actorOf(other)))
		assert.Contains(t, o.steps("session"), "end")
		assert.Contains(t, o.steps("session"), "end_others")
	})
}
