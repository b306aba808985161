package templates

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"zhulian/locales"
	"zhulian/static"
)

// Page is what every page knows. The struct of a page embeds it and adds what is its own.
type Page struct {
	Lang   locales.Lang
	Theme  string // light, dark, or "" for what the reader's device says
	Title  string // in the page's language
	Here   string // the page's own address, with its query
	Reader *Reader
	Menu   []Link
	Crumbs []Link
	Done   string // what was just done, in the page's language
	Token  string // for forms: proves that they come from here
	Key    func() string
	Form   *Form
	prefix string // of the ids of fields
}

// Reader is who reads the page.
type Reader struct {
	Name, Role, Place string
	RoleCode          string
	Unread            int
	Mark              string // of the session, where the reader may work without a signal
	Held              bool   // nothing may be done but what the page asks for
}

// Link is a way to another page. Text is in the page's language.
type Link struct {
	Href, Text, Icon string
	Current          bool
	Count            int
}

// T is the text of a key in the page's language; pairs are the names and values of its arguments.
func (p Page) T(key string, pairs ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return locales.T(p.Lang, key, args)
}

// Word is the text of a word of the house, as $.Word "status.need" .Status.
func (p Page) Word(room string, word any) string {
	return locales.T(p.Lang, room+"."+fmt.Sprint(word), nil)
}

// Static is the address of a static file.
func (Page) Static(name string) string { return static.Address(name) }

// Other is the language that the page can be changed to.
func (p Page) Other() locales.Lang {
	if p.Lang == locales.English {
		return locales.Chinese
	}
	return locales.English
}

// InOther is this page's address in the other language.
func (p Page) InOther() string { return With(p.Here, "lang", string(p.Other())) }

// Icon draws an icon of the house; it says nothing to a screen reader, so a word must stand beside it.
func (Page) Icon(name string) template.HTML { return icon(name) }

// Post is the address that a form posts to: with a key of its own, so that pressing twice takes effect once.
func (p Page) Post(address string) string {
	if p.Key == nil {
		return address
	}
	return With(address, "_key", p.Key())
}

// With sets one parameter of an address; an empty value takes it out.
func With(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	if value == "" {
		q.Del(name)
	} else {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// With sets one parameter of this page's address: for filters and the next part of a list.
func (p Page) With(name string, value any) string { return With(p.Here, name, fmt.Sprint(value)) }

// Join writes a list in the reader's habit.
func (p Page) Join(list []string) string {
	if p.Lang == locales.English {
		return strings.Join(list, ", ")
	}
	return strings.Join(list, "、")
}
