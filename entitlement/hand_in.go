package entitlement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zhulian/flow"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

func asError(err error, into **models.Error) bool { return errors.As(err, into) }

// Chances lists what the household of a request that is being filled in may apply for, with reasons; asking for it is up to the household.
// Errors: NotFound, Conflict form_unfinished.
func (d *Desk) Chances(ctx context.Context, pass string) ([]Chance, error) {
	r, err := d.verified(ctx, d.Store, pass)
	if err != nil {
		return nil, err
	}
	if err := filled(r); err != nil {
		return nil, err
	}
	f, err := d.facts(ctx, d.Store, r)
	if err != nil {
		return nil, err
	}
	return d.eligible(ctx, d.Store, r.CountyCode, f)
}

// filled tells whether everything that must be asked was answered.
func filled(r *models.ResidentPass) error {
	for _, group := range []string{GroupWho, GroupEvent} {
		if !slices.Contains(r.Draft.Filled, group) {
			return models.Conflict("form_unfinished")
		}
	}
	return nil
}

func (d *Desk) facts(ctx context.Context, s *store.Store, r *models.ResidentPass) (Facts, error) {
	in := r.Draft
	f := Facts{Day: d.today(), Members: 1 + len(in.Members), Property: in.Means.Property, Event: in.Event.Event, Urgent: in.Event.Urgent, PaidFen: in.Event.SelfPaidFen}
	if in.Means.Persons != nil {
		f.Members = *in.Means.Persons
	}
	region := in.Who.RegionCode
	if r.HouseholdID != nil {
		h, err := s.Household(ctx, store.Key{County: r.CountyCode, ID: *r.HouseholdID})
		if err != nil {
			return f, err
		}
		f.Category, f.Persons, f.Members, f.IncomeFen, region = h.Category, h.Persons, len(h.Persons), h.MonthlyIncomeFen, h.RegionCode
	}
	if in.Means.MonthlyFen != nil && f.IncomeFen == nil {
		f.IncomeFen = new(*in.Means.MonthlyFen / int64(max(f.Members, 1)))
	}
	all, err := s.Standards(ctx, r.CountyCode)
	f.Lines = all.Lines(region, f.Day)
	if share, ok := all.Value(models.StandardRigidRatio, region, f.Day); ok {
		f.RigidShare = &share
	}
	return f, err
}

// Handed is what a resident has handed in: the requests, and the code with which to see where they stand.
type Handed struct {
	Code     models.PassCode
	Requests []Submitted
}

// HandIn makes one request of each kind that a resident has chosen, in one press. What the county does not know yet is registered; requests of the
// same kind that are open already are added to. Errors: NotFound, Invalid, Conflict form_unfinished.
func (d *Desk) HandIn(ctx context.Context, lang locales.Lang, pass string, kinds []models.ApplicationKind) (*Handed, error) {
	kinds, err := chosen(kinds)
	if err != nil {
		return nil, err
	}
	out, phone := &Handed{}, ""
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.verified(ctx, s, pass)
		if err != nil {
			return err
		}
		if err := filled(r); err != nil {
			return err
		}
		phone = r.Phone
		return d.handIn(ctx, s, r, kinds, out)
	})
	if err != nil {
		return nil, err
	}
	if d.Text != nil { // it stands on the page too: that the message could not be sent is no reason to ask again
		_ = d.Text(ctx, phone, locales.T(lang, "relief.sms_code", map[string]any{"code": out.Code.Spoken()}))
	}
	return out, nil
}

func chosen(kinds []models.ApplicationKind) ([]models.ApplicationKind, error) {
	kinds = slices.Compact(slices.Sorted(slices.Values(kinds)))
	if len(kinds) == 0 {
		return nil, models.InvalidField("kinds", "required")
	}
	for _, kind := range kinds {
		if !slices.Contains(models.ApplicationKinds(), kind) {
			return nil, models.InvalidField("kinds", "unknown")
		}
	}
	return kinds, nil
}

func (d *Desk) handIn(ctx context.Context, s *store.Store, r *models.ResidentPass, kinds []models.ApplicationKind, out *Handed) error {
	by := resident(r.CountyCode)
	h, person, fresh, err := d.householdOf(ctx, s, r)
	if err != nil {
		return err
	}
	if err := s.HoldHousehold(ctx, store.Key{County: h.CountyCode, ID: h.ID}); err != nil {
		return err
	}
	code, track, err := d.newPass(r.CountyCode, models.PassTrack)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		a := d.residentApplication(r, person, kind)
		if r.HouseholdID == nil { // somebody whose phone is not known may be anybody: the town looks before anything is merged
			same, err := sameOpen(ctx, s, h, kind)
			if err != nil {
				return err
			}
			if same != nil {
				a.DuplicateOf = &same.ID
			}
		}
		if fresh || r.HouseholdID != nil { // a stranger authorises nothing for a household that is there
			if err := d.authorised(ctx, s, by, h, a, r.Draft.Who.Consent); err != nil {
				return err
			}
		}
		made, err := d.submit(ctx, s, by, h, a)
		if err != nil {
			return err
		}
		out.Requests = append(out.Requests, *made)
		track.Applications = append(track.Applications, made.ID)
	}
	out.Code, track.HouseholdID, track.PersonID, track.VerifiedAt = code, &h.ID, &person.ID, r.VerifiedAt
	if err := s.InsertPass(ctx, track); err != nil {
		return err
	}
	logPass(s, track, "make")
	r.EndedAt, r.Draft = new(s.Now()), models.ResidentDraft{}
	return s.RevisePass(ctx, r)
}

func (d *Desk) residentApplication(r *models.ResidentPass, person *models.Person, kind models.ApplicationKind) *models.Application {
	in := r.Draft
	a := &models.Application{ID: d.newID(""), PersonID: &person.ID, Kind: kind, Channel: "app", GivenBy: in.Who.GivenBy, Story: toldBy(in), PassID: &r.ID,
		SelfPaidFen: in.Event.SelfPaidFen, Materials: []string{}}
	a.Emergency = in.Event.Urgent && (kind == models.ApplicationTempRelief || kind == models.ApplicationUnknown)
	return a
}

// toldBy is what a resident has said of what happened and of the household's means, for the town to read.
func toldBy(in models.ResidentDraft) string {
	lines := []string{models.CleanText(in.Event.Story)}
	if n := in.Means.Persons; n != nil {
		lines = append(lines, fmt.Sprintf("自述家庭人口：%d人", *n))
	}
	if fen := in.Means.MonthlyFen; fen != nil {
		lines = append(lines, "自述家庭月收入："+yuan(*fen)+"元")
	}
	if p := in.Means.Property; p != "" {
		lines = append(lines, "自述财产情况："+map[string]string{"none": "没有车辆、第二套房或较多存款", "some": "有车辆、第二套房或较多存款", "unsure": "不清楚"}[p])
	}
	if c := models.CleanText(in.Means.Changed); c != "" {
		lines = append(lines, "情况变化："+c)
	}
	return strings.Join(lines, "\n")
}

// householdOf is the household that a request is of: the one known by phone and name, the one that the county holds the citizen number of, or one
// that is registered now, as monitored: that one is fresh.
func (d *Desk) householdOf(ctx context.Context, s *store.Store, r *models.ResidentPass) (h *models.Household, p *models.Person, fresh bool, err error) {
	if r.HouseholdID != nil {
		if h, err = s.Household(ctx, store.Key{County: r.CountyCode, ID: *r.HouseholdID}); err != nil {
			return nil, nil, false, err
		}
		p, err = applicant(h, *r.PersonID)
		return h, p, false, err
	}
	no, flaw := models.ParseCitizenNo(r.Draft.Who.CitizenNo, s.Now())
	if flaw != "" {
		return nil, nil, false, models.InvalidField("citizen_no", flaw)
	}
	known, _, err := s.Households(ctx, store.HouseholdFilter{
		Scope: store.Scope{County: r.CountyCode}, CitizenNo: no, Status: string(models.HouseholdActive)}, store.Page{Limit: 1})
	if err != nil {
		return nil, nil, false, err
	}
	for i := range known {
		for j := range known[i].Persons {
			if known[i].Persons[j].CitizenNo == no {
				return &known[i], &known[i].Persons[j], false, nil
			}
		}
	}
	h, p, err = d.register(ctx, s, r, no)
	return h, p, true, err
}

// untold is why a member has no citizen number on file yet.
const untold = "自助申请时未填写"

func (d *Desk) register(ctx context.Context, s *store.Store, r *models.ResidentPass, no string) (*models.Household, *models.Person, error) {
	in := r.Draft
	draft := models.HouseholdDraft{RegionCode: in.Who.RegionCode, Address: in.Who.Address,
		Persons: []models.PersonDraft{{Name: in.Who.Name, CitizenNo: no, Relation: "head", Phone: r.Phone}}}
	for _, m := range in.Members {
		draft.Persons = append(draft.Persons, models.PersonDraft{Name: m.Name, BirthDate: m.BirthDate, Relation: m.Relation, NoNumberWhy: untold})
	}
	if faults := models.CheckHousehold(draft, d.today()); len(faults) > 0 {
		return nil, nil, models.Invalid(faults...)
	}
	region, err := s.Region(ctx, draft.RegionCode)
	if models.KindOf(err) == models.KindNotFound || err == nil && (region.Ended(d.today()) || region.CountyCode != r.CountyCode) {
		return nil, nil, models.InvalidField("region_code", "region_unknown")
	}
	if err != nil {
		return nil, nil, err
	}
	h := draft.Row(models.Origin{County: r.CountyCode, At: s.Now(), NewID: func() string { return models.NewID(s.Now()) }})
	if err := s.InsertHousehold(ctx, h); err != nil {
		return nil, nil, err
	}
	flow.Log(s, resident(r.CountyCode), householdSubject(*h), "register", "", string(h.Status), map[string]string{"persons": fmt.Sprint(len(h.Persons))})
	return h, &h.Persons[0], nil
}
