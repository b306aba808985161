package demo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/models"
)

func TestTheDemoAccountsAreThere(t *testing.T) {
	d := county()
	want := map[string]models.Role{
		"admin": models.RoleSysadmin, "staff": models.RoleStaff, "town": models.RoleTown, "aide": models.RoleAide,
		"ngo": models.RoleSupplierAdmin, "company": models.RoleSupplierAdmin, "auditor": models.RoleAuditor, "province": models.RoleProvince,
		"dept": models.RoleDeptSource,
	}
	require.Len(t, demo.Logins(), len(want))
	for _, login := range demo.Logins() {
		a := account(d, login)
		assert.Equal(t, want[login], a.Role, login)
		assert.Equal(t, models.AccountActive, a.Status, login)
		assert.Equal(t, "$argon2id$", a.PasswordHash)
	}
	assert.Len(t, account(d, "aide").Regions, 2)
	assert.Equal(t, []string{models.TownOf(account(d, "aide").Regions[0])}, account(d, "town").Regions)
	assert.Equal(t, "330000", account(d, "province").CountyCode)
}

func TestEveryVillageHasOneAideAndEveryTownAClerk(t *testing.T) {
	covered := map[string]int{}
	for _, a := range county().Accounts {
		if a.Role == models.RoleAide || a.Role == models.RoleTown {
			assert.LessOrEqual(t, len(a.Regions), 3)
			for _, r := range a.Regions {
				covered[r]++
			}
		}
	}
	for _, r := range county().Regions {
		if r.Level == models.RegionVillage || r.Level == models.RegionTown {
			assert.Equal(t, 1, covered[r.Code], r.Name)
		}
	}
}

func TestTheAideAndTheTownHaveALivelyToDo(t *testing.T) {
	d := county()
	today := models.DateOf(now)
	desk := desk(d)
	assert.GreaterOrEqual(t, desk[models.NeedSubmitted], 3)
	assert.GreaterOrEqual(t, desk[models.NeedReturned], 1)
	assert.GreaterOrEqual(t, desk[models.NeedDelivered], 4, "deliveries to confirm")
	aide, town, submitted, overdue := account(d, "aide"), account(d, "town"), 0, 0
	for _, n := range d.Needs {
		if models.Covers(town.Regions[0], n.RegionCode) && n.Status == models.NeedSubmitted {
			submitted++
		}
		alive := n.Status.CanDerive() && n.DueOn != "" && n.DueOn < today
		if alive && (n.RegionCode == aide.Regions[0] || n.RegionCode == aide.Regions[1]) {
			overdue++
		}
	}
	assert.GreaterOrEqual(t, submitted, 8)
	assert.GreaterOrEqual(t, overdue, 2)
}

func TestTheSuppliersHaveInvitationsToAnswerAndPromisesToRecord(t *testing.T) {
	d := county()
	for _, login := range []string{"ngo", "company"} {
		supplier := *account(d, login).SupplierID
		waiting, agreed, published := 0, 0, 0
		for _, m := range d.Matches {
			if m.SupplierID != supplier {
				continue
			}
			if m.Status == models.MatchInvited && m.RespondBy.After(now) {
				waiting++
			}
			if m.Status == models.MatchActive && m.Delivered == 0 {
				agreed++
			}
		}
		for _, o := range d.Offers {
			if o.SupplierID == supplier && o.Status == models.OfferPublished {
				published++
			}
		}
		assert.GreaterOrEqual(t, waiting, 3, login)
		assert.GreaterOrEqual(t, agreed, 3, login)
		assert.GreaterOrEqual(t, published, 5, login)
	}
}
