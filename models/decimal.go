package models

import (
	"math/big"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var decimalText = regexp.MustCompile(`^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,6})?$`)

// ParseDecimal reads a decimal of at most so many places, as people write it (1,149.50; ¥1149元), as a whole number of its last place.
func ParseDecimal(s string, places int) (n int64, ok bool) {
	s = strings.TrimLeft(strings.TrimSuffix(strings.TrimSpace(norm.NFKC.String(s)), "元"), "¥")
	v, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
	if !ok || !decimalText.MatchString(s) {
		return 0, false
	}
	v.Mul(v, new(big.Rat).SetInt(tenTo(places)))
	if !v.IsInt() || !v.Num().IsInt64() {
		return 0, false
	}
	return v.Num().Int64(), true
}

// DecimalText writes a whole number of its last place as a decimal, without zeros at its end.
func DecimalText(n int64, places int) string {
	text := new(big.Rat).SetFrac(big.NewInt(n), tenTo(places)).FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

func tenTo(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}

// Places is how many decimals a number of the unit may have as people write it: yuan, multiples and ratios, months.
func (u StandardUnit) Places() int {
	switch u {
	case UnitFen:
		return 2
	case UnitPermille:
		return 3
	default:
		return 0
	}
}
