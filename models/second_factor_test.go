package models_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestASecondCodeIsReadAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string][2]string{
		"123456": {"123456", ""}, " 123 456 ": {"123456", ""}, "123-456": {"123456", ""},
		"abcd-efgh-ijkl-mnop-qrst-uv23": {"", "abcdefghijklmnopqrstuv23"}, "ABCD EFGH IJKL MNOP QRST UV23": {"", "abcdefghijklmnopqrstuv23"},
		"": {}, "12345": {}, "1234567": {}, "12345a": {}, "１２３４５６": {}, "+12345": {},
		"abcd-efgh-ijkl-mnop-qrst-uv01": {}, strings.Repeat("a", 23): {}, strings.Repeat("a", 25): {},
	} {
		digits, recovery := models.ParseSecondCode(typed)
		assert.Equal(t, want, [2]string{digits, recovery}, typed)
	}
}

func TestWhoOwesSomethingFirstMayDoNothingElse(t *testing.T) {
	for duty, code := range map[models.Duty]string{models.DutyPassword: "password_given", models.DutySecondFactor: "second_factor_missing"} {
		for _, role := range models.Roles() {
			a := models.Actor{AccountID: "a", CountyCode: "330199", Role: role, Owes: duty}
			assert.Equal(t, models.Forbidden(code), a.Free())
			for _, action := range actions() {
				assert.Equal(t, models.ScopeNone, models.ScopeOf(a, action), "%s %s", role, action)
				_, err := models.Authorise(a, action)
				assert.Equal(t, models.Forbidden(code), err, "%s %s", role, action)
			}
		}
	}
	assert.NoError(t, models.Actor{}.Free())
}
