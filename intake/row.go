package intake

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhulian/models"
	"zhulian/sheet"
)

// reader is what the rows of one list share.
type reader struct {
	order  Order
	table  *sheet.Table
	words  map[string]string
	flaws  map[int][]Fault
	oldest models.Date // events before it are no longer kept
	unit   models.AmountUnit
}

// line reads the cells of one row; what cannot be read is kept as a fault.
type line struct {
	*reader
	row    sheet.Row
	faults []Fault
}

const (
	nameMost    = 40
	addressMost = 120
	textMost    = 500
)

// row reads one row, or tells all that is wrong with it.
func (r *reader) row(row sheet.Row) (Row, []Fault) {
	l := &line{reader: r, row: row, faults: r.flaws[row.Line]}
	out := Row{
		Line: row.Line, CitizenNo: l.citizen(), Name: l.text(models.FeedName, nameMost), Phone: l.phone(), Village: l.cell(models.FeedVillage),
		Address: l.text(models.FeedAddress, addressMost), EventOn: l.day(models.FeedEventOn), AmountFen: l.amount(), Code: l.code(),
		Facts: l.facts(), cells: row.Cells,
	}
	for _, c := range r.order.Feed.Columns {
		if c.Required && l.cell(c.Field) == "" {
			l.fault(c.Field, "required", nil)
		}
	}
	if out.CitizenNo == "" && out.Name == "" && len(l.faults) == 0 {
		l.fault(models.FeedName, "feed_row_nobody", nil)
	}
	switch {
	case out.EventOn == "":
	case out.EventOn > r.order.Today:
		l.fault(models.FeedEventOn, "in_future", nil)
	case out.EventOn < r.oldest:
		l.fault(models.FeedEventOn, "feed_row_old", models.Args{"day": string(r.oldest)})
	}
	return out, l.faults
}

func (l *line) fault(field models.FeedField, code string, args models.Args) {
	at := l.table.Fault(l.row, string(field), code, "")
	l.faults = append(l.faults, Fault{Column: at.Column, Header: at.Header, Code: code, Args: args})
}

// cell is a cell with full-width characters folded, without blanks around it. What stands for nothing is nothing.
func (l *line) cell(field models.FeedField) string {
	cell := strings.TrimSpace(norm.NFKC.String(l.table.Value(l.row, string(field))))
	switch cell {
	case "-", "--", "/", "无", "空", "NULL", "null", "N/A":
		return ""
	}
	return cell
}

func (l *line) text(field models.FeedField, most int) string {
	text := models.CleanText(l.table.Value(l.row, string(field)))
	if l.cell(field) == "" {
		return ""
	}
	if flaw := models.CheckText(text, most); flaw != "" {
		l.fault(field, flaw, models.Args{"param": most})
		return ""
	}
	return text
}

func (l *line) citizen() string {
	cell := l.cell(models.FeedCitizenNo)
	if cell == "" {
		return ""
	}
	no, flaw := models.ParseCitizenNo(cell, l.order.Today.End().Add(-1))
	if flaw != "" {
		l.fault(models.FeedCitizenNo, flaw, nil)
	}
	return no
}

// phone reads a telephone number; one that is none is no reason to lose the row, and is left out.
func (l *line) phone() string {
	no, _ := models.ParsePhone(l.cell(models.FeedPhone))
	return no
}

func (l *line) day(field models.FeedField) models.Date {
	cell := l.cell(field)
	if cell == "" {
		return ""
	}
	day, ok := ParseDay(cell)
	if !ok {
		l.fault(field, "feed_day", nil)
	}
	return day
}

func (l *line) amount() *int64 {
	cell := l.cell(models.FeedAmount)
	if cell == "" {
		return nil
	}
	fen, flaw := ParseAmount(cell, l.unit)
	if flaw != "" {
		l.fault(models.FeedAmount, flaw, nil)
		return nil
	}
	return &fen
}

func (l *line) code() string {
	cell := l.cell(models.FeedCode)
	if cell == "" {
		return ""
	}
	code, known := l.words[sheet.Normalise(cell)]
	if !known {
		l.fault(models.FeedCode, "feed_code", models.Args{"words": l.list()})
	}
	return code
}

// list is every word of the feed's code list.
func (l *line) list() string {
	names := make([]string, len(l.order.Feed.Codes))
	for i, w := range l.order.Feed.Codes {
		names[i] = w.NameZH
	}
	return strings.Join(names, "、")
}

// facts reads the feed's own columns; blank cells are no facts.
func (l *line) facts() map[string]string {
	var out map[string]string
	for _, c := range l.order.Feed.Facts() {
		value := l.fact(c)
		if value == "" {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[string(c.Field)] = value
	}
	return out
}

func (l *line) fact(c models.FeedColumn) string {
	cell := l.cell(c.Field)
	if cell == "" {
		return ""
	}
	switch c.Kind {
	case models.FactNumber:
		number, ok := ParseNumber(cell)
		if !ok {
			l.fault(c.Field, "number", nil)
		}
		return number
	case models.FactDate:
		return string(l.day(c.Field))
	case models.FactYesNo:
		yes, ok := parseYes(cell)
		if !ok {
			l.fault(c.Field, "feed_yes_no", nil)
		}
		return yes
	default:
		return l.text(c.Field, textMost)
	}
}
