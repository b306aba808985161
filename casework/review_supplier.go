package casework

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ReviewSupplier takes one step of a supplier's review: approve, reject, suspend, reinstate or exit, with a reason, which all but
// approve and reinstate require. A supplier whose USCC fails its check digit is approved by two different people: the first
// approve moves it to checking. Approval opens the supplier's logins. Errors: NotFound, Conflict, Invalid, Forbidden.
func (d *Desk) ReviewSupplier(ctx context.Context, by models.Actor, id, step, reason string) (*models.Supplier, error) {
	if !slices.Contains([]string{"approve", "reject", "suspend", "reinstate", "exit"}, step) {
		return nil, models.Conflict("step_not_allowed").With("noun", "supplier").With("step", step)
	}
	if err := reasonFor(step, reason, "reject", "suspend", "exit"); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.Supplier(ctx, key(by, id))
		if models.KindOf(err) == models.KindNotFound {
			if _, err := models.Authorise(by, models.SupplierReview); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.SupplierReview, supplierSubject(*r)); err != nil {
			return err
		}
		return d.reviewStep(ctx, s, by, r, step, models.CleanText(reason))
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Supplier(ctx, key(by, id))
}

func reasonFor(step, reason string, steps ...string) error {
	if models.CleanText(reason) == "" && !slices.Contains(steps, step) {
		return nil
	}
	_, err := flow.Reason(reason, 300)
	return err
}

func (d *Desk) reviewStep(ctx context.Context, s *store.Store, by models.Actor, r *models.Supplier, step, reason string) error {
	set := store.Change{"status_reason": reason}
	if step == "approve" {
		switch {
		case r.USCCCheck == models.USCCLegacyOverride && r.Status == models.SupplierApplied:
			step, set["checked_by"] = "check", by.AccountID
		case r.CheckedBy != nil && *r.CheckedBy == by.AccountID && r.Status == models.SupplierChecking:
			return models.Forbidden("second_person_required")
		default:
			set["approved_by"], set["approved_at"] = by.AccountID, s.Now()
		}
	}
	if err := moveSupplier(ctx, s, by, r, step, set); err != nil {
		return err
	}
	if r.Status != models.SupplierApproved {
		return nil
	}
	if err := moveSupplier(ctx, s, by, r, "activate", store.Change{}); err != nil {
		return err
	}
	_, err := s.StepSupplierAccounts(ctx, store.Key{County: r.CountyCode, ID: r.ID}, models.AccountPending, models.AccountActive)
	return err
}

// moveSupplier takes a declared step of a supplier, with its event.
func moveSupplier(ctx context.Context, s *store.Store, by models.Actor, r *models.Supplier, step string, set store.Change) error {
	to, err := models.SupplierSteps.Next(step, r.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	if err := s.StepSupplier(ctx, store.Key{County: r.CountyCode, ID: r.ID}, r.Status, set); err != nil {
		return err
	}
	flow.Log(s, by, supplierSubject(*r), step, string(r.Status), string(to), nil)
	r.Status = to
	return nil
}
