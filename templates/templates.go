// Package templates renders the pages. Layout and partials are parsed once and cloned for every page; a page is executed into a buffer,
// so that it goes out whole or not at all.
package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed layout partials pages
var files embed.FS

// pages holds one template a page, by its name: pages/need/list.html is "need/list".
var pages = sync.OnceValue(func() map[string]*template.Template {
	base := template.Must(template.ParseFS(files, "layout/*.html", "partials/*.html"))
	out := map[string]*template.Template{}
	err := fs.WalkDir(files, "pages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		page, err := template.Must(base.Clone()).ParseFS(files, name)
		out[strings.TrimSuffix(strings.TrimPrefix(name, "pages/"), ".html")] = page
		return err
	})
	if err != nil {
		panic("templates: " + err.Error()) // the files are in the binary
	}
	return out
})

// Names lists the pages.
func Names() []string {
	var out []string
	for name := range pages() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Render writes the page of a name with its data, which embeds Page. Pages define "main"; one that defines "layout" too stands alone.
func Render(name string, data any) ([]byte, error) {
	page, ok := pages()[name]
	if !ok {
		return nil, fmt.Errorf("templates: there is no page %q", name)
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "layout", data); err != nil {
		return nil, fmt.Errorf("templates: %s: %w", name, err)
	}
	return out.Bytes(), nil
}
