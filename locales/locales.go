// Package locales holds every text that people read, in Chinese and English, embedded: one catalogue a room and language, named
// <room>.<language>.json, with flat keys and Go template arguments.
package locales

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Lang is a language that the house speaks, as a BCP 47 tag.
type Lang string

// The languages. Chinese is what whoever asks for nothing, or for a language that is not spoken here, is answered in.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{Chinese, English} }

//go:embed *.json
var files embed.FS

// Files returns the catalogues, for tests that compare them.
func Files() fs.FS { return files }

// localizers holds one per language, each chosen explicitly: go-i18n would fall back to English for whatever it does not know.
var localizers = sync.OnceValue(func() map[Lang]*i18n.Localizer {
	bundle := i18n.NewBundle(language.SimplifiedChinese)
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic("locales: " + err.Error())
	}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
			panic("locales: " + name + ": " + err.Error())
		}
	}
	out := map[Lang]*i18n.Localizer{}
	for _, lang := range Langs() {
		out[lang] = i18n.NewLocalizer(bundle, string(lang))
	}
	return out
})

// T returns the text of a key in a language, with its arguments put in. A key without a text gives the key itself, so that the
// fault is seen and the answer still goes out. Any language that is not spoken here means Chinese.
func T(lang Lang, key string, args map[string]any) string {
	l, ok := localizers()[lang]
	if !ok {
		l = localizers()[Chinese]
	}
	text, err := l.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: args})
	if err != nil || text == "" {
		return key
	}
	return text
}

// Has tells whether a key has a text in a language.
func Has(lang Lang, key string) bool {
	l, ok := localizers()[lang]
	if !ok {
		return false
	}
	_, tag, err := l.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key})
	return err == nil && tag.String() == string(lang)
}

var matcher = language.NewMatcher([]language.Tag{language.MustParse(string(Chinese)), language.MustParse(string(English))})

// Match chooses the language for an Accept-Language header (RFC 9110 §12.5.4): the one that its writer likes best of those spoken
// here, and Chinese when it names none of them or cannot be read.
func Match(acceptLanguage string) Lang {
	if acceptLanguage == "" || len(acceptLanguage) > 500 {
		return Chinese
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Chinese
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return Chinese
	}
	return Langs()[index]
}
