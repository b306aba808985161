// Package retention deletes what is no longer to be kept, and proves it: once a day in each county, in small steps, as models.Keepings declares it
// and the standards of the county say how long. What hangs on something goes before it; about whom something is unsettled, nothing goes.
package retention

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Desk is where the verbs are done. It is safe for concurrent use.
type Desk struct {
	Store  *store.Store
	AtOnce int // how many rows of a noun go in one transaction; 0 means 500
	Steps  int // how many such transactions are made in one call; 0 means 100, so that other standing work has its turn
}

func (d *Desk) today() models.Date { return models.DateOf(d.Store.Now()) }

func (d *Desk) atOnce() int {
	if d.AtOnce > 0 {
		return d.AtOnce
	}
	return 500
}

func (d *Desk) steps() int {
	if d.Steps > 0 {
		return d.Steps
	}
	return 100
}

// kept is one noun with the day before which its rows must have ended.
type kept struct {
	models.Keeping
	end store.Ending
}

// kept works out what is over its time on a day in a county, in the order in which it goes.
func (d *Desk) kept(ctx context.Context, county string, day models.Date) ([]kept, error) {
	all, err := d.Store.Standards(ctx, county)
	if err != nil {
		return nil, err
	}
	window, err := d.Store.LongestAlertWindow(ctx, county)
	if err != nil {
		return nil, err
	}
	return terms(all, county, day, window), nil
}
