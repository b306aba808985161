package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// PostOffer records a new offer as a draft. A supplier posts its own; staff name the supplier. Errors: Invalid, Forbidden, NotFound,
// Conflict.
func (d *Desk) PostOffer(ctx context.Context, by models.Actor, in models.OfferDraft) (*models.Offer, error) {
	return d.postOffer(ctx, by, in, func(*store.Store, *models.Offer) error { return nil })
}

// PublishOffer records a new offer and publishes it, or does neither. Errors: Invalid, Forbidden, NotFound, Conflict supplier_not_active,
// offer_ended.
func (d *Desk) PublishOffer(ctx context.Context, by models.Actor, in models.OfferDraft) (*models.Offer, error) {
	return d.postOffer(ctx, by, in, func(s *store.Store, r *models.Offer) error {
		if err := d.mayPublish(ctx, s, r); err != nil {
			return err
		}
		return moveOffer(ctx, s, by, r, "publish", store.Change{"published_at": s.Now()})
	})
}

func (d *Desk) postOffer(ctx context.Context, by models.Actor, in models.OfferDraft, then func(*store.Store, *models.Offer) error) (*models.Offer, error) {
	scope, err := models.Authorise(by, models.OfferEdit)
	if err != nil {
		return nil, err
	}
	if scope == models.ScopeOwn {
		in.SupplierID = by.SupplierID
	}
	if faults := models.CheckOffer(in, by.CountyCode, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	r := in.Row(d.origin(by))
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		owner, err := s.Supplier(ctx, key(by, in.SupplierID))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.OfferEdit, supplierSubject(*owner)); err != nil {
			return err
		}
		if _, err := categories(ctx, s, by.CountyCode, in.Category); err != nil {
			return err
		}
		if err := s.InsertOffer(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, offerSubject(*r), "post", "", string(r.Status), nil)
		return then(s, r)
	})
	return r, err
}

func offerSubject(r models.Offer) flow.Subject {
	return flow.Subject{Noun: "offer", ID: r.ID, County: r.CountyCode, Region: r.CountyCode + "000000", Supplier: r.SupplierID}
}
