package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

// appOf is an app with the secret that a page shows.
type appOf struct {
	t      *testing.T
	s      *pagetest.Site
	secret string
}

// next is what the app shows half a minute later.
func (a appOf) next() string {
	a.t.Helper()
	testdb.Clock(a.s.Store).Advance(30 * time.Second)
	code, err := totp.GenerateCode(a.secret, testdb.Clock(a.s.Store).Now())
	require.NoError(a.t, err)
	return code
}

// begin sets a second factor up as far as the picture of its secret.
func begin(t *testing.T, s *pagetest.Site, b *pagetest.Browser) (*pagetest.Page, appOf) {
	t.Helper()
	p := b.Get("/me/second-factor").Submit("main section form", "password", testdb.StoryPassword)
	require.Equal(t, 200, p.Status, p.Text())
	return p, appOf{t, s, strings.ReplaceAll(p.Find("main code").Text(), " ", "")}
}

// logIn is somebody's browser with the password of an actor typed in.
func logIn(s *pagetest.Site, name, next string) *pagetest.Page {
	return s.Anyone().Get("/login?next="+next).Submit("main form", "username", name, "password", testdb.StoryPassword)
}

// nameOf is the username of a reader.
func nameOf(b *pagetest.Browser) string {
	return strings.TrimSpace(b.Get("/me").Find(".facts dd").Eq(1).Text())
}

func TestASecondFactorIsSetUpUsedAndSwitchedOff(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b, elsewhere := s.As(s.Staff), s.As(s.Staff)
		name := nameOf(b)
		p := b.Get("/me/second-factor").Submit("main section form", "password", "not the password")
		assert.Equal(t, 422, p.Status)
		assert.NotEmpty(t, p.Fault("password"))
		p, app := begin(t, s, b)
		assert.True(t, p.Has("main svg.qr"))
		assert.True(t, p.Has(`main a[href^="otpauth://totp/Zhulian:"]`))
		assert.Len(t, app.secret, 32)
		assert.Contains(t, p.Header.Get("Cache-Control"), "no-store")
		assert.False(t, elsewhere.Get("/me/second-factor").Has("main svg.qr"), "another session is not shown it")
		wrong := p.Submit("main section form", "code", "12345")
		assert.Equal(t, 422, wrong.Status)
		assert.NotEmpty(t, wrong.Fault("code"))
		assert.True(t, wrong.Has("main svg.qr"), "it can be tried again")
		assert.Equal(t, "/me/second-factor?lang=en", wrong.Find("a.tool[hreflang]").First().AttrOr("href", ""), "the other language leads to a page that there is")
		codes := wrong.Submit("main section form", "code", app.next())
		require.Equal(t, 200, codes.Status, codes.Text())
		assert.Equal(t, models.RecoveryCodes, codes.Find("ol.codes li").Length())
		assert.Contains(t, elsewhere.Get("/me").Address, "/login", "other logins have ended")

		asked := logIn(s, name, "/needs")
		require.Contains(t, asked.Address, "/login/code")
		bad := asked.Submit("main form", "code", "000000")
		assert.Equal(t, 401, bad.Status)
		assert.Contains(t, bad.Find("[role=alert]").Text(), "动态验证码不正确")
		assert.Empty(t, bad.Find(`[name="code"]`).AttrOr("value", ""))
		in := bad.Submit("main form", "code", app.next())
		assert.Equal(t, "/needs", in.Address, "and goes on where it was going")
		byCode := logIn(s, name, "/").Submit("main form", "recovery", codes.Find("ol.codes li").First().Text())
		assert.Equal(t, "/", byCode.Address)

		on := b.Get("/me/second-factor")
		assert.Contains(t, on.Text(), "还有 9 个")
		renewed := on.Submit("main section form", "password", testdb.StoryPassword, "code", app.next())
		assert.Equal(t, models.RecoveryCodes, renewed.Find("ol.codes li").Length())
		assert.False(t, renewed.Has(`[role=status]`))
		token := on.Find(`main [name="_token"]`).First().AttrOr("value", "")
		off := b.Post("/me/second-factor/drop", "_token", token, "password", testdb.StoryPassword, "code", app.next())
		assert.Equal(t, "/me/second-factor", off.Address)
		assert.Contains(t, off.Text(), "动态验证码已停用")
		assert.Equal(t, "/", logIn(s, name, "/").Address)
	})
}

func TestTheCodeIsAskedOfWhoHasShownThePassword(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		assert.Equal(t, "/login?next=%2F", s.Anyone().Get("/login/code").Address)
		b := s.As(s.Staff)
		name := nameOf(b)
		p, app := begin(t, s, b)
		p.Submit("main section form", "code", app.next())
		assert.Equal(t, "/", b.Get("/login/code").Address, "who is logged in needs none")
		wrong := s.Anyone().Get("/login").Submit("main form", "username", name, "password", "not the password")
		assert.Equal(t, 401, wrong.Status)
		assert.Contains(t, wrong.Address, "/login")
		assert.NotContains(t, wrong.Text(), "验证码", "which says nothing of a code")
		asked := logIn(s, name, "//evil.example")
		testdb.Clock(s.Store).Advance(6 * time.Minute)
		late := asked.Submit("main form", "code", app.next())
		assert.Equal(t, 401, late.Status)
		assert.True(t, late.Has(`[name="username"]`), "one begins with the password again")
		english := logInEnglish(s, name)
		assert.Contains(t, english.Find("h1").Text(), "Enter your code")
		assert.Equal(t, "/", english.Submit("main form", "code", app.next()).Address)
	})
}

func logInEnglish(s *pagetest.Site, name string) *pagetest.Page {
	return s.Anyone().In(locales.English).Get("/login").Submit("main form", "username", name, "password", testdb.StoryPassword)
}

func TestWhereItIsAskedEveryPageLeadsToSettingItUp(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		s.Desk.AskSecondFactor = []models.Role{models.RoleStaff}
		b := s.As(s.Staff)
		for _, address := range []string{"/", "/needs", "/menu", "/me/sessions", "/households/new"} {
			assert.Equal(t, "/me/second-factor", b.Get(address).Address, address)
		}
		p := b.Get("/me/second-factor")
		assert.Contains(t, p.Text(), "须启用动态验证码")
		assert.False(t, p.Has("nav.menu"))
		token := p.Find(`main [name="_token"]`).First().AttrOr("value", "")
		assert.Equal(t, "/me/second-factor", b.Post("/needs", "_token", token).Address, "nothing is written either")
		assert.Equal(t, 403, b.Script("GET", "/api/v1/needs", "", "").StatusCode)
		p, app := begin(t, s, b)
		p.Submit("main section form", "code", app.next())
		assert.Equal(t, "/needs", b.Get("/needs").Address)
		assert.Equal(t, "/needs", s.As(s.Aide).Get("/needs").Address, "of an aide it is not asked")
	})
}

func TestALostSecondFactorIsResetAndItsOwnerIsTold(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		p, app := begin(t, s, b)
		p.Submit("main section form", "code", app.next())
		keeper := s.As(s.Sysadmin)
		show := keeper.Get("/accounts/" + s.Staff.AccountID)
		done := show.Submit(`form[action*="reset-second-factor"]`)
		assert.Contains(t, done.Text(), "动态验证码已重置")
		assert.False(t, done.Has(`form[action*="reset-second-factor"]`))
		assert.Contains(t, b.Get("/me").Address, "/login", "its logins have ended")
		again := s.As(s.Staff)
		require.NoError(t, s.Notices.TellAll(t.Context()))
		assert.Contains(t, again.Get("/inbox").Text(), "动态验证码已被重置")
	})
}

func TestOwnLoginsAreListedAndEnded(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Staff)
		alone := b.Get("/me/sessions")
		assert.Equal(t, 1, alone.Find("tbody tr").Length())
		assert.False(t, alone.Has(`form[action="/me/sessions"]`))
		lost, third := s.As(s.Staff), s.As(s.Staff)
		p := b.Get("/me/sessions")
		assert.Equal(t, 3, p.Find("tbody tr").Length())
		assert.Equal(t, 1, p.Find("tbody .badge").Length(), "this one is told apart")
		wrong := p.Submit(`form[action="/me/sessions"]`, "password", "not the password", "session", "others")
		assert.Equal(t, 422, wrong.Status)
		assert.NotEmpty(t, wrong.Fault("password"))
		none := b.Get("/me/sessions").Submit(`form[action="/me/sessions"]`, "password", testdb.StoryPassword)
		assert.Equal(t, 422, none.Status)
		assert.NotEmpty(t, none.Fault("session"))
		one := p.Find(`[name="session"]`).Eq(1).AttrOr("value", "")
		left := p.Submit(`form[action="/me/sessions"]`, "password", testdb.StoryPassword, "session", one)
		assert.Equal(t, 2, left.Find("tbody tr").Length())
		ended := 0
		for _, other := range []*pagetest.Browser{lost, third} {
			if strings.Contains(other.Get("/me").Address, "/login") {
				ended++
			}
		}
		assert.Equal(t, 1, ended)
		all := left.Submit(`form[action="/me/sessions"]`, "password", testdb.StoryPassword, "session", "others")
		assert.Contains(t, all.Text(), "其他登录已全部退出")
		assert.Equal(t, 1, all.Find("tbody tr").Length())
	})
}
