package exchange

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// rowsOf writes the rows of each kind.
var rowsOf = map[string]func(context.Context, *export) error{
	"regions": regionRows, "suppliers": supplierRows, "offers": offerRows, "households": householdRows, "needs": needRows,
	"standards": standardRows,
}

// eachPage walks a list page by page, oldest first.
func eachPage[T any](read func(store.Page) ([]T, string, error), do func([]T) error) error {
	for page := (store.Page{Limit: 500, Oldest: true}); ; {
		items, next, err := read(page)
		if err != nil {
			return err
		}
		if err := do(items); err != nil || next == "" {
			return err
		}
		page.After = next
	}
}

func regionRows(ctx context.Context, e *export) error {
	rows, err := e.in.Regions(ctx, e.demand.County+"000000")
	for _, r := range rows {
		if err == nil {
			err = e.put(map[string]any{
				"code": r.Code, "name": r.Name, "level": r.Level, "parent_code": r.ParentCode, "kind": r.Kind, "urban_rural": r.UrbanRural,
				"lat": r.Lat, "lng": r.Lng, "active_from": r.ActiveFrom, "active_to": r.ActiveTo, "successor_code": r.SuccessorCode,
				"node_kind": r.NodeKind, "node_address": r.NodeAddress, "node_phone": r.NodePhone,
			})
		}
	}
	return err
}

func supplierRows(ctx context.Context, e *export) error {
	read := func(p store.Page) ([]models.Supplier, string, error) {
		return e.in.Suppliers(ctx, store.SupplierFilter{County: e.demand.County}, p)
	}
	return eachPage(read, func(rows []models.Supplier) error {
		for _, r := range rows {
			err := e.put(map[string]any{
				"uscc": r.USCC, "name": r.Name, "kind": r.Kind, "description": r.Description, "region_code": r.RegionCode,
				"contact_name": r.ContactName, "contact_phone": r.ContactPhone, "is_charity": r.IsCharity,
				"sensitivity_clearance": r.SensitivityClearance, "licences": r.Licences, "status": r.Status,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func offerRows(ctx context.Context, e *export) error {
	read := func(p store.Page) ([]models.Offer, string, error) {
		return e.in.Offers(ctx, store.OfferFilter{County: e.demand.County}, p)
	}
	return eachPage(read, func(rows []models.Offer) error {
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.SupplierID
		}
		owners, err := e.in.SuppliersByID(ctx, e.demand.County, ids)
		for _, r := range rows {
			if err == nil {
				err = e.put(offerCells(r, owners[r.SupplierID].USCC))
			}
		}
		return err
	})
}

func offerCells(r models.Offer, uscc string) map[string]any {
	period := models.Period("")
	if r.Period != nil {
		period = *r.Period
	}
	return map[string]any{
		"uscc": uscc, "category": r.Category, "title": r.Title, "description": r.Description, "mode": r.Mode, "quantity": r.Quantity,
		"unit": r.Unit, "period": period, "per_household_limit": r.PerHouseholdLimit, "regions": r.Regions, "radius_km": r.RadiusKM,
		"lat": r.Lat, "lng": r.Lng, "valid_from": r.ValidFrom, "valid_to": r.ValidTo, "goods_expiry": r.GoodsExpiry,
		"target_tags": r.TargetTags, "exclude_tags": r.ExcludeTags, "min_age": r.MinAge, "max_age": r.MaxAge, "fee_mode": r.FeeMode,
		"delivery_mode": r.DeliveryMode, "lead_time_hours": r.LeadTimeHours, "status": r.Status,
	}
}

func householdRows(ctx context.Context, e *export) error {
	read := func(p store.Page) ([]models.Household, string, error) {
		return e.in.Households(ctx, store.HouseholdFilter{Scope: store.Scope{County: e.demand.County}}, p)
	}
	return eachPage(read, func(rows []models.Household) error {
		for _, h := range rows {
			if err := e.show(ctx, h.ID); err != nil {
				return err
			}
			for _, p := range h.Persons {
				if err := e.put(e.personCells(h, p)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (e *export) personCells(h models.Household, p models.Person) map[string]any {
	number, certificate := p.CitizenNo, p.Profile.DisabilityCertNo
	if !e.demand.Identified {
		number, certificate = models.MaskCitizenNo(number), models.MaskCitizenNo(certificate)
	}
	degree := ""
	if p.Profile.DisabilityLevel > 0 {
		degree = strconv.Itoa(p.Profile.DisabilityLevel)
	}
	return map[string]any{
		"household_no": h.No, "region_code": h.RegionCode, "address": h.Address, "lat": h.Lat, "lng": h.Lng, "hukou_kind": h.HukouKind,
		"residence_state": h.ResidenceState, "category": string(h.Category), "level": h.Level, "monthly_income": h.MonthlyIncomeFen,
		"household_status": h.Status, "name": p.Name, "relation": p.Relation, "citizen_no": number, "no_number_reason": p.NoNumberWhy,
		"birth_date": p.BirthDate, "sex": p.Sex, "phone": p.Phone, "health_state": p.Profile.HealthState,
		"disability_kind": p.Profile.DisabilityKind, "disability_level": degree, "disability_cert_no": certificate,
		"care_ability": p.Profile.CareAbility, "employment": p.Profile.Employment, "school_stage": p.Profile.SchoolStage, "tags": p.Profile.Tags,
	}
}

func needRows(ctx context.Context, e *export) error {
	read := func(p store.Page) ([]models.Need, string, error) {
		return e.in.Needs(ctx, store.NeedFilter{Scope: store.Scope{County: e.demand.County}}, p)
	}
	return eachPage(read, func(rows []models.Need) error {
		ids := make([]string, len(rows))
		for i, n := range rows {
			ids[i] = n.HouseholdID
			if err := e.show(ctx, n.HouseholdID); err != nil {
				return err
			}
		}
		numbers, err := e.in.HouseholdNumbers(ctx, e.demand.County, ids)
		if err != nil {
			return err
		}
		persons, err := e.in.Persons(ctx, e.demand.County, ids...)
		for _, n := range rows {
			if err == nil {
				err = e.put(needCells(n, numbers[n.HouseholdID], n.PersonIn(persons[n.HouseholdID])))
			}
		}
		return err
	})
}

func needCells(n models.Need, no string, p *models.Person) map[string]any {
	out := map[string]any{
		"household_no": no, "category": n.Category, "title": n.Title, "detail": n.Detail, "quantity": n.Quantity, "unit": n.Unit,
		"urgency": n.Urgency, "earliest": n.Earliest, "needed_by": n.NeededBy, "delivery_mode": n.DeliveryMode, "value_est": n.ValueEstFen,
		"source": n.Source, "status": n.Status,
	}
	if p != nil {
		out["person_name"] = p.Name
	}
	if f := n.Frequency; f != nil {
		days := make([]string, len(f.Weekdays))
		for i, day := range f.Weekdays {
			days[i] = strconv.Itoa(day)
		}
		out["frequency"], out["weekdays"], out["frequency_until"] = f.Every, days, f.Until
	}
	return out
}
