package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func TestPeopleStandAtEveryStepOfTheirWayToWork(t *testing.T) {
	d := county()
	seats, matches, births, waiting := map[string]int64{}, map[string]models.Match{}, map[string]models.Person{}, map[string]bool{}
	for _, m := range d.Matches {
		matches[m.ID] = m
	}
	for _, p := range d.Persons {
		births[p.ID] = p
	}
	seen := map[models.WorkStatus]int{}
	for _, w := range d.Works {
		seen[w.Status]++
		p := births[w.PersonID]
		require.Equal(t, w.HouseholdID, p.HouseholdID)
		require.GreaterOrEqual(t, p.AgeOn(models.DateOf(w.CreatedAt)), models.WorkAge)
		if w.Status == models.WorkSuggested || w.Status == models.WorkEnrolled {
			require.False(t, waiting[w.PersonID], "one place at a time")
			waiting[w.PersonID] = true
		}
		if w.MatchID != nil {
			m := matches[*w.MatchID]
			require.Equal(t, w.HouseholdID, m.HouseholdID)
			seats[m.ID]++
			require.LessOrEqual(t, seats[m.ID], m.Reserved, "no place is given twice")
		}
		if w.Status == models.WorkPlaced {
			require.NotEmpty(t, w.Job.Title)
		}
	}
	for _, s := range []models.WorkStatus{models.WorkSuggested, models.WorkEnrolled, models.WorkTrained, models.WorkDropped, models.WorkPlaced} {
		assert.Positive(t, seen[s], s)
	}
	checks := map[models.Employed]int{}
	for _, k := range d.WorkChecks {
		checks[k.Employed]++
	}
	assert.Positive(t, checks[models.EmployedYes])
	held := map[models.CourseStatus]int{}
	for _, r := range d.Sessions {
		held[r.Status]++
	}
	assert.Positive(t, held[models.CoursePlanned])
	assert.Positive(t, held[models.CourseHeld])
}
