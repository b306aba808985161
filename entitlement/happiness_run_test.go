package entitlement_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/errands"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/store"
)

// allLists are all lists of the county for the third quarter, by household.
func (w *world) allLists() map[string]int {
	w.t.Helper()
	rows, _, err := w.Store.HappinessLists(ctx, store.PaperFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 10_000})
	require.NoError(w.t, err)
	out := map[string]int{}
	for _, l := range rows {
		out[l.HouseholdID]++
	}
	return out
}

// owed puts n households on file that are owed a list, more than one part of a run when n says so.
func (w *world) owed(n int) {
	w.t.Helper()
	w.at("2026-07-01")
	now := w.Store.Now()
	var homes []models.Household
	var people []models.Person
	for i := range n {
		h := models.Household{CountyCode: testdb.CountyCode, ID: w.ID(), No: "L" + w.ID(), RegionCode: testdb.Village, Address: "溪边路", Category: "D1", Status: models.HouseholdActive,
			CreatedAt: now, UpdatedAt: now, Version: 1}
		homes = append(homes, h)
		people = append(people, models.Person{CountyCode: h.CountyCode, ID: w.ID(), HouseholdID: h.ID, Name: "李小" + string(rune('一'+i%200)), BirthDate: "1960-01-01",
			Sex: models.SexUnknown, Relation: "head", IsHead: true, CreatedAt: now, UpdatedAt: now, Version: 1})
	}
	require.NoError(w.t, w.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertAll(ctx, homes); err != nil {
			return err
		}
		return s.InsertAll(ctx, people)
	}))
}

func TestARunThatIsKilledGoesOnAndMakesNoListTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.owed(520)
		w.at("2026-10-02")
		run := &models.ListRun{CountyCode: testdb.CountyCode, ID: w.ID(), PeriodKind: models.PeriodOfQuarter, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30",
			Status: models.ListRunRunning, Total: 520, CreatedAt: w.Store.Now(), UpdatedAt: w.Store.Now(), Version: 1}
		require.NoError(t, w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertListRun(ctx, run) }))

		// The server ends after the first part: the context is over as soon as the second one begins.
		at := store.Key{County: run.CountyCode, ID: run.ID}
		ending, end := context.WithCancel(ctx)
		err := entitlement.WorkOn(ending, w.desk, at, func(_ string, done, _ int) {
			if done > 0 {
				end()
			}
		})
		require.ErrorIs(t, err, context.Canceled)
		half, err := w.Store.ListRun(ctx, at)
		require.NoError(t, err)
		assert.Equal(t, 250, half.Seen)
		assert.Len(t, w.allLists(), 250)

		require.NoError(t, w.desk.ResumeListRun(ctx, w.Staff, run.ID))
		whole, err := w.Store.ListRun(ctx, at)
		require.NoError(t, err)
		assert.Equal(t, models.ListRunDone, whole.Status)
		assert.Equal(t, []int{520, 520}, []int{whole.Seen, whole.Made})
		lists := w.allLists()
		assert.Len(t, lists, 520)
		for id, n := range lists {
			assert.Equal(t, 1, n, id)
		}
		assert.Equal(t, "list_run_done", code(w.desk.ResumeListRun(ctx, w.Staff, run.ID)))
		_, err = w.desk.StartListRun(ctx, w.Staff, models.ListDraft{Period: thirdQuarter})
		assert.Equal(t, "list_run_there", code(err))
	})
}

func TestTwoServersOnOneRunMakeNoListTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.owed(300)
		w.at("2026-10-02")
		run := &models.ListRun{CountyCode: testdb.CountyCode, ID: w.ID(), PeriodKind: models.PeriodOfQuarter, PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30",
			Status: models.ListRunRunning, Total: 300, CreatedAt: w.Store.Now(), UpdatedAt: w.Store.Now(), Version: 1}
		require.NoError(t, w.Store.InTx(ctx, func(s *store.Store) error { return s.InsertListRun(ctx, run) }))
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() {
				errs[i] = entitlement.WorkOn(ctx, w.desk, store.Key{County: run.CountyCode, ID: run.ID}, func(string, int, int) {})
			})
		}
		both.Wait()
		for _, err := range errs {
			// Who comes second finds that the part was done, and stops.
			assert.True(t, err == nil || models.KindOf(err) == models.KindStale || models.KindOf(err) == models.KindConflict, "%v", err)
		}
		assert.True(t, errs[0] == nil || errs[1] == nil || !errors.Is(errs[0], errs[1]))
		require.NoError(t, entitlement.WorkOn(ctx, w.desk, store.Key{County: run.CountyCode, ID: run.ID}, func(string, int, int) {}))
		lists := w.allLists()
		assert.Len(t, lists, 300)
		for id, n := range lists {
			assert.Equal(t, 1, n, id)
		}
	})
}

func TestTheCalendarAsksForARunOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince()
		w.at("2026-10-02")
		runner := errands.New(w.Store, 1, slog.New(slog.DiscardHandler))
		w.desk.Errands = runner
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		runner.Close()
		runs, _, err := w.Store.ListRuns(ctx, testdb.CountyCode, "", store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, runs, 1)
		assert.Equal(t, thirdQuarter, runs[0].Period().Code())
		if runs[0].Status == models.ListRunRunning {
			// The runner was closed before its turn came: the next server goes on.
			next := errands.New(w.Store, 1, slog.New(slog.DiscardHandler))
			defer next.Close()
			w.desk.Errands = next
			require.NoError(t, entitlement.WorkOn(ctx, w.desk, store.Key{County: testdb.CountyCode, ID: runs[0].ID}, func(string, int, int) {}))
		}
		assert.Equal(t, 1, w.allLists()[h.ID])
	})
}

func TestAHouseholdThatIsNewlyRecognisedGetsItsFirstListAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := w.householdSince()
		other := w.Household(func(d *models.HouseholdDraft) { d.Category = "M0" })
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		lists := w.allLists()
		assert.Equal(t, 1, lists[h.ID])
		assert.Zero(t, lists[other.ID], "nobody is owed one who is not recognised")
		rows, _, err := w.desk.HouseholdLists(ctx, w.Aide, h.ID, entitlement.Page{Limit: 5})
		require.NoError(t, err)
		assert.Equal(t, "2026-07", rows[0].Period().Code())
	})
}

func TestOnlyWhatIsAcknowledgedOrHandedOverFaceToFaceMovesTheRate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		rate := func() (n, of int64) {
			rows, err := (&reports.Desk{Store: w.Store}).Indicators(ctx, w.Staff, reports.Query{Period: thirdQuarter})
			require.NoError(t, err)
			for _, r := range rows {
				if r.Code == "K3" {
					return r.Numerator, r.Denominator
				}
			}
			t.Fatal("no K3")
			return 0, 0
		}
		face, mail, none := w.householdSince(), w.Household(), w.Household()
		w.at("2026-10-02")
		_, err := w.desk.StartListRun(ctx, w.Staff, models.ListDraft{Period: thirdQuarter})
		require.NoError(t, err)
		of := map[string]string{}
		rows, _, err := w.Store.HappinessLists(ctx, store.PaperFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 10})
		require.NoError(t, err)
		for _, l := range rows {
			of[l.HouseholdID] = l.ID
			w.step(w.desk.CheckList, w.Aide, l.ID, models.ListStep{})
		}
		check := func(want int64) {
			t.Helper()
			n, all := rate()
			assert.Equal(t, []int64{want, 3}, []int64{n, all})
		}
		check(0)
		w.step(w.desk.SendList, w.Aide, of[mail.ID], models.ListStep{Channel: models.ListPost})
		check(0)
		w.step(w.desk.DeliverList, w.Aide, of[mail.ID], models.ListStep{Channel: models.ListPost})
		check(0)
		w.step(w.desk.DeliverList, w.Aide, of[face.ID], models.ListStep{Channel: models.ListFaceToFace, Slip: slip(t)})
		check(1)
		w.step(w.desk.AcknowledgeList, w.Aide, of[mail.ID], models.ListStep{AckMethod: models.AckVoice})
		check(2)
		w.at("2026-10-21")
		w.step(w.desk.DeliverList, w.Aide, of[none.ID], models.ListStep{Channel: models.ListFaceToFace, Slip: slip(t)})
		check(2) // too late
		q, err := w.desk.ListQueue(ctx, w.Clerk, entitlement.ListsDone, entitlement.ListFilter{}, entitlement.Page{Limit: 10})
		require.NoError(t, err)
		assert.Equal(t, []int64{3, 2}, []int64{q.Total.Lists, q.Total.Handed}, "the page counts like the indicator")
	})
}
