package matching

import (
	"slices"
	"sync"

	"zhulian/models"
)

// categoryID numbers the categories of the table from 1; 0 is a category that is missing or not in the table.
type categoryID uint8

const unknownCategory categoryID = 0

// mostCategories bounds the table, so that a category fits one byte with room to spare.
const mostCategories = 128

type categoryTable struct {
	categories [mostCategories]models.Category
	ids        map[string]categoryID
	brief      [1 << 10]categoryID // by what a code of a letter and two digits packs to
	count      int
	related    [mostCategories][]relation // by category, the nearest first
	part       [mostCategories][mostCategories]uint8
}

// taxonomy is the category table with all distances worked out once.
var taxonomy = sync.OnceValue(func() *categoryTable {
	t := &categoryTable{ids: map[string]categoryID{}, count: 1}
	for _, c := range models.Categories() {
		t.categories[t.count] = c
		t.ids[c.Code] = categoryID(t.count)
		if at, brief := briefCode(c.Code); brief {
			t.brief[at] = categoryID(t.count)
		}
		t.count++
	}
	for a := 1; a < t.count; a++ {
		for b := 1; b < t.count; b++ {
			t.part[a][b] = uint8(models.CategoryDistance(t.categories[a].Code, t.categories[b].Code))
			if t.part[a][b] >= leastCategory {
				t.related[a] = append(t.related[a], relation{categoryID(b), int(t.part[a][b])})
			}
		}
		slices.SortStableFunc(t.related[a], func(a, b relation) int { return b.part - a.part })
	}
	return t
})

// relation is a category and the part that its offers score.
type relation struct {
	category categoryID
	part     int
}

func categoryOf(code string) categoryID {
	if code == "" {
		return unknownCategory
	}
	t := taxonomy()
	if at, brief := briefCode(code); brief {
		return t.brief[at]
	}
	return t.ids[code]
}

// briefCode packs a code such as A01, of a letter from A to H and two digits, into ten bits.
func briefCode(code string) (int, bool) {
	if len(code) != 3 {
		return 0, false
	}
	letter, tens, ones := code[0]-'A', code[1]-'0', code[2]-'0'
	if letter > 7 || tens > 9 || ones > 9 {
		return 0, false
	}
	return int(letter)<<7 | int(tens)*10 + int(ones), true
}

// categoryPart is the best of the offer's categories: 100 for the same, 60 for a sibling, 30 for the same kind, else 0.
func (q *query) categoryPart(r *record) int {
	row := &taxonomy().part[q.category]
	best := row[r.category]
	if r.more != nil {
		for _, c := range r.more.categories {
			best = max(best, row[c])
		}
	}
	return int(best)
}
