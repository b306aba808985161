package models

import (
	"slices"
	"time"
)

// SLAStep is a step of the work that has a limit of time.
type SLAStep string

// The steps with limits (domain report §15 and §5.1).
const (
	SLANeedResponse    SLAStep = "need_response"    // the town accepts or returns
	SLAFirstInvitation SLAStep = "first_invitation" // from accepted
	SLASupplierReply   SLAStep = "supplier_reply"   // to an invitation
	SLAResolution      SLAStep = "resolution"       // from accepted
	SLAConfirmation    SLAStep = "confirmation"     // by the household, then the aide confirms
	SLASupplierReview  SLAStep = "supplier_review"  // from applied
	SLAAlertContact    SLAStep = "alert_contact"    // the first contact with the household, from raised
	SLAAlertVerify     SLAStep = "alert_verify"     // looked into at the home, from raised

	SLAReliefAccept    SLAStep = "relief_accept"             // the town accepts a request for relief, asks, or turns it away
	SLAReliefVerify    SLAStep = "relief_verification"       // from accepted
	SLAReliefVerified  SLAStep = "relief_verification_known" // the same, of a household that is recognised already
	SLAReliefPropose   SLAStep = "relief_proposal"           // from submitted
	SLAReliefDecide    SLAStep = "relief_decision"           // from the end of publicity, or from the proposal
	SLAReliefEmergency SLAStep = "relief_emergency"          // from submitted to first aid
	SLAReliefPaperwork SLAStep = "relief_paperwork"          // from first aid
	SLAReliefMaterials SLAStep = "relief_materials"          // from asked
	SLAReliefAppeal    SLAStep = "relief_appeal"             // from appealed
	SLAComplaint       SLAStep = "complaint"                 // from filed

	SLAVisitEvery  SLAStep = "visit_every"  // from one visit to the next, by how closely a household is followed
	SLAVisitEvent  SLAStep = "visit_event"  // after a death, a fire, a hospital stay or a red alert, by level
	SLAVisitNew    SLAStep = "visit_new"    // after a household was recognised
	SLAListDispute SLAStep = "list_dispute" // a line of a happiness list, from disputed
)

// SLAStepList lists the steps that have limits, in the order of a need's life; those of an alert last.
func SLAStepList() []SLAStep {
	return []SLAStep{SLANeedResponse, SLAFirstInvitation, SLASupplierReply, SLAResolution, SLAConfirmation, SLASupplierReview,
		SLAAlertContact, SLAAlertVerify, SLAReliefAccept, SLAReliefVerify, SLAReliefVerified, SLAReliefPropose, SLAReliefDecide, SLAReliefEmergency,
		SLAReliefPaperwork, SLAReliefMaterials, SLAReliefAppeal, SLAComplaint, SLAVisitEvery, SLAVisitEvent, SLAVisitNew,
		SLAListDispute}
}

// reliefLimits are the limits of relief where the county has adopted none (domain report §15).
var reliefLimits = map[SLAStep]Limit{
	SLAReliefAccept: {2, LimitWorkday}, SLAReliefVerify: {10, LimitWorkday}, SLAReliefVerified: {5, LimitWorkday}, SLAReliefPropose: {15, LimitWorkday},
	SLAReliefDecide: {5, LimitWorkday}, SLAReliefEmergency: {24, LimitHour}, SLAReliefPaperwork: {10, LimitWorkday}, SLAReliefMaterials: {10, LimitWorkday},
	SLAReliefAppeal: {60, LimitDay}, SLAComplaint: {15, LimitDay}, SLAListDispute: {10, LimitWorkday},
}

// LimitUnit is what a limit counts in: hours by the clock, working days by the county's calendar, or days as they come.
type LimitUnit string

// The units of limits.
const (
	LimitHour    LimitUnit = "hour"
	LimitWorkday LimitUnit = "workday"
	LimitDay     LimitUnit = "day"
)

// Limit is how long a step may take. Days end with the day; 0 of them is the same day.
type Limit struct {
	Amount int
	Unit   LimitUnit
}

// End answers the instant by which a step that began at an instant must be done.
func (l Limit) End(from time.Time, c Calendar) time.Time {
	switch l.Unit {
	case LimitHour:
		return from.Add(time.Duration(l.Amount) * time.Hour)
	case LimitDay:
		return DateOf(from).AddDays(l.Amount).End()
	default:
		return c.AddWorkdays(DateOf(from), l.Amount).End()
	}
}

// Days bounds the days of the calendar that End may ask for.
func (l Limit) Days() int { return 3*l.Amount + 30 }

// SLARule is one version of a county's limit for a step. Subject is an urgency, a category, or "" for whatever has no limit of its own,
// by what the step goes by.
type SLARule struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	Step       SLAStep
	Subject    string
	Amount     int
	Unit       LimitUnit
	Source     string
	Term       `gorm:"embedded"`
	Decision   `gorm:"embedded"`
}

// TableName implements gorm's Tabler.
func (SLARule) TableName() string { return "sla_rule" }

// Limit is the limit that the rule sets.
func (r SLARule) Limit() Limit { return Limit{r.Amount, r.Unit} }

// SLADraft proposes a limit.
type SLADraft struct {
	ID            string    `json:"id" validate:"omitempty,client_id"`
	Step          SLAStep   `json:"step" validate:"required,sla_step"`
	Subject       string    `json:"subject"`
	Amount        *int      `json:"amount" validate:"required,min=0,max=365"`
	Unit          LimitUnit `json:"unit" validate:"required,oneof=hour workday day"`
	EffectiveFrom Date      `json:"effective_from" validate:"required,date"`
	EffectiveTo   Date      `json:"effective_to" validate:"omitempty,date"`
	Source        string    `json:"source" validate:"filled,text=200"`
}

// CheckSLA finds every fault of a draft: those of Check, days in the wrong order, and a subject that the step does not go by.
func CheckSLA(in SLADraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	if in.EffectiveTo != "" && in.EffectiveTo < in.EffectiveFrom {
		faults = append(faults, FieldError{Field: "effective_to", Code: "before_start"})
	}
	if slices.Contains(SLAStepList(), in.Step) && !slices.Contains(SLASubjects(in.Step), in.Subject) {
		faults = append(faults, FieldError{Field: "subject", Code: "sla_subject"})
	}
	if in.Step == SLAResolution && in.Unit == LimitHour {
		faults = append(faults, FieldError{Field: "unit", Code: "oneof", Args: Args{"param": "workday day"}})
	}
	if in.Step == SLAVisitEvery && in.Unit != LimitDay {
		faults = append(faults, FieldError{Field: "unit", Code: "oneof", Args: Args{"param": "day"}})
	}
	return faults
}

// SLASubjects lists what a step may have limits for: every category where the limit goes by category, else the urgencies and "", or ""
// alone.
func SLASubjects(step SLAStep) []string {
	switch step {
	case SLAResolution:
		out := make([]string, len(categories))
		for i, c := range categories {
			out[i] = c.Code
		}
		return out
	case SLANeedResponse, SLAFirstInvitation, SLASupplierReply:
		return []string{"", string(UrgencyCritical), string(UrgencyHigh), string(UrgencyNormal), string(UrgencyLow)}
	case SLAAlertContact, SLAAlertVerify:
		return []string{string(SeverityRed), string(SeverityOrange), string(SeverityYellow), string(SeverityBlue)}
	case SLAVisitEvery:
		return []string{string(PlanHigh), string(PlanKey), string(PlanGeneral), string(PlanStable)}
	case SLAVisitEvent:
		return []string{"", "1", "2"} // levels I and II
	default:
		return []string{""}
	}
}

// DefaultLimit is the limit that holds where the county has adopted none (domain report §15, §5.1). own tells whether it is declared for the
// very subject, not for all.
func DefaultLimit(step SLAStep, subject string) (limit Limit, own bool) {
	switch step {
	case SLANeedResponse:
		if subject == string(UrgencyCritical) {
			return Limit{2, LimitHour}, true
		}
		return Limit{1, LimitWorkday}, false
	case SLASupplierReply:
		if subject == string(UrgencyCritical) {
			return Limit{4, LimitHour}, true
		}
		return Limit{2, LimitWorkday}, false
	case SLAResolution:
		c, known := CategoryByCode(subject)
		return Limit{c.SLAWorkdays, LimitWorkday}, known
	case SLAFirstInvitation:
		return Limit{1, LimitWorkday}, false
	case SLAAlertContact, SLAAlertVerify:
		limit, own = alertLimits[step][Severity(subject)]
		return limit, own
	case SLAVisitEvery, SLAVisitEvent, SLAVisitNew:
		return visitLimit(step, subject)
	default:
		if relief, ok := reliefLimits[step]; ok {
			return relief, false
		}
		return Limit{5, LimitWorkday}, false
	}
}

// alertLimits are the limits of alerts by their severity (domain report §15).
var alertLimits = map[SLAStep]map[Severity]Limit{
	SLAAlertContact: {SeverityRed: {4, LimitHour}, SeverityOrange: {1, LimitWorkday}, SeverityYellow: {3, LimitWorkday}, SeverityBlue: {10, LimitWorkday}},
	SLAAlertVerify:  {SeverityRed: {24, LimitHour}, SeverityOrange: {2, LimitWorkday}, SeverityYellow: {5, LimitWorkday}, SeverityBlue: {20, LimitWorkday}},
}

// visitLimit is the declared limit of a step of visits (domain report §8.2, §15).
func visitLimit(step SLAStep, subject string) (limit Limit, own bool) {
	switch {
	case step == SLAVisitNew:
		return Limit{10, LimitWorkday}, false
	case step == SLAVisitEvent && subject != "":
		return Limit{24, LimitHour}, true
	case step == SLAVisitEvent:
		return Limit{48, LimitHour}, false
	}
	days := map[string]int{string(PlanHigh): 7, string(PlanKey): 31, string(PlanGeneral): 92}[subject]
	if days == 0 {
		days = 184
	}
	return Limit{days, LimitDay}, true
}

// SLARules are a county's versions of its limits.
type SLARules []SLARule

// In answers the rule of a step for a very subject that holds on a day; nil where none does.
func (all SLARules) In(step SLAStep, subject string, day Date) *SLARule {
	var best *SLARule
	for i := range all {
		r := &all[i]
		if r.Step == step && r.Subject == subject && r.KnownAt(time.Time{}) && r.Holds(day) &&
			(best == nil || laterDecision(r.Term, best.Term, r.Decision, best.Decision)) {
			best = r
		}
	}
	return best
}

// Limit answers the limit of a step for a subject on a day: the county's for the subject, else the default declared for the subject, else
// the county's for all, else the default for all. rule is nil where a default answers.
func (all SLARules) Limit(step SLAStep, subject string, day Date) (limit Limit, rule *SLARule) {
	if r := all.In(step, subject, day); r != nil {
		return r.Limit(), r
	}
	limit, own := DefaultLimit(step, subject)
	if own {
		return limit, nil
	}
	if r := all.In(step, "", day); r != nil {
		return r.Limit(), r
	}
	return limit, nil
}
