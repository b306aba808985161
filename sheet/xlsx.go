package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

const maxParts = 2_000 // files inside one workbook

// readXLSX reads the first visible worksheet that has something in it.
func readXLSX(data []byte, limits Limits) (grid *Grid, err error) {
	// The reader below is not ours; a file made to break it must not break the server.
	defer func() {
		if fault := recover(); fault != nil {
			grid, err = nil, &Error{Code: FileBroken, Cause: fmt.Errorf("panic: %v", fault)}
		}
	}()
	if err := checkParts(data, limits); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: limits.Unzipped,
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss",
	})
	if err != nil {
		return nil, &Error{Code: FileBroken, Cause: err}
	}
	defer func() { _ = book.Close() }()
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		grid := &Grid{Sheet: name}
		if err := grid.worksheet(book, limits); err != nil {
			return nil, err
		}
		if len(grid.Rows) > 0 {
			return grid, nil
		}
	}
	return nil, &Error{Code: FileEmpty}
}

// checkParts looks at the zip's table before anything is unzipped: it must be a workbook, and what it declares to hold
// must be within the limits. What unzips to more than it declares is refused by archive/zip.
func checkParts(data []byte, limits Limits) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return &Error{Code: FileBroken, Cause: err}
	}
	if len(archive.File) > maxParts {
		return &Error{Code: FileTooLarge, Args: []any{megabytes(limits.Unzipped)}}
	}
	var total int64
	workbook := false
	for _, part := range archive.File {
		size := part.FileInfo().Size()
		if size < 0 || size > limits.Unzipped-total {
			return &Error{Code: FileTooLarge, Args: []any{megabytes(limits.Unzipped)}}
		}
		total += size
		workbook = workbook || part.Name == "xl/workbook.xml"
	}
	if !workbook {
		return &Error{Code: FileKind, Args: []any{"其他压缩包或文档", "another zip archive or document"}}
	}
	return checkSums(archive)
}

// checkSums reads every part to its checksum: excelize keeps what it got of a damaged part and says nothing, and half
// a list must not pass for a whole one.
func checkSums(archive *zip.Reader) error {
	for _, part := range archive.File {
		in, err := part.Open()
		if err != nil {
			return &Error{Code: FileBroken, Cause: err}
		}
		_, err = io.CopyN(io.Discard, in, part.FileInfo().Size()+1)
		if closed := in.Close(); !errors.Is(err, io.EOF) || closed != nil {
			return &Error{Code: FileBroken, Cause: errors.Join(err, closed)}
		}
	}
	return nil
}

// worksheet reads the rows of one worksheet.
func (g *Grid) worksheet(book *excelize.File, limits Limits) error {
	rows, err := book.Rows(g.Sheet)
	if err != nil {
		var missing excelize.ErrSheetNotExist
		if errors.As(err, &missing) {
			return nil // a chart sheet has no cells
		}
		return &Error{Code: FileBroken, Cause: err}
	}
	defer func() { _ = rows.Close() }()
	held := int64(0)
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return &Error{Code: FileBroken, Line: line, Cause: err}
		}
		for _, cell := range cells {
			held += int64(len(cell)) + 16
		}
		if held > limits.Unzipped {
			return &Error{Code: FileTooLarge, Line: line, Args: []any{megabytes(limits.Unzipped)}}
		}
		if err := g.gather(line, cells, limits); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return &Error{Code: FileBroken, Cause: err}
	}
	return nil
}
