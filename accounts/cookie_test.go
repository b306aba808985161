package accounts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestCookieTellsWhoItIsUntilTheSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		actor, account, err := o.AuthenticateCookie(ctx, tokens.Refresh)
		require.NoError(t, err)
		assert.Equal(t, tokens.Account.ID, actor.AccountID)
		assert.Equal(t, tokens.Account.Username, account.Username)
		require.NoError(t, o.Logout(ctx, actor))
		_, _, err = o.AuthenticateCookie(ctx, tokens.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err))
	})
}

func TestCookieThatIsUsedSlidesAndEndsAtTheMost(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		clock := testdb.Clock(o.s)
		for used := time.Duration(0); used+20*24*time.Hour < accounts.SessionMost; used += 20 * 24 * time.Hour {
			clock.Advance(20 * 24 * time.Hour)
			_, _, err := o.AuthenticateCookie(ctx, tokens.Refresh)
			require.NoError(t, err, "a month without use has not passed")
		}
		clock.Advance(11 * 24 * time.Hour)
		_, _, err := o.AuthenticateCookie(ctx, tokens.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err), "after ninety days, used or not")
	})
}

func TestCookieOfAnExchangedOrForgedTokenIsRefused(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		tokens := o.mustLogin()
		for _, bad := range []string{"", "x", tokens.Access, tokens.Refresh + "A", tokens.Refresh[:len(tokens.Refresh)-2] + "AA"} {
			_, _, err := o.AuthenticateCookie(ctx, bad)
			assert.Equal(t, "token_invalid", models.CodeOf(err), bad)
		}
		next, err := o.Refresh(ctx, tokens.Refresh)
		require.NoError(t, err)
		_, _, err = o.AuthenticateCookie(ctx, tokens.Refresh)
		assert.Equal(t, "session_ended", models.CodeOf(err), "an exchanged token is worth nothing here either")
		_, _, err = o.AuthenticateCookie(ctx, next.Refresh)
		require.NoError(t, err)
	})
}

func TestWhoStandsInForAnAideLooksAfterTheAidesVillagesOnThoseDaysOnly(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		clock := testdb.Clock(o.s)
		hire := func(name, village string) *models.Account {
			a, err := o.AddAccount(ctx, models.System("330199"), models.AccountDraft{Username: name, Password: "a long password here", Role: models.RoleAide,
				CountyCode: "330199", Regions: []string{village}})
			require.NoError(t, err)
			return a
		}
		away, sub := hire("away", testdb.Village), hire("sub", testdb.NextVillage)
		today := models.DateOf(clock.Now())
		require.NoError(t, o.s.InTx(ctx, func(s *store.Store) error {
			return s.InsertAbsence(ctx, &models.Absence{CountyCode: "330199", ID: models.NewID(clock.Now()), AideID: away.ID, SubstituteID: sub.ID,
				RegionCode: testdb.Village, FromOn: today.AddDays(1), ToOn: today.AddDays(2), Reason: "leave", Status: models.AbsencePlanned,
				CreatedAt: clock.Now(), UpdatedAt: clock.Now(), Version: 1})
		}))
		tokens, err := o.Login(ctx, accounts.Login{Username: "sub", Password: "a long password here", Address: "192.0.2.1"})
		require.NoError(t, err)
		for day, sees := range []bool{false, true, true, false} {
			actor, _, err := o.AuthenticateCookie(ctx, tokens.Refresh)
			require.NoError(t, err)
			assert.Equal(t, sees, actor.Covers(testdb.Village), "day %d", day)
			assert.True(t, actor.Covers(testdb.NextVillage))
			clock.Advance(24 * time.Hour)
		}
	})
}
