package exchange

import (
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhulian/models"
	"zhulian/sheet"
)

// fault is one thing wrong in one row, before it is put into words.
type fault struct {
	line  int
	field string
	code  string
	args  models.Args
}

// line reads the cells of one row; what cannot be read is kept as a fault and answered as the zero value.
type line struct {
	of     *kind
	table  *sheet.Table
	row    sheet.Row
	faults []fault
}

func (l *line) fault(field, code string) { l.faultWith(field, code, nil) }

func (l *line) faultWith(field, code string, args models.Args) {
	l.faults = append(l.faults, fault{l.row.Line, field, code, args})
}

// add takes what a check found, but not for cells that could not even be read.
func (l *line) add(found []models.FieldError) {
	for _, f := range found {
		field := fieldOf(f.Field)
		if !l.faulty(field) && !(f.Code == "coordinates_pair" && (l.faulty("lat") || l.faulty("lng"))) {
			l.faultWith(field, f.Code, f.Args)
		}
	}
}

func (l *line) faulty(field string) bool {
	return slices.ContainsFunc(l.faults, func(f fault) bool { return f.field == field })
}

// raw is a cell as it stands, for codes; text is a cell as texts are stored.
func (l *line) raw(field string) string { return l.table.Value(l.row, field) }

func (l *line) text(field string) string { return models.CleanText(l.raw(field)) }

func folded(cell string) string { return strings.TrimSpace(norm.NFKC.String(cell)) }

var (
	dayText    = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?$`)
	dayDigits  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	wholeText  = regexp.MustCompile(`^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?$`)
	yuanText   = regexp.MustCompile(`^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2}0*)?$`)
	numberText = regexp.MustCompile(`^[+-]?\d{1,4}(?:\.\d{1,15})?$`)
)

// date reads 2026-03-02, 2026/3/2, 2026.3.2, 2026年3月2日 or 20260302.
func (l *line) date(field string) models.Date {
	cell := folded(l.raw(field))
	if cell == "" {
		return ""
	}
	for _, form := range []*regexp.Regexp{dayText, dayDigits} {
		if p := form.FindStringSubmatch(cell); p != nil {
			if day, ok := models.ParseDate(p[1] + "-" + two(p[2]) + "-" + two(p[3])); ok {
				return day
			}
		}
	}
	l.fault(field, "date")
	return ""
}

func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// whole reads a whole number; nil is a blank cell.
func (l *line) whole(field string) *int64 {
	cell := folded(l.raw(field))
	if cell == "" {
		return nil
	}
	if wholeText.MatchString(cell) {
		digits, _, _ := strings.Cut(strings.ReplaceAll(cell, ",", ""), ".")
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			return &n
		}
	}
	l.fault(field, "integer")
	return nil
}

func (l *line) small(field string) *int {
	n := l.whole(field)
	if n == nil {
		return nil
	}
	if *n > math.MaxInt32 || *n < math.MinInt32 {
		l.fault(field, "integer")
		return nil
	}
	i := int(*n)
	return &i
}

var unknownAmounts = []string{"未知", "不详", "待定", "unknown"}

// amount reads the quantity; nil means that it is unknown, which is a state of its own and never 1.
func (l *line) amount() *int64 {
	const field = "quantity"
	if slices.Contains(unknownAmounts, strings.ToLower(folded(l.raw(field)))) {
		return nil
	}
	return l.whole(field)
}

// number reads a coordinate in degrees.
func (l *line) number(field string) *float64 {
	cell := folded(l.raw(field))
	if cell == "" {
		return nil
	}
	if numberText.MatchString(cell) {
		if n, err := strconv.ParseFloat(cell, 64); err == nil {
			return &n
		}
	}
	l.fault(field, "number")
	return nil
}

// fen reads an amount of yuan with at most two decimals.
func (l *line) fen(field string) *int64 {
	cell := strings.TrimLeft(strings.TrimSuffix(folded(l.raw(field)), "元"), "¥")
	if cell == "" {
		return nil
	}
	if yuanText.MatchString(cell) {
		if yuan, ok := new(big.Rat).SetString(strings.ReplaceAll(cell, ",", "")); ok {
			fen := yuan.Mul(yuan, big.NewRat(100, 1))
			if fen.IsInt() && fen.Num().IsInt64() {
				n := fen.Num().Int64()
				return &n
			}
		}
	}
	l.fault(field, "money")
	return nil
}

// word reads one of the column's words; "" is a blank cell.
func (l *line) word(field string) string {
	cell := l.raw(field)
	if cell == "" {
		return ""
	}
	c, _ := l.of.column(field)
	if code, found := c.words.find(cell); found {
		return code
	}
	l.fault(field, "word")
	return ""
}

func (l *line) wordNumber(field string) int {
	n, _ := strconv.Atoi(l.word(field))
	return n
}

func (l *line) yes(field string) bool { return l.word(field) == "true" }

func cut(cell, by string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(by, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

const listMarks = "、,，;；\n"

// wordList reads words parted by 、 or commas.
func (l *line) wordList(field string) []string {
	c, _ := l.of.column(field)
	out := []string{}
	for _, part := range cut(l.raw(field), listMarks) {
		code, found := c.words.find(part)
		if !found {
			l.fault(field, "word")
			return nil
		}
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// category reads a code or a name of a category and answers its code.
func (l *line) category(field string) string {
	cell := l.raw(field)
	if cell == "" {
		return ""
	}
	c, found := models.FindCategory(cell)
	if !found {
		l.fault(field, "category")
	}
	return c.Code
}

var wholeCounty = vocabularyOf(word{"all", "全县", "whole county", "全县域 全域 全区 all 不限"})

// places reads region codes; 全县 is the county itself.
func (l *line) places(field, county string) []string {
	var out []string
	for _, part := range cut(l.raw(field), listMarks) {
		if _, all := wholeCounty.find(part); all {
			part = county + "000000"
		}
		code, flaw := models.ParseRegionCode(part)
		if flaw != "" {
			l.fault(field, flaw)
			return nil
		}
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// licences reads kind|number|last day, several parted by semicolons.
func (l *line) licences(field string) []models.Licence {
	out := []models.Licence{}
	for _, part := range cut(l.raw(field), ";；\n") {
		cells := strings.FieldsFunc(part, func(r rune) bool { return r == '|' || r == '｜' })
		if len(cells) != 3 {
			l.fault(field, "licence_form")
			return nil
		}
		kind, found := licenceWords.find(strings.TrimSpace(cells[0]))
		if !found {
			l.fault(field, "word")
			return nil
		}
		day, ok := models.ParseDate(strings.TrimSpace(cells[2]))
		if !ok {
			l.fault(field, "date")
			return nil
		}
		out = append(out, models.Licence{Kind: kind, Number: models.CleanText(cells[1]), ValidTo: day})
	}
	return out
}

// unit is the unit's own cell or, without one, what stands in brackets over the quantity: 数量(件).
func (l *line) unit() string {
	if own := l.text("unit"); own != "" {
		return own
	}
	return models.CleanText(l.table.Unit("quantity"))
}
