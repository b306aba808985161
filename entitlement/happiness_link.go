package entitlement

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// OwnList is a list as its household sees it by its private link.
type OwnList struct {
	models.HappinessList
	CanAcknowledge, CanDispute bool
}

func (d *Desk) byCode(ctx context.Context, s *store.Store, said string) (*models.HappinessList, error) {
	code, ok := models.ParsePassCode(said)
	if !ok {
		return nil, models.NotFound("happiness_list")
	}
	return s.ListByCode(ctx, code)
}

// ListByLink shows a list to whoever holds its private link, and notes the first time. A wrong link and one whose time is over are NotFound,
// alike. Nothing but the one list can be found with it.
func (d *Desk) ListByLink(ctx context.Context, code string) (*OwnList, error) {
	l, err := d.byCode(ctx, d.Store, code)
	if err != nil {
		return nil, err
	}
	if l.OpenedAt == nil {
		err = d.Store.InTx(ctx, func(s *store.Store) error {
			first, err := s.NoteListOpened(ctx, store.Key{County: l.CountyCode, ID: l.ID})
			if err == nil && first {
				flow.Log(s, resident(l.CountyCode), listSubject(*l), "open", string(l.Status), string(l.Status), nil)
			}
			return err
		})
	}
	return &OwnList{HappinessList: *l, CanAcknowledge: models.HappinessListSteps.Allows("acknowledge", l.Status),
		CanDispute: models.HappinessListSteps.Allows("dispute", l.Status)}, err
}

// onLinked runs fn on the list of a private link, held, in a transaction.
func (d *Desk) onLinked(ctx context.Context, code string, fn func(*leaf) error) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		l, err := d.byCode(ctx, s, code)
		if err != nil {
			return err
		}
		if l, err = s.HoldHappinessList(ctx, store.Key{County: l.CountyCode, ID: l.ID}); err != nil {
			return err
		}
		return fn(&leaf{s, resident(l.CountyCode), l})
	})
}

// AcknowledgeByLink records that the household says by its link that it has the list and understands it. Errors: NotFound, Conflict.
func (d *Desk) AcknowledgeByLink(ctx context.Context, code string) error {
	return d.onLinked(ctx, code, func(x *leaf) error { return x.acknowledge(ctx, models.AckOnline) })
}

// DisputeByLink takes down what the household says by its link is wrong. Errors: Invalid, NotFound, Conflict.
func (d *Desk) DisputeByLink(ctx context.Context, code string, in models.ListStep) error {
	if err := d.checkDispute(in); err != nil {
		return err
	}
	return d.onLinked(ctx, code, func(x *leaf) error { return d.dispute(ctx, x, in) })
}
