package exchange

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
)

// lineOf is one row of a kind with a single column filled.
func lineOf(k *kind, field, cell string) *line {
	grid := &sheet.Grid{Rows: []sheet.Row{{Line: 2, Cells: []string{cell}}}}
	table := &sheet.Table{Grid: grid}
	columns := sheet.Columns{{Field: field, Names: []string{field}}}
	bound, err := columns.Bind(&sheet.Grid{Rows: []sheet.Row{{Line: 1, Cells: []string{field}}, {Line: 2, Cells: []string{cell}}}}, nil)
	if err == nil {
		table = bound
	}
	return &line{of: k, table: table, row: sheet.Row{Line: 2, Cells: []string{cell}}}
}

func TestDaysAreReadInTheFormsOfSpreadsheets(t *testing.T) {
	for cell, want := range map[string]models.Date{
		"2026-03-02": "2026-03-02", "2026/3/2": "2026-03-02", "2026.3.2": "2026-03-02", "2026年3月2日": "2026-03-02", "20260302": "2026-03-02",
		"２０２６－０３－０２": "2026-03-02", "2026-03-02 00:00:00": "2026-03-02", "": "",
		"2026-02-30": "", "3/2/2026": "", "46083": "", "2026-03": "", "2026-03-02 08:30": "", "1899-12-31": "", "明天": "",
	} {
		l := lineOf(needKind, "needed_by", cell)
		assert.Equal(t, want, l.date("needed_by"), cell)
		assert.Equal(t, want == "" && cell != "", len(l.faults) == 1, cell)
	}
}

func TestAmountsAreWholeOrUnknown(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	for cell, want := range map[string]*int64{
		"12": n(12), "1,234": n(1234), "３": n(3), "5.0": n(5), "-1": n(-1), "": nil, "未知": nil, "Unknown": nil,
	} {
		l := lineOf(needKind, "quantity", cell)
		assert.Equal(t, want, l.amount(), cell)
		assert.Empty(t, l.faults, cell)
	}
	for _, cell := range []string{"1.5", "1,23", "十", "1e3", "9223372036854775808", "0x10", "NaN", "--1"} {
		l := lineOf(needKind, "quantity", cell)
		assert.Nil(t, l.amount(), cell)
		assert.Len(t, l.faults, 1, cell)
	}
}

func TestMoneyIsKeptInFenWithoutRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 100_000_000_000).Draw(t, "fen")
		l := lineOf(householdKind, "monthly_income", yuan(fen))
		got := l.fen("monthly_income")
		require.NotNil(t, got)
		require.Equal(t, fen, *got)
	})
	for cell, want := range map[string]int64{"1,234.5": 123450, "¥0.01": 1, "812元": 81200, "3.10": 310} {
		assert.Equal(t, want, *lineOf(householdKind, "monthly_income", cell).fen("monthly_income"), cell)
	}
	for _, cell := range []string{"1.234", "一千", "1e5", "1/2", "0x1", "99999999999999999999999"} {
		assert.Nil(t, lineOf(householdKind, "monthly_income", cell).fen("monthly_income"), cell)
	}
}

// FuzzRow decodes one row of every kind from any cells: it never panics, and every fault has a column of the kind, a text in both
// languages, and none of the cells in it.
func FuzzRow(f *testing.F) {
	f.Add("H-1\x1f330199001001\x1f河东路 1 号\x1f\x1f\x1f农村\x1f0\x1f低保\x1f1\x1f800\x1f\x1f张三\x1f户主\x1f330199194803150013")
	f.Add("330199001000\x1f东街\x1f乡级\x1f330199000000\x1f街道\x1f城镇\x1f28.9\x1f123.6\x1f2020-01-01")
	f.Add("52330199MJ880001XC\x1f理发\x1f上门\x1f\x1f服务\x1f20\x1f次\x1f每月\x1f1\x1f全县")
	f.Add("\x1f\x1f=1+1\x1f-1\x1f9e99\x1f\u202e\x1f\ufeff")
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		cells := strings.Split(text, "\x1f")
		for _, k := range kinds {
			s := &session{kind: k, county: "330199", now: now, today: models.DateOf(now), lang: locales.English}
			for _, fault := range decode(t, s, cells) {
				said := s.inWords(fault)
				_, known := k.column(fault.field)
				require.True(t, known || fault.code == "row_twice", "%s.%s", k.name, fault.field)
				require.NotEqual(t, fault.code, said.Reason, "%s.%s has no text", k.name, fault.code)
			}
		}
	})
}

// decode runs two rows of the same cells through a kind's batch, as an import does before it sees the database.
func decode(t *testing.T, s *session, cells []string) []fault {
	t.Helper()
	header := make([]string, len(s.kind.columns))
	for i, c := range s.kind.columns {
		header[i] = c.zh
	}
	if len(cells) > len(header) {
		cells = cells[:len(header)]
	}
	rows := []sheet.Row{{Line: 1, Cells: header}, {Line: 2, Cells: cells}, {Line: 3, Cells: append([]string{cells[0]}, cells...)}}
	table, err := s.kind.sheetColumns().Bind(&sheet.Grid{Name: "fuzz.csv", Rows: rows}, nil)
	require.NoError(t, err)
	s.table = table
	return s.read(s.kind.begin(s))
}

func TestEveryFaultOfTheCodeHasATextInBothLanguages(t *testing.T) {
	for _, code := range []string{
		"date", "integer", "number", "money", "word", "category", "licence_form", "clearance", "twice_since", "row_twice", "required",
		"uscc_known", "supplier_unknown", "supplier_not_active", "offer_ended", "household_known", "household_unknown", "household_differs",
		"household_not_active", "person_known", "not_a_member", "two_of_that_name", "parent_unknown", "parent_not_above", "level_not_of_code",
		"region_unknown", "region_ended", "region_outside_county", "coordinates_pair", "one_head", "before_start", "in_past", "below_minimum",
		"only_for_rate", "category_government_only", "kind_not_of_uscc", "differs_from_citizen_no",
	} {
		for _, lang := range locales.Langs() {
			text := reason(lang, code, models.Args{"line": 7, "words": "a", "param": "1"})
			assert.NotEqual(t, code, text, "%s %s", lang, code)
			assert.NotContains(t, text, "<no value>", code)
		}
	}
	assert.Equal(t, "no_such_code", reason(locales.English, "no_such_code", nil))
	assert.Equal(t, "the same as line 7", reason(locales.English, "row_twice", models.Args{"line": 7}), "arguments are put in")
}
