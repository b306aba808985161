package exchange_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

func TestDryRunChecksEverythingAndChangesNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		for _, step := range []struct{ kind, list string }{
			{"regions", regionsCSV}, {"suppliers", suppliersCSV}, {"offers", offersCSV}, {"households", households()}, {"needs", needsCSV},
		} {
			before := counts(t, s)
			o := order(t, step.kind, step.list)
			o.DryRun = true
			res, err := exchange.Import(ctx, s, o)
			require.NoError(t, err, step.kind)
			assert.True(t, res.DryRun)
			assert.Equal(t, before, counts(t, s), step.kind)
			done := load(t, s, step.kind, step.list)
			assert.Equal(t, res.Created, done.Created, step.kind)
			if step.kind != "regions" && step.kind != "needs" && step.kind != "offers" {
				assert.NotEmpty(t, refused(t, s, o), "%s: a dry run finds what is there already", step.kind)
			}
		}
	})
}

func TestFileInGB18030AndAsWorkbookReadAlike(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", regionsCSV)
		old, err := simplifiedchinese.GB18030.NewEncoder().String(suppliersCSV)
		require.NoError(t, err)
		load(t, s, "suppliers", old)
		assert.Contains(t, export(t, s, demand("suppliers")), "暖阳社工服务中心")

		var book bytes.Buffer
		w := sheet.NewXLSX(&book)
		lines := strings.Split(strings.TrimSpace(households()), "\n")
		titles := []sheet.Heading{}
		for _, title := range strings.Split(lines[0], ",") {
			titles = append(titles, sheet.Heading{Title: title})
		}
		require.NoError(t, w.Sheet("名册", titles...))
		for _, line := range lines[1:] {
			cells := []any{}
			for _, cell := range strings.Split(line, ",") {
				cells = append(cells, cell)
			}
			require.NoError(t, w.Row(cells...))
		}
		require.NoError(t, w.Close())
		path := filepath.Join(t.TempDir(), "名册.xlsx")
		require.NoError(t, os.WriteFile(path, book.Bytes(), 0o600))
		res, err := exchange.Import(ctx, s, exchange.Order{Kind: "households", File: path})
		require.NoError(t, err)
		assert.Equal(t, []int{3, 2, 3}, []int{res.Rows, res.Created, res.Persons})
	})
}

func TestHeadersInEnglishAndSynonymsAreUnderstood(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", "code,name,kind\n330199000000,County,县\n330199001000,Town,街道\n330199001001,Village,社区\n")
		load(t, s, "suppliers", "Unified Social Credit Code,Supplier,Contact,Phone,Extra\n"+ngo+",Warm Sun,Li,13800000001,x\n")
		load(t, s, "households", "家庭编号,所在村代码,家庭住址,成员姓名,关系,身份证号,手机\nH-1,330199001001,1 号,张建国,本人,330199194803150013,138 0000 0003\n")
		load(t, s, "needs", "household_no,category,title,quantity (袋),urgency\nH-1,staple food,rice,2,urgent\n")
		text := export(t, s, demand("needs"))
		assert.Contains(t, text, "H-1,,A01 米面粮油,rice,,2,袋,特急")
	})
}

func TestSuppliersBecomeActiveByLegalSteps(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", regionsCSV)
		list := "统一社会信用代码,名称,联系人,联系电话,状态\n" + ngo + ",甲,张三,13800000001,\n" + legacy + ",乙,李四,13800000002,已启用\n" +
			company + ",丙,王五,13800000003,已暂停\n"
		res := load(t, s, "suppliers", list)
		assert.Equal(t, 1, res.Waiting)
		all, err := s.SuppliersByUSCC(ctx, county, []string{ngo, legacy, company})
		require.NoError(t, err)
		assert.Equal(t, models.SupplierActive, all[ngo].Status)
		assert.NotNil(t, all[ngo].ApprovedAt)
		assert.Equal(t, models.SupplierChecking, all[legacy].Status, "a second person must look at a code that fails its check digit")
		assert.Equal(t, models.USCCLegacyOverride, all[legacy].USCCCheck)
		assert.Equal(t, models.SupplierSuspended, all[company].Status)
		assert.Equal(t, []string{"apply", "approve", "activate"}, stepsOf(t, s, all[ngo].ID))
		assert.Equal(t, []string{"apply", "check"}, stepsOf(t, s, all[legacy].ID))
		assert.Equal(t, []string{"2 uscc supplier_not_active"}, refused(t, s, order(t, "offers", badHeads["offers"]+legacy+",A01,米,件,1,全县,2026-01-01,2026-12-31,,published\n")))
	})
}

func stepsOf(t *testing.T, s *store.Store, id string) []string {
	t.Helper()
	events, err := s.Events(ctx, store.EventFilter{CountyCode: county, ObjectID: id, Limit: 100})
	require.NoError(t, err)
	var out []string
	for _, e := range events {
		assert.Equal(t, "import", e.Data["via"])
		assert.Equal(t, models.RoleSystem, e.ActorRole)
		out = append(out, e.Step)
	}
	return out
}

func TestEveryImportLeavesItsEvent(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		events, err := s.Events(ctx, store.EventFilter{CountyCode: county, Limit: 1000})
		require.NoError(t, err)
		rows := map[string]string{}
		for _, e := range events {
			if e.Step == "import" {
				rows[e.Data["kind"]] = e.Data["rows"]
				assert.Len(t, e.Data["sha256"], 64)
				assert.Equal(t, "os:tester", e.Data["by"])
			}
		}
		assert.Equal(t, map[string]string{"regions": "5", "suppliers": "2", "offers": "3", "households": "2", "needs": "2", "standards": "5"}, rows)
	})
}

func TestOffersKeepWhatTheirRowsSay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		offers, _, err := s.Offers(ctx, store.OfferFilter{County: county}, store.Page{Limit: 10, Oldest: true})
		require.NoError(t, err)
		require.Len(t, offers, 3)
		rice, haircut, bath := offers[0], offers[1], offers[2]
		assert.Equal(t, []any{models.OfferPublished, models.CapacityCount, "goods", []string{"330199000000"}}, []any{rice.Status, rice.CapacityKind, rice.Mode, rice.Regions})
		assert.Equal(t, models.CapacityRate, haircut.CapacityKind)
		assert.Equal(t, models.PeriodMonth, *haircut.Period)
		assert.Equal(t, []string{"elderly_alone", "disabled"}, haircut.TargetTags)
		assert.Nil(t, bath.Quantity, "an unknown amount is a state of its own")
		assert.Equal(t, []any{models.OfferDrafted, "low_fee", "service"}, []any{bath.Status, bath.FeeMode, bath.Mode})
		windows, err := s.Windows(ctx, county)
		require.NoError(t, err)
		assert.Equal(t, int64(200), *windows[rice.ID][0].Capacity)
	})
}

func TestNeedsAreSubmittedWithTitlesThatNameNobody(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		testdb.Clock(s).Advance(time.Minute)
		load(t, s, "needs", badHeads["needs"]+"H-001,A01,张建国家需要大米,袋,,,,\nH-002,D01,赵小宝的学费,学期,,,,赵小宝\n")
		needs, _, err := s.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: county}}, store.Page{Limit: 10, Oldest: true})
		require.NoError(t, err)
		require.Len(t, needs, 4)
		for _, n := range needs {
			assert.Equal(t, models.NeedSubmitted, n.Status)
			assert.NotContains(t, n.TitlePublic, "张建国")
			assert.NotContains(t, n.TitlePublic, "赵小宝")
		}
		assert.Equal(t, "330199001001", needs[0].RegionCode)
		assert.Equal(t, &models.Frequency{Every: models.PeriodMonth, Until: "2026-12-31"}, needs[0].Frequency)
		assert.True(t, strings.HasPrefix(needs[3].TitlePublic, "儿童:"), "no free text of a child")
	})
}

func TestRegionsAreBroughtUpToDateAndKeepWhatTheFileDoesNotSay(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", "code,name,kind,lat,lng\n330199000000,虚构县,县,28.9,123.6\n")
		res := load(t, s, "regions", "code,name,active_to\n330199000000,新虚构县,2030-12-31\n330199001000,东街街道,\n")
		assert.Equal(t, []int{1, 1}, []int{res.Created, res.Updated})
		r, err := s.Region(ctx, "330199000000")
		require.NoError(t, err)
		assert.Equal(t, []any{"新虚构县", "县", 28.9, models.Date("2030-12-31"), models.RegionCounty}, []any{r.Name, r.Kind, *r.Lat, r.ActiveTo, r.Level})
	})
}

func TestCountyIsTheOnlyOneOrMustBeNamed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		problem := func(o exchange.Order, want string) {
			t.Helper()
			_, err := exchange.Import(ctx, s, o)
			var why *exchange.Problem
			require.ErrorAs(t, err, &why)
			assert.Equal(t, want, why.Code)
			assert.NotContains(t, why.Error(), "import.", "it has a text")
		}
		problem(order(t, "suppliers", suppliersCSV), "county_none")
		load(t, s, "regions", regionsCSV)
		load(t, s, "regions", "code,name\n330198000000,另一县\n")
		problem(order(t, "suppliers", suppliersCSV), "county_which")
		other := order(t, "suppliers", suppliersCSV)
		other.County = "330111"
		problem(other, "county_unknown")
		problem(exchange.Order{Kind: "alerts"}, "kind_unknown")
		o := order(t, "suppliers", suppliersCSV)
		o.County = county
		_, err := exchange.Import(ctx, s, o)
		require.NoError(t, err)
		o = order(t, "regions", "code,name\n330111000000,别县\n")
		o.County = county
		assert.Equal(t, []string{"2 code region_outside_county"}, refused(t, s, o))
	})
}

func TestFilesOfTheWrongKindAreRefused(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", regionsCSV)
		for want, content := range map[string]string{
			sheet.FileKind: "%PDF-1.7", sheet.FileEmpty: " \n", sheet.FileBroken: "PK\x03\x04 no workbook", sheet.FileQuote: "code,name\n\"330199,x",
			sheet.FileNoRows: "code,name\n",
		} {
			_, err := exchange.Import(ctx, s, order(t, "regions", content))
			var why *sheet.Error
			require.ErrorAs(t, err, &why, want)
			assert.Equal(t, want, why.Code)
		}
		_, err := exchange.Import(ctx, s, exchange.Order{Kind: "regions", File: "/nowhere/at/all.csv"})
		var why *sheet.Error
		require.ErrorAs(t, err, &why)
		assert.Equal(t, sheet.FileUnreadable, why.Code)
	})
}
