// Package intake reads the lists that departments send, each by the declaration of its feed: headings in any order and by any of their
// names, days, amounts, codes and citizen numbers as departments write them. What cannot be read is kept aside with its line, column and
// reason; no message repeats what a cell holds. It knows no database: whether a village or a person exists is for whoever takes the rows.
package intake

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"zhulian/models"
	"zhulian/sheet"
)

// List is a department's list as read. Every row of the file is in Rows or in Bad.
type List struct {
	Header  []string
	Ignored []string // headings that the feed does not know
	Rows    []Row
	Bad     []Bad
}

// Total counts the rows of the file.
func (l *List) Total() int { return len(l.Rows) + len(l.Bad) }

// Row is one row that was understood. Without a citizen number it has a name. Village is a region code, or a name as the list has it.
type Row struct {
	Line      int
	CitizenNo string
	Name      string
	Phone     string
	Village   string
	Address   string
	EventOn   models.Date
	AmountFen *int64
	Code      string
	Facts     map[string]string
	cells     []string
}

// Bad is one row that is kept aside, with all that is wrong with it.
type Bad struct {
	Line   int      `json:"line"`
	Cells  []string `json:"cells"`
	Faults []Fault  `json:"faults"`
}

// Fault is one thing wrong in a row. Its text is "fault.<code>" of the catalogue.
type Fault struct {
	Column string      `json:"column,omitempty"` // its letter
	Header string      `json:"header,omitempty"`
	Code   string      `json:"code"`
	Args   models.Args `json:"args,omitempty"`
}

// Order is what to read, by which declaration, on which day.
type Order struct {
	Feed    models.Feed
	Name    string // of the file
	Content []byte
	Today   models.Date
	Tell    func(done, total int) // how far it is; nil tells nobody
}

// limits bound one list: 200,000 rows, 64 MiB.
func limits() sheet.Limits {
	l := sheet.DefaultLimits()
	l.Bytes = 64 << 20
	return l
}

// Read reads a list. A file that cannot be used at all is a *models.Error, Invalid at the field "file", or a *sheet.Error.
func Read(o Order) (*List, error) {
	grid, err := sheet.Read(bytes.NewReader(o.Content), o.Name, limits())
	if err != nil {
		return nil, err
	}
	columns := columnsOf(o.Feed)
	table, err := columns.Bind(grid, nil)
	if err != nil {
		return nil, discreet(o.Feed, err)
	}
	r := &reader{order: o, table: table, words: wordsOf(o.Feed), oldest: o.Today.AddDays(-o.Feed.KeepDays), unit: headUnit(o.Feed, table)}
	r.flaws = flawsByLine(table)
	out := &List{Header: table.Header, Ignored: table.Ignored}
	for i, row := range table.Rows {
		if taken, faults := r.row(row); len(faults) > 0 {
			out.Bad = append(out.Bad, Bad{Line: row.Line, Cells: row.Cells, Faults: faults})
		} else {
			out.Rows = append(out.Rows, taken)
		}
		if o.Tell != nil && i%1000 == 999 {
			o.Tell(i+1, len(table.Rows))
		}
	}
	return out, nil
}

// Reject moves rows that were understood but cannot be used to the rows kept aside; why answers nil for those that stay.
func (l *List) Reject(why func(Row) *Fault) {
	kept := l.Rows[:0]
	for _, r := range l.Rows {
		if f := why(r); f != nil {
			l.Bad = append(l.Bad, Bad{Line: r.Line, Cells: r.cells, Faults: []Fault{*f}})
			continue
		}
		kept = append(kept, r)
	}
	clear(l.Rows[len(kept):])
	l.Rows = kept
	slices.SortFunc(l.Bad, func(a, b Bad) int { return a.Line - b.Line })
}

// FaultAt is a fault of a field of a row, with the column that it stands in.
func (l *List) FaultAt(feed models.Feed, field models.FeedField, code string, args models.Args) *Fault {
	f := &Fault{Code: code, Args: args}
	c, _ := feed.Column(field)
	for i, head := range l.Header {
		if slices.ContainsFunc(c.Names, func(n string) bool { return sheet.Normalise(n) == sheet.Normalise(head) }) {
			f.Column, f.Header = sheet.ColumnLetter(i), head
			break
		}
	}
	return f
}

// columnsOf are a feed's columns as the sheet package looks for them.
func columnsOf(f models.Feed) sheet.Columns {
	out := make(sheet.Columns, len(f.Columns))
	for i, c := range f.Columns {
		out[i] = sheet.Column{Field: string(c.Field), Names: c.Names, Required: c.Required}
	}
	return out
}

// discreet words what is wrong with a header anew: sheet's own texts repeat the row, which may be somebody's name and number when a
// list came without its header.
func discreet(f models.Feed, err error) error {
	var fault *sheet.Error
	if !errors.As(err, &fault) {
		return err
	}
	var needed []string
	for _, c := range f.Columns {
		if c.Required {
			needed = append(needed, c.Names[0])
		}
	}
	args := models.Args{"needed": strings.Join(needed, "、")}
	switch fault.Code {
	case sheet.FileHeader:
		return wrong("feed_header", args)
	case sheet.FileHeaderMissing:
		return wrong("feed_header_missing", args)
	case sheet.FileHeaderTwice:
		name, _ := fault.Args[0].(string)
		if c, known := f.Column(models.FeedField(name)); known {
			name = c.Names[0]
		}
		return wrong("feed_header_twice", models.Args{"name": name})
	}
	return err
}

func wrong(code string, args models.Args) error {
	return models.Invalid(models.FieldError{Field: "file", Code: code, Args: args})
}

// flawsByLine are what the sheet found wrong with a row whatever its columns mean.
func flawsByLine(t *sheet.Table) map[int][]Fault {
	out := map[int][]Fault{}
	for _, f := range t.Faults {
		out[f.Line] = append(out[f.Line], Fault{Column: f.Column, Header: f.Header, Code: f.Code})
	}
	return out
}

// wordsOf maps every way to write a code of the feed's list to the code.
func wordsOf(f models.Feed) map[string]string {
	out := map[string]string{}
	for _, w := range f.Codes {
		for _, name := range append([]string{w.Code, w.NameZH, w.NameEN}, w.Also...) {
			if key := sheet.Normalise(name); key != "" {
				out[key] = w.Code
			}
		}
	}
	return out
}

// headUnit is the unit that stands over the amounts, or the feed's own.
func headUnit(f models.Feed, t *sheet.Table) models.AmountUnit {
	switch strings.TrimSuffix(sheet.Normalise(t.Unit(string(models.FeedAmount))), "人民币") {
	case "元", "yuan", "rmb":
		return models.AmountYuan
	case "万", "万元", "wan":
		return models.AmountWan
	case "分", "fen":
		return models.AmountFen
	}
	return f.AmountUnit
}
