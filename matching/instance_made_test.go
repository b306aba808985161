package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// A shape describes an instance to be made: counties of equal size, needs of
// one unit, offers whose capacities sum to about Supply percent of the needs.
type shape struct {
	counties, needs, offers int
	degree                  int  // edges of a need, on average
	supply                  int  // percent
	grid                    int  // scores are multiples of it; 1 for all values
	linked                  bool // every need also fits an offer of another county
}

// made makes an instance from a fixed seed: an offer has a quality and a place
// on a ring, and a need fits offers near its own place. Scores are a sum of
// four parts, so they cluster as real scores do.
func (s shape) made(seed uint64) Problem {
	r := rand.New(rand.NewPCG(seed, 20261124))
	p := Problem{Needs: make([]AllocationNeed, s.needs), Offers: make([]AllocationOffer, s.offers),
		Edges: make([]Edge, 0, s.needs*(s.degree+1))}
	mean := s.needs * s.supply / 100 / s.offers
	quality := make([]int, s.offers)
	for j := range p.Offers {
		p.Offers[j] = AllocationOffer{ID: fmt.Sprintf("o%06d", j), Capacity: 1 + r.IntN(2*mean-1),
			Supplier: fmt.Sprint("s", r.IntN(s.offers/8+1))}
		quality[j] = r.IntN(3000)
	}
	local := s.offers / s.counties
	reach := min(local, 6*s.degree)
	for i := range p.Needs {
		p.Needs[i] = AllocationNeed{ID: fmt.Sprintf("n%06d", i), Quantity: 1}
		county := i * s.counties / s.needs
		home, degree := r.IntN(local), s.degree/2+r.IntN(s.degree)
		var row []int
		for range degree {
			row = append(row, county*local+(home+r.IntN(reach))%local)
		}
		if s.linked {
			row = append(row, r.IntN(s.offers))
		}
		slices.Sort(row)
		for _, j := range slices.Compact(row) {
			score := 500 + quality[j] + r.IntN(3000) + r.IntN(3000)
			p.Edges = append(p.Edges, Edge{Need: int32(i), Offer: int32(j), Score: int32(max(1, score/s.grid*s.grid))})
		}
	}
	return p
}
