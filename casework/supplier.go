package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Supplier shows one supplier. Suppliers see only themselves. Errors: NotFound.
func (d *Desk) Supplier(ctx context.Context, by models.Actor, id string) (*models.Supplier, error) {
	if _, err := models.Authorise(by, models.SupplierView); err != nil {
		return nil, err
	}
	r, err := d.Store.Supplier(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	return r, flow.Within(by, models.SupplierView, supplierSubject(*r))
}

// Suppliers lists suppliers.
func (d *Desk) Suppliers(ctx context.Context, by models.Actor, f store.SupplierFilter, p store.Page) ([]models.Supplier, string, error) {
	sc, err := flow.ListScope(by, models.SupplierView)
	if err != nil {
		return nil, "", err
	}
	f.County, f.OnlyID = sc.County, sc.Supplier
	return d.Store.Suppliers(ctx, f, p)
}

// EditSupplier changes a supplier; charity status and clearance only by staff. Errors: Invalid, NotFound, Stale, Forbidden.
func (d *Desk) EditSupplier(ctx context.Context, by models.Actor, id string, version int, in models.SupplierPatch) (*models.Supplier, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	// Licences open the matcher's gates (慈善法 64), so after the application staff enter them, having seen the papers.
	if by.Role.IsSupplier() && (in.IsCharity != nil || in.SensitivityClearance != nil || in.Licences != nil) {
		return nil, models.Forbidden("staff_only_field")
	}
	if _, err := models.Authorise(by, models.SupplierEdit); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.Supplier(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.SupplierEdit, supplierSubject(*r)); err != nil {
			return err
		}
		patchSupplier(r, in)
		if err := s.ReviseSupplier(ctx, r, version); err != nil {
			return err
		}
		flow.Log(s, by, supplierSubject(*r), "edit", string(r.Status), string(r.Status), nil)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Supplier(ctx, by, id)
}

func patchSupplier(r *models.Supplier, in models.SupplierPatch) {
	putText(&r.Name, in.Name)
	putText(&r.Description, in.Description)
	put(&r.IsCharity, in.IsCharity)
	put(&r.HideName, in.HideName)
	put(&r.SensitivityClearance, in.SensitivityClearance)
	put(&r.Licences, in.Licences)
	if in.Contact != nil {
		r.ContactName = models.CleanText(in.Contact.Name)
		r.ContactPhone, _ = models.ParsePhone(in.Contact.Phone)
	}
}

// put sets a field where the patch names it.
func put[T any](field *T, v *T) {
	if v != nil {
		*field = *v
	}
}

// putText sets a text, cleaned, where the patch names it.
func putText(field, v *string) {
	if v != nil {
		*field = models.CleanText(*v)
	}
}
