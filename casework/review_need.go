package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// SendNeed submits a draft, or a returned need again. Errors: NotFound, Conflict.
func (d *Desk) SendNeed(ctx context.Context, by models.Actor, id string) (*models.Need, error) {
	return d.onNeed(ctx, by, models.NeedEdit, id, func(s *store.Store, n *models.Need) error {
		earlier, err := likelyDuplicate(ctx, s, n)
		if err != nil {
			return err
		}
		return flow.TakeNeed(ctx, s, by, n, "submit", store.Change{"submitted_at": s.Now(), "submitted_by": by.AccountID, "status_reason": "",
			"likely_duplicate_of": earlier})
	})
}

// steadyWorkdays is what a recurring need may take beyond its category's limit: it counts as resolved only when the service has
// been steady for up to thirty days (domain report §6).
const steadyWorkdays = 20

// AcceptNeed takes a submitted need in: government's own categories are referred, all others open to offers. The day by which it is
// to be resolved follows from the county's limit for its category. Errors: NotFound, Conflict.
func (d *Desk) AcceptNeed(ctx context.Context, by models.Actor, id string) (*models.Need, error) {
	return d.onNeed(ctx, by, models.NeedReview, id, func(s *store.Store, n *models.Need) error {
		category, ok := models.CategoryByCode(n.Category)
		if !ok {
			return models.Conflict("category_unknown")
		}
		more := 0
		if n.Frequency != nil {
			more = steadyWorkdays
		}
		due, err := flow.DueOn(ctx, s, n, more)
		if err != nil {
			return err
		}
		respond, err := flow.ResponseBy(ctx, s, n)
		if err != nil {
			return err
		}
		set := store.Change{"accepted_by": nullable(by.AccountID), "accepted_at": s.Now(), "due_on": due, "response_due_at": respond, "status_reason": ""}
		if err := flow.TakeNeed(ctx, s, by, n, "accept", set); err != nil {
			return err
		}
		if category.GovernmentOnly() {
			return flow.TakeNeed(ctx, s, by, n, "refer", store.Change{})
		}
		return flow.TakeNeed(ctx, s, by, n, "open", store.Change{})
	})
}

func nullable(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// ReturnNeed sends a submitted need back to its aide with a reason. Errors: Invalid, NotFound, Conflict.
func (d *Desk) ReturnNeed(ctx context.Context, by models.Actor, id, reason string) (*models.Need, error) {
	if err := reasonFor("return", reason, "return"); err != nil {
		return nil, err
	}
	return d.onNeed(ctx, by, models.NeedReview, id, func(s *store.Store, n *models.Need) error {
		return flow.TakeNeed(ctx, s, by, n, "return", store.Change{"status_reason": models.CleanText(reason)})
	})
}
