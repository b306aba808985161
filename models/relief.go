package models

// EventClass says how heavy what happened to a household is, which bounds the factor of temporary relief (domain report §9).
type EventClass string

// The classes of events.
const (
	EventLight   EventClass = "light"
	EventMedium  EventClass = "medium"
	EventHeavy   EventClass = "heavy"
	EventExtreme EventClass = "extreme" // above the usual limit: county staff only, with a reason
)

// EventClasses lists the classes of events, the lightest first.
func EventClasses() []EventClass {
	return []EventClass{EventLight, EventMedium, EventHeavy, EventExtreme}
}

// Factors answers the smallest and the greatest factor of a class; 0, 0 for none.
func (c EventClass) Factors() (least, most int) {
	switch c {
	case EventLight:
		return 1, 2
	case EventMedium:
		return 3, 4
	case EventHeavy:
		return 5, 6
	case EventExtreme:
		return 7, 12
	default:
		return 0, 0
	}
}

// ReliefSum is what the amount of temporary relief is worked out from.
type ReliefSum struct {
	Persons     int
	Factor      int
	StdFen      int64  // the minimum living standard of the day, a head and month
	CapFen      int64  // usual limit a head (浙江省社会救助条例 40: 6 times the standard)
	MostFen     int64  // limit a head in special hardship (12 times)
	SelfPaidFen *int64 // what the household paid itself, where a bill is the cause
}

// ReliefAdvice is an amount worked out step by step, for a person to look at: it decides nothing.
type ReliefAdvice struct {
	ReliefSum
	SumFen    int64 // persons × standard × factor
	UsualFen  int64 // persons × the usual limit
	LimitFen  int64 // persons × the limit in special hardship
	AdviceFen int64
	Bound     ReliefBound // what lowered it
}

// ReliefBound is what lowers an advised amount.
type ReliefBound string

// The bounds of an advised amount: none, the usual limit, the limit in special hardship, and the bill.
const (
	BoundNone  ReliefBound = ""
	BoundUsual ReliefBound = "usual"
	BoundLimit ReliefBound = "limit"
	BoundBill  ReliefBound = "bill"
)

// Advise works an amount out: persons × standard × factor, within the limits a head and the bill. A factor up to 6 is held to the usual limit,
// one above it to the limit in special hardship.
func (s ReliefSum) Advise() ReliefAdvice {
	n := int64(max(s.Persons, 0))
	out := ReliefAdvice{ReliefSum: s, SumFen: n * s.StdFen * int64(max(s.Factor, 0)), UsualFen: n * s.CapFen, LimitFen: n * s.MostFen}
	out.AdviceFen = out.SumFen
	limit, bound := out.UsualFen, BoundUsual
	if s.Factor > 6 {
		limit, bound = out.LimitFen, BoundLimit
	}
	if out.AdviceFen > limit {
		out.AdviceFen, out.Bound = limit, bound
	}
	if s.SelfPaidFen != nil && out.AdviceFen > *s.SelfPaidFen {
		out.AdviceFen, out.Bound = *s.SelfPaidFen, BoundBill
	}
	return out
}

// Flaw tells why an amount may not be proposed: over_cap above the limit in special hardship, special_needed above the usual limit where no
// special hardship was stated, over_bill above what was paid; "" where it may.
func (a ReliefAdvice) Flaw(fen int64, special bool) string {
	switch {
	case fen > a.LimitFen:
		return "over_cap"
	case fen > a.UsualFen && !special:
		return "special_needed"
	case a.SelfPaidFen != nil && fen > *a.SelfPaidFen:
		return "over_bill"
	}
	return ""
}

// ReliefDraft is a request for relief as an aide or clerk hands it in on a household's behalf (代办). Without a person the head of the household
// asks. Consent says that the household has signed that its means may be verified.
type ReliefDraft struct {
	ID             string          `json:"id" validate:"omitempty,client_id"`
	HouseholdID    string          `json:"household_id" validate:"required,uuid"`
	PersonID       string          `json:"person_id" validate:"omitempty,uuid"`
	Kind           ApplicationKind `json:"kind" validate:"required,oneof=temp_relief dibao dibian tekun rigid medical education housing employment unknown"`
	Emergency      bool            `json:"emergency"`
	Channel        string          `json:"channel" validate:"omitempty,oneof=aide hotline dept"`
	GivenBy        string          `json:"given_by" validate:"omitempty,oneof=self guardian agent"`
	Consent        bool            `json:"consent"`
	Source         string          `json:"source" validate:"omitempty,oneof=visit alert suggestion"`
	SourceID       string          `json:"source_id" validate:"required_with=Source,omitempty,uuid"`
	Story          string          `json:"story" validate:"required,filled,text=2000"`
	AmountAskedFen *int64          `json:"amount_asked_fen" validate:"omitempty,min=0,max=1000000000"`
	SelfPaidFen    *int64          `json:"self_paid_fen" validate:"omitempty,min=0,max=1000000000"`
	Materials      []string        `json:"materials" validate:"max=20,dive,filled,text=60"`
}

// ReliefStep is what a step of a request for relief may be told; each step reads what is its own.
type ReliefStep struct {
	Reason       string          `json:"reason" validate:"omitempty,text=2000" description:"why, in words for the household"`
	Note         string          `json:"note" validate:"omitempty,text=2000" description:"propose: what the proposal rests on; supplement: what was handed in"`
	Kind         ApplicationKind `json:"kind" validate:"omitempty,oneof=temp_relief dibao dibian tekun rigid medical education housing employment" description:"transfer"`
	Materials    []string        `json:"materials" validate:"max=20,dive,filled,text=60" description:"ask: what is lacking"`
	AmountFen    *int64          `json:"amount_fen" validate:"omitempty,min=1,max=1000000000" description:"propose, first-aid"`
	EventClass   EventClass      `json:"event_class" validate:"omitempty,oneof=light medium heavy extreme" description:"propose"`
	Persons      *int            `json:"persons" validate:"omitempty,min=1,max=30" description:"propose"`
	Factor       *int            `json:"factor" validate:"omitempty,min=1,max=12" description:"propose"`
	SelfPaidFen  *int64          `json:"self_paid_fen" validate:"omitempty,min=0,max=1000000000" description:"propose"`
	Special      bool            `json:"special" description:"propose, first-aid: special hardship, above the usual limit"`
	VisitID      string          `json:"visit_id" validate:"omitempty,uuid" description:"verify, propose: the home visit"`
	NoVisitWhy   string          `json:"no_visit_reason" validate:"omitempty,text=300" description:"propose: why no visit was needed"`
	PaidOn       Date            `json:"paid_on" validate:"omitempty,past_date" description:"pay, first-aid"`
	PayeeName    string          `json:"payee_name" validate:"omitempty,text=40" description:"pay, first-aid"`
	PayeeAccount string          `json:"payee_account" validate:"omitempty,text=40" description:"pay, first-aid; only its last four digits are kept"`
}

// Payment describes who was paid: the name, and of the account no more than its last four digits (domain report §16.5).
func (s ReliefStep) Payment() string {
	name := CleanText(s.PayeeName)
	if account := MaskBank(s.PayeeAccount); account != "" {
		return name + " " + account
	}
	return name
}

// PublicName is how an applicant is named in the village: masked, and a child not at all (domain report §16.5): then the eldest grown-up of
// the household stands there, or nobody.
func PublicName(applicant *Person, members []Person, day Date) string {
	const grown = 18
	if applicant != nil && applicant.AgeOn(day) >= grown {
		return MaskName(applicant.Name)
	}
	var best *Person
	for i := range members {
		p := &members[i]
		if p.AgeOn(day) >= grown && p.DeceasedOn == "" && (best == nil || p.IsHead || !best.IsHead && p.BirthDate < best.BirthDate) {
			best = p
		}
	}
	if best == nil {
		return ""
	}
	return MaskName(best.Name)
}
