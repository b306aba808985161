package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

func applied(t *testing.T, y *testdb.Tale, with ...func(*models.SupplierDraft)) *models.Supplier {
	t.Helper()
	r, err := y.Desk.ApplySupplier(ctx, y.Application(with...))
	require.NoError(t, err)
	return r
}

// legacy breaks the check character of a code, as some real codes have it.
func legacy(d *models.SupplierDraft) {
	last := "0"
	if d.USCC[17] == '0' {
		last = "1"
	}
	d.USCC = d.USCC[:17] + last
}

func TestASupplierAppliesAndIsApproved(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		draft := y.Application()
		r, err := y.Desk.ApplySupplier(ctx, draft)
		require.NoError(t, err)
		assert.Equal(t, models.SupplierApplied, r.Status)
		assert.Equal(t, models.USCCOk, r.USCCCheck)
		assert.Equal(t, models.SupplierServiceOrg, r.Kind, "the kind is read from the code")
		account, err := y.Store.AccountByName(ctx, draft.User.Username)
		require.NoError(t, err)
		assert.Equal(t, models.AccountPending, account.Status)
		assert.NotContains(t, account.PasswordHash[:4], draft.User.Password)

		r, err = y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, "approve", "")
		require.NoError(t, err)
		assert.Equal(t, models.SupplierActive, r.Status)
		assert.Equal(t, y.Staff.AccountID, *r.ApprovedBy)
		assert.Equal(t, []string{"apply", "approve", "activate"}, y.Steps("supplier", r.ID))
		account, err = y.Store.AccountByName(ctx, draft.User.Username)
		require.NoError(t, err)
		assert.Equal(t, models.AccountActive, account.Status)
	})
}

func TestAFailingCheckDigitTakesTwoPeople(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		r := applied(t, y, legacy)
		assert.Equal(t, models.USCCLegacyOverride, r.USCCCheck)
		r, err := y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, "approve", "证书已核对")
		require.NoError(t, err)
		assert.Equal(t, models.SupplierChecking, r.Status)
		_, err = y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, "approve", "")
		refused(t, err, models.KindForbidden, "second_person_required")
		r, err = y.Desk.ReviewSupplier(ctx, y.SecondStaff, r.ID, "approve", "")
		require.NoError(t, err)
		assert.Equal(t, models.SupplierActive, r.Status)
		assert.Equal(t, []string{"apply", "check", "approve", "activate"}, y.Steps("supplier", r.ID))
	})
}

func TestNobodyGoesAroundTheSecondPerson(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		r := applied(t, y, legacy)
		for _, step := range []string{"check", "activate", "apply", "", "resume"} {
			_, err := y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, step, "")
			require.Error(t, err, step)
		}
		r, err := y.Desk.Supplier(ctx, y.Staff, r.ID)
		require.NoError(t, err)
		assert.Equal(t, models.SupplierApplied, r.Status)
	})
}

func TestEveryBranchOfASuppliersReview(t *testing.T) {
	for _, c := range []struct {
		steps []string
		end   models.SupplierStatus
	}{
		{[]string{"reject"}, models.SupplierRejected},
		{[]string{"approve", "suspend"}, models.SupplierSuspended},
		{[]string{"approve", "suspend", "reinstate"}, models.SupplierActive},
		{[]string{"approve", "exit"}, models.SupplierExited},
		{[]string{"approve", "suspend", "exit"}, models.SupplierExited},
	} {
		t.Run(string(c.end), func(t *testing.T) {
			tell(t, func(t *testing.T, y *testdb.Tale) {
				r := applied(t, y)
				for _, step := range c.steps {
					if step != "approve" && step != "reinstate" {
						_, err := y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, step, " ")
						faulty(t, err, "reason", "required")
					}
					var err error
					r, err = y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, step, "核查结果")
					require.NoError(t, err, step)
				}
				assert.Equal(t, c.end, r.Status)
				if c.end == models.SupplierRejected || c.end == models.SupplierExited {
					_, err := y.Desk.ReviewSupplier(ctx, y.Staff, r.ID, "approve", "")
					conflict(t, err, "step_not_allowed")
				}
			})
		})
	}
}

func TestTheSameCodeOrUsernameAppliesOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		first := y.Application()
		_, err := y.Desk.ApplySupplier(ctx, first)
		require.NoError(t, err)
		_, err = y.Desk.ApplySupplier(ctx, y.Application(func(d *models.SupplierDraft) { d.USCC = first.USCC }))
		conflict(t, err, "uscc_known")
		_, err = y.Desk.ApplySupplier(ctx, y.Application(func(d *models.SupplierDraft) { d.User.Username = first.User.Username }))
		conflict(t, err, "username_taken")
		_, err = y.Desk.ApplySupplier(ctx, y.Application(func(d *models.SupplierDraft) { d.CountyCode = "" }))
		faulty(t, err, "county_code", "required")
		_, err = y.Desk.ApplySupplier(ctx, y.Application(func(d *models.SupplierDraft) { d.CountyCode = "330197" }))
		faulty(t, err, "county_code", "region_unknown")
		elsewhere, err := y.Desk.ApplySupplier(ctx, y.Application(func(d *models.SupplierDraft) { d.USCC, d.CountyCode = first.USCC, testdb.OtherCounty }))
		require.NoError(t, err, "another county may know the same organisation")
		_, err = y.Desk.ReviewSupplier(ctx, y.Staff, elsewhere.ID, "approve", "")
		absent(t, err)
	})
}

func TestAllFaultsOfAnApplicationAreToldAtOnce(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		_, err := y.Desk.ApplySupplier(ctx, y.Application(func(d *models.SupplierDraft) {
			d.Name, d.USCC, d.Contact.Name, d.Contact.Phone, d.User.Password = " ", "52330199OJ00000001", "　", "12", "short"
		}))
		for field, code := range map[string]string{"name": "required", "uscc": "uscc_char", "contact.name": "required", "contact.phone": "phone_format",
			"user.password": "min_length"} {
			faulty(t, err, field, code)
		}
	})
}

func TestSuppliersEditThemselvesButNotTheirStanding(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, other := y.Supplier(), y.Supplier()
		_, err := y.Desk.EditSupplier(ctx, g.Admin, g.ID, g.Version, models.SupplierPatch{IsCharity: ptr(true)})
		refused(t, err, models.KindForbidden, "staff_only_field")
		r, err := y.Desk.EditSupplier(ctx, g.Admin, g.ID, g.Version, models.SupplierPatch{Name: ptr(" 新  名字 "), Contact: &models.ContactDraft{Name: "赵新", Phone: "13700137000"}})
		require.NoError(t, err)
		assert.Equal(t, "新 名字", r.Name)
		assert.Equal(t, "赵新", r.ContactName)
		_, err = y.Desk.EditSupplier(ctx, g.Admin, g.ID, g.Version, models.SupplierPatch{Name: ptr("旧版本")})
		refused(t, err, models.KindStale, "stale_version")
		_, err = y.Desk.EditSupplier(ctx, g.Admin, g.ID, r.Version, models.SupplierPatch{Name: ptr("")})
		faulty(t, err, "name", "required")
		_, err = y.Desk.EditSupplier(ctx, g.Admin, other.ID, other.Version, models.SupplierPatch{Name: ptr("别家")})
		absent(t, err)
		r, err = y.Desk.EditSupplier(ctx, y.Staff, g.ID, r.Version, models.SupplierPatch{SensitivityClearance: ptr(0), IsCharity: ptr(true)})
		require.NoError(t, err)
		assert.Equal(t, 0, r.SensitivityClearance)
	})
}

func TestSuppliersListOnlyThemselves(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g, other := y.Supplier(), y.Supplier()
		own, _, err := y.Desk.Suppliers(ctx, g.Admin, store.SupplierFilter{}, store.Page{Limit: 10})
		require.NoError(t, err)
		require.Len(t, own, 1)
		assert.Equal(t, g.ID, own[0].ID)
		_, err = y.Desk.Supplier(ctx, g.Admin, other.ID)
		absent(t, err)
		all, _, err := y.Desk.Suppliers(ctx, y.Staff, store.SupplierFilter{Status: "active"}, store.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, all, 2)
	})
}
