package casework

import (
	"context"

	"zhulian/models"
)

// OwnSupplier is a supplier as its own people see it.
type OwnSupplier struct {
	models.Supplier
	Place  string // the name of its region
	Team   []models.Account
	Papers []models.Attachment
}

// OwnSupplier shows the supplier of the actor with its team and its papers. Errors: Forbidden, NotFound.
func (d *Desk) OwnSupplier(ctx context.Context, by models.Actor) (*OwnSupplier, error) {
	r, err := d.Supplier(ctx, by, by.SupplierID)
	if err != nil {
		return nil, err
	}
	out := &OwnSupplier{Supplier: *r}
	if out.Team, err = d.Team(ctx, by, r.ID); err != nil {
		return nil, err
	}
	if out.Papers, err = d.SupplierFiles(ctx, by, r.ID); err != nil {
		return nil, err
	}
	names, err := d.Store.RegionNames(ctx, []string{r.RegionCode})
	out.Place = names[r.RegionCode]
	return out, err
}
