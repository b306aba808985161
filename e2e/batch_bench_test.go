package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

const (
	benchHomes = 12_000
	benchMost  = time.Minute // for 100,000 rows, from their sending until their alerts are there
)

// BenchmarkBatch sends a list of medical bills of 12,000 households to the real server, which checks and applies it, on both databases.
func BenchmarkBatch(b *testing.B) {
	for _, dialect := range testdb.Dialects(b) {
		for _, rows := range []int{25_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", dialect, rows), func(b *testing.B) {
				address := testdb.Address(b, dialect)
				c := open(b, address)
				roll := filepath.Join(b.TempDir(), "households.csv")
				require.NoError(b, os.WriteFile(roll, []byte(benchRoll()), 0o600))
				c.installation.run("", "import", "households", roll)
				c.installation.run(password, "user", "add", "medical", "--role", "dept_source", "--department", "医保", "--county", "330199", "--password-stdin")
				medical, s := c.login("medical", password), testdb.Open(b, address)
				used := func() time.Duration { return testdb.ServerCPU(b, s) + testdb.ProcessCPU(b, c.process.cmd.Process.Pid) }
				for n := 0; b.Loop(); n++ {
					list, before, told := benchBills(rows, n), used(), 0
					begun := time.Now()
					path := "/alerts/batches/" + medical.bring("medical", "整年.csv", list)
					medical.settles(path, "checked", &told)
					checked := time.Since(begun)
					medical.applies(path + "/apply")
					medical.settles(path, "applied", &told)
					took, done := time.Since(begun), c.staff.get(path)
					require.Equal(b, rows, done.number("counts", "rows"))
					require.NotZero(b, done.number("counts", "alerts"))
					require.Greater(b, told, 3, "how far it is is told")
					b.ReportMetric(float64(rows)/took.Seconds(), "rows/s")
					b.ReportMetric(checked.Seconds(), "check-s")
					b.ReportMetric(took.Seconds(), "wall-s")
					b.ReportMetric((used() - before).Seconds(), "cpu-s")
					b.ReportMetric(float64(c.process.peak()>>20), "peak-MiB")
					b.ReportMetric(float64(done.number("counts", "alerts")), "alerts")
					if took > benchMost {
						b.Errorf("%d rows took %v", rows, took)
					}
				}
			})
		}
	}
}

// settles waits until a list has a status, and counts into told how often something new was heard of how far it is.
func (c *client) settles(path, status string, told *int) {
	c.t.Helper()
	heard := ""
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); {
		a := c.get(path)
		if a.word("status") == status {
			return
		}
		require.NotEqual(c.t, "failed", a.word("work", "status"), "%s", a.raw)
		if now := fmt.Sprint(a.word("work", "phase"), a.number("work", "done")); now != heard {
			heard = now
			*told++
		}
		timer := time.NewTimer(100 * time.Millisecond)
		<-timer.C
	}
	c.t.Fatalf("%s is not %s", path, status)
}

// peak is the largest resident set that the server has had, in bytes; 0 where there is no /proc.
func (p *process) peak() (bytes int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	_, _ = fmt.Sscan(after, &bytes)
	return bytes << 10
}

// benchCitizen is the number of one of the two members of each of the households.
func benchCitizen(i int) string {
	return models.SyntheticCitizenNo("330199", time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i), 1+i%2)
}

func benchRoll() string {
	var out strings.Builder
	out.WriteString("户编号,区划代码,住址,对象类别,困难等级,姓名,与户主关系,公民身份号码\n")
	for i := range 2 * benchHomes {
		fmt.Fprintf(&out, "H-%06d,%s,河东路 %d 号,%s,Ⅱ级,张建%d,%s,%s\n", i/2, []string{"330199001001", "330199001002", "330199100201"}[i/2%3], i/2,
			[]string{"低保", "低边", "特困"}[i/2%3], i%2, []string{"户主", "配偶"}[i%2], benchCitizen(i))
	}
	return out.String()
}

// benchBills are mostly small bills; one in a hundred is large, one in a hundred of somebody who is not on file, one in a thousand unreadable.
func benchBills(rows, year int) string {
	var out strings.Builder
	r := rand.New(rand.NewPCG(6, uint64(year))) //nolint:gosec // the same lists every time
	out.WriteString("参保人身份证号,姓名,村社区代码,结算日期,个人自付金额,就医方式,结算流水号\n")
	for i := range rows {
		who, on, yuan, kind := r.IntN(2*benchHomes), day(-1-r.IntN(360)), r.IntN(1_000), "门诊"
		name := fmt.Sprint("张建", who%2)
		switch {
		case i%100 == 7:
			yuan, kind = 5_000+r.IntN(60_000), "住院"
		case i%10 == 3:
			yuan, kind = r.IntN(6_000), "住院"
		case i%100 == 50:
			who, name = 2*benchHomes+r.IntN(900), "李新"
		case i%1000 == 500:
			on = "20261301"
		}
		fmt.Fprintf(&out, "%s,%s,330199001001,%s,%d.%02d,%s,L%d\n", benchCitizen(who), name, on, yuan, r.IntN(100), kind, year*rows+i)
	}
	return out.String()
}
