package planner

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhulian/matching"
)

// maxUnits is the largest quantity of a line: what the allocation counts with, and more than any county has of anything.
const maxUnits = 1_000_000_000

var (
	quantityText = regexp.MustCompile(`^约?([+-]?[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)\s*([万千百亿]?)\s*(\p{L}*?)\s*(?:左右|以上)?$`)
	unknownWords = []string{"", "-", "--", "—", "/", "?", "n/a", "na", "null", "none", "unknown", "未知", "不详", "待定", "若干", "不限", "大量", "多多益善", "any", "tbd"}
	multiples    = map[string]int64{"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
)

// readQuantity reads a cell such as 12, 1,000, 2.5万, 约30 or 20件. Blank, a word for unknown or one of the placeholders is
// the unknown quantity. The unit that stands behind the number is answered too. The fault is a code, "" for none.
func readQuantity(cell string, placeholders []string) (quantity matching.Quantity, unit, fault string) {
	text := strings.ToLower(strings.TrimSpace(norm.NFKC.String(cell)))
	placeholder := func(p string) bool { return strings.EqualFold(strings.TrimSpace(p), text) }
	if slices.Contains(unknownWords, text) || slices.ContainsFunc(placeholders, placeholder) {
		return matching.Quantity{}, "", ""
	}
	found := quantityText.FindStringSubmatch(text)
	if found == nil {
		return matching.Quantity{}, "", "quantity_unreadable"
	}
	number, ok := new(big.Rat).SetString(strings.ReplaceAll(found[1], ",", ""))
	if !ok {
		return matching.Quantity{}, "", "quantity_unreadable"
	}
	for _, placeholder := range placeholders {
		if same, ok := new(big.Rat).SetString(strings.TrimSpace(placeholder)); ok && same.Cmp(number) == 0 {
			return matching.Quantity{}, found[3], ""
		}
	}
	number.Mul(number, new(big.Rat).SetInt64(multiples[found[2]]))
	switch {
	case number.Sign() < 0:
		return matching.Quantity{}, "", "quantity_negative"
	case !number.IsInt():
		return matching.Quantity{}, "", "quantity_fraction"
	case number.Cmp(new(big.Rat).SetInt64(maxUnits)) > 0:
		return matching.Quantity{}, "", "quantity_too_large"
	}
	return matching.Units(number.Num().Int64()), found[3], ""
}
