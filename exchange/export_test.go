package exchange_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
	"zhulian/store"
)

func TestPersonalExportNeedsAPurpose(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		for _, kind := range []string{"households", "needs"} {
			for _, purpose := range []string{"", " \u3000 ", strings.Repeat("长", 201), "a\u0007b"} {
				d := demand(kind)
				d.Purpose = purpose
				var out bytes.Buffer
				_, err := exchange.Export(ctx, s, d, &out)
				var why *exchange.Problem
				require.ErrorAs(t, err, &why)
				assert.Equal(t, "purpose", why.Code)
				assert.Zero(t, out.Len())
			}
		}
		assert.Zero(t, counts(t, s)["disclosure"])
	})
}

func TestPersonalExportIsLoggedForEveryHousehold(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		export(t, s, demand("households"))
		export(t, s, demand("needs"))
		views, _, err := s.Disclosures(ctx, county, "", store.Page{Limit: 100})
		require.NoError(t, err)
		require.Len(t, views, 3, "two households, and one that has needs")
		for _, v := range views {
			assert.Equal(t, []any{4, "核对名册", "os:tester", models.RoleSystem}, []any{v.Tier, v.Purpose, v.AccountID, v.Role})
			assert.NotEmpty(t, v.HouseholdID)
			assert.NotEmpty(t, v.Fields)
		}
		events, err := s.Events(ctx, store.EventFilter{CountyCode: county, Noun: "household", Limit: 100})
		require.NoError(t, err)
		last := events[len(events)-1]
		assert.Equal(t, "export", last.Step)
		assert.Equal(t, map[string]string{"kind": "households", "rows": "3", "by": "os:tester", "format": "csv", "purpose": "核对名册", "identified": "true"}, last.Data)
	})
}

func TestCitizenNumbersAreMaskedUnlessIdentified(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", regionsCSV)
		load(t, s, "households", "户编号,区划代码,住址,姓名,关系,身份证号,残疾证号\nH-1,330199001001,1 号,张建国,户主,330199194803150013,33019919480315001342\n")
		d := demand("households")
		assert.Contains(t, export(t, s, d), "330199194803150013")
		d.Identified = false
		testdb.Clock(s).Advance(time.Minute)
		text := export(t, s, d)
		assert.Contains(t, text, "**************0013")
		assert.NotContains(t, text, "194803")
		views, _, err := s.Disclosures(ctx, county, "", store.Page{Limit: 10})
		require.NoError(t, err)
		assert.NotContains(t, views[0].Fields, "citizen_no")
		assert.Contains(t, views[1].Fields, "citizen_no")
	})
}

func TestWorkbookOfPersonalDataSaysWhoseItIs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		d := demand("households")
		d.Format = sheet.XLSX
		book, err := excelize.OpenReader(strings.NewReader(export(t, s, d)))
		require.NoError(t, err)
		assert.Equal(t, []string{"households", "导出说明"}, book.GetSheetList())
		rows, err := book.GetRows("导出说明")
		require.NoError(t, err)
		assert.Contains(t, rows, []string{"操作人", "os:tester"})
		assert.Contains(t, rows, []string{"用途", "核对名册"})
		assert.Contains(t, rows, []string{"导出时间", "2026-03-02T01:00:00Z"})
		assert.Contains(t, rows, []string{"行数", "3"})
	})
}

func TestFormulasAreDefusedOnTheWayOut(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		load(t, s, "regions", regionsCSV)
		load(t, s, "suppliers", "uscc,name,contact_name,contact_phone,description\n"+ngo+",\"=HYPERLINK(\"\"http://evil\"\")\",李明,13800000001,@SUM(A1)\n")
		text := export(t, s, demand("suppliers"))
		assert.Contains(t, text, `"'=HYPERLINK(""http://evil"")"`)
		assert.Contains(t, text, ",'@SUM(A1),")
		d := demand("suppliers")
		d.Format = sheet.XLSX
		book, err := excelize.OpenReader(strings.NewReader(export(t, s, d)))
		require.NoError(t, err)
		formula, err := book.GetCellFormula("suppliers", "B2")
		require.NoError(t, err)
		assert.Empty(t, formula)
	})
}

func TestListsOfOtherCountiesStayOut(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		load(t, s, "regions", "code,name\n330198000000,另一县\n")
		for _, kind := range exchange.ExportKinds() {
			d := demand(kind)
			d.County = "330198"
			text := export(t, s, d)
			for _, word := range []string{"张建国", "暖阳", "大米", "石桥"} {
				assert.NotContains(t, text, word, kind)
			}
		}
	})
}

func TestHSDSShowsWhatIsOpenAndNobody(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		load(t, s, "suppliers", "uscc,name,contact_name,contact_phone\n"+legacy+",待复核机构,赵六,13800000009\n")
		d := demand("hsds")
		d.Lang = locales.English
		text := export(t, s, d)
		var list []map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &list))
		require.Len(t, list, 2)
		for _, word := range []string{"李明", "王芳", "赵六", "1380000", "待复核", "助浴服务", "CARE-1"} {
			assert.NotContains(t, text, word)
		}
		ids := map[string]bool{}
		checkIDs(t, list, ids)
		assert.Greater(t, len(ids), 10)
		haircut := list[0]["services"].([]any)[0].(map[string]any)
		assert.Equal(t, []any{"上门理发", "active", "free"}, []any{haircut["name"], haircut["status"], haircut["fees_description"]})
		schedule := haircut["schedules"].([]any)[0].(map[string]any)
		assert.Equal(t, []any{"2026-01-01", "2026-12-31", "MONTHLY", 8.0}, []any{schedule["valid_from"], schedule["valid_to"], schedule["freq"], schedule["timezone"]})
		assert.Equal(t, "东街街道", haircut["service_areas"].([]any)[0].(map[string]any)["name"])
		codes := []any{}
		for _, a := range haircut["attributes"].([]any) {
			codes = append(codes, a.(map[string]any)["taxonomy_term"].(map[string]any)["code"])
		}
		assert.Equal(t, []any{"B04", "elderly_alone", "disabled"}, codes)
		assert.Equal(t, text, export(t, s, d), "the same again is the same")
	})
}

// checkIDs asks that every id of the document is a UUID.
func checkIDs(t *testing.T, node any, seen map[string]bool) {
	t.Helper()
	switch v := node.(type) {
	case []map[string]any:
		for _, item := range v {
			checkIDs(t, item, seen)
		}
	case []any:
		for _, item := range v {
			checkIDs(t, item, seen)
		}
	case map[string]any:
		id, _ := v["id"].(string)
		_, ok := models.ParseID(id)
		assert.True(t, ok, "%v", id)
		seen[id] = true
		for _, item := range v {
			checkIDs(t, item, seen)
		}
	}
}

func TestHSDSNeverTellsHiddenTags(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		load(t, s, "offers", "uscc,category,title,unit,regions,valid_from,valid_to,target_tags,status\n"+ngo+",B04,特别理发,次,全县,2026-01-01,2026-12-31,精神障碍、孤儿,发布\n")
		text := export(t, s, demand("hsds"))
		assert.Contains(t, text, "孤儿")
		assert.NotContains(t, text, "精神障碍")
		assert.NotContains(t, text, "mental_disorder")
	})
}
