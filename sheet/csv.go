package sheet

import (
	"strings"
)

const delimiters = ",;\t"

// readCSV reads delimited text after RFC 4180, and what spreadsheet programs make of it: a quotation mark inside an
// unquoted cell is text, lines may end in LF, CRLF or CR, a first line "sep=;" names the delimiter, and the apostrophe
// that Defuse puts before a formula is taken off.
func readCSV(data []byte, limits Limits) (*Grid, error) {
	text, encoding, err := decode(data)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, &Error{Code: FileEmpty}
	}
	in := scanner{text: text, line: 1}
	in.delimiter = in.named()
	if in.delimiter == 0 {
		in.delimiter = delimiterOf(text)
	}
	grid := &Grid{Encoding: encoding, Delimiter: rune(in.delimiter)}
	for !in.done() {
		line := in.line
		cells, err := in.record()
		if err != nil {
			return nil, err
		}
		for i := range cells {
			cells[i] = undefuse(cells[i])
		}
		if err := grid.gather(line, cells, limits); err != nil {
			return nil, err
		}
	}
	if len(grid.Rows) == 0 {
		return nil, &Error{Code: FileEmpty}
	}
	return grid, nil
}

// scanner walks over the text a record at a time and knows the physical line.
type scanner struct {
	text      string
	at        int
	line      int
	delimiter byte
}

func (s *scanner) done() bool { return s.at >= len(s.text) }

// named reads a first line "sep=;" as Excel writes it.
func (s *scanner) named() byte {
	if len(s.text) < 5 || !strings.EqualFold(s.text[:4], "sep=") || strings.IndexByte(delimiters, s.text[4]) < 0 {
		return 0
	}
	by := s.text[4]
	if rest := s.text[5:]; rest == "" || rest[0] == '\n' || rest[0] == '\r' {
		s.at = 5
		s.newline()
		return by
	}
	return 0
}

// record reads up to the next line end that is not inside quotation marks.
func (s *scanner) record() ([]string, error) {
	var cells []string
	for {
		cell, err := s.cell()
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
		if s.done() || s.newline() {
			return cells, nil
		}
		s.at++
		if s.done() {
			return append(cells, ""), nil
		}
	}
}

// newline steps over a line end if there is one here.
func (s *scanner) newline() bool {
	switch {
	case s.done() || s.text[s.at] != '\n' && s.text[s.at] != '\r':
		return false
	case strings.HasPrefix(s.text[s.at:], "\r\n"):
		s.at += 2
	default:
		s.at++
	}
	s.line++
	return true
}

// cell reads one cell and stops before the delimiter, the line end or the end.
func (s *scanner) cell() (string, error) {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '"' {
		return s.quoted()
	}
	for s.at < len(s.text) {
		if c := s.text[s.at]; c == s.delimiter || c == '\n' || c == '\r' {
			break
		}
		s.at++
	}
	return s.text[start:s.at], nil
}

// quoted reads a cell in quotation marks; a doubled mark is one mark.
func (s *scanner) quoted() (string, error) {
	opened := s.line
	s.at++
	var out strings.Builder
	for {
		end := strings.IndexByte(s.text[s.at:], '"')
		if end < 0 {
			return "", &Error{Code: FileQuote, Line: opened}
		}
		part := s.text[s.at : s.at+end]
		s.line += lineEnds(part)
		out.WriteString(part)
		s.at += end + 1
		if s.done() || s.text[s.at] != '"' {
			break
		}
		out.WriteByte('"')
		s.at++
	}
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
	if !s.done() && s.text[s.at] != s.delimiter && s.text[s.at] != '\n' && s.text[s.at] != '\r' {
		return "", &Error{Code: FileQuote, Line: s.line}
	}
	return strings.ReplaceAll(out.String(), "\r\n", "\n"), nil
}

func lineEnds(text string) int {
	return strings.Count(text, "\n") + strings.Count(text, "\r") - strings.Count(text, "\r\n")
}

// delimiterOf tries each delimiter on the first rows and takes the one under which most rows have the same number of
// cells, more than one; a tie goes to the one that cuts more, then to the comma. One that cuts fewer than half of the
// rows is text.
func delimiterOf(text string) byte {
	best, bestRows, bestWidth := byte(','), 0, 0
	for i := range len(delimiters) {
		rows, width := regular(text, delimiters[i])
		if rows > bestRows || rows == bestRows && width > bestWidth {
			best, bestRows, bestWidth = delimiters[i], rows, width
		}
	}
	return best
}

// regular answers how many of the first rows share their commonest number of cells, and that number.
func regular(text string, delimiter byte) (rows, width int) {
	const sample = 50
	in := scanner{text: text, line: 1, delimiter: delimiter}
	widths, records := map[int]int{}, 0
	for range sample {
		if in.done() {
			break
		}
		cells, err := in.record()
		if err != nil {
			break
		}
		records++
		if len(cells) > 1 {
			widths[len(cells)]++
		}
	}
	for cells, n := range widths {
		if 2*n < records {
			continue
		}
		if n > rows || n == rows && cells > width {
			rows, width = n, cells
		}
	}
	return rows, width
}
