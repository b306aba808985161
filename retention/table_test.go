package retention_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/store"
)

func TestEveryTableHasADecision(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		var names []string
		require.NoError(t, a.Tale.Store.Snapshot(ctx, func(x *store.Snapshot) error {
			for _, table := range x.Tables {
				names = append(names, table.Name)
			}
			return nil
		}))
		decided, seen := map[string]models.KeepHow{}, map[string]bool{}
		for _, k := range models.Keepings() {
			assert.False(t, seen[k.Of()], "%s is decided twice", k.Of())
			seen[k.Of()], decided[k.Table] = true, k.How
		}
		for _, name := range names {
			assert.NotEmpty(t, decided[name], "%s: say in models.Keepings how long its rows are kept, and in store how they end", name)
		}
		assert.Len(t, decided, len(names), "tables that are no more")
	})
}

func TestADecisionIsWhole(t *testing.T) {
	decided := map[string]models.KeepHow{}
	for _, k := range models.Keepings() {
		decided[k.Table] = k.How
	}
	for _, k := range models.Keepings() {
		switch k.How {
		case models.KeepOwn:
			assert.NotEqual(t, k.Period == "", k.Days == 0, "%s: by a standard of the county or for days", k.Of())
			assert.NotEmpty(t, k.Why, k.Of())
		case models.KeepWith:
			assert.NotEmpty(t, k.With, k.Of())
			for _, with := range k.With {
				assert.Contains(t, []models.KeepHow{models.KeepOwn, models.KeepWith}, decided[with], "%s goes with %s, which must go", k.Of(), with)
			}
		default:
			assert.NotEmpty(t, k.Why, k.Of())
		}
	}
}

func TestEveryNounCanBeCountedAndDeletedInAnEmptyCounty(t *testing.T) {
	each(t, func(t *testing.T, a *archive) {
		for _, k := range models.KeepingsOwn() {
			e := store.Ending{County: "330199", Noun: k.Of(), Before: a.start}
			n, err := a.Tale.Store.CountOver(ctx, e)
			require.NoError(t, err, k.Of())
			assert.Zero(t, n)
			n, err = a.Tale.Store.CountHeld(ctx, e)
			require.NoError(t, err, k.Of())
			assert.Zero(t, n)
			require.NoError(t, a.Tale.Store.InTx(ctx, func(s *store.Store) error {
				gone, err := s.DropOver(ctx, e, 10)
				assert.Empty(t, gone)
				return err
			}), k.Of())
		}
		_, err := a.Tale.Store.CountOver(ctx, store.Ending{County: "330199", Noun: "made_up", Before: a.start})
		assert.Error(t, err)
		_, err = a.Tale.Store.CountOver(ctx, store.Ending{County: "330199", Noun: "need"})
		assert.Error(t, err)
	})
}
