package outreach_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

func TestAMedicalBillOf21300YuanReachesTheAideOfTheVillage(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		one := y.signal(h)
		assert.Equal(t, 1, y.raise(y.finding(h, []string{one})).Alerts)
		a := y.only()
		assert.Equal(t, models.AlertAssigned, a.Status)
		assert.Equal(t, y.Aide.AccountID, *a.AssignedAideID)
		assert.Equal(t, "W01", a.RuleCode)
		assert.Equal(t, 3, a.RuleVersion)
		assert.Equal(t, "medical", a.Feed)
		assert.Equal(t, int64(2_130_000), *a.AmountFen)
		assert.Equal(t, map[string]string{"self_paid_12m": "2130000"}, a.Evidence)
		assert.Equal(t, models.Date("2026-03-05").End(), a.ContactDueAt.UTC(), "yellow: three working days")
		assert.Equal(t, models.Date("2026-03-09").End(), a.DueAt.UTC(), "yellow: five working days, over a weekend")
		assert.Equal(t, 1, a.Signals)
		assert.Equal(t, []string{"raise", "assign"}, y.Steps("alert", a.ID))
		why, err := y.Store.Reasons(ctx, a.CountyCode, a.ID)
		require.NoError(t, err)
		assert.Len(t, why[a.ID], 1)
	})
}

func TestWhatIsFoundAgainComesToTheAlertThatWaits(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		one, two := y.signal(h), y.signal(h)
		y.raise(y.finding(h, []string{one}))
		first := y.only()
		y.Clock.Advance(2 * time.Hour)

		assert.Equal(t, outreach.Raised{Known: 1}, y.raise(y.finding(h, []string{one})), "the same signal says nothing new")
		assert.Equal(t, first.Version, y.only().Version, "and changes nothing")

		out := y.raise(y.finding(h, []string{two, one}), y.finding(h, []string{two, one}, red))
		assert.Equal(t, 0, out.Alerts)
		assert.Equal(t, 2, out.Merged)
		a := y.only()
		assert.Equal(t, models.SeverityRed, a.Severity)
		assert.Equal(t, "W02", a.RuleCode, "it goes by the graver reason")
		assert.Equal(t, y.Store.Now().Add(4*time.Hour), a.ContactDueAt.UTC(), "and by the stricter limits")
		assert.Equal(t, y.Store.Now().Add(24*time.Hour), a.DueAt.UTC())
		assert.Equal(t, 2, a.Signals)
		assert.Equal(t, []string{"raise", "assign", "rise"}, y.Steps("alert", a.ID))

		three := y.signal(h)
		y.Clock.Advance(time.Hour)
		y.raise(y.finding(h, []string{three}))
		b := y.only()
		assert.Equal(t, models.SeverityRed, b.Severity, "a weaker signal makes it no weaker")
		assert.Equal(t, a.DueAt.UTC(), b.DueAt.UTC())
		assert.Len(t, y.attached(a.ID), 3)
	})
}

func TestOtherFamiliesAndOtherHouseholdsHaveAlertsOfTheirOwn(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h, other := y.Household(), y.Household()
		one, two := y.signal(h), y.signal(other)
		out := y.raise(y.finding(h, []string{one}), y.finding(h, []string{one}, func(f *outreach.Finding) { f.Family, f.RuleCode = "care", "W18" }),
			y.finding(other, []string{two}))
		assert.Equal(t, 3, out.Alerts)
	})
}

// TestAClosedAlertRestsUntilARedSignal walks the days after an alert was closed.
func TestAClosedAlertRestsUntilARedSignal(t *testing.T) {
	for _, c := range []struct {
		name   string
		days   int
		red    bool
		raises bool
	}{
		{"the next day", 1, false, false}, {"on the last day", 90, false, false}, {"after the rest", 91, false, true}, {"red the next day", 1, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			tell(t, func(t *testing.T, y *post) {
				h := y.Household()
				y.raise(y.finding(h, []string{y.signal(h)}))
				closed := y.look(y.only().ID, models.AlertCovered)
				require.Equal(t, y.Today().AddDays(90), closed.RestUntil)
				y.Clock.Advance(time.Duration(c.days) * 24 * time.Hour)
				late := y.signal(h)
				f := y.finding(h, []string{late})
				if c.red {
					red(&f)
				}
				out := y.raise(f)
				if !c.raises {
					assert.Equal(t, outreach.Raised{Rested: 1}, out)
					assert.Contains(t, y.attached(closed.ID), late, "a resting alert keeps the signal")
					assert.Equal(t, models.AlertClosed, y.only().Status)
					assert.Equal(t, outreach.Raised{Known: 1}, y.raise(f))
					return
				}
				assert.Equal(t, 1, out.Alerts)
				assert.Equal(t, []string{late}, y.attached(out.IDs[0]))
			})
		})
	}
}

func TestARedEventToldAgainByAnotherDepartmentRaisesNoSecondAlert(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		death := func(f *outreach.Finding) {
			f.RuleCode, f.Family, f.Severity, f.Once, f.AmountFen = "W10", "death", models.SeverityRed, true, nil
		}
		y.raise(y.finding(h, []string{y.signal(h)}, death))
		y.look(y.only().ID, models.AlertCovered)
		day := y.Today()
		y.Clock.Advance(400 * 24 * time.Hour)
		again := y.finding(h, []string{y.signal(h)}, death, func(f *outreach.Finding) { f.EventOn = day })
		assert.Equal(t, outreach.Raised{Rested: 1}, y.raise(again))
		assert.Equal(t, 1, y.raise(y.finding(h, []string{y.signal(h)}, death)).Alerts, "another death in the family is another event")
	})
}

func TestAnAlertLookedIntoButNotClosedRestsToo(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		y.raise(y.finding(h, []string{y.signal(h)}))
		_, err := y.Desk.VerifyAlert(ctx, y.Aide, y.only().ID, models.AlertVerdict{ResultCode: models.AlertNoDifficulty})
		require.NoError(t, err)
		assert.Equal(t, outreach.Raised{Rested: 1}, y.raise(y.finding(h, []string{y.signal(h)})))
		assert.Equal(t, 1, y.raise(y.finding(h, []string{y.signal(h)}, red)).Alerts)
	})
}

func TestARuleThatTimeAloneFiresIsRaisedOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		eighty := func(f *outreach.Finding) {
			f.RuleCode, f.Family, f.Once, f.RestDays, f.AmountFen = "W16", "elderly", true, 0, nil
		}
		assert.Equal(t, 1, y.raise(y.finding(h, nil, eighty)).Alerts)
		assert.Equal(t, outreach.Raised{Known: 1}, y.raise(y.finding(h, nil, eighty)))
		y.look(y.only().ID, models.AlertNoDifficulty)
		y.Clock.Advance(700 * 24 * time.Hour)
		assert.Equal(t, outreach.Raised{Known: 1}, y.raise(y.finding(h, nil, eighty)))
	})
}

func TestADownwardSignalAsksForALookAndEndsNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		p := y.ReliefApplication(h, testdb.Decided(y.Store.Now(), "approved"))
		before, err := y.Store.Household(ctx, store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		y.raise(y.finding(h, []string{y.signal(h)}, func(f *outreach.Finding) { f.RuleCode, f.Family, f.Kind = "W20", "recheck", models.RuleDownward }))
		a := y.only()
		assert.True(t, a.Downward)
		after, err := y.Store.Household(ctx, store.Key{County: h.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Equal(t, before, after)
		y.look(a.ID, models.AlertNoDifficulty)
		had, err := y.Store.Application(ctx, store.Key{County: h.CountyCode, ID: p.ID})
		require.NoError(t, err)
		assert.Equal(t, p.Status, had.Status)
	})
}

// TestMergingNeverLosesASignalAndOrderDoesNotMatter raises the same findings in other orders and in other portions, and compares what stands at the end.
func TestMergingNeverLosesASignalAndOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(rt, "findings")
		rules := rapid.SliceOfN(rapid.SampledFrom([]string{"W01", "W02", "W03"}), n, n).Draw(rt, "rules")
		homes := rapid.SliceOfN(rapid.IntRange(0, 1), n, n).Draw(rt, "homes")
		amounts := rapid.SliceOfN(rapid.Int64Range(1, 4), n, n).Draw(rt, "amounts")
		order := rapid.Permutation(indexes(n)).Draw(rt, "order")
		cut := rapid.IntRange(0, n).Draw(rt, "cut")
		run := func(order []int, cut int) (ends []end) {
			y := newPost(t, testdb.Open(t, testdb.Address(t, store.SQLite)))
			hs := []*models.Household{y.Household(), y.Household()}
			var found []outreach.Finding
			var signals []string
			for i := range n {
				id := y.signal(hs[homes[i]])
				signals = append(signals, id)
				found = append(found, y.finding(hs[homes[i]], []string{id}, func(f *outreach.Finding) {
					f.RuleCode, f.AmountFen = rules[i], &amounts[i]
					f.Severity = map[string]models.Severity{"W01": models.SeverityYellow, "W02": models.SeverityRed, "W03": models.SeverityOrange}[rules[i]]
				}))
			}
			var portions [2][]outreach.Finding
			for at, i := range order {
				which := 0
				if at >= cut {
					which = 1
				}
				portions[which] = append(portions[which], found[i])
			}
			y.raise(portions[0]...)
			y.raise(portions[1]...)
			return y.ends(hs, signals)
		}
		want := run(indexes(n), n)
		got := run(order, cut)
		if !assert.Equal(t, want, got) {
			rt.FailNow()
		}
	})
}

// end is what an alert came to, by the numbers of its household and signals.
type end struct {
	home     int
	rule     string
	severity models.Severity
	amount   int64
	due      time.Time
	signals  []int
}

func (y *post) ends(hs []*models.Household, signals []string) (out []end) {
	total := 0
	for _, a := range y.all() {
		e := end{rule: a.RuleCode, severity: a.Severity, amount: *a.AmountFen, due: a.DueAt.UTC()}
		for i, h := range hs {
			if *a.HouseholdID == h.ID {
				e.home = i
			}
		}
		for _, id := range y.attached(a.ID) {
			e.signals = append(e.signals, slices.Index(signals, id))
		}
		assert.Equal(y.t, len(e.signals), a.Signals)
		slices.Sort(e.signals)
		total += len(e.signals)
		out = append(out, e)
	}
	assert.Equal(y.t, len(signals), total, "every signal hangs on an alert")
	slices.SortFunc(out, func(a, b end) int { return a.home - b.home })
	return out
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestTwoBatchesAtOnceRaiseOneAlert(t *testing.T) {
	tell(t, func(t *testing.T, y *post) {
		h := y.Household()
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			f := y.finding(h, []string{y.signal(h)})
			wg.Go(func() {
				errs[i] = y.Store.InTx(ctx, func(s *store.Store) error {
					_, err := outreach.Raise(y.Desk, ctx, s, models.System(testdb.CountyCode), []outreach.Finding{f})
					return err
				})
			})
		}
		wg.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		assert.Equal(t, 6, y.only().Signals)
	})
}
