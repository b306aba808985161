package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// life is a small county to which anything may happen in any order.
type life struct {
	t      *testing.T
	y      *testdb.Tale
	givers []*testdb.Giver
	homes  []*models.Household
}

func begin(t *testing.T, y *testdb.Tale) *life {
	return &life{t: t, y: y, givers: []*testdb.Giver{y.Supplier(), y.Supplier()}, homes: []*models.Household{y.Household(), y.Household()}}
}

// fine fails on any error that a person could not be told: every refusal has a kind.
func (l *life) fine(err error) {
	if err != nil {
		require.NotEmpty(l.t, models.KindOf(err), "%v", err)
		require.NotEqual(l.t, models.KindForbidden, models.KindOf(err), "%v", err)
	}
}

func pick[T any](r *rapid.T, name string, list []T) T { return rapid.SampledFrom(list).Draw(r, name) }

func (l *life) giverOf(supplier string) *testdb.Giver {
	if l.givers[0].ID == supplier {
		return l.givers[0]
	}
	return l.givers[1]
}

func (l *life) post(r *rapid.T) {
	g := pick(r, "giver", l.givers)
	o, err := l.y.Desk.PostOffer(ctx, g.Admin, g.Draft(func(d *models.OfferDraft) {
		switch rapid.IntRange(0, 3).Draw(r, "kind") {
		case 0:
			d.Quantity = nil
		case 1:
			d.CapacityKind, d.Period, d.Quantity = models.CapacityRate, models.PeriodMonth, units(rapid.Int64Range(1, 8).Draw(r, "rate"))
		default:
			d.Quantity = units(rapid.Int64Range(1, 12).Draw(r, "stock"))
		}
		if rapid.Bool().Draw(r, "limited") {
			d.PerHouseholdLimit = units(rapid.Int64Range(1, 6).Draw(r, "limit"))
		}
	}))
	require.NoError(l.t, err)
	_, err = l.y.Desk.StepOffer(ctx, g.Admin, o.ID, "publish", "")
	require.NoError(l.t, err)
}

func (l *life) ask(r *rapid.T) {
	n := l.y.NeedSubmitted(pick(r, "home", l.homes), func(d *models.NeedDraft) {
		d.Quantity = units(rapid.Int64Range(1, 12).Draw(r, "asked"))
		switch rapid.IntRange(0, 3).Draw(r, "sort") {
		case 0:
			d.Quantity = nil
		case 1:
			d.Frequency = &models.Frequency{Every: models.PeriodWeek, Until: l.y.Today().AddDays(rapid.IntRange(7, 80).Draw(r, "run"))}
		}
	})
	if rapid.IntRange(0, 4).Draw(r, "accepted") > 0 {
		_, err := l.y.Desk.AcceptNeed(ctx, l.y.Clerk, n.ID)
		require.NoError(l.t, err)
	}
}

func (l *life) offers(r *rapid.T) *models.Offer {
	rows, _, err := l.y.Store.Offers(ctx, store.OfferFilter{County: testdb.CountyCode}, store.Page{Limit: 200, Oldest: true})
	require.NoError(l.t, err)
	if len(rows) == 0 {
		r.Skip("no offers yet")
	}
	o := pick(r, "offer", rows)
	return &o
}

func (l *life) needs(r *rapid.T) *models.Need {
	rows, _, err := l.y.Store.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 200, Oldest: true})
	require.NoError(l.t, err)
	if len(rows) == 0 {
		r.Skip("no needs yet")
	}
	n := pick(r, "need", rows)
	return &n
}

func (l *life) matches(r *rapid.T, statuses ...models.MatchStatus) *models.Match {
	rows, _, err := l.y.Store.Matches(ctx, store.MatchFilter{Scope: store.Scope{County: testdb.CountyCode}, Statuses: statuses}, store.Page{Limit: 200, Oldest: true})
	require.NoError(l.t, err)
	if len(rows) == 0 {
		r.Skip("no matches yet")
	}
	m := pick(r, "match", rows)
	return &m
}

func (l *life) fulfilments(r *rapid.T, statuses ...models.FulfilmentStatus) *models.Fulfilment {
	rows, _, err := l.y.Store.Fulfilments(ctx, store.FulfilmentFilter{Scope: store.Scope{County: testdb.CountyCode}, Statuses: statuses}, store.Page{Limit: 200, Oldest: true})
	require.NoError(l.t, err)
	if len(rows) == 0 {
		r.Skip("no fulfilments yet")
	}
	f := pick(r, "fulfilment", rows)
	return &f
}

func (l *life) quantity(r *rapid.T) *int64 {
	if rapid.Bool().Draw(r, "unsaid") {
		return nil
	}
	return units(rapid.Int64Range(1, 12).Draw(r, "units"))
}

func (l *life) invite(r *rapid.T) {
	_, err := l.y.Desk.Invite(ctx, l.y.Clerk, l.needs(r).ID, models.Invitation{OfferID: l.offers(r).ID, Quantity: l.quantity(r)})
	l.fine(err)
}

func (l *life) claim(r *rapid.T) {
	o := l.offers(r)
	_, err := l.y.Desk.ClaimNeed(ctx, l.giverOf(o.SupplierID).Admin, l.needs(r).ID, models.Invitation{OfferID: o.ID, Quantity: l.quantity(r)})
	l.fine(err)
}

func (l *life) accept(r *rapid.T) {
	m := l.matches(r, models.MatchInvited)
	answer := models.Answer{Quantity: l.quantity(r)}
	if rapid.Bool().Draw(r, "signed") {
		answer.AgreementNo = "协议1"
	}
	_, err := l.y.Desk.AcceptMatch(ctx, l.giverOf(m.SupplierID).Admin, m.ID, answer)
	l.fine(err)
}

func (l *life) endMatch(r *rapid.T) {
	m := l.matches(r)
	var err error
	switch rapid.IntRange(0, 3).Draw(r, "end") {
	case 0:
		_, err = l.y.Desk.DeclineMatch(ctx, l.giverOf(m.SupplierID).Admin, m.ID, models.Answer{DeclineCode: "D1"})
	case 1:
		_, err = l.y.Desk.CancelMatch(ctx, l.y.Staff, m.ID, "")
	case 2:
		_, err = l.y.Desk.FailMatch(ctx, l.y.Staff, m.ID, "未履行")
	default:
		_, err = l.y.Desk.SignMatch(ctx, l.giverOf(m.SupplierID).Admin, m.ID, models.Answer{AgreementNo: "协议2"})
	}
	l.fine(err)
}

func (l *life) deliver(r *rapid.T) {
	m := l.matches(r, models.MatchActive, models.MatchCancelled)
	now := l.y.Store.Now()
	in := models.FulfilmentDraft{Quantity: rapid.Int64Range(1, 6).Draw(r, "given"), OccurredAt: &now}
	if rapid.IntRange(0, 3).Draw(r, "planned") == 0 {
		in.PlannedAt, in.OccurredAt = in.OccurredAt, nil
	}
	_, err := l.y.Desk.RecordFulfilment(ctx, l.giverOf(m.SupplierID).Admin, m.ID, in)
	l.fine(err)
}

func (l *life) finish(r *rapid.T) {
	f := l.fulfilments(r, models.FulfilmentPlanned)
	now := l.y.Store.Now()
	in := models.FulfilmentDraft{Quantity: f.Quantity, OccurredAt: &now}
	if rapid.IntRange(0, 2).Draw(r, "missed") == 0 {
		in.Quantity, in.Outcome = 0, models.FulfilmentNoShowSup
	}
	_, err := l.y.Desk.FinishFulfilment(ctx, l.giverOf(f.SupplierID).Admin, f.ID, in)
	l.fine(err)
}

func (l *life) judge(r *rapid.T) {
	var err error
	switch rapid.IntRange(0, 4).Draw(r, "word") {
	case 0, 1:
		_, err = l.y.Desk.ConfirmFulfilment(ctx, l.y.Aide, l.fulfilments(r, models.FulfilmentDone).ID, models.Confirmation{})
	case 2:
		_, err = l.y.Desk.DisputeFulfilment(ctx, l.y.Aide, l.fulfilments(r, models.FulfilmentDone).ID, models.Confirmation{Note: "没有收到"})
	default:
		_, err = l.y.Desk.SettleDispute(ctx, l.y.Clerk, l.fulfilments(r, models.FulfilmentDisputed).ID, rapid.Bool().Draw(r, "upheld"), models.Confirmation{})
	}
	l.fine(err)
}

func (l *life) endNeed(r *rapid.T) {
	n := l.needs(r)
	var err error
	switch rapid.IntRange(0, 7).Draw(r, "close") {
	case 0:
		_, err = l.y.Desk.CancelNeed(ctx, l.y.Clerk, n.ID, models.Closing{})
	case 1:
		_, err = l.y.Desk.CloseUnmet(ctx, l.y.Clerk, n.ID, models.Closing{ResolutionCode: "U1"})
	case 2, 3:
		_, err = l.y.Desk.ResolveNeed(ctx, l.y.Clerk, n.ID, models.Closing{ResolutionCode: pick(r, "code", []string{"R1", "R2", "R4"})})
	case 4:
		_, err = l.y.Desk.ReopenNeed(ctx, l.y.Clerk, n.ID, "又缺了", l.quantity(r))
	case 5:
		_, err = l.y.Desk.SuspendNeed(ctx, l.y.Clerk, n.ID, "住院")
	case 6:
		_, err = l.y.Desk.ResumeNeed(ctx, l.y.Clerk, n.ID)
	default:
		_, err = l.y.Desk.EditNeed(ctx, l.y.Clerk, n.ID, n.Version, models.NeedPatch{Quantity: units(rapid.Int64Range(1, 12).Draw(r, "asked"))})
	}
	l.fine(err)
}

func (l *life) moveOffer(r *rapid.T) {
	o := l.offers(r)
	g := l.giverOf(o.SupplierID)
	var err error
	switch step := pick(r, "step", []string{"publish", "publish", "pause", "withdraw", "edit", "edit"}); step {
	case "edit":
		_, err = l.y.Desk.EditOffer(ctx, g.Admin, o.ID, o.Version, models.OfferPatch{Quantity: units(rapid.Int64Range(1, 12).Draw(r, "stock"))})
	default:
		_, err = l.y.Desk.StepOffer(ctx, g.Admin, o.ID, step, "")
	}
	l.fine(err)
}

func (l *life) wait(r *rapid.T) {
	l.y.Clock.Advance(time.Duration(rapid.IntRange(1, 9*24).Draw(r, "hours")) * time.Hour)
	_, err := l.y.Desk.Sweep(ctx, testdb.CountyCode)
	require.NoError(l.t, err)
}

func TestWhateverHappensTheCountyAddsUp(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				l := begin(t, testdb.Story(t, testdb.Open(t, testdb.Address(t, dialect))))
				actions := map[string]func(*rapid.T){"": func(*rapid.T) {
					holds(r, l.y)
					l.y.Clock.Advance(time.Second) // so that ids have an order and a run can be had again
				}}
				for i, do := range []func(*rapid.T){l.post, l.ask, l.ask, l.invite, l.invite, l.invite, l.claim, l.claim, l.accept, l.accept, l.accept, l.endMatch,
					l.deliver, l.deliver, l.deliver, l.finish, l.judge, l.judge, l.judge, l.endNeed, l.moveOffer, l.wait} {
					actions[string(rune('a'+i))] = do
				}
				l.post(r)
				l.ask(r)
				r.Repeat(actions)
			})
		})
	}
}
