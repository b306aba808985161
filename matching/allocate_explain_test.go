package matching

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A small town: meals are scarce, rides are limited, tutoring has no offer.
func town() Problem {
	return Problem{
		Needs: []AllocationNeed{
			{ID: "meal-critical", Quantity: 2, Tier: 3, Category: "meal", Town: "east"},
			{ID: "meal-normal", Quantity: 1, Category: "meal", Town: "east"},
			{ID: "meal-far", Quantity: 1, Category: "meal", Town: "west"},
			{ID: "tutor", Quantity: 1, Category: "tutor", Town: "west"},
			{ID: "ride", Quantity: 3, Category: "ride", Town: "east", Indivisible: true},
			{ID: "wash-good", Quantity: 1, Category: "wash", Town: "east"},
			{ID: "wash-poor", Quantity: 1, Category: "wash", Town: "east"},
		},
		Offers: []AllocationOffer{
			{ID: "kitchen", Capacity: 2, Category: "meal", Town: "east"},
			{ID: "car", Capacity: 2, Category: "ride", Town: "east"},
			{ID: "laundry", Capacity: 1, Category: "wash", Town: "east"},
			{ID: "clothes", Capacity: 5, Category: "goods", Town: "west"},
			{ID: "second laundry", Capacity: 0, Category: "wash", Town: "west"},
		},
		Edges: []Edge{
			{Need: 0, Offer: 0, Score: 5000}, {Need: 1, Offer: 0, Score: 9000},
			{Need: 4, Offer: 1, Score: 8000},
			{Need: 5, Offer: 2, Score: 9000}, {Need: 6, Offer: 2, Score: 4000}, {Need: 6, Offer: 4, Score: 3000},
		},
	}
}

func TestExplainGivesEveryUnmetNeedItsReason(t *testing.T) {
	p := town()
	unmet, unused := allocate(t, p).Explain(p)
	require.Equal(t, []RoundUnmet{
		{Need: 1, Units: 1, Reason: RoundUrgent, To: []int32{0}},
		{Need: 2, Units: 1, Reason: RoundGates},
		{Need: 3, Units: 1, Reason: RoundNoOffer},
		{Need: 4, Units: 3, Reason: RoundLimit},
		{Need: 6, Units: 1, Reason: RoundScarce, To: []int32{5}},
	}, unmet)
	require.Equal(t, []RoundUnused{
		{Offer: 1, Units: 2, Reason: RoundLimit},
		{Offer: 3, Units: 5, Reason: RoundNoNeed},
	}, unused)
}

func TestExplainSaysWhenAllNeedsOfAnOfferAreMet(t *testing.T) {
	p := town()
	p.Offers[2].Capacity = 4
	_, unused := allocate(t, p).Explain(p)
	require.Contains(t, unused, RoundUnused{Offer: 2, Units: 2, Reason: RoundNeedsMet})
}

func TestExplainCoversEveryNeedAndOfferWithUnitsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := hardLarge.problem(t)
		a := allocate(t, p)
		got, gave := a.units(&p)
		unmet, unused := a.Explain(p)
		for _, u := range unmet {
			got[u.Need] += int64(u.Units)
		}
		for _, u := range unused {
			gave[u.Offer] += int64(u.Units)
		}
		for i := range got {
			require.EqualValues(t, p.Needs[i].Quantity, got[i])
		}
		for j := range gave {
			require.EqualValues(t, p.Offers[j].Capacity, gave[j])
		}
	})
}

func TestMarginalValuesSayWhatToRecruitNext(t *testing.T) {
	p := town()
	p.Needs[0].Tier = 0
	a := allocate(t, p)
	values := make(map[PricePlace]MarginalValue)
	for _, m := range a.MarginalValues(p) {
		values[m.PricePlace] = m
	}
	require.EqualValues(t, 5000, values[PricePlace{"meal", "east"}].Offered, "a third meal would feed the first need's second unit")
	require.EqualValues(t, 10000, values[PricePlace{"tutor", "west"}].Newcomer)
	require.EqualValues(t, -1, values[PricePlace{"tutor", "west"}].Offer)
	require.EqualValues(t, 3000, values[PricePlace{"wash", "west"}].Offered, "an offer without capacity has a price too")
	require.Zero(t, values[PricePlace{"goods", "west"}].Marginal())
	meals := values[PricePlace{"meal", "east"}]
	require.Equal(t, []int64{3, 1, 2, 2}, []int64{meals.Needed, meals.Unmet, meals.Given, meals.Capacity})
}

func TestDiffNamesWhatChanged(t *testing.T) {
	before, now := town(), town()
	before.Needs = append(before.Needs, AllocationNeed{ID: "old", Quantity: 1})
	now.Offers[2].Capacity = 2
	now.Offers[0].Capacity = 1
	now.Needs = append(now.Needs, AllocationNeed{ID: "new", Quantity: 1})
	d := allocate(t, now).Diff(now, allocate(t, before), before)
	require.Equal(t, RoundDiff{
		Changes: []RoundChange{{"meal-critical", "kitchen", 2, 1}, {"wash-poor", "laundry", 0, 1}},
		Met:     []string{"wash-poor"},
		Lost:    []string{"meal-critical"},
		Gone:    []string{"old"},
		Value:   4000 - 5000,
	}, d)
}
