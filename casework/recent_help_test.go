package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// granted is a department's benefit of a category, so many days ago.
func granted(t *testing.T, y *testdb.Tale, h *models.Household, category string, daysAgo int) {
	t.Helper()
	require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error {
		return s.InsertBenefit(ctx, &models.Benefit{CountyCode: h.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Kind: models.BenefitOneOff,
			Name: "慰问大米", Category: category, ProviderKind: "dept", Provider: "民政局", GrantedOn: y.Today().AddDays(-daysAgo), Visibility: "shown", CreatedAt: s.Now(),
			UpdatedAt: s.Now(), Version: 1})
	}))
}

func TestHelpOfACategoryWithinSevenDaysIsWarnedOfAndNotForbidden(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, other := y.Household(), y.Household()
		granted(t, y, h, "A01", 7)
		granted(t, y, h, "A01", 8)
		granted(t, y, h, "A02", 1)
		granted(t, y, other, "A01", 1)
		recent, err := y.Desk.RecentHelp(ctx, y.Aide, h.ID, "A01", "")
		require.NoError(t, err)
		require.Len(t, recent, 1, "seven days, this household, this category")
		assert.Equal(t, "慰问大米", recent[0].Name)
		assert.Equal(t, "民政局", recent[0].Provider)
		assert.Equal(t, y.Today().AddDays(-7), recent[0].On)
		n := y.Need(h, func(d *models.NeedDraft) { d.Category = "A01" })
		file, err := y.Desk.NeedFile(ctx, y.Clerk, n.ID)
		require.NoError(t, err)
		assert.Len(t, file.Recent, 1, "submitted and accepted nevertheless")
		desk, err := y.Desk.MatchDesk(ctx, y.Aide, n.ID, 5)
		require.NoError(t, err)
		assert.Equal(t, file.Recent, desk.Recent)
		home, err := y.Desk.HouseholdFile(ctx, y.Aide, h.ID)
		require.NoError(t, err)
		assert.Equal(t, map[string]models.Date{n.ID: y.Today().AddDays(-7)}, home.Repeats)
		y.Clock.Advance(24 * time.Hour)
		recent, err = y.Desk.RecentHelp(ctx, y.Aide, h.ID, "A01", "")
		require.NoError(t, err)
		assert.Empty(t, recent)
	})
}

func TestWhatWasDeliveredUnderTheNeedItselfIsNoRepetition(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		n := y.Need(h)
		g := y.Supplier()
		y.Confirm(g.Deliver(g.Promise(n, g.Offer(), 1), 1))
		same, err := y.Desk.RecentHelp(ctx, y.Staff, h.ID, n.Category, n.ID)
		require.NoError(t, err)
		assert.Empty(t, same)
		another, err := y.Desk.RecentHelp(ctx, y.Staff, h.ID, n.Category, "")
		require.NoError(t, err)
		require.Len(t, another, 1)
		assert.NotEmpty(t, another[0].Provider)
	})
}

func TestWhoMayNotSeeAHouseholdIsNotToldOfItsHelp(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h := y.Household()
		granted(t, y, h, "A01", 1)
		_, err := y.Desk.RecentHelp(ctx, y.OtherAide, h.ID, "A01", "")
		absent(t, err)
		g := y.Supplier()
		recent, err := y.Desk.RecentHelp(ctx, g.Admin, h.ID, "A01", "")
		require.NoError(t, err)
		assert.Empty(t, recent)
	})
}
