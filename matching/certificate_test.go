package matching

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// clone copies what a corruption changes.
func (a Allocation) clone() Allocation {
	a.Assignments = slices.Clone(a.Assignments)
	a.Certificate.OfferPrices = slices.Clone(a.Certificate.OfferPrices)
	a.Certificate.LimitPrices = slices.Clone(a.Certificate.LimitPrices)
	return a
}

func TestCorruptedCertificateDoesNotVerify(t *testing.T) {
	corruptions := map[string]func(*Allocation){
		"value":               func(a *Allocation) { a.Value++ },
		"gap":                 func(a *Allocation) { a.Gap++; a.Bound++ },
		"negative gap":        func(a *Allocation) { a.Gap = -1 },
		"bound":               func(a *Allocation) { a.Certificate.Bound-- },
		"objective":           func(a *Allocation) { a.Certificate.Objective-- },
		"both with value":     func(a *Allocation) { a.Value--; a.Certificate.Objective-- },
		"price up":            func(a *Allocation) { a.Certificate.OfferPrices[0] += 1000 },
		"price by one":        func(a *Allocation) { a.Certificate.OfferPrices[1]++ },
		"price negative":      func(a *Allocation) { a.Certificate.OfferPrices[0] = -1 },
		"price missing":       func(a *Allocation) { a.Certificate.OfferPrices = a.Certificate.OfferPrices[1:] },
		"unit":                func(a *Allocation) { a.Certificate.Unit = 0 },
		"tier step":           func(a *Allocation) { a.Certificate.TierStep++ },
		"limit out of range":  func(a *Allocation) { a.Certificate.LimitPrices = []LimitPrice{{Limit: 9, Price: 1}} },
		"assignment removed":  func(a *Allocation) { a.Assignments = a.Assignments[1:] },
		"assignment twice":    func(a *Allocation) { a.Assignments = append(a.Assignments, a.Assignments[0]) },
		"assignment unknown":  func(a *Allocation) { a.Assignments[0].Offer = 3 },
		"more units":          func(a *Allocation) { a.Assignments[0].Units++ },
		"no units":            func(a *Allocation) { a.Assignments[0].Units = 0 },
		"score":               func(a *Allocation) { a.Assignments[0].Score++ },
		"digest":              func(a *Allocation) { a.Certificate.Digest ^= 1 },
		"the problem changed": nil,
	}
	p := town()
	p.Needs[0].Tier = 0
	good := allocate(t, p)
	require.NoError(t, good.Certificate.Verify(p, good))
	for name, corrupt := range corruptions {
		t.Run(name, func(t *testing.T) {
			a, q := good.clone(), p
			if corrupt == nil {
				q.Edges = slices.Clone(p.Edges)
				q.Edges[0].Score++
			} else {
				corrupt(&a)
			}
			require.ErrorIs(t, a.Certificate.Verify(q, a), ErrCertificate)
		})
	}
}

func TestCertificateOfABrokenLimitDoesNotVerify(t *testing.T) {
	p := households(quantities(shape{counties: 1, needs: 60, offers: 10, degree: 8, supply: 90, grid: 1}.made(1), 4))
	good := allocate(t, p)
	for name, limit := range map[string]func(*Problem){
		"offers per need": func(p *Problem) { p.MaxOffersPerNeed = 1 },
		"household":       func(p *Problem) { p.HouseholdUnits = 2 },
		"supplier":        func(p *Problem) { p.SupplierShare = 5 },
		"per household": func(p *Problem) {
			p.Offers = slices.Clone(p.Offers)
			for j := range p.Offers {
				p.Offers[j].PerHousehold = 1
			}
		},
		"whole": func(p *Problem) { p.Needs = slices.Clone(p.Needs); whole(*p, 1) },
	} {
		q := p
		limit(&q)
		require.ErrorIs(t, good.Certificate.Verify(q, good), ErrCertificate, name)
	}
}

func TestAnyChangedPriceIsFoundOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := hardLarge.problem(t)
		a := allocate(t, p).clone()
		j := rapid.IntRange(0, len(p.Offers)-1).Draw(t, "offer")
		a.Certificate.OfferPrices[j] += int64(rapid.IntRange(1, 1<<40).Draw(t, "by"))
		require.ErrorIs(t, a.Certificate.Verify(p, a), ErrCertificate)
	})
}
