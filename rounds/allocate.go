package rounds

import (
	"context"
	"math"
	"time"

	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
)

// node is a window of an offer as the allocation counts it.
type node struct {
	lot    *market.Lot
	window models.Date
}

// allocate finds the best assignment and puts it into words. At the deadline the best so far stands, with its proven gap.
func (p *plan) allocate(ctx context.Context, deadline time.Duration) (err error) {
	p.findOptions()
	p.state()
	p.reserveShares()
	within, stop := context.WithTimeout(ctx, deadline)
	defer stop()
	if p.answer, err = matching.Allocate(within, p.problem, matching.AllocationOptions{}); err != nil {
		return err
	}
	if p.overShare() || p.crowded() {
		p.state()
		p.problem.MaxOffersPerNeed, p.problem.SupplierShare, p.problem.Already = mostOffers, supplierShare, p.already
		if p.answer, err = matching.Allocate(within, p.problem, matching.AllocationOptions{}); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.give()
	p.explain()
	return nil
}

// crowded tells whether a need is given more offers than may share one. As a limit of the problem this is hard in principle and hardly
// ever matters: so the optimum is found without it first.
func (p *plan) crowded() bool {
	offers := make([]int, len(p.problem.Needs))
	for _, x := range p.answer.Assignments {
		if offers[x.Need]++; int(x.Need) < p.real && offers[x.Need] > mostOffers {
			return true
		}
	}
	return false
}

// state states the round as a problem: needs by id, windows of offers in the order in which needs first want them. Needs whose amount
// nobody knows, and those that no new offer could help, are not part of it.
func (p *plan) state() {
	p.problem, p.nodes = matching.Problem{}, nil
	p.bound, p.reserved = map[group]int64{}, 0
	at := map[place]int32{}
	for _, a := range p.asking {
		if !a.counts() {
			continue
		}
		need := int32(len(p.problem.Needs)) //nolint:gosec // a county has fewer needs than that
		p.problem.Needs = append(p.problem.Needs, matching.AllocationNeed{
			ID: a.need.ID, Quantity: int(a.perWindow()), Tier: tierOf(&a.asked), Household: a.need.HouseholdID, Category: a.need.Category,
			Town: models.TownOf(a.need.RegionCode),
		})
		for i := range a.options {
			o := &a.options[i]
			k := place{o.lot.ID, o.window}
			if _, seen := at[k]; !seen {
				at[k] = int32(len(p.nodes)) //nolint:gosec // a county has fewer offers than that
				p.addNode(o)
			}
			most := int32(min(o.most, math.MaxInt32)) //nolint:gosec // bounded
			p.problem.Edges = append(p.problem.Edges, matching.Edge{Need: need, Offer: at[k], Score: scoreOf(&a.asked, o.score), Limit: most})
		}
	}
	p.real, p.edges = len(p.problem.Needs), len(p.problem.Edges)
}

// counts tells whether a need takes part in the problem: how much it asks for is known, and it is not for its household's own sake
// that nothing fits.
func (a *ask) counts() bool {
	return a.units > 0 && a.asked.Sensitivity < 3 && a.asked.Consent != matching.ConsentWithdrawn
}

func (p *plan) addNode(o *option) {
	units, _ := p.free(o.lot, o.window)
	n := matching.AllocationOffer{ID: o.lot.ID + "@" + string(o.window), Capacity: int(units), Supplier: o.lot.SupplierID, Category: o.lot.Category,
		Town: homeOf(o.lot)}
	if o.lot.PerHouseholdLimit != nil {
		n.PerHousehold = int(*o.lot.PerHouseholdLimit)
	}
	p.problem.Offers = append(p.problem.Offers, n)
	p.nodes = append(p.nodes, node{o.lot, o.window})
}

// homeOf is the town that an offer serves, or its county where it serves more than one.
func homeOf(l *market.Lot) string {
	town := ""
	for _, r := range l.Regions {
		t := models.TownOf(r)
		if town != "" && t != town {
			return l.CountyCode + "000000"
		}
		town = t
	}
	return town
}

// tierOf puts a need into the order of domain report §11: urgency first, then, but for those of low urgency, levels I and II before
// the others. No unit of a higher tier is left for one of a lower that an exchange could free.
func tierOf(n *matching.Need) int {
	p := matching.PriorityOf(n)
	tier := max(0, 2*p.Urgency-1)
	if p.Level >= 3 && p.Urgency > 0 {
		tier++
	}
	return tier
}

// urgencyOf is the urgency that a tier stands for.
func urgencyOf(tier int64) models.Urgency {
	return [...]models.Urgency{models.UrgencyLow, models.UrgencyNormal, models.UrgencyHigh, models.UrgencyCritical}[min(max(0, tier+1)/2, 3)]
}

// scoreOf is what a unit is worth within a tier: how well the offer fits, and, for a sixth of it, what the need's own place in the
// queue adds: its level, its waiting and whether its household was ever helped.
func scoreOf(n *matching.Need, fit int) int32 {
	p := matching.PriorityOf(n)
	return int32(max(1, 85*fit+125*p.Level+20*p.Points())) //nolint:gosec // at most 8500 + 500 + 1000
}

// give writes the assignments down with their needs, in the needs' own units, and asks once more for the words of each pair.
func (p *plan) give() {
	byID := map[string]*ask{}
	for _, a := range p.asking {
		byID[a.need.ID] = a
	}
	for _, x := range p.answer.Assignments {
		if int(x.Need) >= p.real {
			continue
		}
		a, n := byID[p.problem.Needs[x.Need].ID], p.nodes[x.Offer]
		for i := range a.options {
			if o := a.options[i]; o.lot == n.lot {
				a.given = append(a.given, gift{option: o, units: min(int64(x.Units)*a.runs, a.left())})
			}
		}
	}
	p.each(p.word)
}

// word adds parts and reasons to what a need is given.
func (p *plan) word(a *ask, s *matching.Scratch) {
	if len(a.given) == 0 {
		return
	}
	hits := p.view.DayIndex(max(p.view.Day(), a.need.Earliest)).Top(&a.asked, &p.weights, mostOptions, s)
	for i := range a.given {
		for j := range hits {
			if hits[j].Offer.ID == a.given[i].lot.ID {
				a.given[i].parts, a.given[i].reasons = hits[j].Parts, s.Reasons(&hits[j])
			}
		}
	}
}
