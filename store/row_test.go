package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestATransactionKeepsAllOrNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, stop := context.Background(), errors.New("stop")
		write := func(s *store.Store) error {
			s.Record(models.Event{CountyCode: "330199", ActorRole: models.RoleSystem, Noun: "region", Step: "put"})
			return s.PutRegions(ctx, []models.Region{{Code: "330199000000", CountyCode: "330199", Name: "县", Level: models.RegionCounty}})
		}
		err := s.InTx(ctx, func(s *store.Store) error { return errors.Join(write(s), stop) })
		require.ErrorIs(t, err, stop)
		regions, err := s.Regions(ctx, "")
		require.NoError(t, err)
		assert.Empty(t, regions)
		assert.Panics(t, func() {
			_ = s.InTx(ctx, func(s *store.Store) error {
				_ = write(s)
				panic("in the middle")
			})
		})
		require.NoError(t, s.InTx(ctx, write), "a panic leaves no lock behind")
		regions, err = s.Regions(ctx, "")
		require.NoError(t, err)
		assert.Len(t, regions, 1)
		assert.EqualValues(t, 1, verified(t, s).Entries)
		require.Error(t, s.InTx(ctx, func(in *store.Store) error { return in.InTx(ctx, write) }), "no transaction inside a transaction")
		assert.Panics(t, func() { s.Record(models.Event{}) }, "no event outside one")
	})
}

func TestADeadlockIsTriedAgainAndOtherFaultsAreNot(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		for code, want := range map[string]int{"40P01": 3, "40001": 3, "23505": 1} {
			tries := 0
			err := s.InTx(context.Background(), func(*store.Store) error {
				if tries++; tries < 3 {
					return &pgconn.PgError{Code: code}
				}
				return nil
			})
			assert.Equal(t, want, tries, code)
			if code == "23505" {
				assert.Equal(t, models.KindConflict, models.KindOf(err))
			} else {
				require.NoError(t, err)
			}
		}
	})
}

func TestWhoeverHoldsARowLetsOthersWriteWhatRefersToIt(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx, now := context.Background(), s.Now()
		var accounts [2]models.Account
		for i := range accounts {
			id := models.NewID(now)
			accounts[i] = models.Account{CountyCode: "330199", ID: id, Username: id, PasswordHash: "x", Role: models.RoleStaff,
				Regions: []string{}, Status: models.AccountActive}
			require.NoError(t, s.InTx(ctx, func(s *store.Store) error { return s.InsertAccount(ctx, &accounts[i]) }))
		}
		var both, all sync.WaitGroup
		both.Add(2)
		var tries [2]int
		for i := range accounts {
			all.Go(func() {
				assert.NoError(t, s.InTx(ctx, func(s *store.Store) error {
					tries[i]++
					_, err := s.HoldAccount(ctx, store.Key{County: "330199", ID: accounts[i].ID})
					if s.Dialect() == store.Postgres && tries[i] == 1 { // on SQLite the other could not hold anything meanwhile
						both.Done()
						both.Wait()
					}
					return errors.Join(err, s.InsertSession(ctx, &models.Session{CountyCode: "330199", ID: models.NewID(now), AccountID: accounts[1-i].ID,
						RefreshHash: []byte{byte(i)}, CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(time.Hour)}))
				}))
			})
		}
		all.Wait()
		assert.Equal(t, [2]int{1, 1}, tries, "neither waited for the other's end")
	})
}

func TestADatabaseFaultNeverReadsAsNotFound(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		at := store.Key{County: "330199", ID: models.NewID(s.Now())}
		_, err := s.Need(gone, at)
		require.Error(t, err)
		assert.Empty(t, models.KindOf(err))
		_, err = s.Need(context.Background(), at)
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		require.NoError(t, s.Close())
		_, err = s.Offer(context.Background(), at)
		require.Error(t, err)
		assert.Empty(t, models.KindOf(err))
	})
}

// TestPagesGoOnWhileRowsAreAdded walks a list page by page while newer rows come in: each old row is seen exactly once.
func TestPagesGoOnWhileRowsAreAdded(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		var want []string
		add := func() string {
			y.Clock.Advance(time.Second)
			return y.NeedSubmitted(h).ID
		}
		for range 11 {
			want = append(want, add())
		}
		for _, oldest := range []bool{false, true} {
			seen, after := map[string]int{}, ""
			for {
				items, next, err := s.Needs(context.Background(), store.NeedFilter{Scope: store.Scope{County: testdb.CountyCode}}, store.Page{Limit: 3, After: after, Oldest: oldest})
				require.NoError(t, err)
				for _, n := range items {
					seen[n.ID]++
				}
				if len(seen) < 9 {
					add()
				}
				if after = next; next == "" {
					break
				}
			}
			for _, id := range want {
				assert.Equal(t, 1, seen[id], "oldest first: %v", oldest)
			}
		}
	})
}

func TestAScopeNarrowsToItsRegionsAndABadOneFindsNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		for _, village := range []string{testdb.Village, testdb.NextVillage, testdb.OtherVillage, testdb.FarVillage} {
			y.Household(func(d *models.HouseholdDraft) { d.RegionCode = village })
		}
		for _, c := range []struct {
			county  string
			regions []string
			want    int
		}{
			{testdb.CountyCode, nil, 3}, {testdb.CountyCode, []string{testdb.County}, 3}, {testdb.CountyCode, []string{"330199"}, 3},
			{testdb.CountyCode, []string{testdb.Town}, 2}, {testdb.CountyCode, []string{testdb.Village}, 1},
			{testdb.CountyCode, []string{testdb.Village, testdb.OtherTown}, 2}, {testdb.CountyCode, []string{testdb.FarVillage}, 0},
			{testdb.OtherCounty, nil, 1}, {"", nil, 0},
			{testdb.CountyCode, []string{""}, 0}, {testdb.CountyCode, []string{"!"}, 0}, {testdb.CountyCode, []string{"%"}, 0},
			{testdb.CountyCode, []string{"33019900100"}, 0}, {testdb.CountyCode, []string{"330199000001"}, 0},
		} {
			found, _, err := s.Households(context.Background(), store.HouseholdFilter{Scope: store.Scope{County: c.county, Regions: c.regions}}, store.Page{Limit: 10})
			require.NoError(t, err)
			assert.Len(t, found, c.want, "%s %q", c.county, c.regions)
		}
	})
}

func TestSignsAreNoWords(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		g := y.Supplier()
		for _, title := range []string{"九折_优惠", "九折%优惠", "九折\\优惠", "别的"} {
			g.Offer(func(d *models.OfferDraft) { d.Title = title })
		}
		for word, want := range map[string]int{"%": 0, "_": 0, "\\": 0, "九折": 3, "折": 3, "优惠 九折": 3, "惠九": 0, "别": 1, "'": 0, "": 4} {
			found, _, err := s.Offers(context.Background(), store.OfferFilter{County: testdb.CountyCode, Q: word}, store.Page{Limit: 10})
			require.NoError(t, err)
			assert.Len(t, found, want, word)
		}
	})
}
