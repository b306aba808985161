package outreach_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

func eachRule(t *testing.T, test func(t *testing.T, y *testdb.Tale, d *outreach.Desk)) {
	testdb.Each(t, func(t *testing.T, s *store.Store) { test(t, testdb.Story(t, s), &outreach.Desk{Store: s}) })
}

func draftOfRule(t *testing.T, y *testdb.Tale, code string, with ...func(*models.RuleDraft)) models.RuleDraft {
	t.Helper()
	for _, r := range models.ShippedRules() {
		if r.Code == code {
			in := models.DraftOf(r)
			in.EffectiveFrom, in.Source = y.Today(), "县民政局会议纪要"
			for _, f := range with {
				f(&in)
			}
			return in
		}
	}
	t.Fatalf("no rule %s", code)
	return models.RuleDraft{}
}

func limit(yuan int64) func(*models.RuleDraft) {
	return func(in *models.RuleDraft) { in.Params[0].Value = yuan * 100 }
}

func judged(t *testing.T, y *testdb.Tale, d *outreach.Desk, fresh ...*models.Signal) []outreach.Finding {
	t.Helper()
	var rows []models.Signal
	for _, r := range fresh {
		rows = append(rows, *r)
	}
	found, err := outreach.Judge(d, context.Background(), y.Store, testdb.CountyCode, rows)
	require.NoError(t, err)
	return found
}

func codesOf(found []outreach.Finding) (out []string) {
	for _, f := range found {
		out = append(out, f.RuleCode)
	}
	return out
}

func faultsOf(t *testing.T, err error) map[string]string {
	t.Helper()
	var e *models.Error
	require.ErrorAs(t, err, &e)
	out := map[string]string{}
	for _, f := range e.Fields {
		out[f.Field] = f.Code
	}
	return out
}

func TestOnePersonProposesARuleAndAnotherAdoptsIt(t *testing.T) {
	ctx := context.Background()
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		h := y.Household()
		bill := y.Signal(y.Batch(), h, func(r *models.Signal) { r.AmountFen = new(int64(15_000_00)) })
		assert.Empty(t, judged(t, y, d, bill), "below the 20,000 yuan that come with the software")
		made, err := d.ProposeRule(ctx, y.Staff, draftOfRule(t, y, "W01", limit(15_000)))
		require.NoError(t, err)
		assert.Equal(t, 2, made.RuleVersion)
		assert.Empty(t, judged(t, y, d, bill), "nobody has adopted it")
		_, err = d.AdoptRule(ctx, y.Staff, made.ID)
		assert.Equal(t, "setting_own", models.CodeOf(err))
		adopted, err := d.AdoptRule(ctx, y.Actor(models.RoleStaff, testdb.CountyCode), made.ID)
		require.NoError(t, err)
		assert.Equal(t, models.DecisionAdopted, adopted.Status)
		found := judged(t, y, d, bill)
		require.Len(t, found, 1)
		assert.Equal(t, 2, found[0].RuleVersion)
		assert.Equal(t, map[string]string{"medical_fen": "1500000"}, found[0].Facts)
		_, err = d.AdoptRule(ctx, y.Actor(models.RoleStaff, testdb.CountyCode), made.ID)
		assert.Equal(t, models.KindConflict, models.KindOf(err), "once is enough")
		history, err := d.RuleHistory(ctx, y.Staff, "W01")
		require.NoError(t, err)
		require.Len(t, history, 2, "the version that came with the software is kept")
		assert.Equal(t, []int{2, 1}, []int{history[0].RuleVersion, history[1].RuleVersion})
		assert.NotEmpty(t, history[1].ID)
		assert.Equal(t, []string{"propose", "adopt"}, y.Steps("alert_rule", made.ID))
		y.Whole()
	})
}

func TestAVersionHoldsOnItsDaysAndAPausedRuleRaisesNothing(t *testing.T) {
	ctx := context.Background()
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		other := y.Actor(models.RoleStaff, testdb.CountyCode)
		bill := y.Signal(y.Batch(), y.Household())
		require.Equal(t, []string{"W01"}, codesOf(judged(t, y, d, bill)))
		adopt := func(with ...func(*models.RuleDraft)) {
			made, err := d.ProposeRule(ctx, y.Staff, draftOfRule(t, y, "W01", with...))
			require.NoError(t, err)
			_, err = d.AdoptRule(ctx, other, made.ID)
			require.NoError(t, err)
		}
		adopt(limit(90_000), func(in *models.RuleDraft) { in.EffectiveFrom = y.Today().AddDays(1) })
		assert.Equal(t, []string{"W01"}, codesOf(judged(t, y, d, bill)), "it begins tomorrow")
		adopt(func(in *models.RuleDraft) { in.Enabled = new(false) })
		assert.Empty(t, judged(t, y, d, bill), "the rule pauses")
		states, err := d.Rules(ctx, y.Staff)
		require.NoError(t, err)
		require.Len(t, states, 23)
		assert.Equal(t, 3, states[0].In.RuleVersion)
		assert.False(t, states[0].In.Enabled)
	})
}

func TestAWrongRuleIsRefusedWithAllItsFaults(t *testing.T) {
	ctx := context.Background()
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		_, err := d.ProposeRule(ctx, y.Staff, draftOfRule(t, y, "W01", func(in *models.RuleDraft) {
			in.Expression, in.RedWhen = "medical_fen > 20000", "all(1..1000000000, {# > 0})"
			in.Feeds, in.AmountFact, in.WindowDays = []string{"medical", "gossip"}, "medical_n", 0
			in.Params = []models.RuleParam{{Name: "category", Kind: models.ParamInt, NameZH: "类别"}}
		}))
		assert.Equal(t, map[string]string{"expression": "rule_money_with_number", "red_when": "rule_not_taken", "feeds[1]": "rule_no_such_feed",
			"amount_fact": "rule_no_such_amount", "window_days": "min", "params[0].name": "rule_name_of_fact"}, faultsOf(t, err))
		_, err = d.ProposeRule(ctx, y.Staff, draftOfRule(t, y, "W01", func(in *models.RuleDraft) { in.EffectiveFrom = y.Today().AddDays(-1) }))
		assert.Equal(t, map[string]string{"effective_from": "in_past"}, faultsOf(t, err), "what was raised is not told otherwise afterwards")
		_, err = d.ProposeRule(ctx, y.Staff, models.RuleDraft{})
		assert.Greater(t, len(faultsOf(t, err)), 8)
		for _, by := range []models.Actor{y.Clerk, y.Actor(models.RoleAuditor), y.Actor(models.RoleSupplierAdmin)} {
			_, err = d.ProposeRule(ctx, by, draftOfRule(t, y, "W01"))
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		_, err = d.WithdrawRule(ctx, y.Staff, y.ID(), " ")
		assert.Equal(t, map[string]string{"reason": "required"}, faultsOf(t, err))
		_, err = d.Rule(ctx, y.Staff, "W01", 9)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = d.RuleHistory(ctx, y.Staff, "W99")
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestANewRuleOfTheCountyItsOwnIsAskedToo(t *testing.T) {
	ctx := context.Background()
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		in := draftOfRule(t, y, "W03", func(in *models.RuleDraft) {
			in.Code, in.Family, in.Expression, in.Feeds = "Z01", "cold", "medical_n >= least and members_n >= 1", []string{"medical"}
		})
		made, err := d.ProposeRule(ctx, y.Staff, in)
		require.NoError(t, err)
		assert.Equal(t, 1, made.RuleVersion)
		_, err = d.AdoptRule(ctx, y.Actor(models.RoleStaff, testdb.CountyCode), made.ID)
		require.NoError(t, err)
		found := judged(t, y, d, y.Signal(y.Batch(), y.Household(), func(r *models.Signal) { r.AmountFen = nil }))
		assert.Equal(t, []string{"Z01"}, codesOf(found))
	})
}

func TestJudgeLooksAtEverythingThatIsKnownOfAHouseholdAndOfStrangers(t *testing.T) {
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		b, h, other := y.Batch(), y.Household(), y.Household()
		y.Signal(b, h, func(r *models.Signal) { r.EventOn, r.AmountFen = y.Today().AddDays(-200), new(int64(12_000_00)) })
		gone := y.Signal(b, h, func(r *models.Signal) { r.AmountFen, r.WithdrawnAt = new(int64(90_000_00)), new(y.Store.Now()) })
		fresh := y.Signal(b, h, func(r *models.Signal) { r.AmountFen = new(int64(9_000_00)) })
		fire := y.Signal(b, other, func(r *models.Signal) { r.Feed, r.SourceDept, r.Code, r.AmountFen = "disaster", "应急", "fire", nil })
		unknown := func(index string, yuan int64) *models.Signal {
			return y.Signal(b, h, func(r *models.Signal) {
				r.HouseholdID, r.PersonID, r.PersonIndex, r.AmountFen = nil, nil, []byte(index), new(yuan*100)
			})
		}
		unknown("stranger", 15_000)
		second, nobody := unknown("stranger", 6_000), unknown("", 25_000)
		found := judged(t, y, d, fire, fresh, second, nobody)
		byRule := map[string]outreach.Finding{}
		for _, f := range found {
			key := f.RuleCode
			if f.HouseholdID == nil {
				key += string(f.PersonIndex) + "?"
			}
			byRule[key] = f
		}
		require.Len(t, byRule, 4, "%v", codesOf(found))
		medical := byRule["W01"]
		assert.Equal(t, int64(21_000_00), *medical.AmountFen, "what was withdrawn does not count")
		assert.Equal(t, h.ID, *medical.HouseholdID)
		assert.Equal(t, fresh.ID, medical.SignalIDs[0])
		assert.NotContains(t, medical.SignalIDs, gone.ID)
		assert.Equal(t, b.ID, *medical.BatchID)
		assert.Equal(t, models.SeverityRed, byRule["W12"].Severity)
		assert.Equal(t, "应急", byRule["W12"].SourceDept)
		assert.Equal(t, int64(21_000_00), *byRule["W01stranger?"].AmountFen)
		assert.Equal(t, []string{nobody.ID}, byRule["W01?"].SignalIDs)
		assert.Equal(t, found, judged(t, y, d, nobody, second, fresh, fire), "the order of the rows makes no difference")
	})
}

func TestAtNightTimeAloneBringsThingsAbout(t *testing.T) {
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		born := models.Date(y.Today().Time().AddDate(-80, 0, -3).Format(time.DateOnly))
		h := y.Household(func(in *models.HouseholdDraft) {
			in.Persons = []models.PersonDraft{{Name: "周阿婆", NoNumberWhy: "证件遗失", BirthDate: born, Relation: "head"}}
		})
		y.Household()
		found, n, err := outreach.JudgeAll(d, context.Background(), testdb.CountyCode)
		require.NoError(t, err)
		assert.Equal(t, 2, n)
		require.Equal(t, []string{"W16"}, codesOf(found))
		assert.Equal(t, h.ID, *found[0].HouseholdID)
		assert.Equal(t, h.Persons[0].ID, *found[0].PersonID)
		assert.Equal(t, y.Today().AddDays(-3), found[0].EventOn, "the birthday")
		assert.Equal(t, map[string]string{"elder_alone_age": "80", "elder_alone_birthday_days": "3"}, found[0].Facts)
		require.NoError(t, y.Store.InTx(context.Background(), func(s *store.Store) error {
			now := s.Now()
			return s.InsertAlert(context.Background(), &models.Alert{CountyCode: testdb.CountyCode, ID: y.ID(), RuleCode: "W16", RuleVersion: 1, SourceDept: "民政",
				HouseholdID: &h.ID, RegionCode: h.RegionCode, EventOn: y.Today().AddDays(-3), Severity: models.SeverityYellow, DueAt: now, Status: models.AlertNew,
				RaisedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1})
		}))
		again, _, err := outreach.JudgeAll(d, context.Background(), testdb.CountyCode)
		require.NoError(t, err)
		assert.Empty(t, again, "it was said on the night before")
	})
}

// Four households: bills of 30,000 yuan in March and again in April (while the alert rests) and in September; one of 18,000; one before the
// year; one of 25,000, helped a month later.
func TestADryRunCountsWhatARuleWouldHaveRaised(t *testing.T) {
	ctx := context.Background()
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		b, day := y.Batch(), y.Today()
		bill := func(h *models.Household, daysAgo int, yuan int64) {
			y.Signal(b, h, func(r *models.Signal) { r.EventOn, r.AmountFen = day.AddDays(-daysAgo), new(yuan*100) })
		}
		a, small, before, helped := y.Household(), y.Household(), y.Household(), y.Household()
		bill(a, 250, 30_000)
		bill(a, 220, 30_000)
		bill(a, 60, 30_000)
		bill(small, 100, 18_000)
		bill(before, 366, 40_000)
		bill(helped, 90, 25_000)
		require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error {
			grant := func(h *models.Household, daysAgo int) models.Benefit {
				return models.Benefit{CountyCode: testdb.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.BenefitOneOff, Name: "临时救助",
					ProviderKind: "dept", Provider: "民政", GrantedOn: day.AddDays(-daysAgo), Visibility: "shown", CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1}
			}
			return s.InsertAll(ctx, []models.Benefit{grant(helped, 60), grant(a, 251)})
		}))
		run, err := d.DryRunVersion(ctx, y.Staff, "W01", 1)
		require.NoError(t, err)
		assert.Equal(t, day.AddDays(-364), run.From)
		assert.Equal(t, 3, run.Would.Alerts, "two for one household, since the second bill came while the alert rested")
		assert.Equal(t, 2, run.Would.Households)
		assert.Equal(t, 1, run.Would.Helped, "help that came before is no help afterwards")
		assert.Nil(t, run.InForce, "it is the one in force")
		lower, err := d.DryRunRule(ctx, y.Staff, draftOfRule(t, y, "W01", limit(18_000)))
		require.NoError(t, err)
		assert.Equal(t, 4, lower.Would.Alerts)
		assert.Equal(t, 3, lower.Would.Households)
		assert.Equal(t, map[models.Severity]int{models.SeverityYellow: 4}, lower.Would.BySeverity)
		require.NotNil(t, lower.InForce)
		assert.Equal(t, run.Would, *lower.InForce, "beside what the version in force would have done")
		none, err := d.Store.AlertRules(ctx, testdb.CountyCode, "")
		require.NoError(t, err)
		assert.Empty(t, none, "trying out writes nothing")
		_, err = d.DryRunRule(ctx, y.Staff, draftOfRule(t, y, "W01", func(in *models.RuleDraft) { in.Expression = "medical_fen" }))
		assert.Equal(t, map[string]string{"expression": "rule_not_yes_or_no"}, faultsOf(t, err))
	})
}

func TestTheNightlyRulesAreAskedOnceANight(t *testing.T) {
	ctx := context.Background()
	eachRule(t, func(t *testing.T, y *testdb.Tale, d *outreach.Desk) {
		born := models.Date(y.Today().Time().AddDate(-80, 0, 0).Format(time.DateOnly))
		h := y.Household(func(in *models.HouseholdDraft) {
			in.Persons = []models.PersonDraft{{Name: "周阿婆", NoNumberWhy: "证件遗失", BirthDate: born, Relation: "head"}}
		})
		alerts := func() []models.Alert {
			rows, _, err := y.Store.Alerts(ctx, store.AlertFilter{Scope: store.Scope{County: testdb.CountyCode}, Household: h.ID}, store.Page{Limit: 10})
			require.NoError(t, err)
			return rows
		}
		for range 2 {
			require.NoError(t, d.Sweep(ctx, testdb.CountyCode))
			require.Len(t, alerts(), 1)
		}
		assert.Equal(t, "W16", alerts()[0].RuleCode)
		assert.Equal(t, map[string]string{"elder_alone_age": "80", "elder_alone_birthday_days": "0"}, alerts()[0].Evidence)
		kept, err := y.Store.AlertRules(ctx, testdb.CountyCode, "")
		require.NoError(t, err)
		assert.Len(t, kept, 23, "what alerts go by is kept with the county")
		y.Clock.Advance(24 * time.Hour)
		require.NoError(t, d.Sweep(ctx, testdb.CountyCode))
		assert.Len(t, alerts(), 1, "the same birthday again is nothing new")
		y.Whole()
	})
}
