package models

import "time"

// CategorySetting is how a county uses a category from a day on. Sensitivity may only be raised over the list's own.
type CategorySetting struct {
	CountyCode    string `gorm:"primaryKey"`
	ID            string `gorm:"primaryKey"`
	Category      string
	Active        bool   // whether new needs and offers may have it
	LocalName     string // what the county calls it; "" for the list's own name
	Sensitivity   int
	EffectiveFrom Date
	Reason        string
	CreatedBy     string
	CreatedAt     time.Time
}

// TableName implements gorm's Tabler.
func (CategorySetting) TableName() string { return "category_setting" }

// CategoryChange is what staff set of a category.
type CategoryChange struct {
	Active        *bool  `json:"active" validate:"required"`
	LocalName     string `json:"local_name" validate:"omitempty,text=40"`
	Sensitivity   *int   `json:"sensitivity" validate:"required,min=0,max=3"`
	EffectiveFrom Date   `json:"effective_from" validate:"omitempty,date"` // today where left out
	Reason        string `json:"reason" validate:"filled,text=300"`
}

// CheckCategoryChange finds every fault of a change: those of Check, a day that is over, and a sensitivity below the list's own.
func CheckCategoryChange(c Category, in CategoryChange, today Date) []FieldError {
	faults := FaultsOf(in, today)
	if in.EffectiveFrom != "" && in.EffectiveFrom < today {
		faults = append(faults, FieldError{Field: "effective_from", Code: "in_past"})
	}
	if in.Sensitivity != nil && *in.Sensitivity < c.Sensitivity {
		faults = append(faults, FieldError{Field: "sensitivity", Code: "sensitivity_only_raised", Args: Args{"param": c.Sensitivity}})
	}
	return faults
}

// CategorySettings are a county's settings of its categories.
type CategorySettings []CategorySetting

// In answers the setting of a category on a day: the one that began last, of one day the one made last; nil where there is none.
func (all CategorySettings) In(category string, day Date) *CategorySetting {
	var best *CategorySetting
	for i := range all {
		s := &all[i]
		later := best == nil || s.EffectiveFrom > best.EffectiveFrom || s.EffectiveFrom == best.EffectiveFrom && s.ID > best.ID
		if s.Category == category && s.EffectiveFrom <= day && later {
			best = s
		}
	}
	return best
}

// LocalCategory is a category as a county uses it on a day.
type LocalCategory struct {
	Category
	Active    bool
	LocalName string
	Setting   *CategorySetting // nil: the list's own
}

// Local answers a category as the county uses it on a day; ok is false for a code that is not in the list.
func (all CategorySettings) Local(code string, day Date) (c LocalCategory, ok bool) {
	c.Category, ok = CategoryByCode(code)
	c.Active = true
	if s := all.In(code, day); s != nil {
		c.Active, c.LocalName, c.Setting = s.Active, s.LocalName, s
		c.Sensitivity = max(c.Sensitivity, s.Sensitivity)
	}
	return c, ok
}

// DayKind says what a county makes of a day.
type DayKind string

// The kinds of days: worked whatever the week says, free whatever the week says, or as the week says.
const (
	DayWorking DayKind = "working"
	DayHoliday DayKind = "holiday"
	DayPlain   DayKind = "plain"
)

// CalendarEntry is one change of a county's calendar; the newest of a day counts.
type CalendarEntry struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	Day        Date
	Kind       DayKind
	Name       string
	Reason     string
	CreatedBy  string
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (CalendarEntry) TableName() string { return "calendar_entry" }

// SpecialDay is a day that differs from the plain week, with what it is called.
type SpecialDay struct {
	Day  Date
	Kind DayKind
	Name string
	Own  bool // set by the county, not by the calendar that all share
}

// DayDraft is what staff make of a day.
type DayDraft struct {
	Day  Date    `json:"day" validate:"required,date"`
	Kind DayKind `json:"kind" validate:"required,oneof=working holiday plain"`
	Name string  `json:"name" validate:"omitempty,text=40"`
}

// CalendarChange changes days; with Year, the days are the whole of that year, and what it had before and is not among them becomes plain.
type CalendarChange struct {
	Year   int        `json:"year" validate:"omitempty,min=2000,max=2199"`
	Days   []DayDraft `json:"days" validate:"required,max=366,dive"`
	Reason string     `json:"reason" validate:"filled,text=300"`
}

// RegionChange renames a region, or says what place of the alliance it has.
type RegionChange struct {
	Name        *string   `json:"name" validate:"omitempty,filled,text=60"`
	NodeKind    *NodeKind `json:"node_kind" validate:"omitempty,oneof='' centre station point"`
	NodeAddress *string   `json:"node_address" validate:"omitempty,text=120"`
	NodePhone   *string   `json:"node_phone" validate:"omitempty,text=40"`
	Reason      string    `json:"reason" validate:"filled,text=300"`
}

// NodeKind is what place of the alliance a region has.
type NodeKind string

// The places of the alliance (domain report §1): a county's centre, a town's station, a village's point.
const (
	NodeNone    NodeKind = ""
	NodeCentre  NodeKind = "centre"
	NodeStation NodeKind = "station"
	NodePoint   NodeKind = "point"
)

// RegionMerge ends a region for a successor of the same level, with the last day on which it stood.
type RegionMerge struct {
	SuccessorCode string `json:"successor_code" validate:"required,region"`
	LastDay       Date   `json:"last_day" validate:"required,past_date"`
	Reason        string `json:"reason" validate:"filled,text=300"`
}
