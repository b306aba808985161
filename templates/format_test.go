package templates

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/locales"
)

var zh, en = Page{Lang: locales.Chinese}, Page{Lang: locales.English}

func TestDaysAreThoseOfChinaInTheReadersHabit(t *testing.T) {
	evening := time.Date(2026, 3, 1, 17, 30, 0, 0, time.UTC) // half past one in the night of the next day, in Shanghai
	var none *time.Time
	for _, c := range []struct {
		v      any
		zh, en string
	}{
		{evening, "2026年3月2日", "2 Mar 2026"}, {&evening, "2026年3月2日", "2 Mar 2026"}, {"2026-12-31", "2026年12月31日", "31 Dec 2026"},
		{none, "–", "–"}, {nil, "–", "–"}, {"", "–", "–"}, {time.Time{}, "–", "–"}, {"2026-02-30", "–", "–"},
	} {
		assert.Equal(t, c.zh, zh.Date(c.v), c.v)
		assert.Equal(t, c.en, en.Date(c.v), c.v)
	}
	assert.Equal(t, "2026年3月2日 01:30", zh.Time(evening))
	assert.Equal(t, "2 Mar 2026, 01:30", en.Time(evening))
	assert.Equal(t, "3月2日", zh.ShortDate(evening))
	assert.Equal(t, "2026-03-02T01:30:00+08:00", zh.ISO(evening))
	assert.Empty(t, zh.ISO(nil))
}

func TestNumbersAndMoney(t *testing.T) {
	n, none := int64(1234567), (*int64)(nil)
	for v, want := range map[any]string{0: "0", 999: "999", 1000: "1,000", -1000: "−1,000", n: "1,234,567", &n: "1,234,567", none: "–"} {
		assert.Equal(t, want, zh.Number(v))
	}
	for fen, want := range map[any][2]string{
		114900: {"1,149 元", "¥1,149"}, 5: {"0.05 元", "¥0.05"}, -150: {"−1.50 元", "−¥1.50"}, none: {"–", "–"}, int64(100): {"1 元", "¥1"},
	} {
		assert.Equal(t, want[0], zh.Money(fen))
		assert.Equal(t, want[1], en.Money(fen))
	}
}

func TestAShareOfNothingIsADash(t *testing.T) {
	third := 1.0 / 3
	assert.Equal(t, "33.3%", zh.Percent(third))
	assert.Equal(t, "33.3%", zh.Percent(&third))
	assert.Equal(t, "–", zh.Percent((*float64)(nil)))
	assert.Equal(t, "–", zh.Decimal(nil))
	assert.Equal(t, "0.3", zh.Decimal(&third))
}

func TestAddressesKeepTheirOtherParameters(t *testing.T) {
	p := Page{Lang: locales.Chinese, Here: "/needs?status=open&cursor=x"}
	assert.Equal(t, "/needs?cursor=x&lang=en&status=open", p.InOther())
	assert.Equal(t, "/needs?status=open", p.With("cursor", ""))
	assert.Equal(t, "/needs", p.Post("/needs"), "without a key")
	p.Key = func() string { return "k" }
	assert.Equal(t, "/needs?_key=k", p.Post("/needs"))
}
