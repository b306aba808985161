package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func reach(t *testing.T, y *testdb.Tale, g *testdb.Giver, with ...func(*models.OfferDraft)) *casework.Reach {
	t.Helper()
	r, err := y.Desk.OfferReach(ctx, g.Admin, g.Draft(with...))
	require.NoError(t, err)
	return r
}

func TestAReachIsNothingAFewOrANumber(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		assert.Equal(t, &casework.Reach{}, reach(t, y, g))
		h := y.Household()
		for range casework.LeastTold - 1 {
			y.Need(h)
		}
		assert.Equal(t, &casework.Reach{Few: true}, reach(t, y, g))
		y.Need(h)
		assert.Equal(t, &casework.Reach{Count: casework.LeastTold}, reach(t, y, g))
		assert.Zero(t, reach(t, y, g, func(d *models.OfferDraft) { d.Category = "G01" }).Count)
		empty, err := y.Desk.OfferReach(ctx, g.Admin, models.OfferDraft{Category: "A01", Regions: []string{"nonsense", testdb.FarVillage}, ValidFrom: "x", ValidTo: "9"})
		require.NoError(t, err)
		assert.Equal(t, casework.LeastTold, empty.Count, "what is not said yet, or said wrongly, closes nothing")
		_, err = y.Desk.OfferReach(ctx, g.Admin, models.OfferDraft{Category: "Z99"})
		faulty(t, err, "category", "category")
	})
}

func TestAReachOfNothingSaysWhatWouldHelp(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		for range casework.LeastTold {
			y.Need(h)
		}
		elsewhere := reach(t, y, g, func(d *models.OfferDraft) { d.Regions = []string{testdb.OtherTown} })
		require.Len(t, elsewhere.Fixes, 1)
		assert.Equal(t, "fix.extend_area", elsewhere.Fixes[0].Key)
		assert.Equal(t, []casework.Wanted{{Group: "A", Count: casework.LeastTold}}, elsewhere.Wanted)
		hot := reach(t, y, g, func(d *models.OfferDraft) { d.Category, d.Unit = "B01", "餐" })
		assert.Empty(t, hot.Fixes)
		assert.Equal(t, "A", hot.Wanted[0].Group)
	})
}

// TestNothingOfThePersonsShowsInAFit tries what a curious supplier could: offers that differ in one person's mark only.
func TestNothingOfThePersonsShowsInAFit(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.Household(func(d *models.HouseholdDraft) { d.Persons[0].Profile.Tags = []string{"serious_illness"} })
		n := y.Need(h, func(d *models.NeedDraft) { d.PersonID = h.Persons[0].ID })
		plain := reach(t, y, g)
		for name, with := range map[string]func(*models.OfferDraft){
			"a tag":         func(d *models.OfferDraft) { d.ExcludeTags = []string{"serious_illness"} },
			"an age":        func(d *models.OfferDraft) { d.MaxAge = ptr(60) },
			"the class":     func(d *models.OfferDraft) { d.FeeMode = "low_fee" },
			"a village":     func(d *models.OfferDraft) { d.Regions = []string{testdb.NextVillage} },
			"a near circle": func(d *models.OfferDraft) { d.RadiusKM, d.Lat, d.Lng = ptr(1), ptr(10.0), ptr(10.0) },
		} {
			assert.Equal(t, plain, reach(t, y, g, with), name)
			o := g.Offer(with)
			f, err := y.Desk.FittingNeed(ctx, g.Admin, n.ID)
			require.NoError(t, err)
			require.Len(t, f.Fits, 1, name)
			for _, r := range f.Fits[0].Reasons {
				assert.NotEqual(t, "reason.supplier_group", r.Key)
			}
			stepped(t, y, g.Admin, o, "withdraw")
		}
	})
}

func TestOnlyFittingNeedsAreListedUnlessAllAreAskedFor(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		o := g.Offer(func(d *models.OfferDraft) { d.Regions = []string{testdb.Town} })
		fits := y.Need(h)
		far := y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
		y.Need(h, func(d *models.NeedDraft) { d.Category, d.Title = "G01", "看病陪同" })
		list := func(f casework.FittingFilter) (ids []string) {
			rows, next, err := y.Desk.FittingNeeds(ctx, g.Admin, f, store.Page{Limit: 10})
			require.NoError(t, err)
			assert.Empty(t, next)
			for _, r := range rows {
				ids = append(ids, r.ID)
			}
			return ids
		}
		assert.Equal(t, []string{fits.ID}, list(casework.FittingFilter{}))
		assert.Len(t, list(casework.FittingFilter{All: true}), 3)
		assert.Equal(t, []string{far.ID}, list(casework.FittingFilter{All: true, Town: testdb.OtherTown}))
		assert.Equal(t, []string{far.ID}, list(casework.FittingFilter{All: true, Town: testdb.OtherVillage}), "a village asks for its town")
		assert.Empty(t, list(casework.FittingFilter{All: true, Urgency: "critical"}))
		one, err := y.Desk.FittingNeed(ctx, g.Admin, fits.ID)
		require.NoError(t, err)
		assert.Equal(t, []any{o.ID, "爱心米面", int64(10)}, []any{one.Fits[0].OfferID, one.Fits[0].Title, *one.Fits[0].Left})
	})
}

func TestTheListOfFittingNeedsGoesOnWhereItEnded(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		g.Offer()
		want := map[string]bool{}
		for range 5 {
			want[y.Need(h).ID] = true
		}
		got, after := map[string]bool{}, ""
		for part := 0; part == 0 || after != ""; part++ {
			require.Less(t, part, 4)
			rows, next, err := y.Desk.FittingNeeds(ctx, g.Admin, casework.FittingFilter{}, store.Page{Limit: 2, After: after})
			require.NoError(t, err)
			for _, r := range rows {
				assert.False(t, got[r.ID])
				got[r.ID] = true
			}
			after = next
		}
		assert.Equal(t, want, got)
	})
}

func TestASuspendedSupplierIsToldNothing(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		_, err := y.Desk.ReviewSupplier(ctx, y.Staff, g.ID, "suspend", "证照到期")
		require.NoError(t, err)
		_, err = y.Desk.OfferReach(ctx, g.Admin, g.Draft())
		refused(t, err, models.KindForbidden, "supplier_not_active")
		_, _, err = y.Desk.FittingNeeds(ctx, g.Admin, casework.FittingFilter{}, store.Page{Limit: 1})
		refused(t, err, models.KindForbidden, "supplier_not_active")
		_, err = y.Desk.FittingNeed(ctx, g.Admin, n.ID)
		refused(t, err, models.KindForbidden, "supplier_not_active")
		_, err = y.Desk.PublishOffer(ctx, g.Admin, g.Draft())
		conflict(t, err, "supplier_not_active")
		rows, _, err := y.Desk.Offers(ctx, g.Admin, store.OfferFilter{}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, rows, "what is not published is not posted either")
	})
}

func TestASuppliersDayHoldsWhatWaits(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(func(d *models.SupplierDraft) {
			d.Licences = []models.Licence{{Kind: "food", Number: "1", ValidTo: y.Today().AddDays(20)}, {Kind: "care", Number: "2", ValidTo: y.Today().AddDays(400)}}
		}), y.Household()
		whole := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(100) })
		soon := g.Offer(func(d *models.OfferDraft) { d.ValidTo = y.Today().AddDays(5) })
		later := y.Invite(y.Need(h), whole, units(2))
		y.Clock.Advance(-time.Hour)
		first := y.Invite(y.Need(h, func(d *models.NeedDraft) { d.Urgency = models.UrgencyCritical }), whole, units(3))
		y.Clock.Advance(time.Hour)
		due := g.Promise(y.Need(h), whole, 4)
		g.Deliver(g.Promise(y.Need(h), whole, 5), 5)
		day, err := y.Desk.SupplierDay(ctx, g.Admin)
		require.NoError(t, err)
		ids := func(rows []casework.MatchLine) (out []string) {
			for _, r := range rows {
				out = append(out, r.ID)
			}
			return out
		}
		assert.Equal(t, []string{first.ID, later.ID}, ids(day.Invitations))
		assert.Equal(t, []string{due.ID}, ids(day.ToDeliver))
		require.Len(t, day.Offers, 1)
		assert.Equal(t, soon.ID, day.Offers[0].ID)
		require.Len(t, day.Licences, 1)
		assert.Equal(t, "food", day.Licences[0].Kind)
		line := day.Invitations[0]
		assert.Equal(t, []any{"清河镇", models.UrgencyCritical, ""}, []any{line.TownName, line.Urgency, line.HouseholdID})
		assert.Equal(t, testdb.Town, line.RegionCode)
		assert.NotEmpty(t, line.Why)
		_, err = y.Desk.SupplierDay(ctx, y.Staff)
		refused(t, err, models.KindForbidden, "role_may_not")
	})
}

func TestListsOfASupplierTellNothingBeyondTheTown(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, h := y.Supplier(), y.Household()
		f := g.Plan(g.Promise(y.Need(h), g.Offer(), 4), 4, y.Today())
		for _, by := range []models.Actor{g.Admin, g.Worker} {
			rows, _, err := y.Desk.FulfilmentLines(ctx, by, store.FulfilmentFilter{}, store.Page{Limit: 10})
			require.NoError(t, err)
			require.Len(t, rows, 1)
			assert.Equal(t, []any{f.ID, "", testdb.Town, "清河镇", "A01"}, []any{rows[0].ID, rows[0].HouseholdID, rows[0].RegionCode, rows[0].TownName, rows[0].Category})
		}
		other := y.Supplier()
		rows, _, err := y.Desk.FulfilmentLines(ctx, other.Worker, store.FulfilmentFilter{}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, rows)
		_, _, err = y.Desk.MatchLines(ctx, y.Staff, store.MatchFilter{}, store.Page{Limit: 10})
		refused(t, err, models.KindForbidden, "role_may_not")
	})
}
