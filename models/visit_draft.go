package models

import (
	"math"
	"time"
)

// VisitDraft is what an aide says of a contact with a household. The five areas are 0 fine, 1 watch or 2 problem; with AllFine those left
// out are fine. Without a duration it is the time since the check-in.
type VisitDraft struct {
	ID             string     `json:"id" validate:"omitempty,client_id"`
	HouseholdID    string     `json:"household_id" validate:"required,uuid"`
	WindowID       string     `json:"window_id" validate:"omitempty,uuid"`
	AlertID        string     `json:"alert_id" validate:"omitempty,uuid"`
	Kind           VisitKind  `json:"kind" validate:"omitempty,oneof=routine alert application follow_up festival disaster"`
	Mode           VisitMode  `json:"mode" validate:"required,oneof=home phone video neighbour third_party"`
	CheckedInAt    *time.Time `json:"checked_in_at"`
	DurationMin    *int       `json:"duration_min" validate:"omitempty,min=0,max=600"`
	Reached        *bool      `json:"reached" validate:"required"`
	PersonsSeen    []string   `json:"persons_seen" validate:"max=30,dive,uuid"`
	Lat            *float64   `json:"lat" validate:"omitempty,min=-90,max=90"`
	Lng            *float64   `json:"lng" validate:"omitempty,min=-180,max=180"`
	PaperSignature bool       `json:"paper_signature"`
	AllFine        bool       `json:"all_fine"`
	Health         *int       `json:"health" validate:"omitempty,min=0,max=2"`
	Mood           *int       `json:"mood" validate:"omitempty,min=0,max=2"`
	Safety         *int       `json:"safety" validate:"omitempty,min=0,max=2"`
	Hygiene        *int       `json:"hygiene" validate:"omitempty,min=0,max=2"`
	Living         *int       `json:"living" validate:"omitempty,min=0,max=2"`
	MoneyChanged   bool       `json:"money_changed"`
	BenefitCame    *bool      `json:"benefit_came"`
	Carer          string     `json:"carer" validate:"omitempty,text=40"`
	Wants          string     `json:"wants" validate:"omitempty,text=200"`
	ListReceived   *bool      `json:"list_received"`
	ConsentStands  *bool      `json:"consent_stands"`
	Next           Date       `json:"next" validate:"omitempty,date"`
	ChildAtRisk    bool       `json:"child_at_risk"`
	ChildNote      string     `json:"child_note" validate:"omitempty,text=1000"`
}

// How long after a visit it may still be written down, how far a phone's clock may run ahead, and how long a visit can have lasted where
// nobody has said.
const (
	VisitLateDays   = 7
	visitClockAhead = 5 * time.Minute
	visitMostUnsaid = 4 * time.Hour
)

// areas are the five areas of the form, by their names.
func (in *VisitDraft) areas() []**int {
	return []**int{&in.Health, &in.Mood, &in.Safety, &in.Hygiene, &in.Living}
}

// CheckVisit finds every fault of a visit: those of Check, a time that is not there yet or too long ago, half a place, and a risk to a child
// without a word of what was seen.
func CheckVisit(in VisitDraft, now time.Time) []FieldError {
	faults := FaultsOf(in, DateOf(now))
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, FieldError{Field: field, Code: code})
		}
	}
	add(in.CheckedInAt != nil && in.CheckedInAt.After(now.Add(visitClockAhead)), "checked_in_at", "in_future")
	add(in.CheckedInAt != nil && in.CheckedInAt.Before(now.AddDate(0, 0, -VisitLateDays)), "checked_in_at", "too_old")
	add((in.Lat == nil) != (in.Lng == nil), "lng", "coordinates_pair")
	add(in.Next != "" && in.Next < DateOf(now), "next", "in_past")
	add(in.ChildAtRisk && CleanText(in.ChildNote) == "", "child_note", "required")
	return faults
}

// Row makes the visit of a household from a draft without faults; whether it counts is not said yet. By is who made it.
func (in VisitDraft) Row(h *Household, o Origin) *Visit {
	v := &Visit{CountyCode: h.CountyCode, ID: o.id(in.ID), HouseholdID: h.ID, RegionCode: h.RegionCode, AideID: o.By, Kind: in.Kind, Mode: in.Mode,
		CheckedInAt: o.At, Reached: in.Reached != nil && *in.Reached, PaperSignature: in.PaperSignature, PersonsSeen: in.PersonsSeen,
		PhotoIDs: []string{}, IssuesCreated: []string{}, ChildAtRisk: in.ChildAtRisk, CreatedAt: o.At, UpdatedAt: o.At, Version: 1}
	if in.CheckedInAt != nil {
		v.CheckedInAt = in.CheckedInAt.UTC().Truncate(time.Microsecond)
	}
	if in.DurationMin != nil {
		v.DurationMin = *in.DurationMin
	} else if took := o.At.Sub(v.CheckedInAt); took > 0 && took <= visitMostUnsaid {
		v.DurationMin = int(took.Minutes())
	}
	if v.Kind == "" {
		v.Kind = VisitRoutine
	}
	if v.PersonsSeen == nil {
		v.PersonsSeen = []string{}
	}
	if in.AlertID != "" {
		v.AlertID, v.Kind = &in.AlertID, VisitAlert
	}
	if in.Lat != nil && in.Lng != nil {
		v.Place = &Place{*in.Lat, *in.Lng}
		v.DistanceM = metresFrom(h, *v.Place)
	}
	v.Found, v.FormComplete = in.found()
	return v
}

// found is what the form says, and whether all five areas were answered.
func (in VisitDraft) found() (f VisitFound, complete bool) {
	complete = true
	said := [5]int{}
	for i, area := range in.areas() {
		switch {
		case *area != nil:
			said[i] = **area
		case !in.AllFine:
			complete = false
		}
	}
	return VisitFound{Health: said[0], Mood: said[1], Safety: said[2], Hygiene: said[3], Living: said[4], MoneyChanged: in.MoneyChanged,
		BenefitCame: in.BenefitCame, Carer: CleanText(in.Carer), Wants: CleanText(in.Wants), ListReceived: in.ListReceived,
		ConsentStands: in.ConsentStands, Next: in.Next}, complete
}

// Areas are the five areas in the order of the form.
func (f VisitFound) Areas() []int { return []int{f.Health, f.Mood, f.Safety, f.Hygiene, f.Living} }

// Worst is the highest of the five areas.
func (f VisitFound) Worst() int {
	worst := 0
	for _, a := range f.Areas() {
		worst = max(worst, a)
	}
	return worst
}

// metresFrom is how far a point is from a household's home, on a sphere; nil where nobody knows where the home is.
func metresFrom(h *Household, at Place) *int {
	if h.Lat == nil || h.Lng == nil {
		return nil
	}
	const radius, degree = 6_371_000.0, math.Pi / 180
	dLat, dLng := (at.Lat-*h.Lat)*degree, (at.Lng-*h.Lng)*degree
	a := math.Pow(math.Sin(dLat/2), 2) + math.Cos(at.Lat*degree)*math.Cos(*h.Lat*degree)*math.Pow(math.Sin(dLng/2), 2)
	m := int(math.Round(2 * radius * math.Asin(math.Min(1, math.Sqrt(a)))))
	return &m
}

// MealCard is the card of three questions with which a delivery of meals counts as a visit too (domain report §12): whether the person was
// met and well, ate what was brought before, and whether the home looks safe. Each area is 0 fine, 1 watch or 2 problem.
type MealCard struct {
	Well   *int   `json:"well" validate:"required,min=0,max=2"`
	Eats   *int   `json:"eats" validate:"required,min=0,max=2"`
	Home   *int   `json:"home" validate:"required,min=0,max=2"`
	Remark string `json:"remark" validate:"omitempty,text=200"`
}

// Draft is the visit that a card stands for: the person was met at the door by a third party.
func (c MealCard) Draft(household string, at time.Time, minutes *int) VisitDraft {
	reached := true
	return VisitDraft{HouseholdID: household, Mode: VisitThirdParty, Kind: VisitRoutine, CheckedInAt: &at, DurationMin: minutes, Reached: &reached,
		Health: c.Well, Mood: c.Well, Safety: c.Home, Hygiene: c.Home, Living: c.Eats, Wants: c.Remark}
}

// MealCategory is the category of needs whose deliveries may carry a card.
const MealCategory = "B01"
