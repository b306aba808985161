package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Heading is a column to be written: its title, its width in characters (0: as wide as the title, at least 10), and
// whether long text is wrapped.
type Heading struct {
	Title string
	Width float64
	Wrap  bool
}

// Writer writes rows as they come. Sheet begins a worksheet; Row takes strings, which stay text whatever they begin
// with, and numbers and booleans, which stay themselves; Margins says something on every printed page of the present sheet; Close writes the end and must be called exactly once.
type Writer interface {
	Sheet(name string, headings ...Heading) error
	Row(cells ...any) error
	Margins(text string) error
	Close() error
}

// NewCSV writes UTF-8 with a byte order mark, so that Excel shows Chinese, lines ending in CRLF, cells that a
// spreadsheet would take for a formula defused. A csv holds one sheet; beginning a second is an error.
func NewCSV(w io.Writer) Writer {
	buffer := bufio.NewWriter(w)
	out := csv.NewWriter(buffer)
	out.UseCRLF = true
	return &csvWriter{buffer: buffer, out: out}
}

type csvWriter struct {
	buffer *bufio.Writer
	out    *csv.Writer
	begun  bool
}

func (c *csvWriter) Sheet(_ string, headings ...Heading) error {
	if c.begun {
		return fmt.Errorf("sheet: a csv holds one sheet")
	}
	c.begun = true
	if _, err := c.buffer.WriteString("\ufeff"); err != nil {
		return err
	}
	titles := make([]any, len(headings))
	for i, heading := range headings {
		titles[i] = heading.Title
	}
	return c.Row(titles...)
}

func (c *csvWriter) Row(cells ...any) error {
	record := make([]string, len(cells))
	for i, cell := range cells {
		if text, ok := cell.(string); ok {
			record[i] = Defuse(text)
		} else if cell != nil {
			record[i] = fmt.Sprint(cell)
		}
	}
	return c.out.Write(record)
}

// Margins does nothing: a csv has no pages.
func (c *csvWriter) Margins(string) error { return nil }

func (c *csvWriter) Close() error {
	c.out.Flush()
	if err := c.out.Error(); err != nil {
		return err
	}
	return c.buffer.Flush()
}

// NewXLSX writes a workbook with a bold, frozen header on every sheet. Strings are explicit text cells and are never
// read as formulas. Nothing reaches w before Close.
func NewXLSX(w io.Writer) Writer {
	return &xlsxWriter{out: w, book: excelize.NewFile()}
}

type xlsxWriter struct {
	out    io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
	styles []int
	line   int
}

const maxNameRunes = 31 // of a worksheet, by ECMA-376

func (x *xlsxWriter) Sheet(name string, headings ...Heading) error {
	if err := x.begin(sheetName(name)); err != nil {
		return err
	}
	bold, err := x.book.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE6F1"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return err
	}
	titles, err := x.columns(headings, bold)
	if err != nil {
		return err
	}
	err = x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	x.line = 1
	return x.stream.SetRow("A1", titles)
}

// begin ends the sheet before and opens the next; the first takes the sheet that a new book has.
func (x *xlsxWriter) begin(name string) error {
	if x.stream == nil {
		if err := x.book.SetSheetName(x.book.GetSheetName(0), name); err != nil {
			return err
		}
	} else {
		if err := x.stream.Flush(); err != nil {
			return err
		}
		if _, err := x.book.NewSheet(name); err != nil {
			return err
		}
	}
	stream, err := x.book.NewStreamWriter(name)
	x.stream = stream
	return err
}

// columns sets widths and answers the header's cells.
func (x *xlsxWriter) columns(headings []Heading, bold int) ([]any, error) {
	x.styles = make([]int, len(headings))
	titles := make([]any, len(headings))
	for i, heading := range headings {
		width := heading.Width
		if width == 0 {
			width = max(10, displayWidth(heading.Title)+3)
		}
		if err := x.stream.SetColWidth(i+1, i+1, min(width, 120)); err != nil {
			return nil, err
		}
		style := &excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: heading.Wrap}}
		id, err := x.book.NewStyle(style)
		if err != nil {
			return nil, err
		}
		x.styles[i] = id
		titles[i] = excelize.Cell{StyleID: bold, Value: heading.Title}
	}
	return titles, nil
}

// Margins writes the text above every printed page and the number of the page below it.
func (x *xlsxWriter) Margins(text string) error {
	if x.stream == nil {
		return fmt.Errorf("sheet: margins before any sheet")
	}
	const most = 250 // characters, by ECMA-376
	text = strings.ReplaceAll(text, "&", "&&")
	text = string([]rune(text)[:min(most, runeCount(text))])
	return x.book.SetHeaderFooter(x.stream.Sheet, &excelize.HeaderFooterOptions{OddHeader: "&L" + text, OddFooter: "&L" + text + "&R&P/&N"})
}

func (x *xlsxWriter) Row(cells ...any) error {
	if x.stream == nil {
		return fmt.Errorf("sheet: a row before any sheet")
	}
	x.line++
	row := make([]any, len(cells))
	for i, cell := range cells {
		if i < len(x.styles) && cell != nil {
			cell = excelize.Cell{StyleID: x.styles[i], Value: cell}
		}
		row[i] = cell
	}
	return x.stream.SetRow("A"+strconv.Itoa(x.line), row)
}

func (x *xlsxWriter) Close() error {
	defer func() { _ = x.book.Close() }()
	if x.stream == nil {
		return fmt.Errorf("sheet: a workbook without a sheet")
	}
	if err := x.stream.Flush(); err != nil {
		return err
	}
	return x.book.Write(x.out)
}
