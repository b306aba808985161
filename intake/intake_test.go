package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"zhulian/intake"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/sheet"
)

const today models.Date = "2026-11-24"

func feed(t *testing.T, code string) models.Feed {
	t.Helper()
	f, ok := models.FeedsWith(nil).In(code, today)
	require.True(t, ok)
	return f
}

func citizen(serial int) string {
	return models.SyntheticCitizenNo("330199", time.Date(1975, 8, 20, 0, 0, 0, 0, time.UTC), serial)
}

func read(t *testing.T, code, content string) *intake.List {
	t.Helper()
	list, err := intake.Read(intake.Order{Feed: feed(t, code), Name: "list.csv", Content: []byte(content), Today: today})
	require.NoError(t, err)
	return list
}

const medicalHead = "身份证号,姓名,联系电话,村社区代码,地址,结算日期,个人自付金额,就医方式,结算流水号\n"

func medical(cells ...string) string {
	base := []string{citizen(3), "王秀英", "13800138000", "330199001201", "柳树村3号", "2026-11-03", "21300", "住院", "S1"}
	for i := 0; i+1 < len(cells); i += 2 {
		at := slices.Index([]string{"citizen", "name", "phone", "village", "address", "day", "amount", "code", "serial"}, cells[i])
		base[at] = cells[i+1]
	}
	for i, c := range base {
		if strings.Contains(c, ",") {
			base[i] = `"` + c + `"`
		}
	}
	return strings.Join(base, ",") + "\n"
}

func fen(n int64) *int64 { return &n }

func TestARowIsReadByItsDeclaration(t *testing.T) {
	list := read(t, "medical", medicalHead+medical())
	require.Empty(t, list.Bad)
	require.Len(t, list.Rows, 1)
	r := list.Rows[0]
	assert.Equal(t, []any{2, citizen(3), "王秀英", "13800138000", "330199001201", "柳树村3号", models.Date("2026-11-03"), fen(21_300_00), "inpatient"},
		[]any{r.Line, r.CitizenNo, r.Name, r.Phone, r.Village, r.Address, r.EventOn, r.AmountFen, r.Code})
	assert.Equal(t, map[string]string{"serial_no": "S1"}, r.Facts)
}

func TestColumnsMayStandInAnyOrderUnderAnyOfTheirNames(t *testing.T) {
	content := "备注,金额(万元),出院日期,参保人身份证号,当事人\n略,2.13,2026/11/3," + citizen(3) + ",王秀英\n"
	list := read(t, "medical", content)
	require.Empty(t, list.Bad)
	r := list.Rows[0]
	assert.Equal(t, []any{fen(21_300_00), models.Date("2026-11-03"), "王秀英"}, []any{r.AmountFen, r.EventOn, r.Name})
	assert.Equal(t, []string{"备注"}, list.Ignored)
}

func TestGB18030AndWorkbooksAreReadAlike(t *testing.T) {
	text := medicalHead + medical() + medical("citizen", citizen(5), "day", "20261301")
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	require.NoError(t, err)
	var book bytes.Buffer
	w := sheet.NewXLSX(&book)
	var heads []sheet.Heading
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, h := range strings.Split(lines[0], ",") {
		heads = append(heads, sheet.Heading{Title: h})
	}
	require.NoError(t, w.Sheet("医保", heads...))
	for _, l := range lines[1:] {
		var cells []any
		for _, c := range strings.Split(l, ",") {
			cells = append(cells, c)
		}
		require.NoError(t, w.Row(cells...))
	}
	require.NoError(t, w.Close())
	want := read(t, "medical", text)
	assert.Equal(t, want, read(t, "medical", gb))
	assert.Equal(t, want, read(t, "medical", book.String()))
}

func TestABadRowIsKeptAsideWithItsColumnAndReason(t *testing.T) {
	for name, c := range map[string]struct {
		row          string
		column, code string
	}{
		"a month 13":           {medical("day", "20261301"), "F", "feed_day"},
		"a day that is none":   {medical("day", "2026-02-30"), "F", "feed_day"},
		"no day":               {medical("day", ""), "F", "required"},
		"a day to come":        {medical("day", "2026-11-25"), "F", "in_future"},
		"a day long past":      {medical("day", "2024-11-03"), "F", "feed_row_old"},
		"a wrong check digit":  {medical("citizen", "330199197508200035"), "A", "citizen_check_digit"},
		"an old number":        {medical("citizen", "330199750820003"), "A", "citizen_15"},
		"a number in a number": {medical("citizen", "3.30199E+17"), "A", "citizen_length"},
		"no number":            {medical("citizen", ""), "A", "required"},
		"no name":              {medical("name", ""), "B", "required"},
		"no amount":            {medical("amount", "约两万"), "G", "feed_amount"},
		"a broken fen":         {medical("amount", "0.001"), "G", "feed_amount"},
		"too much money":       {medical("amount", "999999999999"), "G", "feed_amount_range"},
		"an unknown code":      {medical("code", "针灸"), "H", "feed_code"},
		"a name too long":      {medical("name", strings.Repeat("长", 41)), "B", "text_too_long"},
		"a control character":  {medical("name", "王\x01英"), "B", "cell_control"},
		"one cell too many":    {strings.TrimSpace(medical()) + ",x\n", "J", "row_too_long"},
	} {
		list := read(t, "medical", medicalHead+medical("serial", "S0")+c.row)
		require.Len(t, list.Rows, 1, name)
		require.Len(t, list.Bad, 1, name)
		assert.Equal(t, 3, list.Bad[0].Line, name)
		assert.NotEmpty(t, list.Bad[0].Cells, name)
		f := list.Bad[0].Faults[0]
		assert.Equal(t, []string{c.column, c.code}, []string{f.Column, f.Code}, name)
		for _, lang := range locales.Langs() {
			assert.True(t, locales.Has(lang, "fault."+f.Code), f.Code)
			assert.NotContains(t, locales.T(lang, "fault."+f.Code, f.Args), "{{", name)
		}
	}
}

func TestARowOfAHotlineNeedsNoNumber(t *testing.T) {
	head := "姓名,地址,来电日期,诉求类别,诉求摘要\n"
	list := read(t, "hotline", head+"王秀英,柳树村3号,2026-11-20,生活困难,家里断粮两天\n,柳树村,2026-11-20,生活,x\n")
	require.Len(t, list.Rows, 1)
	assert.Equal(t, []any{"", "王秀英", "living", "家里断粮两天"}, []any{list.Rows[0].CitizenNo, list.Rows[0].Name, list.Rows[0].Code, list.Rows[0].Facts["summary"]})
	require.Len(t, list.Bad, 1)
}

func TestAFileThatCannotBeUsedSaysWhyAndRepeatsNothing(t *testing.T) {
	for content, code := range map[string]string{
		"甲,乙\n1,2\n": "feed_header",
		"身份证号,姓名,结算日期\n1,2,3\n":                                "feed_header_missing",
		medicalHead[:6] + "\n王秀英,2\n":                          "feed_header",
		strings.TrimSpace(medicalHead) + ",身份证号\n" + medical(): "feed_header_twice",
	} {
		_, err := intake.Read(intake.Order{Feed: feed(t, "medical"), Name: "x.csv", Content: []byte(content), Today: today})
		require.Error(t, err, content)
		e, ok := err.(*models.Error) //nolint:errorlint // it is not wrapped
		require.True(t, ok, "%T %v", err, err)
		require.Len(t, e.Fields, 1)
		assert.Equal(t, code, e.Fields[0].Code, content)
		for _, lang := range locales.Langs() {
			text := locales.T(lang, "fault."+code, e.Fields[0].Args)
			assert.NotContains(t, text, "王秀英")
			assert.NotContains(t, text, "{{")
		}
	}
}

func TestDaysAsDepartmentsWriteThem(t *testing.T) {
	for _, cell := range []string{"2026-11-03", "2026/11/3", "2026.11.3", "2026年11月3日", "20261103", "2026-11-03 08:30", "2026/11/3 8:30:00", "2026-11-03T08:30:00.000",
		"２０２６－１１－０３", "46329", "46329.5", " 2026-11-3 "} {
		day, ok := intake.ParseDay(cell)
		assert.True(t, ok, cell)
		assert.Equal(t, models.Date("2026-11-03"), day, cell)
	}
	for _, cell := range []string{"20261301", "20260230", "2026-13-01", "2026-00-10", "11/03/2026", "03.11.26", "2026", "202611", "19999", "99999", "1e5", "明天", "", "-46329",
		"2026-11-03 25", "46,329"} {
		_, ok := intake.ParseDay(cell)
		assert.False(t, ok, cell)
	}
}

func TestAmountsAsDepartmentsWriteThem(t *testing.T) {
	for cell, want := range map[string]int64{
		"21300": 21_300_00, "21,300": 21_300_00, "21,300.50": 21_300_50, "21300元": 21_300_00, "¥21,300.00": 21_300_00, "2.13万": 21_300_00, "2.13万元": 21_300_00,
		"２１３００": 21_300_00, "-300": -300_00, "0": 0, "0.01": 1, "2130000分": 21_300_00, "人民币21300元整": 21_300_00, "21 300": 21_300_00,
	} {
		got, flaw := intake.ParseAmount(cell, models.AmountYuan)
		assert.Empty(t, flaw, cell)
		assert.Equal(t, want, got, cell)
	}
	got, _ := intake.ParseAmount("2.13", models.AmountWan)
	assert.Equal(t, int64(21_300_00), got)
	got, _ = intake.ParseAmount("300元", models.AmountWan)
	assert.Equal(t, int64(300_00), got, "a unit of its own wins")
	for _, cell := range []string{"", "万", "21,30", "1,2345", "abc", "1.2.3", "1e3", "0.001", "--5", "$5", "2亿"} {
		_, flaw := intake.ParseAmount(cell, models.AmountYuan)
		assert.Equal(t, "feed_amount", flaw, cell)
	}
	_, flaw := intake.ParseAmount("5", models.AmountNone)
	assert.Equal(t, "feed_amount", flaw)
}

func TestNumbersAreWrittenPlainly(t *testing.T) {
	for cell, want := range map[string]string{"2": "2", "02": "2", "2.50": "2.5", "1,200": "1200", "-0": "0", "+3": "3", "100": "100", "0.5": "0.5"} {
		got, ok := intake.ParseNumber(cell)
		assert.True(t, ok, cell)
		assert.Equal(t, want, got, cell)
	}
	for _, cell := range []string{"", "二级", "1e5", "1.2.3", "0x10"} {
		_, ok := intake.ParseNumber(cell)
		assert.False(t, ok, cell)
	}
}

func TestTheOrderOfTheRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(rt, "rows")
		rows := make([]string, n)
		for i := range rows {
			rows[i] = medical("citizen", citizen(rapid.IntRange(0, 5).Draw(rt, "who")*2+1), "amount", fmt.Sprint(rapid.IntRange(-5, 9).Draw(rt, "amount")),
				"day", rapid.SampledFrom([]string{"2026-11-03", "20261301", "46329"}).Draw(rt, "day"), "serial", fmt.Sprint(i))
		}
		shuffled := slices.Clone(rows)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)) //nolint:gosec // no secret
		r.Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		one, two := read(t, "medical", medicalHead+strings.Join(rows, "")), read(t, "medical", medicalHead+strings.Join(shuffled, ""))
		if a, b := serials(one), serials(two); !slices.Equal(a, b) || len(one.Bad) != len(two.Bad) {
			rt.Fatalf("%v %v", a, b)
		}
	})
}

func serials(l *intake.List) (out []string) {
	for _, r := range l.Rows {
		out = append(out, fmt.Sprint(r.Facts["serial_no"], r.CitizenNo, r.EventOn, *r.AmountFen))
	}
	slices.Sort(out)
	return out
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-11-03", "20261301", "46329.5", "2026年2月29日", "２０２６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		day, ok := intake.ParseDay(cell)
		if again, is := models.ParseDate(string(day)); ok != is || ok && again != day {
			t.Fatalf("%q: %q %v", cell, day, ok)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"21,300.50", "2.13万", "¥0.01", "-5元", "1e9"} {
		f.Add(s, "yuan")
	}
	f.Fuzz(func(t *testing.T, cell, unit string) {
		fen, flaw := intake.ParseAmount(cell, models.AmountUnit(unit))
		if flaw != "" && fen != 0 || fen > 100_000_000_000 || fen < -100_000_000_000 {
			t.Fatalf("%q: %d %q", cell, fen, flaw)
		}
		if flaw == "" {
			if again, flaw := intake.ParseAmount(fmt.Sprintf("%d分", fen), models.AmountYuan); flaw != "" || again != fen {
				t.Fatalf("%q: %d comes back as %d %q", cell, fen, again, flaw)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(medicalHead + medical()))
	f.Add([]byte("身份证号\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		list, err := intake.Read(intake.Order{Feed: models.ShippedFeeds()[0], Name: "x.csv", Content: content, Today: today})
		if err != nil {
			return
		}
		for _, r := range list.Rows {
			if r.CitizenNo == "" || r.EventOn == "" || r.AmountFen == nil {
				t.Fatalf("a row passed without what is required: %+v", r)
			}
		}
	})
}
