package casework

import (
	"cmp"
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// RecentHelp is help of a category that a household had within a week: a department's benefit or a delivery that was confirmed.
type RecentHelp struct {
	On       models.Date
	Category string
	Name     string // of a benefit; of a delivery its category says what it was
	Provider string
}

// RecentHelp tells what help of a category a household had in the last seven days, the newest first, so that nobody gives twice without knowing
// it. It warns and forbids nothing. What was delivered under the need itself is no repetition. Whoever may not see households learns nothing.
// Errors: Forbidden, NotFound.
func (d *Desk) RecentHelp(ctx context.Context, by models.Actor, household, category, need string) ([]RecentHelp, error) {
	if models.ScopeOf(by, models.HouseholdView) == models.ScopeNone {
		return nil, nil
	}
	if _, err := d.household(ctx, d.Store, by, models.HouseholdView, household); err != nil {
		return nil, err
	}
	rows, err := d.Store.HelpOf(ctx, by.CountyCode, []string{household}, d.today().AddDays(-models.RepeatDays), d.today())
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r store.RecentHelp) bool { return r.Category != category || need != "" && r.NeedID == need })
	slices.SortStableFunc(rows, func(a, b store.RecentHelp) int { return cmp.Compare(b.On, a.On) })
	out := make([]RecentHelp, len(rows))
	for i, r := range rows {
		out[i] = RecentHelp{On: r.On, Category: r.Category, Name: r.Name, Provider: r.Provider}
	}
	return out, nil
}
