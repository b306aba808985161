package models_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func actions() []models.Action {
	return []models.Action{models.SupplierView, models.SupplierEdit, models.SupplierReview, models.OfferView, models.OfferEdit, models.HouseholdView,
		models.HouseholdEdit, models.ConsentEdit, models.NeedView, models.NeedEdit, models.NeedReview, models.NeedResolve, models.NeedClose,
		models.OpenNeedBrowse, models.OpenNeedClaim, models.CandidateView, models.MatchView, models.MatchInvite, models.MatchAnswer, models.MatchCancel,
		models.MatchDisclose, models.FulfilmentView, models.FulfilmentRecord, models.FulfilmentConfirm, models.FulfilmentSettle, models.ReportView,
		models.EventView, models.DisclosureView, models.AccountEdit, models.AllocationRun, models.DeliveryView, models.DeliveryResend,
		models.WeightView, models.WeightEdit, models.WeightAdopt, models.SettingView, models.SettingPropose, models.SettingAdopt, models.SettingEdit}
}

func scopes(role models.Role, list ...models.Action) (out []models.Scope) {
	for _, act := range list {
		out = append(out, models.ScopeOf(models.Actor{Role: role}, act))
	}
	return out
}

func TestWhatIsNotListedIsForbidden(t *testing.T) {
	for _, act := range actions() {
		_, err := models.Authorise(models.Actor{}, act)
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err), act)
		_, err = models.Authorise(models.Actor{Role: models.RoleAnonymous}, act)
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err), act)
		for _, role := range []models.Role{models.RoleResident, models.RoleDeptSource, "made_up"} {
			_, err := models.Authorise(models.Actor{Role: role, CountyCode: "330199"}, act)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), "%s %s", role, act)
		}
	}
	_, err := models.Authorise(models.Actor{Role: models.RoleStaff}, "need.fly")
	assert.Equal(t, models.KindForbidden, models.KindOf(err))
}

// TestTheLinesThatNoRoleCrosses holds the separations of domain report §3 and §17 whatever else the table says.
func TestTheLinesThatNoRoleCrosses(t *testing.T) {
	beneficiary := []models.Action{models.HouseholdView, models.HouseholdEdit, models.ConsentEdit, models.NeedView, models.NeedEdit, models.DisclosureView}
	for _, role := range []models.Role{models.RoleSupplierAdmin, models.RoleSupplierWorker, models.RoleProvince, models.RoleSysadmin} {
		for _, s := range scopes(role, beneficiary...) {
			assert.Equal(t, models.ScopeNone, s, "%s sees no household and no need as the county does", role)
		}
	}
	government := []models.Role{models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAide, models.RoleAuditor}
	for _, role := range government {
		for _, s := range scopes(role, models.MatchAnswer, models.FulfilmentRecord, models.OpenNeedClaim) {
			assert.Equal(t, models.ScopeNone, s, "%s never acts as a supplier", role)
		}
	}
	for _, role := range models.Roles() {
		review := models.ScopeOf(models.Actor{Role: role}, models.SupplierReview)
		assert.Equal(t, role == models.RoleStaff, review != models.ScopeNone, "%s: only staff approve suppliers", role)
		for _, act := range []models.Action{models.SettingPropose, models.SettingAdopt, models.SettingEdit} {
			assert.Equal(t, role == models.RoleStaff, models.ScopeOf(models.Actor{Role: role}, act) != models.ScopeNone, "%s: only staff set anything: %s", role, act)
		}
		assert.Equal(t, role == models.RoleSysadmin, models.ScopeOf(models.Actor{Role: role}, models.AccountEdit) != models.ScopeNone, role)
	}
	for _, act := range actions() {
		auditor := models.ScopeOf(models.Actor{Role: models.RoleAuditor}, act)
		reads := map[models.Action]bool{models.SupplierView: true, models.OfferView: true, models.NeedView: true, models.MatchView: true, models.FulfilmentView: true,
			models.ReportView: true, models.EventView: true, models.DisclosureView: true, models.SettingView: true}
		assert.Equal(t, reads[act], auditor != models.ScopeNone, "an auditor reads and writes nothing: %s", act)
		if act != models.ReportView {
			assert.Equal(t, models.ScopeNone, models.ScopeOf(models.Actor{Role: models.RoleProvince}, act), act)
		}
	}
	assert.Equal(t, models.ScopeNone, models.ScopeOf(models.Actor{Role: models.RoleAide}, models.NeedReview), "an aide approves nothing")
}

func TestAScopeReachesWhatLiesInIt(t *testing.T) {
	aide := models.Actor{CountyCode: "330199", Role: models.RoleAide, Regions: []string{"330199001001", "330199002000"}}
	giver := models.Actor{CountyCode: "330199", Role: models.RoleSupplierAdmin, SupplierID: "s1"}
	for _, c := range []struct {
		who                      models.Actor
		scope                    models.Scope
		county, region, supplier string
		want                     bool
	}{
		{aide, models.ScopeRegion, "330199", "330199001001", "", true},
		{aide, models.ScopeRegion, "330199", "330199001002", "", false},
		{aide, models.ScopeRegion, "330199", "330199002009", "", true},
		{aide, models.ScopeRegion, "330199", "330199000000", "", false},
		{aide, models.ScopeRegion, "330199", "", "", false},
		{aide, models.ScopeRegion, "330198", "330199001001", "", false},
		{aide, models.ScopeCounty, "330199", "", "", true},
		{aide, models.ScopeCounty, "330198", "", "", false},
		{aide, models.ScopeNone, "330199", "330199001001", "", false},
		{aide, models.ScopeCounts, "330199", "330199001001", "", false},
		{giver, models.ScopeOwn, "330199", "", "s1", true},
		{giver, models.ScopeOwn, "330199", "", "s2", false},
		{giver, models.ScopeOwn, "330198", "", "s1", false},
		{models.Actor{CountyCode: "330199"}, models.ScopeOwn, "330199", "", "", false},
		{giver, models.ScopeTask, "330199", "", "s1", false},
	} {
		assert.Equal(t, c.want, models.Reaches(c.who, c.scope, c.county, c.region, c.supplier), "%+v", c)
	}
	system := models.System("330199")
	require.True(t, system.Covers("330199001001"))
	assert.False(t, system.Covers("330198001001"))
}
