package models

import (
	"fmt"
	"strings"
	"time"
)

// Origin says of rows made from drafts in which county, when, by which account ("" for the house itself) and under which ids they
// are made. NewID is asked once for every row whose draft chose no id.
type Origin struct {
	County string
	At     time.Time
	By     string
	NewID  func() string
	// Categories are how the county uses its categories; without them they are used as listed.
	Categories CategorySettings
}

func (o Origin) id(chosen string) string {
	if chosen != "" {
		return chosen
	}
	return o.NewID()
}

// CheckHousehold finds every fault of a household draft: those of Check and those that span several fields.
func CheckHousehold(in HouseholdDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	heads, seen := 0, map[string]bool{}
	for i, p := range in.Persons {
		at := func(field string) string { return fmt.Sprintf("persons[%d].%s", i, field) }
		if p.Relation == "head" {
			heads++
		}
		no, flaw := ParseCitizenNo(p.CitizenNo, today.End())
		nameFlaw(faults, at("citizen_no"), flaw)
		faults = append(faults, personFaults(p, at, today)...)
		if no != "" && seen[no] {
			faults = append(faults, FieldError{Field: at("citizen_no"), Code: "twice"})
		}
		seen[no] = true
	}
	if len(in.Persons) > 0 && heads != 1 {
		faults = append(faults, FieldError{Field: "persons", Code: "one_head"})
	}
	if (in.Lat == nil) != (in.Lng == nil) {
		faults = append(faults, FieldError{Field: "lng", Code: "coordinates_pair"})
	}
	return faults
}

// CheckPerson finds every fault of the draft of one more member of a household, which has a head.
func CheckPerson(in PersonDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	_, flaw := ParseCitizenNo(in.CitizenNo, today.End())
	nameFlaw(faults, "citizen_no", flaw)
	faults = append(faults, personFaults(in, func(field string) string { return field }, today)...)
	if in.Relation == "head" {
		faults = append(faults, FieldError{Field: "relation", Code: "one_head"})
	}
	return faults
}

// nameFlaw says what exactly is wrong with a citizen number, where Check says only that it is.
func nameFlaw(faults []FieldError, field, flaw string) {
	for i := range faults {
		if faults[i].Field == field && faults[i].Code == "citizen_no" && flaw != "" {
			faults[i].Code = flaw
		}
	}
}

// personFaults finds what a person's fields say against the citizen number (GB 11643-1999).
func personFaults(p PersonDraft, at func(string) string, today Date) []FieldError {
	no, flaw := ParseCitizenNo(p.CitizenNo, today.End())
	if p.CitizenNo == "" || flaw != "" {
		return nil
	}
	var faults []FieldError
	if birth, ok := BirthDateOf(no); ok && p.BirthDate != "" && DateOf(birth) != p.BirthDate {
		faults = append(faults, FieldError{Field: at("birth_date"), Code: "differs_from_citizen_no"})
	}
	if sex, ok := SexOf(no); ok && p.Sex != "" && p.Sex != SexUnknown && p.Sex != sex {
		faults = append(faults, FieldError{Field: at("sex"), Code: "differs_from_citizen_no"})
	}
	return faults
}

// Row makes the household of a draft without faults, with its persons. One without a number gets a short one; one without a
// category is M0, monitored. Birth date and sex come from the citizen number where there is one.
func (in HouseholdDraft) Row(o Origin) *Household {
	r := &Household{
		CountyCode: o.County, ID: o.id(in.ID), No: CleanText(in.No), RegionCode: in.RegionCode, Address: CleanText(in.Address),
		Lat: in.Lat, Lng: in.Lng, HukouKind: in.HukouKind, ResidenceState: in.ResidenceState, Category: in.Category, Level: in.Level,
		MonthlyIncomeFen: in.MonthlyIncomeFen, Status: HouseholdActive, CreatedBy: o.By, CreatedAt: o.At, UpdatedAt: o.At, Version: 1,
	}
	if r.No == "" {
		r.No = ShortNo("H", r.ID, DateOf(o.At))
	}
	if r.Category == "" {
		r.Category = BeneficiaryMonitored
	}
	for _, p := range in.Persons {
		r.Persons = append(r.Persons, p.Row(r, o))
	}
	return r
}

// Row makes a member of a household from a draft without faults.
func (in PersonDraft) Row(h *Household, o Origin) Person {
	p := Person{
		CountyCode: h.CountyCode, ID: o.id(in.ID), HouseholdID: h.ID, Name: CleanText(in.Name), Profile: in.Profile,
		BirthDate: in.BirthDate, Sex: in.Sex, Relation: in.Relation, IsHead: in.Relation == "head",
		NoNumberWhy: CleanText(in.NoNumberWhy), CreatedAt: o.At, UpdatedAt: o.At, Version: 1,
	}
	p.Phone, _ = ParsePhone(in.Phone)
	if in.CitizenNo != "" {
		p.CitizenNo, _ = ParseCitizenNo(in.CitizenNo, DateOf(o.At).End())
		if birth, ok := BirthDateOf(p.CitizenNo); ok {
			p.BirthDate = DateOf(birth)
		}
		p.Sex, _ = SexOf(p.CitizenNo)
	}
	if p.Sex == "" {
		p.Sex = SexUnknown
	}
	return p
}

// ShortNo is a short number that people can read out: a letter, the day and the end of the id.
func ShortNo(letter, id string, on Date) string {
	day := strings.ReplaceAll(string(on), "-", "")
	return letter + day[2:] + "-" + strings.ToUpper(id[len(id)-8:])
}
