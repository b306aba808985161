package accounts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/accounts"
	"zhulian/models"
	"zhulian/store"
)

// applicant writes a supplier that has applied, with its first login.
func (o office) applicant(status models.SupplierStatus) (*models.Supplier, *models.Account) {
	o.t.Helper()
	now := o.s.Now()
	r := &models.Supplier{CountyCode: county, ID: models.NewID(now), USCC: models.SyntheticUSCC("52", county, 7), USCCCheck: models.USCCOk, Kind: models.SupplierServiceOrg,
		Name: "春风助老服务中心", ContactName: "李联络", ContactPhone: "13900139000", RegionCode: county + "000000", Status: status, AppliedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1, Licences: []models.Licence{}}
	require.NoError(o.t, o.s.InTx(ctx, func(s *store.Store) error { return s.InsertSupplier(ctx, r) }))
	d := draft("spring", models.RoleSupplierAdmin)
	d.SupplierID = r.ID
	a := o.add(d)
	return r, a
}

func (o office) asks(uscc, username, password string) (*models.Supplier, error) {
	return o.Application(ctx, uscc, accounts.Login{Username: username, Password: password, Address: "10.0.0.2"})
}

func TestWhoAppliedSeesWhereTheApplicationStands(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		r, _ := o.applicant(models.SupplierChecking)
		_, err := o.login("spring", password)
		assert.Equal(t, "account_pending", models.CodeOf(err), "it cannot log in")
		got, err := o.asks(" "+r.USCC+" ", "Spring", password)
		require.NoError(t, err)
		assert.Equal(t, models.SupplierChecking, got.Status)
	})
}

func TestWhatIsWrongWithAnApplicationsProofIsNotTold(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		r, _ := o.applicant(models.SupplierApplied)
		for _, c := range [][3]string{
			{r.USCC, "spring", "a wrong password"}, {r.USCC, "nobody", password}, {r.USCC, "aide", password},
			{models.SyntheticUSCC("52", county, 8), "spring", password}, {"", "spring", password},
		} {
			_, err := o.asks(c[0], c[1], c[2])
			require.Error(t, err)
			assert.Equal(t, models.Unauthenticated("application_unknown"), err, c[1])
		}
	})
}

func TestALoginClosedAfterApprovalShowsNoApplication(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		r, a := o.applicant(models.SupplierRejected)
		require.NoError(t, o.s.StepAccount(ctx, store.Key{County: county, ID: a.ID}, a.Status, models.AccountDisabled))
		got, err := o.asks(r.USCC, "spring", password)
		require.NoError(t, err)
		assert.Equal(t, models.SupplierRejected, got.Status, "why it was rejected may be read")
		require.NoError(t, o.s.InTx(ctx, func(s *store.Store) error {
			return s.StepSupplier(ctx, store.Key{County: county, ID: r.ID}, models.SupplierRejected, store.Change{"status": models.SupplierActive})
		}))
		_, err = o.asks(r.USCC, "spring", password)
		assert.Equal(t, "application_unknown", models.CodeOf(err))
	})
}

func TestAskingForApplicationsIsSlowedDownLikeLogins(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		r, _ := o.applicant(models.SupplierApplied)
		for range 5 {
			_, err := o.asks(r.USCC, "spring", "a wrong password")
			require.Equal(t, "application_unknown", models.CodeOf(err))
		}
		_, err := o.asks(r.USCC, "spring", password)
		assert.Equal(t, "account_locked", models.CodeOf(err))
		for i := range 40 {
			if _, err = o.asks(r.USCC, "nobody"+string(rune('a'+i%26)), "a wrong password"); models.CodeOf(err) == "login_too_often" {
				break
			}
		}
		var e *models.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "login_too_often", e.Code)
		assert.Positive(t, e.Args["retry_after"])
	})
}
