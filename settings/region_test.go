package settings_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func TestARegionIsRenamedAndItsHistoryTold(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *desk) {
		name, kind, address := "柳树新村", models.NodePoint, "村委会一楼"
		got, err := d.ChangeRegion(ctx, y.Staff, testdb.Village, models.RegionChange{Name: &name, NodeKind: &kind, NodeAddress: &address, Reason: "县政府批复"})
		require.NoError(t, err)
		assert.Equal(t, []any{"柳树新村", models.NodePoint, "村委会一楼", models.Date("2000-01-01")}, []any{got.Name, got.NodeKind, got.NodeAddress, got.ActiveFrom})
		kept, err := y.Store.Region(ctx, testdb.Village)
		require.NoError(t, err)
		assert.Equal(t, *got, *kept)
		_, err = d.ChangeRegion(ctx, y.Staff, testdb.Village, models.RegionChange{Name: &name, Reason: "再来一次"})
		assert.Equal(t, "region_unchanged", models.CodeOf(err))
		history, err := d.RegionHistory(ctx, y.Auditor, testdb.Village)
		require.NoError(t, err)
		require.Len(t, history, 1)
		assert.Equal(t, []string{"柳树村", "柳树新村", "县政府批复"}, []string{history[0].Data["name_before"], history[0].Data["name"], history[0].Data["reason"]})
		for _, code := range []string{testdb.FarVillage, "330199001999", "no code"} {
			_, err = d.ChangeRegion(ctx, y.Staff, code, models.RegionChange{Name: &name, Reason: "别处"})
			assert.Equal(t, models.KindNotFound, models.KindOf(err), code)
		}
		y.Whole()
	})
}

// account makes an aide's real account.
func account(t *testing.T, y *testdb.Tale, regions ...string) string {
	t.Helper()
	now := y.Store.Now()
	a := &models.Account{ID: y.ID(), CountyCode: testdb.CountyCode, Username: "aide-of-the-story", PasswordHash: "-", Role: models.RoleAide,
		Regions: regions, Status: models.AccountActive, CreatedAt: now, UpdatedAt: now, Version: 1}
	require.NoError(t, y.Store.InTx(ctx, func(s *store.Store) error { return s.InsertAccount(ctx, a) }))
	return a.ID
}

func TestAMergedVillageGoesOverWithAllThatStandsThere(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *desk) {
		h := y.Household()
		n := y.Need(h)
		offer := y.Supplier().Offer(func(o *models.OfferDraft) { o.Regions = []string{testdb.Village}; o.Quantity = testdb.Units(9) })
		m := y.Invite(n, offer, nil)
		aide := account(t, y, testdb.Village, testdb.NextVillage)
		merge := models.RegionMerge{SuccessorCode: testdb.NextVillage, LastDay: y.Today().AddDays(-1), Reason: "村规模调整"}
		got, err := d.MergeRegion(ctx, y.Staff, testdb.Village, merge)
		require.NoError(t, err)
		assert.Equal(t, []any{merge.LastDay, testdb.NextVillage}, []any{got.ActiveTo, got.SuccessorCode})
		moved, err := y.Store.Household(ctx, store.Key{County: testdb.CountyCode, ID: h.ID})
		require.NoError(t, err)
		assert.Equal(t, testdb.NextVillage, moved.RegionCode)
		assert.Equal(t, testdb.NextVillage, y.NeedNow(n.ID).RegionCode)
		assert.Equal(t, testdb.NextVillage, y.MatchNow(m.ID).RegionCode)
		served, err := y.Store.Offer(ctx, store.Key{County: testdb.CountyCode, ID: offer.ID})
		require.NoError(t, err)
		assert.Equal(t, []string{testdb.NextVillage}, served.Regions)
		login, err := y.Store.Account(ctx, store.Key{County: testdb.CountyCode, ID: aide})
		require.NoError(t, err)
		assert.Equal(t, []string{testdb.NextVillage}, login.Regions, "once, not twice")
		list, err := y.Desk.Candidates(ctx, y.Clerk, y.Need(y.Household(func(x *models.HouseholdDraft) { x.RegionCode = testdb.NextVillage })).ID, 5)
		require.NoError(t, err)
		assert.Len(t, list.Ranked, 1, "the matcher knows that the offer serves the successor")
		_, err = y.Desk.RegisterHousehold(ctx, y.Staff, models.HouseholdDraft{RegionCode: testdb.Village, Address: "柳树村1号", Category: "D1", Persons: []models.PersonDraft{y.Granny()}})
		assert.Equal(t, map[string]string{"region_code": "region_ended"}, faults(err))
		all, err := d.Regions(ctx, y.Auditor)
		require.NoError(t, err)
		assert.Len(t, all, 6, "nothing is deleted")
		_, err = d.MergeRegion(ctx, y.Staff, testdb.Village, merge)
		assert.Equal(t, "region_ended", models.CodeOf(err))
		name := "新名"
		_, err = d.ChangeRegion(ctx, y.Staff, testdb.Village, models.RegionChange{Name: &name, Reason: "晚了"})
		assert.Equal(t, "region_ended", models.CodeOf(err))
		y.Whole()
	})
}

func TestAMergerMustMakeSense(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *desk) {
		into := func(code string, last models.Date) models.RegionMerge {
			return models.RegionMerge{SuccessorCode: code, LastDay: last, Reason: "调整"}
		}
		yesterday := y.Today().AddDays(-1)
		for _, c := range []struct {
			region string
			in     models.RegionMerge
			want   map[string]string
		}{
			{testdb.Village, into(testdb.Village, yesterday), map[string]string{"successor_code": "successor_level"}},
			{testdb.Village, into(testdb.OtherTown, yesterday), map[string]string{"successor_code": "successor_level"}},
			{testdb.Village, into(testdb.FarVillage, yesterday), map[string]string{"successor_code": "region_unknown"}},
			{testdb.Village, into("330199001009", yesterday), map[string]string{"successor_code": "region_unknown"}},
			{testdb.Village, into(testdb.NextVillage, "1999-12-31"), map[string]string{"last_day": "before_start"}},
			{testdb.Village, into(testdb.NextVillage, y.Today().AddDays(1)), map[string]string{"last_day": "past_date"}},
			{testdb.Village, models.RegionMerge{}, map[string]string{"successor_code": "required", "last_day": "required", "reason": "required"}},
		} {
			_, err := d.MergeRegion(ctx, y.Staff, c.region, c.in)
			assert.Equal(t, c.want, faults(err), "%+v", c.in)
		}
		_, err := d.MergeRegion(ctx, y.Staff, testdb.OtherTown, into(testdb.Town, yesterday))
		assert.Equal(t, "region_has_children", models.CodeOf(err))
		_, err = d.MergeRegion(ctx, y.Staff, testdb.OtherVillage, into(testdb.NextVillage, yesterday))
		require.NoError(t, err)
		_, err = d.MergeRegion(ctx, y.Staff, testdb.OtherTown, into(testdb.Town, yesterday))
		require.NoError(t, err)
		_, err = d.MergeRegion(ctx, y.Staff, testdb.County, into(testdb.Town, yesterday))
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "a county is not ours to end")
	})
}
