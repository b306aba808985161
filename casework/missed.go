package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// reopenMissed takes a resolved recurring need up again when its supplier has missed two occurrences in a row (domain report §6); the promise still runs, so
// the need is in service again.
func (d *Desk) reopenMissed(ctx context.Context, s *store.Store, by models.Actor, c *caseFile) error {
	if c.need.Status != models.NeedResolved || c.need.Frequency == nil || c.fulfilment.Status != models.FulfilmentNoShowSup {
		return nil
	}
	rows, _, err := s.Fulfilments(ctx, store.FulfilmentFilter{Scope: store.Scope{County: c.need.CountyCode}, Match: c.match.ID}, store.Page{Limit: 400})
	if err != nil {
		return err
	}
	if !models.MissedTwice(rows) {
		return nil
	}
	set := store.Change{"resolution_code": "", "satisfaction": nil, "resolved_at": nil, "resolved_by": nil, "closed_at": nil,
		"reopened_count": c.need.ReopenedCount + 1, "status_reason": "missed_twice"}
	if err := flow.TakeNeed(ctx, s, by, c.need, "reopen", set); err != nil {
		return err
	}
	return flow.Derive(ctx, s, by, c.need)
}
