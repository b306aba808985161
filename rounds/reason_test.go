package rounds_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
)

func TestEveryNeedThatGoesWithoutIsToldWhy(t *testing.T) {
	type tale func(y scene) *models.Need
	plain := func(y scene, with ...func(*models.NeedDraft)) *models.Need { return y.Need(y.Household(), with...) }
	cases := map[models.UnmetReason]tale{
		models.UnmetNoOffer: func(y scene) *models.Need { return plain(y) },
		models.UnmetGates: func(y scene) *models.Need {
			y.Supplier().Offer(stock(10, testdb.OtherVillage))
			return plain(y)
		},
		models.UnmetUnknownQuantity: func(y scene) *models.Need {
			y.Supplier().Offer()
			return plain(y, func(d *models.NeedDraft) { d.Quantity = nil })
		},
		models.UnmetUnknownCapacity: func(y scene) *models.Need {
			y.Supplier().Offer(func(d *models.OfferDraft) { d.Quantity = nil })
			return plain(y)
		},
		models.UnmetOtherUnit: func(y scene) *models.Need {
			y.Supplier().Offer(func(d *models.OfferDraft) { d.Unit = "公斤" })
			return plain(y)
		},
		models.UnmetUsedUp: func(y scene) *models.Need {
			o := y.Supplier().Offer()
			y.Invite(plain(y), o, nil)
			return plain(y)
		},
		models.UnmetLimit: func(y scene) *models.Need {
			g := y.Supplier()
			o, h := g.Offer(func(d *models.OfferDraft) { d.PerHouseholdLimit = testdb.Units(3) }), y.Household()
			g.Promise(y.Need(h, bags(3, models.UrgencyNormal)), o, 3)
			return y.Need(h)
		},
	}
	for reason, story := range cases {
		t.Run(string(reason), func(t *testing.T) {
			tell(t, func(t *testing.T, y scene) {
				n := story(y)
				r := y.run()
				require.Len(t, r.Unmet, 1)
				assert.Equal(t, n.ID, r.Unmet[0].NeedID)
				assert.Equal(t, reason, r.Unmet[0].Reason)
				assert.Equal(t, reason == models.UnmetUnknownQuantity, r.Unmet[0].Units == nil)
				assert.Empty(t, r.Proposals)
				if reason == models.UnmetGates {
					assert.Equal(t, map[string]int{"area": 1}, r.Unmet[0].Args.Gates)
				}
			})
		})
	}
}

func TestEveryOfferThatIsNotUsedIsToldWhy(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		far := g.Offer(stock(10, testdb.OtherVillage))
		unknown := g.Offer(func(d *models.OfferDraft) { d.Quantity = nil })
		spare, used := g.Offer(stock(10)), g.Offer(stock(10, testdb.Village))
		y.Need(y.Household(), bags(5, models.UrgencyNormal))
		got := map[string]models.IdleReason{}
		r := y.run()
		for _, x := range r.Idle {
			got[x.OfferID] = x.Reason
			assert.Equal(t, x.OfferID == unknown.ID, x.Units == nil)
		}
		require.Len(t, r.Proposals, 1)
		want := map[string]models.IdleReason{far.ID: models.IdleNoNeed, unknown.ID: models.IdleUnknownCapacity, spare.ID: models.IdleNeedsMet, used.ID: models.IdleNeedsMet}
		delete(want, r.Proposals[0].OfferID)
		assert.Equal(t, want, got)
	})
}

func TestWhatSomebodyIsAskedForIsNotProposedAgain(t *testing.T) {
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o := g.Offer(stock(10))
		asked := y.Need(y.Household(), bags(7, models.UrgencyNormal))
		y.Invite(asked, o, nil)
		other := y.Need(y.Household(), bags(7, models.UrgencyNormal))
		r := y.run()
		assert.Equal(t, map[[2]string]int64{{other.ID, o.ID}: 3}, pairs(r), "three of ten bags are free of any invitation")
		assert.Equal(t, models.NeedMatched, y.NeedNow(asked.ID).Status)
	})
}

func TestARateIsSharedInTheWindowInWhichTheNeedBegins(t *testing.T) {
	haircuts := func(d *models.OfferDraft) {
		d.Category, d.Title, d.Mode, d.Unit, d.Quantity = "B04", "上门理发", "service", "次", testdb.Units(4)
		d.CapacityKind, d.Period, d.ValidTo = models.CapacityRate, models.PeriodMonth, d.ValidFrom.AddDays(300)
	}
	haircut := func(times int64, more func(*models.NeedDraft)) func(*models.NeedDraft) {
		return func(d *models.NeedDraft) {
			d.Category, d.Title, d.Unit, d.Quantity = "B04", "理发", "次", &times
			more(d)
		}
	}
	tell(t, func(t *testing.T, y scene) {
		g := y.Supplier()
		o := g.Offer(haircuts)
		april := y.Need(y.Household(), haircut(4, func(d *models.NeedDraft) { d.Earliest = "2026-04-05" }))
		now := y.Need(y.Household(), haircut(4, func(d *models.NeedDraft) {}))
		late := y.Need(y.Household(), haircut(1, func(d *models.NeedDraft) { d.Urgency = models.UrgencyLow }))
		r := y.run()
		assert.Equal(t, map[[2]string]int64{{april.ID, o.ID}: 4, {now.ID, o.ID}: 4}, pairs(r))
		require.Len(t, r.Unmet, 1)
		assert.Equal(t, late.ID, r.Unmet[0].NeedID)
	})
	tell(t, func(t *testing.T, y scene) {
		o := y.Supplier().Offer(haircuts)
		run := haircut(10, func(d *models.NeedDraft) {
			d.Frequency = &models.Frequency{Every: models.PeriodWeek, Until: "2026-05-20"}
		})
		n := y.Need(y.Household(), run)
		r := y.run()
		assert.Equal(t, map[[2]string]int64{{n.ID, o.ID}: 10}, pairs(r), "four, three and three in three months")
		assert.True(t, y.MatchNow(*r.Proposals[0].MatchID).AgreementNeeded)
	})
}
