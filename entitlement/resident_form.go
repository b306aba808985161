package entitlement

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// The groups in which a resident is asked.
const (
	GroupWho     = "who"
	GroupMembers = "members"
	GroupMeans   = "means"
	GroupEvent   = "event"
)

// ResidentGroups lists the groups in their order.
func ResidentGroups() []string { return []string{GroupWho, GroupMembers, GroupMeans, GroupEvent} }

// ResidentForm is a request as far as a resident has filled it in. Known is what the county holds of the household, masked; then it is not asked
// again (上海市社会救助条例 46, by analogy).
type ResidentForm struct {
	models.ResidentDraft
	County   string
	Phone    string // masked
	Known    *KnownHousehold
	Villages []models.Region // of the county, with its towns
	Pictures []models.Attachment
	Open     []models.Application // of the household, where it is known
}

// KnownHousehold is what a resident may read of the own household before anything is handed in: masked.
type KnownHousehold struct {
	Village string
	Members []KnownMember
	Income  bool // the county knows what the household lives on
}

// KnownMember is a member as masked.
type KnownMember struct{ Name, Relation string }

// ResidentForm shows a request that is being filled in. Errors: NotFound.
func (d *Desk) ResidentForm(ctx context.Context, pass string) (*ResidentForm, error) {
	r, err := d.verified(ctx, d.Store, pass)
	if err != nil {
		return nil, err
	}
	out := &ResidentForm{ResidentDraft: r.Draft, County: r.CountyCode, Phone: models.MaskPhone(r.Phone)}
	regions, err := d.Store.Regions(ctx, r.CountyCode+"000000")
	if err != nil {
		return nil, err
	}
	for _, v := range regions {
		if !v.Ended(d.today()) && v.Level != models.RegionCounty {
			out.Villages = append(out.Villages, v)
		}
	}
	if out.Pictures, err = d.Store.Attachments(ctx, r.CountyCode, "resident_pass", r.ID); err != nil || r.HouseholdID == nil {
		return out, err
	}
	h, err := d.Store.Household(ctx, store.Key{County: r.CountyCode, ID: *r.HouseholdID})
	if err != nil {
		return nil, err
	}
	out.Known = d.masked(h, regions)
	out.Open, err = d.Store.OpenApplications(ctx, store.Key{County: r.CountyCode, ID: h.ID})
	return out, err
}

func (d *Desk) masked(h *models.Household, regions []models.Region) *KnownHousehold {
	out := &KnownHousehold{Income: h.MonthlyIncomeFen != nil}
	for _, r := range regions {
		if r.Code == models.TownOf(h.RegionCode) || r.Code == h.RegionCode {
			out.Village += r.Name
		}
	}
	for _, p := range h.Persons {
		name := models.MaskName(p.Name)
		if minor(p, d.today()) {
			name = models.MaskChildName(p.Name)
		}
		out.Members = append(out.Members, KnownMember{name, p.Relation})
	}
	return out
}

// SayWho keeps the first group. Where phone and name belong to one person whom the county knows, the rest of what it holds is not asked; else the
// citizen number, the village and the address are. Errors: NotFound, Invalid.
func (d *Desk) SayWho(ctx context.Context, pass string, in models.ResidentWho) error {
	return d.fill(ctx, pass, GroupWho, func(s *store.Store, r *models.ResidentPass) error {
		var faults []models.FieldError
		if err := models.Check(in, d.today()); err != nil {
			faults = faultsIn(err)
		}
		if !in.Consent {
			faults = append(faults, models.FieldError{Field: "consent", Code: "consent_needed"})
		}
		if in.Name != "" && len(faults) == 0 {
			if err := d.recognise(ctx, s, r, in.Name); err != nil {
				return err
			}
		}
		if r.HouseholdID == nil {
			faults = append(faults, d.whoFaults(in, r.CountyCode)...)
		}
		if len(faults) > 0 {
			return models.Invalid(faults...)
		}
		r.Draft.Who = in
		return nil
	})
}

func faultsIn(err error) []models.FieldError {
	var out *models.Error
	if asError(err, &out) {
		return slices.Clone(out.Fields)
	}
	return nil
}

func (d *Desk) whoFaults(in models.ResidentWho, county string) []models.FieldError {
	var faults []models.FieldError
	for _, x := range [][2]string{{"citizen_no", in.CitizenNo}, {"region_code", in.RegionCode}, {"address", in.Address}} {
		if models.CleanText(x[1]) == "" {
			faults = append(faults, models.FieldError{Field: x[0], Code: "required"})
		}
	}
	if in.RegionCode != "" && models.CountyOf(in.RegionCode) != county {
		faults = append(faults, models.FieldError{Field: "region_code", Code: "region_outside_county"})
	}
	return faults
}

// recognise finds the one person of the county whose phone and name these are.
func (d *Desk) recognise(ctx context.Context, s *store.Store, r *models.ResidentPass, name string) error {
	rows, _, err := s.Households(ctx, store.HouseholdFilter{Scope: store.Scope{County: r.CountyCode}, Phone: r.Phone, Status: string(models.HouseholdActive)},
		store.Page{Limit: 5})
	if err != nil {
		return err
	}
	r.HouseholdID, r.PersonID = nil, nil
	found := 0
	for _, h := range rows {
		for _, p := range h.Persons {
			if p.Phone == r.Phone && models.CleanText(p.Name) == models.CleanText(name) && p.DeceasedOn == "" {
				found++
				r.HouseholdID, r.PersonID = &h.ID, &p.ID
			}
		}
	}
	if found != 1 {
		r.HouseholdID, r.PersonID = nil, nil
	}
	return nil
}

// mostMembers is how many other members a resident may name.
const mostMembers = 8

// SayMembers keeps the second group: the other members of a household that the county does not know. Errors: NotFound, Invalid.
func (d *Desk) SayMembers(ctx context.Context, pass string, in []models.ResidentMember) error {
	return d.fill(ctx, pass, GroupMembers, func(_ *store.Store, r *models.ResidentPass) error {
		draft := struct {
			Members []models.ResidentMember `json:"members" validate:"max=8,dive"`
		}{in}
		if err := models.Check(draft, d.today()); err != nil {
			return err
		}
		r.Draft.Members = nil
		for _, m := range in {
			if m.Name = models.CleanText(m.Name); m.Name != "" && len(r.Draft.Members) < mostMembers {
				r.Draft.Members = append(r.Draft.Members, m)
			}
		}
		return nil
	})
}

// SayMeans keeps the third group: income and property. Errors: NotFound, Invalid.
func (d *Desk) SayMeans(ctx context.Context, pass string, in models.ResidentMeans) error {
	return d.fill(ctx, pass, GroupMeans, func(_ *store.Store, r *models.ResidentPass) error {
		if err := models.Check(in, d.today()); err != nil {
			return err
		}
		r.Draft.Means = in
		return nil
	})
}

// SayEvent keeps the fourth group: what happened, with the bills photographed. Errors: NotFound, Invalid, Unavailable.
func (d *Desk) SayEvent(ctx context.Context, pass string, in models.ResidentEvent, pictures [][]byte) error {
	clean, err := d.cleaned(ctx, pictures)
	if err != nil {
		return err
	}
	return d.fill(ctx, pass, GroupEvent, func(s *store.Store, r *models.ResidentPass) error {
		if err := models.Check(in, d.today()); err != nil {
			return err
		}
		r.Draft.Event = in
		return d.keepPictures(ctx, s, r, clean)
	})
}

func (d *Desk) fill(ctx context.Context, pass, group string, fn func(*store.Store, *models.ResidentPass) error) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.verified(ctx, s, pass)
		if err != nil {
			return err
		}
		if err := fn(s, r); err != nil {
			return err
		}
		if !slices.Contains(r.Draft.Filled, group) {
			r.Draft.Filled = append(r.Draft.Filled, group)
		}
		return s.RevisePass(ctx, r)
	})
}
