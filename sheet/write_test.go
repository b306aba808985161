package sheet

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var nasty = []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1", "\t=1", "'=x", "-5", "+3.5", "plain", "a,\"b\"\nc"}

func TestDefusesFormulasAndNothingElse(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+a": "'+a", "-a": "'-a", "@a": "'@a", "\t=1": "'\t=1", "\rx": "'\rx", "\n=1": "'\n=1", "＝1": "'＝1", "－x": "'－x",
		"'=1": "''=1", "-5": "-5", "+3.5": "+3.5", "-5-": "'-5-", "rice": "rice", "'rice": "'rice", "": "", "1=1": "1=1", "-": "'-",
	} {
		assert.Equal(t, want, Defuse(cell), cell)
		assert.Equal(t, cell, undefuse(want), cell)
	}
}

// word is text of a type of its own.
type word string

func TestACSVIsReadByExcelAndRunsNothing(t *testing.T) {
	var out bytes.Buffer
	w := NewCSV(&out)
	require.NoError(t, w.Sheet("x", Heading{Title: "物资"}, Heading{Title: "n"}))
	require.NoError(t, w.Row("=1+1", 12))
	require.NoError(t, w.Row(nil, true))
	require.NoError(t, w.Row(word("=1+1"), -1.5e-07))
	require.NoError(t, w.Close())
	assert.Equal(t, "\ufeff物资,n\r\n'=1+1,12\r\n,true\r\n'=1+1,-1.5e-07\r\n", out.String())
	assert.Error(t, w.Sheet("y"))
}

func TestAWorkbookKeepsTextAsTextAndFreezesItsHeader(t *testing.T) {
	var out bytes.Buffer
	w := NewXLSX(&out)
	require.Error(t, w.Row("too early"))
	require.NoError(t, w.Sheet("结果/1", Heading{Title: "物资"}, Heading{Title: "n", Width: 200, Wrap: true}))
	for i, cell := range nasty {
		require.NoError(t, w.Row(cell, i))
	}
	require.NoError(t, w.Sheet("second", Heading{Title: "a"}))
	require.NoError(t, w.Close())

	book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	require.NoError(t, err)
	assert.Equal(t, []string{"结果 1", "second"}, book.GetSheetList())
	for i, cell := range nasty {
		name, _ := excelize.CoordinatesToCellName(1, i+2)
		formula, err := book.GetCellFormula("结果 1", name)
		require.NoError(t, err)
		assert.Empty(t, formula)
		value, err := book.GetCellValue("结果 1", name)
		require.NoError(t, err)
		assert.Equal(t, cell, value)
		style, err := book.GetCellStyle("结果 1", name)
		require.NoError(t, err)
		assert.Equal(t, Defuse(cell) != cell && cell[0] != '\'', style == 4 || style == 5, "%q stays text where somebody edits it", cell)
	}
	panes, err := book.GetPanes("结果 1")
	require.NoError(t, err)
	assert.True(t, panes.Freeze)
	assert.Equal(t, 1, panes.YSplit)
	assert.Error(t, NewXLSX(io.Discard).Close(), "a workbook needs a sheet")
}

func TestAWorkbookKeepsNumbersTruthsAndWhatLooksLikeMarkup(t *testing.T) {
	var out bytes.Buffer
	w := NewXLSX(&out)
	heads := make([]Heading, 30)
	for i := range heads {
		heads[i].Title = "<第> & " + columnName(i)
	}
	require.NoError(t, w.Sheet("a & <b>", heads...))
	require.NoError(t, w.Margins("甲 & 乙"))
	row := make([]any, len(heads))
	row[0], row[1], row[2], row[3], row[4], row[29] = int64(12), 0.25, true, "_x0041_", strings.Repeat("长", 40_000), "末"
	require.NoError(t, w.Row(row...))
	require.NoError(t, w.Close())

	book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	require.NoError(t, err)
	assert.Equal(t, []string{"a & <b>"}, book.GetSheetList())
	for at, want := range map[string]string{
		"A1": "<第> & A", "AD1": "<第> & AD", "A2": "12", "B2": "0.25", "C2": "TRUE", "D2": "_x0041_", "E2": strings.Repeat("长", 32_767), "F2": "", "AD2": "末",
	} {
		got, err := book.GetCellValue("a & <b>", at)
		require.NoError(t, err)
		assert.Equal(t, want, got, at)
	}
	kind, err := book.GetCellType("a & <b>", "A2")
	require.NoError(t, err)
	assert.NotEqual(t, excelize.CellTypeInlineString, kind)
	margins, err := book.GetHeaderFooter("a & <b>")
	require.NoError(t, err)
	assert.Equal(t, "&L甲 && 乙", margins.OddHeader)
	assert.Equal(t, "&L甲 && 乙&R&P/&N", margins.OddFooter)
	id, err := book.GetCellStyle("a & <b>", "A1")
	require.NoError(t, err)
	style, err := book.GetStyle(id)
	require.NoError(t, err)
	assert.True(t, style.Font.Bold)
}

func TestWhatIsWrittenIsWhatIsRead(t *testing.T) {
	cell := rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringMatching(`['=+@a-]{1,4}[ -~一-龥]{0,8}x`))
	for _, open := range []func(io.Writer) Writer{NewCSV, NewXLSX} {
		rapid.Check(t, func(t *rapid.T) {
			cells := rapid.SliceOfN(cell, 2, 4).Draw(t, "cells")
			var out bytes.Buffer
			w := open(&out)
			require.NoError(t, w.Sheet("x", Heading{Title: "a"}, Heading{Title: "b"}))
			require.NoError(t, w.Row("first", "row"))
			row := make([]any, len(cells))
			for i, c := range cells {
				row[i] = c
			}
			require.NoError(t, w.Row(row...))
			require.NoError(t, w.Close())
			grid, err := Read(&out, "x", DefaultLimits())
			require.NoError(t, err)
			for i, c := range cells {
				require.Equal(t, strings.TrimSpace(c), grid.Rows[2].Cell(i))
			}
		})
	}
}
