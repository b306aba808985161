package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
	"zhulian/vault"
)

// renewed is the same store with one more key, and with the new one alone.
func renewed(t *testing.T, s *store.Store, keys vault.Keys) (both, only *store.Store) {
	t.Helper()
	more, err := keys.Rotated(nil)
	require.NoError(t, err)
	all, err := vault.New(more)
	require.NoError(t, err)
	one, err := vault.New(more.Newest())
	require.NoError(t, err)
	return store.With(s, all), store.With(s, one)
}

// reseals goes through every table in steps, at most so many of them.
func reseals(t *testing.T, s *store.Store, steps int) (rows int64, broken []string) {
	t.Helper()
	for _, table := range store.SealedTables() {
		var after []string
		for {
			if steps == 0 {
				return rows, broken
			}
			steps--
			step, err := s.Reseal(t.Context(), table, after, 7)
			require.NoError(t, err, table.Name)
			rows, broken = rows+step.Rows, append(broken, step.Broken...)
			if after = step.After; after == nil {
				break
			}
		}
	}
	return rows, broken
}

func TestEverySealedColumnIsSealedAnewWhenKeysChange(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		known := map[string]bool{}
		for _, table := range store.SealedTables() {
			for _, column := range table.Columns {
				known[table.Name+"."+column] = true
			}
		}
		for name, table := range schemaOf(t, s) {
			for column := range table.Columns {
				if column == "sealed" || strings.HasSuffix(column, "_sealed") {
					assert.True(t, known[name+"."+column], "%s.%s: name it in store/reseal_table.go, or it is lost when keys change", name, column)
					delete(known, name+"."+column)
				}
			}
		}
		assert.Empty(t, known, "columns that are no more")
	})
}

// TestAWholeCountyIsSealedAnew changes the keys of a county that looks alive, is broken off in the middle, and goes on.
func TestAWholeCountyIsSealedAnew(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		_, err := demo.Fill(t.Context(), s, demo.Options{PasswordHash: "$argon2id$one", Fresh: true})
		require.NoError(t, err)
		dated := "SELECT MAX(updated_at), SUM(version) FROM need"
		before := rows(t, s, dated, 2)
		both, only := renewed(t, s, testdb.Keys())
		left, err := both.OldSeals(t.Context())
		require.NoError(t, err)
		for _, table := range []string{"person", "household", "need", "alert", "alert_reason", "attachment", "happiness_list", "suggestion", "work_check", "visit"} {
			assert.Positive(t, left[table], table)
		}
		some, broken := reseals(t, both, 5)
		assert.Empty(t, broken)
		assert.Positive(t, some)
		rest, broken := reseals(t, both, -1)
		assert.Empty(t, broken)
		assert.Equal(t, left.Sum(), some+rest, "each row once")
		left, err = both.OldSeals(t.Context())
		require.NoError(t, err)
		assert.Empty(t, left)
		assert.Equal(t, before, rows(t, s, dated, 2), "nobody has changed a need")

		found, _, err := only.Households(t.Context(), store.HouseholdFilter{Scope: store.Scope{County: demo.County}}, store.Page{Limit: 50})
		require.NoError(t, err)
		require.NotEmpty(t, found)
		assert.NotEmpty(t, found[0].Address, "the first key is needed no more")
		_, err = s.Household(t.Context(), store.Key{County: found[0].CountyCode, ID: found[0].ID})
		require.ErrorIs(t, err, vault.ErrUnsealable, "nor is it of use")
	})
}

func TestWhatIsWrittenWhileItIsSealedAnewStays(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		need := y.Need(y.Household())
		key := store.Key{County: need.CountyCode, ID: need.ID}
		both, _ := renewed(t, s, testdb.Keys())
		done := make(chan error, 1)
		go func() {
			for range 40 {
				for _, table := range store.SealedTables() {
					if _, err := both.Reseal(t.Context(), table, nil, 100); err != nil {
						done <- err
						return
					}
				}
			}
			done <- nil
		}()
		for i := range 20 { // an instance that knows both keys already, and one that still seals with the first
			writer := both
			if i%2 == 0 {
				writer = s
			}
			n, err := both.Need(t.Context(), key)
			require.NoError(t, err)
			n.Title = "送米" + strings.Repeat("多", i)
			require.NoError(t, writer.InTx(t.Context(), func(s *store.Store) error { return s.ReviseNeed(t.Context(), n, n.Version) }))
		}
		require.NoError(t, <-done)
		n, err := both.Need(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, "送米"+strings.Repeat("多", 19), n.Title)
		left, err := both.OldSeals(t.Context())
		require.NoError(t, err)
		assert.Empty(t, left)
	})
}

func TestWhatDoesNotOpenIsNamedAndLeftAlone(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons = d.Persons[:1] })
		tamper(t, s, "UPDATE person SET name_sealed = phone_sealed")
		both, _ := renewed(t, s, testdb.Keys())
		_, broken := reseals(t, both, -1)
		assert.Equal(t, []string{"person 330199 " + h.Persons[0].ID}, broken)
		left, err := both.OldSeals(t.Context())
		require.NoError(t, err)
		assert.Equal(t, models.Tally{"person": 1}, left)
	})
}

func TestWhatWasSealedWithADroppedKeyIsCountedAsLost(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		y.Household(func(d *models.HouseholdDraft) { d.Persons = d.Persons[:1] })
		both, alone := renewed(t, s, testdb.Keys())
		none, err := both.LostSeals(t.Context())
		require.NoError(t, err)
		assert.Empty(t, none, "the older key is there still")
		lost, err := alone.LostSeals(t.Context())
		require.NoError(t, err)
		assert.EqualValues(t, 1, lost["person"])
		assert.EqualValues(t, 1, lost["household"])
	})
}
