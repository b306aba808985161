package retention

import (
	"context"

	"zhulian/models"
)

// soonDays is how far the overview looks ahead.
const soonDays = 30

// Term is how one noun is kept: for so long, how many rows went and were held back at the last run, and how many go within the next thirty days.
type Term struct {
	models.Keeping
	Value int64 // in the unit of the period; days where it has none
	Gone  int64
	Held  int64
	Soon  int64
}

// Overview is what a county keeps how long, and how the last run ended.
type Overview struct {
	Terms []Term
	Last  *models.RetentionRun
	Runs  []models.RetentionRun
}

// runsShown is how many of the newest runs the overview has.
const runsShown = 14

// Overview shows what is kept how long, what would go next, and the last runs. Errors: Forbidden.
func (d *Desk) Overview(ctx context.Context, by models.Actor) (*Overview, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	out := &Overview{}
	var err error
	if out.Runs, err = d.Store.LastRetention(ctx, by.CountyCode, runsShown); err != nil {
		return nil, err
	}
	last := &models.RetentionRun{}
	if len(out.Runs) > 0 {
		last, out.Last = &out.Runs[0], &out.Runs[0]
	}
	all, err := d.Store.Standards(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	soon, err := d.kept(ctx, by.CountyCode, d.today().AddDays(soonDays))
	if err != nil {
		return nil, err
	}
	for _, k := range soon {
		t := Term{Keeping: k.Keeping, Value: int64(k.Days), Held: last.Held[k.Of()]}
		if k.Noun == "" {
			t.Gone = last.Gone[k.Table]
		}
		if k.Period != "" {
			t.Value, _ = all.Value(k.Period, by.CountyCode+"000000", d.today())
		}
		if t.Soon, err = d.Store.CountOver(ctx, k.end); err != nil {
			return nil, err
		}
		out.Terms = append(out.Terms, t)
	}
	return out, nil
}

// Line is what a dry run says of one noun: from what day on it is kept, what would go now, and what is held back.
type Line struct {
	Noun       string
	Kept       models.Date
	Over, Held int64
}

// DryRun counts in a county what would go now, and changes nothing. What goes with something else is not counted.
func (d *Desk) DryRun(ctx context.Context, county string) ([]Line, error) {
	all, err := d.kept(ctx, county, d.today())
	var out []Line
	for _, k := range all {
		l := Line{Noun: k.Of(), Kept: k.end.Before}
		if err == nil {
			l.Over, l.Held, err = d.countOf(ctx, k)
		}
		out = append(out, l)
	}
	return out, err
}
