package web_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/pagetest"
	"zhulian/internal/testdb"
)

func TestABrowserThatLoggedInBeforeIsNotLockedOutByOthers(t *testing.T) {
	pagetest.Each(t, func(t *testing.T, s *pagetest.Site) {
		b, other := s.As(s.Staff), s.Anyone()
		name := nameOf(b)
		b.Get("/me").Submit(`form[action="/logout"]`)
		login := func(b *pagetest.Browser, password string) *pagetest.Page {
			return b.Get("/login").Submit("main form", "username", name, "password", password)
		}
		for range 5 {
			require.Equal(t, 401, login(other, "not the password").Status)
		}
		kept := login(other, testdb.StoryPassword)
		assert.Equal(t, 429, kept.Status)
		assert.Contains(t, kept.Find("[role=alert]").Text(), "30")
		assert.Equal(t, "/", login(b, testdb.StoryPassword).Address)
		assert.Equal(t, 429, login(s.Anyone(), testdb.StoryPassword).Status, "which opens nothing elsewhere")
	})
}

func TestTheTokenOfADeviceIsForTheServerAlone(t *testing.T) {
	pagetest.One(t, func(t *testing.T, s *pagetest.Site) {
		name := nameOf(s.As(s.Staff))
		b := s.Anyone()
		in := b.Still("/login", "_token", b.Get("/login").Find(`[name="_token"]`).AttrOr("value", ""), "username", name, "password", testdb.StoryPassword)
		require.Equal(t, 303, in.Status)
		found := false
		for _, cookie := range in.Header.Values("Set-Cookie") {
			if strings.HasPrefix(cookie, "zhulian_device=") {
				found = true
				assert.Contains(t, cookie, "HttpOnly")
				assert.Contains(t, cookie, "SameSite=Lax")
				assert.Contains(t, cookie, "Max-Age=31536000")
				assert.NotContains(t, cookie, name)
				assert.NotContains(t, cookie, s.Staff.AccountID)
			}
		}
		assert.True(t, found)
	})
}
