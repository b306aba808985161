package entitlement_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

var ctx = context.Background()

func TestMain(m *testing.M) { testdb.Main(m) }

// world is a story with the desk at which requests for relief are worked on, and the county's standard of 1,149 yuan.
type world struct {
	*testdb.Tale
	t    testing.TB
	desk *entitlement.Desk
	sent []string // text messages, as phone and text
}

// newWorld is the world of a store.
func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	w := &world{Tale: testdb.Story(t, s), t: t}
	w.desk = &entitlement.Desk{Store: s, ShowCodes: true, Text: func(_ context.Context, phone, text string) error {
		w.sent = append(w.sent, phone+" "+text)
		return nil
	}}
	w.standard(models.StandardDibao, 114_900, models.UnitFen)
	w.standard(models.StandardReliefTown, 200_000, models.UnitFen)
	return w
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		test(t, newWorld(t, s))
	})
}

func (w *world) standard(code models.StandardCode, value int64, unit models.StandardUnit) {
	w.t.Helper()
	now := w.Store.Now()
	require.NoError(w.t, w.Store.InTx(ctx, func(s *store.Store) error {
		return s.InsertStandard(ctx, &models.Standard{CountyCode: testdb.CountyCode, ID: models.NewID(now), Code: code, RegionCode: testdb.County, Value: value, Unit: unit,
			Term: models.Term{EffectiveFrom: "2020-01-01"}, Decision: models.Decision{Status: models.DecisionAdopted, CreatedBy: w.Staff.AccountID, CreatedAt: now,
				AdoptedBy: w.SecondStaff.AccountID, AdoptedAt: &now, UpdatedAt: now, Version: 1}})
	}))
}

// asked is a request that an aide has handed in for a household.
func (w *world) asked(h *models.Household, with ...func(*models.ReliefDraft)) *models.Application {
	w.t.Helper()
	draft := models.ReliefDraft{HouseholdID: h.ID, Kind: models.ApplicationTempRelief, Story: "丈夫突发脑梗住院，自付费用很高", Consent: true}
	for _, f := range with {
		f(&draft)
	}
	out, err := w.desk.SubmitApplication(ctx, w.Aide, draft)
	require.NoError(w.t, err)
	return &out.Application
}

// verb is a step of a request.
type verb = func(context.Context, models.Actor, string, models.ReliefStep) (*models.Application, error)

func (w *world) do(v verb, by models.Actor, id string, in models.ReliefStep) *models.Application {
	w.t.Helper()
	a, err := v(ctx, by, id, in)
	require.NoError(w.t, err)
	return a
}

// proposal is a proposal of an amount for one person.
func proposal(fen int64, factor int, class models.EventClass) models.ReliefStep {
	one := 1
	return models.ReliefStep{Note: "已入户核查，票据属实", NoVisitWhy: "住院期间，已向医院核实",
		AmountFen: &fen, Persons: &one, Factor: &factor, EventClass: class,
		Special: class == models.EventExtreme}
}

// proposed is a request that the clerk has proposed to grant.
func (w *world) proposed(h *models.Household, in models.ReliefStep) *models.Application {
	w.t.Helper()
	a := w.asked(h)
	w.do(w.desk.AcceptApplication, w.Clerk, a.ID, models.ReliefStep{})
	w.do(w.desk.VerifyApplication, w.Aide, a.ID, models.ReliefStep{})
	return w.do(w.desk.ProposeRelief, w.Clerk, a.ID, in)
}

// published is a request in publicity.
func (w *world) published(h *models.Household, in models.ReliefStep) *models.Application {
	w.t.Helper()
	return w.do(w.desk.Publicise, w.Clerk, w.proposed(h, in).ID, models.ReliefStep{})
}

// days lets days pass.
func (w *world) days(n int) { w.Clock.Advance(time.Duration(n) * 24 * time.Hour) }

func (w *world) now(id string) *models.Application {
	w.t.Helper()
	a, err := w.Store.Application(ctx, store.Key{County: testdb.CountyCode, ID: id})
	require.NoError(w.t, err)
	return a
}

func code(err error) string { return models.CodeOf(err) }

// fault is the code of the fault of a field.
func fault(err error, field string) string {
	var e *models.Error
	if !asError(err, &e) {
		return ""
	}
	for _, f := range e.Fields {
		if f.Field == field {
			return f.Code
		}
	}
	return ""
}
