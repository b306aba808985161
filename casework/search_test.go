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

// found counts what a search finds: needs, open needs, offers, suppliers, households.
func found(t *testing.T, y *testdb.Tale, by models.Actor, q string) [5]int {
	t.Helper()
	f, err := y.Desk.Search(ctx, by, q)
	require.NoError(t, err, "%s %s", by.Role, q)
	return [5]int{len(f.Needs), len(f.OpenNeeds), len(f.Offers), len(f.Suppliers), len(f.Households)}
}

func TestOneBoxFindsWhatTheActorMaySeeAndNothingElse(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		padded := func(n *models.NeedDraft) { n.Title = "过冬厚棉被" }
		h := y.Household()
		n := y.Need(h, padded)
		y.Need(y.Household(func(d *models.HouseholdDraft) { d.RegionCode = testdb.OtherVillage }), padded)
		g, other := y.Supplier(), y.Supplier(func(d *models.SupplierDraft) { d.Name = "棉被爱心商行" })
		g.Offer(func(o *models.OfferDraft) { o.Title = "新棉被"; o.Description = "羽绒填充" })
		other.Offer(func(o *models.OfferDraft) { o.Title = "棉被清洗" })
		for _, c := range []struct {
			name string
			by   models.Actor
			q    string
			want [5]int
		}{
			{"staff by word", y.Staff, "棉被", [5]int{2, 0, 2, 1, 0}},
			{"staff by two words", y.Staff, "棉被 过冬", [5]int{2, 0, 0, 0, 0}},
			{"a word in the description", y.Staff, "羽绒", [5]int{0, 0, 1, 0, 0}},
			{"one letter", y.Staff, "绒", [5]int{0, 0, 1, 0, 0}},
			{"letters in another order", y.Staff, "被棉", [5]int{}},
			{"aide of the village", y.Aide, "棉被", [5]int{1, 0, 2, 1, 0}},
			{"aide of another", y.OtherAide, "过冬", [5]int{1, 0, 0, 0, 0}},
			{"clerk of the town", y.Clerk, "棉被", [5]int{1, 0, 2, 1, 0}},
			{"auditor", y.Auditor, "棉被", [5]int{2, 0, 2, 1, 0}},
			{"supplier", g.Admin, "棉被", [5]int{0, 2, 1, 0, 0}},
			{"worker", g.Worker, "棉被", [5]int{}},
			{"province", y.Province, "棉被", [5]int{}},
			{"another county", y.FarStaff, "棉被", [5]int{}},
			{"need by number", y.Aide, n.No, [5]int{1, 0, 0, 0, 0}},
			{"need by number, elsewhere", y.OtherAide, n.No, [5]int{}},
			{"supplier by code", y.Aide, other.USCC, [5]int{0, 0, 0, 1, 0}},
			{"household by number", y.Aide, h.No, [5]int{0, 0, 0, 0, 1}},
			{"household by number, elsewhere", y.OtherAide, h.No, [5]int{}},
			{"household by number, supplier", g.Admin, h.No, [5]int{}},
			{"household by number, auditor", y.Auditor, h.No, [5]int{}},
			{"household by citizen number", y.Clerk, h.Persons[0].CitizenNo, [5]int{0, 0, 0, 0, 1}},
			{"household by citizen number, other town", y.OtherClerk, h.Persons[0].CitizenNo, [5]int{}},
			{"household by citizen number, far", y.FarStaff, h.Persons[0].CitizenNo, [5]int{}},
			{"household by part of a number", y.Clerk, h.Persons[0].CitizenNo[:10], [5]int{}},
			{"household by phone", y.Aide, "138 0013 8000", [5]int{0, 0, 0, 0, 1}},
			{"household by phone, whole county", y.Staff, "13800138000", [5]int{0, 0, 0, 0, 2}},
			{"household by phone, supplier", g.Admin, "13800138000", [5]int{}},
			{"a name finds nobody", y.Staff, "王秀英", [5]int{}},
			{"an address finds nobody", y.Staff, "柳树村溪边路", [5]int{}},
		} {
			assert.Equal(t, c.want, found(t, y, c.by, c.q), c.name)
		}
		f, err := y.Desk.Search(ctx, y.Aide, "棉被")
		require.NoError(t, err)
		assert.Equal(t, casework.FoundByWords, f.Kind)
		assert.Equal(t, f.Needs[0].TitlePublic, f.Needs[0].Title, "only what is public is shown")
	})
}

func TestAHouseholdThatIsFoundIsADisclosure(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		h := y.Household()
		before, _, err := y.Desk.Disclosures(ctx, y.Auditor, h.ID, store.Page{Limit: 50})
		require.NoError(t, err)
		y.Clock.Advance(time.Minute)
		found(t, y, y.Aide, h.No)
		after, _, err := y.Desk.Disclosures(ctx, y.Auditor, h.ID, store.Page{Limit: 50})
		require.NoError(t, err)
		require.Len(t, after, len(before)+1)
		assert.Equal(t, y.Aide.AccountID, after[0].AccountID)
	})
}

func TestASearchNeedsAPersonAndAWord(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		_, err := y.Desk.Search(ctx, models.Actor{}, "棉被")
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err))
		for _, q := range []string{"", "  ", "\u0000", string(make([]rune, 81))} {
			_, err := y.Desk.Search(ctx, y.Staff, q)
			assert.Equal(t, models.KindInvalid, models.KindOf(err), "%q", q)
		}
		assert.Equal(t, [5]int{}, found(t, y, y.Staff, "%_'"))
	})
}

func TestWordsFollowAChange(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		g := y.Supplier()
		o := g.Offer(func(o *models.OfferDraft) { o.Title = "旧轮椅" })
		title := "新助行器"
		_, err := y.Desk.EditOffer(ctx, g.Admin, o.ID, y.OfferNow(o.ID).Version, models.OfferPatch{Title: &title})
		require.NoError(t, err)
		assert.Equal(t, [5]int{}, found(t, y, y.Staff, "轮椅"))
		assert.Equal(t, [5]int{0, 0, 1, 0, 0}, found(t, y, y.Staff, "助行器"))
		name := "暖阳服务社"
		_, err = y.Desk.EditSupplier(ctx, y.Staff, g.ID, g.Version, models.SupplierPatch{Name: &name})
		require.NoError(t, err)
		assert.Equal(t, [5]int{0, 0, 0, 1, 0}, found(t, y, y.Staff, "暖阳"))
		n := y.Need(y.Household(), func(n *models.NeedDraft) { n.Title = "取暖器" })
		public := "电油汀"
		_, err = y.Desk.EditNeed(ctx, y.Clerk, n.ID, n.Version, models.NeedPatch{TitlePublic: &public})
		require.NoError(t, err)
		assert.Equal(t, [5]int{}, found(t, y, y.Staff, "取暖器"))
		assert.Equal(t, [5]int{1, 0, 0, 0, 0}, found(t, y, y.Staff, "油汀"))
	})
}
