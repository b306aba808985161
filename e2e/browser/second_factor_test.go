package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/store"
)

// TestStaffMustSetASecondFactorUp is led there after the password, sets it up, and logs in with a recovery code; every page of the way
// is looked at.
func TestStaffMustSetASecondFactorUp(t *testing.T) {
	needChromium(t)
	h := build(t, store.SQLite, time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), "--second-factor", "county_staff")
	for _, lang := range locales.Langs() {
		v := visit(t, h.site, phone, lang)
		sends := func() { v.loads(func() { v.css(`main form button:not(.quiet)`).click() }) }
		types := func(user string) {
			v.open("/login", 200)
			v.field("username").write(user)
			v.field("password").write(password)
			sends()
		}
		types("staff")
		v.open("/needs", 200)
		require.Equal(t, "/me/second-factor", v.path())
		v.lookTwice("factor_none")
		v.field("password").write(password)
		sends()
		v.lookTwice("factor_begun")
		secret := strings.ReplaceAll(run[string](v, `document.querySelector("main code").textContent`), " ", "")
		v.field("code").write(codeAt(t, secret, h.ahead))
		sends()
		v.lookTwice("factor_codes")
		code := run[string](v, `document.querySelector("ol.codes li").textContent`)
		v.open("/needs", 200)
		assert.Equal(t, "/needs", v.path())
		v.open("/me/second-factor", 200)
		v.lookTwice("factor_on")

		first := v
		v = visit(t, h.site, phone, lang)
		types("staff")
		assert.Contains(t, v.path(), "/login/code")
		v.css(`main summary`).click()
		v.lookTwice("login_code")
		v.field("recovery").write(code)
		sends()
		v.open("/me/sessions", 200)
		v.lookTwice("sessions_two")
		v.leave()
		first.leave()
		h.run("", "user", "reset-totp", "staff")
	}
}

// codeAt is what an app with a secret shows, by a clock that is so far ahead.
func codeAt(t *testing.T, secret string, ahead time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(ahead))
	require.NoError(t, err)
	return code
}

// lookTwice looks at the page as it stands on a phone and on a desk.
func (v *visitor) lookTwice(name string) {
	v.t.Helper()
	v.resize(desk)
	v.look(name)
	v.resize(phone)
	v.look(name)
}
