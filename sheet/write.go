package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
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
		if text, ok := words(cell); ok {
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

// words is what a cell says where that is text, and neither a number nor a truth.
func words(cell any) (text string, ok bool) {
	switch v := cell.(type) {
	case nil, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return "", false
	case string:
		return v, true
	default:
		return fmt.Sprint(v), true
	}
}
