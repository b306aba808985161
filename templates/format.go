package templates

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"zhulian/locales"
)

// inChina is where days begin and end for everybody who reads the pages.
var inChina = time.FixedZone("Asia/Shanghai", 8*60*60)

// moment reads a time or a civil day (YYYY-MM-DD) out of what a template has; ok is false for nothing.
func moment(v any) (t time.Time, ok bool) {
	switch v := v.(type) {
	case time.Time:
		return v.In(inChina), !v.IsZero()
	case *time.Time:
		if v == nil {
			return time.Time{}, false
		}
		return v.In(inChina), !v.IsZero()
	case nil:
		return time.Time{}, false
	default:
		t, err := time.ParseInLocation(time.DateOnly, fmt.Sprint(v), inChina)
		return t, err == nil
	}
}

// Date writes a day in the reader's habit: 2026年3月2日, or 2 Mar 2026; "–" for none.
func (p Page) Date(v any) string { return p.written(v, "2006年1月2日", "2 Jan 2006") }

// ShortDate writes a day without its year: for dense lists of the present year.
func (p Page) ShortDate(v any) string { return p.written(v, "1月2日", "2 Jan") }

// Time writes a moment with hours and minutes in Chinese time.
func (p Page) Time(v any) string { return p.written(v, "2006年1月2日 15:04", "2 Jan 2006, 15:04") }

// written is a moment in the layout of the page's language.
func (p Page) written(v any, chinese, english string) string {
	t, ok := moment(v)
	switch {
	case !ok:
		return "–"
	case p.Lang == locales.English:
		return t.Format(english)
	}
	return t.Format(chinese)
}

// ISO writes a moment for the datetime attribute, which machines read.
func (Page) ISO(v any) string {
	t, ok := moment(v)
	if !ok {
		return ""
	}
	return t.Format(time.RFC3339)
}

// Number groups the digits of a whole number by thousands; nil is "–".
func (Page) Number(v any) string {
	var n int64
	switch v := v.(type) {
	case int:
		n = int64(v)
	case int32:
		n = int64(v)
	case int64:
		n = v
	case *int64:
		if v == nil {
			return "–"
		}
		n = *v
	case *int:
		if v == nil {
			return "–"
		}
		n = int64(*v)
	default:
		return fmt.Sprint(v)
	}
	return grouped(n)
}

func grouped(n int64) string {
	sign := ""
	if n < 0 {
		sign = "−"
	}
	digits := strings.TrimPrefix(strconv.FormatInt(n, 10), "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Money writes fen as yuan, to the fen where there are any.
func (p Page) Money(fen any) string {
	var n int64
	switch v := fen.(type) {
	case int:
		n = int64(v)
	case int64:
		n = v
	case *int64:
		if v == nil {
			return "–"
		}
		n = *v
	default:
		return "–"
	}
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	text := grouped(n / 100)
	if n%100 != 0 {
		text += fmt.Sprintf(".%02d", n%100)
	}
	if p.Lang == locales.English {
		return sign + "¥" + text
	}
	return sign + text + " 元"
}

// Percent writes a share of 0–1 with one decimal; nil, which means that there was nothing to count, is "–".
func (Page) Percent(v any) string {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v*100, 'f', 1, 64) + "%"
	case *float64:
		if v != nil {
			return strconv.FormatFloat(*v*100, 'f', 1, 64) + "%"
		}
	}
	return "–"
}

// Decimal writes a figure with one decimal; nil is "–".
func (Page) Decimal(v *float64) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', 1, 64)
}

// Whole writes a share of 0–1 in whole percent, for pictures with little room. What is not quite the whole is not written as such.
func Whole(share float64) string {
	n := int(share*100 + 0.5)
	if n == 100 && share < 1 {
		n = 99
	}
	return strconv.Itoa(n) + "%"
}
