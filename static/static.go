// Package static holds the files that pages refer to, embedded, at addresses that change with their content, so that browsers may
// keep them for ever. A module's imports of its neighbours ("./name.js") are written to the same addresses.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"maps"
	"mime"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed css icons js
var files embed.FS

// Prefix is where the files stand.
const Prefix = "/static/"

// File is one file as it is served.
type File struct {
	ContentType string
	Body        []byte
}

type catalogue struct {
	raw       map[string][]byte // by the file's name
	addresses map[string]string // by the file's name
	served    map[string]File   // by the address below Prefix
}

var all = sync.OnceValue(func() *catalogue {
	c := &catalogue{raw: map[string][]byte{}, addresses: map[string]string{}, served: map[string]File{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		c.raw[path.Base(name)], err = files.ReadFile(name)
		return err
	})
	if err != nil {
		panic("static: " + err.Error()) // the files are in the binary
	}
	maps.Copy(c.raw, pictures())
	for name := range c.raw {
		c.place(name, nil)
	}
	return c
})

var imported = regexp.MustCompile(`"\./([a-z0-9-]+\.js)"`)

// place gives a file its address, after those that it imports: the address of a module changes with what it imports.
func (c *catalogue) place(name string, above []string) string {
	if slices.Contains(above, name) {
		panic("static: modules import each other in a circle: " + strings.Join(append(above, name), " → "))
	}
	if address, ok := c.addresses[name]; ok {
		return address
	}
	body, ext := c.raw[name], path.Ext(name)
	if body == nil {
		panic("static: there is no " + name + ", which is imported by " + strings.Join(above, " → "))
	}
	if ext == ".js" {
		body = imported.ReplaceAllFunc(body, func(said []byte) []byte {
			return []byte(`"` + c.place(string(imported.FindSubmatch(said)[1]), append(above, name)) + `"`)
		})
	}
	sum := sha256.Sum256(body)
	address := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
	c.addresses[name], c.served[address] = Prefix+address, File{contentType(ext), body}
	return Prefix + address
}

func contentType(ext string) string {
	if ext == ".js" {
		return "text/javascript; charset=utf-8"
	}
	return mime.TypeByExtension(ext)
}

// Address is where a file of that name is served, or "" when there is none.
func Address(name string) string { return all().addresses[name] }

// Addresses lists where all files are served.
func Addresses() []string { return slices.Sorted(maps.Values(all().addresses)) }

// Open returns the file at an address below Prefix.
func Open(address string) (File, bool) {
	f, ok := all().served[address]
	return f, ok
}
