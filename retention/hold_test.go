package retention_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/retention"
	"zhulian/store"
)

// rested is a refused request of ten years and a day ago, on the day after its time.
func rested(a *archive) (h *models.Household, r *models.Application) {
	a.t.Helper()
	h = a.HouseholdUnasked()
	r = a.ReliefApplication(h, testdb.Decided(a.Tale.Store.Now(), "refused"))
	a.on("2036-03-03")
	return h, r
}

func TestNothingOfAHouseholdGoesWhileSomethingIsUnsettled(t *testing.T) {
	for name, unsettle := range map[string]func(*archive, *models.Household, *models.Application){
		"a complaint of the household": func(a *archive, h *models.Household, _ *models.Application) {
			a.complains(func(c *models.Complaint) { c.HouseholdID = &h.ID })
		},
		"a complaint about the request": func(a *archive, _ *models.Household, r *models.Application) {
			a.complains(func(c *models.Complaint) { c.ApplicationID = &r.ID })
		},
		"an appeal in another matter": func(a *archive, h *models.Household, _ *models.Application) {
			a.ReliefApplication(h, func(r *models.Application) {
				now := a.Tale.Store.Now()
				r.Status, r.DecidedAt, r.Decision, r.AppealedAt = models.ApplicationAppealed, &now, "refused", &now
			})
		},
		"a disputed list": func(a *archive, h *models.Household, _ *models.Application) {
			a.List(h, a.Today(), func(l *models.HappinessList) { l.Status = models.ListDisputed })
		},
		"a child at risk": func(a *archive, h *models.Household, _ *models.Application) {
			now := a.Tale.Store.Now()
			v := a.Visit(a.Window(h, a.Today(), a.Today()), a.Today())
			add(a, models.ChildReport{CountyCode: h.CountyCode, ID: a.ID(), VisitID: v.ID, HouseholdID: h.ID, RegionCode: h.RegionCode, Status: models.ChildOpen,
				ReportedTo: []string{}, CreatedAt: now, UpdatedAt: now, Version: 1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, a *archive) {
				h, r := rested(a)
				unsettle(a, h, r)
				assert.Empty(t, a.sweeps(testdb.CountyCode))
				assert.True(t, a.has("application", r.ID))
				run, err := a.Tale.Store.RetentionRun(ctx, testdb.CountyCode, a.Today())
				require.NoError(t, err)
				assert.Equal(t, models.Tally{"application": 1}, run.Held, "that it is held back is told")
			})
		})
	}
}

func (a *archive) complains(about func(*models.Complaint)) *models.Complaint {
	a.t.Helper()
	now := a.Tale.Store.Now()
	c := &models.Complaint{CountyCode: testdb.CountyCode, ID: a.ID(), No: a.ID(), RegionCode: testdb.Village, Channel: "aide", Text: "慢", Status: models.ComplaintFiled,
		AnswerBy: now, FiledAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
	about(c)
	a.inTx(func(s *store.Store) error { return s.InsertComplaint(ctx, c) })
	return c
}

func TestWhatWasHeldBackGoesWhenItIsSettled(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		h, r := rested(a)
		c := a.complains(func(c *models.Complaint) { c.HouseholdID = &h.ID })
		assert.Empty(t, a.sweeps(testdb.CountyCode))
		a.set("complaint", "status", c.ID, "closed")
		a.set("complaint", "closed_at", c.ID, a.Tale.Store.Now())
		a.on("2036-03-04")
		assert.Equal(t, models.Tally{"application": 1}, a.sweeps(testdb.CountyCode))
		assert.False(t, a.has("application", r.ID))
		assert.True(t, a.has("complaint", c.ID), "the complaint has a time of its own")
	})
}

func TestAnAlertStaysWhileSomethingOfItIsKept(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		h := a.HouseholdUnasked()
		visited, asked, told := a.Alert(h, done(a)), a.Alert(h, done(a)), a.Alert(h, done(a))
		w := a.Window(h, a.start, a.start, func(w *models.VisitWindow) { w.AlertID = &visited.ID })
		v := a.Visit(w, a.start, func(v *models.Visit) { v.AlertID = &visited.ID })
		a.set("alert", "verify_visit_id", visited.ID, v.ID)
		r := a.ReliefApplication(h, testdb.Decided(a.Tale.Store.Now(), "refused"), func(r *models.Application) { r.Source, r.SourceID, r.VisitID = "alert", &asked.ID, &v.ID })
		add(a, models.AlertSignal{CountyCode: h.CountyCode, AlertID: told.ID, SignalID: a.Signal(a.Batch(), h).ID, AttachedAt: a.start.AddDays(100).Start()})
		a.on("2027-03-03")
		assert.Empty(t, a.sweeps(testdb.CountyCode), "one was visited, of one a request came, and one was told of a signal later")
		a.on("2027-06-12")
		assert.Equal(t, models.Tally{"alert": 1, "alert_signal": 1}, a.sweeps(testdb.CountyCode))
		assert.False(t, a.has("alert", told.ID))
		a.on("2031-03-03")
		assert.Equal(t, models.Tally{"alert": 1, "visit": 1, "visit_window": 1}, a.sweeps(testdb.CountyCode), "the visit and, with it, the alert")
		a.pointsAtNothing()
		assert.True(t, a.has("alert", asked.ID))
		a.on("2036-03-03")
		assert.Equal(t, models.Tally{"alert": 1, "application": 1}, a.sweeps(testdb.CountyCode))
		assert.False(t, a.has("application", r.ID))
		a.pointsAtNothing()
	})
}

func done(a *archive) func(*models.Alert) {
	return testdb.Verified(a.Tale.Store.Now(), models.AlertCovered)
}

func TestAnAlertGoesNoSoonerThanARuleLooksBack(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		alert := a.Alert(a.HouseholdUnasked(), done(a))
		now := a.Tale.Store.Now()
		add(a, models.AlertRule{CountyCode: testdb.CountyCode, ID: a.ID(), Code: "W01", RuleVersion: 1, Family: "medical", Kind: models.RuleTrigger, NameZH: "x", Expression: "x",
			Params: []models.RuleParam{}, Feeds: []string{}, Severity: models.SeverityYellow, WindowDays: 730, SourceDept: "医保", SentenceZH: "x", Term: models.Term{EffectiveFrom: a.start},
			Decision: models.Decision{Status: models.DecisionAdopted, AdoptedAt: &now, CreatedAt: now, UpdatedAt: now, Version: 1}})
		a.on("2028-03-01")
		assert.Empty(t, a.sweeps(testdb.CountyCode))
		a.on("2028-03-02")
		a.sweeps(testdb.CountyCode)
		assert.False(t, a.has("alert", alert.ID))
	})
}

func TestAHouseholdThatLeftStaysWhileAnythingOfItIsKept(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		h := a.HouseholdUnasked()
		a.Miss(a.Window(h, a.start, a.start))
		a.set("household", "status", h.ID, "left")
		a.on("2026-06-01")
		assert.Empty(t, a.sweeps(testdb.CountyCode), "somebody was to visit them, and rates count that")
		a.on("2031-03-03")
		assert.Equal(t, models.Tally{"visit_window": 1, "household": 1, "person": 1, "listing": 1}, a.sweeps(testdb.CountyCode))
		a.pointsAtNothing()
	})
}

func TestThePeriodIsTheCountysOwn(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		mine := a.HouseholdUnasked()
		far := a.HouseholdUnasked(func(h *models.HouseholdDraft) { h.RegionCode = testdb.FarVillage })
		w, theirs := a.Window(mine, a.start, a.start), a.Window(far, a.start, a.start)
		now := a.Tale.Store.Now()
		add(a, models.Standard{CountyCode: testdb.CountyCode, ID: a.ID(), Code: models.StandardKeepVisit, RegionCode: testdb.County, Value: 24, Unit: models.UnitMonth,
			Term: models.Term{EffectiveFrom: a.start}, Decision: models.Decision{Status: models.DecisionAdopted, AdoptedAt: &now, CreatedAt: now, UpdatedAt: now, Version: 1}})
		a.on("2028-03-03")
		assert.Equal(t, models.Tally{"visit_window": 1}, a.sweeps(testdb.CountyCode))
		assert.Empty(t, a.sweeps(testdb.OtherCounty))
		assert.False(t, a.has("visit_window", w.ID))
		assert.True(t, a.has("visit_window", theirs.ID), "sixty months where nothing was adopted")
	})
}

func TestARunThatWasBrokenOffGoesOn(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			address := testdb.Address(t, dialect)
			s := testdb.Open(t, address)
			a := &archive{Tale: testdb.Story(t, s), Desk: &retention.Desk{Store: s}, t: t}
			for range 5 {
				a.ReliefApplication(a.HouseholdUnasked(), testdb.Decided(s.Now(), "refused"))
			}
			a.on("2036-03-03")
			dying, kill := context.WithCancel(ctx)
			batches := 0
			theirs, err := store.Open(ctx, address, store.Options{Vault: testdb.Vault(t), Clock: a.Clock, Watch: func(_ context.Context, st store.Statement) {
				if st.Table == "retention_run" && st.Operation == "update" {
					if batches++; batches == 2 {
						kill() // before the second batch is committed
					}
				}
			}})
			require.NoError(t, err)
			_, err = (&retention.Desk{Store: theirs, AtOnce: 2}).Sweep(dying, testdb.CountyCode)
			require.Error(t, err)
			require.NoError(t, theirs.Close())
			assert.EqualValues(t, 3, a.count("application", "1 = 1"), "the first batch is gone")
			assert.Equal(t, models.Tally{"application": 5}, a.sweeps(testdb.CountyCode), "and the run knows of it")
			assert.Equal(t, []string{"finish"}, a.runs())
		})
	}
}

// runs are the steps of the county's deletions in the log.
func (a *archive) runs() (out []string) {
	a.t.Helper()
	events, err := a.Tale.Store.Events(ctx, store.EventFilter{CountyCode: testdb.CountyCode, Noun: "retention", Limit: 100})
	require.NoError(a.t, err)
	for _, e := range events {
		out = append(out, e.Step)
	}
	return out
}

func TestWhatCannotBeDeletedIsToldAndTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		h := a.HouseholdUnasked()
		a.ReliefApplication(h, testdb.Decided(a.Tale.Store.Now(), "refused"))
		a.on("2036-03-03")
		a.sql(a.pick("SELECT 1", "CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"))
		a.sql("CREATE TRIGGER stays BEFORE DELETE ON application " + a.pick("BEGIN SELECT RAISE(IGNORE); END", "FOR EACH ROW EXECUTE FUNCTION stays()"))
		for range 2 {
			run, err := a.Sweep(ctx, testdb.CountyCode)
			assert.ErrorContains(t, err, "application 1")
			require.NotNil(t, run)
			assert.Equal(t, models.RetentionFailed, run.Status)
			assert.EqualValues(t, 1, run.OverCount)
			assert.Equal(t, 1, run.Tries, "not tried again at once")
		}
		a.Clock.Advance(time.Hour)
		run, err := a.Sweep(ctx, testdb.CountyCode)
		assert.Error(t, err, "it is tried again, and fails again")
		assert.Equal(t, 2, run.Tries)
		last, err := a.Tale.Store.LastRetention(ctx, testdb.CountyCode, 1)
		require.NoError(t, err)
		assert.Equal(t, models.RetentionFailed, last[0].Status)
		a.Clock.Advance(time.Hour)
		a.sql(a.pick("DROP TRIGGER stays", "DROP TRIGGER stays ON application"))
		assert.Equal(t, models.Tally{"application": 1}, a.sweeps(testdb.CountyCode))
		assert.Equal(t, []string{"fail", "fail", "finish"}, a.runs())
		a.Whole()
	})
}

func TestARunThatDidNotEndOnItsDayGoesFirst(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		a.ReliefApplication(a.HouseholdUnasked(), testdb.Decided(a.Tale.Store.Now(), "refused"))
		a.on("2036-03-03")
		now := a.Tale.Store.Now()
		a.inTx(func(s *store.Store) error {
			return s.InsertRetentionRun(ctx, &models.RetentionRun{CountyCode: testdb.CountyCode, RanOn: "2036-03-02", ID: a.ID(), Status: models.RetentionRunning,
				Gone: models.Tally{"benefit": 2}, Held: models.Tally{}, Over: models.Tally{}, Tries: 1, CreatedAt: now, UpdatedAt: now, Version: 1})
		})
		assert.Equal(t, models.Tally{"benefit": 2}, a.sweeps(testdb.CountyCode), "yesterday's, by yesterday's days")
		assert.Equal(t, models.Tally{"application": 1}, a.sweeps(testdb.CountyCode), "then today's")
		assert.Equal(t, []string{"finish", "finish"}, a.runs())
	})
}

func TestACallDoesOnlySoMuch(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		for range 5 {
			a.ReliefApplication(a.HouseholdUnasked(), testdb.Decided(a.Tale.Store.Now(), "refused"))
		}
		a.on("2036-03-03")
		a.AtOnce, a.Desk.Steps = 2, 2
		run, err := a.Sweep(ctx, testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, models.RetentionRunning, run.Status)
		assert.Equal(t, models.Tally{"application": 4}, run.Gone)
		assert.Equal(t, models.Tally{"application": 5}, a.sweeps(testdb.CountyCode))
	})
}

func TestTwoServersDeleteAtOnceAndCountOnce(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		for range 6 {
			a.ReliefApplication(a.HouseholdUnasked(), testdb.Decided(a.Tale.Store.Now(), "refused"))
		}
		a.on("2036-03-03")
		a.AtOnce = 1
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := a.Sweep(ctx, testdb.CountyCode)
				errs <- err
			}()
		}
		assert.NoError(t, errors.Join(<-errs, <-errs))
		assert.Equal(t, models.Tally{"application": 6}, a.sweeps(testdb.CountyCode))
		assert.Equal(t, []string{"finish"}, a.runs())
	})
}

func TestTheOverviewTellsWhatGoesNextAndWhatWent(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		_, err := a.Overview(ctx, a.Province)
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		a.ReliefApplication(a.HouseholdUnasked(), testdb.Decided(a.Tale.Store.Now(), "refused"))
		a.on("2036-02-10")
		o, err := a.Overview(ctx, a.Staff)
		require.NoError(t, err)
		assert.Nil(t, o.Last)
		term := func(noun string) int64 {
			for _, x := range o.Terms {
				if x.Of() == noun {
					return x.Soon*100 + x.Gone*10 + x.Held
				}
			}
			t.Fatalf("no %s", noun)
			return 0
		}
		assert.EqualValues(t, 100, term("application"), "one goes within thirty days")
		a.on("2036-03-03")
		a.sweeps(testdb.CountyCode)
		o, err = a.Overview(ctx, a.Auditor)
		require.NoError(t, err)
		assert.EqualValues(t, 10, term("application"), "one went")
		assert.Equal(t, a.Today(), o.Last.RanOn)
	})
}

func TestTheLogOfADeletionNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		a.ReliefApplication(a.HouseholdUnasked(), testdb.Decided(a.Tale.Store.Now(), "refused"))
		a.on("2036-03-03")
		a.sweeps(testdb.CountyCode)
		events, err := a.Tale.Store.Events(ctx, store.EventFilter{CountyCode: testdb.CountyCode, Noun: "retention", Limit: 10})
		require.NoError(t, err)
		require.Len(t, events, 1)
		assert.Equal(t, map[string]string{"day": "2036-03-03", "over": "0", "gone.application": "1"}, events[0].Data)
		assert.Equal(t, models.RoleSystem, events[0].ActorRole)
	})
}
