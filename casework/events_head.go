package casework

import (
	"context"

	"zhulian/models"
)

// EventsHead is the sequence number of the county's newest event, in scope or not: where somebody begins who wants only what comes.
func (d *Desk) EventsHead(ctx context.Context, by models.Actor) (int64, error) {
	if _, err := models.Authorise(by, models.EventView); err != nil {
		return 0, err
	}
	head, err := d.Store.Head(ctx, by.CountyCode)
	return head.Seq, err
}
