package sheet

import (
	"maps"
	"slices"
)

// Column is a noun that the caller wants from a file: the field it calls it by, and the headers that mean it, in
// Chinese and English, the best first. Names are compared by Normalise.
type Column struct {
	Field    string
	Names    []string
	Required bool
}

// Columns are the nouns of one kind of file, in the order in which they claim headers.
type Columns []Column

const headerSearch = 30 // rows looked at for the header; lists often begin with a title and a date

// Bind finds the header row and says which column is which field. Overrides map a field to a header of the file (or,
// if none is called so, to a column letter) and win over the names. The header is the row among the first 30 in which
// most fields are recognised. Errors: file_header, file_header_missing, file_header_twice, file_column, file_no_rows.
func (c Columns) Bind(grid *Grid, overrides map[string]string) (*Table, error) {
	best, bestScore := -1, 0
	for i, row := range grid.Rows[:min(len(grid.Rows), headerSearch)] {
		at, _ := c.claim(row.Cells, overrides)
		if len(at) > bestScore {
			best, bestScore = i, len(at)
		}
	}
	if best < 0 {
		return nil, c.unrecognised(grid, overrides)
	}
	header := grid.Rows[best]
	table := &Table{Grid: grid, Header: header.Cells, HeaderLine: header.Line, Rows: grid.Rows[best+1:]}
	if err := c.settle(table, overrides); err != nil {
		return nil, named(err, grid.Name)
	}
	table.inspect()
	return table, nil
}

// claim assigns columns to fields: first the overrides, then by rank of the name, so that a field's best name beats
// another field's second best. A name that two columns bear is answered in twice.
func (c Columns) claim(header []string, overrides map[string]string) (at map[string]int, twice map[string][]int) {
	at, twice = map[string]int{}, map[string][]int{}
	taken := make([]bool, len(header))
	full, short := make([]string, len(header)), make([]string, len(header))
	for i, cell := range header {
		full[i] = Normalise(cell)
		short[i] = Normalise(withoutUnit(cell))
	}
	for field, want := range overrides {
		if i := findOverride(header, full, want); i >= 0 {
			at[field], taken[i] = i, true
		}
	}
	for rank := range c.ranks() {
		for _, column := range c {
			if _, done := at[column.Field]; done || rank >= len(column.Names) {
				continue
			}
			name := Normalise(column.Names[rank])
			hits := headers(full, name, taken)
			if len(hits) == 0 {
				hits = headers(short, name, taken)
			}
			if len(hits) > 0 {
				at[column.Field], taken[hits[0]] = hits[0], true
			}
			if len(hits) > 1 {
				twice[column.Field] = hits
			}
		}
	}
	return at, twice
}

func (c Columns) ranks() int {
	most := 0
	for _, column := range c {
		most = max(most, len(column.Names))
	}
	return most
}

// settle binds the columns of the chosen header, or says what is missing.
func (c Columns) settle(t *Table, overrides map[string]string) error {
	at, twice := c.claim(t.Header, overrides)
	for _, field := range slices.Sorted(maps.Keys(overrides)) {
		if _, found := at[field]; !found || findOverride(t.Header, normalised(t.Header), overrides[field]) < 0 {
			return &Error{Code: FileColumn, Line: t.HeaderLine, Args: []any{overrides[field], List(t.Header)}}
		}
	}
	var missing []string
	for _, column := range c {
		if hits := twice[column.Field]; len(hits) > 1 {
			args := []any{column.Field, letters(t.Header, hits)}
			return &Error{Code: FileHeaderTwice, Line: t.HeaderLine, Args: args}
		}
		if _, found := at[column.Field]; !found && column.Required {
			missing = append(missing, column.label())
		}
	}
	switch {
	case len(missing) > 0:
		return &Error{Code: FileHeaderMissing, Line: t.HeaderLine, Args: []any{List(missing), List(t.Header)}}
	case len(t.Rows) == 0:
		return &Error{Code: FileNoRows, Line: t.HeaderLine}
	}
	t.hold(at)
	return nil
}

func (c Columns) unrecognised(grid *Grid, overrides map[string]string) error {
	first := []string{}
	if len(grid.Rows) > 0 {
		first = grid.Rows[0].Cells
	}
	for _, want := range overrides {
		return &Error{Code: FileColumn, File: grid.Name, Args: []any{want, List(first)}}
	}
	return &Error{Code: FileHeader, File: grid.Name, Args: []any{List(first)}}
}

func (c Column) label() string {
	if len(c.Names) > 0 && c.Names[0] != c.Field {
		return c.Field + " (" + c.Names[0] + ")"
	}
	return c.Field
}
