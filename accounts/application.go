package accounts

import (
	"context"
	"strings"

	"zhulian/models"
	"zhulian/throttle"
)

// Application shows where a supplier's application stands, to whoever shows its code and the first login's username and password: such
// an account cannot log in before approval. Whatever of the three is wrong, the answer is alike and costs alike. Wrong passwords count
// as for Login. Errors: Unauthenticated application_unknown; TooMany account_locked, login_too_often.
func (d *Desk) Application(ctx context.Context, uscc string, in Login) (*models.Supplier, error) {
	address := throttle.AddressKey(in.Address)
	if err := d.slowed(ctx, address); err != nil {
		return nil, err
	}
	in.Username = strings.ToLower(strings.TrimSpace(in.Username))
	r, err := d.application(ctx, models.NormaliseUSCC(uscc), in)
	return r, d.missed(ctx, address, err)
}

func (d *Desk) application(ctx context.Context, uscc string, in Login) (*models.Supplier, error) {
	a, err := d.own(ctx, in)
	if models.KindOf(err) == models.KindUnauthenticated || err == nil && a.SupplierID == nil {
		return nil, models.Unauthenticated("application_unknown")
	}
	if err != nil {
		return nil, err
	}
	at := keyOf(a)
	at.ID = *a.SupplierID
	r, err := d.store.Supplier(ctx, at)
	if err != nil {
		return nil, err
	}
	closed := a.Status == models.AccountDisabled && r.Status != models.SupplierRejected
	if r.USCC != uscc || closed {
		return nil, models.Unauthenticated("application_unknown")
	}
	return r, nil
}
