package sheet

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const sample = "物资,数量,备注\n棉被,12,\"给青石镇\n分两次送\"\n大米,30,\n"

func read(t *testing.T, data string) *Grid {
	t.Helper()
	grid, err := Read(strings.NewReader(data), "list.csv", DefaultLimits())
	require.NoError(t, err)
	return grid
}

func refused(t *testing.T, data string, limits Limits) *Error {
	t.Helper()
	_, err := Read(strings.NewReader(data), "list.csv", limits)
	var fault *Error
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, "list.csv", fault.File)
	return fault
}

func utf16Bytes(text string, big bool) string {
	out := "\xff\xfe"
	if big {
		out = "\xfe\xff"
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		pair := []byte{byte(unit), byte(unit >> 8)}
		if big {
			pair[0], pair[1] = pair[1], pair[0]
		}
		out += string(pair)
	}
	return out
}

func TestReadsEveryEncodingToTheSameRows(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(sample)
	require.NoError(t, err)
	want := []Row{
		{1, []string{"物资", "数量", "备注"}}, {2, []string{"棉被", "12", "给青石镇\n分两次送"}}, {4, []string{"大米", "30"}},
	}
	for encoding, data := range map[string]string{
		"utf-8": sample, "utf-16le": utf16Bytes(sample, false), "utf-16be": utf16Bytes(sample, true), "gb18030": gb,
	} {
		grid := read(t, data)
		assert.Equal(t, encoding, grid.Encoding)
		assert.Equal(t, want, grid.Rows, encoding)
	}
	assert.Equal(t, want, read(t, "\ufeff"+sample).Rows, "with a byte order mark")
}

func TestFindsTheDelimiter(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want rune
	}{
		"comma":                    {"a,b\n1,2\n", ','},
		"semicolon, comma inside":  {"a;b\n1,5;2\n3,5;4\n", ';'},
		"tab":                      {"a\tb\n1\t2\n", '\t'},
		"named by Excel":           {"sep=;\r\na,b;c\r\n", ';'},
		"one column":               {"item\nrice\n", ','},
		"semicolons inside quotes": {"a,b\n\"x;y;z\",2\n", ','},
	} {
		assert.Equal(t, c.want, read(t, c.data).Delimiter, name)
	}
}

func TestKnowsThePhysicalLineOfEveryRow(t *testing.T) {
	grid := read(t, "sep=,\r\n\r\na,b\r\n\"x\r\ny\r\nz\",1\r\n ,\r\nlast,2")
	lines := []int{}
	for _, row := range grid.Rows {
		lines = append(lines, row.Line)
	}
	assert.Equal(t, []int{3, 4, 8}, lines)
	assert.Equal(t, "x\ny\nz", grid.Rows[1].Cell(0))
	assert.Equal(t, "", grid.Rows[1].Cell(7))
	assert.Equal(t, []int{1, 2, 3}, []int{read(t, "a\rb\rc").Rows[0].Line, read(t, "a\rb\rc").Rows[1].Line, 3})
}

func TestReadsQuotationMarksAsSpreadsheetsDo(t *testing.T) {
	grid := read(t, "a,b\n\"say \"\"hi\"\"\",5\" screen\n \"spaced\" ,x\n")
	assert.Equal(t, []string{`say "hi"`, `5" screen`}, grid.Rows[1].Cells)
	assert.Equal(t, []string{"spaced", "x"}, grid.Rows[2].Cells)
	assert.Equal(t, 2, refused(t, "a,b\n\"open,1\nx,2\n", DefaultLimits()).Line, "where the mark was opened")
	assert.Equal(t, FileQuote, refused(t, "a,b\n\"x\"y,1\n", DefaultLimits()).Code)
}

func TestRefusesWhatIsNoSpreadsheet(t *testing.T) {
	limits := DefaultLimits()
	for name, c := range map[string]struct{ data, code string }{
		"nothing":             {"", FileEmpty},
		"a mark only":         {"\ufeff \r\n", FileEmpty},
		"only delimiters":     {",,,\n,,\n", FileEmpty},
		"a PDF":               {"%PDF-1.7\n...", FileKind},
		"a picture":           {"\x89PNG\r\n\x1a\n...", FileKind},
		"an old workbook":     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", FileKind},
		"a web page":          {"\ufeff\n<html><table>", FileKind},
		"a gzip":              {"\x1f\x8b\x08", FileKind},
		"an empty zip":        {"PK\x05\x06" + strings.Repeat("\x00", 18), FileKind},
		"a broken zip":        {"PK\x03\x04 and no more", FileBroken},
		"NULs":                {"a,b\n1,\x002\n", FileKind},
		"NULs and no UTF-8":   {"a,b\n\xff\x00\x01\x02", FileKind},
		"broken UTF-8":        {"物资,数量\n棉被\xe5\xa4,12\n", FileEncoding},
		"Latin-1":             {"caf\xe9,1\n", FileEncoding},
		"half of UTF-16":      {"\xff\xfe\x41", FileEncoding},
		"mark, broken UTF-8":  {"\ufeffa,\xff\n", FileEncoding},
		"neither GB nor UTF8": {"\xff\xff\xff,\x81\n", FileEncoding},
	} {
		assert.Equal(t, c.code, refused(t, c.data, limits).Code, name)
	}
	assert.Equal(t, 2, refused(t, "物资,数量\n棉被\xe5\xa4,12\n", limits).Line)
}

func TestHoldsItsLimits(t *testing.T) {
	small := Limits{Bytes: 60, Unzipped: 1000, Rows: 3, Columns: 2, CellRunes: 4}
	assert.Equal(t, FileTooLarge, refused(t, strings.Repeat("a,b\n", 16), small).Code)
	assert.Equal(t, FileRowLimit, refused(t, "a\nb\nc\nd\n", small).Code)
	assert.Equal(t, FileColumnLimit, refused(t, "a,b,c\n", small).Code)
	long := refused(t, "a,b\nx,长长长长长\n", small)
	assert.Equal(t, []any{FileCellLimit, 2, "B"}, []any{long.Code, long.Line, long.Column})
	_, err := Read(strings.NewReader("a,b,,\nx,长长长长\n\n\n"), "list.csv", small)
	assert.NoError(t, err, "blank cells and rows do not count")
}

func TestOpenSaysWhyAFileCannotBeRead(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none.csv"), DefaultLimits())
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.Contains(t, err.Error(), "none.csv cannot be read: no such file")
	_, err = Open(t.TempDir(), DefaultLimits())
	var fault *Error
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, FileUnreadable, fault.Code)
}

func TestErrorsSpeakBothLanguages(t *testing.T) {
	fault := refused(t, "%PDF-", DefaultLimits())
	assert.Equal(t, "list.csv is neither csv nor xlsx but a PDF", fault.Error())
	assert.Equal(t, "list.csv：不是 csv 或 xlsx 文件，而是 PDF 文件", fault.Say("zh-CN"))
	broken := refused(t, "a,b\n\"x\"y,1\n", DefaultLimits())
	assert.Equal(t, "list.csv has a quotation mark that is not closed properly (line 2)", broken.Error())
	for code, pair := range texts {
		assert.NotEmpty(t, pair[0], code)
		assert.NotEmpty(t, pair[1], code)
		assert.Equal(t, strings.Count(pair[0], "%"), strings.Count(pair[1], "%"), code)
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, seed := range []string{sample, "sep=;\na;b\n", "\"", "a\r\rb", utf16Bytes(sample, true), "\xc3\xe7,1\n", "'=1,''-x\n"} {
		f.Add([]byte(seed))
	}
	limits := Limits{Bytes: 1 << 16, Unzipped: 1 << 20, Rows: 500, Columns: 50, CellRunes: 500}
	f.Fuzz(func(t *testing.T, data []byte) {
		grid, err := Read(bytes.NewReader(data), "f", limits)
		if err != nil {
			var fault *Error
			require.ErrorAs(t, err, &fault)
			require.NotEmpty(t, fault.Say("zh"))
			return
		}
		require.NotEmpty(t, grid.Rows)
		require.LessOrEqual(t, len(grid.Rows), limits.Rows)
		last := 0
		for _, row := range grid.Rows {
			require.Greater(t, row.Line, last)
			require.NotEmpty(t, row.Cells[len(row.Cells)-1])
			last = row.Line
		}
	})
}
