package outreach_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/store"
)

// hang ties an alert to a signal.
func (o bureau) hang(a *models.Alert, signals ...models.Signal) {
	o.t.Helper()
	var rows []models.AlertSignal
	for _, g := range signals {
		rows = append(rows, models.AlertSignal{CountyCode: a.CountyCode, AlertID: a.ID, SignalID: g.ID, AttachedAt: o.Store.Now()})
	}
	require.NoError(o.t, o.Store.AttachSignals(context.Background(), rows))
}

func (o bureau) alert(id string) *models.Alert {
	o.t.Helper()
	a, err := o.Store.Alert(context.Background(), store.Key{County: o.y.Staff.CountyCode, ID: id})
	require.NoError(o.t, err)
	return a
}

func TestABatchIsTakenBackWithItsAlertsWhileNobodyHasBegun(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		h := o.home(3, "李建国")
		o.brings(bills(bill(someone(3), "李建国", "", o.today(5), "1", "S1"), bill(someone(5), "王五", h.RegionCode, o.today(5), "1", "S2")))
		rows := o.signals()
		alone, shared := o.y.Alert(h), o.y.Alert(h)
		o.y.Clock.Advance(time.Second)
		o.brings(bills(bill(someone(3), "李建国", "", o.today(3), "9", "S3")))
		o.hang(alone, rows[0])
		o.hang(shared, rows[0], o.signals()[2])
		stub := *rows[1].HouseholdID
		batch := rows[0].BatchID
		require.Equal(t, models.KindInvalid, models.KindOf(o.RollBackBatch(ctx, o.y.Staff, batch, " ")))
		require.NoError(t, o.RollBackBatch(ctx, o.y.Staff, batch, "部门重复报送"))
		assert.Len(t, o.signals(), 1)
		assert.Equal(t, []any{models.AlertClosed, "batch_withdrawn"}, []any{o.alert(alone.ID).Status, o.alert(alone.ID).StatusReason})
		assert.Equal(t, models.AlertAssigned, o.alert(shared.ID).Status, "it rests on another batch too")
		home, err := o.Store.Household(ctx, store.Key{County: h.CountyCode, ID: stub})
		require.NoError(t, err)
		assert.Equal(t, models.HouseholdClosed, home.Status)
		stays, err := o.Store.Listings(ctx, store.Key{County: h.CountyCode, ID: stub})
		require.NoError(t, err)
		assert.NotEmpty(t, stays[0].ListedTo)
		assert.Equal(t, models.KindConflict, models.KindOf(o.RollBackBatch(ctx, o.y.Staff, batch, "再来")))

		o.y.Clock.Advance(time.Second)
		o.brings(bills(bill(someone(3), "李建国", "", o.today(5), "1", "S1"), bill(someone(5), "王五", h.RegionCode, o.today(5), "1", "S2")))
		assert.Len(t, o.signals(), 3, "the very file may come again")
		home, err = o.Store.Household(ctx, store.Key{County: h.CountyCode, ID: stub})
		require.NoError(t, err)
		assert.Equal(t, models.HouseholdActive, home.Status)
	})
}

func TestWhatAnotherListRaisesWhileABatchIsTakenBackStays(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		h := o.home(3, "李建国")
		o.brings(bills(bill(someone(3), "李建国", "", o.today(5), "1", "S1")))
		taken := o.signals()[0]
		o.y.Clock.Advance(time.Second)
		o.brings(bills(bill(someone(3), "李建国", "", o.today(3), "9", "S2")))
		a := o.y.Alert(h)
		o.hang(a, taken)
		other := slices.DeleteFunc(o.signals(), func(g models.Signal) bool { return g.ID == taken.ID })[0]
		back := make(chan error, 1)
		require.NoError(t, o.Store.InTx(ctx, func(s *store.Store) error {
			if err := s.HoldAlerts(ctx, h.CountyCode); err != nil {
				return err
			}
			go func() { back <- o.RollBackBatch(ctx, o.y.Staff, taken.BatchID, "部门重复报送") }()
			o.waits(back)
			return s.AttachSignals(ctx, []models.AlertSignal{{CountyCode: a.CountyCode, AlertID: a.ID, SignalID: other.ID, AttachedAt: s.Now()}})
		}))
		require.NoError(t, <-back)
		assert.Equal(t, models.AlertAssigned, o.alert(a.ID).Status, "it rests on the other list by now")
	})
}

// waits returns when somebody waits for their turn with a county's alerts, or has come to an end without waiting. On SQLite everybody waits for a
// transaction.
func (o bureau) waits(ended chan error) {
	o.t.Helper()
	pool, err := o.Store.Pool()
	require.NoError(o.t, err)
	for waiting := o.Store.Dialect() != store.Postgres; !waiting && len(ended) == 0; {
		require.NoError(o.t, pool.QueryRowContext(o.t.Context(), `SELECT COUNT(*) > 0 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
			WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`).Scan(&waiting))
	}
}

func TestABatchOnWhoseAlertsSomebodyWorksStays(t *testing.T) {
	eachBureau(t, func(o bureau) {
		h := o.home(3, "李建国")
		o.brings(bills(bill(someone(3), "李建国", "", o.today(5), "1", "S1")))
		g, now := o.signals()[0], o.Store.Now()
		for name, with := range map[string]func(*models.Alert){
			"contacted": func(a *models.Alert) { a.ContactedAt = &now }, "taken up": func(a *models.Alert) { a.Status = models.AlertAccepted },
		} {
			a := o.y.Alert(h, with)
			o.hang(a, g)
			err := o.RollBackBatch(context.Background(), o.y.DeptSource, g.BatchID, "误报")
			require.Equal(t, "batch_in_use", models.CodeOf(err), name)
			assert.Len(t, o.signals(), 1)
			assert.Equal(t, a.Status, o.alert(a.ID).Status)
		}
	})
}

func TestWhatIsNoLongerToBeKeptIsSwept(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		h := o.home(3, "李建国")
		o.brings(bills(bill(someone(3), "李建国", "", o.today(5), "1", "S1"), bill(someone(3), "李建国", "", o.today(4), "1", "S2"),
			bill(someone(3), "李建国", "", "2026-13-01", "1", "S3")))
		o.hang(o.y.Alert(h), o.signals()[0])
		waits, err := o.ReceiveBatch(ctx, o.y.DeptSource, o.upload(bills(bill(someone(3), "李建国", "", o.today(2), "1", "S4"))))
		require.NoError(t, err)
		require.Equal(t, models.BatchChecked, o.settled(waits.ID).Status)
		require.NoError(t, o.Sweep(ctx, h.CountyCode))
		assert.Len(t, o.signals(), 2, "nothing is due")
		o.y.Clock.Advance(91 * 24 * time.Hour)
		require.NoError(t, o.Sweep(ctx, h.CountyCode))
		b, err := o.Batch(ctx, o.y.Staff, waits.ID)
		require.NoError(t, err)
		assert.Equal(t, []any{models.BatchDiscarded, ""}, []any{b.Status, b.FileID})
		aside, err := o.Aside(ctx, o.y.Staff, o.signals()[0].BatchID)
		require.NoError(t, err)
		assert.Empty(t, aside.Bad, "rows kept aside go too")
		o.y.Clock.Advance(310 * 24 * time.Hour)
		require.NoError(t, o.Sweep(ctx, h.CountyCode))
		left := o.signals()
		require.Len(t, left, 1, "an alert hangs on the other")
		assert.Equal(t, map[string]string{"serial_no": "S1"}, left[0].Facts)
	})
}

func TestAFeedIsDeclaredAnewFromADayOnAndBatchesKeepTheirs(t *testing.T) {
	eachBureau(t, func(o bureau) {
		ctx := context.Background()
		on := true
		draft := models.FeedDraft{Code: "heating", NameZH: "供暖欠费", SourceDept: "供热", KeepDays: 365, Enabled: &on, Reason: "本县另有供热公司", AmountUnit: models.AmountYuan,
			Columns: []models.FeedColumn{{Field: models.FeedCitizenNo, Names: []string{"身份证"}, Required: true}, {Field: models.FeedEventOn, Names: []string{"欠费日期"}, Required: true},
				{Field: models.FeedAmount, Names: []string{"欠费"}}}}
		for _, who := range []models.Actor{o.y.DeptSource, o.y.Aide, o.y.Auditor} {
			_, err := o.DeclareFeed(ctx, who, draft)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), who.Role)
		}
		f, err := o.DeclareFeed(ctx, o.y.Staff, draft)
		require.NoError(t, err)
		assert.Equal(t, []any{1, o.y.Today()}, []any{f.Edition, f.EffectiveFrom})
		o.home(3, "李建国")
		up := outreach.Upload{Feed: "heating", FileName: "a.csv", Content: []byte("身份证,欠费日期,欠费\n" + someone(3) + "," + o.today(3) + ",50\n")}
		_, err = o.ReceiveBatch(ctx, o.y.DeptSource, up)
		assert.Equal(t, "other_department", models.CodeOf(err))
		b, err := o.ReceiveBatch(ctx, o.y.Staff, up)
		require.NoError(t, err)
		require.Equal(t, models.BatchChecked, o.settled(b.ID).Status)

		off := false
		draft.Enabled = &off
		draft.Columns = draft.Columns[:2]
		draft.AmountUnit = ""
		_, err = o.DeclareFeed(ctx, o.y.Staff, draft)
		require.NoError(t, err)
		up.Content = append(up.Content, ' ')
		_, err = o.ReceiveBatch(ctx, o.y.Staff, up)
		assert.Equal(t, models.KindInvalid, models.KindOf(err), "it is out of use")
		require.NoError(t, o.ApplyBatch(ctx, o.y.Staff, b.ID, ""))
		require.Equal(t, models.BatchApplied, o.settled(b.ID).Status)
		assert.Equal(t, int64(50_00), *o.signals()[0].AmountFen, "it is read as it was declared when it came")
		history, err := o.FeedHistory(ctx, o.y.Auditor, "heating")
		require.NoError(t, err)
		assert.Equal(t, []int{2, 1}, []int{history[0].Edition, history[1].Edition})
		draft.Columns = nil
		_, err = o.DeclareFeed(ctx, o.y.Staff, draft)
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		_, err = o.FeedHistory(ctx, o.y.Staff, "no_such")
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}
