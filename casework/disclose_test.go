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

func escort(person string) func(*models.NeedDraft) {
	return func(d *models.NeedDraft) {
		d.Category, d.Title, d.Unit, d.Quantity, d.PersonID = "C01", "去县医院复查", "次", units(4), person
	}
}

func seenBy(t *testing.T, y *testdb.Tale, by models.Actor, match string) *casework.MatchFile {
	t.Helper()
	file, err := y.Desk.Match(ctx, by, match)
	require.NoError(t, err)
	require.NotNil(t, file.Beneficiary)
	return file
}

func logged(t *testing.T, y *testdb.Tale, household string) (out []models.Disclosure) {
	t.Helper()
	rows, _, err := y.Desk.Disclosures(ctx, y.Auditor, household, store.Page{Limit: 100, Oldest: true})
	require.NoError(t, err)
	for _, d := range rows {
		if d.SupplierID != "" {
			out = append(out, d)
		}
	}
	return out
}

func TestASupplierSeesTheTownBeforeAndTheVillageAfterItAccepts(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.HouseholdUnasked()
		consent := y.Consent(h, models.ConsentShare)
		n := y.Need(h, func(d *models.NeedDraft) {
			d.PersonID, d.Detail = h.Persons[0].ID, "王秀英住二楼,电话13800138000"
		})
		m := y.Invite(n, g.Offer(), nil)
		before := seenBy(t, y, g.Admin, m.ID)
		assert.Equal(t, &casework.Beneficiary{Tier: 1, RegionCode: testdb.Town, RegionName: "清河镇", Group: models.GroupElderly, AgeBand: "70-79", Contact: "aide"},
			before.Beneficiary)
		assert.Empty(t, before.HouseholdID)
		assert.Equal(t, testdb.Town, before.RegionCode)
		assert.Empty(t, logged(t, y, h.ID), "tier one identifies nobody")

		_, err := y.Desk.AcceptMatch(ctx, g.Admin, m.ID, models.Answer{})
		require.NoError(t, err)
		b := seenBy(t, y, g.Admin, m.ID).Beneficiary
		assert.Equal(t, 2, b.Tier)
		assert.Equal(t, []string{testdb.Village, "柳树村", "王女士", "75-79", consent.ID}, []string{b.RegionCode, b.RegionName, b.CalledName, b.AgeBand, b.ConsentID})
		assert.Empty(t, b.Address)
		assert.NotContains(t, b.Detail, "王秀英")
		assert.NotContains(t, b.Detail, "13800138000")
		assert.Contains(t, b.Detail, "住二楼")
		log := logged(t, y, h.ID)
		require.Len(t, log, 1)
		assert.Equal(t, []any{2, m.ID, consent.ID, g.Admin.AccountID, n.ID, h.Persons[0].ID},
			[]any{log[0].Tier, log[0].MatchID, log[0].ConsentID, log[0].AccountID, log[0].NeedID, log[0].PersonID})
	})
}

// TestNothingIdentifiedLeavesWithoutItsConsent goes through every way in which a consent may be missing.
func TestNothingIdentifiedLeavesWithoutItsConsent(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, stranger := y.Supplier(licensed), y.Supplier()
		expiring := func(d *models.ConsentDraft) { d.ExpiresOn = y.Today().AddDays(1) }
		for name, c := range map[string]struct {
			give func(h *models.Household)
			need func(h *models.Household) func(*models.NeedDraft)
			tier int
		}{
			"none":                   {func(*models.Household) {}, plain, 1},
			"given":                  {func(h *models.Household) { y.Consent(h, models.ConsentShare) }, plain, 2},
			"another kind":           {func(h *models.Household) { y.Consent(h, models.ConsentVerifyEconomy) }, plain, 1},
			"expired":                {func(h *models.Household) { y.Consent(h, models.ConsentShare, expiring) }, plain, 1},
			"withdrawn":              {func(h *models.Household) { withdraw(t, y, h, y.Consent(h, models.ConsentShare)) }, plain, 1},
			"its category":           {func(h *models.Household) { y.Consent(h, models.ConsentShare, categories("A01")) }, plain, 2},
			"its heading":            {func(h *models.Household) { y.Consent(h, models.ConsentShare, categories("A")) }, plain, 2},
			"another category":       {func(h *models.Household) { y.Consent(h, models.ConsentShare, categories("B01", "C")) }, plain, 1},
			"its supplier":           {func(h *models.Household) { y.Consent(h, models.ConsentShare, suppliers(g.ID)) }, plain, 2},
			"another supplier":       {func(h *models.Household) { y.Consent(h, models.ConsentShare, suppliers(stranger.ID)) }, plain, 1},
			"another member":         {func(h *models.Household) { y.Consent(h, models.ConsentShare, member(h, 1)) }, plain, 1},
			"sensitive, only shared": {func(h *models.Household) { y.Consent(h, models.ConsentShare) }, sensitive, 1},
			"sensitive, both": {func(h *models.Household) {
				y.Consent(h, models.ConsentShare)
				y.Consent(h, models.ConsentSensitive)
			}, sensitive, 2},
			"child, only shared": {func(h *models.Household) { y.Consent(h, models.ConsentShare, member(h, 1)) }, ofChild, 1},
			"child, both": {func(h *models.Household) {
				y.Consent(h, models.ConsentShare, member(h, 1))
				y.Consent(h, models.ConsentMinor, member(h, 1))
			}, ofChild, 2},
		} {
			h := y.HouseholdUnasked(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) })
			n := y.Need(h, c.need(h))
			o := g.Offer(func(d *models.OfferDraft) { d.Category, d.Unit = n.Category, n.Unit })
			m := g.Promise(n, o, *n.Quantity)
			c.give(h)
			y.Clock.Advance(48 * time.Hour)
			file := seenBy(t, y, g.Admin, m.ID)
			assert.Equal(t, c.tier, file.Beneficiary.Tier, name)
			assert.Len(t, logged(t, y, h.ID), c.tier-1, name)
			if c.tier == 1 {
				assert.Equal(t, testdb.Town, file.Beneficiary.RegionCode, name)
				assert.Empty(t, file.Beneficiary.CalledName+file.Beneficiary.Detail+file.Beneficiary.Address, name)
			}
			_, err := y.Desk.CancelMatch(ctx, y.Staff, m.ID, "")
			require.NoError(t, err)
		}
	})
}

func licensed(d *models.SupplierDraft) {
	d.Licences = []models.Licence{{Kind: "child", Number: "查询2026-1", ValidTo: "2027-12-31"}}
}

func plain(h *models.Household) func(*models.NeedDraft) {
	return func(d *models.NeedDraft) { d.PersonID = h.Persons[0].ID }
}

func sensitive(h *models.Household) func(*models.NeedDraft) { return escort(h.Persons[0].ID) }

func ofChild(h *models.Household) func(*models.NeedDraft) {
	return func(d *models.NeedDraft) { d.PersonID, d.Category, d.Title = h.Persons[1].ID, "D02", "学习用品" }
}

func categories(codes ...string) func(*models.ConsentDraft) {
	return func(d *models.ConsentDraft) { d.Categories = codes }
}

func suppliers(ids ...string) func(*models.ConsentDraft) {
	return func(d *models.ConsentDraft) { d.Suppliers = ids }
}

func member(h *models.Household, i int) func(*models.ConsentDraft) {
	return func(d *models.ConsentDraft) { d.PersonID, d.GivenBy = h.Persons[i].ID, "guardian" }
}

func withdraw(t *testing.T, y *testdb.Tale, h *models.Household, c *models.Consent) {
	t.Helper()
	_, err := y.Desk.WithdrawConsent(ctx, y.Aide, h.ID, c.ID)
	require.NoError(t, err)
}

func TestAChildIsNeverNamed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier(licensed)
		h := y.HouseholdUnasked(func(d *models.HouseholdDraft) { d.Persons = append(d.Persons, y.Child()) })
		_, err := y.Desk.RecordConsent(ctx, y.Aide, h.ID, models.ConsentDraft{PersonID: h.Persons[1].ID, Kind: models.ConsentShare, TextVersion: "1", GivenBy: "self"})
		faulty(t, err, "given_by", "guardian_required")
		y.Consent(h, models.ConsentShare, member(h, 1))
		y.Consent(h, models.ConsentMinor, member(h, 1))
		n := y.Need(h, ofChild(h), func(d *models.NeedDraft) { d.Detail = "在阳光小学读二年级" })
		m := g.Promise(n, g.Offer(func(d *models.OfferDraft) { d.Category = "D02" }), 10)
		task := g.Plan(m, 10, y.Today())
		_, b, err := y.Desk.Task(ctx, g.Worker, task.ID)
		require.NoError(t, err)
		assert.Equal(t, 3, b.Tier)
		assert.Equal(t, models.GroupChild, b.Group)
		assert.Empty(t, b.CalledName+b.AgeBand+b.Detail)
	})
}

func TestThirtyDaysAfterCompletionTheSupplierForgets(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.Household()
		m := g.Promise(y.Need(h), g.Offer(), 10)
		y.Confirm(g.Deliver(m, 10))
		assert.Equal(t, "王女士", seenBy(t, y, g.Admin, m.ID).Beneficiary.CalledName, "a need of nobody in particular names who consented")
		y.Clock.Advance(30*24*time.Hour - time.Second)
		assert.Equal(t, 2, seenBy(t, y, g.Admin, m.ID).Beneficiary.Tier)
		y.Clock.Advance(time.Second)
		assert.Equal(t, 1, seenBy(t, y, g.Admin, m.ID).Beneficiary.Tier)
	})
}

func TestAnEndedMatchShowsNobody(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		m := g.Promise(y.Need(y.Household()), g.Offer(), 10)
		_, err := y.Desk.FailMatch(ctx, y.Staff, m.ID, "未履行")
		require.NoError(t, err)
		assert.Equal(t, 1, seenBy(t, y, g.Admin, m.ID).Beneficiary.Tier)
	})
}

func TestTheWorkerSeesTheDoorOnTheDayAndOneDayAfter(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		h := y.Household()
		m := g.Promise(y.Need(h), g.Offer(), 10)
		day := y.Today().AddDays(2)
		task := g.Plan(m, 10, day)
		tier := func(by models.Actor) int {
			_, b, err := y.Desk.Task(ctx, by, task.ID)
			require.NoError(t, err)
			assert.Equal(t, b.Tier == 3, b.Address != "")
			return b.Tier
		}
		assert.Equal(t, 2, tier(g.Worker))
		y.Clock.Set(day.Start())
		assert.Equal(t, 3, tier(g.Worker))
		assert.Equal(t, 2, tier(g.Admin), "not to those who do not go there")
		y.Clock.Set(day.End().Add(24*time.Hour - time.Second))
		_, b, err := y.Desk.Task(ctx, g.Worker, task.ID)
		require.NoError(t, err)
		assert.Equal(t, []string{"王秀英", h.Address, "aide"}, []string{b.CalledName, b.Address, b.Contact})
		y.Clock.Advance(time.Second)
		assert.Equal(t, 2, tier(g.Worker))
		var tiers []int
		for _, d := range logged(t, y, h.ID) {
			tiers = append(tiers, d.Tier)
		}
		assert.ElementsMatch(t, []int{2, 3, 2, 3, 2}, tiers, "every view is logged at its tier")
		other := y.Supplier()
		_, _, err = y.Desk.Task(ctx, other.Worker, task.ID)
		absent(t, err)
	})
}

func TestConsentsAreWithdrawnOnceAndListed(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		h, strange := y.HouseholdUnasked(), y.HouseholdUnasked()
		c := y.Consent(h, models.ConsentShare)
		_, err := y.Desk.WithdrawConsent(ctx, y.Aide, strange.ID, c.ID)
		absent(t, err)
		_, err = y.Desk.WithdrawConsent(ctx, y.OtherAide, h.ID, c.ID)
		absent(t, err)
		withdraw(t, y, h, c)
		_, err = y.Desk.WithdrawConsent(ctx, y.Aide, h.ID, c.ID)
		conflict(t, err, "consent_withdrawn")
		all, err := y.Desk.Consents(ctx, y.Aide, h.ID)
		require.NoError(t, err)
		require.Len(t, all, 1)
		assert.NotNil(t, all[0].WithdrawnAt)
		_, err = y.Desk.RecordConsent(ctx, y.Aide, h.ID, models.ConsentDraft{PersonID: strange.Persons[0].ID, Kind: models.ConsentShare, TextVersion: "1", GivenBy: "self"})
		faulty(t, err, "person_id", "not_a_member")
		_, err = y.Desk.RecordConsent(ctx, y.Aide, h.ID, models.ConsentDraft{PersonID: h.Persons[0].ID, Kind: models.ConsentShare, TextVersion: "1",
			GivenBy: "self", ExpiresOn: y.Today().AddDays(-1)})
		faulty(t, err, "expires_on", "in_past")
		far := y.Supplier(func(d *models.SupplierDraft) { d.CountyCode, d.RegionCode = testdb.OtherCounty, "" })
		_, err = y.Desk.RecordConsent(ctx, y.Aide, h.ID, models.ConsentDraft{PersonID: h.Persons[0].ID, Kind: models.ConsentShare, TextVersion: "1",
			GivenBy: "self", Suppliers: []string{y.Supplier().ID, far.ID}})
		faulty(t, err, "suppliers[1]", "supplier_unknown")
	})
}
