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

func browsed(t *testing.T, y *testdb.Tale, by models.Actor) []casework.OpenNeed {
	t.Helper()
	rows, _, err := y.Desk.OpenNeeds(ctx, by, store.NeedFilter{}, store.Page{Limit: 50})
	require.NoError(t, err)
	return rows
}

func TestSuppliersBrowseWithoutSeeingAnybody(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.Household()
		y.Clock.Advance(-72 * time.Hour)
		n := y.Need(h, func(d *models.NeedDraft) { d.Title, d.PersonID = "王秀英要米,电话13800138000", h.Persons[0].ID })
		y.Clock.Advance(72 * time.Hour)
		y.NeedSubmitted(h)
		rows := browsed(t, y, g.Admin)
		require.Len(t, rows, 1)
		o := rows[0]
		assert.Equal(t, []any{n.ID, testdb.Town, "清河镇", models.GroupElderly, "70-79", 3}, []any{o.ID, o.TownCode, o.TownName, o.Group, o.AgeBand, o.WaitingDays})
		assert.NotContains(t, o.Title, "王秀英")
		assert.NotContains(t, o.Title, "138")
		one, err := y.Desk.OpenNeed(ctx, g.Admin, n.ID)
		require.NoError(t, err)
		assert.Equal(t, o, *one)
		far := y.Supplier(func(d *models.SupplierDraft) { d.CountyCode, d.RegionCode = testdb.OtherCounty, testdb.FarVillage })
		assert.Empty(t, browsed(t, y, far.Admin))
		_, err = y.Desk.OpenNeed(ctx, far.Admin, n.ID)
		absent(t, err)
	})
}

// TestWhatIsNotToBeBrowsedCannotBeClaimedEither tries every need that a supplier must not see: absent from the list, alone, and to a claim.
func TestWhatIsNotToBeBrowsedCannotBeClaimedEither(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		o := g.Offer(func(d *models.OfferDraft) { d.Quantity = units(500) })
		dear := y.Supplier(func(d *models.SupplierDraft) { d.RegionCode = testdb.County })
		cleared := y.Supplier()
		_, err := y.Desk.EditSupplier(ctx, y.Staff, cleared.ID, cleared.Version, models.SupplierPatch{SensitivityClearance: ptr(0)})
		require.NoError(t, err)
		h, gone := y.Household(), y.HouseholdUnasked()
		scoped := func(scope string) *models.Need {
			n := y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }))
			n, err := y.Desk.EditNeed(ctx, y.Staff, n.ID, n.Version, models.NeedPatch{PublishScope: &scope})
			require.NoError(t, err)
			return n
		}
		withdraw(t, y, gone, y.Consent(gone, models.ConsentShare))
		suspended := y.Need(h)
		_, err = y.Desk.SuspendNeed(ctx, y.Clerk, suspended.ID, "住院")
		require.NoError(t, err)
		for name, c := range map[string]struct {
			who  *testdb.Giver
			need *models.Need
		}{
			"level three":           {g, y.Need(h, func(d *models.NeedDraft) { d.Category, d.Title = "H02", "心理咨询" })},
			"above its clearance":   {cleared, y.Need(h, escort(h.Persons[0].ID))},
			"another town's":        {g, scoped("town")},
			"a county-wide giver's": {dear, scoped("town")},
			"by invitation only":    {g, scoped("invited")},
			"consent withdrawn":     {g, y.Need(gone)},
			"not accepted yet":      {g, y.NeedSubmitted(h)},
			"government's own":      {g, y.Need(h, func(d *models.NeedDraft) { d.Category, d.Title = "K01", "政策咨询" })},
			"suspended":             {g, suspended},
		} {
			for _, seen := range browsed(t, y, c.who.Admin) {
				assert.NotEqual(t, c.need.ID, seen.ID, name)
			}
			_, err := y.Desk.OpenNeed(ctx, c.who.Admin, c.need.ID)
			require.Error(t, err, name)
			absent(t, err)
			_, err = y.Desk.ClaimNeed(ctx, c.who.Admin, c.need.ID, models.Invitation{OfferID: o.ID, Quantity: units(1)})
			require.Error(t, err, name)
			absent(t, err)
		}
	})
}

func TestANeedOfOnesOwnTownIsBrowsed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		_, err := y.Desk.EditNeed(ctx, y.Clerk, n.ID, n.Version, models.NeedPatch{PublishScope: ptr("town")})
		require.NoError(t, err)
		require.Len(t, browsed(t, y, g.Admin), 1)
		_, err = y.Desk.ClaimNeed(ctx, g.Admin, n.ID, models.Invitation{OfferID: g.Offer().ID})
		require.NoError(t, err)
	})
}

func TestOnlyAnActiveSupplierBrowses(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		n := y.Need(y.Household())
		o := g.Offer()
		_, err := y.Desk.ReviewSupplier(ctx, y.Staff, g.ID, "suspend", "信息泄露")
		require.NoError(t, err)
		_, _, err = y.Desk.OpenNeeds(ctx, g.Admin, store.NeedFilter{}, store.Page{Limit: 5})
		refused(t, err, models.KindForbidden, "supplier_not_active")
		_, err = y.Desk.ClaimNeed(ctx, g.Admin, n.ID, models.Invitation{OfferID: o.ID})
		refused(t, err, models.KindForbidden, "supplier_not_active")
	})
}
