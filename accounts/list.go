package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// The filter and the part of a list, so that those who ask need not know the store.
type (
	// Filter says which accounts a list holds.
	Filter = store.AccountFilter
	// Page says which part of a list is asked for.
	Page = store.Page
)

// Accounts lists the accounts of the actor's county, newest first.
func (d *Desk) Accounts(ctx context.Context, actor models.Actor, f Filter, p Page) ([]models.Account, string, error) {
	if _, err := models.Authorise(actor, models.AccountEdit); err != nil {
		return nil, "", err
	}
	return d.store.Accounts(ctx, actor.CountyCode, f, p)
}

// Account shows one account of the actor's county. Errors: NotFound.
func (d *Desk) Account(ctx context.Context, actor models.Actor, id string) (*models.Account, error) {
	if _, err := models.Authorise(actor, models.AccountEdit); err != nil {
		return nil, err
	}
	return d.store.Account(ctx, store.Key{County: actor.CountyCode, ID: id})
}
