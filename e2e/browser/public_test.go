package browser

import (
	"testing"

	"zhulian/locales"
	"zhulian/store"
)

func TestPublicPages(t *testing.T) {
	needChromium(t)
	s := open(t, store.SQLite)
	for _, lang := range locales.Langs() {
		for _, z := range []size{phone, desk} {
			v := visit(t, s, z, lang)
			for name, path := range map[string]string{"welcome": "/", "trust": "/trust"} {
				v.open(path, 200)
				v.light(name)
				v.look(name)
			}
		}
	}
}
