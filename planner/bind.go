package planner

import (
	"errors"
	"maps"
	"strconv"
	"unicode/utf8"

	"zhulian/sheet"
)

// titleFields are the columns that can say what a line is about, the best first.
var titleFields = []string{"title", "detail", "category", "supplier"}

// bind binds a file's columns. Where none says what a line is about, the column with the longest texts is taken for the
// title; where no header at all is recognised, only if its texts are sentences.
func (p *Plan) bind(columns sheet.Columns, grid *sheet.Grid, overrides map[string]string) (*sheet.Table, error) {
	table, err := columns.Bind(grid, overrides)
	least := 2
	if err != nil {
		var fault *sheet.Error
		if !errors.As(err, &fault) || fault.Code != sheet.FileHeader || len(overrides) > 0 {
			return nil, err
		}
		least = 12
	} else {
		for _, field := range titleFields {
			if !table.Has(field) {
				continue
			}
			if field != "title" {
				p.StandIn[grid.Name] = table.Title(field)
			}
			return table, nil
		}
	}
	column := wordiest(grid, table, least)
	if column < 0 {
		if err == nil {
			err = &sheet.Error{Code: sheet.FileHeaderMissing, File: grid.Name, Line: table.HeaderLine, Args: []any{"title", sheet.List(table.Header)}}
		}
		return nil, err
	}
	with := maps.Clone(overrides)
	if with == nil {
		with = map[string]string{}
	}
	with["title"] = sheet.ColumnLetter(column)
	table, err = columns.Bind(grid, with)
	if err == nil {
		p.StandIn[grid.Name] = table.Title("title")
	}
	return table, err
}

// wordiest answers the unclaimed column whose texts have most characters on average, at least so many, or -1.
func wordiest(grid *sheet.Grid, table *sheet.Table, least int) int {
	rows, header := grid.Rows[1:], grid.Rows[0].Cells
	if table != nil {
		rows, header = table.Rows, table.Header
	}
	best, most := -1, least*len(rows)-1
	for column := range header {
		if table != nil && table.Claimed(column) {
			continue
		}
		total := 0
		for _, row := range rows {
			cell := row.Cell(column)
			if _, err := strconv.ParseFloat(cell, 64); err != nil {
				total += utf8.RuneCountInString(cell)
			}
		}
		if len(rows) > 0 && total > most {
			best, most = column, total
		}
	}
	return best
}
