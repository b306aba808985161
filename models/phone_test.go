package models

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParsePhoneAnswersDigitsAlone(t *testing.T) {
	cases := []struct{ name, in, phone, flaw string }{
		{"mobile", "13812345678", "13812345678", ""},
		{"country code", "+86 138-1234-5678", "13812345678", ""},
		{"country code without plus", "8613812345678", "13812345678", ""},
		{"country code with zeros", "008613812345678", "13812345678", ""},
		{"full width", "＋８６１３８１２３４５６７８", "13812345678", ""},
		{"long dashes", "138–1234—5678", "13812345678", ""},
		{"fixed line", "0571-88776655", "057188776655", ""},
		{"fixed line with brackets", "（010）8877 6655", "01088776655", ""},
		{"seven digits", "05718877665", "05718877665", ""},
		{"fixed line from abroad", "+86 571 88776655", "057188776655", ""},
		{"fixed line from abroad with its zero", "+86 0571 88776655", "057188776655", ""},
		{"mobile range", "12812345678", "", "phone_format"},
		{"too short", "1381234567", "", "phone_format"},
		{"too long", "138123456789", "", "phone_format"},
		{"no area code", "88776655", "", "phone_format"},
		{"extension", "0571-88776655-802", "", "phone_format"},
		{"two numbers", "13812345678/13912345678", "", "phone_format"},
		{"letters", "1381234567a", "", "phone_format"},
		{"another country", "+1 3812345678", "", "phone_format"},
		{"empty", "", "", "phone_format"},
		{"only a country code", "+86", "", "phone_format"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			phone, flaw := ParsePhone(c.in)
			assert.Equal(t, c.phone, phone)
			assert.Equal(t, c.flaw, flaw)
		})
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, seed := range []string{"", "13812345678", "+86 138-1234-5678", "0571-88776655", "008657188776655", "+86+8613812345678", "\xff1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		phone, flaw := ParsePhone(s)
		if flaw != "" {
			assert.Empty(t, phone)
			return
		}
		assert.True(t, allDigits(phone))
		assert.GreaterOrEqual(t, len(phone), 10)
		assert.LessOrEqual(t, len(phone), 12)
		again, flawAgain := ParsePhone(phone)
		assert.Equal(t, phone, again)
		assert.Empty(t, flawAgain)
	})
}
