package cmd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestADepartmentsListIsBroughtFromTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.ok("import", "regions", o.file("r.csv", someRegions))
	no := models.SyntheticCitizenNo("330199", time.Date(1975, 8, 20, 0, 0, 0, 0, time.UTC), 3)
	day := string(models.DateOf(time.Now().AddDate(0, 0, -3))) //nolint:forbidigo // the program has the clock of the machine
	head := "持证人身份证号,姓名,村社区代码,发证日期,残疾类别,残疾等级\n"
	good := o.file("good.csv", head+no+",张三,河东,"+day+",肢体,2\n")
	assert.Contains(t, o.ok("import", "alerts", good, "--feed=disability", "--dry-run"), "未作任何更改")
	assert.Contains(t, o.ok("import", "alerts", good, "--feed=disability", "--lang=en"), "of 1 households put on file 1")
	status, _, errs := o.run("import", "alerts", good, "--feed=disability")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "上传过", "the same file is told so")

	bad := o.file("bad.csv", head+no+",张三,河东,20261301,肢体,2\n"+no+",张三,河东,"+day+",视力,1\n")
	status, _, errs = o.run("import", "alerts", bad, "--feed=disability")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "第 2 行 D 列")
	assert.Contains(t, errs, "未作任何更改")
	assert.NotContains(t, errs, "张三")
	status, out, _ := o.run("import", "alerts", bad, "--feed=disability", "--keep-aside")
	assert.Zero(t, status)
	assert.Contains(t, out, "存在问题 1 行")
	for _, wrong := range [][]string{{"import", "alerts", good}, {"import", "needs", good, "--feed=x"}} {
		status, _, _ = o.run(wrong...)
		assert.Equal(t, 2, status, wrong)
	}
	status, _, errs = o.run("import", "alerts", good, "--feed=no_such")
	assert.Equal(t, 1, status)
	assert.Contains(t, errs, "feed")
}
