// Package static holds the files that pages refer to, embedded, at addresses that change with their content, so that browsers may
// keep them for ever.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"
)

//go:embed css
var files embed.FS

// Prefix is where the files stand.
const Prefix = "/static/"

// File is one file as it is served.
type File struct {
	ContentType string
	Body        []byte
}

type catalogue struct {
	addresses map[string]string // by the file's name
	served    map[string]File   // by the address below Prefix
}

var all = sync.OnceValue(func() catalogue {
	c := catalogue{addresses: map[string]string{}, served: map[string]File{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		base, ext := path.Base(name), path.Ext(name)
		address := strings.TrimSuffix(base, ext) + "." + hex.EncodeToString(sum[:8]) + ext
		c.addresses[base], c.served[address] = Prefix+address, File{mime.TypeByExtension(ext), body}
		return nil
	})
	if err != nil {
		panic("static: " + err.Error()) // the files are in the binary
	}
	return c
})

// Address is where a file of that name is served, or "" when there is none.
func Address(name string) string { return all().addresses[name] }

// Open returns the file at an address below Prefix.
func Open(address string) (File, bool) {
	f, ok := all().served[address]
	return f, ok
}
