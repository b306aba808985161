package matching

import (
	"context"
	"errors"
	"slices"
)

// AllocationNeed is one need of a round. Quantity is in whole units of the
// need's own unit, at least 1. An Indivisible need is filled whole by one offer
// or left. A higher Tier is more urgent: no unit of a higher tier is left for
// one of a lower tier that an exchange could free. Needs of one Household share
// its limits; an empty Household is a household of its own.
type AllocationNeed struct {
	ID          string
	Quantity    int
	Indivisible bool
	Tier        int // 0 (lowest) to 7
	Household   string
	Category    string
	Town        string
}

// AllocationOffer is one offer of a round. Capacity is in units, 0 or more.
// PerHousehold is the most units one household may take of it, 0 for no limit.
type AllocationOffer struct {
	ID           string
	Capacity     int
	PerHousehold int
	Supplier     string
	Category     string
	Town         string
}

// Edge says that an offer fits a need: indices into the slices of the Problem,
// the score of a unit (1 to 10000) and the most units it may carry, 0 for no
// limit. A pair occurs once.
type Edge struct {
	Need, Offer  int32
	Score, Limit int32
}

// Problem is a round to be allocated. The caller keeps the slices unchanged
// until Allocate returns.
type Problem struct {
	Needs  []AllocationNeed
	Offers []AllocationOffer
	Edges  []Edge
	// MaxOffersPerNeed is how many offers may share one need, 0 for any number.
	MaxOffersPerNeed int
	// HouseholdUnits is the most units a household may receive in one category
	// of needs, 0 for no limit.
	HouseholdUnits int
	// SupplierShare is the most that one supplier may have of the units of a
	// category of offers, in percent; 0 for no limit. The only supplier of a
	// category is exempt (§11: 40 % of a month's matches unless sole).
	SupplierShare int
	// Already counts units matched earlier in the same month, for SupplierShare.
	Already []SupplierUnits
}

// SupplierUnits are units of a category that a supplier has given already.
type SupplierUnits struct {
	Supplier, Category string
	Units              int
}

// AllocationOptions tell Allocate when to stop. The zero value asks for the
// exact optimum on all cores.
type AllocationOptions struct {
	// GapPPM lets a pocket of the problem stop once its proven gap is at most
	// so many millionths of its value.
	GapPPM int
	// Workers is how many goroutines may work, 0 for GOMAXPROCS. It never
	// changes the answer.
	Workers int
}

// Assignment gives units of an offer to a need; Score is that of one unit.
type Assignment struct {
	Need, Offer int32
	Units       int32
	Score       int32
}

// Allocation is the answer to a Problem. It proposes; people decide (L16).
type Allocation struct {
	// Assignments are ordered by need and offer as the Problem counts them.
	Assignments []Assignment
	// Value is the sum of units × score.
	Value int64
	// Bound is proven: no allocation that serves as many units of each tier is
	// worth more, and none can trade a lower tier's unit for a higher one's.
	Bound int64
	// Gap is Bound − Value in score units; 0 proves the optimum.
	Gap int64
	// Complete is false when the deadline came first.
	Complete bool
	// Certificate proves Bound and can be verified without the solver.
	Certificate Certificate
	// Prices hold for each offer what one more unit of its capacity would add
	// to Value, in score units (exact when Gap is 0; tiers' bonus included).
	Prices []int64
}

// ErrProblem is wrapped by every complaint about a Problem that makes no sense.
var ErrProblem = errors.New("allocation problem is not valid")

// Allocate finds the most valuable allocation of a problem. The linear part
// (quantities, capacities, limits of single edges, tiers) is solved exactly;
// limits that make it hard in principle are held by repair and improvement, and
// Gap tells what that may have cost. The answer depends on the problem alone,
// not on the order of its slices nor on the number of cores.
//
// At the deadline of ctx the best allocation so far is returned with its proven
// gap and Complete false. When ctx is cancelled, ctx.Err() is returned. Other
// errors wrap ErrProblem.
func Allocate(ctx context.Context, problem Problem, options AllocationOptions) (Allocation, error) {
	if errors.Is(ctx.Err(), context.Canceled) {
		return Allocation{}, ctx.Err()
	}
	r, err := newRound(&problem)
	if err != nil {
		return Allocation{}, err
	}
	r.solve(ctx, options)
	if errors.Is(ctx.Err(), context.Canceled) {
		return Allocation{}, ctx.Err()
	}
	return r.allocation(), nil
}

// Relative is the gap as a share of the value, 0 when both are 0.
func (a Allocation) Relative() float64 {
	if a.Gap == 0 {
		return 0
	}
	return float64(a.Gap) / float64(max(a.Value, 1))
}

func sortAssignments(list []Assignment) {
	slices.SortFunc(list, func(x, y Assignment) int {
		if x.Need != y.Need {
			return int(x.Need) - int(y.Need)
		}
		return int(x.Offer) - int(y.Offer)
	})
}
