package cmd

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/clamtest"
	"zhulian/internal/testdb"
	"zhulian/passwords"
	"zhulian/server/metrics"
	"zhulian/store"
)

func TestTheDoctorLooksAtTheScanner(t *testing.T) {
	o, s := newOffice(t), clamtest.Start(t)
	says := func(args ...string) string {
		_, out, _ := o.run(append([]string{"doctor"}, args...)...)
		return out
	}
	assert.Contains(t, says(), "look  virus scanner none: uploads are not scanned")
	assert.Contains(t, says("--scanner-addr", "10.0.0.7:3310"), "FAIL  virus scanner --scanner-addr: want the path of a socket")
	out := says("--scanner-addr", s.Address())
	assert.Regexp(t, `(ok  |look)  virus scanner ClamAV 1\.4\.3.* signatures of 2026-11-25`, out)
	assert.Len(t, s.Heard(), 2, "the test file, and one as large as they may be")

	instead := map[string]string{"zINSTREAM": "stream: OK\x00"}
	s.Reply(func(command string) string { return instead[command] })
	assert.Contains(t, says("--scanner-addr", s.Address()), "FAIL  virus scanner does not do its work")
	instead = map[string]string{"zVERSION": "ClamAV 1.4.3\x00"}
	assert.Contains(t, says("--scanner-addr", s.Address()), "look  virus scanner ClamAV 1.4.3, signatures of an unknown day")
	instead = map[string]string{"zPING": clamtest.HangUp}
	assert.Contains(t, says("--scanner-addr", s.Address()), "FAIL  virus scanner does not answer, and every upload is refused")
}

func TestAScannerSomewhereElseIsAWrongCall(t *testing.T) {
	status, _, errs := newOffice(t).run("serve", "--addr", "127.0.0.1:0", "--scanner-addr", "clamav:3310")
	assert.Equal(t, 2, status)
	assert.Contains(t, errs, "--scanner-addr: want the path of a socket")
}

func TestEveryQuestionToTheScannerIsCountedAndWhatIsRefusedIsLogged(t *testing.T) {
	s := clamtest.Start(t)
	c, err := Scanner{ScannerAddr: s.Address()}.open()
	require.NoError(t, err)
	var log bytes.Buffer
	look := inside{metrics: metrics.New(), log: slog.New(slog.NewTextHandler(&log, nil))}
	scan := look.scan(c, clock.System{})
	found, err := scan(t.Context(), []byte("an ordinary list"))
	require.NoError(t, err)
	assert.Empty(t, found)
	assert.Empty(t, log.String())
	s.Reply(func(string) string { return "stream: Some.Name FOUND\x00" })
	found, err = scan(t.Context(), []byte("another"))
	require.NoError(t, err)
	assert.Equal(t, "Some.Name", found)
	assert.Contains(t, log.String(), "found=Some.Name")
	s.Stop()
	_, err = scan(t.Context(), []byte("a third"))
	require.Error(t, err)
	assert.Contains(t, log.String(), "could not be asked")
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err = scan(gone, []byte("a fourth"))
	require.Error(t, err)
	w := httptest.NewRecorder()
	look.metrics.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, result := range []string{"clean", "found", "away"} {
		assert.Contains(t, w.Body.String(), `zhulian_upload_scan_duration_seconds_count{result="`+result+`"} 1`)
	}
	assert.Nil(t, look.scan(nil, clock.System{}), "without a scanner the desks have nobody to ask")
}

func TestEveryDeskAsksTheScanner(t *testing.T) {
	asked := func(context.Context, []byte) (string, error) { return "", nil }
	db := testdb.Open(t, testdb.Address(t, store.SQLite))
	face := house{store: db, scan: asked, inside: inside{metrics: metrics.New()}, clock: clock.System{}}.face(&passwords.Hasher{}, nil, nil)
	desks := 0
	for _, field := range reflect.ValueOf(face).Elem().Fields() {
		if field.Kind() != reflect.Pointer || field.Elem().Kind() != reflect.Struct {
			continue
		}
		if scan := field.Elem().FieldByName("Scan"); scan.IsValid() {
			desks++
			assert.False(t, scan.IsNil(), field.Type())
		}
	}
	assert.Equal(t, 4, desks)
}
