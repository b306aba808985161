package models

import "slices"

// CheckOffer finds every fault of an offer draft of a county: those of Check and those that span several fields.
func CheckOffer(in OfferDraft, county string, today Date) []FieldError {
	faults := FaultsOf(in, today)
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, FieldError{Field: field, Code: code})
		}
	}
	add(in.SupplierID == "", "supplier_id", "required")
	add(in.ValidFrom != "" && in.ValidTo != "" && in.ValidTo < in.ValidFrom, "valid_to", "before_start")
	add(in.MinAge != nil && in.MaxAge != nil && *in.MaxAge < *in.MinAge, "max_age", "below_minimum")
	add(in.CapacityKind == CapacityRate && in.Period == "", "period", "required")
	add(in.CapacityKind == CapacityRate && in.Quantity == nil, "quantity", "required")
	add(in.CapacityKind != CapacityRate && in.Period != "", "period", "only_for_rate")
	add((in.Lat == nil) != (in.Lng == nil), "lng", "coordinates_pair")
	if c, ok := CategoryByCode(in.Category); ok {
		add(c.GovernmentOnly(), "category", "category_government_only")
	}
	outside := func(code string) bool { return CountyOf(code) != "" && CountyOf(code) != county }
	add(slices.ContainsFunc(in.Regions, outside), "regions", "region_outside_county")
	return faults
}

// Row makes the offer of a draft without faults, as a draft still.
func (in OfferDraft) Row(o Origin) *Offer {
	regions := make([]string, len(in.Regions))
	for i, r := range in.Regions {
		regions[i], _ = ParseRegionCode(r)
	}
	r := &Offer{
		CountyCode: o.County, ID: o.id(in.ID), SupplierID: in.SupplierID, Category: in.Category, Title: CleanText(in.Title),
		Description: CleanText(in.Description), Mode: in.Mode, Unit: CleanText(in.Unit), CapacityKind: CapacityCount,
		Quantity: in.Quantity, PerHouseholdLimit: in.PerHouseholdLimit, Regions: regions, RadiusKM: in.RadiusKM, Lat: in.Lat, Lng: in.Lng,
		ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, GoodsExpiry: in.GoodsExpiry, TargetTags: ListOf(in.TargetTags),
		ExcludeTags: ListOf(in.ExcludeTags), MinAge: in.MinAge, MaxAge: in.MaxAge, FeeMode: "free", DeliveryMode: in.DeliveryMode,
		LeadTimeHours: in.LeadTimeHours, Status: OfferDrafted, CreatedBy: o.By, CreatedAt: o.At, UpdatedAt: o.At, Version: 1,
	}
	if in.CapacityKind == CapacityRate {
		r.CapacityKind, r.Period = CapacityRate, &in.Period
	}
	if in.FeeMode != "" {
		r.FeeMode = in.FeeMode
	}
	return r
}

// ListOf is the list, never nil, because nil is written as null.
func ListOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
