package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/smtptest"
)

func TestBackupAndRestoreFromTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("r.csv", someRegions))
	path := filepath.Join(o.dir, "b.zhulian")
	out := o.ok("backup", "-o", path)
	assert.Contains(t, out, "every row came back")
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.NotContains(t, string(raw), "虚构县")
	left, err := filepath.Glob(filepath.Join(o.dir, ".*"))
	require.NoError(t, err)
	assert.Empty(t, left, "nothing is left of the trial")

	status, _, errs := o.run("backup", "-o", path)
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "name another file")
	status, _, errs = o.run("restore", path)
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "not empty")

	other := o
	other.base = []string{"--database-url=sqlite:" + filepath.Join(o.dir, "other.db"), o.base[1]}
	assert.Contains(t, other.ok("restore", path), "the event logs are whole")
	assert.Equal(t, o.ok("export", "regions"), other.ok("export", "regions"))

	stranger := newOffice(t)
	status, _, errs = stranger.run("restore", path)
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "not made with the keys")
}

func TestTheDoctorSaysWhatToDo(t *testing.T) {
	o := newOffice(t)
	mail := smtptest.Start(t)
	_, out, _ := o.run("doctor", "--base-url", "https://county.example", "--smtp-url", "smtp://"+mail.Address()+"?starttls=off", "--smtp-from", "a@county.example")
	assert.NotRegexp(t, `FAIL +[^d]`, out, "nothing fails but perhaps this machine's disk")
	assert.Regexp(t, `ok +schema`, out)
	assert.Regexp(t, `ok +keys`, out)
	assert.Regexp(t, `ok +clock`, out)
	assert.Regexp(t, `ok +mail`, out)

	status, out, errs := o.run("doctor", "--smtp-url", "smtp://user:secret-word@127.0.0.1:1", "--smtp-from", "a@county.example")
	assert.Equal(t, 1, status)
	assert.Regexp(t, `FAIL +mail`, out)
	assert.Regexp(t, `look +base url`, out)
	assert.NotContains(t, out+errs, "secret-word")

	o.base[0] = "--database-url=sqlite:" + o.file("fresh.db", "")
	status, out, _ = o.run("doctor")
	assert.Equal(t, 1, status)
	assert.Regexp(t, `FAIL +schema +not up to date: run zhulian migrate up`, out)

	require.NoError(t, os.Chmod(filepath.Join(o.dir, "keys"), 0o644)) //nolint:gosec // that is the fault
	status, out, _ = o.run("doctor")
	assert.Equal(t, 1, status)
	assert.Regexp(t, `FAIL +secret file .*chmod 600`, out)
}
