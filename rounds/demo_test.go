package rounds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/store"
)

func TestRoundOfTheDemoCountyIsProvenBest(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		_, err := demo.Fill(ctx, s, demo.Options{PasswordHash: "$argon2id$one"})
		require.NoError(t, err)
		desk := &rounds.Desk{Store: s}
		begin := time.Now()
		r, err := desk.Run(ctx, models.System(demo.County), demo.County, false)
		require.NoError(t, err)
		took := time.Since(begin)
		assert.Zero(t, r.Gap)
		assert.True(t, r.Complete)
		assert.Positive(t, len(r.Proposals))
		begin = time.Now()
		again, err := desk.Run(ctx, models.System(demo.County), demo.County, false)
		require.NoError(t, err)
		assert.Equal(t, len(r.Proposals), again.PairsSame, "nothing has changed")
		assert.Equal(t, r.Certificate, again.Certificate)
		reasons, idle := map[models.UnmetReason]int{}, map[models.IdleReason]int{}
		for _, u := range r.Unmet {
			reasons[u.Reason]++
		}
		for _, u := range r.Idle {
			idle[u.Reason]++
		}
		t.Logf("%d needs, %d offers, %d edges: %d proposals of %d units in %v (again %v), value %d, gap %d, unmet %v, idle %v, %d gaps",
			r.Needs, r.Offers, r.Edges, len(r.Proposals), r.Units, took, time.Since(begin), r.Value, r.Gap, reasons, idle, len(r.Gaps))
		for _, g := range r.Gaps[:min(5, len(r.Gaps))] {
			t.Log(g.Category, g.Town, g.Needed, g.Offered, g.MarginalValue, g.Urgency)
		}
		rep, err := s.VerifyChain(ctx, demo.County)
		require.NoError(t, err)
		assert.Empty(t, rep.Fault)
	})
}
