package errands_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/errands"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var ctx = context.Background()

type office struct {
	*errands.Runner
	t *testing.T
	s *store.Store
}

func each(t *testing.T, test func(o office, y *testdb.Tale)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		o := office{errands.New(s, 1, slog.New(slog.DiscardHandler)), t, s}
		t.Cleanup(o.Close)
		test(o, testdb.Story(t, s))
	})
}

func (o office) send(by models.Actor, work errands.Work) *models.Errand {
	o.t.Helper()
	row, err := o.Send(ctx, errands.Errand{By: by, Kind: "export", Subject: "offers", Say: func(err error) string { return "said: " + models.CodeOf(err) }}, work)
	require.NoError(o.t, err)
	return row
}

// ended waits until an errand has ended, as whoever looks at its page does.
func (o office) ended(by models.Actor, id string) *models.Errand {
	o.t.Helper()
	var row *models.Errand
	require.Eventually(o.t, func() bool {
		var err error
		row, err = o.Errand(ctx, by, id)
		return err == nil && row.Status != models.ErrandRunning
	}, 10*time.Second, 5*time.Millisecond)
	return row
}

func TestErrandTellsHowFarItIsAndKeepsItsFile(t *testing.T) {
	each(t, func(o office, y *testdb.Tale) {
		halfway, on := make(chan bool), make(chan bool)
		row := o.send(y.Staff, func(_ context.Context, tell errands.Tell) (errands.Outcome, error) {
			tell("export", 3, 7)
			halfway <- true
			<-on
			return errands.Outcome{Text: "7 rows", FileName: "x.csv", ContentType: "text/csv", Content: []byte("a,b\n")}, nil
		})
		<-halfway
		now, err := o.Errand(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, []any{models.ErrandRunning, "export", int64(3), int64(7)}, []any{now.Status, now.Phase, now.Done, now.Total})
		on <- true
		done := o.ended(y.Staff, row.ID)
		assert.Equal(o.t, "7 rows", done.Outcome)
		_, file, err := o.File(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, "a,b\n", string(file.Content))
		list, _, err := o.Errands(ctx, y.Staff, store.Page{Limit: 5})
		require.NoError(o.t, err)
		assert.Len(o.t, list, 1)
	})
}

func TestErrandIsItsSendersOnly(t *testing.T) {
	each(t, func(o office, y *testdb.Tale) {
		row := o.send(y.Staff, func(context.Context, errands.Tell) (errands.Outcome, error) { return errands.Outcome{}, nil })
		o.ended(y.Staff, row.ID)
		for _, other := range []models.Actor{y.SecondStaff, y.Aide, y.FarStaff} {
			_, err := o.Errand(ctx, other, row.ID)
			assert.Equal(o.t, models.KindNotFound, models.KindOf(err))
			list, _, err := o.Errands(ctx, other, store.Page{Limit: 5})
			require.NoError(o.t, err)
			assert.Empty(o.t, list)
		}
		_, _, err := o.File(ctx, y.Staff, row.ID)
		assert.Equal(o.t, models.KindNotFound, models.KindOf(err), "it made no file")
	})
}

func TestErrandThatFailsOrBreaksDownSaysSo(t *testing.T) {
	each(t, func(o office, y *testdb.Tale) {
		failed := o.send(y.Staff, func(context.Context, errands.Tell) (errands.Outcome, error) {
			return errands.Outcome{}, models.Conflict("busy")
		})
		assert.Equal(o.t, "said: busy", o.ended(y.Staff, failed.ID).Outcome)
		broken := o.send(y.Staff, func(context.Context, errands.Tell) (errands.Outcome, error) { panic("a bug") })
		assert.Equal(o.t, models.ErrandFailed, o.ended(y.Staff, broken.ID).Status)
		after := o.send(y.Staff, func(context.Context, errands.Tell) (errands.Outcome, error) {
			return errands.Outcome{Text: "fine"}, nil
		})
		assert.Equal(o.t, "fine", o.ended(y.Staff, after.ID).Outcome, "the slot is free again")
	})
}

func TestErrandEndsWithTheRunnerAndHasItsRow(t *testing.T) {
	each(t, func(o office, y *testdb.Tale) {
		begun := make(chan bool)
		row := o.send(y.Staff, func(ctx context.Context, _ errands.Tell) (errands.Outcome, error) {
			begun <- true
			<-ctx.Done()
			return errands.Outcome{}, errors.Join(ctx.Err())
		})
		<-begun
		o.Close()
		got, err := o.Errand(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, models.ErrandLost, got.Status, "at once, not a minute later")
	})
}

func TestServerThatEndsWaitsForItsErrands(t *testing.T) {
	each(t, func(o office, y *testdb.Tale) {
		begun, on := make(chan bool), make(chan bool)
		row := o.send(y.Staff, func(context.Context, errands.Tell) (errands.Outcome, error) {
			begun <- true
			<-on
			return errands.Outcome{Text: "whole"}, nil
		})
		<-begun
		o.Finish(time.Millisecond)
		got, err := o.Errand(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, models.ErrandRunning, got.Status, "it waits no longer than it was told to")
		go func() { on <- true }()
		o.Finish(time.Minute)
		got, err = o.Errand(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, "whole", got.Outcome)
	})
}

func TestErrandOfAServerThatIsGoneIsLost(t *testing.T) {
	each(t, func(o office, y *testdb.Tale) {
		now := o.s.Now()
		row := &models.Errand{CountyCode: testdb.CountyCode, ID: y.ID(), AccountID: y.Staff.AccountID, Kind: "import", Status: models.ErrandRunning, CreatedAt: now, BeatAt: now}
		require.NoError(o.t, o.s.InsertErrand(ctx, row))
		got, err := o.Errand(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, models.ErrandRunning, got.Status, "another server may be at it")
		y.Clock.Advance(61 * time.Second)
		got, err = o.Errand(ctx, y.Staff, row.ID)
		require.NoError(o.t, err)
		assert.Equal(o.t, models.ErrandLost, got.Status)
		n, err := o.Sweep(ctx, testdb.CountyCode)
		require.NoError(o.t, err)
		assert.EqualValues(o.t, 1, n)
		kept, err := o.s.Errand(ctx, store.Key{County: testdb.CountyCode, ID: row.ID})
		require.NoError(o.t, err)
		assert.Equal(o.t, models.ErrandLost, kept.Status)
	})
}
