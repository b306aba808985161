package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/exchange"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

const householdHead = "household_no,region_code,address,name,relation,citizen_no,no_number_reason,birth_date,sex,phone,lat,lng\n"

// badRows are rows that must be refused, each with the faults that it has alone. The small county is there already.
var badRows = map[string]map[string][]string{
	"households": {
		"H-9,330199001001,a,王一,head,330199194803150014,,,,,,":                              {"2 citizen_no citizen_check_digit"},
		"H-9,330199001001,a,王一,head,33019919480315001,,,,,,":                               {"2 citizen_no citizen_length"},
		"H-9,330199001001,a,王一,head,330199480315001,,,,,,":                                 {"2 citizen_no citizen_15"},
		"H-9,330199001001,a,王一,head,330199203001010011,,,,,,":                              {"2 citizen_no citizen_future"},
		"H-9,330199001001,a,王一,head,,无,2031-01-01,,,,":                                     {"2 birth_date past_date"},
		"H-9,330199001001,a,王一,head,,无,2020-02-30,,,,":                                     {"2 birth_date date"},
		"H-9,330199001001,a,王一,head,,,2020-02-03,,,,":                                      {"2 no_number_reason required"},
		"H-9,330199001001,a,王一,head,,无,,,,,":                                               {"2 birth_date required"},
		"H-9,330199001001,a,王一,head,330199199001010054,,,女,,,":                             {"2 sex differs_from_citizen_no"},
		"H-9,330199001001,a,王一,head,330199199001010054,,1990-01-02,,,,":                    {"2 birth_date differs_from_citizen_no"},
		"H-9,330199001001,a,王一,head,330199194803150013,,,,,,":                              {"2 citizen_no person_known"},
		"H-9,330199001001,a,王一,邻居,330199199001010054,,,,,,":                                {"2 relation word"},
		"H-9,330199001001,a,王一,son,330199199001010054,,,,,,":                               {"2 relation one_head"},
		"H-9,330199001001,a,王一,head,330199199001010054,,,,12345,,":                         {"2 phone phone_format"},
		"H-9,330199001001,a,王一,head,330199199001010054,,,,,29.5,":                          {"2 lng coordinates_pair"},
		"H-9,330199001001,a,王一,head,330199199001010054,,,,,NaN,1":                          {"2 lat number"},
		"H-9,330199001001,a,王一,head,330199199001010054,,,,,91,1":                           {"2 lat max"},
		"H-9,330199001099,a,王一,head,330199199001010054,,,,,,":                              {"2 region_code region_unknown"},
		"H-9,000199001001,a,王一,head,330199199001010054,,,,,,":                              {"2 region_code region_gap"},
		"H-9,330102001001,a,王一,head,330199199001010054,,,,,,":                              {"2 region_code region_outside_county"},
		"H-9,330199001000,a,王一,head,330199199001010054,,,,,,":                              {"2 region_code village"},
		"H-001,330199001001,a,王一,head,330199199001010054,,,,,,":                            {"2 household_no household_known"},
		",330199001001,a,王一,head,330199199001010054,,,,,,":                                 {"2 household_no required"},
		"H-9,330199001001,,,head,330199199001010054,,,,,,":                                 {"2 address required", "2 name required"},
		"H-9,330199001001,a,王\u202e一,head,330199199001010054,,,,,,":                        {"2 name text_control"},
		"H-9,330199001001,a,王一,head,330199199001010054,,,,,,,多余":                           {"2  row_too_long"},
		"H-9,330199001001,a,王\u0007一,head,330199199001010054,,,,,,":                        {"2 name cell_control", "2 name text_control"},
		"H-9,330199001001,a," + strings.Repeat("王", 41) + ",head,330199199001010054,,,,,,": {"2 name text_too_long"},
	},
	"suppliers": {
		ngo + ",甲,张三,13800000001":                                                   {"2 uscc uscc_known"},
		"5233019988,甲,张三,13800000001":                                               {"2 uscc uscc_length"},
		"52330199MJ880001XI,甲,张三,13800000001":                                       {"2 uscc uscc_char"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,1380000":                     {"2 contact_phone phone_format"},
		models.SyntheticUSCC("52", county, 5) + ",,,":                               {"2 name required", "2 contact_name required", "2 contact_phone required"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,13800000001,企业":              {"2 kind kind_not_of_uscc"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,13800000001,,也许":             {"2 is_charity word"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,13800000001,,,养老":            {"2 licences licence_form"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,13800000001,,,,,3":           {"2 sensitivity_clearance clearance"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,13800000001,,,,3301":         {"2 region_code region_length"},
		models.SyntheticUSCC("52", county, 5) + ",甲,张三,13800000001,,,,330199009000": {"2 region_code region_unknown"},
	},
	"offers": {
		company + ",A01,米,件,-1,330199,2026-01-01,2026-12-31,,":                              {"2 quantity min"},
		company + ",A01,米,件,1.5,330199,2026-01-01,2026-12-31,,":                             {"2 quantity integer"},
		company + ",A01,米,件,99999999999999999999,330199,2026-01-01,2026-12-31,,":            {"2 quantity integer"},
		company + ",A01,米,件,2000000000,330199,2026-01-01,2026-12-31,,":                      {"2 quantity max"},
		company + ",Z99,米,件,1,330199,2026-01-01,2026-12-31,,":                               {"2 category category"},
		company + ",K02,米,件,1,330199,2026-01-01,2026-12-31,,":                               {"2 category category_government_only"},
		company + ",A01,米,件,1,330199,2026-12-31,2026-01-01,,":                               {"2 valid_to before_start"},
		company + ",A01,米,件,1,330199,2025-01-01,2025-12-31,,published":                      {"2 valid_to offer_ended"},
		company + ",A01,米,件,1,330102,2026-01-01,2026-12-31,,":                               {"2 regions region_outside_county"},
		company + ",A01,米,件,1,330199009000,2026-01-01,2026-12-31,,":                         {"2 regions region_unknown"},
		company + ",A01,米,件,,330199,2026-01-01,2026-12-31,每周,":                              {"2 quantity required"},
		company + ",A01,米,件,1,330199,2026-01-01,2026-12-31,每年,":                             {"2 period word"},
		company + ",A01,米,,1,330199,2026-01-01,2026-12-31,,":                                {"2 unit required"},
		models.SyntheticUSCC("91", county, 7) + ",A01,米,件,1,330199,2026-01-01,2026-12-31,,": {"2 uscc supplier_unknown"},
		",A01,米,件,1,330199,2026-01-01,2026-12-31,,":                                         {"2 uscc required"},
		company + ",A01,米,件,1,330199,2026-01-01,2026-12-31,,published,,150,90":              {"2 max_age below_minimum"},
	},
	"needs": {
		"H-404,A01,米,件,1,一般,,":                  {"2 household_no household_unknown"},
		"H-001,A01,米,件,1,一般,2026-03-01,":        {"2 needed_by in_past"},
		"H-001,A01,米,件,0,一般,,":                  {"2 quantity min"},
		"H-001,A01,米,件,1,马上,,":                  {"2 urgency word"},
		"H-001,A01,米,件,1,一般,,张三":                {"2 person_name not_a_member"},
		"H-001,,,件,1,,,":                        {"2 category required", "2 title required"},
		"H-001,A01,米,件,1,一般,2026-13-01,":        {"2 needed_by date"},
		"H-001,A01,米,件,1,一般,,,每周,周八,2026-12-31": {"2 weekdays word"},
		"H-001,A01,米,件,1,一般,,,,,2026-12-31":     {"2 frequency required"},
	},
	"regions": {
		"330199002001,甲":                         {"2 parent_code parent_unknown"},
		"3301990020,甲":                           {"2 code region_length"},
		"330199002000,":                          {"2 name required"},
		"330199002000,甲,village":                 {"2 level level_not_of_code"},
		"330199002000,甲,,330102000000":           {"2 parent_code parent_not_above", "2 parent_code parent_unknown"},
		"330199002000,甲,,,2026-02-01,2026-01-01": {"2 active_to before_start"},
	},
}

var badHeads = map[string]string{
	"households": householdHead,
	"suppliers":  "uscc,name,contact_name,contact_phone,kind,is_charity,licences,region_code,sensitivity_clearance\n",
	"offers":     "uscc,category,title,unit,quantity,regions,valid_from,valid_to,period,status,lead_time_hours,min_age,max_age\n",
	"needs":      "household_no,category,title,unit,quantity,urgency,needed_by,person_name,frequency,weekdays,frequency_until\n",
	"regions":    "code,name,level,parent_code,active_from,active_to\n",
}

func TestEveryBadRowIsRefusedWithItsPlaceAndReason(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		for kind, rows := range badRows {
			for row, want := range rows {
				assert.ElementsMatch(t, want, refused(t, s, order(t, kind, badHeads[kind]+row+"\n")), "%s: %s", kind, row)
			}
		}
	})
}

func TestOneBadRowChangesNothingAndAllBadRowsAreListed(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		list := householdHead +
			"H-8,330199001001,a,王一,head,330199199001010054,,,,,,\n" + // a good one between
			"H-9,330199001001,a,王二,head,330199194803150014,,,,,,\n" +
			"H-10,330199001099,a,王三,head,,,,,,,\n" +
			"H-8,330199001001,b,王四,son,330199199001010054,,,,,,\n" +
			"H-8,330199001001,a,王一,head,330199199001010054,,,,,,\n"
		assert.Equal(t, []string{
			"3 citizen_no citizen_check_digit", "4 region_code region_unknown", "4 no_number_reason required", "4 birth_date required",
			"5 address household_differs", "5 citizen_no twice_since", "6  row_twice",
		}, refused(t, s, order(t, "households", list)))
	})
}

func TestReasonsNeverRepeatPersonalCells(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		o := order(t, "households", householdHead+"H-9,330199001001,秘密路 7 号,欧阳秘密,邻居,330199194803150014,,,不明,12345,,\n")
		for _, lang := range locales.Langs() {
			o.Lang = lang
			_, err := exchange.Import(ctx, s, o)
			var bad *exchange.BadRows
			require.ErrorAs(t, err, &bad)
			said := bad.Say(string(lang)) + bad.Summary(string(lang)) + err.Error()
			for _, secret := range []string{"秘密", "330199194803150014", "12345", "邻居", "不明"} {
				assert.NotContains(t, said, secret)
			}
		}
	})
}

func TestListWithoutItsHeaderIsRefusedWithoutRepeatingIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		for name, list := range map[string]string{
			"header":         "H-9,330199001001,秘密路,欧阳秘密,330199199001010054\n",
			"header_missing": "户编号,欧阳秘密\nH-9,1\n",
			"header_twice":   "户编号,户编号,区划代码,住址,姓名,与户主关系\nH-9,1,1,1,欧阳秘密,1\n",
		} {
			_, err := exchange.Import(ctx, s, order(t, "households", list))
			var why *exchange.Problem
			require.ErrorAs(t, err, &why, name)
			assert.Equal(t, name, why.Code)
			assert.NotContains(t, why.Say("zh-CN")+why.Say("en"), "秘密")
		}
	})
}

func TestMemberNamedTwiceIsAmbiguous(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		settle(t, s)
		load(t, s, "households", householdHead+"H-7,330199001001,a,王一,head,330199199001010054,,,,,,\nH-7,,,王一,son,330199201606010049,,,,,,\n")
		assert.Equal(t, []string{"2 person_name two_of_that_name"}, refused(t, s, order(t, "needs", badHeads["needs"]+"H-7,A01,米,件,1,,,王一\n")))
	})
}
