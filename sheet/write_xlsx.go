package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// NewXLSX writes a workbook with a bold, frozen header on every sheet. Strings are explicit text cells and are never read as formulas. Rows go out
// as they come: nothing waits in memory, nor in a file on disk that nobody has sealed. Until Close the workbook is not whole.
func NewXLSX(w io.Writer) Writer { return &xlsxWriter{out: zip.NewWriter(w)} }

type xlsxWriter struct {
	out     *zip.Writer
	sheet   *bufio.Writer // the worksheet that is being written
	names   []string
	columns []bool // of the present sheet, whether their text is wrapped
	margins *string
	line    int
}

const (
	maxNameRunes = 31     // of a worksheet, by ECMA-376
	maxCellUnits = 32_767 // of text in a cell, in units of UTF-16
	maxWidth     = 120
	maxMargin    = 250
)

// The styles of cells, by their place in xlsxStyles.
const (
	styleHead = "1"
	styleCell = "2"
	styleWrap = "3"
)

// quoted are the styles of cells that begin like a formula: it stays text in the hands of whoever edits it.
var quoted = map[string]string{styleCell: "4", styleWrap: "5"}

const (
	xmlHead     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xlsxMain    = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	xlsxOffice  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	xlsxPackage = `http://schemas.openxmlformats.org/package/2006/`
	xlsxKind    = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	xlsxStyles  = xmlHead + `<styleSheet xmlns="` + xlsxMain + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/></patternFill></fill></fills><borders count="1"><border/></borders>` +
		`<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf xfId="0"/>` +
		`<xf xfId="0" fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>` +
		`<xf xfId="0" applyAlignment="1"><alignment vertical="top"/></xf><xf xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
		`<xf xfId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top"/></xf>` +
		`<xf xfId="0" quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`
)

func (x *xlsxWriter) Sheet(name string, headings ...Heading) error {
	if err := x.end(); err != nil {
		return err
	}
	if len(x.names) == 0 {
		if err := x.parts(xlsxDoor); err != nil {
			return err
		}
	}
	x.names = append(x.names, sheetName(name))
	part, err := x.out.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(x.names)))
	if err != nil {
		return err
	}
	x.sheet, x.line, x.margins, x.columns = bufio.NewWriter(part), 0, nil, make([]bool, len(headings))
	x.write(xmlHead + `<worksheet xmlns="` + xlsxMain + `">`)
	x.write(`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	if len(headings) > 0 {
		x.write("<cols>")
		for i, h := range headings {
			width := h.Width
			if width == 0 {
				width = max(10, displayWidth(h.Title)+3)
			}
			x.columns[i] = h.Wrap
			x.write(fmt.Sprintf(`<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, min(width, maxWidth)))
		}
		x.write("</cols>")
	}
	x.write("<sheetData>")
	titles := make([]any, len(headings))
	for i, h := range headings {
		titles[i] = h.Title
	}
	return x.row(titles, func(int) string { return styleHead })
}

// Margins writes the text above every printed page and the number of the page below it.
func (x *xlsxWriter) Margins(text string) error {
	if x.sheet == nil {
		return fmt.Errorf("sheet: margins before any sheet")
	}
	text = strings.ReplaceAll(text, "&", "&&")
	text = string([]rune(text)[:min(maxMargin, runeCount(text))])
	x.margins = &text
	return nil
}

func (x *xlsxWriter) Row(cells ...any) error {
	if x.sheet == nil {
		return fmt.Errorf("sheet: a row before any sheet")
	}
	return x.row(cells, func(i int) string {
		if i < len(x.columns) && x.columns[i] {
			return styleWrap
		}
		return styleCell
	})
}

func (x *xlsxWriter) row(cells []any, style func(int) string) error {
	x.line++
	line := strconv.Itoa(x.line)
	x.write(`<row r="` + line + `">`)
	for i, cell := range cells {
		if cell != nil {
			x.cell(columnName(i)+line, style(i), cell)
		}
	}
	_, err := x.sheet.WriteString("</row>")
	return err
}

// cell writes a cell: text as text, and numbers and truths as themselves.
func (x *xlsxWriter) cell(at, style string, value any) {
	text, _ := words(value)
	if other := quoted[style]; other != "" && dangerous(text) {
		style = other
	}
	x.write(`<c r="` + at + `" s="` + style)
	switch v := value.(type) {
	case bool:
		x.write(`" t="b"><v>` + map[bool]string{true: "1", false: "0"}[v] + "</v></c>")
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		x.write(`"><v>` + fmt.Sprint(v) + "</v></c>")
	case float64:
		x.write(`"><v>` + strconv.FormatFloat(v, 'f', -1, 64) + "</v></c>")
	default:
		x.write(`" t="inlineStr"><is><t xml:space="preserve">`)
		x.text(text)
		x.write("</t></is></c>")
	}
}

// columnName is the letters of a column, the first being 0.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// escaped is what readers of workbooks would take for the code of a character.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// text writes what a cell says, as much of it as a cell holds.
func (x *xlsxWriter) text(s string) {
	if len(s) > maxCellUnits {
		if units := utf16.Encode([]rune(s)); len(units) > maxCellUnits {
			s = string(utf16.Decode(units[:maxCellUnits]))
		}
	}
	if strings.Contains(s, "_x") {
		s = escaped.ReplaceAllStringFunc(s, func(code string) string { return "_x005F" + code })
	}
	_ = xml.EscapeText(x.sheet, []byte(s)) // what the buffer could not write it says at the row's end
}

func (x *xlsxWriter) write(s string) { _, _ = x.sheet.WriteString(s) }

// end ends the sheet that is being written.
func (x *xlsxWriter) end() error {
	if x.sheet == nil {
		return nil
	}
	x.write("</sheetData>")
	if x.margins != nil {
		for _, place := range [][2]string{{"<headerFooter><oddHeader>", ""}, {"</oddHeader><oddFooter>", "&R&P/&N"}} {
			x.write(place[0])
			x.text("&L" + *x.margins + place[1])
		}
		x.write("</oddFooter></headerFooter>")
	}
	x.write("</worksheet>")
	return x.sheet.Flush()
}

func (x *xlsxWriter) Close() error {
	if x.sheet == nil {
		return fmt.Errorf("sheet: a workbook without a sheet")
	}
	if err := x.end(); err != nil {
		return err
	}
	if err := x.parts(x.frame()); err != nil {
		return err
	}
	return x.out.Close()
}

func (x *xlsxWriter) parts(list [][2]string) error {
	for _, part := range list {
		w, err := x.out.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// xlsxDoor is what readers look for first, by the names of the parts (ECMA-376): any part that is not named is a worksheet.
var xlsxDoor = [][2]string{
	{"[Content_Types].xml", xmlHead + `<Types xmlns="` + xlsxPackage + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="` + xlsxKind + `worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="` + xlsxKind + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + xlsxKind + `styles+xml"/></Types>`},
	{"_rels/.rels", xmlHead + `<Relationships xmlns="` + xlsxPackage + `relationships">` +
		`<Relationship Id="rId1" Type="` + xlsxOffice + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/styles.xml", xlsxStyles},
}

// frame is what holds the sheets together.
func (x *xlsxWriter) frame() [][2]string {
	var sheets, ways strings.Builder
	for i, name := range x.names {
		n := strconv.Itoa(i + 1)
		sheets.WriteString(`<sheet name="`)
		_ = xml.EscapeText(&sheets, []byte(name))
		sheets.WriteString(`" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		ways.WriteString(`<Relationship Id="rId` + n + `" Type="` + xlsxOffice + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	return [][2]string{
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + xlsxMain + `" xmlns:r="` + xlsxOffice + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + xlsxPackage + `relationships">` + ways.String() +
			`<Relationship Id="rIdStyles" Type="` + xlsxOffice + `/styles" Target="styles.xml"/></Relationships>`},
	}
}
