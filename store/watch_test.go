package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// heard is what a watcher was told.
type heard struct {
	mu  sync.Mutex
	all []store.Statement
}

func (h *heard) tell(_ context.Context, st store.Statement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, st)
}

// of counts what was told of a table and an operation.
func (h *heard) of(table, operation string, failed bool) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, st := range h.all {
		if st.Table == table && st.Operation == operation && st.Failed == failed {
			n++
		}
	}
	return n
}

func TestEveryStatementIsToldWithItsTableAndNothingElse(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			ctx, told := t.Context(), &heard{}
			address := testdb.Address(t, dialect)
			s, err := store.Open(ctx, address, store.Options{Vault: testdb.Vault(t), Clock: clock.NewFake(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)), Watch: told.tell})
			require.NoError(t, err)
			t.Cleanup(func() { _ = s.Close() })
			_, err = s.Migrate(ctx)
			require.NoError(t, err)
			row := &models.Errand{CountyCode: "330199", ID: models.NewID(s.Now()), AccountID: "a", Kind: "import", Status: models.ErrandRunning, CreatedAt: s.Now(), BeatAt: s.Now()}
			insert := func() error { return s.InTx(ctx, func(s *store.Store) error { return s.InsertErrand(ctx, row) }) }
			require.NoError(t, insert())
			assert.Equal(t, 1, told.of("errand", "insert", false))
			require.Error(t, insert(), "the same once more")
			assert.Equal(t, 1, told.of("errand", "insert", true))

			_, err = s.Errand(ctx, store.Key{County: "330199", ID: row.ID})
			require.NoError(t, err)
			_, err = s.Errand(ctx, store.Key{County: "330199", ID: models.NewID(s.Now())})
			require.Error(t, err)
			assert.Equal(t, 2, told.of("errand", "select", false), "finding none is no failure")

			_, err = s.ChangeErrand(ctx, store.Key{County: "330199", ID: row.ID}, store.Change{"phase": "read"})
			require.NoError(t, err)
			assert.Equal(t, 1, told.of("errand", "update", false))
			_, err = s.Checkup(ctx)
			require.NoError(t, err)
			assert.NotZero(t, told.of("notice_delivery", "select", false))
			assert.NotZero(t, told.of("calendar_day", "select", false), "out of a statement in words, the first of its tables")
		})
	}
}
