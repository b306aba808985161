package settings

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// Regions lists the county's regions by code, those that ended among them.
func (d *Desk) Regions(ctx context.Context, by models.Actor) ([]models.Region, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	return d.Store.Regions(ctx, by.CountyCode+"000000")
}

// RegionHistory lists what became of a region, newest first: the entries of the log about it, at most the last 200. Errors: NotFound.
func (d *Desk) RegionHistory(ctx context.Context, by models.Actor, code string) ([]models.Event, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	r, err := d.region(ctx, d.Store, by, code)
	if err != nil {
		return nil, err
	}
	return d.Store.EventsAbout(ctx, by.CountyCode, map[string][]string{"region": {r.Code}}, 200)
}

// region reads a region of the actor's county; what is none is not there.
func (d *Desk) region(ctx context.Context, s *store.Store, by models.Actor, code string) (*models.Region, error) {
	full, flaw := models.ParseRegionCode(code)
	if flaw != "" || models.CountyOf(full) != by.CountyCode {
		return nil, models.NotFound("region")
	}
	return s.Region(ctx, full)
}

// ChangeRegion renames a region, or says what place of the alliance it has and how that is reached. The code stays. Errors: NotFound,
// Invalid, Conflict region_ended.
func (d *Desk) ChangeRegion(ctx context.Context, by models.Actor, code string, in models.RegionChange) (*models.Region, error) {
	if _, err := models.Authorise(by, models.SettingEdit); err != nil {
		return nil, err
	}
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var out *models.Region
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.region(ctx, s, by, code)
		if err != nil {
			return err
		}
		if r.Ended(d.today()) {
			return models.Conflict("region_ended")
		}
		data := map[string]string{"reason": models.CleanText(in.Reason)}
		change(data, "name", &r.Name, in.Name)
		change(data, "node_kind", &r.NodeKind, in.NodeKind)
		change(data, "node_address", &r.NodeAddress, in.NodeAddress)
		change(data, "node_phone", &r.NodePhone, in.NodePhone)
		if len(data) == 1 {
			return models.Conflict("region_unchanged")
		}
		if err := s.PutRegions(ctx, []models.Region{*r}); err != nil {
			return err
		}
		log(s, by, subject{"region", r.Code, r.Code}, "change", [2]models.DecisionStatus{}, data)
		out = r
		return nil
	})
	return out, err
}

// change sets a field to what was said and notes from what to what.
func change[S ~string](data map[string]string, name string, field, said *S) {
	if said == nil {
		return
	}
	if clean := S(models.CleanText(string(*said))); clean != *field {
		data[name+"_before"], data[name] = string(*field), string(clean)
		*field = clean
	}
}

// MergeRegion ends a village or town for a successor of the same level. Its households with all that is theirs, its aides and clerks, and
// the offers that serve it go over to the successor; the region itself stays on record with its last day. A town goes only after its
// villages. Errors: NotFound, Invalid, Conflict region_ended, region_has_children.
func (d *Desk) MergeRegion(ctx context.Context, by models.Actor, code string, in models.RegionMerge) (*models.Region, error) {
	if _, err := models.Authorise(by, models.SettingEdit); err != nil {
		return nil, err
	}
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var out *models.Region
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.region(ctx, s, by, code)
		if err != nil {
			return err
		}
		to, err := d.successor(ctx, s, by, r, in)
		if err != nil {
			return err
		}
		if err := s.EndRegion(ctx, r.Code, in.LastDay, to.Code); err != nil {
			return err
		}
		moved, err := s.MoveRegion(ctx, by.CountyCode, r.Code, to.Code)
		if err != nil {
			return err
		}
		logMerge(s, by, r, to, in, moved)
		r.ActiveTo, r.SuccessorCode, out = in.LastDay, to.Code, r
		return nil
	})
	return out, err
}

// successor reads what a region is to be merged into, and finds what speaks against it.
func (d *Desk) successor(ctx context.Context, s *store.Store, by models.Actor, r *models.Region, in models.RegionMerge) (*models.Region, error) {
	if r.Level != models.RegionVillage && r.Level != models.RegionTown {
		return nil, models.NotFound("region")
	}
	if r.ActiveTo != "" {
		return nil, models.Conflict("region_ended")
	}
	to, err := d.region(ctx, s, by, in.SuccessorCode)
	switch {
	case models.KindOf(err) == models.KindNotFound:
		return nil, models.InvalidField("successor_code", "region_unknown")
	case err != nil:
		return nil, err
	case to.Code == r.Code || to.Level != r.Level:
		return nil, models.InvalidField("successor_code", "successor_level")
	case to.ActiveTo != "":
		return nil, models.InvalidField("successor_code", "region_ended")
	case in.LastDay < r.ActiveFrom:
		return nil, models.InvalidField("last_day", "before_start")
	}
	under, err := s.Regions(ctx, r.Code)
	for _, child := range under {
		if child.Code != r.Code && child.ActiveTo == "" {
			return nil, models.Conflict("region_has_children").With("name", child.Name)
		}
	}
	return to, err
}

func logMerge(s *store.Store, by models.Actor, r, to *models.Region, in models.RegionMerge, moved store.Moved) {
	log(s, by, subject{"region", r.Code, r.Code}, "merge", [2]models.DecisionStatus{}, map[string]string{
		"successor": to.Code, "last_day": string(in.LastDay), "reason": models.CleanText(in.Reason), "households": strconv.Itoa(moved.Households),
		"needs": strconv.Itoa(moved.Needs), "accounts": strconv.Itoa(len(moved.Accounts)), "offers": strconv.Itoa(len(moved.Offers)),
	})
	// The index of offers follows the log: it must hear of every offer that changed.
	for _, o := range moved.Offers {
		s.Record(models.Event{CountyCode: by.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "offer", ObjectID: o.ID, Step: "edit",
			FromStatus: string(o.Status), ToStatus: string(o.Status), RegionCode: by.CountyCode + "000000", SupplierID: o.SupplierID})
	}
}
