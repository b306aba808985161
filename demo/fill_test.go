package demo_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func TestFillLoadsACountyThatCanBeWorkedWith(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		sum, err := demo.Fill(ctx, s, demo.Options{PasswordHash: "$argon2id$one"})
		require.NoError(t, err)
		assert.Equal(t, 4000, sum.Needs)
		report, err := s.VerifyChain(ctx, demo.County)
		require.NoError(t, err)
		assert.Equal(t, store.ChainReport{CountyCode: demo.County, Entries: int64(sum.Events), HeadHash: report.HeadHash}, report)
		readsBack(t, s)
		goesOn(t, s)
		refusesASecondTime(t, s, sum)
	})
}

// readsBack opens what was sealed.
func readsBack(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	needs, _, err := s.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: demo.County}}, store.Page{Limit: 50})
	require.NoError(t, err)
	require.Len(t, needs, 50)
	assert.NotEmpty(t, needs[0].Title)
	h, err := s.Household(ctx, store.Key{County: demo.County, ID: needs[0].HouseholdID})
	require.NoError(t, err)
	assert.NotEmpty(t, h.Address)
	require.NotEmpty(t, h.Persons)
	found, _, err := s.Households(ctx, store.HouseholdFilter{Scope: store.Scope{County: demo.County}, CitizenNo: h.Persons[0].CitizenNo}, store.Page{Limit: 2})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, h.ID, found[0].ID)
	suppliers, _, err := s.Suppliers(ctx, store.SupplierFilter{County: demo.County}, store.Page{Limit: 100})
	require.NoError(t, err)
	assert.Len(t, suppliers, 61)
	assert.NotEmpty(t, suppliers[0].ContactPhone)
}

func refusesASecondTime(t *testing.T, s *store.Store, first demo.Summary) {
	t.Helper()
	ctx := context.Background()
	_, err := demo.Fill(ctx, s, demo.Options{PasswordHash: "$argon2id$two"})
	require.ErrorIs(t, err, demo.ErrFilled)
	testdb.Clock(s).Advance(36e11 * 50)
	again, err := demo.Fill(ctx, s, demo.Options{PasswordHash: "$argon2id$two", Fresh: true})
	require.NoError(t, err)
	assert.Equal(t, first.Households, again.Households)
	for _, login := range demo.Logins() {
		a, err := s.AccountByName(ctx, login)
		require.NoError(t, err)
		assert.Equal(t, "$argon2id$two", a.PasswordHash, login)
	}
	total, err := s.CountNeeds(ctx, store.NeedFilter{Scope: store.Scope{County: demo.County}})
	require.NoError(t, err)
	assert.EqualValues(t, 4000, total)
}

func TestEraseLeavesOtherCountiesAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		other := models.Supplier{
			CountyCode: "330198", ID: models.NewID(s.Now()), USCC: models.SyntheticUSCC("52", "330198", 1), USCCCheck: models.USCCOk, Kind: "service_org",
			Name: "别县助老中心", ContactName: "沈立群", ContactPhone: "19900000001", Licences: []models.Licence{}, Status: models.SupplierApplied,
			AppliedAt: s.Now(), CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1,
		}
		require.NoError(t, s.InTx(ctx, func(s *store.Store) error {
			if err := s.InsertAll(ctx, []models.Supplier{other}); err != nil {
				return err
			}
			return s.EraseInvented(ctx)
		}))
		left, err := s.Supplier(ctx, store.Key{County: "330198", ID: other.ID})
		require.NoError(t, err)
		assert.Equal(t, "沈立群", left.ContactName)
	})
}

func TestBulkWritesWantATransactionAndAKnownKind(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		require.Error(t, s.InsertAll(ctx, []models.Region{}))
		require.Error(t, s.EraseInvented(ctx))
		require.Error(t, s.InTx(ctx, func(s *store.Store) error { return s.InsertAll(ctx, []string{"x"}) }))
	})
}
