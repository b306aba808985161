package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

// What an alert from a department says is what the rows behind it say, and it was raised when these were applied.
func TestAlertsOfDepartmentsRestOnTheirLists(t *testing.T) {
	d := county()
	batches, signals, behind := map[string]models.FeedBatch{}, map[string]models.Signal{}, map[string][]models.Signal{}
	for _, b := range d.Batches {
		batches[b.ID] = b
	}
	for _, g := range d.Signals {
		signals[g.ID] = g
		require.Equal(t, batches[g.BatchID].Status == models.BatchRolledBack, g.WithdrawnAt != nil)
	}
	for _, tie := range d.Ties {
		behind[tie.AlertID] = append(behind[tie.AlertID], signals[tie.SignalID])
	}
	for _, a := range d.Alerts {
		require.Equal(t, a.Feed != "", len(behind[a.ID]) > 0, a.RuleCode)
		require.Len(t, behind[a.ID], a.Signals)
		if a.Feed == "" {
			continue
		}
		sum, newest := int64(0), models.Date("")
		for _, g := range behind[a.ID] {
			require.Equal(t, []any{a.Feed, a.SourceDept, *a.BatchID, a.RaisedAt}, []any{g.Feed, g.SourceDept, g.BatchID, *batches[g.BatchID].AppliedAt})
			require.Equal(t, a.HouseholdID, g.HouseholdID)
			newest = max(newest, g.EventOn)
			if g.AmountFen != nil {
				sum += *g.AmountFen
			}
		}
		require.Equal(t, a.EventOn, newest)
		if a.AmountFen != nil {
			require.Equal(t, *a.AmountFen, sum, a.RuleCode)
		}
	}
}

func TestDepartmentsBringTheirListsEveryMonth(t *testing.T) {
	d := county()
	statuses, months, seen := map[models.BatchStatus]int{}, map[string]map[models.Date]bool{}, models.BatchCounts{}
	dept := account(d, "dept")
	for _, b := range d.Batches {
		statuses[b.Status]++
		require.Equal(t, b.Counts.Rows, b.Counts.Bad+b.Counts.Repeated+b.Counts.Known+b.Counts.New+b.Counts.Unplaced)
		require.Equal(t, b.SourceDept == dept.Department, b.ReceivedBy == dept.ID)
		require.False(t, b.ReceivedAt.After(now))
		require.Equal(t, b.Status == models.BatchChecked, b.FileID != "", "a list that waits has its file")
		if months[b.Feed] == nil {
			months[b.Feed] = map[models.Date]bool{}
		}
		months[b.Feed][models.DateOf(b.ReceivedAt).Month()] = true
		seen.Bad, seen.Repeated, seen.Unplaced = seen.Bad+b.Counts.Bad, seen.Repeated+b.Counts.Repeated, seen.Unplaced+b.Counts.Unplaced
	}
	assert.Equal(t, []int{1, 1}, []int{statuses[models.BatchChecked], statuses[models.BatchRolledBack]})
	assert.Len(t, months, 8)
	for feed, of := range months {
		assert.GreaterOrEqual(t, len(of), 12, feed)
	}
	assert.Greater(t, seen.Bad, 20)
	assert.Greater(t, seen.Repeated, 500)
	assert.Greater(t, seen.Unplaced, 6)
	tied := map[string]bool{}
	for _, tie := range d.Ties {
		tied[tie.SignalID] = true
	}
	assert.Greater(t, len(d.Signals)-len(tied), 300, "rows that led to nothing")
}
