package reports

import (
	"maps"
	"math/big"
	"slices"

	"zhulian/models"
)

// What leaves the county by counts must not point at anybody: no number from one to four is shown, and none that is hidden can be worked
// out from those that are shown (domain report §17.2).

// smallCell is the count below which a cell shown outside the county could point at somebody (domain report §17.2).
const smallCell = 5

// sum says that one published number is the sum of others, by their places in the list of numbers.
type sum struct {
	total int
	parts []int
}

// suppress tells which of the numbers must not be shown: the small ones, and as many more as it takes that no hidden one follows from the
// sums that tie them together. Readers are taken to know all sums, all shown numbers, and that no number is negative.
func suppress(numbers []int64, sums []sum) []bool {
	hidden := make([]bool, len(numbers))
	for i, n := range numbers {
		hidden[i] = n > 0 && n < smallCell
	}
	for {
		if !hideOneMore(numbers, sums, hidden) && !hideDetermined(numbers, sums, hidden) {
			return hidden
		}
	}
}

// hideOneMore looks for a sum whose hidden numbers are too few or too small together, and hides its smallest shown one.
func hideOneMore(numbers []int64, sums []sum, hidden []bool) bool {
	for _, s := range sums {
		var parts int
		var together int64
		for _, i := range s.parts {
			if hidden[i] {
				parts++
				together += numbers[i]
			}
		}
		switch {
		case parts == 0 && !hidden[s.total], hidden[s.total] && parts > 0:
			continue
		case parts > 1 && together >= smallCell && together > int64(parts):
			continue
		}
		if hideSmallest(numbers, s, hidden) {
			return true
		}
	}
	return false
}

// hideSmallest hides the smallest shown part of a sum that is not 0, or else its total.
func hideSmallest(numbers []int64, s sum, hidden []bool) bool {
	least := -1
	for _, i := range s.parts {
		if !hidden[i] && numbers[i] > 0 && (least < 0 || numbers[i] < numbers[least]) {
			least = i
		}
	}
	if least < 0 && !hidden[s.total] {
		least = s.total
	}
	if least < 0 {
		return false
	}
	hidden[least] = true
	return true
}

// hideDetermined solves the sums for the hidden numbers; where one of them has only one solution, it hides another number tied to it,
// or else the smallest that is shown beside a hidden one: a number may follow along several sums.
func hideDetermined(numbers []int64, sums []sum, hidden []bool) bool {
	found := determined(sums, hidden)
	for _, i := range found {
		for _, s := range sums {
			if (s.total == i || slices.Contains(s.parts, i)) && hideSmallest(numbers, s, hidden) {
				return true
			}
		}
	}
	return len(found) > 0 && hideBeside(numbers, sums, hidden)
}

// hideBeside hides the smallest number that is shown, is not 0, and stands in a sum with a hidden one. That there is none left means that
// nothing can follow: all that is hidden could be larger in the same proportion.
func hideBeside(numbers []int64, sums []sum, hidden []bool) bool {
	least := -1
	for _, s := range sums {
		all := append([]int{s.total}, s.parts...)
		if !slices.ContainsFunc(all, func(i int) bool { return hidden[i] }) {
			continue
		}
		for _, i := range all {
			if !hidden[i] && numbers[i] > 0 && (least < 0 || numbers[i] < numbers[least]) {
				least = i
			}
		}
	}
	if least >= 0 {
		hidden[least] = true
	}
	return least >= 0
}

// determined lists the hidden numbers that follow from the shown ones: those whose column stands alone in a row of the reduced equations.
func determined(sums []sum, hidden []bool) []int {
	var unknown []int
	column := map[int]int{}
	for i, h := range hidden {
		if h {
			column[i] = len(unknown)
			unknown = append(unknown, i)
		}
	}
	rows := make([][]*big.Rat, 0, len(sums))
	for _, s := range sums {
		row := make([]*big.Rat, len(unknown))
		for i := range row {
			row[i] = new(big.Rat)
		}
		used := false
		put := func(i int, v int64) {
			if c, ok := column[i]; ok {
				row[c].Add(row[c], big.NewRat(v, 1))
				used = true
			}
		}
		put(s.total, -1)
		for _, i := range s.parts {
			put(i, 1)
		}
		if used {
			rows = append(rows, row)
		}
	}
	reduce(rows, len(unknown))
	var out []int
	for _, row := range rows {
		at, n := -1, 0
		for c, v := range row {
			if v.Sign() != 0 {
				at = c
				n++
			}
		}
		if n == 1 {
			out = append(out, unknown[at])
		}
	}
	return out
}

// reduce brings equations into reduced row echelon form.
func reduce(rows [][]*big.Rat, columns int) {
	lead := 0
	for c := 0; c < columns && lead < len(rows); c++ {
		pivot := slices.IndexFunc(rows[lead:], func(r []*big.Rat) bool { return r[c].Sign() != 0 })
		if pivot < 0 {
			continue
		}
		rows[lead], rows[lead+pivot] = rows[lead+pivot], rows[lead]
		by := new(big.Rat).Inv(rows[lead][c])
		for i := range rows[lead] {
			rows[lead][i].Mul(rows[lead][i], by)
		}
		for r := range rows {
			if r == lead || rows[r][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Set(rows[r][c])
			for i := range rows[r] {
				rows[r][i].Sub(rows[r][i], new(big.Rat).Mul(f, rows[lead][i]))
			}
		}
		lead++
	}
}

// pair is a published rate: how many fulfil it, of how many.
type pair struct{ met, of int64 }

func (p pair) plus(o pair) pair { return pair{p.met + o.met, p.of + o.of} }

// small holds where one of the three numbers that a rate tells (met, not met, of) could point at somebody.
func (p pair) small() bool {
	for _, n := range []int64{p.met, p.of - p.met, p.of} {
		if n > 0 && n < smallCell {
			return true
		}
	}
	return false
}

// hideLines tells which lines of a breakdown, and whether its total, may not be shown outside the county. A line is shown with all of its
// numbers or not at all. What is hidden together comes to none or at least five of each number, over at least two lines, so that a
// unit may always have stood in another hidden line: nothing follows from the total but what the total itself says.
func hideLines(lines []pair, total pair) (hidden []bool, hideTotal bool) {
	hidden = make([]bool, len(lines))
	var together pair
	n := 0
	hide := func(i int) {
		hidden[i], together = true, together.plus(lines[i])
		n++
	}
	for i, p := range lines {
		if p.small() {
			hide(i)
		}
	}
	if total.small() {
		return hidden, true
	}
	for n > 0 && (n < 2 || !hides(together, total)) {
		least := -1
		for i, p := range lines {
			if !hidden[i] && p.of > 0 && (least < 0 || p.of < lines[least].of) {
				least = i
			}
		}
		if least < 0 {
			return hidden, true
		}
		hide(least)
	}
	return hidden, false
}

// hides tells whether what is hidden together is enough to hide in: five of each number, unless the total has none of it.
func hides(together, total pair) bool {
	enough := func(n, of int64) bool { return of == 0 || n >= smallCell }
	return enough(together.met, total.met) && enough(together.of-together.met, total.of-total.met) && together.of >= smallCell
}

// hideNested is hideLines where lines are the parts of others that are shown too, as towns of counties: whose whole is hidden is hidden, and
// where the parts of a whole cannot be shown safely, none of them is.
func hideNested(parts, wholes map[string]pair, whole func(string) string, total pair) (hidden map[string]bool, hideTotal bool) {
	hidden = map[string]bool{}
	above, hideTotal := hideFlat(wholes, total)
	for k, w := range wholes {
		mine := map[string]pair{}
		for p, v := range parts {
			if whole(p) == k {
				mine[p] = v
			}
		}
		below, all := hideFlat(mine, w)
		for p := range mine {
			hidden[p] = above[k] || all || below[p]
		}
	}
	return hidden, hideTotal
}

// hideTowns is hideNested for towns: the same reader may ask for their counties too.
func hideTowns(towns map[string]pair, total pair) (hidden map[string]bool, hideTotal bool) {
	counties := map[string]pair{}
	for town, p := range towns {
		county := models.CountyOf(town)
		counties[county] = counties[county].plus(p)
	}
	return hideNested(towns, counties, models.CountyOf, total)
}

// hideFlat is hideLines over lines that have names.
func hideFlat(lines map[string]pair, total pair) (hidden map[string]bool, hideTotal bool) {
	keys := slices.Sorted(maps.Keys(lines))
	list := make([]pair, len(keys))
	for i, k := range keys {
		list[i] = lines[k]
	}
	flat, hideTotal := hideLines(list, total)
	hidden = map[string]bool{}
	for i, k := range keys {
		hidden[k] = flat[i]
	}
	return hidden, hideTotal
}

// hideSmall takes out of one value what could point at somebody.
func (v *Value) hideSmall() {
	v.Exclusions = map[string]int64{}
	if v.Code == "K15" || v.Code == "K9" {
		if v.Code == "K9" && v.Denominator > 0 && v.Denominator < smallCell {
			*v = v.emptied()
		}
		return
	}
	if (pair{v.Numerator, v.Denominator}).small() {
		*v = v.emptied()
	}
}

func (v *Value) emptied() Value {
	return Value{Indicator: v.Indicator, From: v.From, To: v.To, AsOf: v.AsOf, Exclusions: map[string]int64{}, Suppressed: true}
}

// table lays a table out as numbers and the sums that tie them: its cells row by row, then the sums of the rows, of the columns, and the
// whole.
func table(cells []int64, rows, columns int) (numbers []int64, sums []sum) {
	numbers = append(numbers, cells...)
	whole := sum{}
	line := func(parts []int) {
		var n int64
		for _, i := range parts {
			n += numbers[i]
		}
		sums = append(sums, sum{len(numbers), parts})
		numbers = append(numbers, n)
	}
	for r := range rows {
		parts := make([]int, columns)
		for c := range columns {
			parts[c] = r*columns + c
		}
		whole.parts = append(whole.parts, len(numbers))
		line(parts)
	}
	top := sum{}
	for c := range columns {
		parts := make([]int, rows)
		for r := range rows {
			parts[r] = r*columns + c
		}
		top.parts = append(top.parts, len(numbers))
		line(parts)
	}
	line(whole.parts)
	top.total = len(numbers) - 1
	return numbers, append(sums, top)
}
