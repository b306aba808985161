package models

import "time"

// StandardCode names a number that policy sets.
type StandardCode string

// The numbers that policy sets (domain report §5.2, §9 and §17.3).
const (
	StandardDibao           StandardCode = "dibao_line"
	StandardDibianFactor    StandardCode = "dibian_factor"
	StandardMinimumWage     StandardCode = "minimum_wage"
	StandardIncomePerHead   StandardCode = "income_per_head"
	StandardRigidRatio      StandardCode = "rigid_ratio"
	StandardRigidMonths     StandardCode = "rigid_months"
	StandardReliefCap       StandardCode = "relief_cap"
	StandardReliefCapMost   StandardCode = "relief_cap_special"
	StandardReliefTown      StandardCode = "relief_town"
	StandardLowIncomeFamily StandardCode = "low_income_family"
	StandardMicroWish       StandardCode = "micro_wish_cap"

	StandardKeepAlert    StandardCode = "keep_alert"
	StandardKeepVisit    StandardCode = "keep_visit"
	StandardKeepRelief   StandardCode = "keep_relief"
	StandardKeepLog      StandardCode = "keep_log"
	StandardKeepStranger StandardCode = "keep_stranger"
	StandardKeepPhoto    StandardCode = "keep_photo"
)

// StandardUnit is what a standard counts in.
type StandardUnit string

// The units of standards: money in fen, ratios and multiples in thousandths, whole months and days.
const (
	UnitFen      StandardUnit = "fen"
	UnitPermille StandardUnit = "permille"
	UnitMonth    StandardUnit = "month"
	UnitDay      StandardUnit = "day"
)

// StandardKind is one of the numbers that policy sets. Default holds where the county has adopted none; nil means that there is none, and
// whoever asks must say that the number is missing. Most bounds what may be proposed, against a slip of the hand.
type StandardKind struct {
	Code    StandardCode
	NameZH  string
	NameEN  string
	Unit    StandardUnit
	Default *int64
	Most    int64
	Basis   string // the law or document that the number rests on
}

// Standard is one version of a number that policy sets: of a region and everything under it, from a day on.
type Standard struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	Code       StandardCode
	RegionCode string // 12 digits: the county, a region of it, or one above it
	Value      int64
	Unit       StandardUnit
	Source     string // the document that sets it
	Term       `gorm:"embedded"`
	Decision   `gorm:"embedded"`
}

// TableName implements gorm's Tabler.
func (Standard) TableName() string { return "policy_standard" }

// StandardDraft proposes a number that policy sets. Without a region it is for the whole county.
type StandardDraft struct {
	ID            string       `json:"id" validate:"omitempty,client_id"`
	Code          StandardCode `json:"code" validate:"required,standard"`
	RegionCode    string       `json:"region_code" validate:"omitempty,region"`
	Value         *int64       `json:"value" validate:"required,min=0"`
	EffectiveFrom Date         `json:"effective_from" validate:"required,date"`
	EffectiveTo   Date         `json:"effective_to" validate:"omitempty,date"`
	Source        string       `json:"source" validate:"filled,text=200"`
}

// CheckStandard finds every fault of a draft: those of Check, days in the wrong order, a value beyond what the number can be, and a region
// that neither lies in the county nor holds it. What is kept how long is set for a whole county.
func CheckStandard(in StandardDraft, county string, today Date) []FieldError {
	faults := FaultsOf(in, today)
	if in.EffectiveTo != "" && in.EffectiveTo < in.EffectiveFrom {
		faults = append(faults, FieldError{Field: "effective_to", Code: "before_start"})
	}
	if kind, known := StandardByCode(in.Code); known && in.Value != nil && *in.Value > kind.Most {
		faults = append(faults, FieldError{Field: "value", Code: "max", Args: Args{"param": kind.Most}})
	}
	if kind, known := StandardByCode(in.Code); known && in.Value != nil && *in.Value < kind.Least() {
		faults = append(faults, FieldError{Field: "value", Code: "min", Args: Args{"param": kind.Least()}})
	}
	if code, flaw := ParseRegionCode(in.RegionCode); flaw == "" && CountyOf(code) != county && !Covers(code, county) {
		faults = append(faults, FieldError{Field: "region_code", Code: "region_outside_county"})
	} else if kind, _ := StandardByCode(in.Code); flaw == "" && kind.Keeping() && !Covers(code, county) {
		faults = append(faults, FieldError{Field: "region_code", Code: "county_wide"})
	}
	return faults
}

// Standards are a county's versions of the numbers that policy sets.
type Standards []Standard

// In answers the version of a number that holds for a region on a day, by what had been adopted up to known (the zero time: now). The
// nearest region goes first, then the latest beginning, then the latest adoption. It is nil where none holds.
func (all Standards) In(code StandardCode, region string, day Date, known time.Time) *Standard {
	var best *Standard
	for i := range all {
		s := &all[i]
		if s.Code == code && s.KnownAt(known) && s.Holds(day) && Covers(s.RegionCode, region) && (best == nil || s.before(best)) {
			best = s
		}
	}
	return best
}

func (s *Standard) before(other *Standard) bool {
	near, far := len(RegionPrefix(s.RegionCode)), len(RegionPrefix(other.RegionCode))
	if near != far {
		return near > far
	}
	return laterDecision(s.Term, other.Term, s.Decision, other.Decision)
}

// Value answers a number on a day for a region: the adopted one, or the declared default; ok is false where there is neither.
func (all Standards) Value(code StandardCode, region string, day Date) (value int64, ok bool) {
	if s := all.In(code, region, day, time.Time{}); s != nil {
		return s.Value, true
	}
	if kind, known := StandardByCode(code); known && kind.Default != nil {
		return *kind.Default, true
	}
	return 0, false
}

// Lines are the limits that follow from the numbers of one day for one region, in fen; nil where a number is missing.
type Lines struct {
	Dibao       *int64 // income a head and month below this: minimum living
	Dibian      *int64 // up to this, included: marginal; never above the minimum wage (浙江省社会救助条例 13)
	ReliefMost  *int64 // temporary relief a head
	ReliefLimit *int64 // temporary relief a head where the hardship is special (浙江省社会救助条例 40)
}

// Lines answers the limits of a day for a region.
func (all Standards) Lines(region string, day Date) Lines {
	var out Lines
	std, ok := all.Value(StandardDibao, region, day)
	if !ok {
		return out
	}
	times := func(code StandardCode) *int64 {
		factor, ok := all.Value(code, region, day)
		if !ok {
			return nil
		}
		line := std * factor / 1000
		return &line
	}
	out.Dibao, out.Dibian, out.ReliefMost, out.ReliefLimit = &std, times(StandardDibianFactor), times(StandardReliefCap), times(StandardReliefCapMost)
	if wage, ok := all.Value(StandardMinimumWage, region, day); ok && out.Dibian != nil {
		out.Dibian = new(min(*out.Dibian, wage))
	}
	return out
}

// IncomeBand is where an income a head and month stands against the lines of the day.
type IncomeBand string

// The bands; below is strict and up to includes (民法典 1259 by analogy).
const (
	BandDibao  IncomeBand = "dibao"
	BandDibian IncomeBand = "dibian"
	BandAbove  IncomeBand = "above"
)

// Band answers the band of an income in fen; ok is false where a line is missing.
func (l Lines) Band(incomeFen int64) (band IncomeBand, ok bool) {
	switch {
	case l.Dibao == nil || l.Dibian == nil:
		return "", false
	case incomeFen < *l.Dibao:
		return BandDibao, true
	case incomeFen <= *l.Dibian:
		return BandDibian, true
	}
	return BandAbove, true
}
