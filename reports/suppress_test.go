package reports

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWhatIsHiddenHasCompany(t *testing.T) {
	for name, c := range map[string]struct {
		lines []pair
		want  []bool
		total bool
	}{
		"nothing is small":               {[]pair{{6, 12}, {10, 20}}, []bool{false, false}, false},
		"zero tells of nobody":           {[]pair{{0, 12}, {10, 20}}, []bool{false, false}, false},
		"one small hides the next":       {[]pair{{0, 1}, {6, 12}, {30, 60}}, []bool{true, true, false}, false},
		"what is not met can be small":   {[]pair{{8, 10}, {6, 12}, {30, 60}}, []bool{true, true, false}, false},
		"two small ones may not suffice": {[]pair{{1, 1}, {1, 1}, {6, 12}, {30, 60}}, []bool{true, true, true, false}, false},
		"a small total is hidden":        {[]pair{{2, 3}}, []bool{true}, true},
		"nobody to hide among":           {[]pair{{0, 3}, {6, 6}}, []bool{true, false}, true},
		"lines of nothing are no crowd":  {[]pair{{0, 0}, {7, 14}, {1, 6}, {0, 0}}, []bool{false, true, true, false}, false},
	} {
		total := pair{}
		for _, l := range c.lines {
			total = total.plus(l)
		}
		hidden, hideTotal := hideLines(c.lines, total)
		require.Equal(t, c.total, hideTotal, name)
		if !c.total {
			require.Equal(t, c.want, hidden, name)
		}
	}
}

var somePair = rapid.Custom(func(t *rapid.T) pair {
	of := rapid.Int64Range(0, 40).Draw(t, "of")
	return pair{rapid.Int64Range(0, of).Draw(t, "met"), of}
})

// A reader who knows the total and every shown line must find, for each hidden line, another county that looks the same from outside and
// differs in it: one unit moved between two hidden lines.
func TestASuppressedLineCannotBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(somePair, 1, 12).Draw(t, "lines")
		total := pair{}
		for _, l := range lines {
			total = total.plus(l)
		}
		hidden, hideTotal := hideLines(lines, total)
		for i, l := range lines {
			require.False(t, l.small() && !hidden[i], "a small line is shown")
		}
		require.False(t, total.small() && !hideTotal)
		if hideTotal {
			return // the hidden lines hang on nothing that is shown
		}
		for i := range lines {
			if hidden[i] {
				require.True(t, movable(lines, hidden, i, func(p pair) int64 { return p.met }) || total.met == 0, "met of line %d follows", i)
				require.True(t, movable(lines, hidden, i, func(p pair) int64 { return p.of - p.met }) || total.of == total.met, "the rest of line %d follows", i)
			}
		}
	})
}

// movable tells whether a number of a hidden line could be one more or one less with a counterpart in another hidden line.
func movable(lines []pair, hidden []bool, i int, n func(pair) int64) bool {
	for j := range lines {
		if j != i && hidden[j] && (n(lines[i]) > 0 || n(lines[j]) > 0) {
			return true
		}
	}
	return false
}

// The same for towns of counties, where each level is shown: a hidden town's county is shown with company for it, or not at all.
func TestTownsDoNotGiveTheirCountyAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts, wholes, total := map[string]pair{}, map[string]pair{}, pair{}
		for c := range rapid.IntRange(1, 4).Draw(t, "counties") {
			county := string(rune('a' + c))
			for i := range rapid.IntRange(1, 5).Draw(t, "towns") {
				p := somePair.Draw(t, "town")
				parts[county+string(rune('0'+i))] = p
				wholes[county], total = wholes[county].plus(p), total.plus(p)
			}
		}
		hidden, _ := hideNested(parts, wholes, func(k string) string { return k[:1] }, total)
		above, _ := hideFlat(wholes, total)
		for county, w := range wholes {
			n, together := 0, pair{}
			for k, p := range parts {
				if k[:1] != county {
					continue
				}
				require.False(t, p.small() && !hidden[k])
				require.False(t, above[county] && !hidden[k], "a town of a hidden county is shown")
				if hidden[k] {
					n, together = n+1, together.plus(p)
				}
			}
			if n > 0 && !above[county] && n < len(parts) {
				require.True(t, n > 1 && hides(together, w) || together == w, "%d hidden of %v come to %v", n, w, together)
			}
		}
	})
}

// A table of categories and towns with both margins and the whole: what is hidden in it is on both sides of some exchange, found here by
// solving all sums at once.
func TestACellOfATableCannotBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 5).Draw(t, "columns")
		cells := rapid.SliceOfN(rapid.Int64Range(0, 14), rows*columns, rows*columns).Draw(t, "cells")
		numbers, sums := table(cells, rows, columns)
		hidden := suppress(numbers, sums)
		for i, n := range numbers {
			require.False(t, n > 0 && n < smallCell && !hidden[i], "a small number is shown")
			require.False(t, hidden[i] && n == 0, "what is nothing needs no hiding")
		}
		require.Empty(t, determined(sums, hidden), "a hidden number follows from the shown ones")
	})
}

// Found by chance: here the number follows along three sums, and no sum that it stands in has anything left to hide.
func TestANumberThatFollowsAlongSeveralSumsIsHiddenToo(t *testing.T) {
	numbers, sums := table([]int64{0, 1, 0, 0, 4, 1, 2, 0, 3}, 3, 3)
	require.Empty(t, determined(sums, suppress(numbers, sums)))
}
