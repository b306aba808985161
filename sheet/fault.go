package sheet

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The codes of Error. They are stable: other systems and tests may rely on them.
const (
	FileUnreadable    = "file_unreadable"     // cannot be opened or read to its end
	FileKind          = "file_kind"           // no csv and no xlsx: a PDF, a picture, an old .xls, binary bytes …
	FileEmpty         = "file_empty"          // nothing in it
	FileEncoding      = "file_encoding"       // neither UTF-8, UTF-16 with its mark, nor GB18030
	FileBroken        = "file_broken"         // an xlsx that is damaged inside
	FileQuote         = "file_quote"          // a csv whose quotation marks do not close
	FileTooLarge      = "file_too_large"      // more bytes than Limits.Bytes or Limits.Unzipped
	FileRowLimit      = "file_row_limit"      // more rows than Limits.Rows
	FileColumnLimit   = "file_column_limit"   // more columns than Limits.Columns
	FileCellLimit     = "file_cell_limit"     // a cell longer than Limits.CellRunes
	FileHeader        = "file_header"         // no row looks like a header
	FileHeaderMissing = "file_header_missing" // a required column is not there
	FileHeaderTwice   = "file_header_twice"   // two columns claim the same field
	FileColumn        = "file_column"         // a column named by the caller is not there
	FileNoRows        = "file_no_rows"        // a header and nothing under it
)

// The codes of a Fault that this package finds itself.
const (
	RowTooLong  = "row_too_long" // more cells than the header has columns
	CellControl = "cell_control" // a control character in a cell
)

var texts = map[string][2]string{
	FileUnreadable:    {"文件无法读取：%v", "cannot be read: %v"},
	FileKind:          {"不是 csv 或 xlsx 文件，而是%[1]s", "is neither csv nor xlsx but %[2]s"},
	FileEmpty:         {"文件是空的", "is empty"},
	FileEncoding:      {"文字编码无法识别（支持 UTF-8、UTF-16、GB18030）", "is in no known encoding (UTF-8, UTF-16, GB18030)"},
	FileBroken:        {"工作簿已损坏", "is a damaged workbook"},
	FileQuote:         {"引号没有成对", "has a quotation mark that is not closed properly"},
	FileTooLarge:      {"文件过大，上限 %d MB，请拆分后分次上传", "is too large, the limit is %d MB; split it"},
	FileRowLimit:      {"行数过多，上限 %d 行", "has too many rows, the limit is %d"},
	FileColumnLimit:   {"列数过多，上限 %d 列", "has too many columns, the limit is %d"},
	FileCellLimit:     {"单元格文字过长，上限 %d 字", "has a cell that is too long, the limit is %d characters"},
	FileHeader:        {"找不到表头，首行是：%s", "has no header row that is understood; its first row is: %s"},
	FileHeaderMissing: {"缺少列：%s；表头是：%s", "lacks the column %s; its header is: %s"},
	FileHeaderTwice:   {"有两列同为%s：%s", "has two columns for %s: %s"},
	FileColumn:        {"没有名为 %q 的列；表头是：%s", "has no column %q; its header is: %s"},
	FileNoRows:        {"表头之下没有数据", "has a header and no rows"},
	RowTooLong:        {"单元格比表头多", "has more cells than the header"},
	CellControl:       {"含有控制字符", "holds a control character"},
}

// Error says why a file as a whole cannot be used. Code is one of the file_… constants; Line and Column say where,
// when one place is to blame.
type Error struct {
	Code   string
	File   string
	Line   int
	Column string
	Args   []any // of the code's text
	Cause  error
}

// Error answers the English text with the place first.
func (e *Error) Error() string { return e.Say("en") }

// Unwrap answers the cause, if there is one.
func (e *Error) Unwrap() error { return e.Cause }

// Say answers one line for people in zh-CN or en; any other language is answered in English.
func (e *Error) Say(lang string) string {
	text := say(lang, e.Code, e.Args)
	where := place(lang, e.Line, e.Column, "")
	switch {
	case chinese(lang):
		return join("：", join(" ", e.File, where), text)
	case where != "":
		return join(" ", e.File, text) + " (" + where + ")"
	}
	return join(" ", e.File, text)
}

// megabytes is how many of them a number of bytes is, one at least.
func megabytes(n int64) int64 { return max(1, n>>20) }

// Fault is one thing wrong in one row: where, a stable code and a reason for people. Column is the letter, Header the
// text over it, Field the noun that it was bound to.
type Fault struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Header string `json:"header,omitempty"`
	Field  string `json:"field,omitempty"`
	Code   string `json:"code"`
	Reason string `json:"message"`
}

// Say answers "line 12, column C (qty): reason" or the same in Chinese.
func (f Fault) Say(lang string) string {
	reason := f.Reason
	if reason == "" {
		reason = say(lang, f.Code, nil)
	}
	if chinese(lang) {
		return place(lang, f.Line, f.Column, f.Header) + "：" + reason
	}
	return place(lang, f.Line, f.Column, f.Header) + ": " + reason
}

// Faults are all bad rows of a file, in the order of the file. As an error it lists every one, a line each.
type Faults []Fault

// Error lists the faults in English.
func (f Faults) Error() string { return f.Say("en") }

// Say lists the faults, a line each.
func (f Faults) Say(lang string) string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Say(lang)
	}
	return strings.Join(lines, "\n")
}

func say(lang, code string, args []any) string {
	pair, known := texts[code]
	text := pair[1]
	if chinese(lang) {
		text = pair[0]
	}
	switch {
	case !known:
		return code
	case len(args) == 0:
		return text
	}
	return fmt.Sprintf(text, args...)
}

func place(lang string, line int, column, header string) string {
	if line == 0 {
		return ""
	}
	if header != "" {
		header = " (" + header + ")"
	}
	if chinese(lang) {
		where := fmt.Sprintf("第 %d 行", line)
		if column != "" {
			where += " " + column + " 列" + header
		}
		return where
	}
	where := fmt.Sprintf("line %d", line)
	if column != "" {
		where += ", column " + column + header
	}
	return where
}

func chinese(lang string) bool { return strings.HasPrefix(strings.ToLower(lang), "zh") }

func join(by string, parts ...string) string {
	kept := parts[:0]
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, by)
}

func named(err error, name string) error {
	var fault *Error
	if errors.As(err, &fault) {
		fault.File = name
	}
	return err
}

func runeCount(text string) int { return utf8.RuneCountInString(text) }
