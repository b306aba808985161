package matching

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// requireSound checks what every index must hold, however it came about.
func requireSound(t require.TestingT, x *Index) {
	under := map[*record]int{}
	for c, s := range x.shelves {
		if s == nil {
			continue
		}
		require.Len(t, s.anchors, len(s.keys))
		for i, key := range s.keys {
			require.True(t, i == 0 || s.keys[i-1] < key, "anchors lie in the order of their keys")
			require.NotZero(t, s.levels&(1<<key.level()), "the shelf knows the level")
			requireInOrder(t, *s.anchors[i], func(r *record) {
				require.Same(t, r, r.under(categoryID(c)))
				require.Same(t, r, r.at(key))
				under[r]++
			})
		}
	}
	found := 0
	x.ids.all(func(r *record) {
		found++
		require.Same(t, r, x.ids.find(r.offer.ID))
		keys := map[region]bool{}
		r.eachKey(func(k region) { keys[k] = true })
		require.Equal(t, len(keys)*max(r.kinds(), 1), under[r], "%+v", r.offer)
		delete(under, r)
	})
	require.Equal(t, x.Len(), found)
	require.Empty(t, under, "no entry of an offer that is gone")
}

func requireInOrder(t require.TestingT, a anchor, visit func(*record)) {
	var last *hot
	require.NotEmpty(t, a)
	for _, block := range a {
		require.NotEmpty(t, block)
		require.LessOrEqual(t, len(block), mostInBlock)
		for i := range block {
			require.False(t, last != nil && better(&block[i].hot, last), "the better first")
			require.Equal(t, block[i].record.hot, block[i].hot)
			last = &block[i].hot
			visit(block[i].record)
		}
	}
}

func TestAnIndexIsSoundAfterAnyChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMade(rapid.Uint64().Draw(rt, "seed"))
		x := NewIndex(m.offers(rapid.IntRange(0, 120).Draw(rt, "offers"), m.wild))
		requireSound(rt, x)
		for range rapid.IntRange(0, 60).Draw(rt, "changes") {
			if o := m.wild(m.random.IntN(140)); m.random.IntN(3) == 0 {
				x = x.Without(o.ID)
			} else {
				x = x.With(o)
			}
		}
		requireSound(rt, x)
	})
}

// Offers of one merit in one place fill many blocks, and each must still be found to be replaced.
func TestOffersOfOneMeritAreEachFound(t *testing.T) {
	same := func(i int) Offer {
		o := anOffer()
		o.ID = fmt.Sprint("same", i)
		return o
	}
	x := NewIndex(nil)
	for i := range 5 * mostInBlock {
		x = x.With(same(i))
	}
	requireSound(t, x)
	for i := range 5 * mostInBlock {
		o := same(i * 7 % (5 * mostInBlock))
		o.LoadPerMille = 10
		x = x.With(o)
	}
	requireSound(t, x)
	for i := range 5 * mostInBlock {
		x = x.Without(same(i).ID)
	}
	requireSound(t, x)
	assert.Zero(t, x.Len())
}

func TestAnOfferLiesOnlyUnderWhatItServes(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Offer)
		want   []string
	}{
		"its own village":          {func(o *Offer) { o.Home, o.Regions = homeVillage, []string{homeVillage} }, []string{homeVillage}},
		"its town":                 {func(o *Offer) { o.Home, o.Regions = homeVillage, []string{homeVillage[:9]} }, []string{homeVillage, homeVillage[:9]}},
		"another town":             {func(o *Offer) { o.Home, o.Regions = homeVillage, []string{otherTown} }, []string{otherTown}},
		"a village and the county": {func(o *Offer) { o.Home, o.Regions = "", []string{homeVillage, "330199"} }, []string{homeVillage, homeVillage[:9], "330199"}},
		"anywhere":                 {func(o *Offer) { o.Home, o.Regions = homeVillage, nil }, []string{"", homeVillage, homeVillage[:9]}},
		"nowhere that is known":    {func(o *Offer) { o.Home, o.Regions = homeVillage, []string{"bad"} }, nil},
	} {
		o, r, want, got := anOffer(), &record{}, map[region]bool{}, map[region]bool{}
		c.change(&o)
		r.fill(&o, &intake{})
		r.eachKey(func(k region) { got[k] = true })
		for _, code := range c.want {
			want[parseRegion(code)] = true
		}
		assert.Equal(t, want, got, name)
	}
}

func TestALongTextIsKeptWhole(t *testing.T) {
	short, long := anOffer(), anOffer()
	short.Title, long.Title = "大米", "送米上门"
	for i := range 40 {
		long.Description += fmt.Sprintf("word%c%c ", 'a'+i/26, 'a'+i%26)
	}
	for _, o := range []Offer{short, long} {
		var in intake
		r := &record{}
		r.fill(&o, &in)
		in.reader.readBoth(o.Title, o.Description)
		require.Equal(t, in.reader.features, r.doc.features)
		assert.Equal(t, len(r.doc.features) <= mostFew, &r.few[0] == &r.doc.features[0], "few features lie in the record itself")
	}
}

func TestARecordTakesOverTheTextOfTheOneBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMade(rapid.Uint64().Draw(rt, "seed"))
		texts := rapid.SampledFrom([]string{"", "大米大米", m.title(), strings.Repeat(m.title()+"，"+m.title(), 8)})
		before, after := m.wild(1), m.wild(1)
		before.Description, after.Description = texts.Draw(rt, "before"), texts.Draw(rt, "after")
		if rapid.Bool().Draw(rt, "same text") {
			after.Title, after.Description = before.Title, before.Description
		}
		old, read, taken := &record{}, &record{}, &record{}
		old.fill(&before, &intake{})
		read.fill(&after, &intake{})
		taken.refill(&after, old)
		require.Equal(rt, read, taken)
		require.Equal(rt, len(taken.doc.features) > 0 && len(taken.doc.features) <= mostFew, len(taken.doc.features) > 0 && &taken.few[0] == &taken.doc.features[0],
			"few features lie in the record itself, so that nothing keeps the old one")
	})
}

func TestEveryCategoryCodeIsKnown(t *testing.T) {
	table := taxonomy()
	for code, id := range table.ids {
		assert.Equal(t, id, categoryOf(code), code)
	}
	for _, code := range []string{"", "Z01", "A", "A0", "A0x", "a01", "A99", "A001"} {
		assert.Equal(t, table.ids[code], categoryOf(code), code)
	}
}

func TestRegionsAreReadAtTheirLevel(t *testing.T) {
	for code, level := range map[string]int{
		"33": provinceLevel, "330000000000": provinceLevel, "3301": prefectureLevel, "330100": prefectureLevel, "330199": countyLevel,
		"330199101": townLevel, "330199101000": townLevel, "330199101201": villageLevel, "330199000001": villageLevel, "330199100": townLevel,
	} {
		assert.Equal(t, level, parseRegion(code).level(), code)
	}
	for _, code := range []string{"", "3", "bad", "3301991012011", "000000", "33 0199"} {
		assert.Zero(t, parseRegion(code), code)
	}
}
