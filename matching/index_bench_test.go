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
	for b.Loop() {
		NewIndex(offers)
	}
}

func BenchmarkPatchOne(b *testing.B) {
	x := benchCounty()
	m := newMade(4)
	offers := m.offers(1000, m.offer)
	b.ReportAllocs()
	defer cpuPer(b)()
	i := 0
	for b.Loop() {
		o := offers[i%len(offers)]
		o.ID = "o000" + o.ID[4:]
		x = x.With(o)
		i++
	}
}
