package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// given is the password that a page shows once.
func given(p *pagetest.Page) string { return strings.TrimSpace(p.Find(".facts code").Eq(1).Text()) }

func TestAccountIsOpenedResetAndClosed(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Sysadmin)
		p := b.Get("/accounts/new").Submit("main form", "username", "newaide", "display_name", "新协理员", "role", "aide", "regions", testdb.Village)
		require.Equal(t, 200, p.Status, p.Text())
		assert.Contains(t, p.Text(), "只显示这一次")
		assert.Contains(t, p.Header.Get("Cache-Control"), "no-store")
		first := given(p)
		show := b.Get(b.Get("/accounts").Find(`th a:contains("newaide")`).AttrOr("href", ""))
		assert.Contains(t, show.Text(), "社区救助协理员")
		assert.NotContains(t, show.Text(), first)
		second := given(show.Submit(`form[action*="/reset"]`))
		login := func(password string) *pagetest.Page {
			return s.Anyone().Get("/login").Submit("main form", "username", "newaide", "password", password)
		}
		assert.Equal(t, 401, login(first).Status)
		assert.Equal(t, "/me/password", login(second).Address)
		closed := b.Get(show.Address).Submit(`form[action*="/disable"]`)
		assert.Contains(t, closed.Text(), "已停用")
		assert.False(t, closed.Has(`form[action*="/reset"]`), "nothing more can be done")
		assert.Equal(t, 401, login(second).Status)
	})
}

func TestWhoWasGivenAPasswordIsLedToChangingIt(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		name := nameOf(s.As(s.Staff))
		password := given(s.As(s.Sysadmin).Get("/accounts/" + s.Staff.AccountID).Submit(`form[action*="/reset"]`))
		b := s.Anyone()
		p := b.Get("/login?next=/needs").Submit("main form", "username", name, "password", password, "remember", "true")
		require.Equal(t, "/me/password", p.Address, p.Text())
		assert.Contains(t, p.Text(), "别人为您设置的")
		assert.False(t, p.Has("nav.menu"))
		token := p.Find(`main [name="_token"]`).First().AttrOr("value", "")
		for _, address := range []string{"/", "/needs", "/menu", "/me/sessions", "/inbox"} {
			assert.Equal(t, "/me/password", b.Get(address).Address, address)
		}
		assert.Equal(t, "/me/password", b.Post("/needs", "_token", token).Address, "nothing is written either")
		assert.Equal(t, 403, b.Script("GET", "/api/v1/needs", "", "").StatusCode)
		assert.True(t, p.Has(`main form[action="/logout"]`))
		still := b.Still("/me/password", "_token", token, "present", password, "new", "three calm herons at dusk")
		require.Equal(t, 303, still.Status)
		assert.Regexp(t, `(?m)^zhulian_session=[^;]+; Path=/; Max-Age=7776000;`, strings.Join(still.Header.Values("Set-Cookie"), "\n"), "what was to be remembered stays so")
		home := b.Get("/")
		assert.Equal(t, "/", home.Address)
		assert.Contains(t, home.Text(), "密码已修改")
		assert.Equal(t, "/needs", b.Get("/needs").Address)
	})
}

func TestALoginOverAnotherEndsThatOne(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b, elsewhere := s.As(s.Staff), s.As(s.Aide)
		token := b.Get("/me").Find(`main [name="_token"]`).First().AttrOr("value", "")
		name := nameOf(elsewhere)
		assert.Equal(t, "/", b.Post("/login", "_token", token, "username", name, "password", testdb.StoryPassword).Address)
		assert.Equal(t, name, nameOf(b))
		all, err := s.Desk.Sessions(t.Context(), models.Actor{CountyCode: s.Staff.CountyCode, AccountID: s.Staff.AccountID, SessionID: models.NewID(s.Store.Now())})
		require.NoError(t, err)
		assert.Empty(t, all)
		assert.Equal(t, "/me", elsewhere.Get("/me").Address, "another browser's goes on")
	})
}

func TestAccountFormComesBackAsItWas(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		p := s.As(s.Sysadmin).In(locales.English).Get("/accounts/new").Submit("main form", "username", "New Aide", "role", "aide")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("username"))
		assert.Equal(t, "New Aide", p.Find(`[name="username"]`).AttrOr("value", ""))
		assert.False(t, p.Has(`[name="password"]`), "nobody chooses it for somebody else")
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
