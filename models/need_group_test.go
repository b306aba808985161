package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestEveryNeedWaitsForExactlyOne(t *testing.T) {
	seen := map[models.NeedStatus]models.NeedGroup{}
	for _, g := range models.NeedGroups() {
		assert.NotEmpty(t, g.Statuses(), g)
		for _, s := range g.Statuses() {
			assert.Empty(t, seen[s], "%s is in two groups", s)
			seen[s] = g
		}
	}
	for _, s := range models.NeedSteps.Statuses() {
		assert.NotEmpty(t, seen[s], "%s waits for nobody", s)
	}
	assert.Empty(t, models.NeedGroup("nobody").Statuses())
	assert.Len(t, models.NeedsNotEnded(), len(seen)-len(models.NeedsEnded.Statuses()))
	assert.NotContains(t, models.NeedsNotEnded(), models.NeedResolved)
}
