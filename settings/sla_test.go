package settings_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/settings"
)

func limit(step models.SLAStep, subject string, amount int, unit models.LimitUnit, from models.Date) models.SLADraft {
	return models.SLADraft{Step: step, Subject: subject, Amount: &amount, Unit: unit, EffectiveFrom: from, Source: "县民政局办件时限规定"}
}

func adoptLimit(t *testing.T, y *testdb.Tale, d *settings.Desk, in models.SLADraft) {
	t.Helper()
	r, err := d.ProposeLimit(ctx, y.Staff, in)
	require.NoError(t, err)
	_, err = d.AdoptLimit(ctx, y.Staff, r.ID)
	require.Equal(t, "setting_own", models.CodeOf(err))
	_, err = d.AdoptLimit(ctx, y.SecondStaff, r.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"propose", "adopt"}, y.Steps("sla", r.ID))
}

func TestAnInvitationExpiresByTheLimitInForce(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		offer := y.Supplier().Offer(func(o *models.OfferDraft) { o.Quantity = testdb.Units(100) })
		calendar, err := y.Store.Calendar(ctx, testdb.CountyCode, y.Today(), y.Today().AddDays(60))
		require.NoError(t, err)
		before := y.Invite(y.Need(y.Household()), offer, nil)
		assert.True(t, calendar.AddWorkdays(y.Today(), 2).End().Equal(*before.RespondBy), "declared: two working days")
		adoptLimit(t, y, d, limit(models.SLASupplierReply, "", 5, models.LimitWorkday, y.Today()))
		adoptLimit(t, y, d, limit(models.SLASupplierReply, "high", 6, models.LimitHour, y.Today()))
		adoptLimit(t, y, d, limit(models.SLASupplierReply, "low", 9, models.LimitDay, y.Today().AddDays(1)))
		normal := y.Invite(y.Need(y.Household()), offer, nil)
		assert.True(t, calendar.AddWorkdays(y.Today(), 5).End().Equal(*normal.RespondBy))
		high := y.Invite(y.Need(y.Household(), func(n *models.NeedDraft) { n.Urgency = models.UrgencyHigh }), offer, nil)
		assert.True(t, y.Store.Now().Add(6*time.Hour).Equal(*high.RespondBy))
		low := y.Invite(y.Need(y.Household(), func(n *models.NeedDraft) { n.Urgency = models.UrgencyLow }), offer, nil)
		assert.True(t, calendar.AddWorkdays(y.Today(), 5).End().Equal(*low.RespondBy), "a limit of tomorrow does not hold today")
		assert.True(t, before.RespondBy.Equal(*y.MatchNow(before.ID).RespondBy), "dates that were given stay")
	})
}

func TestANeedIsDueByItsCategorysLimitAndTheCountysCalendar(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		calendar, err := y.Store.Calendar(ctx, testdb.CountyCode, y.Today(), y.Today().AddDays(90))
		require.NoError(t, err)
		n := y.Need(y.Household())
		category, _ := models.CategoryByCode(n.Category)
		assert.Equal(t, calendar.AddWorkdays(y.Today(), category.SLAWorkdays), n.DueOn)
		adoptLimit(t, y, d, limit(models.SLAResolution, n.Category, 1, models.LimitWorkday, y.Today()))
		next := calendar.AddWorkdays(y.Today(), 1)
		assert.Equal(t, next, y.Need(y.Household()).DueOn)
		_, err = d.ChangeCalendar(ctx, y.Staff, models.CalendarChange{Days: []models.DayDraft{{Day: next, Kind: models.DayHoliday, Name: "台风停工"}}, Reason: "县防指通知"})
		require.NoError(t, err)
		assert.Equal(t, calendar.AddWorkdays(y.Today(), 2), y.Need(y.Household()).DueOn)
		far, err := y.Store.Calendar(ctx, testdb.OtherCounty, next, next)
		require.NoError(t, err)
		assert.True(t, far.Working(next), "another county works that day")
	})
}

func TestAPreviewLooksBackAtTheWorkDone(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		g := y.Supplier()
		offer := g.Offer(func(o *models.OfferDraft) { o.Quantity = testdb.Units(100) })
		for _, hours := range []int{1, 30} {
			m := y.Invite(y.Need(y.Household()), offer, nil)
			y.Clock.Advance(time.Duration(hours) * time.Hour)
			_, err := y.Desk.DeclineMatch(ctx, g.Admin, m.ID, models.Answer{DeclineCode: "D1"})
			require.NoError(t, err)
		}
		made, err := d.ProposeLimit(ctx, y.Staff, limit(models.SLASupplierReply, "normal", 2, models.LimitHour, y.Today()))
		require.NoError(t, err)
		p, err := d.PreviewLimit(ctx, y.SecondStaff, made.ID)
		require.NoError(t, err)
		assert.Equal(t, settings.LimitPreview{Since: y.Today().AddDays(-180), Told: true, Done: 2, Before: 2, After: 1}, *p)
		made, err = d.ProposeLimit(ctx, y.Staff, limit(models.SLAConfirmation, "", 3, models.LimitWorkday, y.Today()))
		require.NoError(t, err)
		p, err = d.PreviewLimit(ctx, y.SecondStaff, made.ID)
		require.NoError(t, err)
		assert.False(t, p.Told)
		for _, step := range []models.SLAStep{models.SLANeedResponse, models.SLASupplierReview} {
			made, err = d.ProposeLimit(ctx, y.Staff, limit(step, "", 3, models.LimitWorkday, y.Today()))
			require.NoError(t, err)
			p, err = d.PreviewLimit(ctx, y.SecondStaff, made.ID)
			require.NoError(t, err)
			assert.Positive(t, p.Done, step)
			assert.Equal(t, p.Done, p.After, step)
		}
		got, err := d.WithdrawLimit(ctx, y.SecondStaff, made.ID, "无需规定")
		require.NoError(t, err)
		assert.Equal(t, models.DecisionWithdrawn, got.Status)
		list, _, err := d.Limits(ctx, y.Auditor, settings.SLAFilter{Status: models.DecisionProposed}, settings.Page{Limit: 10})
		require.NoError(t, err)
		assert.Len(t, list, 3)
		states, err := d.LimitsOn(ctx, y.Auditor, "")
		require.NoError(t, err)
		assert.Len(t, states, 15+73+2+8+10+8+1)
	})
}
