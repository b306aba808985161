package store

import (
	"maps"
	"slices"
	"strings"
)

// Tally is the count of one line: how many belong to each measure and how many of these fulfil it, in the order of the source's
// measures. Rows that are excluded, by a code, count in Excluded alone.
type Tally struct {
	Key      string
	Of, Met  []int64
	Excluded map[string]int64
}

// SumTallies adds the tallies of lines up, into the line that each is said to belong to, sorted by key. All are of one source.
func SumTallies(rows []Tally, line func(key string) string) []Tally {
	sums := map[string]*Tally{}
	for _, row := range rows {
		key := line(row.Key)
		t := sums[key]
		if t == nil {
			t = &Tally{Key: key, Of: make([]int64, len(row.Of)), Met: make([]int64, len(row.Met)), Excluded: map[string]int64{}}
			sums[key] = t
		}
		for i := range row.Of {
			t.Of[i] += row.Of[i]
			t.Met[i] += row.Met[i]
		}
		for code, n := range row.Excluded {
			t.Excluded[code] += n
		}
	}
	out := make([]Tally, 0, len(sums))
	for _, key := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, *sums[key])
	}
	return out
}

// scanner is the part of sql.Rows that gather needs.
type scanner interface {
	Next() bool
	Scan(into ...any) error
}

// gather reads what tallying answers: a line's rows follow each other, and each has a code, or where listed a list of codes.
func gather(rows scanner, measures int, listed bool) ([]Tally, error) {
	var out []Tally
	for rows.Next() {
		var key, code string
		var n int64
		numbers := make([]int64, 2*measures)
		into := []any{&key, &code}
		for i := range numbers {
			into = append(into, &numbers[i])
		}
		if err := rows.Scan(append(into, &n)...); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Key != key {
			out = append(out, Tally{Key: key, Of: make([]int64, measures), Met: make([]int64, measures), Excluded: map[string]int64{}})
		}
		t := &out[len(out)-1]
		if listed && code != "" {
			for _, c := range strings.Split(code, ",") {
				t.Excluded[c]++
			}
		} else if code != "" {
			t.Excluded[code] += n
			continue
		}
		for i := range measures {
			t.Of[i] += numbers[2*i]
			t.Met[i] += numbers[2*i+1]
		}
	}
	return out, nil
}
