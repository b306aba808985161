package browser

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/store"
)

// TestPageOfTrust looks at the page that a device sees first, over plain http, where the server has an authority of its own.
func TestPageOfTrust(t *testing.T) {
	needChromium(t)
	s := serve(t, testdb.Address(t, store.SQLite), secretFile(t), "--tls", "local", "--tls-host", "zhulian.example.cn", "--redirect-addr", "127.0.0.1:0")
	for _, lang := range locales.Langs() {
		v := visitAt(t, s.plain, phone, lang)
		v.open("/trust", 200)
		v.light("trust_own")
		assert.Regexp(t, `([0-9A-F]{2}:){31}[0-9A-F]{2}`, v.text())
		assert.Contains(t, v.text(), "zhulian.example.cn")
		v.look("trust_own")
		v.resize(desk)
		v.look("trust_own")
	}
}
