// Package reports answers what county staff look at: what is resolved, what is not, and how long it takes. Every number comes from the
// counties' own rows and is given with its numerator, denominator, exclusions and data time.
package reports

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Desk is where reports are made. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
}

// viewer is the part of the county that somebody may see in a report; a province sees each county by counts alone.
func viewer(by models.Actor) (store.Scope, error) {
	scope, err := models.Authorise(by, models.ReportView)
	if err != nil {
		return store.Scope{}, err
	}
	out := store.Scope{County: by.CountyCode}
	switch scope {
	case models.ScopeRegion:
		out.Regions = by.Regions
	case models.ScopeCounts:
		out = store.Scope{Regions: by.Regions}
	default:
	}
	if len(out.Regions) == 0 && scope != models.ScopeCounty {
		return store.Scope{}, models.Forbidden("no_region")
	}
	return out, nil
}

// calendars reads the days that differ from the plain week, for every county that has needs among the rows.
func (d *Desk) calendars(ctx context.Context, rows []store.CohortNeed, from, to models.Date) (map[string]models.Calendar, error) {
	out := map[string]models.Calendar{}
	for _, n := range rows {
		if _, read := out[n.CountyCode]; read {
			continue
		}
		calendar, err := d.Store.Calendar(ctx, n.CountyCode, from, to)
		if err != nil {
			return nil, err
		}
		out[n.CountyCode] = calendar
	}
	return out, nil
}
