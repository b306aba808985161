package testdb

import (
	"context"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/store"
)

// Giver is an approved supplier with its own people.
type Giver struct {
	y *Tale
	models.Supplier
	Admin, Worker models.Actor
}

// Application is what a social organisation with a valid code says when it applies.
func (y *Tale) Application(with ...func(*models.SupplierDraft)) models.SupplierDraft {
	n := y.next()
	draft := models.SupplierDraft{
		CountyCode: CountyCode, Name: fmt.Sprintf("春风助老服务中心%d", n), USCC: models.SyntheticUSCC("52", CountyCode, n),
		RegionCode: Town, Contact: models.ContactDraft{Name: "李联络", Phone: "13900139000"},
		User: models.LoginDraft{Username: fmt.Sprintf("giver%d", n), Password: StoryPassword},
	}
	for _, f := range with {
		f(&draft)
	}
	return draft
}

// Supplier has an organisation apply and staff approve it, and gives it a worker.
func (y *Tale) Supplier(with ...func(*models.SupplierDraft)) *Giver {
	y.t.Helper()
	ctx, draft := context.Background(), y.Application(with...)
	r, err := y.Desk.ApplySupplier(ctx, draft)
	require.NoError(y.t, err)
	staff := y.Staff
	staff.CountyCode = draft.CountyCode
	r, err = y.Desk.ReviewSupplier(ctx, staff, r.ID, "approve", "")
	require.NoError(y.t, err)
	account, err := y.Store.AccountByName(ctx, draft.User.Username)
	require.NoError(y.t, err)
	g := &Giver{y: y, Supplier: *r, Admin: account.Actor("")}
	g.Worker = g.hire()
	return g
}

// hire makes a real account, since a fulfilment's worker must be one of the supplier's.
func (g *Giver) hire() models.Actor {
	g.y.t.Helper()
	now, n := g.y.Store.Now(), g.y.next()
	a := &models.Account{ID: g.y.ID(), CountyCode: g.CountyCode, Username: fmt.Sprintf("worker%d", n), PasswordHash: "-", Role: models.RoleSupplierWorker,
		Regions: []string{}, SupplierID: &g.ID, Status: models.AccountActive, CreatedAt: now, UpdatedAt: now, Version: 1}
	err := g.y.Store.InTx(context.Background(), func(s *store.Store) error { return s.InsertAccount(context.Background(), a) })
	require.NoError(g.y.t, err)
	return a.Actor("")
}

// Draft is an offer of ten bags of staple food in the whole county for three months, unless said otherwise.
func (g *Giver) Draft(with ...func(*models.OfferDraft)) models.OfferDraft {
	draft := models.OfferDraft{Category: "A01", Title: "爱心米面", Mode: "goods", Unit: "袋", Quantity: Units(10),
		Regions: []string{g.CountyCode + "000000"}, ValidFrom: g.y.Today(), ValidTo: g.y.Today().AddDays(90)}
	for _, f := range with {
		f(&draft)
	}
	return draft
}

// Offer posts and publishes what Draft says.
func (g *Giver) Offer(with ...func(*models.OfferDraft)) *models.Offer {
	g.y.t.Helper()
	ctx := context.Background()
	o, err := g.y.Desk.PostOffer(ctx, g.Admin, g.Draft(with...))
	require.NoError(g.y.t, err)
	state, err := g.y.Desk.StepOffer(ctx, g.Admin, o.ID, "publish", "")
	require.NoError(g.y.t, err)
	return &state.Offer
}

// Invite asks the offer's supplier for some units of it; nil leaves the quantity open.
func (y *Tale) Invite(n *models.Need, o *models.Offer, quantity *int64) *models.Match {
	y.t.Helper()
	m, err := y.Desk.Invite(context.Background(), y.Clerk, n.ID, models.Invitation{OfferID: o.ID, Quantity: quantity})
	require.NoError(y.t, err)
	return m
}

// Promise invites and has the supplier accept.
func (g *Giver) Promise(n *models.Need, o *models.Offer, quantity int64) *models.Match {
	g.y.t.Helper()
	m := g.y.Invite(n, o, &quantity)
	m, err := g.y.Desk.AcceptMatch(context.Background(), g.Admin, m.ID, models.Answer{Quantity: &quantity})
	require.NoError(g.y.t, err)
	return m
}

// Deliver records that some units have just been delivered.
func (g *Giver) Deliver(m *models.Match, quantity int64) *models.Fulfilment {
	g.y.t.Helper()
	now := g.y.Store.Now()
	f, err := g.y.Desk.RecordFulfilment(context.Background(), g.Admin, m.ID, models.FulfilmentDraft{Quantity: quantity, OccurredAt: &now})
	require.NoError(g.y.t, err)
	return f
}

// Plan plans a fulfilment for an instant, with the supplier's worker on it.
func (g *Giver) Plan(m *models.Match, quantity int64, day models.Date) *models.Fulfilment {
	g.y.t.Helper()
	at := day.Start().Add(10 * time.Hour)
	f, err := g.y.Desk.RecordFulfilment(context.Background(), g.Admin, m.ID, models.FulfilmentDraft{Quantity: quantity, PlannedAt: &at, WorkerID: g.Worker.AccountID})
	require.NoError(g.y.t, err)
	return f
}

// Confirm has the aide confirm a fulfilment.
func (y *Tale) Confirm(f *models.Fulfilment) *models.Fulfilment {
	y.t.Helper()
	f, err := y.Desk.ConfirmFulfilment(context.Background(), y.Clerk, f.ID, models.Confirmation{})
	require.NoError(y.t, err)
	return f
}
