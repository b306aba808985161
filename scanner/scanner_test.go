package scanner_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/clamtest"
	"zhulian/scanner"
)

func clamd(t *testing.T, addr string) *scanner.Clamd {
	t.Helper()
	c, err := scanner.New(addr)
	require.NoError(t, err)
	return c
}

func TestAScannerIsOfThisMachine(t *testing.T) {
	for _, addr := range []string{"/run/clamav/clamd.ctl", "unix:/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "localhost:3310"} {
		_, err := scanner.New(addr)
		assert.NoError(t, err, addr)
	}
	for _, addr := range []string{"", "clamd.ctl", "unix:clamd.ctl", "127.0.0.1", "127.0.0.1:", "10.0.0.7:3310", "scanner.example:3310", ":3310"} {
		_, err := scanner.New(addr)
		assert.ErrorContains(t, err, "want the path of a socket", addr)
	}
}

func TestContentReachesTheScannerWholeAndItsAnswerIsHeard(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clamd.ctl")
	for addr, s := range map[string]*clamtest.Server{path: clamtest.StartAt(t, path), "": clamtest.Start(t)} {
		if addr == "" {
			addr = s.Address()
		}
		c := clamd(t, addr)
		sizes := []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 3 << 20}
		for i, size := range sizes {
			content := bytes.Repeat([]byte{byte(i + 1)}, size)
			found, err := c.Scan(t.Context(), content)
			require.NoError(t, err, size)
			assert.Empty(t, found)
			assert.True(t, bytes.Equal(content, s.Heard()[i]), size)
		}
		harmful := strings.Repeat(".", 100<<10) + strings.ReplaceAll(`$EICAR_STANDARD_ANTIVIRUS_TEST_FILE!`, "_", "-")
		found, err := c.Scan(t.Context(), []byte(harmful))
		require.NoError(t, err)
		assert.Equal(t, "Eicar-Test-Signature", found)
		assert.NoError(t, c.Ping(t.Context()))
		assert.NoError(t, c.Prove(t.Context()))
		version, at, err := c.Signatures(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "ClamAV 1.4.3", version)
		assert.Equal(t, time.Date(2026, 11, 25, 9, 26, 17, 0, time.UTC), at)
	}
}

// Of content nothing is known where the answer is not whole and plain.
func TestWhatIsNoAnswerIsNeverClean(t *testing.T) {
	s := clamtest.Start(t)
	c := clamd(t, s.Address())
	for _, answer := range []string{
		clamtest.Deaf, "stream: OK", "stream: O", "OK\x00", "stream: OK\n\x00", " stream: OK\x00", "stream: ok\x00", "stream: OK OK\x00", "\x00",
		"stream:  FOUND\x00", "stream: FOUND\x00", "stream: Eicar FOUND", "INSTREAM size limit exceeded. ERROR\x00", "stream: Can't allocate memory ERROR\x00",
		"stream: OK" + strings.Repeat(" ", 64<<10) + "\x00",
	} {
		s.Reply(func(string) string { return answer })
		found, err := c.Scan(t.Context(), []byte("a list"))
		assert.Error(t, err, "%.40q", answer)
		assert.Empty(t, found, "%.40q", answer)
		assert.Error(t, c.Ping(t.Context()), "%.40q", answer)
	}
}

func TestAScannerThatDoesNotHearAllIsNotBelieved(t *testing.T) {
	s := clamtest.Start(t)
	s.Reply(func(string) string { return clamtest.HangUp })
	found, err := clamd(t, s.Address()).Scan(t.Context(), make([]byte, 32<<20)) // more than the sockets hold between them
	assert.Error(t, err)
	assert.Empty(t, found)
}

func TestASlowScannerIsNotWaitedForForEver(t *testing.T) {
	s := clamtest.Start(t)
	s.Reply(func(string) string { return clamtest.Silence })
	c := clamd(t, s.Address())
	c.Patience = 20 * time.Millisecond
	_, err := c.Scan(t.Context(), []byte("a list"))
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestWhoeverHasGoneIsNotAskedFor(t *testing.T) {
	s := clamtest.Start(t)
	ctx, leave := context.WithCancel(t.Context())
	s.Reply(func(string) string {
		leave()
		return clamtest.Silence
	})
	_, err := clamd(t, s.Address()).Scan(ctx, []byte("a list"))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestAScannerThatIsNotThereIsAnError(t *testing.T) {
	s := clamtest.Start(t)
	s.Stop()
	_, err := clamd(t, s.Address()).Scan(t.Context(), []byte("a list"))
	assert.Error(t, err)
	assert.Error(t, clamd(t, filepath.Join(t.TempDir(), "none.ctl")).Ping(t.Context()))
}

func TestAScannerWithoutSignaturesIsFoundOut(t *testing.T) {
	s := clamtest.Start(t)
	s.Reply(func(command string) string {
		return map[string]string{"zINSTREAM": "stream: OK\x00", "zVERSION": "ClamAV 1.4.3\x00"}[command]
	})
	c := clamd(t, s.Address())
	assert.ErrorContains(t, c.Prove(t.Context()), "clean")
	version, at, err := c.Signatures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "ClamAV 1.4.3", version)
	assert.True(t, at.IsZero())
}
