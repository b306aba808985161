package outreach_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

var ctx = context.Background()

// post is a story with the desk of outreach and a batch of signals to find things in.
type post struct {
	*testdb.Tale
	t     *testing.T
	Desk  *outreach.Desk
	batch string
	n     int
}

// tell runs a test of a fresh story on every database, with the accounts of its aides and clerks.
func tell(t *testing.T, test func(t *testing.T, y *post)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := newPost(t, s)
		test(t, y)
		y.Whole()
	})
}

func newPost(t *testing.T, s *store.Store) *post {
	t.Helper()
	y := &post{Tale: testdb.Story(t, s), t: t, Desk: &outreach.Desk{Store: s}}
	for _, a := range []models.Actor{y.Aide, y.OtherAide, y.Clerk, y.OtherClerk, y.Staff} {
		y.account(a)
	}
	y.batch = y.ID()
	now := s.Now()
	row := []models.FeedBatch{{CountyCode: testdb.CountyCode, ID: y.batch, Feed: "medical", FeedEdition: 1, SourceDept: "医保", FileName: "m.csv", SHA256: "00",
		Status: models.BatchApplied, ReceivedBy: y.DeptSource.AccountID, ReceivedAt: now, KeepUntil: "2030-01-01", UpdatedAt: now, Version: 1}}
	y.write(func(s *store.Store) error { return s.InsertAll(ctx, row) })
	return y
}

func (y *post) write(fn func(s *store.Store) error) {
	y.t.Helper()
	require.NoError(y.t, y.Store.InTx(ctx, fn))
}

func (y *post) account(a models.Actor) {
	y.t.Helper()
	now := y.Store.Now()
	row := models.Account{ID: a.AccountID, CountyCode: a.CountyCode, Username: "u" + a.AccountID[28:], PasswordHash: "x", Role: a.Role, DisplayName: string(a.Role),
		Regions: a.Regions, Status: models.AccountActive, CreatedAt: now, UpdatedAt: now, Version: 1}
	y.write(func(s *store.Store) error { return s.InsertAccount(ctx, &row) })
}

// helper hires one more aide.
func (y *post) helper(regions ...string) models.Actor {
	y.t.Helper()
	a := y.Actor(models.RoleAide, regions...)
	y.account(a)
	return a
}

// signal writes a signal about a household, or about nobody known.
func (y *post) signal(h *models.Household, with ...func(*models.Signal)) string {
	y.t.Helper()
	y.n++
	g := models.Signal{CountyCode: testdb.CountyCode, ID: y.ID(), BatchID: y.batch, Feed: "medical", SourceDept: "医保", Line: y.n,
		RowIndex: fmt.Appendf(nil, "row %d", y.n), RegionCode: testdb.County, EventOn: y.Today(), KeepUntil: "2030-01-01", CreatedAt: y.Store.Now()}
	if h != nil {
		g.HouseholdID, g.PersonID, g.RegionCode = &h.ID, &h.Persons[0].ID, h.RegionCode
	}
	for _, f := range with {
		f(&g)
	}
	y.write(func(s *store.Store) error { return s.InsertSignals(ctx, []models.Signal{g}) })
	return g.ID
}

// finding is what rule W01 found of a household from signals: a large medical bill.
func (y *post) finding(h *models.Household, signals []string, with ...func(*outreach.Finding)) outreach.Finding {
	amount := int64(2_130_000)
	f := outreach.Finding{CountyCode: testdb.CountyCode, RuleCode: "W01", RuleVersion: 3, Family: "medical", Kind: models.RuleTrigger, Severity: models.SeverityYellow,
		RestDays: 90, RegionCode: testdb.County, SignalIDs: signals, BatchID: &y.batch, SourceDept: "医保", EventOn: y.Today(), AmountFen: &amount,
		Facts: map[string]string{"self_paid_12m": "2130000"}}
	if h != nil {
		f.HouseholdID, f.RegionCode = &h.ID, h.RegionCode
	}
	for _, fn := range with {
		fn(&f)
	}
	return f
}

func red(f *outreach.Finding) {
	amount := int64(5_200_000)
	f.RuleCode, f.RuleVersion, f.Severity, f.AmountFen = "W02", 2, models.SeverityRed, &amount
	f.Facts = map[string]string{"self_paid_12m": "5200000"}
}

// raise raises findings in a transaction of their own.
func (y *post) raise(found ...outreach.Finding) outreach.Raised {
	y.t.Helper()
	var out outreach.Raised
	y.write(func(s *store.Store) (err error) {
		out, err = outreach.Raise(y.Desk, ctx, s, models.System(testdb.CountyCode), found)
		return err
	})
	return out
}

// only is the one alert of the county.
func (y *post) only() *models.Alert {
	y.t.Helper()
	all := y.all()
	require.Len(y.t, all, 1)
	return &all[0]
}

func (y *post) all() []models.Alert {
	y.t.Helper()
	out, _, err := y.Store.Alerts(ctx, store.AlertFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 500, Oldest: true})
	require.NoError(y.t, err)
	return out
}

func (y *post) alert(id string) *models.Alert {
	y.t.Helper()
	a, err := y.Store.Alert(ctx, store.Key{County: testdb.CountyCode, ID: id})
	require.NoError(y.t, err)
	return a
}

// attached are the signals that hang on an alert.
func (y *post) attached(id string) []string {
	y.t.Helper()
	rows, err := y.Store.SignalsOfAlert(ctx, store.Key{County: testdb.CountyCode, ID: id})
	require.NoError(y.t, err)
	var out []string
	for _, r := range rows {
		out = append(out, r.ID)
	}
	slices.Sort(out)
	return out
}

// look has the aide look into an alert with a result and close it.
func (y *post) look(id string, result models.AlertResult) *models.Alert {
	y.t.Helper()
	_, err := y.Desk.VerifyAlert(ctx, y.Aide, id, models.AlertVerdict{ResultCode: result, Note: "看过了"})
	require.NoError(y.t, err)
	a, err := y.Desk.CloseAlert(ctx, y.Aide, id)
	require.NoError(y.t, err)
	return a
}

func refused(t *testing.T, err error, kind models.Kind, code string) {
	t.Helper()
	require.Error(t, err)
	assert.Equal(t, kind, models.KindOf(err), err.Error())
	assert.Equal(t, code, models.CodeOf(err), err.Error())
}

func faulty(t *testing.T, err error, field, code string) {
	t.Helper()
	refused(t, err, models.KindInvalid, "invalid")
	var e *models.Error
	require.ErrorAs(t, err, &e)
	var found []string
	for _, f := range e.Fields {
		found = append(found, f.Field+"="+f.Code)
	}
	assert.Contains(t, found, field+"="+code)
}
