package reports

import (
	"context"
	"slices"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// From how many on something is worth a look (domain report §14).
const (
	batchOfMinute = 10 // confirmations by one account within a minute
	visitsOfHour  = 20 // visits by one aide within an hour
	homesAtPoint  = 3  // homes whose visits were recorded at one point
	deedsOfPhoto  = 2  // deliveries that one picture proves
	deedsAtEnd    = 5  // deliveries of a month, all recorded in its last days
)

// OutlierKinds lists what is looked for.
func OutlierKinds() []string {
	return []string{"batch_confirmation", "crowded_visits", "same_place", "same_picture", "month_end"}
}

// Finding is something that may be as it says and is worth a look.
type Finding struct {
	Kind  string // batch_confirmation, crowded_visits, same_place, same_picture, month_end
	Who   string // an account, a supplier, or a hash
	Label string
	When  string
	N     int64
	Noun  string   // of the records that it is about: fulfilment or visit
	IDs   []string // of these records, the oldest first, at most outlierRecords
}

// outlierRecords is how many records a finding leads to: enough to see whether it is as it looks.
const outlierRecords = 20

// Outliers lists what in a period looks unlike honest work, most striking first by kind. Nothing follows from it by itself: a person looks.
// Errors: Invalid, Forbidden.
func (d *Desk) Outliers(ctx context.Context, by models.Actor, period string) ([]Finding, error) {
	if _, err := models.Authorise(by, models.SampleView); err != nil {
		return nil, err
	}
	scope, err := viewer(by)
	if err != nil {
		return nil, err
	}
	from, to, err := ParsePeriod(period, models.DateOf(d.Store.Now()))
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, look := range []struct {
		kind  string
		noun  string
		dim   store.Dimension
		find  func(context.Context, store.Scope, time.Time, time.Time, int) ([]store.Outlier, error)
		least int
	}{
		{"batch_confirmation", "fulfilment", store.DimAide, d.Store.BatchConfirmations, batchOfMinute},
		{"crowded_visits", "visit", store.DimAide, d.Store.CrowdedVisits, visitsOfHour},
		{"same_place", "visit", store.DimAide, d.Store.SamePlaces, homesAtPoint}, {"same_picture", "fulfilment", "", d.Store.SamePictures, deedsOfPhoto},
		{"month_end", "fulfilment", store.DimSupplier, d.Store.MonthEnders, deedsAtEnd},
	} {
		rows, err := look.find(ctx, scope, from.Start(), to.End(), look.least)
		if err != nil {
			return nil, err
		}
		keys := make([]string, len(rows))
		for i, r := range rows {
			keys[i] = r.Who
		}
		names, err := d.namesOf(ctx, scope.County, look.dim, keys)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			ids := slices.Compact(slices.Sorted(slices.Values(strings.Fields(r.IDs))))
			out = append(out, Finding{look.kind, r.Who, names[r.Who], r.When, r.N, look.noun, ids[:min(len(ids), outlierRecords)]})
		}
	}
	return out, nil
}
