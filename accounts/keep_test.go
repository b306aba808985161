package accounts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/models"
)

func TestAccountKeepersStayInTheirCounty(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		elsewhere := models.Actor{AccountID: models.NewID(o.s.Now()), CountyCode: "330198", Role: models.RoleSysadmin}
		assert.Equal(t, models.KindNotFound, models.KindOf(o.ResetPassword(ctx, elsewhere, "aide", accounts.NewPassword{Password: "another long one"})))
		assert.Equal(t, models.KindNotFound, models.KindOf(o.DisableAccount(ctx, elsewhere, "aide")))
		_, err := o.AddAccount(ctx, elsewhere, draft("new.one", models.RoleAide))
		var e *models.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, []models.FieldError{{Field: "county_code", Code: "county_other"}}, e.Fields)
		assert.Equal(t, models.KindNotFound, models.KindOf(o.DisableAccount(ctx, admin, "nobody")))
	})
}

func TestOnlyAccountKeepersKeepAccounts(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for _, role := range models.Roles() {
			who := models.Actor{AccountID: "x", CountyCode: county, Role: role}
			want := models.KindForbidden
			if role == models.RoleSysadmin {
				want = models.KindInvalid
			}
			_, err := o.AddAccount(ctx, who, models.AccountDraft{})
			assert.Equal(t, want, models.KindOf(err), role)
			if role != models.RoleSysadmin {
				assert.Equal(t, models.KindForbidden, models.KindOf(o.ResetPassword(ctx, who, "aide", accounts.NewPassword{Password: "another long one"})), role)
				assert.Equal(t, models.KindForbidden, models.KindOf(o.DisableAccount(ctx, who, "aide")), role)
			}
		}
		_, err := o.AddAccount(ctx, models.Actor{}, draft("new.one", models.RoleAide))
		assert.Equal(t, models.KindUnauthenticated, models.KindOf(err))
	})
}

func TestDraftFaultsAreReportedTogether(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		cases := []struct {
			name  string
			spoil func(*models.AccountDraft)
			want  []models.FieldError
		}{
			{"supplier role without supplier", func(d *models.AccountDraft) { d.Role = models.RoleSupplierAdmin }, []models.FieldError{{Field: "supplier_id", Code: "required"}}},
			{"supplier of another role", func(d *models.AccountDraft) { d.SupplierID = models.NewID(o.s.Now()) }, []models.FieldError{{Field: "supplier_id", Code: "supplier_role_only"}}},
			{"region and county", func(d *models.AccountDraft) { d.Regions, d.CountyCode = []string{"110101001000"}, "330198" }, []models.FieldError{{Field: "county_code", Code: "county_other"}, {Field: "regions", Code: "region_outside"}}},
			{"unknown supplier", func(d *models.AccountDraft) {
				d.Role, d.SupplierID = models.RoleSupplierAdmin, models.NewID(o.s.Now())
			}, []models.FieldError{{Field: "supplier_id", Code: "unknown"}}},
		}
		for _, c := range cases {
			d := draft("new.one", models.RoleTown)
			c.spoil(&d)
			_, err := o.AddAccount(ctx, admin, d)
			var e *models.Error
			require.ErrorAs(t, err, &e, c.name)
			assert.Equal(t, c.want, e.Fields, c.name)
		}
		_, err := o.AddAccount(ctx, admin, draft("aide", models.RoleTown))
		assert.Equal(t, "username_taken", models.CodeOf(err))
		assert.Equal(t, []string{"add"}, o.steps("account"))
	})
}

func TestSupplierAccountWaitsWithItsSupplier(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for status, want := range map[models.SupplierStatus]string{models.SupplierChecking: "account_pending", models.SupplierActive: ""} {
			supplier := models.Supplier{
				CountyCode: county, ID: models.NewID(o.s.Now()), USCC: models.SyntheticUSCC("52", county, len(status)), USCCCheck: models.USCCOk,
				Kind: models.SupplierServiceOrg, Name: "甲社", ContactName: "张三", ContactPhone: "13800000000", Status: status, Licences: []models.Licence{},
				AppliedAt: o.s.Now(), CreatedAt: o.s.Now(), UpdatedAt: o.s.Now(), Version: 1,
			}
			require.NoError(t, o.s.InsertSupplier(ctx, &supplier))
			d := draft("ngo."+string(status), models.RoleSupplierAdmin)
			d.SupplierID = supplier.ID
			a := o.add(d)
			assert.Equal(t, supplier.ID, *a.SupplierID)
			assert.Empty(t, a.Regions)
			_, err := o.login(d.Username, password)
			assert.Equal(t, want, models.CodeOf(err), status)
		}
	})
}

func TestAideAndClerkNeedARegion(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for role, want := range map[models.Role]string{models.RoleAide: "required", models.RoleTown: "required", models.RoleAuditor: ""} {
			d := draft("new."+string(role), role)
			d.Regions = nil
			_, err := o.AddAccount(ctx, admin, d)
			if want == "" {
				require.NoError(t, err, role)
				continue
			}
			assert.Equal(t, models.InvalidField("regions", want), err, role)
		}
	})
}
