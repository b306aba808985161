package casework

import (
	"context"
	"fmt"
	"strings"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RegisterHousehold records a household of a village in the actor's scope with its persons. Errors: Invalid, also for a
// village outside the scope; Conflict person_known when the county already holds a citizen number.
func (d *Desk) RegisterHousehold(ctx context.Context, by models.Actor, in models.HouseholdDraft) (*models.Household, error) {
	if _, err := models.Authorise(by, models.HouseholdEdit); err != nil {
		return nil, err
	}
	if err := d.checkHousehold(in); err != nil {
		return nil, err
	}
	if err := d.village(ctx, d.Store, by, in.RegionCode); err != nil {
		return nil, err
	}
	r := d.householdFrom(by, in)
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertHousehold(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, householdSubject(*r), "register", "", string(r.Status), map[string]string{"persons": fmt.Sprint(len(r.Persons))})
		return nil
	})
	return r, err
}

// village tells whether a village exists, is active and lies in the actor's scope.
func (d *Desk) village(ctx context.Context, s *store.Store, by models.Actor, code string) error {
	region, err := s.Region(ctx, code)
	if models.KindOf(err) == models.KindNotFound {
		return models.InvalidField("region_code", "region_unknown")
	}
	if err != nil {
		return err
	}
	if region.ActiveTo != "" && region.ActiveTo < d.today() {
		return models.InvalidField("region_code", "region_ended")
	}
	if flow.Within(by, models.HouseholdEdit, flow.Subject{Noun: "region", County: region.CountyCode, Region: code}) != nil {
		return models.InvalidField("region_code", "region_outside_scope")
	}
	return nil
}

func (d *Desk) checkHousehold(in models.HouseholdDraft) error {
	var faults []models.FieldError
	if err := models.Check(in, d.today()); err != nil {
		faults = fieldsOf(err)
	}
	heads, seen := 0, map[string]bool{}
	for i, p := range in.Persons {
		at := func(field string) string { return fmt.Sprintf("persons[%d].%s", i, field) }
		if p.Relation == "head" {
			heads++
		}
		faults = append(faults, personFaults(p, at, d.today())...)
		no, _ := models.ParseCitizenNo(p.CitizenNo, d.Store.Now())
		if no != "" && seen[no] {
			faults = append(faults, models.FieldError{Field: at("citizen_no"), Code: "twice"})
		}
		seen[no] = true
	}
	if len(in.Persons) > 0 && heads != 1 {
		faults = append(faults, models.FieldError{Field: "persons", Code: "one_head"})
	}
	if (in.Lat == nil) != (in.Lng == nil) {
		faults = append(faults, models.FieldError{Field: "lng", Code: "coordinates_pair"})
	}
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// personFaults finds what a person's fields say against each other.
func personFaults(p models.PersonDraft, at func(string) string, today models.Date) []models.FieldError {
	var faults []models.FieldError
	no, flaw := models.ParseCitizenNo(p.CitizenNo, today.End())
	if p.CitizenNo == "" || flaw != "" {
		return nil
	}
	if birth, ok := models.BirthDateOf(no); ok && p.BirthDate != "" && models.Date(birth.Format("2006-01-02")) != p.BirthDate {
		faults = append(faults, models.FieldError{Field: at("birth_date"), Code: "differs_from_citizen_no"})
	}
	if sex, ok := models.SexOf(no); ok && p.Sex != "" && p.Sex != models.SexUnknown && p.Sex != sex {
		faults = append(faults, models.FieldError{Field: at("sex"), Code: "differs_from_citizen_no"})
	}
	return faults
}

func (d *Desk) householdFrom(by models.Actor, in models.HouseholdDraft) *models.Household {
	now := d.Store.Now()
	r := &models.Household{
		CountyCode: models.CountyOf(in.RegionCode), ID: d.newID(in.ID), No: models.CleanText(in.No), RegionCode: in.RegionCode,
		Address: models.CleanText(in.Address), Lat: in.Lat, Lng: in.Lng, HukouKind: in.HukouKind, ResidenceState: in.ResidenceState,
		Category: in.Category, MonthlyIncomeFen: in.MonthlyIncomeFen, Status: models.HouseholdActive,
		CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if r.No == "" {
		r.No = number("H", r.ID, models.DateOf(now))
	}
	if r.Category == "" {
		r.Category = "M0"
	}
	for _, p := range in.Persons {
		r.Persons = append(r.Persons, d.personFrom(r, p))
	}
	return r
}

// number is a short number that people can read out: a letter, the day and the end of the id.
func number(letter, id string, on models.Date) string {
	day := strings.ReplaceAll(string(on), "-", "")
	return letter + day[2:] + "-" + strings.ToUpper(id[len(id)-8:])
}

func (d *Desk) personFrom(h *models.Household, in models.PersonDraft) models.Person {
	now := d.Store.Now()
	p := models.Person{
		CountyCode: h.CountyCode, ID: d.newID(in.ID), HouseholdID: h.ID, Name: models.CleanText(in.Name), Profile: in.Profile,
		BirthDate: in.BirthDate, Sex: in.Sex, Relation: in.Relation, IsHead: in.Relation == "head",
		NoNumberWhy: models.CleanText(in.NoNumberWhy), CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	p.Phone, _ = models.ParsePhone(in.Phone)
	if in.CitizenNo != "" {
		p.CitizenNo, _ = models.ParseCitizenNo(in.CitizenNo, now)
		if birth, ok := models.BirthDateOf(p.CitizenNo); ok {
			p.BirthDate = models.Date(birth.Format("2006-01-02"))
		}
		p.Sex, _ = models.SexOf(p.CitizenNo)
	}
	if p.Sex == "" {
		p.Sex = models.SexUnknown
	}
	return p
}

func householdSubject(r models.Household) flow.Subject {
	return flow.Subject{Noun: "household", ID: r.ID, County: r.CountyCode, Region: r.RegionCode}
}
