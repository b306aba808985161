package matching

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNeedsQueueByUrgencyThenLevelThenPoints(t *testing.T) {
	needs := []Need{
		{ID: "waited", Urgency: "normal", Level: 2, WaitingDays: 12},
		{ID: "first", Urgency: "normal", Level: 2, WaitingDays: 8, FirstTime: true},
		{ID: "red", Urgency: "normal", Level: 1},
		{ID: "critical", Urgency: "critical", Level: 4},
		{ID: "unknown", Urgency: "normal"},
		{ID: "low", Urgency: "low", Level: 1, WaitingDays: 400},
		{ID: "same-b", Urgency: "normal", Level: 3},
		{ID: "same-a", Urgency: "normal", Level: 3},
		{ID: "remote", Urgency: "normal", Level: 3, Remote: true, TownServedPct: 20},
	}
	slices.SortFunc(needs, func(a, b Need) int { return CompareNeeds(&a, &b) })
	var order []string
	for _, n := range needs {
		order = append(order, n.ID)
	}
	assert.Equal(t, []string{"critical", "red", "first", "waited", "remote", "same-a", "same-b", "unknown", "low"}, order)
}

func TestWaitingIsCappedAtThirtyPoints(t *testing.T) {
	assert.Equal(t, 30, PriorityOf(&Need{WaitingDays: 300}).Waiting)
	assert.Equal(t, 28, PriorityOf(&Need{WaitingDays: 14}).Points())
	assert.Equal(t, 0, PriorityOf(&Need{WaitingDays: -3}).Points())
	assert.Equal(t, 4, PriorityOf(&Need{TownServedPct: 20}).Town)
}
