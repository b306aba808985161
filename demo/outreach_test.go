package demo_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/models"
)

func TestWhatANeedCameOfIsThere(t *testing.T) {
	d := county()
	visits, alerts, applications, suggestions := map[string]models.Visit{}, map[string]models.Alert{}, map[string]bool{}, map[string]models.Suggestion{}
	for _, v := range d.Visits {
		visits[v.ID] = v
	}
	for _, a := range d.Alerts {
		alerts[a.ID] = a
	}
	for _, a := range d.Applications {
		applications[a.ID] = true
	}
	for _, s := range d.Suggestions {
		suggestions[s.ID] = s
	}
	seen := map[string]int{}
	for _, n := range d.Needs {
		if n.SourceID == nil {
			continue
		}
		seen[n.Source]++
		switch n.Source {
		case "visit":
			v := visits[*n.SourceID]
			require.Equal(t, n.HouseholdID, v.HouseholdID)
			require.Equal(t, []string{n.ID}, v.IssuesCreated)
			require.False(t, v.CheckedInAt.After(n.CreatedAt))
		case "alert":
			a := alerts[*n.SourceID]
			require.Equal(t, models.AlertNeeds, a.ResultCode)
			require.Equal(t, n.HouseholdID, *a.HouseholdID)
		case "suggestion":
			require.Equal(t, n.HouseholdID, suggestions[*n.SourceID].HouseholdID)
		default:
			require.True(t, applications[*n.SourceID], n.Source)
		}
	}
	for _, source := range []string{"visit", "alert", "application", "one_click"} {
		assert.Greater(t, seen[source], 100, source)
	}
	assert.Greater(t, seen["suggestion"], 60, "the rules suggest few things that suppliers give")
}

// Every suggestion is one that a rule makes, with the reasons that hold for its household; a need that came of one is of a category of its rule.
func TestSuggestionsAreThoseOfTheRules(t *testing.T) {
	d := county()
	all, fired := models.SuggestionRulesWith(demo.County, nil), map[string]bool{}
	needs, homes := map[string]models.Need{}, map[string]models.Household{}
	for _, n := range d.Needs {
		needs[n.ID] = n
	}
	for _, h := range d.Households {
		homes[h.ID] = h
	}
	for _, g := range d.Suggestions {
		i := slices.IndexFunc(all, func(r models.SuggestionRule) bool { return r.Code == g.RuleCode })
		require.GreaterOrEqual(t, i, 0, g.RuleCode)
		fired[g.RuleCode] = true
		require.Equal(t, all[i].NameZH, g.Title)
		require.NotEmpty(t, g.Facts, g.RuleCode)
		if said, there := g.Facts["category"]; there {
			require.Equal(t, string(homes[g.HouseholdID].Category), said)
		}
		if g.ConvertedID != nil {
			require.Contains(t, all[i].Needs, needs[*g.ConvertedID].Category)
			require.Equal(t, g.ID, *needs[*g.ConvertedID].SourceID)
		}
	}
	assert.Greater(t, len(fired), 15, "many rules have something to say")
}

func TestWindowsAndVisitsAgree(t *testing.T) {
	d := county()
	visits, seen := map[string]models.Visit{}, map[models.VisitWindowStatus]int{}
	for _, v := range d.Visits {
		visits[v.ID] = v
		require.Equal(t, v.Valid, v.InvalidReason == "")
		require.False(t, v.CheckedInAt.After(now))
	}
	for _, w := range d.VisitWindows {
		seen[w.Status]++
		if w.Status == models.WindowDone {
			v := visits[*w.ValidVisitID]
			require.True(t, v.Valid)
			require.Equal(t, w.ID, *v.WindowID)
			day := models.DateOf(v.CheckedInAt)
			require.True(t, w.StartsOn <= day && day <= w.EndsOn, "%s outside %s–%s", day, w.StartsOn, w.EndsOn)
		}
	}
	for _, s := range []models.VisitWindowStatus{"done", "missed", "invalid", "exempt", "due", "planned"} {
		if s != "planned" {
			assert.Positive(t, seen[s], s)
		}
	}
	assert.Greater(t, seen["done"], 10000)
}

// TestAlertsWaitOnceAndKnowTheirClock holds what the verbs of alerts hold.
func TestAlertsWaitOnceAndKnowTheirClock(t *testing.T) {
	d, keys, up, covered, reasons := county(), map[string]bool{}, map[string]int{}, 0, map[string]bool{}
	for _, r := range d.Reasons {
		reasons[r.AlertID] = true
	}
	for _, a := range d.Alerts {
		assert.True(t, reasons[a.ID], "it says why")
		assert.NotEmpty(t, a.Family)
		if !a.Status.Waits() {
			assert.Nil(t, a.NextDueAt)
			continue
		}
		require.NotNil(t, a.NextDueAt)
		assert.False(t, a.DedupeKey != "" && keys[a.DedupeKey], "one waits a household and family")
		keys[a.DedupeKey] = true
		up[a.EscalatedTo]++
		assert.Equal(t, a.EscalatedTo != "", a.Status == models.AlertEscalated)
		assert.Equal(t, a.Overdue(now), a.EscalatedTo != "", "what is overdue has gone up")
		if a.CoversFor != nil {
			covered++
		}
	}
	for _, to := range []string{"", "town", "county"} {
		assert.Positive(t, up[to], "alerts that have gone up to %q", to)
	}
	assert.Positive(t, covered, "somebody stands in")
	assert.Len(t, d.Absences, 3)
}

func TestPapersCoverTheirStatuses(t *testing.T) {
	d := county()
	seen := map[string]int{}
	for _, r := range d.Alerts {
		seen["alert "+string(r.Status)]++
		seen["result "+string(r.ResultCode)]++
	}
	for _, r := range d.Applications {
		seen["application "+string(r.Status)]++
	}
	for _, r := range d.Suggestions {
		seen["suggestion "+string(r.Status)]++
	}
	for _, r := range d.Lists {
		seen["list "+string(r.Status)]++
	}
	for _, want := range []string{"alert closed", "alert merged", "alert returned", "alert escalated", "result A1", "result A2", "result A3", "result A5",
		"application paid", "application refused", "application withdrawn", "application paperwork_completed", "application submitted",
		"suggestion accepted", "suggestion rejected", "suggestion converted", "suggestion expired", "suggestion new",
		"list delivered", "list acknowledged", "list sent", "list generated"} {
		assert.Positive(t, seen[want], want)
	}
}

// The windows of the county are those that its plans ask for, no more and no fewer, and every household has a level that came of an assessment.
func TestPlansAndWindowsAgree(t *testing.T) {
	d := county()
	homes, people := map[string]models.Household{}, map[string][]models.Person{}
	for _, h := range d.Households {
		homes[h.ID] = h
	}
	for _, p := range d.Persons {
		people[p.HouseholdID] = append(people[p.HouseholdID], p)
	}
	asked := map[string]int{}
	for _, p := range d.VisitPlans {
		h := homes[p.HouseholdID]
		group, why := models.PlanOf(h, people[h.ID], models.DateOf(now))
		require.Equal(t, group, p.PlanGroup)
		require.Equal(t, why, p.Reasons)
		for _, w := range p.Span.Windows(p.HomeEvery, p.StartsOn, p.PlannedTo) {
			if p.EndsOn == "" || w.From <= p.EndsOn {
				asked[p.ID+string(w.From)+string(w.To)+w.Mode]++
			}
		}
	}
	rounds := map[string]bool{}
	for _, r := range d.VisitRounds {
		rounds[r.ID] = true
	}
	ahead := 0
	for _, w := range d.VisitWindows {
		if rounds[*w.PlanID] {
			continue
		}
		asked[*w.PlanID+string(w.StartsOn)+string(w.EndsOn)+w.Mode]--
		if w.Status == models.WindowPlanned {
			require.Greater(t, w.StartsOn, models.DateOf(now))
			ahead++
		}
	}
	for key, n := range asked {
		require.Zero(t, n, key)
	}
	assert.Greater(t, ahead, 1000)
	levels, inForce, waiting := map[int]int{}, map[string]int{}, 0
	for _, l := range d.Levels {
		require.Equal(t, l.Assessment.Level(), l.Level)
		if l.Status == models.LevelConfirmed {
			inForce[l.HouseholdID] = l.Level
			levels[l.Level]++
		} else {
			waiting++
		}
	}
	for _, h := range d.Households {
		require.Equal(t, h.Level, inForce[h.ID])
	}
	for level := 1; level <= 4; level++ {
		assert.Greater(t, levels[level], 40, level)
	}
	assert.Positive(t, waiting)
	assert.Len(t, d.ChildReports, 3)
}

// What the verbs of requests for relief hold, the county holds too.
func TestRequestsForReliefKnowWhoseTurnItIs(t *testing.T) {
	d, seen, late, paid := county(), map[models.ApplicationStatus]int{}, 0, map[string]bool{}
	for _, b := range d.Benefits {
		if b.SourceNoun == "application" {
			paid[b.SourceRef] = true
		}
	}
	for _, a := range d.Applications {
		seen[a.Status]++
		waits := a.Status.Open() || a.Status == models.ApplicationApproved || a.Status == models.ApplicationFirstAid || a.Status == models.ApplicationAppealed
		assert.Equal(t, waits, a.DueAt != nil, "%s %s", a.ID, a.Status)
		if a.DueAt != nil && a.DueAt.Before(now) {
			late++
		}
		if a.Status == models.ApplicationPublicity {
			assert.Len(t, a.PublicityCode, 38)
		}
		assert.Equal(t, a.PaidOn != "" && a.AmountFen != nil, paid[a.ID], "what was paid stands among what the household received")
	}
	for _, s := range []models.ApplicationStatus{"materials_needed", "appealed", "publicity", "approved", "verifying", "submitted", "accepted_for_processing"} {
		assert.Positive(t, seen[s], s)
	}
	assert.Positive(t, late)
	assert.Greater(t, len(d.Complaints), 5)
}
