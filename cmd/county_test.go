package cmd

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestACountyIsAddedAndRetiredAsOperationsSays runs the commands of docs/operations.md in an installation with another county.
func TestACountyIsAddedAndRetiredAsOperationsSays(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("one.csv", someRegions))
	o.ok("import", "regions", o.file("two.csv", "code,name\n330198000000,邻县\n330198001000,西街\n330198001001,河西\n"), "--county", "330198")
	assert.Contains(t, o.ok("user", "add", "admin330198", "--role", "sysadmin", "--county", "330198"), "password")
	people := "户编号,区划代码,住址,姓名,关系,身份证号\nH-1,330198001001,1 号,张建国,户主,330198194803150017\n"
	assert.Contains(t, o.ok("import", "households", o.file("h.csv", people), "--county", "330198"), "新增 1")

	o.ok("backup", "--no-verify", "-o", filepath.Join(o.dir, "last.zhb"))
	assert.Regexp(t, `^330198: \d+ entries, whole; head [0-9a-f]{64}\n$`, o.ok("audit", "verify", "--county", "330198"))
	mine := o.ok("export", "households", "--county", "330198", "--purpose", "撤并移交", "--identified")
	assert.Contains(t, mine, "330198194803150017")
	assert.NotContains(t, o.ok("export", "households", "--county", "330199", "--purpose", "年度核对", "--identified"), "330198")
	assert.Contains(t, o.ok("user", "disable", "admin330198"), "done")
}

func TestALoginOfACountyThatIsNotThereYetIsPossibleButSaid(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("one.csv", someRegions))
	add := func(name, role, county string) (errs string) {
		status, _, errs := o.run("user", "add", name, "--role", role, "--county", county)
		assert.Zero(t, status)
		return errs
	}
	assert.Contains(t, add("admin330189", "sysadmin", "330189"), "There is no county 330189 here yet: read its regions in")
	assert.Empty(t, add("admin330199", "sysadmin", "330199"))
	assert.Empty(t, add("province33", "province", "330000"))
}
