package trust_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/trust"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// local opens an authority in dir for hosts.
func local(dir string, c *clock.Fake, hosts ...string) (*trust.Authority, error) {
	return trust.Local{Dir: dir, Hosts: hosts, Now: c.Now}.Open()
}

func made(t *testing.T, dir string, c *clock.Fake, hosts ...string) *trust.Authority {
	t.Helper()
	a, err := local(dir, c, hosts...)
	require.NoError(t, err)
	return a
}

// leaf is the certificate that a keeper shows now.
func leaf(t *testing.T, k trust.Keeper) *x509.Certificate {
	t.Helper()
	c, err := k.Certificate(nil)
	require.NoError(t, err)
	return c.Leaf
}

// answer serves with a keeper on the loopback and asks there for a host, trusting root alone.
func answer(t *testing.T, k trust.Keeper, root *x509.Certificate, host string, now trust.Now) (*http.Response, error) {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
	require.NoError(t, err)
	web := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }), ReadHeaderTimeout: time.Second,
	}
	go func() { _ = web.Serve(tls.NewListener(on, trust.Config(k))) }()
	t.Cleanup(func() { _ = web.Close() })
	pool := x509.NewCertPool()
	pool.AddCert(root)
	client := &http.Client{Transport: &http.Transport{
		ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool, Time: now},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", on.Addr().String())
		},
	}}
	t.Cleanup(client.CloseIdleConnections)
	return client.Get("https://" + host + "/") //nolint:noctx // a test's request
}

func TestBrowserThatTrustsTheAuthoritySpeaksHTTP2WithTheServer(t *testing.T) {
	c := clock.NewFake(start)
	a := made(t, t.TempDir(), c, "zhulian.example.cn", "192.0.2.7")
	for _, host := range []string{"zhulian.example.cn", "192.0.2.7", "localhost", "127.0.0.1", "[::1]"} {
		res, err := answer(t, a, a.Root(), host, c.Now)
		require.NoError(t, err, host)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, "HTTP/2.0", string(body), host)
		assert.Equal(t, uint16(tls.VersionTLS13), res.TLS.Version)
	}
	_, err := answer(t, a, a.Root(), "other.example.cn", c.Now) //nolint:bodyclose // there is none
	assert.ErrorAs(t, err, &x509.HostnameError{})
}

func TestBrowserThatTrustsAnotherAuthorityRefuses(t *testing.T) {
	c := clock.NewFake(start)
	a, other := made(t, t.TempDir(), c, "zhulian.example.cn"), made(t, t.TempDir(), c, "zhulian.example.cn")
	_, err := answer(t, a, other.Root(), "zhulian.example.cn", c.Now) //nolint:bodyclose // there is none
	var unknown x509.UnknownAuthorityError
	assert.ErrorAs(t, err, &unknown)
}

func TestAuthorityIsKeptWithItsLeafForItsOwnerOnly(t *testing.T) {
	dir, c := filepath.Join(t.TempDir(), "keys"), clock.NewFake(start)
	a := made(t, dir, c, "zhulian.example.cn")
	again := made(t, dir, c, "zhulian.example.cn")
	assert.True(t, a.Root().Equal(again.Root()), "the next start has the same authority")
	assert.True(t, leaf(t, a).Equal(leaf(t, again)), "and the same leaf")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "nothing is left over")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
		require.NoError(t, os.Chmod(filepath.Join(dir, f.Name()), 0o640))
	}
	_, err = local(dir, c, "zhulian.example.cn")
	assert.ErrorContains(t, err, "can be read by others")
}

func TestInstancesThatStartAtOnceHaveOneAuthority(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(start)
	roots := make([]string, 8)
	var wait sync.WaitGroup
	for i := range roots {
		wait.Go(func() {
			if a, err := local(dir, c, "zhulian.example.cn"); assert.NoError(t, err) {
				roots[i] = trust.Fingerprint(a.Root())
			}
		})
	}
	wait.Wait()
	for _, r := range roots {
		assert.Equal(t, roots[0], r)
	}
}

func TestLeafIsRenewedAMonthBeforeItsEndAndSharedBetweenInstances(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(start)
	a := made(t, dir, c, "zhulian.example.cn")
	b := made(t, dir, c, "zhulian.example.cn")
	first := leaf(t, a)
	assert.Equal(t, start.Add(90*24*time.Hour), first.NotAfter)
	c.Advance(60*24*time.Hour - time.Second)
	assert.True(t, first.Equal(leaf(t, a)), "a second early it stays")
	c.Advance(time.Second)
	second := leaf(t, a)
	assert.False(t, first.Equal(second))
	assert.Equal(t, c.Now().Add(90*24*time.Hour), second.NotAfter)
	assert.True(t, second.Equal(leaf(t, b)), "the other instance takes what the first has made")
	res, err := answer(t, a, a.Root(), "zhulian.example.cn", c.Now)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
}

func TestLeafEndsWithItsAuthorityWhichIsThenSaid(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(start)
	a := made(t, dir, c, "zhulian.example.cn")
	end := start.AddDate(10, 0, 0)
	c.Set(end.Add(-24 * time.Hour))
	last := leaf(t, a)
	assert.Equal(t, end, last.NotAfter)
	c.Advance(24*time.Hour - time.Second)
	assert.True(t, last.Equal(leaf(t, a)))
	c.Advance(2 * time.Second)
	_, err := a.Certificate(nil)
	assert.ErrorContains(t, err, "has ended")
	_, err = local(dir, c, "zhulian.example.cn")
	assert.ErrorContains(t, err, "move the file away")
}

func TestAuthorityVouchesOnlyForWhatItWasMadeFor(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(start)
	a := made(t, dir, c, "zhulian.example.cn", "192.0.2.7")
	assert.True(t, a.Root().PermittedDNSDomainsCritical)
	assert.Equal(t, []string{"zhulian.example.cn", "localhost"}, a.Root().PermittedDNSDomains)
	_, err := local(dir, c, "elsewhere.example.cn")
	assert.ErrorContains(t, err, "was not made for elsewhere.example.cn")
	_, err = local(dir, c, "192.0.2.8")
	assert.ErrorContains(t, err, "was not made for 192.0.2.8")
	_, err = local(dir, c, "east.zhulian.example.cn")
	assert.NoError(t, err, "a name below one that it was made for")

	// What the machine happens to be called may change; a name that cannot be vouched for is left out.
	b, err := trust.Local{Dir: dir, Hosts: []string{"zhulian.example.cn"}, Own: []string{"192.0.2.9", "192.0.2.7"}, Now: c.Now}.Open()
	require.NoError(t, err)
	assert.Contains(t, b.Hosts(), "192.0.2.7")
	assert.NotContains(t, b.Hosts(), "192.0.2.9")
	assert.NoError(t, leaf(t, b).VerifyHostname("192.0.2.7"))
	assert.Error(t, leaf(t, b).VerifyHostname("192.0.2.9"))
}

func TestHostsThatAreNoneAreRefused(t *testing.T) {
	for _, host := range []string{"", "https://zhulian.example.cn", "zhulian.example.cn:8443", "a..b", "-a.cn", "县.cn", strings.Repeat("a", 64) + ".cn"} {
		_, err := local(t.TempDir(), clock.NewFake(start), host)
		assert.ErrorContains(t, err, "neither a host name nor an address", host)
	}
	a := made(t, t.TempDir(), clock.NewFake(start), " Zhulian.Example.CN ", "[2001:DB8::1]")
	assert.Equal(t, []string{"zhulian.example.cn", "2001:db8::1", "localhost", "127.0.0.1", "::1"}, a.Hosts())
}

func TestFilesThatAreNotAPairAreRefused(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(start)
	made(t, dir, c, "zhulian.example.cn")
	other := t.TempDir()
	made(t, other, c, "zhulian.example.cn")
	path := filepath.Join(dir, "zhulian-ca.pem")
	mine, err := os.ReadFile(path)
	require.NoError(t, err)
	theirs, err := os.ReadFile(filepath.Join(other, "zhulian-ca.pem"))
	require.NoError(t, err)
	cut := strings.Index(string(mine), "-----BEGIN PRIVATE KEY")
	for name, content := range map[string]string{
		"nothing": "", "words": "no PEM", "no key": string(mine[:cut]),
		"another's key": string(mine[:cut]) + string(theirs[strings.Index(string(theirs), "-----BEGIN PRIVATE KEY"):]),
		"broken":        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err = local(dir, c, "zhulian.example.cn")
		assert.ErrorContains(t, err, "zhulian-ca.pem", name)
	}
}

// split writes the leaf of an authority as the two files that an operator is given.
func split(t *testing.T, from, dir string) (cert, key string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(from, "zhulian-tls.pem"))
	require.NoError(t, err)
	cert, key = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	block, rest := pem.Decode(raw)
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(block), 0o600))
	require.NoError(t, os.WriteFile(key, rest, 0o600))
	return cert, key
}

func TestGivenCertificateIsReadAgainWhenItsFilesChange(t *testing.T) {
	c, one, two, dir := clock.NewFake(start), t.TempDir(), t.TempDir(), t.TempDir()
	first := leaf(t, made(t, one, c, "zhulian.example.cn"))
	second := leaf(t, made(t, two, c, "new.zhulian.example.cn"))
	cert, key := split(t, one, dir)
	var warned []error
	g, err := trust.Files(cert, key, c.Now, func(err error) { warned = append(warned, err) })
	require.NoError(t, err)
	assert.True(t, first.Equal(leaf(t, g)))

	split(t, two, dir)
	require.NoError(t, os.Chtimes(cert, start, start))
	assert.True(t, first.Equal(leaf(t, g)), "files are not looked at with every handshake")
	c.Advance(10 * time.Second)
	assert.True(t, second.Equal(leaf(t, g)))

	require.NoError(t, os.WriteFile(cert, []byte("half written"), 0o600))
	c.Advance(10 * time.Second)
	assert.True(t, second.Equal(leaf(t, g)), "what cannot be read leaves the one before")
	require.Len(t, warned, 1)
	c.Advance(10 * time.Second)
	leaf(t, g)
	assert.Len(t, warned, 1, "said once, not with every handshake")
	assert.Error(t, g.Reload())
	assert.True(t, second.Equal(leaf(t, g)))

	split(t, one, dir)
	require.NoError(t, g.Reload())
	assert.True(t, first.Equal(leaf(t, g)), "at once when asked to")
}

func TestGivenCertificateThatIsMissingOrEndedIsSaid(t *testing.T) {
	c, one, dir := clock.NewFake(start), t.TempDir(), t.TempDir()
	made(t, one, c, "zhulian.example.cn")
	cert, key := split(t, one, dir)
	_, err := trust.Files(cert, filepath.Join(dir, "none"), c.Now, nil)
	assert.ErrorIs(t, err, os.ErrNotExist)
	c.Advance(91 * 24 * time.Hour)
	var warned error
	_, err = trust.Files(cert, key, c.Now, func(err error) { warned = err })
	require.NoError(t, err)
	assert.ErrorContains(t, warned, "ended on 2026-05-31")
}

func TestFingerprintIsWhatDevicesShow(t *testing.T) {
	a := made(t, t.TempDir(), clock.NewFake(start), "zhulian.example.cn")
	assert.Regexp(t, `^([0-9A-F]{2}:){31}[0-9A-F]{2}$`, trust.Fingerprint(a.Root()))
}

func TestOwnHostsAreTheAddressOrAllOfTheMachine(t *testing.T) {
	assert.Equal(t, []string{"192.0.2.7"}, trust.OwnHosts("192.0.2.7:8443"))
	assert.Equal(t, []string{"zhulian.example.cn"}, trust.OwnHosts("zhulian.example.cn:8443"))
	assert.Empty(t, trust.OwnHosts("nonsense"))
	for _, everywhere := range []string{":8443", "0.0.0.0:8443", "[::]:8443"} {
		for _, host := range trust.OwnHosts(everywhere) {
			assert.NotContains(t, []string{"127.0.0.1", "::1", "0.0.0.0", "::"}, host)
		}
	}
}

func TestLoopbackIsWhatBrowsersTakeForSafe(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "localhost:1": true,
		":1": false, "0.0.0.0:1": false, "192.0.2.7:1": false, "nonsense": false,
	} {
		assert.Equal(t, want, trust.Loopback(addr), addr)
	}
}
