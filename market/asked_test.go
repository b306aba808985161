package market_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

func TestANeedIsAskedWithAllThatItsHouseholdMeans(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.HouseholdUnasked(func(d *models.HouseholdDraft) {
			d.Persons[0].Profile.Tags = []string{"elderly_alone"}
			d.Persons = append(d.Persons, y.Child())
		})
		y.Level(h, 2, 50)
		whole := y.Need(h)
		child := y.Need(h, func(d *models.NeedDraft) { d.PersonID, d.Category, d.Unit = h.Persons[1].ID, "D01", "次" })
		ask := func(n *models.Need) matching.Need {
			out, err := market.Asked(ctx, s, n)
			require.NoError(t, err)
			return out
		}
		assert.Equal(t, matching.ConsentNone, ask(whole).Consent)
		c := y.Consent(h, models.ConsentShare)
		n := ask(whole)
		assert.Equal(t, matching.ConsentGiven, n.Consent)
		assert.Equal(t, []string{"elderly_alone"}, n.Tags)
		assert.Empty(t, n.Ages, "a need of the whole household is of no age")
		assert.Equal(t, []any{2, "D1", true, matching.Units(10)}, []any{n.Level, n.Class, n.FirstTime, n.Quantity})
		assert.Equal(t, []int{8}, ask(child).Ages)
		assert.Empty(t, ask(child).Tags)
		assert.Equal(t, matching.ConsentNone, ask(child).Consent, "the grandmother's word is not the child's")
		_, err := y.Desk.WithdrawConsent(ctx, y.Staff, h.ID, c.ID)
		require.NoError(t, err)
		assert.Equal(t, matching.ConsentWithdrawn, ask(whole).Consent)
		g := y.Supplier()
		_, err = y.Desk.RecordConsent(ctx, y.Staff, h.ID, models.ConsentDraft{PersonID: h.Persons[0].ID, Kind: models.ConsentShare, TextVersion: "2026-02", GivenBy: "self"})
		require.NoError(t, err)
		m := y.Invite(whole, g.Offer(), testdb.Units(1))
		_, err = y.Desk.DeclineMatch(ctx, g.Admin, m.ID, models.Answer{DeclineCode: "D5"})
		require.NoError(t, err)
		n = ask(whole)
		assert.Equal(t, []string{g.ID}, n.DeclinedBy)
		assert.Equal(t, []string{g.ID}, n.Conflicts)
		assert.Empty(t, ask(child).DeclinedBy)
		assert.Equal(t, []string{g.ID}, ask(child).Conflicts)
	})
}

func TestManyNeedsAreAskedAsEachIs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		c := begin(t, s, 3, "")
		for range 25 {
			c.next()
		}
		needs, err := s.NeedsInStatus(ctx, testdb.CountyCode, models.NeedSteps.Statuses())
		require.NoError(t, err)
		all, err := market.AllAsked(ctx, s, needs)
		require.NoError(t, err)
		for i := range needs {
			each, err := market.Asked(ctx, s, &needs[i])
			require.NoError(t, err)
			assert.Equal(t, each, all[i])
		}
		none, err := market.AllAsked(ctx, s, nil)
		require.NoError(t, err)
		assert.Empty(t, none)
	})
}
