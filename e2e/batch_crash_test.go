package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// cutRows is how long the list is in whose middle the server is killed.
const cutRows = 4000

// TestKilledInTheMiddleOfAListLeavesAllOfItOrNone kills the server while it applies a department's list. What is left is the list as it was
// checked, and nothing of it; applied again, it is all there.
func TestKilledInTheMiddleOfAListLeavesAllOfItOrNone(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel() // it waits for a minute
			c := open(t, testdb.Address(t, dialect))
			c.household(1)
			c.installation.run(password, "user", "add", "medical", "--role", "dept_source", "--department", "医保", "--county", "330199", "--password-stdin")
			medical := c.login("medical", password)
			path := "/alerts/batches/" + medical.bring("medical", "整年.csv", longList())
			medical.eventually(path, "checked")
			medical.applies(path + "/apply")
			require.Eventually(t, func() bool { return medical.get(path).word("work", "kind") == "batch_apply" }, time.Minute, time.Millisecond)
			c.kill()
			c.run(c.start())
			medical = c.login("medical", password)
			left := c.staff.get(path)
			whole := left.word("status") == "applied"
			require.True(t, whole || left.word("status") == "checked", "%s", left.raw)
			require.Equal(t, whole, len(c.aide.get("/alerts").items()) == 1, "alerts come with the list or not at all")
			t.Logf("left as %s", left.word("status"))
			if !whole {
				applyAgain(t, medical, path)
			}
			medical.eventually(path, "applied")
			require.Equal(t, cutRows, c.staff.get(path).number("counts", "rows"))
			require.Len(t, c.aide.get("/alerts").items(), 1)
			require.Contains(t, c.installation.run("", "audit", "verify"), "whole")
		})
	}
}

// applyAgain applies a list whose application was cut off, as soon as the work that died is given up, a minute after its last sign of life.
func applyAgain(t *testing.T, by *client, path string) {
	t.Helper()
	require.Eventually(t, func() bool {
		a, err := by.send("POST", path+"/apply", nil)
		return err == nil && a.status == 202
	}, 3*time.Minute, time.Second)
}

// longList has one large bill of a person on file; the others are small.
func longList() string {
	var out strings.Builder
	out.WriteString("参保人身份证号,姓名,结算日期,个人自付金额,就医方式,结算流水号\n")
	fmt.Fprintf(&out, "%s,欧阳守仁,%s,21300,住院,L0\n", citizen(3), day(-2))
	for i := 1; i < cutRows; i++ {
		fmt.Fprintf(&out, "%s,孙桂芬,%s,1,门诊,L%d\n", citizen(2), day(-(i%300)-1), i)
	}
	return out.String()
}
