package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/models"
)

// TestTheCountyKnowsItsLinesOnEveryDayOfTheYear also holds what the documentation says of the lines (domain report §1, §5.2, §9).
func TestTheCountyKnowsItsLinesOnEveryDayOfTheYear(t *testing.T) {
	d := county()
	all := models.Standards(d.Standards)
	today := models.DateOf(now)
	lines := all.Lines(demo.County, today)
	require.NotNil(t, lines.Dibao)
	assert.Equal(t, []int64{114_900, 226_000, 689_400, 1_378_800}, []int64{*lines.Dibao, *lines.Dibian, *lines.ReliefMost, *lines.ReliefLimit},
		"twice the standard is more than the minimum wage, which bounds it")
	for day := today.AddDays(-365); day <= today; day = day.AddDays(1) {
		require.NotNil(t, all.Lines(demo.County, day).Dibian, day)
	}
	waiting := 0
	for _, s := range d.Standards {
		if s.Status == models.DecisionProposed {
			waiting++
			continue
		}
		assert.NotEqual(t, s.CreatedBy, s.AdoptedBy, "two people decide")
	}
	assert.Equal(t, 1, waiting)
}

// TestTheLimitsAdoptedAreThoseThatTheStoriesWentBy keeps due dates and settings from telling two stories.
func TestTheLimitsAdoptedAreThoseThatTheStoriesWentBy(t *testing.T) {
	rules := models.SLARules(county().Limits)
	for _, step := range models.SLAStepList() {
		for _, subject := range models.SLASubjects(step) {
			want, _ := models.DefaultLimit(step, subject)
			got, _ := rules.Limit(step, subject, models.DateOf(now))
			assert.Equal(t, want, got, "%s %s", step, subject)
		}
	}
}
