package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var ctx = context.Background()

const county = "330199"

// The lists of a small county. The second supplier's code fails its check digit, as codes of the pilot years do.
const regionsCSV = `区划代码,名称,类型,城乡
330199000000,虚构县,县,
330199001000,东街街道,街道,城镇
330199001001,河东社区,社区,城镇
330199100000,西山镇,镇,农村
330199100201,石桥村,村,农村
`

var (
	ngo     = models.SyntheticUSCC("52", county, 880001)
	company = models.SyntheticUSCC("91", county, 210001)
	legacy  = spoil(models.SyntheticUSCC("52", county, 880002))

	suppliersCSV = "统一社会信用代码,名称,主体类型,联系人,联系电话,慈善组织,资质\n" +
		ngo + ",暖阳社工服务中心,社会服务机构,李明,0571-88880001,是,养老护理|CARE-1|2027-12-31;食品经营|JY-2|2027-06-30\n" +
		company + ",向阳粮油有限公司,,王芳,13800000002,否,\n"
	offersCSV = "统一社会信用代码,类别,资源名称,数量,单位,供给周期,服务区域,开始日期,结束日期,面向人群,收费方式,状态\n" +
		company + ",A01,大米 10 公斤装,200,袋,,全县,2026-01-01,2026-12-31,,免费,发布\n" +
		ngo + ",理发,上门理发,20,人次,每月,330199001000、330199100000,2026/1/1,2026年12月31日,独居老人、残疾人,免费,已发布\n" +
		ngo + ",助浴,助浴服务,未知,人次,,330199001001,2026-01-01,2026-12-31,,低偿,草稿\n"
	householdsCSV = "户编号,区划代码,住址,对象类别,困难等级,人均月收入(元),姓名,与户主关系,公民身份号码,出生日期,联系电话,残疾类别,残疾等级,人员标签\n" +
		"H-001,330199001001,河东路 1 号,低保,Ⅱ级,812.50,张建国,户主,330199194803150013,,13800000003,肢体,二级,独居老人、残疾人\n" +
		"H-001,330199001001,,,,,李秀英,配偶,330199194803150021,,,,,\n" +
		"H-002,330199100201,石桥 8 号,特困,,,赵小宝,户主,,2016-01-06,,,,孤儿\n"
	needsCSV = "户编号,成员姓名,类别,需求名称,数量,单位,紧急程度,需要日期,频次,周几,持续至\n" +
		"H-001,张建国,B04 理发,每月上门理发,12,次,一般,,每月,,2026-12-31\n" +
		"H-001,,米面粮油,需要大米,,袋,急,2026-03-20,,,\n"
)

func spoil(uscc string) string {
	if uscc[17] == '0' {
		return uscc[:17] + "1"
	}
	return uscc[:17] + "0"
}

// households is the list with the reason that a person without a number needs.
func households() string {
	out := strings.Replace(householdsCSV, "出生日期,", "出生日期,无号码原因,", 1)
	out = strings.Replace(out, "330199194803150013,,", "330199194803150013,,,", 1)
	out = strings.Replace(out, "330199194803150021,,", "330199194803150021,,,", 1)
	return strings.Replace(out, "户主,,2016-01-06,", "户主,,2016-01-06,尚未落户,", 1)
}

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// order is an import of a text as a csv.
func order(t testing.TB, kind, content string) exchange.Order {
	t.Helper()
	return exchange.Order{Kind: kind, File: file(t, kind+".csv", content), Lang: locales.Chinese, By: "os:tester"}
}

func load(t testing.TB, s *store.Store, kind, content string) *exchange.Result {
	t.Helper()
	res, err := exchange.Import(ctx, s, order(t, kind, content))
	var bad *exchange.BadRows
	if errors.As(err, &bad) {
		require.NoError(t, err, bad.Say("zh-CN"))
	}
	require.NoError(t, err)
	return res
}

// settle fills the small county.
func settle(t testing.TB, s *store.Store) {
	t.Helper()
	load(t, s, "regions", regionsCSV)
	load(t, s, "suppliers", suppliersCSV)
	load(t, s, "offers", offersCSV)
	load(t, s, "households", households())
	load(t, s, "needs", needsCSV)
	load(t, s, "standards", standardsCSV)
}

// refused imports a list that must be refused and answers its faults as "line field code".
func refused(t testing.TB, s *store.Store, o exchange.Order) []string {
	t.Helper()
	before := counts(t, s)
	_, err := exchange.Import(ctx, s, o)
	var bad *exchange.BadRows
	require.ErrorAs(t, err, &bad)
	require.Equal(t, before, counts(t, s), "a refused import changes nothing")
	var out []string
	for _, f := range bad.Faults {
		require.NotEqual(t, f.Code, f.Reason, "%s has no text", f.Code)
		out = append(out, strings.Join([]string{strconv.Itoa(f.Line), f.Field, f.Code}, " "))
	}
	return out
}

// counts are the rows of every table that an import may touch.
func counts(t testing.TB, s *store.Store) map[string]int {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	out := map[string]int{}
	for _, table := range []string{"region", "supplier", "offer", "capacity_window", "household", "person", "need", "event", "disclosure"} {
		n := 0
		require.NoError(t, pool.QueryRowContext(ctx, testdb.ByHand+"SELECT COUNT(*) FROM "+table).Scan(&n))
		out[table] = n
	}
	return out
}

func demand(kind string) exchange.Demand {
	return exchange.Demand{Kind: kind, Format: sheet.CSV, Lang: locales.Chinese, Purpose: "核对名册", By: "os:tester", Identified: kind == "households"}
}

func export(t testing.TB, s *store.Store, d exchange.Demand) string {
	t.Helper()
	var out bytes.Buffer
	_, err := exchange.Export(ctx, s, d, &out)
	require.NoError(t, err)
	return out.String()
}
