package matching

import (
	"sync"
	"testing"
)

const benchOffers = 100_000

var benchCounty = sync.OnceValue(func() *Index {
	m := newMade(1)
	return NewIndex(m.offers(benchOffers, m.offer))
})

func benchNeeds(change func(*Need)) []Need {
	m := newMade(2)
	needs := make([]Need, 1000)
	for i := range needs {
		needs[i] = m.need()
		change(&needs[i])
	}
	return needs
}

// BenchmarkTop20Of100000 asks for the 20 best of 100,000 open offers, another need each time.
func BenchmarkTop20Of100000(b *testing.B) {
	x := benchCounty()
	for _, c := range []struct {
		name   string
		change func(*Need)
		w      Weights
	}{
		{"default", func(*Need) {}, DefaultWeights()},
		{"base", func(*Need) {}, BaseWeights()},
		{"slots", func(n *Need) { n.Slots = 0b111 }, DefaultWeights()},
		{"unknown-quantity", func(n *Need) { n.Quantity = Quantity{} }, DefaultWeights()},
		{"tags", func(n *Need) { n.Tags = []string{"独居老人"} }, DefaultWeights()},
		{"history", func(n *Need) { n.History = []Encounter{{SupplierID: "s01", Served: true, Satisfaction: 5}} }, DefaultWeights()},
	} {
		b.Run(c.name, func(b *testing.B) {
			needs := benchNeeds(c.change)
			var s Scratch
			for i := range needs {
				x.Top(&needs[i], &c.w, 20, &s)
			}
			b.ReportAllocs()
			defer cpuPer(b)()
			i := 0
			for b.Loop() {
				x.Top(&needs[i%len(needs)], &c.w, 20, &s)
				i++
			}
		})
	}
}

func BenchmarkRankAllOf100000(b *testing.B) {
	x := benchCounty()
	needs := benchNeeds(func(*Need) {})
	i := 0
	for b.Loop() {
		x.Rank(needs[i%len(needs)], DefaultWeights(), 20)
		i++
	}
}

func BenchmarkBuild100000(b *testing.B) {
	m := newMade(1)
	offers := m.offers(benchOffers, m.offer)
	b.ReportAllocs()
	defer cpuOfAll(b)()
	for b.Loop() {
		NewIndex(offers)
	}
}

// BenchmarkPatchOne changes what is left of one offer, as an accepted match does; moved puts another offer in its place.
func BenchmarkPatchOne(b *testing.B) {
	b.Run("quantity", func(b *testing.B) {
		benchPatch(b, madeOffers(1, benchOffers), func(o *Offer) { o.Capacity.Left, o.LoadPerMille = Units(7), 500 })
	})
	b.Run("moved", func(b *testing.B) {
		benchPatch(b, madeOffers(4, 1000), func(*Offer) {})
	})
}

func benchPatch(b *testing.B, offers []Offer, change func(*Offer)) {
	x := benchCounty()
	b.ReportAllocs()
	defer cpuPer(b)()
	i := 0
	for b.Loop() {
		o := offers[i*7919%len(offers)]
		change(&o)
		x = x.With(o)
		i++
	}
}

func madeOffers(seed uint64, n int) []Offer {
	m := newMade(seed)
	return m.offers(n, m.offer)
}
