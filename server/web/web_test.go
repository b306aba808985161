package web_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func TestFirstPageSpeaksBothLanguages(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		zh, en := s.Anyone().Get("/"), s.Anyone().In(locales.English).Get("/")
		assert.Equal(t, "zh-CN", zh.Find("html").AttrOr("lang", ""))
		assert.Contains(t, zh.Text(), "交到能帮上忙的人手里")
		assert.Equal(t, "en", en.Find("html").AttrOr("lang", ""))
		assert.Contains(t, en.Text(), "those who can help")
		assert.Contains(t, zh.Header.Get("Content-Security-Policy"), "script-src 'self'")
		assert.NotContains(t, zh.Header.Get("Content-Security-Policy"), "unsafe")
		assert.False(t, zh.Has("style, [style], script:not([src])"), "nothing inline")
	})
}

func TestChosenLanguageStays(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.Anyone()
		p := b.Get("/login?lang=en")
		assert.Equal(t, "/login", p.Address)
		assert.Equal(t, "en", p.Find("html").AttrOr("lang", ""))
		assert.Equal(t, "en", b.Get("/").Find("html").AttrOr("lang", ""), "against what the browser asks for")
		assert.Equal(t, "/?lang=xx", b.Get("/?lang=xx").Address, "an unknown language is passed over")
	})
}

func TestLoginLeadsBackToThePageAndLogoutEndsIt(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Aide)
		p := b.Get("/me")
		require.Equal(t, 200, p.Status)
		assert.Contains(t, p.Text(), "社区救助协理员")
		assert.Equal(t, "/", b.Get("/login").Address, "who is logged in need not again")
		out := p.Submit(`form[action="/logout"]`)
		assert.Contains(t, out.Text(), "已退出登录")
		assert.Equal(t, "/login?next=%2Fme", b.Get("/me").Address)
	})
}

func TestLoggingOutIsInTheHeadOfEveryPageAndInTheMenu(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Clerk)
		for _, address := range []string{"/", "/needs", "/inbox", "/households", "/nowhere"} {
			assert.Equal(t, 1, b.Get(address).Find(`header form[action="/logout"] button`).Length(), address)
		}
		menu := b.Get("/needs").Find(`nav.menu li.rest a`).AttrOr("href", "") // behind which a phone, whose head has no room for it, has it
		out := b.Get(menu).Submit(`main form[action="/logout"]`)
		assert.Contains(t, out.Text(), "已退出登录")
		assert.False(t, out.Has(`form[action="/logout"]`))
	})
}

func TestLoginFaultsComeBackWithTheNameAndWithoutThePassword(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		p := s.Anyone().Get("/login?next=/me").Submit("main form", "username", "nobody", "password", "a wrong password")
		assert.Equal(t, http.StatusUnauthorized, p.Status)
		assert.Equal(t, "nobody", p.Find(`[name="username"]`).AttrOr("value", ""))
		assert.Empty(t, p.Find(`[name="password"]`).AttrOr("value", ""))
		assert.Equal(t, "/me", p.Find(`[name="next"]`).AttrOr("value", ""))
		assert.Contains(t, p.Find("[role=alert]").Text(), "用户名或密码")
	})
}

func TestLoginLeadsNowhereElse(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, next := range []string{"https://example.org/", "//example.org/", `/\example.org`, "javascript:alert(1)", "me", ""} {
			p := s.Anyone().Get("/login?next=" + url.QueryEscape(next))
			assert.Equal(t, "/", p.Find(`[name="next"]`).AttrOr("value", ""), next)
		}
	})
}

func TestFormsOfOthersAreRefused(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		mine, theirs := s.As(s.Aide), s.As(s.Clerk)
		token := theirs.Get("/me").Find(`form[action="/logout"] [name="_token"]`).AttrOr("value", "")
		for _, t2 := range []string{"", "x", token} {
			p := mine.Post("/logout", "_token", t2)
			assert.Equal(t, http.StatusForbidden, p.Status)
			assert.Contains(t, p.Text(), "不是从本页面提交的")
		}
		assert.Equal(t, 200, mine.Get("/me").Status, "still logged in")
		r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL+"/theme", strings.NewReader("theme=dark"))
		require.NoError(t, err)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		assert.Equal(t, http.StatusForbidden, res.StatusCode)
		require.NoError(t, res.Body.Close())
	})
}

func TestScriptsOfThePagesMayUseTheAPIWithTheTokenOnly(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Aide)
		me := b.Get("/me")
		assert.Equal(t, 200, b.Get("/api/v1/me").Status, "reading takes the cookie")
		token := me.Find(`[name="_token"]`).First().AttrOr("value", "")
		assert.Equal(t, http.StatusForbidden, b.Script("POST", "/api/v1/needs", "", `{}`).StatusCode)
		assert.Equal(t, http.StatusUnprocessableEntity, b.Script("POST", "/api/v1/needs", token, `{}`).StatusCode)
	})
}

func TestDisabledAccountLosesItsPagesAtOnce(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Aide)
		a, err := s.Store.Account(context.Background(), keyOf(s.Aide))
		require.NoError(t, err)
		require.NoError(t, s.Desk.DisableAccount(context.Background(), s.Sysadmin, a.Username))
		assert.Equal(t, "/login?next=%2Fme", b.Get("/me").Address)
	})
}

func TestThemeIsKept(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		b := s.As(s.Aide)
		p := b.Get("/me").Submit(`form[action="/theme"]`, "theme", "dark")
		assert.Equal(t, "/me", p.Address)
		assert.Equal(t, "dark", p.Find("html").AttrOr("data-theme", ""))
		p = p.Submit(`form[action="/theme"]`, "theme", "")
		assert.Empty(t, p.Find("html").AttrOr("data-theme", ""))
	})
}

func TestUnknownPageIsAPageForPeopleAndAProblemForPrograms(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		p := s.Anyone().Get("/no-such-page")
		assert.Equal(t, 404, p.Status)
		assert.Contains(t, p.Text(), "没有这条页面")
		res := s.Anyone().Script("GET", "/no-such-page", "", "")
		assert.Equal(t, "application/problem+json", res.Header.Get("Content-Type"))
	})
}

var reference = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

func TestEverythingAPageLoadsComesFromHereAndIsThere(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		html, err := s.Anyone().Get("/").Html()
		require.NoError(t, err)
		found := reference.FindAllStringSubmatch(html, -1)
		require.GreaterOrEqual(t, len(found), 3)
		for _, m := range found {
			res := s.Anyone().Script("GET", m[1], "", "")
			assert.Equal(t, 200, res.StatusCode, m[1])
			assert.Contains(t, res.Header.Get("Cache-Control"), "immutable")
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			assert.NotRegexp(t, `https?://[^w]`, string(body), "no other host in %s", m[1])
		}
	})
}

func TestEveryRoleHasAFirstPageAndAMenuWhosePagesOpen(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		for _, a := range []models.Actor{s.Staff, s.Operator, s.Clerk, s.Aide, s.Auditor, s.Province, s.Sysadmin} {
			b := s.As(a)
			for _, lang := range locales.Langs() {
				home := b.In(lang).Get("/")
				require.Equal(t, 200, home.Status, "%s: %s", a.Role, home.Text())
				assert.Equal(t, 1, home.Find("h1").Length(), a.Role)
				b.Get("/menu").Find("main a.row").Each(func(_ int, way *goquerySelection) {
					p := b.Get(way.AttrOr("href", ""))
					assert.Equal(t, 200, p.Status, "%s: %s", a.Role, p.Address)
					assert.Equal(t, 1, p.Find("h1").Length(), p.Address)
					assert.NotRegexp(t, `\b(page|menu|status|done|error|fault|role)\.[a-z_]+\.?[a-z_]*\b`, p.Text(), "a key without its text on %s", p.Address)
				})
			}
		}
	})
}
