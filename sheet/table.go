package sheet

import (
	"strings"
	"unicode"
)

// Table is a grid whose columns are bound to fields. Rows are those under the header.
type Table struct {
	*Grid
	Header     []string
	HeaderLine int
	Ignored    []string // headers that no field claimed, in the file's order
	Rows       []Row
	Faults     Faults // rows that are wrong whatever their meaning; such rows are in Rows too
	at         map[string]int
	units      map[string]string
}

// hold keeps where the fields are, their units, and the headers that nobody claimed.
func (t *Table) hold(at map[string]int) {
	t.at = at
	t.units = map[string]string{}
	claimed := map[int]bool{}
	for field, i := range at {
		t.units[field] = unitOf(t.Header[i])
		claimed[i] = true
	}
	for i, header := range t.Header {
		if !claimed[i] && header != "" {
			t.Ignored = append(t.Ignored, header)
		}
	}
}

// inspect finds what is wrong with a row whatever its columns mean.
func (t *Table) inspect() {
	for _, row := range t.Rows {
		if len(row.Cells) > len(t.Header) {
			t.Faults = append(t.Faults, Fault{Line: row.Line, Column: ColumnLetter(len(t.Header)), Code: RowTooLong})
		}
		for i, cell := range row.Cells {
			if strings.IndexFunc(cell, control) >= 0 {
				t.Faults = append(t.Faults, t.faultAt(row, i, CellControl))
			}
		}
	}
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }

// Has says whether a column was found for the field.
func (t *Table) Has(field string) bool {
	_, found := t.at[field]
	return found
}

// Value answers the row's cell of the field, "" where there is none.
func (t *Table) Value(row Row, field string) string {
	if i, found := t.at[field]; found {
		return row.Cell(i)
	}
	return ""
}

// Claimed says whether the column, counted from 0, was bound to a field.
func (t *Table) Claimed(column int) bool {
	for _, i := range t.at {
		if i == column {
			return true
		}
	}
	return false
}

// Title answers the header text of the field's column, "" where there is none.
func (t *Table) Title(field string) string {
	if i, found := t.at[field]; found {
		return t.Header[i]
	}
	return ""
}

// Unit answers what stands in brackets in the field's header: 件 of 数量(件).
func (t *Table) Unit(field string) string { return t.units[field] }

// Fault says what is wrong with the row's cell of the field.
func (t *Table) Fault(row Row, field, code, reason string) Fault {
	fault := Fault{Line: row.Line, Field: field, Code: code, Reason: reason}
	if i, found := t.at[field]; found {
		fault.Column, fault.Header = ColumnLetter(i), t.Header[i]
	}
	return fault
}

func (t *Table) faultAt(row Row, column int, code string) Fault {
	fault := Fault{Line: row.Line, Column: ColumnLetter(column), Code: code}
	if column < len(t.Header) {
		fault.Header = t.Header[column]
	}
	for field, i := range t.at {
		if i == column {
			fault.Field = field
		}
	}
	return fault
}
