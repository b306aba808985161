package matching

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyWeights draws weights from the corners: those of the county, and others that Validate passes.
func anyWeights(rt *rapid.T) Weights {
	return rapid.SampledFrom([]Weights{DefaultWeights(), BaseWeights(), leaning(), lowThreshold()}).Draw(rt, "weights")
}

func anyCounty(rt *rapid.T, most int) (*made, *Index) {
	m := newMade(rapid.Uint64().Draw(rt, "seed"))
	return m, NewIndex(m.offers(rapid.IntRange(1, most).Draw(rt, "offers"), m.wild))
}

// An entry that scores more than its bound would be left out of the answer.
func TestNoOfferScoresMoreThanItsBound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m, x := anyCounty(rt, 150)
		n, w := m.wildNeed(), anyWeights(rt)
		q := &query{}
		q.fill(&n, w, x)
		if q.category == unknownCategory {
			return
		}
		x.ids.all(func(r *record) {
			if !r.is(categorised) || failing(q, r) >= 0 {
				return
			}
			var h Hit
			q.weigh(r, &h)
			b := q.bound(h.Parts.Category, h.Parts.Geography, r.is(online))
			require.LessOrEqual(rt, h.Score, b.most(q, &r.hot), "%+v", h)
			require.LessOrEqual(rt, h.Score, b.best(int(r.track)), "%+v", h)
			require.LessOrEqual(rt, b.leastTrack(h.Score), int(r.track), "%+v", h)
		})
	})
}

func TestTheLeastTrackIsWhereTheBestReachesTheLeast(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := bound{
			rest: rapid.IntRange(-2000, 6000).Draw(rt, "rest"), others: rapid.IntRange(0, 5000).Draw(rt, "others"),
			track: rapid.IntRange(0, 40).Draw(rt, "track"), points: rapid.IntRange(0, 60).Draw(rt, "points"),
		}
		least := rapid.IntRange(1, 100).Draw(rt, "least")
		from := b.leastTrack(least)
		for track := range maxTrack + 1 {
			reaches := b.rest+b.others+b.track*track >= (least-b.points)*100
			require.Equal(rt, reaches, track >= from, "track %d of %+v", track, b)
		}
	})
}

func TestTheSignatureNeverPromisesLessThanTheText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMade(rapid.Uint64().Draw(rt, "seed"))
		offers := m.offers(60, m.offer)
		for i := range offers {
			offers[i].Description = rapid.SampledFrom([]string{"", "rice rice rice and oil", "大米大米大米", m.title() + "，" + m.title()}).Draw(rt, "description")
		}
		x, n, w := NewIndex(offers), m.need(), leaning()
		n.Detail = rapid.SampledFrom([]string{"", "rice, cooking oil", m.title()}).Draw(rt, "detail")
		q := &query{}
		q.fill(&n, w, x)
		require.NotZero(rt, q.text.total)
		points := float32(w.Text) / float32(q.text.total)
		x.ids.all(func(r *record) {
			require.GreaterOrEqual(rt, q.text.atMost(&r.hot, x.lengths, points), w.Text*q.likeness(r)/1000)
		})
	})
}

func TestAnIdleGateExcludesNobody(t *testing.T) {
	idle := map[Gate]int{}
	rapid.Check(t, func(rt *rapid.T) {
		m, x := anyCounty(rt, 40)
		n := m.wildNeed()
		n.Ages = rapid.SampledFrom([][]int{nil, {8}, {80}}).Draw(rt, "ages")
		n.DeclinedBy = rapid.SampledFrom([][]string{nil, {"s01"}}).Draw(rt, "declined")
		q := &query{}
		q.fill(&n, DefaultWeights(), x)
		for _, rule := range gateRules {
			if rule.idle == nil || !rule.idle(q) {
				continue
			}
			idle[rule.gate]++
			x.ids.all(func(r *record) { require.False(rt, rule.fails(q, r), rule.gate) })
		}
	})
	assert.Greater(t, len(idle), 8, "most gates are idle for some need")
}

func TestWhatIsShutFailsAGate(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m, x := anyCounty(rt, 80)
		n := m.wildNeed()
		q := &query{}
		q.fill(&n, DefaultWeights(), x)
		x.ids.all(func(r *record) {
			if r.is(q.shut) || r.left == 0 {
				require.GreaterOrEqual(rt, failing(q, r), 0)
			}
		})
	})
}

// declaredOrder is the rule of ties as the documentation declares it.
func declaredOrder(a, b *Hit) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.alike, a.alike), cmp.Compare(a.record.load, b.record.load),
		cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.record.created, b.record.created), cmp.Compare(a.Offer.ID, b.Offer.ID))
}

func TestHitsAreOrderedAsDeclared(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m, x := anyCounty(rt, 60)
		n := m.wildNeed()
		q := &query{}
		q.fill(&n, anyWeights(rt), x)
		var hits []Hit
		x.ids.all(func(r *record) {
			var h Hit
			q.weigh(r, &h)
			hits = append(hits, h)
		})
		for i := range hits {
			j := rapid.IntRange(0, len(hits)-1).Draw(rt, "other")
			require.Equal(rt, declaredOrder(&hits[i], &hits[j]), sign(compareHits(&hits[i], &hits[j])))
		}
	})
}

func sign(n int) int { return cmp.Compare(n, 0) }

func TestFeaturesAreSortedHoweverMany(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		fs := rapid.SliceOfN(rapid.Map(rapid.Uint32(), func(n uint32) feature { return feature(n) }), 0, 2*mostSpread).Draw(rt, "features")
		want := slices.Sorted(slices.Values(fs))
		read := reader{features: append([]feature{}, fs...)}
		read.sort()
		require.True(rt, slices.Equal(want, read.features))
	})
}
