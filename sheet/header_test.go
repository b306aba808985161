package sheet

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHeadersAreComparedWithoutTheirDress(t *testing.T) {
	for _, header := range []string{"needed by", "Needed_By", "NEEDED-BY*", " needed　by：", "ｎｅｅｄｅｄｂｙ", "needed\u200bby", "'needed by'"} {
		assert.Equal(t, "neededby", Normalise(header), header)
	}
	assert.NotEqual(t, Normalise("数量"), Normalise("数量下限"))
}

func TestBracketsAtTheEndHoldTheUnit(t *testing.T) {
	for header, want := range map[string][2]string{
		"数量(件)": {"数量", "件"}, "数量（ 床 ）": {"数量", "床"}, "数量[箱]": {"数量", "箱"}, "数量【袋】": {"数量", "袋"}, "数量": {"数量", ""},
		"(件)": {"(件)", ""}, "数量)件(": {"数量)件(", ""}, "数量(": {"数量(", ""}, "数量()": {"数量", ""}, "价格(元)(含税)": {"价格(元)", "含税"},
	} {
		assert.Equal(t, want, [2]string{withoutUnit(header), unitOf(header)}, header)
	}
}

func TestAListForAMessageIsShortAndOfOneLine(t *testing.T) {
	cells := []string{"a\nb", strings.Repeat("长", 40)}
	for range 20 {
		cells = append(cells, "x")
	}
	list := List(cells)
	assert.True(t, strings.HasPrefix(list, "a b, "+strings.Repeat("长", 30)+"…, x"))
	assert.True(t, strings.HasSuffix(list, "x, …"))
	assert.NotContains(t, list, "\n")
	assert.Equal(t, 12, strings.Count(list, ", "))
}

func TestAnOverrideNamesTheHeaderBeforeTheLetter(t *testing.T) {
	header := []string{"B", "数量", "c d"}
	for want, column := range map[string]int{"B": 0, "b": 0, "数 量": 1, "C": 2, "C D": 2, "A": 0, "Z": -1, "": -1} {
		assert.Equal(t, column, findOverride(header, normalised(header), want), want)
	}
}

func TestAFaultWithoutAHeaderStillNamesItsColumn(t *testing.T) {
	fault := Fault{Line: 7, Column: "D", Code: "too_bad"}
	assert.Equal(t, "line 7, column D: too_bad", fault.Say("en"))
	fault = Fault{Line: 7, Code: RowTooLong}
	assert.Equal(t, "第 7 行：单元格比表头多", fault.Say("zh-CN"))
	assert.Equal(t, "line 7: has more cells than the header\nline 7, column A: x", Faults{fault, {Line: 7, Column: "A", Reason: "x"}}.Error())
}
