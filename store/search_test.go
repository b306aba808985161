package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// TestRowsFromBeforeThereWereWordsAreFoundAfterAnUpgrade takes the words away as an older schema has none, and migrates again.
func TestRowsFromBeforeThereWereWordsAreFoundAfterAnUpgrade(t *testing.T) {
	test := func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		y := testdb.Story(t, s)
		y.Supplier().Offer(func(o *models.OfferDraft) { o.Title = "冬季棉被" })
		y.Need(y.Household(), func(n *models.NeedDraft) { n.Title = "过冬棉被" })
		for {
			name, err := s.MigrateDown(ctx)
			require.NoError(t, err)
			if name == "00005_settings.sql" {
				break
			}
		}
		_, err := s.Migrate(ctx)
		require.NoError(t, err)
		offers, _, err := s.Offers(ctx, store.OfferFilter{County: testdb.CountyCode, Q: "棉被"}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, offers, 1)
		needs, _, err := s.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: testdb.CountyCode}, Q: "棉被"}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, needs, 1)
		suppliers, _, err := s.Suppliers(ctx, store.SupplierFilter{County: testdb.CountyCode, Q: "助老"}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, suppliers, 1)
	}
	t.Run(store.SQLite, func(t *testing.T) { test(t, testdb.Open(t, testdb.Address(t, store.SQLite))) })
	// Whatever layout this run has: migrations that make an index while people work go over tables as they are made.
	if pg := testdb.OwnCluster(t); pg != nil {
		t.Run(store.Postgres, func(t *testing.T) { test(t, testdb.Open(t, pg.Database(t, "before_words"))) })
	}
}
