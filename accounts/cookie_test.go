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
