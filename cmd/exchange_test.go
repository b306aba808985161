package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

// office is an installation with an empty, migrated database; run calls the program in it.
type office struct {
	t    *testing.T
	dir  string
	base []string
}

func newOffice(t *testing.T) office {
	t.Helper()
	t.Setenv("LANG", "zh_CN.UTF-8")
	dir := t.TempDir()
	o := office{t, dir, []string{"--database-url=sqlite:" + filepath.Join(dir, "z.db"), "--secret-file=" + filepath.Join(dir, "keys")}}
	o.ok("keys", filepath.Join(dir, "keys"))
	o.ok("migrate", "up")
	return o
}

func (o office) run(args ...string) (status int, out, errs string) {
	o.t.Helper()
	var a, b bytes.Buffer
	status = Run(context.Background(), append(append([]string{}, args...), o.base...), &a, &b)
	return status, a.String(), b.String()
}

func (o office) ok(args ...string) string {
	o.t.Helper()
	status, out, errs := o.run(args...)
	require.Zero(o.t, status, errs)
	return out
}

func (o office) file(name, content string) string {
	path := filepath.Join(o.dir, name)
	require.NoError(o.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

const someRegions = "code,name\n330199000000,虚构县\n330199001000,东街\n330199001001,河东\n"

func TestImportAndExportFromTheCommandLine(t *testing.T) {
	o := newOffice(t)
	assert.Contains(t, o.ok("import", "regions", o.file("r.csv", someRegions), "--dry-run"), "未作任何更改")
	assert.Equal(t, "已导入 regions：读取 3 行，新增 3，更新 0\n", o.ok("import", "regions", o.file("r.csv", someRegions)))
	uscc := models.SyntheticUSCC("52", "330199", 1)
	o.ok("import", "suppliers", o.file("s.csv", "uscc,name,contact_name,contact_phone\n"+uscc+",暖阳,李明,13800000001\n"))
	o.ok("import", "households", o.file("h.csv", "户编号,区划代码,住址,姓名,关系,身份证号\nH-1,330199001001,1 号,张建国,户主,330199194803150013\n"))
	assert.Contains(t, o.ok("export", "suppliers"), uscc)
	book := filepath.Join(o.dir, "h.xlsx")
	assert.Equal(t, "1 rows exported to "+book+"\n", o.ok("export", "households", "--purpose=年度核对", "-o", book, "--lang=en"))
	info, err := os.Stat(book)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	assert.True(t, json.Valid([]byte(o.ok("export", "hsds"))))
	assert.Contains(t, o.ok("audit", "verify"), "whole")
}

func TestBadRowsAreListedAndTheCommandFails(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("r.csv", someRegions))
	bad := o.file("h.csv", "户编号,区划代码,住址,姓名,关系,身份证号\nH-1,330199001001,1 号,欧阳秘密,户主,330199194803150014\nH-2,330199001009,1 号,欧阳秘密,户主,330199199001010054\n")
	status, out, errs := o.run("import", "households", bad)
	assert.Equal(t, 1, status)
	assert.Empty(t, out)
	assert.Equal(t, "第 2 行 F 列 (身份证号)：公民身份号码校验码不符\n第 3 行 B 列 (区划代码)：没有这个区域\nzhulian: h.csv：2 行有误（共 2 处），未作任何更改\n", errs)
	t.Setenv("LANG", "en_GB.UTF-8")
	_, _, errs = o.run("import", "households", bad)
	assert.Contains(t, errs, "line 3, column B (区划代码): ")
	assert.Contains(t, errs, "2 bad rows (2 faults); nothing was changed")
	_, _, errs = o.run("import", "households", bad, "--lang=zh-CN")
	assert.Contains(t, errs, "第 3 行", "the flag wins over the environment")
}

func TestWrongCallsOfImportAndExportExitTwo(t *testing.T) {
	o := newOffice(t)
	for _, args := range [][]string{
		{"import", "alerts", "x.csv"}, {"import", "hsds", "x.csv"}, {"import", "regions"}, {"export", "alerts"}, {"export", "households"},
		{"export", "needs", "--purpose= "}, {"export", "offers", "--identified"}, {"export", "offers", "-o", "x.pdf"}, {"export", "hsds", "-o", "x.csv"},
		{"import", "regions", "x.csv", "--lang=fr"},
	} {
		status, out, errs := o.run(args...)
		assert.Equal(t, 2, status, strings.Join(args, " "))
		assert.NotContains(t, out+errs, "goroutine")
		assert.NotEmpty(t, errs)
	}
	_, _, errs := o.run("import", "hsds", "x.csv")
	assert.Contains(t, errs, "regions, suppliers, offers, households, needs, standards, benefits, alerts")
	status, _, errs := o.run("import", "regions", filepath.Join(o.dir, "absent.csv"))
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "文件无法读取")
}

func TestAMissingSecretFileSaysHowToMakeIt(t *testing.T) {
	o := newOffice(t)
	require.NoError(t, os.Remove(filepath.Join(o.dir, "keys")))
	status, _, errs := o.run("export", "suppliers")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "make it once with zhulian keys "+filepath.Join(o.dir, "keys"))
}
