package web_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestAccountIsOpenedResetAndClosed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Sysadmin)
		p := b.Get("/accounts/new").Submit("main form", "username", "newaide", "display_name", "新协理员", "role", "aide", "regions", testdb.Village,
			"password", "a first password")
		require.Equal(t, "/accounts", p.Address, p.Text())
		assert.Contains(t, p.Text(), "账号已开通")
		show := b.Get(p.Find(`th a:contains("newaide")`).AttrOr("href", ""))
		assert.Contains(t, show.Text(), "社区救助协理员")
		done := show.Submit(`form[action*="/reset"]`, "password", "another password")
		assert.Contains(t, done.Text(), "密码已重置")
		login := func(password string) int {
			return s.Anyone().Get("/login").Submit("main form", "username", "newaide", "password", password).Status
		}
		assert.Equal(t, 401, login("a first password"))
		assert.Equal(t, 200, login("another password"))
		closed := b.Get(show.Address).Submit(`form[action*="/disable"]`)
		assert.Contains(t, closed.Text(), "已停用")
		assert.False(t, closed.Has(`form[action*="/reset"]`), "nothing more can be done")
		assert.Equal(t, 401, login("another password"))
	})
}

func TestAccountFormComesBackWithoutThePassword(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		p := s.As(s.Sysadmin).In(locales.English).Get("/accounts/new").Submit("main form", "username", "New Aide", "role", "aide", "password", "short")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("username"))
		assert.NotEmpty(t, p.Fault("password"))
		assert.Equal(t, "New Aide", p.Find(`[name="username"]`).AttrOr("value", ""))
		assert.Empty(t, p.Find(`[name="password"]`).AttrOr("value", ""))
		assert.Contains(t, p.Find("[role=alert]").Text(), "Some fields")
	})
}

func TestAccountsAreTheAdministratorsAndOfOneCounty(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		assert.Equal(t, 403, s.As(s.Staff).Get("/accounts").Status)
		far := s.FarStaff
		s.As(far)
		b := s.As(s.Sysadmin)
		assert.Equal(t, 404, b.Get("/accounts/"+far.AccountID).Status)
		assert.Equal(t, 404, b.Get("/accounts/x").Status)
		assert.NotContains(t, b.Get("/accounts").Text(), "u"+far.AccountID[20:])
	})
}

func TestOwnPasswordIsChangedAndOtherDevicesAreLoggedOut(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		here, there := s.As(s.Aide), s.As(s.Aide)
		p := here.Get("/me/password").Submit("main form", "present", "not the password", "new", "a new password")
		assert.Equal(t, 422, p.Status)
		assert.Equal(t, "密码不正确", p.Fault("present"))
		p = here.Get("/me/password").Submit("main form", "present", testdb.StoryPassword, "new", "a new password")
		assert.Equal(t, "/me", p.Address, p.Text())
		assert.Equal(t, 200, here.Get("/me").Status)
		assert.Equal(t, "/login?next=%2Fme", there.Get("/me").Address)
		a, err := s.Store.Account(context.Background(), keyOf(s.Aide))
		require.NoError(t, err)
		assert.Zero(t, a.FailedCount, "the right password forgives the wrong one")
		assert.Equal(t, models.AccountActive, a.Status)
	})
}
