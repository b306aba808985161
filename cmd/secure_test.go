package cmd

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/config"
)

func TestServerSaysWhatPlainHTTPLacks(t *testing.T) {
	const lan = "192.0.2.7"
	for name, c := range map[string]struct {
		ip    string
		serve Serve
		base  string
		says  bool
	}{
		"on a network":                 {ip: lan, says: true},
		"everywhere":                   {ip: "0.0.0.0", says: true},
		"known by a plain address":     {ip: lan, base: "http://zhulian.example.cn", says: true},
		"on this machine only":         {ip: "127.0.0.1"},
		"with an authority of its own": {ip: lan, serve: Serve{Secure: Secure{TLS: "local"}}},
		"with a given certificate":     {ip: lan, serve: Serve{Secure: Secure{Cert: "tls.crt", Key: "tls.key"}}},
		"behind a proxy":               {ip: lan, serve: Serve{Behind: Behind{TrustedProxy: []string{"192.0.2.1"}}}},
		"behind a name with https":     {ip: lan, base: "https://zhulian.example.cn"},
	} {
		var said bytes.Buffer
		e := &Env{Config: config.Config{BaseURL: c.base}}
		c.serve.warnPlain(e, &net.TCPAddr{IP: net.ParseIP(c.ip), Port: 8080}, slog.New(slog.NewTextHandler(&said, nil)))
		assert.Equal(t, c.says, bytes.Contains(said.Bytes(), []byte("no offline work, no notifications and no installing")), name)
	}
}

func TestPlainHTTPSendsPeopleToHTTPSAndRefusesPrograms(t *testing.T) {
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in place") })
	for _, c := range []struct{ base, port, ask, want string }{
		{"", "443", "http://zhulian.example.cn/needs?status=open", "https://zhulian.example.cn/needs?status=open"},
		{"", "8443", "http://zhulian.example.cn:8080/", "https://zhulian.example.cn:8443/"},
		{"", "8443", "http://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8443/x"},
		{"", "443", "http://[2001:db8::1]/x", "https://[2001:db8::1]/x"},
		{"https://zhulian.example.cn", "8443", "http://192.0.2.7:8080/a%20b", "https://zhulian.example.cn/a%20b"},
		{"https://zhulian.example.cn", "8443", "http://192.0.2.7:8080//evil.example", "https://zhulian.example.cn//evil.example"},
	} {
		w := httptest.NewRecorder()
		redirector{base: c.base, port: c.port, plain: pages}.ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.ask, nil))
		assert.Equal(t, 307, w.Code, c.ask)
		assert.Equal(t, c.want, w.Header().Get("Location"))
	}
	for _, path := range []string{"/api", "/api/v1/me", "/api/v1/auth/login", "/openapi.json", "/metrics", "/readyz"} {
		w := httptest.NewRecorder()
		ask := httptest.NewRequest(http.MethodPost, "http://192.0.2.7"+path, nil)
		ask.Header.Set("Accept-Language", "en")
		redirector{port: "443", plain: pages}.ServeHTTP(w, ask)
		assert.Equal(t, 403, w.Code, path)
		assert.Empty(t, w.Header().Get("Location"), "a program is told, and not led on")
		assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
		assert.Equal(t, "en", w.Header().Get("Content-Language"))
		assert.Contains(t, w.Body.String(), `"code":"https_only"`)
	}
	for _, path := range []string{"/trust", "/trust/zhulian-ca.crt", "/trust/zhulian-ca.pem", "/static/site.css", "/healthz"} {
		w := httptest.NewRecorder()
		redirector{port: "443", plain: pages}.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://192.0.2.7"+path, nil))
		assert.Equal(t, "in place", w.Body.String(), path)
	}
}
