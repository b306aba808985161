package store_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func note(t *testing.T, s *store.Store, county string, n int) {
	t.Helper()
	for i := range n {
		require.NoError(t, s.InTx(context.Background(), func(s *store.Store) error {
			s.Record(models.Event{CountyCode: county, ActorRole: models.RoleSystem, Noun: "need", ObjectID: strconv.Itoa(i), Step: "submit",
				ToStatus: "submitted", Data: map[string]string{"category": "A01", "empty": ""}})
			return nil
		}))
	}
}

// tamper changes the database behind the house's back.
func tamper(t *testing.T, s *store.Store, sql string) {
	t.Helper()
	pool, err := s.Pool()
	require.NoError(t, err)
	_, err = pool.Exec(testdb.ByHand + sql)
	require.NoError(t, err, sql)
}

func verified(t *testing.T, s *store.Store) store.ChainReport {
	t.Helper()
	rep, err := s.VerifyChain(context.Background(), "330199")
	require.NoError(t, err)
	return rep
}

func TestAWholeChainVerifies(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		assert.Empty(t, verified(t, s).Fault, "a county without events is whole")
		note(t, s, "330199", 5)
		note(t, s, "330198", 2)
		rep := verified(t, s)
		assert.Empty(t, rep.Fault)
		assert.EqualValues(t, 5, rep.Entries)
		assert.Zero(t, rep.BrokenAt)
		assert.NotEmpty(t, rep.HeadHash)
		counties, err := s.ChainCounties(context.Background())
		require.NoError(t, err)
		assert.Equal(t, []string{"330198", "330199"}, counties)
	})
}

const copyOf = `INSERT INTO event (county_code, seq, id, at, actor_id, actor_role, noun, object_id, step, from_status, to_status, region_code, supplier_id, data, prev_hash, hash)
	SELECT county_code, SEQ, id, at, actor_id, actor_role, noun, object_id, step, from_status, to_status, region_code, supplier_id, data, prev_hash, hash
	FROM event WHERE county_code = '330199' AND seq = 3`

func inserted(seq string) string { return strings.Replace(copyOf, "SEQ", seq, 1) }

func TestTamperingIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		sql   []string
		at    int64
		fault string
	}{
		"a changed status":           {[]string{"UPDATE event SET to_status = 'void' WHERE county_code = '330199' AND seq = 3"}, 3, "hash"},
		"a changed actor":            {[]string{"UPDATE event SET actor_id = 'somebody' WHERE county_code = '330199' AND seq = 1"}, 1, "hash"},
		"changed data":               {[]string{"UPDATE event SET data = '{\"category\":\"B01\",\"empty\":\"\"}' WHERE county_code = '330199' AND seq = 2"}, 2, "hash"},
		"a changed instant":          {[]string{"UPDATE event SET at = '2020-01-01 00:00:00+00:00' WHERE county_code = '330199' AND seq = 4"}, 4, "hash"},
		"a removed entry":            {[]string{"DELETE FROM event WHERE county_code = '330199' AND seq = 3"}, 3, "gap"},
		"a removed first entry":      {[]string{"DELETE FROM event WHERE county_code = '330199' AND seq = 1"}, 1, "gap"},
		"a cut tail":                 {[]string{"DELETE FROM event WHERE county_code = '330199' AND seq > 3"}, 4, "gap"},
		"everything removed":         {[]string{"DELETE FROM event WHERE county_code = '330199'"}, 1, "gap"},
		"a closed gap":               {[]string{"DELETE FROM event WHERE county_code = '330199' AND seq = 3", "UPDATE event SET seq = 3 WHERE county_code = '330199' AND seq = 4", "UPDATE event SET seq = 4 WHERE county_code = '330199' AND seq = 5"}, 3, "link"},
		"an entry put in at the end": {[]string{inserted("6")}, 6, "head"},
		"an entry far beyond":        {[]string{inserted("900")}, 6, "head"},
		"an entry before the first":  {[]string{inserted("0")}, 6, "head"},
		"an altered head":            {[]string{"UPDATE chain_head SET hash = prev_hash FROM event WHERE event.county_code = chain_head.county_code AND event.seq = 3"}, 5, "head"},
		"a head set back":            {[]string{"UPDATE chain_head SET seq = 3, hash = event.hash FROM event WHERE event.county_code = chain_head.county_code AND event.seq = 3"}, 4, "head"},
		"a head set forward":         {[]string{"UPDATE chain_head SET seq = 9"}, 6, "gap"},
		"a removed head":             {[]string{"DELETE FROM chain_head WHERE county_code = '330199'"}, 1, "head"},
	} {
		t.Run(name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, s *store.Store) {
				note(t, s, "330199", 5)
				for _, sql := range c.sql {
					tamper(t, s, sql)
				}
				rep := verified(t, s)
				assert.Equal(t, c.fault, rep.Fault)
				assert.Equal(t, c.at, rep.BrokenAt)
			})
		})
	}
}

func TestManyTransactionsAtOnceMakeOneChain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		errs := make([]error, 30)
		for i := range errs {
			wg.Add(1)
			go func() {
				defer wg.Done()
				errs[i] = s.InTx(context.Background(), func(s *store.Store) error {
					for _, county := range []string{"330199", "330198"} {
						s.Record(models.Event{CountyCode: county, ActorRole: models.RoleSystem, Noun: "need", Step: "edit"})
						s.Record(models.Event{CountyCode: county, ActorRole: models.RoleSystem, Noun: "need", Step: "edit"})
					}
					return nil
				})
			}()
		}
		for range 5 {
			assert.Empty(t, verified(t, s).Fault, "what is added meanwhile is no fault")
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		rep := verified(t, s)
		assert.Empty(t, rep.Fault)
		assert.EqualValues(t, 60, rep.Entries)
	})
}
