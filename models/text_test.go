package models

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestCheckTextNamesTheFlaw(t *testing.T) {
	cases := []struct {
		name, text string
		limit      int
		flaw       string
	}{
		{"empty", "", 0, ""},
		{"plain", "需要送餐,每天2份", 9, ""},
		{"counts characters and not bytes", "张王李赵", 4, ""},
		{"one too many", "张王李赵钱", 4, "text_too_long"},
		{"line feed and tab", "第一行\n\t第二行", 20, ""},
		{"not UTF-8", "张\xff", 20, "text_utf8"},
		{"half a character", "\xe5\xbc", 20, "text_utf8"},
		{"surrogate", "\xed\xa0\x80", 20, "text_utf8"},
		{"NUL", "a\x00b", 20, "text_control"},
		{"escape", "a\x1b[31mb", 20, "text_control"},
		{"carriage return", "a\rb", 20, "text_control"},
		{"delete", "a\x7fb", 20, "text_control"},
		{"C1", "a\u0085b", 20, "text_control"},
		{"right-to-left override", "a\u202Eb", 20, "text_control"},
		{"isolate", "a\u2066b", 20, "text_control"},
		{"emoji", "谢谢🙏", 3, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.flaw, CheckText(c.text, c.limit)) })
	}
}

func TestCleanTextKeepsOneForm(t *testing.T) {
	cases := []struct{ name, in, out string }{
		{"ends", " \t 助浴 \n", "助浴"},
		{"inner blanks", "每天  2\t\t份", "每天 2 份"},
		{"full-width and no-break blanks", "张\u3000\u00A0三", "张 三"},
		{"each line by itself", "一  二 \n  三", "一 二\n三"},
		{"empty lines inside stay", "一\n\n二", "一\n\n二"},
		{"empty lines at the ends go", "\n\n一\n \n", "一"},
		{"lines of web forms", "一\r\n二\r三", "一\n二\n三"},
		{"invisible", "\uFEFF助\u200B浴", "助浴"},
		{"composed", "e\u0301", "é"},
		{"composed over what was invisible", "e\u200B\u0301", "é"},
		{"a control stays to be found", "a\x00b", "a\x00b"},
		{"what is not UTF-8 stays to be found", " a\xff ", " a\xff "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.out, CleanText(c.in)) })
	}
}

func TestCleanTextHidesNoFlaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		control := rapid.SampledFrom([]string{"\x00", "\x08", "\u0085", "\u202E", "\xff"}).Draw(t, "control")
		assert.NotEmpty(t, CheckText(CleanText(text+control+text), 1000))
	})
}

func FuzzCleanText(f *testing.F) {
	for _, seed := range []string{"", " a  b ", "e\u0301\r\n", "\u2000\u0301", "\xff", "a\u200B\u0300", "\u1100 \u1161", "\v\n\f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := CleanText(s)
		assert.Equal(t, clean, CleanText(clean), "cleaning twice")
		assert.Equal(t, utf8.ValidString(s), utf8.ValidString(clean))
		if utf8.ValidString(s) {
			assert.NotContains(t, clean, "  ")
			assert.False(t, strings.HasPrefix(clean, "\n"))
		}
	})
}
