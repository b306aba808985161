package cmd

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKeysAreChangedFromTheCommandLine(t *testing.T) {
	o := newOffice(t)
	path := filepath.Join(o.dir, "keys")
	o.ok("import", "regions", o.file("r.csv", someRegions))
	household := "户编号,区划代码,住址,姓名,关系,身份证号\nH-1,330199001001,1 号,张建国,户主,330199194803150013\n"
	o.ok("import", "households", o.file("h.csv", household))
	first, err := os.ReadFile(path) //nolint:gosec // the test's own
	require.NoError(t, err)

	assert.Contains(t, o.ok("keys", "drop"), "has no older keys")
	before := filepath.Join(o.dir, "before.zhb")
	o.ok("backup", "-o", before, "--no-verify")
	assert.Contains(t, o.ok("keys", "rotate"), "number 2, and 2 older ones")
	assert.Regexp(t, `look +secret file +a change of keys is not ended`, o.ok("doctor", "--base-url", "https://county.example"))
	status, _, errs := o.run("keys", "drop")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "2 rows are still sealed with older keys: run zhulian keys reseal first")
	status, _, _ = o.run("keys", "reseal", "--at-once=0")
	assert.Equal(t, 2, status)
	said := o.ok("keys", "reseal", "--at-once=1")
	assert.Regexp(t, `household +1\n`, said)
	assert.Regexp(t, `person +1\n`, said)
	assert.Contains(t, said, "everything is sealed with the newest key")
	assert.NotRegexp(t, `person +\d`, o.ok("keys", "reseal"), "once")
	assert.Contains(t, o.ok("keys", "drop"), "has lost 2 older keys")
	assert.Contains(t, o.ok("audit", "verify"), "whole")
	assert.Regexp(t, `ok +secret file`, o.ok("doctor", "--base-url", "https://county.example"))

	other := office{t, o.dir, []string{"--database-url=sqlite:" + filepath.Join(o.dir, "other.db"), o.base[1]}}
	status, out, errs := other.run("restore", before)
	assert.Equal(t, 1, status, "what it holds is sealed with the key that was dropped")
	assert.Contains(t, out, "restored ")
	assert.Contains(t, errs, "2 of the rows are sealed with keys that this secret file has no more")

	require.NoError(t, os.WriteFile(path, first, 0o600))
	status, out, errs = o.run("keys", "reseal")
	assert.Equal(t, 1, status, "the former file is of no more use")
	assert.Contains(t, out, "does not open: person 330199")
	assert.Contains(t, errs, "keep the keys")
}
