package intake

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhulian/models"
)

var (
	dayParts  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$`)
	dayDigits = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	daySerial = regexp.MustCompile(`^(\d{5})(?:\.\d+)?$`)
	sumText   = regexp.MustCompile(`^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,10})?$`)
	number    = regexp.MustCompile(`^[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?$`)
)

// serialZero is the day 0 of Excel's count, in which 1900 has a 29 February.
const serialZero models.Date = "1899-12-30"

// The serials that are taken for days: from 1954 to 2100. A number outside is more likely something else.
const (
	serialFirst = 20_000
	serialLast  = 73_050
)

// ParseDay reads a day as departments write it: 2026-11-03, 2026/11/3, 2026.11.3, 2026年11月3日, 20261103, each with a time of day or
// without, or the serial number of Excel. ok is false for anything else and for a day that does not exist.
func ParseDay(cell string) (day models.Date, ok bool) {
	cell = strings.TrimSpace(norm.NFKC.String(cell))
	for _, form := range []*regexp.Regexp{dayParts, dayDigits} {
		if p := form.FindStringSubmatch(cell); p != nil {
			return models.ParseDate(p[1] + "-" + two(p[2]) + "-" + two(p[3]))
		}
	}
	if p := daySerial.FindStringSubmatch(cell); p != nil {
		if n, err := strconv.Atoi(p[1]); err == nil && n >= serialFirst && n <= serialLast {
			return serialZero.AddDays(n), true
		}
	}
	return "", false
}

func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// fenOf is how many fen a unit has.
var fenOf = map[models.AmountUnit]int64{models.AmountFen: 1, models.AmountYuan: 100, models.AmountWan: 1_000_000}

// units are what stands behind an amount, the longest first.
var units = []struct {
	name string
	unit models.AmountUnit
}{
	{"万元", models.AmountWan}, {"万", models.AmountWan}, {"元整", models.AmountYuan}, {"元", models.AmountYuan}, {"圆", models.AmountYuan}, {"分", models.AmountFen},
}

// amountMost is a thousand million yuan: more is a slip.
const amountMost = 100_000_000_000

// ParseAmount reads an amount as departments write it, in fen: with commas or without, with ¥, 元, 万, 万元 or 分, or bare in the unit of
// its column. A refund is negative. The flaw is "", feed_amount (no amount, or parts of a fen) or feed_amount_range.
func ParseAmount(cell string, unit models.AmountUnit) (fen int64, flaw string) {
	cell = strings.ReplaceAll(strings.TrimSpace(norm.NFKC.String(cell)), " ", "")
	cell = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(cell, "人民币"), "¥"), "￥")
	for _, u := range units {
		if rest, ends := strings.CutSuffix(cell, u.name); ends {
			cell, unit = rest, u.unit
			break
		}
	}
	p := sumText.FindStringSubmatch(cell)
	if p == nil || fenOf[unit] == 0 {
		return 0, "feed_amount"
	}
	sum, ok := new(big.Rat).SetString(p[1] + strings.ReplaceAll(p[2], ",", "") + p[3])
	if !ok {
		return 0, "feed_amount"
	}
	sum.Mul(sum, big.NewRat(fenOf[unit], 1))
	switch {
	case !sum.IsInt():
		return 0, "feed_amount"
	case !sum.Num().IsInt64(), sum.Num().Int64() > amountMost, sum.Num().Int64() < -amountMost:
		return 0, "feed_amount_range"
	}
	return sum.Num().Int64(), ""
}

// ParseNumber reads a number and answers it in its plainest form: without commas, sign of plus, leading or trailing noughts.
func ParseNumber(cell string) (plain string, ok bool) {
	cell = strings.TrimSpace(norm.NFKC.String(cell))
	if !number.MatchString(cell) {
		return "", false
	}
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(cell, ",", ""))
	if !ok {
		return "", false
	}
	plain = r.FloatString(6)
	plain = strings.TrimSuffix(strings.TrimRight(plain, "0"), ".")
	if plain == "-0" {
		plain = "0"
	}
	return plain, true
}

func parseYes(cell string) (yes string, ok bool) {
	switch strings.ToLower(cell) {
	case "是", "有", "y", "yes", "true", "1", "√":
		return "true", true
	case "否", "没有", "n", "no", "false", "0", "×":
		return "false", true
	}
	return "", false
}
