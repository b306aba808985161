package backups_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/backups"
	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

const phrase = "a passphrase of a test"

// filled is a database with the demo's county, which has a row of nearly every table, or with the few rows of a story.
func filled(t *testing.T, dialect string, demoed bool) *store.Store {
	t.Helper()
	s := testdb.Open(t, testdb.Address(t, dialect))
	if !demoed {
		y := testdb.Story(t, s)
		y.Need(y.Household())
		return s
	}
	_, err := demo.Fill(t.Context(), s, demo.Options{PasswordHash: "unused"})
	require.NoError(t, err)
	return s
}

func backup(t *testing.T, s *store.Store) ([]byte, backups.Summary) {
	t.Helper()
	var file bytes.Buffer
	sums, err := backups.Write(t.Context(), s, phrase, &file)
	require.NoError(t, err)
	return file.Bytes(), sums
}

func TestABackupComesBackInEitherDatabase(t *testing.T) {
	for _, from := range testdb.Dialects(t) {
		for _, into := range testdb.Dialects(t) {
			t.Run(from+" into "+into, func(t *testing.T) { comesBack(t, filled(t, from, false), into) })
		}
	}
	last := testdb.Dialects(t)
	t.Run("a whole county", func(t *testing.T) { comesBack(t, filled(t, store.SQLite, true), last[len(last)-1]) })
}

func comesBack(t *testing.T, s *store.Store, into string) {
	t.Helper()
	file, sums := backup(t, s)
	assert.NotContains(t, sums, "session")
	empty := testdb.Open(t, testdb.Address(t, into))
	said, err := backups.Restore(t.Context(), bytes.NewReader(file), phrase, empty)
	require.NoError(t, err)
	assert.Equal(t, sums, said)
	counties, err := empty.ChainCounties(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, counties)
	for _, county := range counties {
		rep, err := empty.VerifyChain(t.Context(), county)
		require.NoError(t, err)
		assert.Empty(t, rep.Fault)
		assert.Positive(t, rep.Entries)
	}
	if into == store.Postgres {
		pool, err := empty.Pool()
		require.NoError(t, err)
		var counted int
		require.NoError(t, pool.QueryRow("SELECT reltuples FROM pg_class WHERE oid = 'event'::regclass").Scan(&counted))
		assert.Positive(t, counted, "plans are made for what is there")
	}
	_, err = backups.Restore(t.Context(), bytes.NewReader(file), phrase, empty)
	require.ErrorIs(t, err, store.ErrNotEmpty, "never over what is there")
}

func TestABackupIsOfOneInstantWhilePeopleWrite(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		y.Need(y.Household())
		ctx, stop := context.WithCancel(t.Context())
		var writing sync.WaitGroup
		writing.Go(func() {
			for ctx.Err() == nil {
				y.Need(y.Household())
			}
		})
		file, sums := backup(t, s)
		stop()
		writing.Wait()
		empty := testdb.Open(t, testdb.Address(t, s.Dialect()))
		said, err := backups.Restore(t.Context(), bytes.NewReader(file), phrase, empty)
		require.NoError(t, err, "every reference holds, so it was one instant")
		assert.Equal(t, sums, said)
		rep, err := empty.VerifyChain(t.Context(), testdb.CountyCode)
		require.NoError(t, err)
		assert.Empty(t, rep.Fault)
		assert.Equal(t, int(sums["event"].Rows), int(rep.Entries))
	})
}

func TestADamagedOrForeignBackupChangesNothing(t *testing.T) {
	s := testdb.Open(t, testdb.Address(t, store.SQLite))
	y := testdb.Story(t, s)
	y.Need(y.Household())
	file, _ := backup(t, s)
	for name, c := range map[string]struct {
		file   []byte
		phrase string
		want   error
	}{
		"other keys":  {file, "another phrase", backups.ErrWrongKey},
		"no backup":   {[]byte("PK\x03\x04 something else"), phrase, backups.ErrWrongKey},
		"cut off":     {file[:len(file)-200], phrase, backups.ErrCut},
		"a bit fell":  {flipped(file), phrase, backups.ErrCut},
		"only a head": {file[:300], phrase, nil},
	} {
		t.Run(name, func(t *testing.T) {
			empty := testdb.Open(t, testdb.Address(t, store.SQLite))
			_, err := backups.Restore(t.Context(), bytes.NewReader(c.file), c.phrase, empty)
			require.Error(t, err)
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
			}
			sums, err := backups.Sums(t.Context(), empty)
			require.NoError(t, err)
			assert.Zero(t, sums["event"].Rows+sums["region"].Rows+sums["need"].Rows)
			_, err = backups.Restore(t.Context(), bytes.NewReader(file), phrase, empty)
			require.NoError(t, err, "the right file still goes in")
		})
	}
}

func flipped(file []byte) []byte {
	out := bytes.Clone(file)
	out[len(out)-100] ^= 1
	return out
}

func TestWhatWasOnItsWayIsUnsureAfterARestore(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		require.NoError(t, s.InTx(t.Context(), func(s *store.Store) error {
			return s.PutDeliveries(t.Context(), []models.Delivery{{
				CountyCode: testdb.CountyCode, ID: y.ID(), AccountID: y.ID(), Channel: models.ChannelEmail, Kind: models.NoticeInvited, Noun: "match", ObjectID: y.ID(),
				Args: map[string]string{}, Status: models.DeliveryWaiting, DueAt: s.Now(), CreatedAt: s.Now(), UpdatedAt: s.Now(), Version: 1,
			}})
		}))
		file, _ := backup(t, s)
		empty := testdb.Open(t, testdb.Address(t, s.Dialect()))
		_, err := backups.Restore(t.Context(), bytes.NewReader(file), phrase, empty)
		require.NoError(t, err)
		n, err := empty.DoubtDeliveries(t.Context())
		require.NoError(t, err)
		assert.Zero(t, n, "none is waiting any more")
	})
}
