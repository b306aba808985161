package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func workbook(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	fill(book)
	buffer, err := book.WriteToBuffer()
	require.NoError(t, err)
	return buffer.Bytes()
}

func set(t testing.TB, book *excelize.File, cell string, value any) {
	t.Helper()
	require.NoError(t, book.SetCellValue("Sheet1", cell, value))
}

func TestReadsAWorkbookByRowNumber(t *testing.T) {
	data := workbook(t, func(book *excelize.File) {
		for cell, value := range map[string]any{
			"A1": "2026年需求表", "A3": "物资", "B3": "数量(件)", "C3": "电话", "D3": "日期", "E3": "单价",
			"A4": "棉被", "B4": 12, "C4": 13800000000, "E4": 12.5, "A9": "大米", "B9": 1234567,
		} {
			set(t, book, cell, value)
		}
		style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
		require.NoError(t, err)
		require.NoError(t, book.SetCellStyle("Sheet1", "D4", "D4", style))
		set(t, book, "D4", 46000)
	})
	grid, err := Read(bytes.NewReader(data), "list.xlsx", DefaultLimits())
	require.NoError(t, err)
	assert.Equal(t, []any{XLSX, "Sheet1"}, []any{grid.Format, grid.Sheet})
	assert.Equal(t, []Row{
		{1, []string{"2026年需求表"}},
		{3, []string{"物资", "数量(件)", "电话", "日期", "单价"}},
		{4, []string{"棉被", "12", "13800000000", "2025-12-09", "12.5"}},
		{9, []string{"大米", "1234567"}},
	}, grid.Rows)
}

func TestReadsTheFirstVisibleSheetWithSomethingInIt(t *testing.T) {
	data := workbook(t, func(book *excelize.File) {
		for _, name := range []string{"hidden", "data"} {
			_, err := book.NewSheet(name)
			require.NoError(t, err)
			require.NoError(t, book.SetCellValue(name, "A1", name))
		}
		require.NoError(t, book.SetSheetVisible("hidden", false))
	})
	grid, err := Read(bytes.NewReader(data), "x", DefaultLimits())
	require.NoError(t, err)
	assert.Equal(t, "data", grid.Rows[0].Cell(0))
}

func TestReadsFormulasByTheirValueAndKeepsLongNumbers(t *testing.T) {
	data := workbook(t, func(book *excelize.File) {
		set(t, book, "A1", "=SUM(1,2)")
		set(t, book, "B1", "330199190001011234")
		set(t, book, "C1", true)
		set(t, book, "D1", 0.1)
		require.NoError(t, book.SetCellFormula("Sheet1", "E1", "1+1"))
		set(t, book, "F1", "x")
		require.NoError(t, book.MergeCell("Sheet1", "F1", "H1"))
	})
	grid, err := Read(bytes.NewReader(data), "x", DefaultLimits())
	require.NoError(t, err)
	assert.Equal(t, []string{"=SUM(1,2)", "330199190001011234", "TRUE", "0.1", "", "x"}, grid.Rows[0].Cells, "a formula never calculated has no value")
}

func TestManyRowsComeInTheirOrder(t *testing.T) {
	data := workbook(t, func(book *excelize.File) {
		stream, err := book.NewStreamWriter("Sheet1")
		require.NoError(t, err)
		for i := 1; i <= 3000; i++ {
			require.NoError(t, stream.SetRow("A"+strconv.Itoa(i), []any{i, "物资" + strconv.Itoa(i)}))
		}
		require.NoError(t, stream.Flush())
	})
	grid, err := Read(bytes.NewReader(data), "x", DefaultLimits())
	require.NoError(t, err)
	require.Len(t, grid.Rows, 3000)
	assert.Equal(t, Row{2999, []string{"2999", "物资2999"}}, grid.Rows[2998])
}

// parts rewrites a workbook's zip: change answers the new bytes of a part, nil to leave it out.
func parts(t *testing.T, data []byte, change func(name string, body []byte) []byte) string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		r, err := part.Open()
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		if body = change(part.Name, body); body != nil {
			to, err := w.Create(part.Name)
			require.NoError(t, err)
			_, err = to.Write(body)
			require.NoError(t, err)
		}
	}
	require.NoError(t, w.Close())
	return out.String()
}

func TestRefusesBrokenAndMaliciousWorkbooks(t *testing.T) {
	good := workbook(t, func(book *excelize.File) { set(t, book, "A1", "x") })
	flipped := bytes.Clone(good)
	at := bytes.Index(flipped, []byte("xl/worksheets/sheet1.xml")) + 30
	flipped[at] ^= 0xff
	bomb := parts(t, good, func(name string, body []byte) []byte {
		if strings.HasPrefix(name, "xl/worksheets") {
			return bytes.Repeat([]byte(" "), 2<<20)
		}
		return body
	})
	limits := Limits{Bytes: 1 << 20, Unzipped: 1 << 20, Rows: 10, Columns: 10, CellRunes: 10}
	for name, c := range map[string]struct{ data, code string }{
		"nothing in it":    {string(workbook(t, func(*excelize.File) {})), FileEmpty},
		"cut short":        {string(good[:len(good)/2]), FileBroken},
		"a flipped byte":   {string(flipped), FileBroken},
		"a zip bomb":       {bomb, FileTooLarge},
		"no workbook part": {parts(t, good, without("xl/workbook.xml")), FileKind},
		"no sheet part":    {parts(t, good, without("xl/worksheets/sheet1.xml")), FileEmpty},
		"a wide row":       {string(workbook(t, func(b *excelize.File) { set(t, b, "XFD1", "x") })), FileColumnLimit},
		"a long cell":      {string(workbook(t, func(b *excelize.File) { set(t, b, "B2", strings.Repeat("x", 11)) })), FileCellLimit},
	} {
		assert.Equal(t, c.code, refused(t, c.data, limits).Code, name)
	}
}

func without(gone string) func(string, []byte) []byte {
	return func(name string, body []byte) []byte {
		if name == gone {
			return nil
		}
		return body
	}
}

func TestOneStringInManyCellsCountsEveryTime(t *testing.T) {
	data := workbook(t, func(book *excelize.File) {
		for row := 1; row <= 200; row++ {
			cell, _ := excelize.CoordinatesToCellName(1, row)
			set(t, book, cell, strings.Repeat("长", 100))
		}
	})
	limits := Limits{Bytes: 1 << 20, Unzipped: 30_000, Rows: 1000, Columns: 10, CellRunes: 1000}
	assert.Equal(t, FileTooLarge, refused(t, string(data), limits).Code)
}

func FuzzReadXLSX(f *testing.F) {
	data := workbook(f, func(book *excelize.File) { set(f, book, "A1", "x"); set(f, book, "B3", 4.5) })
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte("PK\x03\x04"))
	limits := Limits{Bytes: 1 << 16, Unzipped: 1 << 20, Rows: 500, Columns: 50, CellRunes: 500}
	f.Fuzz(func(t *testing.T, data []byte) {
		grid, err := Read(bytes.NewReader(data), "f.xlsx", limits)
		var fault *Error
		if err != nil {
			require.ErrorAs(t, err, &fault)
			return
		}
		require.NotEmpty(t, grid.Rows)
	})
}

// FuzzWorksheet gives the workbook reader a sound zip with an arbitrary worksheet in it, which random bytes never are.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="XFD2"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(`<worksheet><sheetData><row r="9"><c t="inlineStr"><is><t>x</t></is></c></row><row r="3"/>`)
	f.Add(`<worksheet><sheetData><row r="-1"><c r="A0" t="d"><v>9e99</v></c></row></sheetData></worksheet>`)
	var base bytes.Buffer
	book := excelize.NewFile()
	require.NoError(f, book.Write(&base))
	limits := Limits{Bytes: 1 << 16, Unzipped: 1 << 20, Rows: 500, Columns: 50, CellRunes: 500}
	f.Fuzz(func(t *testing.T, worksheet string) {
		data := parts(t, base.Bytes(), func(name string, body []byte) []byte {
			if name == "xl/worksheets/sheet1.xml" {
				return []byte(worksheet)
			}
			return body
		})
		if _, err := Read(strings.NewReader(data), "f.xlsx", limits); err != nil {
			var fault *Error
			require.ErrorAs(t, err, &fault)
		}
	})
}
