package outreach_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// sheet is a list of one feed.
type sheet struct{ feed, content string }

func (o bureau) takes(l sheet) {
	o.t.Helper()
	o.y.Clock.Advance(time.Second)
	got, err := o.ImportBatch(context.Background(), o.y.Staff,
		outreach.Upload{Feed: l.feed, FileName: l.feed + ".csv", Content: []byte(l.content), Lang: locales.Chinese}, outreach.ImportHow{})
	require.NoError(o.t, err)
	require.True(o.t, got.Applied, l.content)
}

func (o bureau) takesBack(reason string) {
	o.t.Helper()
	o.y.Clock.Advance(time.Second)
	require.NoError(o.t, o.RollBackBatch(context.Background(), o.y.Staff, o.newest().ID, reason))
}

// standing is all that people see of the alerts of a household that wait, with what they rest on and the visits that they ask for.
func (o bureau) standing(homes ...*models.Household) (out []any) {
	o.t.Helper()
	ctx := context.Background()
	for _, h := range homes {
		at := store.Key{County: h.CountyCode, ID: h.ID}
		for _, a := range o.alerts(h) {
			if !a.Status.Waits() {
				continue
			}
			a.Version, a.UpdatedAt, a.EvidenceSealed = 0, time.Time{}, nil
			why, err := o.Store.Reasons(ctx, a.CountyCode, a.ID)
			require.NoError(o.t, err)
			for i := range why[a.ID] {
				why[a.ID][i].FoundAt, why[a.ID][i].FactsSealed = time.Time{}, nil
			}
			slices.SortFunc(why[a.ID], func(a, b models.AlertReason) int { return len(a.RuleCode+a.Feed) - len(b.RuleCode+b.Feed) })
			ties, err := o.Store.Ties(ctx, a.CountyCode, []string{a.ID})
			require.NoError(o.t, err)
			var signals []string
			for _, t := range ties[a.ID] {
				signals = append(signals, t.SignalID)
			}
			require.Len(o.t, signals, a.Signals, "what is counted is what hangs on it")
			out = append(out, a, why[a.ID], signals)
		}
		windows, err := o.Store.WindowsOf(ctx, at, o.y.Today().AddDays(-30), o.y.Today().AddDays(30))
		require.NoError(o.t, err)
		for _, w := range windows {
			out = append(out, []any{w.ID, w.Status})
		}
	}
	return out
}

func (o bureau) medical(rows ...string) sheet { return sheet{"medical", string(bills(rows...))} }

func TestAnAlertThatStaysGoesByWhatIsLeft(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(9), "21300", "S1")))
		before := o.standing(h)
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(2), "40000", "S2")))
		graver := o.alerts(h)[0]
		require.Equal(t, []any{"W02", models.SeverityRed, 2}, []any{graver.RuleCode, graver.Severity, graver.Signals})
		o.takesBack("金额有误")
		a := o.alerts(h)[0]
		assert.Equal(t, []any{"W01", models.SeverityYellow, 1, int64(21_300_00)}, []any{a.RuleCode, a.Severity, a.Signals, *a.AmountFen})
		assert.Equal(t, before, o.standing(h), "the visit that a red alert asks for is called off too")
		assert.Contains(t, o.y.Steps("alert", a.ID), "look_anew")
		o.y.Whole()
	})
}

func TestAnAlertForWhichNothingSpeaksAnyMoreIsClosedThoughASignalIsLeft(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(9), "15000", "S1")))
		require.Empty(t, o.alerts(h))
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(2), "6000", "S2")))
		require.Equal(t, 2, o.alerts(h)[0].Signals)
		o.takesBack("金额有误")
		a := o.alerts(h)[0]
		assert.Equal(t, []any{models.AlertClosed, "batch_withdrawn", 1}, []any{a.Status, a.StatusReason, a.Signals})
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(2), "6100", "S3")))
		assert.Len(t, o.alerts(h), 2, "what is left counts again later")
	})
}

func TestAListInTheMiddleIsTakenBackAsIfItHadNeverCome(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(9), "15000", "S1")))
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(8), "60000", "S2")))
		middle := o.newest().ID
		o.y.Clock.Advance(3 * 24 * time.Hour)
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(2), "7000", "S3")))
		require.NoError(t, o.RollBackBatch(context.Background(), o.y.Staff, middle, "错人"))
		a := o.alerts(h)[0]
		assert.Equal(t, []any{"W01", models.SeverityYellow, 2, int64(22_000_00), o.y.Today().AddDays(-2)}, []any{a.RuleCode, a.Severity, a.Signals, *a.AmountFen, a.EventOn})
		assert.True(t, a.DueAt.After(o.Store.Now()), "its time runs from when it would have been raised")
	})
}

func TestACompositeAlertGoesWithTheSignalsThatMadeIt(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		o.takes(o.medical(bill(someone(3), "李建国", "", o.today(9), "21300", "S1")))
		before := o.standing(h)
		o.takes(sheet{"insurance", "参保人身份证号,姓名,断缴日期,未缴天数\n" + bill(someone(3), "李建国", o.today(3), "60")})
		require.Len(t, o.alerts(h), 3, "two yellow ones of two kinds make a third")
		o.takesBack("已补缴")
		assert.Equal(t, before, o.standing(h))
	})
}

// lists draws lists of several feeds about some people.
func (o bureau) lists(r *rand.Rand, people []string) sheet {
	feed, rows := []string{"medical", "medical", "insurance", "disability", "disaster", "death"}[r.IntN(6)], ""
	for i := range 1 + r.IntN(4) {
		who, on := people[r.IntN(len(people))], o.today(1+r.IntN(40))
		switch feed {
		case "medical":
			rows += bill(who, "某某", on, fmt.Sprint([]int{900, 12_000, 21_000, 55_000}[r.IntN(4)]), fmt.Sprint("S", r.Uint64(), i))
		case "insurance":
			rows += bill(who, "某某", on, "60")
		case "disability":
			rows += bill(who, "某某", on, "肢体残疾", fmt.Sprint(1+r.IntN(4)))
		case "disaster":
			rows += bill(who, "某某", on, "火灾")
		default:
			rows += bill(who, "某某", on)
		}
	}
	head := map[string]string{"medical": "身份证号,姓名,结算日期,自付金额,结算流水号\n", "insurance": "参保人身份证号,姓名,断缴日期,未缴天数\n",
		"disability": "持证人身份证号,姓名,发证日期,残疾类别,残疾等级\n", "disaster": "户主身份证号,姓名,受灾日期,灾害类型\n", "death": "死者身份证号,姓名,死亡日期\n"}[feed]
	return sheet{feed, head + rows}
}

// TestAListThatIsTakenBackHasNeverBeen applies some lists, and one more, and takes that back: everything is as it was, to the ids.
func TestAListThatIsTakenBackHasNeverBeen(t *testing.T) {
	eachBureau(t, func(o bureau) {
		categories, serial := []models.Beneficiary{models.Beneficiaries()[0], models.Beneficiaries()[2], models.BeneficiaryMonitored}, 101
		touched := 0
		for seed := range uint64(30) {
			r, people, homes := rand.New(rand.NewPCG(seed, 6)), []string{}, []*models.Household{} //nolint:gosec // the same lists every time
			for i := range 1 + r.IntN(2) {
				serial += 2
				h := o.y.Household(func(d *models.HouseholdDraft) { d.Persons[0].CitizenNo, d.Category = someone(serial), categories[i] })
				homes, people = append(homes, h), append(people, someone(serial))
			}
			for range r.IntN(3) {
				o.takes(o.lists(r, people))
			}
			before, last := o.standing(homes...), o.lists(r, people)
			o.takes(last)
			if !assert.ObjectsAreEqual(before, o.standing(homes...)) {
				touched++
			}
			o.takesBack("误报")
			require.Equal(t, before, o.standing(homes...), "seed %d: %v", seed, last)
		}
		assert.Greater(t, touched, 10, "most lists change something")
	})
}
