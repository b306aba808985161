package cmd

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAServerThatCannotBeIsToldSoBeforeItListens(t *testing.T) {
	o := newOffice(t)
	for flag, want := range map[string]string{
		"--addr=8080":                   "--addr \"8080\": want HOST:PORT",
		"--addr=127.0.0.1:":             "want HOST:PORT",
		"--base-url=county.example":     "--base-url: want https://HOST",
		"--base-url=https:county":       "--base-url: want https://HOST",
		"--trusted-proxy=proxy.example": "want an address or a network",
		"--trusted-proxy=10.0.0.0/99":   "want an address or a network",
	} {
		status, _, errs := o.run("serve", flag)
		assert.Equal(t, 2, status, flag)
		assert.Contains(t, errs, want, flag)
	}
	require.NoError(t, Behind{TrustedProxy: []string{"10.0.0.5", "10.0.0.0/24", "fd00::1"}}.check())
	require.NoError(t, checkBase("https://county.example/portal"))
	require.NoError(t, checkBase(""))
}

func TestAProxyThatMustBeThereAndIsNotNamedIsSaid(t *testing.T) {
	assert.True(t, Behind{}.nameless("https://county.example", false))
	assert.False(t, Behind{}.nameless("https://county.example", true), "the program speaks https itself")
	assert.False(t, Behind{}.nameless("http://county.example", false))
	assert.False(t, Behind{TrustedProxy: []string{"10.0.0.5"}}.nameless("https://county.example", false))
	o := newOffice(t)
	assert.Regexp(t, `look +proxy .*ZHULIAN_TRUSTED_PROXY`, o.ok("doctor", "--base-url=https://county.example"))
	assert.NotContains(t, o.ok("doctor", "--base-url=https://county.example", "--trusted-proxy=10.0.0.5"), "proxy")
}

func TestAPortThatIsTakenIsSaid(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = other.Close() })
	_, err = listenAt("--addr", other.Addr().String())
	require.ErrorContains(t, err, "is taken: end the program that listens there")
	_, err = listenAt("--addr", "192.0.2.1:0") // TEST-NET-1, nobody's
	require.ErrorContains(t, err, "--addr 192.0.2.1:0 is no address of this machine")
	_, err = listenAt("--addr", "nowhere")
	assert.ErrorAs(t, err, &wrongCall{})
}

func TestAVariableThatIsEmptyIsNotSet(t *testing.T) {
	t.Setenv("ZHULIAN_ADDR", "")
	t.Setenv("ZHULIAN_DB_MAX_CONNS", "")
	t.Setenv("ZHULIAN_DRAIN", "")
	t.Setenv("ZHULIAN_DATABASE_URL", "")
	t.Setenv("ZHULIAN_TRUSTED_PROXY", "10.0.0.1,10.0.0.2")
	var e Env
	call, err := parse([]string{"serve"}, &e)
	require.NoError(t, err)
	serve, ok := call.Selected().Target.Interface().(Serve)
	require.True(t, ok)
	assert.Equal(t, "127.0.0.1:8080", serve.Addr)
	assert.Equal(t, 16, serve.MaxConns)
	assert.Nil(t, serve.Drain)
	assert.Equal(t, []string{"10.0.0.1", "10.0.0.2"}, serve.TrustedProxy)
	assert.Equal(t, "sqlite:data/zhulian.db", e.DatabaseURL)
}
