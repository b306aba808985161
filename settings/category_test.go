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

func use(active bool, sensitivity int, from models.Date) models.CategoryChange {
	return models.CategoryChange{Active: &active, Sensitivity: &sensitivity, LocalName: "爱心棉被", EffectiveFrom: from, Reason: "县里统一"}
}

func stateOf(t *testing.T, y *testdb.Tale, d *settings.Desk, code string) settings.CategoryState {
	t.Helper()
	all, err := d.Categories(ctx, y.Auditor, "")
	require.NoError(t, err)
	require.Len(t, all, len(models.Categories()))
	for _, c := range all {
		if c.Code == code {
			return c
		}
	}
	require.Fail(t, "no such category")
	return settings.CategoryState{}
}

func TestACategoryOutOfUseTakesNothingNew(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		g, h := y.Supplier(), y.Household()
		old := y.Need(h)
		_, err := d.SetCategory(ctx, y.Staff, old.Category, use(false, 1, y.Today().AddDays(1)))
		require.NoError(t, err)
		y.Need(y.Household()) // in use until tomorrow
		y.Clock.Advance(time.Minute)
		_, err = d.SetCategory(ctx, y.Staff, old.Category, use(false, 1, ""))
		require.NoError(t, err)
		_, err = y.Desk.SubmitNeed(ctx, y.Aide, models.NeedDraft{HouseholdID: h.ID, Category: old.Category, Title: "棉被", Unit: "床",
			Quantity: testdb.Units(1), Urgency: models.UrgencyNormal})
		assert.Equal(t, map[string]string{"category": "category_inactive"}, faults(err))
		_, err = y.Desk.PostOffer(ctx, g.Admin, models.OfferDraft{Category: old.Category, Title: "棉被", Mode: "goods", Unit: "床", Quantity: testdb.Units(5),
			CapacityKind: models.CapacityCount, Regions: []string{testdb.County}, ValidFrom: y.Today(), ValidTo: y.Today().AddDays(30), FeeMode: "free"})
		assert.Equal(t, map[string]string{"category": "category_inactive"}, faults(err))
		assert.Equal(t, old.Status, y.NeedNow(old.ID).Status, "what is there goes on")
		history, err := d.CategoryHistory(ctx, y.Auditor, old.Category)
		require.NoError(t, err)
		require.Len(t, history, 2)
		assert.Equal(t, y.Today(), history[0].EffectiveFrom, "newest first")
		assert.Equal(t, []string{"set", "set"}, y.Steps("category", old.Category))
		y.Whole()
	})
}

func TestARaisedSensitivityHidesTheWordsOfNewNeeds(t *testing.T) {
	each(t, func(t *testing.T, y *testdb.Tale, d *settings.Desk) {
		code := y.Need(y.Household()).Category
		_, err := d.SetCategory(ctx, y.Staff, code, use(true, 3, ""))
		require.NoError(t, err)
		n := y.Need(y.Household())
		category, _ := models.CategoryByCode(code)
		assert.Equal(t, 3, n.Sensitivity)
		assert.Equal(t, category.NameZH, n.TitlePublic)
		state := stateOf(t, y, d, code)
		assert.Equal(t, []any{true, "爱心棉被", 3}, []any{state.Active, state.LocalName, state.Sensitivity})
		_, err = d.SetCategory(ctx, y.Staff, "H02", use(true, 2, ""))
		assert.Equal(t, map[string]string{"sensitivity": "sensitivity_only_raised"}, faults(err))
		_, err = d.SetCategory(ctx, y.Staff, "Z99", use(true, 2, ""))
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = d.CategoryHistory(ctx, y.Staff, "Z99")
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}
