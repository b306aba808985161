package casework

import (
	"context"
	"slices"

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
	if err := d.checkOffer(in, by.CountyCode); err != nil {
		return nil, err
	}
	r := d.offerFrom(by, in)
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		owner, err := s.Supplier(ctx, key(by, in.SupplierID))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.OfferEdit, supplierSubject(*owner)); err != nil {
			return err
		}
		if _, err := localCategory(ctx, s, by.CountyCode, in.Category); err != nil {
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

// checkOffer adds to the field checks those that span several fields.
func (d *Desk) checkOffer(in models.OfferDraft, county string) error {
	var faults []models.FieldError
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, models.FieldError{Field: field, Code: code})
		}
	}
	if err := models.Check(in, d.today()); err != nil {
		faults = append(faults, fieldsOf(err)...)
	}
	add(in.SupplierID == "", "supplier_id", "required")
	add(in.ValidFrom != "" && in.ValidTo != "" && in.ValidTo < in.ValidFrom, "valid_to", "before_start")
	add(in.MinAge != nil && in.MaxAge != nil && *in.MaxAge < *in.MinAge, "max_age", "below_minimum")
	add(in.CapacityKind == models.CapacityRate && in.Period == "", "period", "required")
	add(in.CapacityKind == models.CapacityRate && in.Quantity == nil, "quantity", "required")
	add(in.CapacityKind != models.CapacityRate && in.Period != "", "period", "only_for_rate")
	add((in.Lat == nil) != (in.Lng == nil), "lng", "coordinates_pair")
	if c, ok := models.CategoryByCode(in.Category); ok {
		add(c.GovernmentOnly(), "category", "category_government_only")
	}
	add(slices.ContainsFunc(in.Regions, func(r string) bool { return models.CountyOf(r) != county }), "regions", "region_outside_county")
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

func fieldsOf(err error) []models.FieldError {
	if e, ok := err.(*models.Error); ok { //nolint:errorlint // Check returns the plain type
		return e.Fields
	}
	return nil
}

func (d *Desk) offerFrom(by models.Actor, in models.OfferDraft) *models.Offer {
	now := d.Store.Now()
	regions := make([]string, len(in.Regions))
	for i, r := range in.Regions {
		regions[i], _ = models.ParseRegionCode(r)
	}
	r := &models.Offer{
		CountyCode: by.CountyCode, ID: d.newID(in.ID), SupplierID: in.SupplierID, Category: in.Category, Title: models.CleanText(in.Title),
		Description: models.CleanText(in.Description), Mode: in.Mode, Unit: models.CleanText(in.Unit), CapacityKind: models.CapacityCount,
		Quantity: in.Quantity, PerHouseholdLimit: in.PerHouseholdLimit, Regions: regions, RadiusKM: in.RadiusKM, Lat: in.Lat, Lng: in.Lng,
		ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, GoodsExpiry: in.GoodsExpiry, TargetTags: orEmpty(in.TargetTags),
		ExcludeTags: orEmpty(in.ExcludeTags), MinAge: in.MinAge, MaxAge: in.MaxAge, FeeMode: "free", DeliveryMode: in.DeliveryMode,
		LeadTimeHours: in.LeadTimeHours, Status: models.OfferDrafted, CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if in.CapacityKind == models.CapacityRate {
		r.CapacityKind, r.Period = models.CapacityRate, &in.Period
	}
	if in.FeeMode != "" {
		r.FeeMode = in.FeeMode
	}
	return r
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func offerSubject(r models.Offer) flow.Subject {
	return flow.Subject{Noun: "offer", ID: r.ID, County: r.CountyCode, Region: r.CountyCode + "000000", Supplier: r.SupplierID}
}
