package matching

import (
	"fmt"
	"math/rand/v2"
)

// quantities turns a made instance of single units into one of quantities from
// 1 to most with as much capacity for each; every fifth edge carries few units.
func quantities(p Problem, most int) Problem {
	r := rand.New(rand.NewPCG(7, 20261124))
	for i := range p.Needs {
		p.Needs[i].Quantity = 1 + r.IntN(most)
	}
	for j := range p.Offers {
		p.Offers[j].Capacity *= (1 + most) / 2
	}
	for k := range p.Edges {
		if r.IntN(5) == 0 {
			p.Edges[k].Limit = int32(1 + r.IntN(most))
		}
	}
	return p
}

// households puts every two or three needs into one household, in one of four
// categories, and gives every offer a supplier of its category.
func households(p Problem) Problem {
	r := rand.New(rand.NewPCG(8, 20261124))
	for i := range p.Needs {
		p.Needs[i].Household = fmt.Sprint("h", i*2/5)
		p.Needs[i].Category = fmt.Sprint("c", i*2/5%4)
	}
	for j := range p.Offers {
		p.Offers[j].Category = fmt.Sprint("c", r.IntN(4))
		p.Offers[j].Supplier = fmt.Sprint("s", r.IntN(6)*r.IntN(2))
	}
	return p
}

// whole makes every nth need indivisible.
func whole(p Problem, nth int) Problem {
	for i := range p.Needs {
		p.Needs[i].Indivisible = i%nth == 0
	}
	return p
}

// tiers makes every tenth need critical and every third high.
func tiers(p Problem) Problem {
	for i := range p.Needs {
		switch {
		case i%10 == 0:
			p.Needs[i].Tier = 3
		case i%3 == 0:
			p.Needs[i].Tier = 2
		}
	}
	return p
}
