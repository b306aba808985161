package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
	"zhulian/trust"
)

// fetch asks without following redirects; root nil means that nobody is trusted.
func fetch(t *testing.T, root *x509.Certificate, address string) (*http.Response, string, error) {
	t.Helper()
	pool := x509.NewCertPool()
	if root != nil {
		pool.AddCert(root)
	}
	client := &http.Client{
		Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true, DisableKeepAlives: true},
	}
	res, err := client.Get(address) //nolint:noctx // the client has a limit
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, string(body), nil
}

// TestServerMakesItsOwnAuthority tells how a device comes to trust a server on a closed network: it fetches the certificate over plain
// http, and from then on https works, with HTTP/2.
func TestServerMakesItsOwnAuthority(t *testing.T) {
	in := install(t, testdb.Address(t, store.SQLite))
	p := in.start("--tls", "local", "--tls-host", "zhulian.example.cn", "--redirect-addr", "127.0.0.1:0")
	require.True(t, strings.HasPrefix(p.base, "https://127.0.0.1:"))
	for _, name := range []string{"zhulian-ca.pem", "zhulian-tls.pem"} {
		info, err := os.Stat(filepath.Join(filepath.Dir(in.secret), name))
		require.NoError(t, err, "it stands beside the secret file")
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	_, _, err := fetch(t, nil, p.base+"/healthz") //nolint:bodyclose // there is none
	require.ErrorAs(t, err, new(*tls.CertificateVerificationError))

	res, der, err := fetch(t, nil, p.redirect+"/trust/zhulian-ca.crt") //nolint:bodyclose // closed in fetch
	require.NoError(t, err)
	assert.Equal(t, "application/x-x509-ca-cert", res.Header.Get("Content-Type"))
	root, err := x509.ParseCertificate([]byte(der))
	require.NoError(t, err)
	assert.Contains(t, p.said(), trust.Fingerprint(root), "the operator can compare")
	_, page, err := fetch(t, nil, p.redirect+"/trust") //nolint:bodyclose // closed in fetch
	require.NoError(t, err)
	assert.Contains(t, page, trust.Fingerprint(root))

	res, _, err = fetch(t, root, p.base+"/healthz") //nolint:bodyclose // closed in fetch
	require.NoError(t, err)
	assert.Equal(t, 200, res.StatusCode)
	assert.Equal(t, "HTTP/2.0", res.Proto)
	res, _, err = fetch(t, nil, p.redirect+"/login?next=%2Fneeds") //nolint:bodyclose // closed in fetch
	require.NoError(t, err)
	assert.Equal(t, 307, res.StatusCode)
	assert.Equal(t, p.base+"/login?next=%2Fneeds", res.Header.Get("Location"))

	p.stop()
	q := in.start("--tls", "local", "--tls-host", "zhulian.example.cn")
	res, _, err = fetch(t, root, q.base+"/healthz") //nolint:bodyclose // closed in fetch
	require.NoError(t, err, "after a restart the device trusts it still")
	assert.Equal(t, 200, res.StatusCode)
	address := strings.TrimPrefix(q.base, "https://")
	t.Setenv("ZHULIAN_TLS", "local")
	in.run("", "health", "--addr", address)
}

func TestGivenCertificateIsReadAgainOnHangup(t *testing.T) {
	in := install(t, testdb.Address(t, store.SQLite))
	dir := t.TempDir()
	first := given(t, dir)
	p := in.start("--tls-cert", filepath.Join(dir, "tls.crt"), "--tls-key", filepath.Join(dir, "tls.key"))
	_, _, err := fetch(t, first, p.base+"/healthz") //nolint:bodyclose // closed in fetch
	require.NoError(t, err)
	second := given(t, dir)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGHUP))
	assert.Eventually(t, func() bool { return strings.Contains(p.said(), "certificate read again") }, 10*time.Second, 10*time.Millisecond)
	_, _, err = fetch(t, second, p.base+"/healthz") //nolint:bodyclose // closed in fetch
	assert.NoError(t, err)
	_, _, err = fetch(t, first, p.base+"/healthz") //nolint:bodyclose // there is none
	assert.Error(t, err)
}

// given writes a fresh certificate and its key into dir as an operator would be given them, and returns who signed it.
func given(t *testing.T, dir string) *x509.Certificate {
	t.Helper()
	from := t.TempDir()
	a, err := trust.Local{Dir: from, Hosts: []string{"127.0.0.1"}, Now: time.Now}.Open()
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join(from, "zhulian-tls.pem"))
	require.NoError(t, err)
	block, key := pem.Decode(raw)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tls.crt"), pem.EncodeToMemory(block), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tls.key"), key, 0o600))
	return a.Root()
}

func TestFlagsOfTLSThatDoNotFitAreRefused(t *testing.T) {
	in := install(t, testdb.Address(t, store.SQLite))
	for _, flags := range [][]string{
		{"--tls-cert", "a.crt"}, {"--tls-key", "a.key"}, {"--tls", "local", "--tls-cert", "a.crt", "--tls-key", "a.key"},
		{"--tls-host", "zhulian.example.cn"}, {"--redirect-addr", "127.0.0.1:0"}, {"--tls", "other"},
	} {
		out, err := in.try("", append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)
		assert.ErrorContains(t, err, "exit status 2", "%v: %s", flags, out)
	}
	out, err := in.try("", "serve", "--addr", "127.0.0.1:0", "--tls", "local", "--tls-host", "no such host")
	assert.ErrorContains(t, err, "exit status 1", out)
	assert.Contains(t, out, "neither a host name nor an address")
}
