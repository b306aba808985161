package retention

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Change is what a period would delete of one noun: rows that are over their time by the period in force, and by the proposed one.
type Change struct {
	Noun          string
	Before, After int64
}

// Preview counts what would go at the first run on which a proposed period holds, today or later, beside what goes by the period in force. It changes
// nothing. Errors: Forbidden.
func (d *Desk) Preview(ctx context.Context, by models.Actor, proposed models.Standard) ([]Change, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	all, err := d.Store.Standards(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	now, day := d.Store.Now(), max(d.today(), proposed.EffectiveFrom)
	proposed.Status, proposed.AdoptedAt = models.DecisionAdopted, &now
	window, err := d.Store.LongestAlertWindow(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	before, after := terms(all, by.CountyCode, day, window), terms(append(all, proposed), by.CountyCode, day, window)
	var out []Change
	for i, k := range before {
		if k.Period != proposed.Code {
			continue
		}
		c := Change{Noun: k.Of()}
		if c.Before, err = d.Store.CountOver(ctx, k.end); err == nil {
			c.After, err = d.Store.CountOver(ctx, after[i].end)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// terms work out what is over its time on a day by some standards, in the order in which it goes.
func terms(all models.Standards, county string, day models.Date, window int) []kept {
	var out []kept
	for _, k := range models.KeepingsOwn() {
		before := k.Before(all, county, day)
		if k.Of() == "alert" { // while a rule still looks back on what it was raised from, it would be raised again
			before = min(before, day.AddDays(-window))
		}
		out = append(out, kept{k, store.Ending{County: county, Noun: k.Of(), Before: before}})
	}
	return out
}
