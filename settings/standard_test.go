package settings_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/settings"
)

func dibao(value int64, from models.Date) models.StandardDraft {
	return models.StandardDraft{Code: models.StandardDibao, Value: &value, EffectiveFrom: from, Source: "民发〔2026〕1号"}
}

// adopt proposes a number and lets another member of staff adopt it.
func adopt(t *testing.T, y *testdb.Tale, d *settings.Desk, in models.StandardDraft) *models.Standard {
	t.Helper()
	r, err := d.ProposeStandard(ctx, y.Staff, in)
	require.NoError(t, err)
	r, err = d.AdoptStandard(ctx, y.SecondStaff, r.ID)
	require.NoError(t, err)
	return r
}

func valueOf(t *testing.T, y *testdb.Tale, d *settings.Desk, day models.Date, known time.Time) *int64 {
	t.Helper()
	found, err := d.StandardsOn(ctx, y.Auditor, day, "", known)
	require.NoError(t, err)
	require.Equal(t, models.StandardDibao, found.All[0].Code)
	return found.All[0].Value
}

func TestANumberHoldsFromItsDayWhenASecondPersonAdoptedIt(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		assert.Nil(t, valueOf(t, y, d, "", time.Time{}), "a local number is never guessed")
		made, err := d.ProposeStandard(ctx, y.Staff, dibao(114_900, "2026-01-01"))
		require.NoError(t, err)
		assert.Nil(t, valueOf(t, y, d, "", time.Time{}), "a proposal changes nothing")
		_, err = d.AdoptStandard(ctx, y.Staff, made.ID)
		assert.Equal(t, "setting_own", models.CodeOf(err))
		before := y.Store.Now()
		y.Clock.Advance(time.Hour)
		got, err := d.AdoptStandard(ctx, y.SecondStaff, made.ID)
		require.NoError(t, err)
		assert.Equal(t, []any{models.DecisionAdopted, y.Staff.AccountID, y.SecondStaff.AccountID, models.UnitFen, testdb.County},
			[]any{got.Status, got.CreatedBy, got.AdoptedBy, got.Unit, got.RegionCode})
		assert.Equal(t, int64(114_900), *valueOf(t, y, d, "2026-01-01", time.Time{}))
		assert.Nil(t, valueOf(t, y, d, "2025-12-31", time.Time{}))
		assert.Nil(t, valueOf(t, y, d, "2026-01-01", before), "what was not known then does not count then")
		_, err = d.AdoptStandard(ctx, y.SecondStaff, made.ID)
		assert.Equal(t, "step_not_allowed", models.CodeOf(err), "once is enough")
		assert.Equal(t, []string{"propose", "adopt"}, y.Steps("standard", made.ID))
		y.Whole()
	})
}

func TestACorrectionLeavesWhatWasAdopted(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		adopt(t, y, d, dibao(111_900, "2026-01-01"))
		wrong := y.Store.Now()
		y.Clock.Advance(24 * time.Hour)
		adopt(t, y, d, dibao(114_900, "2026-01-01"))
		assert.Equal(t, int64(114_900), *valueOf(t, y, d, "2026-02-01", time.Time{}))
		assert.Equal(t, int64(111_900), *valueOf(t, y, d, "2026-02-01", wrong), "a decision of then can be computed again")
		all, next, err := d.Standards(ctx, y.Clerk, settings.StandardFilter{Code: models.StandardDibao}, settings.Page{Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, next)
		require.Len(t, all, 2)
		assert.Equal(t, int64(114_900), all[0].Value, "newest first")
		y.Whole()
	})
}

func TestWhatNobodyShouldAdoptIsWithdrawnWithAReason(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		made, err := d.ProposeStandard(ctx, y.Staff, dibao(11_490, "2026-01-01"))
		require.NoError(t, err)
		_, err = d.WithdrawStandard(ctx, y.Staff, made.ID, " ")
		assert.Equal(t, models.KindInvalid, models.KindOf(err))
		got, err := d.WithdrawStandard(ctx, y.Staff, made.ID, "少写一个零")
		require.NoError(t, err)
		assert.Equal(t, []any{models.DecisionWithdrawn, "少写一个零"}, []any{got.Status, got.StatusReason})
		_, err = d.AdoptStandard(ctx, y.SecondStaff, made.ID)
		assert.Equal(t, models.KindConflict, models.KindOf(err))
		assert.Nil(t, valueOf(t, y, d, "", time.Time{}))
	})
}

func TestAReasonThatIsTooLongIsToldHowLongItMayBe(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		long := strings.Repeat("字", 301)
		_, standard := d.WithdrawStandard(ctx, y.Staff, models.NewID(y.Store.Now()), long)
		_, limit := d.WithdrawLimit(ctx, y.Staff, models.NewID(y.Store.Now()), long)
		for _, err := range []error{standard, limit} {
			var fault *models.Error
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, []models.FieldError{{Field: "reason", Code: "text_too_long", Args: models.Args{"param": 300}}}, fault.Fields)
		}
	})
}

func TestOnlyStaffOfTheCountySetItsNumbers(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		made, err := d.ProposeStandard(ctx, y.Staff, dibao(114_900, "2026-01-01"))
		require.NoError(t, err)
		for _, by := range []models.Actor{y.Clerk, y.Operator, y.Aide, y.Auditor, y.Province, y.Sysadmin, y.Resident} {
			_, err := d.ProposeStandard(ctx, by, dibao(1, "2026-01-01"))
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = d.AdoptStandard(ctx, by, made.ID)
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = d.SetCategory(ctx, by, "B01", models.CategoryChange{})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = d.ChangeCalendar(ctx, by, models.CalendarChange{})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = d.MergeRegion(ctx, by, testdb.Village, models.RegionMerge{})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
			_, err = d.ProposeLimit(ctx, by, models.SLADraft{})
			assert.Equal(t, models.KindForbidden, models.KindOf(err), by.Role)
		}
		_, err = d.AdoptStandard(ctx, y.FarStaff, made.ID)
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "another county's are not there")
		_, err = d.AdoptStandard(ctx, models.System(testdb.CountyCode), made.ID)
		assert.Equal(t, models.KindForbidden, models.KindOf(err), "only a person adopts")
		_, err = d.Waiting(ctx, y.Aide)
		assert.Equal(t, models.KindForbidden, models.KindOf(err))
		waiting, err := d.Waiting(ctx, y.Staff)
		require.NoError(t, err)
		assert.Equal(t, settings.Waiting{Standards: 1}, waiting)
	})
}

func TestManyAdoptionsOfOneNumberMakeOne(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		made, err := d.ProposeStandard(ctx, y.Staff, dibao(114_900, "2026-01-01"))
		require.NoError(t, err)
		var wait sync.WaitGroup
		codes := make([]string, 8)
		for i := range codes {
			wait.Go(func() {
				_, err := d.AdoptStandard(ctx, y.SecondStaff, made.ID)
				codes[i] = models.CodeOf(err)
			})
		}
		wait.Wait()
		fine := 0
		for _, code := range codes {
			if code == "" {
				fine++
				continue
			}
			assert.Contains(t, []string{"changed_meanwhile", "step_not_allowed"}, code)
		}
		assert.Equal(t, 1, fine)
		assert.Equal(t, []string{"propose", "adopt"}, y.Steps("standard", made.ID))
		y.Whole()
	})
}

func TestAPreviewTellsTheLinesAndHowManyHouseholdsWouldStandElsewhere(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		for _, c := range []struct {
			income int64
			region string
		}{{100_000, testdb.Village}, {110_000, testdb.Village}, {112_000, testdb.OtherVillage}, {170_000, testdb.Village}, {300_000, testdb.Village}} {
			y.HouseholdUnasked(func(h *models.HouseholdDraft) { h.MonthlyIncomeFen, h.RegionCode = &c.income, c.region })
		}
		y.HouseholdUnasked(func(h *models.HouseholdDraft) { h.MonthlyIncomeFen = nil })
		adopt(t, y, d, dibao(108_400, "2025-07-01"))
		made, err := d.ProposeStandard(ctx, y.Staff, dibao(114_900, y.Today().AddDays(30)))
		require.NoError(t, err)
		p, err := d.PreviewStandard(ctx, y.SecondStaff, made.ID)
		require.NoError(t, err)
		assert.Equal(t, y.Today().AddDays(30), p.Day)
		assert.Equal(t, []int64{108_400, 162_600, 114_900, 172_350}, []int64{*p.Before.Dibao, *p.Before.Dibian, *p.After.Dibao, *p.After.Dibian})
		assert.Equal(t, 5, p.Known)
		assert.Equal(t, []settings.BandMove{{From: models.BandAbove, To: models.BandDibian, N: 1}, {From: models.BandDibian, To: models.BandDibao, N: 2}}, p.Moves)
		assert.Equal(t, int64(108_400), *valueOf(t, y, d, y.Today().AddDays(30), time.Time{}), "looking changes nothing")
		local := dibao(114_900, "2025-07-01")
		local.RegionCode = testdb.OtherTown
		made, err = d.ProposeStandard(ctx, y.Staff, local)
		require.NoError(t, err)
		p, err = d.PreviewStandard(ctx, y.SecondStaff, made.ID)
		require.NoError(t, err)
		assert.Equal(t, 1, p.Known, "a number of one town moves that town's households only")
		assert.Equal(t, []settings.BandMove{{From: models.BandDibian, To: models.BandDibao, N: 1}}, p.Moves)
	})
}
