package notices

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Deliveries lists messages on their way out, for whoever operates the county: above all those that failed, and those of which nobody knows whether
// they arrived. They tell no address. Errors: Forbidden.
func (d *Desk) Deliveries(ctx context.Context, by models.Actor, f DeliveryFilter, p Page) ([]models.Delivery, string, error) {
	if _, err := models.Authorise(by, models.DeliveryView); err != nil {
		return nil, "", err
	}
	f.County = by.CountyCode
	return d.Store.Deliveries(ctx, f, p)
}

// Resend puts a message that failed, or of which nobody knows, on its way again: a person's decision, and an event. Errors: Forbidden, NotFound,
// Conflict step_not_allowed.
func (d *Desk) Resend(ctx context.Context, by models.Actor, id string) (*models.Delivery, error) {
	if _, err := models.Authorise(by, models.DeliveryResend); err != nil {
		return nil, err
	}
	at := store.Key{County: by.CountyCode, ID: id}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.Delivery(ctx, at)
		if err != nil {
			return err
		}
		from := r.Status
		if err := s.StepDelivery(ctx, r, "resend", store.Change{"attempts": 0, "due_at": s.Now()}); err != nil {
			return err
		}
		s.Record(models.Event{CountyCode: r.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "notice_delivery", ObjectID: r.ID, Step: "resend",
			FromStatus: string(from), ToStatus: string(r.Status), RegionCode: r.CountyCode + "000000"})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Delivery(ctx, at)
}
