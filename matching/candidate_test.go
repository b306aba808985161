package matching

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/models"
)

func TestTiesGoToTheLowerLoadThenTheNearerTheOlderAndTheLowerID(t *testing.T) {
	id := func(id string, change func(*Offer)) Offer {
		o := anOffer()
		o.ID = id
		change(&o)
		return o
	}
	offers := []Offer{
		id("z-idle", func(o *Offer) { o.LoadPerMille = 0 }),
		id("busy", func(o *Offer) { o.LoadPerMille = 900 }),
		id("b-same", func(o *Offer) { o.LoadPerMille = 100 }),
		id("a-same", func(o *Offer) { o.LoadPerMille = 100 }),
		id("older", func(o *Offer) { o.LoadPerMille, o.CreatedOn = 100, "2025-01-01" }),
		id("near", func(o *Offer) { o.LoadPerMille, o.Place = 100, At(30.101, 119.800) }),
	}
	var order []string
	for _, c := range Rank(aNeed(), offers, DefaultWeights(), 0).Ranked {
		order = append(order, c.OfferID)
	}
	assert.Equal(t, []string{"z-idle", "near", "older", "a-same", "b-same", "busy"}, order)
}

func TestLowScoresAreCountedNotShown(t *testing.T) {
	n, o := aNeed(), anOffer()
	o.Categories, o.Slots, n.Slots = []string{"B03"}, 0b1, 0b10
	o.Home, o.Accepted, o.Fulfilled = "", 10, 0
	got := Rank(n, []Offer{o}, BaseWeights(), 0)
	assert.Empty(t, got.Ranked)
	assert.Equal(t, 1, got.Below)
	assert.Empty(t, got.Excluded)
}

func TestDistanceWeighsByTheKindOfService(t *testing.T) {
	for name, c := range map[string]struct {
		category   string
		deliveries []string
		want       int
	}{
		"a hot meal is worse off": {"B01", nil, -6},
		"goods are as they are":   {"A01", nil, 0},
		"a phone bill is not":     {"A07", nil, 12},
		"online tutoring is not":  {"D03", []string{"online"}, 12},
		"tutoring is":             {"D03", nil, 0},
	} {
		n, o := aNeed(), anOffer()
		n.Category, o.Categories, o.Deliveries, n.Delivery = c.category, []string{c.category}, c.deliveries, ""
		o.Home = ""
		o.Licences = []models.Licence{{Kind: "food", ValidTo: "2027-01-01"}, {Kind: "child", ValidTo: "2027-01-01"}}
		got := Rank(n, []Offer{o}, DefaultWeights(), 1)
		require.Len(t, got.Ranked, 1, name)
		assert.Equal(t, 40, got.Ranked[0].Parts.Geography, name)
		assert.Equal(t, c.want, got.Ranked[0].Adjust.Reach, name)
	}
}

func TestGeographyBands(t *testing.T) {
	for name, c := range map[string]struct {
		home  string
		place Point
		want  int
	}{
		"same village":   {homeVillage, Point{}, 100},
		"same town":      {nextVillage, Point{}, 80},
		"3 km":           {otherTown, At(30.127, 119.8), 70},
		"8 km":           {otherTown, At(30.172, 119.8), 50},
		"15 km":          {otherTown, At(30.235, 119.8), 40},
		"place unknown":  {"", Point{}, 40},
		"another county": {"330182101201", Point{}, 40}, // its area still covers the county
	} {
		n, o := aNeed(), anOffer()
		o.Home, o.Place = c.home, c.place
		assert.Equal(t, c.want, Rank(n, []Offer{o}, BaseWeights(), 1).Ranked[0].Parts.Geography, name)
	}
}

func TestDeclinesNeverLowerBelowNeutral(t *testing.T) {
	n, o := aNeed(), anOffer()
	o.Title = ""
	before := Rank(n, []Offer{o}, DefaultWeights(), 1).Ranked[0]
	n.History = []Encounter{{SupplierID: "s1", DeclineCode: "D2", On: "2026-11-01"}, {SupplierID: "s1", DeclineCode: "D6", On: "2026-11-02"}}
	after := Rank(n, []Offer{o}, DefaultWeights(), 1).Ranked[0]
	assert.Equal(t, before.Score, after.Score)
	n.History = append(n.History, Encounter{SupplierID: "s1", Served: true, Satisfaction: 5})
	n.Slots, o.Slots = 0, 0
	o.Home = homeVillage
	both := Rank(n, []Offer{o}, DefaultWeights(), 1).Ranked[0]
	assert.Equal(t, Adjust{Continuity: 4, Declines: -4}, both.Adjust)
}

func TestOldDeclinesAreForgotten(t *testing.T) {
	n, o := aNeed(), anOffer()
	o.Home, o.Title = homeVillage, ""
	well := Encounter{SupplierID: "s1", Served: true, Satisfaction: 5}
	for name, c := range map[string]struct {
		code string
		on   models.Date
		want int
	}{
		"no capacity last week":  {"D1", "2026-11-16", -2},
		"no capacity in October": {"D1", "2026-10-10", 0},
		"too far in October":     {"D2", "2026-10-10", -2},
		"too far last year":      {"D2", "2025-10-10", 0},
	} {
		n.History = []Encounter{well, {SupplierID: "s1", DeclineCode: c.code, On: c.on}}
		assert.Equal(t, c.want, Rank(n, []Offer{o}, DefaultWeights(), 1).Ranked[0].Adjust.Declines, name)
	}
}

func TestMoreOverlapNeverLowersAPart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		need, offer := Slots(rapid.Uint32Range(1, 1<<21-1).Draw(rt, "need")), Slots(rapid.Uint32Range(1, 1<<21-1).Draw(rt, "offer"))
		more := offer | Slots(rapid.Uint32Range(0, 1<<21-1).Draw(rt, "more"))
		require.GreaterOrEqual(rt, TimePart(need, more), TimePart(need, offer))

		tags := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"})).Draw(rt, "tags")
		targets := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c", "d"})).Draw(rt, "targets")
		require.GreaterOrEqual(rt, GroupPart(append(tags, "d"), targets), GroupPart(tags, targets))

		want, left := Units(rapid.Int64Range(1, 1000).Draw(rt, "want")), rapid.Int64Range(0, 1000).Draw(rt, "left")
		if left < want.Units {
			require.GreaterOrEqual(rt, CapacityPart(want, Units(left+1)), CapacityPart(want, Units(left)))
		}
		accepted := rapid.IntRange(1, 100).Draw(rt, "accepted")
		kept := rapid.IntRange(0, accepted-1).Draw(rt, "kept")
		require.GreaterOrEqual(rt, TrackPart(accepted, kept+1), TrackPart(accepted, kept))
	})
}

func TestServingMoreRegionsNeverLowersThePlaceOfAnOffer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newMade(rapid.Uint64().Draw(rt, "seed"))
		n, o := m.wildNeed(), m.categorised(1)
		n.Category = o.Categories[0]
		before := Rank(n, []Offer{o}, lowThreshold(), 1)
		if len(before.Ranked) == 0 || len(o.Regions) == 0 {
			return
		}
		o.Regions = append([]string{m.village()}, o.Regions...)
		after := Rank(n, []Offer{o}, lowThreshold(), 1)
		require.GreaterOrEqual(rt, after.Ranked[0].Parts.Geography, before.Ranked[0].Parts.Geography)
	})
}

func TestCountAgreesWithRank(t *testing.T) {
	m := newMade(11)
	x := NewIndex(m.offers(800, m.wild))
	var s Scratch
	w := DefaultWeights()
	for range 40 {
		n := m.wildNeed()
		all, counts := x.Rank(n, w, 0), x.Count(&n, &w, &s)
		assert.Equal(t, len(all.Ranked), counts.Fits)
		assert.Equal(t, all.Below, counts.Below)
		for _, g := range Gates() {
			assert.Equal(t, all.Excluded[g], counts.Excluded(g))
		}
	}
}

func TestAPreviewNamesWhatOtherWeightsWouldAlter(t *testing.T) {
	near, good := anOffer(), anOffer()
	near.ID, near.Home, near.Accepted, near.Fulfilled = "near", homeVillage, 20, 6
	good.ID, good.Home = "good", ""
	n := aNeed()
	x := NewIndex([]Offer{near, good})
	track := BaseWeights()
	track.Version, track.Geography, track.Track = "track", 0, 30
	got := PreviewWeights(x, []Need{n}, BaseWeights(), track, 2)
	assert.Equal(t, Preview{From: "base-1", To: "track", Needs: 1, FirstChanged: 1, ListChanged: 1,
		Changes: []Change{{"n1", []string{"near", "good"}, []string{"good", "near"}}}}, got)
	assert.Zero(t, PreviewWeights(x, []Need{n}, track, track, 2).ListChanged)
}

func TestScratchPutsItsHitsIntoWords(t *testing.T) {
	var s Scratch
	n, w := aNeed(), DefaultWeights()
	x := NewIndex([]Offer{anOffer()})
	hits := x.Top(&n, &w, 1, &s)
	require.Len(t, hits, 1)
	assert.Equal(t, x.Rank(n, w, 1).Ranked[0].Reasons, s.Reasons(&hits[0]))
}
