package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

// reached lists the statuses that can be come to from "" by declared steps.
func reached[S ~string](steps models.Steps[S]) map[S]bool {
	seen := map[S]bool{"": true}
	for grew := true; grew; {
		grew = false
		for _, step := range steps.Table {
			for _, from := range step.From {
				if seen[from] && !seen[step.To] {
					seen[step.To], grew = true, true
				}
			}
		}
	}
	return seen
}

func checkSteps[S ~string](t *testing.T, steps models.Steps[S], terminal ...S) {
	t.Helper()
	seen := reached(steps)
	ends := map[S]bool{}
	for _, s := range steps.Statuses() {
		assert.True(t, seen[s], "%s: nothing leads to %s", steps.Noun, s)
		ends[s] = true
	}
	type move struct {
		name string
		from S
	}
	moves := map[move]S{}
	for _, step := range steps.Table {
		for _, from := range step.From {
			delete(ends, from)
			if step.Name == "derive" {
				continue
			}
			at := move{step.Name, from}
			assert.NotContains(t, moves, at, "%s: %s from %q leads to two places", steps.Noun, step.Name, from)
			moves[at] = step.To
			to, err := steps.Next(step.Name, from)
			assert.NoError(t, err)
			assert.Equal(t, step.To, to)
		}
	}
	var stop []S
	for s := range ends {
		stop = append(stop, s)
	}
	assert.ElementsMatch(t, terminal, stop, "%s: where a life ends", steps.Noun)
	// What the table does not name is refused, with what a person needs to understand it.
	for _, from := range append(steps.Statuses(), "") {
		for _, name := range []string{"fly", "", string(from)} {
			if _, ok := moves[move{name, from}]; ok {
				continue
			}
			_, err := steps.Next(name, from)
			assert.Equal(t, "step_not_allowed", models.CodeOf(err))
		}
	}
}

func TestEveryStepTableIsWholeAndEndsWhereItShould(t *testing.T) {
	checkSteps(t, models.SupplierSteps, models.SupplierRejected, models.SupplierExited)
	checkSteps(t, models.OfferSteps, models.OfferExpired, models.OfferWithdrawn)
	checkSteps(t, models.NeedSteps, models.NeedMerged, models.NeedClosedUnmet, models.NeedWithdrawn, models.NeedVoid)
	checkSteps(t, models.MatchSteps, models.MatchDeclined, models.MatchExpired, models.MatchCancelled, models.MatchFailed)
	checkSteps(t, models.FulfilmentSteps, models.FulfilmentNoShowSup, models.FulfilmentNoShowBen, models.FulfilmentRefused, models.FulfilmentUnsafe,
		models.FulfilmentConfirmed, models.FulfilmentOverturned)
	checkSteps(t, models.DeliverySteps, models.DeliverySent, models.DeliveryDropped)
	checkSteps(t, models.VisitWindowSteps, models.WindowDone, models.WindowExempt)
	checkSteps(t, models.AlertSteps, models.AlertClosed, models.AlertMerged)
	checkSteps(t, models.BatchSteps, models.BatchRolledBack, models.BatchDiscarded, models.BatchRefused)
	checkSteps(t, models.ApplicationSteps, models.ApplicationArchived)
	checkSteps(t, models.SuggestionSteps, models.SuggestionRejected, models.SuggestionConverted, models.SuggestionExpired)
	checkSteps(t, models.HappinessListSteps, models.ListCorrected)
	checkSteps(t, models.SampleSteps, models.SampleRecorded)
	checkSteps(t, models.ExportSteps, models.ExportRefused, models.ExportTaken, models.ExportLapsed)
}

func TestOnlyADeclinableInvitationIsAnswered(t *testing.T) {
	for _, s := range models.MatchSteps.Statuses() {
		for _, name := range []string{"accept", "decline"} {
			_, err := models.MatchSteps.Next(name, s)
			assert.Equal(t, s == models.MatchInvited, err == nil, "%s from %s", name, s)
		}
	}
}

func TestAnEndedNeedIsNeverDerived(t *testing.T) {
	for _, s := range []models.NeedStatus{models.NeedDrafted, models.NeedSubmitted, models.NeedReturned, models.NeedMerged, models.NeedResolved, models.NeedReferredGov,
		models.NeedSuspended, models.NeedClosedUnmet, models.NeedWithdrawn, models.NeedVoid} {
		assert.False(t, s.CanDerive(), s)
		assert.False(t, s.TakesOffers(), s)
		_, err := models.NeedSteps.Next("derive", s)
		assert.Error(t, err, s)
	}
	for _, s := range models.NeedsTakingOffers() {
		assert.True(t, s.TakesOffers() && s.CanDerive(), s)
	}
}

func TestLiveMatchesAreThoseThatCanStillBeCancelled(t *testing.T) {
	for _, s := range models.MatchSteps.Statuses() {
		_, err := models.MatchSteps.Next("cancel", s)
		assert.Equal(t, s.Live(), err == nil, s)
		_, err = models.MatchSteps.Next("fail", s)
		assert.Equal(t, s.Promised(), err == nil, s)
	}
	list := models.MatchesPromised()
	list[0] = "changed"
	assert.NotEqual(t, list[0], models.MatchesPromised()[0], "the answer is the caller's own")
}
