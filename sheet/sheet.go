// Package sheet reads and writes the spreadsheets that people bring and take away: .csv and .xlsx. It knows nothing of
// the marketplace; it turns outside bytes into rows whose every cell knows its line and column, binds columns to the
// caller's nouns, and writes files that a spreadsheet program opens safely. A file of the wrong kind, whatever its
// bytes, is answered with an *Error and never with a panic.
package sheet

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The two formats that are read and written.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// Limits bound what one file may cost. Each excess has its own code in Error.
type Limits struct {
	Bytes     int64 // size of the file, in bytes
	Unzipped  int64 // size of the unzipped parts of a workbook, and of all its cells together, in bytes
	Rows      int   // rows with something in them, the header included
	Columns   int   // columns, trailing blank ones not counted
	CellRunes int   // characters of one cell
}

// DefaultLimits fit one county's largest lists: 32 MiB, 256 MiB unzipped, 200,000 rows of 256 columns, 10,000
// characters a cell.
func DefaultLimits() Limits {
	return Limits{Bytes: 32 << 20, Unzipped: 256 << 20, Rows: 200_000, Columns: 256, CellRunes: 10_000}
}

// Row is one row with something in it. Line is where it begins: the physical line of a csv (1-based, quoted newlines
// counted), the row number of a workbook. Cells are trimmed; trailing blank cells are cut.
type Row struct {
	Line  int
	Cells []string
}

// Cell answers the cell of a column counted from 0, "" beyond the end of the row.
func (r Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Grid is a file as read, before anybody has said what its columns mean. Blank rows are left out.
type Grid struct {
	Name      string // the file's base name, for messages
	Format    string // CSV or XLSX
	Encoding  string // of a csv: utf-8, utf-16le, utf-16be or gb18030
	Delimiter rune   // of a csv: ',', ';' or tab
	Sheet     string // of a workbook: the worksheet that was read
	Rows      []Row
}

// Open reads the file at path. Errors are *Error with one of the file_… codes; a file that cannot be opened is
// file_unreadable and wraps the cause.
func Open(path string, limits Limits) (*Grid, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() { _ = file.Close() }()
	return Read(file, filepath.Base(path), limits)
}

// Read reads a whole file from r. What it is, is decided by its bytes and never by its name: .csv in UTF-8 (with or
// without a byte order mark), UTF-16 (with one) or GB18030, separated by comma, semicolon or tab; or the first visible
// worksheet with something in it of an .xlsx. Formulas are read by their stored value, dates as yyyy-mm-dd.
func Read(r io.Reader, name string, limits Limits) (*Grid, error) {
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	if int64(len(data)) > limits.Bytes {
		return nil, &Error{Code: FileTooLarge, File: name, Args: []any{megabytes(limits.Bytes)}}
	}
	kind, err := sniff(data)
	if err == nil {
		var grid *Grid
		if kind == XLSX {
			grid, err = readXLSX(data, limits)
		} else {
			grid, err = readCSV(data, limits)
		}
		if err == nil {
			grid.Name, grid.Format = name, kind
			return grid, nil
		}
	}
	return nil, named(err, name)
}

// ColumnLetter answers the letters of a column counted from 0: A, B, … Z, AA.
func ColumnLetter(column int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letters := ""
	for column++; column > 0; column = (column - 1) / len(alphabet) {
		at := (column - 1) % len(alphabet)
		letters = alphabet[at:at+1] + letters
	}
	return letters
}

// gather checks one row against the limits and adds it to the grid unless it is blank.
func (g *Grid) gather(line int, cells []string, limits Limits) error {
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
		if len(cells[i]) > limits.CellRunes && runeCount(cells[i]) > limits.CellRunes {
			return &Error{Code: FileCellLimit, Line: line, Column: ColumnLetter(i), Args: []any{limits.CellRunes}}
		}
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(cells) > limits.Columns {
		return &Error{Code: FileColumnLimit, Line: line, Args: []any{limits.Columns}}
	}
	if len(g.Rows) >= limits.Rows {
		return &Error{Code: FileRowLimit, Line: line, Args: []any{limits.Rows}}
	}
	g.Rows = append(g.Rows, Row{Line: line, Cells: cells})
	return nil
}

func unreadable(path string, err error) error {
	var cause *os.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return &Error{Code: FileUnreadable, File: path, Args: []any{err}, Cause: err}
}
