package market_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var ctx = context.Background()

// chance is a county in which anything may happen next.
type chance struct {
	*testdb.Tale
	t      *testing.T
	dice   *rand.Rand
	title  string // of every offer; "" for one of several
	givers []*testdb.Giver
	offers []*models.Offer
	needs  []*models.Need
	ranked int // candidates compared
}

func begin(t *testing.T, s *store.Store, seed uint64, title string) *chance {
	t.Helper()
	c := &chance{Tale: testdb.Story(t, s), t: t, dice: rand.New(rand.NewPCG(seed, 7)), title: title}
	for range 3 {
		c.givers = append(c.givers, c.Supplier())
	}
	h := []*models.Household{c.Household(), c.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage })}
	for _, f := range []func(*models.NeedDraft){
		func(*models.NeedDraft) {},
		func(d *models.NeedDraft) {
			d.Category, d.Unit, d.Quantity, d.Title = "B04", "次", testdb.Units(2), "理发"
		},
		func(d *models.NeedDraft) {
			d.Category, d.Unit, d.Quantity, d.Title, d.Earliest = "B04", "次", testdb.Units(2), "理发", "2026-04-10"
		},
		func(d *models.NeedDraft) { d.Category, d.Title = "A02", "过冬棉被" },
	} {
		c.needs = append(c.needs, c.Need(h[len(c.needs)%2], f))
	}
	return c
}

func one[T any](c *chance, list []T) T { return list[c.dice.IntN(len(list))] }

// next lets one thing happen. What the house refuses is no matter.
func (c *chance) next() {
	if len(c.offers) < 4 {
		c.post()
		return
	}
	o, staff := one(c, c.offers), c.Staff
	switch c.dice.IntN(9) {
	case 0:
		c.post()
	case 1, 2:
		_, _ = c.Desk.StepOffer(ctx, staff, o.ID, one(c, []string{"pause", "publish", "withdraw", "publish"}), "试一试")
	case 3:
		now := c.OfferNow(o.ID)
		_, _ = c.Desk.EditOffer(ctx, staff, o.ID, now.Version, models.OfferPatch{Quantity: testdb.Units(c.dice.Int64N(30) + 1)})
	case 4, 5, 6:
		c.match(o)
	case 7:
		g := one(c, c.givers)
		_, _ = c.Desk.ReviewSupplier(ctx, staff, g.ID, one(c, []string{"suspend", "reinstate", "reinstate"}), "试一试")
	case 8:
		c.Clock.Advance(time.Duration(c.dice.IntN(40)) * time.Hour)
	}
}

func (c *chance) post() {
	draft := one(c, c.givers).Draft(func(d *models.OfferDraft) {
		d.Title = one(c, []string{"爱心米面", "过冬棉被", "上门理发", "理发师傅义剪"})
		if c.title != "" {
			d.Title = c.title
		}
		d.Category = one(c, []string{"A01", "A02"})
		d.Quantity = one(c, []*int64{testdb.Units(4), testdb.Units(12), nil})
		d.Regions = []string{one(c, []string{testdb.County, testdb.Town, testdb.OtherVillage})}
		if c.dice.IntN(3) == 0 {
			d.Category, d.Mode, d.Unit, d.CapacityKind, d.Period, d.Quantity = "B04", "service", "次", models.CapacityRate, models.PeriodMonth, testdb.Units(3)
		}
	})
	draft.SupplierID = one(c, c.givers).ID
	o, err := c.Desk.PostOffer(ctx, c.Staff, draft)
	require.NoError(c.t, err)
	_, _ = c.Desk.StepOffer(ctx, c.Staff, o.ID, "publish", "")
	c.offers = append(c.offers, o)
}

// match invites and takes the match some way on.
func (c *chance) match(o *models.Offer) {
	n := one(c, c.needs)
	m, err := c.Desk.Invite(ctx, c.Staff, n.ID, models.Invitation{OfferID: o.ID, Quantity: testdb.Units(1)})
	if err != nil {
		return
	}
	by := models.Actor{}
	for _, g := range c.givers {
		if g.ID == m.SupplierID {
			by = g.Admin
		}
	}
	if c.dice.IntN(4) == 0 {
		_, _ = c.Desk.DeclineMatch(ctx, by, m.ID, models.Answer{})
		return
	}
	if m, err = c.Desk.AcceptMatch(ctx, by, m.ID, models.Answer{AgreementNo: "协议1"}); err != nil {
		return
	}
	now := c.Store.Now()
	switch c.dice.IntN(3) {
	case 0:
		_, _ = c.Desk.CancelMatch(ctx, c.Staff, m.ID, "")
	case 1:
		f, err := c.Desk.RecordFulfilment(ctx, by, m.ID, models.FulfilmentDraft{Quantity: 1, OccurredAt: &now})
		if err == nil {
			_, _ = c.Desk.ConfirmFulfilment(ctx, c.Staff, f.ID, models.Confirmation{})
		}
	}
}

// agrees checks that a kept view answers every need as a fresh one does.
func (c *chance) agrees(m *market.Market, step int) {
	c.t.Helper()
	kept, err := m.View(ctx, c.Store, testdb.CountyCode)
	require.NoError(c.t, err)
	fresh, err := (*market.Market)(nil).View(ctx, c.Store, testdb.CountyCode)
	require.NoError(c.t, err)
	require.Equal(c.t, fresh.Lots(), kept.Lots(), "step %d", step)
	require.Equal(c.t, fresh.Len(), kept.Len())
	for _, n := range c.needs {
		n = c.NeedNow(n.ID)
		asked, err := market.Asked(ctx, c.Store, n)
		require.NoError(c.t, err)
		want := fresh.Rank(n, asked, 0)
		require.Equal(c.t, want, kept.Rank(n, asked, 0), "step %d, need %s", step, n.ID)
		c.ranked += len(want.Ranked)
	}
}

func TestTheKeptIndexAnswersAsAFreshOneAfterAnyChange(t *testing.T) {
	for _, mode := range []struct {
		name, title string
		market      *market.Market
	}{
		{"counted anew", "", &market.Market{}},
		{"patched", "甲乙丙丁", &market.Market{Whole: 1}}, // words that no need has, since a patched index does not count words again
	} {
		t.Run(mode.name, func(t *testing.T) {
			testdb.Each(t, func(t *testing.T, s *store.Store) {
				c, m := begin(t, s, 11, mode.title), &market.Market{Whole: mode.market.Whole}
				for step := range 60 {
					c.next()
					c.agrees(m, step)
				}
				assert.Greater(t, len(c.offers), 8)
				assert.Greater(t, c.ranked, 50, "there was something to compare")
			})
		})
	}
}

func TestTheIndexFollowsWhatAnotherServerDoes(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			address := testdb.Address(t, dialect)
			here, there := testdb.Open(t, address), testdb.Open(t, address)
			y, m := testdb.Story(t, there), &market.Market{}
			view, err := m.View(ctx, here, testdb.CountyCode)
			require.NoError(t, err)
			assert.Zero(t, view.Len())
			o := y.Supplier().Offer()
			view, err = m.View(ctx, here, testdb.CountyCode)
			require.NoError(t, err)
			require.NotNil(t, view.Lot(o.ID))
			again, err := m.View(ctx, here, testdb.CountyCode)
			require.NoError(t, err)
			assert.Same(t, view, again, "nothing has changed")
			_, err = y.Desk.StepOffer(ctx, y.Staff, o.ID, "withdraw", "不再提供")
			require.NoError(t, err)
			later, err := m.View(ctx, here, testdb.CountyCode)
			require.NoError(t, err)
			assert.Nil(t, later.Lot(o.ID))
			assert.NotNil(t, view.Lot(o.ID), "what was given out never changes")
		})
	}
}

func TestTheIndexIsMadeAnewWhenTheCountyIsStartedOver(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y, m := testdb.Story(t, s), &market.Market{}
		before := y.Supplier().Offer()
		_, err := m.View(ctx, s, testdb.CountyCode)
		require.NoError(t, err)
		require.NoError(t, s.InTx(ctx, func(s *store.Store) error { return s.EraseInvented(ctx) }))
		g := y.Supplier()
		for range 3 { // until the new log is longer than the old one was
			g.Offer()
		}
		view, err := m.View(ctx, s, testdb.CountyCode)
		require.NoError(t, err)
		assert.Nil(t, view.Lot(before.ID))
		assert.Equal(t, 3, view.Len())
	})
}

func TestAViewGoesThatNobodyAskedForLongest(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		o := testdb.Story(t, s).Supplier().Offer()
		suppliers, err := s.SuppliersByID(ctx, o.CountyCode, []string{o.SupplierID})
		require.NoError(t, err)
		const first, second, third = testdb.CountyCode, "330198", "330197"
		for _, county := range []string{second, third} {
			offer, supplier := *o, suppliers[o.SupplierID]
			offer.CountyCode, supplier.CountyCode, supplier.ContactName, supplier.ContactPhone = county, county, "钱联络", "13900000000"
			require.NoError(t, s.InTx(ctx, func(s *store.Store) error {
				if err := s.InsertAll(ctx, []models.Supplier{supplier}); err != nil {
					return err
				}
				return s.InsertAll(ctx, []models.Offer{offer})
			}))
		}
		m := &market.Market{Keep: 2}
		view := func(county string) *market.View {
			v, err := m.View(ctx, s, county)
			require.NoError(t, err)
			require.Equal(t, 1, v.Len())
			return v
		}
		a, b := view(first), view(second)
		assert.Same(t, a, view(first), "two are kept")
		view(third)
		assert.Same(t, a, view(first), "that of the county asked for since stays")
		c := view(second)
		assert.NotSame(t, b, c, "the other was let go, and is made anew")
		assert.Same(t, c, view(second), "and kept")
	})
}
