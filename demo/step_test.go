package demo_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

// allowed tells whether a step table has a step of that name between two statuses.
func allowed[S ~string](steps models.Steps[S], e models.Event) bool {
	for _, s := range steps.Table {
		if s.Name != e.Step || string(s.To) != e.ToStatus {
			continue
		}
		for _, from := range s.From {
			if string(from) == e.FromStatus {
				return true
			}
		}
	}
	return false
}

func legal(e models.Event) bool {
	if e.Step == "attach" {
		return e.FromStatus == e.ToStatus && e.FromStatus != ""
	}
	switch e.Noun {
	case "supplier":
		return allowed(models.SupplierSteps, e)
	case "offer":
		return allowed(models.OfferSteps, e)
	case "need":
		return allowed(models.NeedSteps, e)
	case "match":
		return allowed(models.MatchSteps, e)
	case "fulfilment":
		return allowed(models.FulfilmentSteps, e)
	case "alert":
		if slices.Contains(models.AlertNotes(), e.Step) {
			return e.FromStatus == e.ToStatus && e.FromStatus != ""
		}
		return allowed(models.AlertSteps, e)
	case "feed_batch":
		return allowed(models.BatchSteps, e)
	case "absence":
		return allowed(models.AbsenceSteps, e)
	case "application":
		return allowed(models.ApplicationSteps, e)
	case "suggestion":
		return allowed(models.SuggestionSteps, e)
	case "happiness_list":
		return allowed(models.HappinessListSteps, e)
	case "audit_sample":
		return allowed(models.SampleSteps, e)
	case "standard":
		return allowed(models.StandardSteps, e)
	case "weights":
		return allowed(models.WeightSteps, e)
	case "sla":
		return allowed(models.SLASteps, e)
	case "complaint":
		return allowed(models.ComplaintSteps, e)
	case "work_path":
		if e.Step == "check" {
			return e.FromStatus == e.ToStatus && e.FromStatus != ""
		}
		return allowed(models.WorkSteps, e)
	case "course_session":
		return allowed(models.CourseSteps, e)
	case "minor_access":
		return allowed(models.MinorAccessSteps, e)
	case "child_report":
		return allowed(models.ChildReportSteps, e)
	}
	return slices.Contains([]string{"household", "consent", "category", "calendar", "visit", "visit_round", "visit_window"}, e.Noun)
}

// statuses are the last statuses of all objects that have steps, by id.
func statuses() map[string]string {
	out := map[string]string{}
	d := county()
	for _, r := range d.Suppliers {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Offers {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Needs {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Matches {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Fulfilments {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Households {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Alerts {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Batches {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Absences {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Applications {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Works {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Sessions {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Suggestions {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Lists {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Standards {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Complaints {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.ChildReports {
		out[r.ID] = string(r.Status)
	}
	for _, r := range d.Limits {
		out[r.ID] = string(r.Status)
	}
	return out
}

func TestReplayingTheEventsOfEveryObjectIsLegalAndLeadsToItsStatus(t *testing.T) {
	at := map[string]string{}
	for i, e := range county().Events {
		require.True(t, legal(e), "%s %s: %q → %q", e.Noun, e.Step, e.FromStatus, e.ToStatus)
		require.Equal(t, at[e.ObjectID], e.FromStatus, "%s %s of %s", e.Noun, e.Step, e.ObjectID)
		at[e.ObjectID] = e.ToStatus
		if i > 0 {
			require.False(t, e.At.Before(county().Events[i-1].At), "events are in the order of time")
		}
	}
	for id, status := range statuses() {
		assert.Equal(t, status, at[id], id)
	}
}

func TestEveryEventNamesAnActorOfTheCountyOrTheHouseItself(t *testing.T) {
	roles := map[string]models.Role{}
	for _, a := range county().Accounts {
		roles[a.ID] = a.Role
	}
	ids := map[string]bool{}
	for _, e := range county().Events {
		if e.ActorRole != models.RoleSystem {
			require.Equal(t, roles[e.ActorID], e.ActorRole, e.Step)
		}
		require.False(t, ids[e.ID])
		ids[e.ID] = true
		require.NotEmpty(t, e.RegionCode, e.Noun)
	}
}

func TestVersionsCountTheSteps(t *testing.T) {
	steps := map[string]int{}
	for _, e := range county().Events {
		steps[e.ObjectID]++
	}
	for _, n := range county().Needs {
		require.Equal(t, steps[n.ID], n.Version, n.No)
	}
	for _, m := range county().Matches {
		require.Equal(t, steps[m.ID], m.Version)
	}
}
