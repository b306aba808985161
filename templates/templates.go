// Package templates renders the pages. Every page is parsed once and executed into a buffer, so that a page goes out whole or not at
// all.
package templates

import (
	"bytes"
	"embed"
	"html/template"
	"sync"

	"zhulian/locales"
	"zhulian/static"
)

//go:embed pages/*.html
var files embed.FS

var parsed = sync.OnceValue(func() *template.Template { return template.Must(template.ParseFS(files, "pages/*.html")) })

// Page is what every page knows.
type Page struct {
	Lang locales.Lang
}

// T is the text of a key in the page's language.
func (p Page) T(key string) string { return locales.T(p.Lang, key, nil) }

// Static is the address of a static file.
func (Page) Static(name string) string { return static.Address(name) }

// Other is the language that the page can be changed to.
func (p Page) Other() locales.Lang {
	if p.Lang == locales.English {
		return locales.Chinese
	}
	return locales.English
}

// Home renders the first page.
func Home(lang locales.Lang) ([]byte, error) {
	var out bytes.Buffer
	err := parsed().ExecuteTemplate(&out, "home.html", Page{Lang: lang})
	return out.Bytes(), err
}
