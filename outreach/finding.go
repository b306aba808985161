package outreach

import (
	"zhulian/models"
)

// Finding is what a rule found about one household, or about one person whose household is not known here. It is not stored; what is made of
// it keeps the rule's version and exactly the facts that fired it.
type Finding struct {
	CountyCode  string
	RuleCode    string
	RuleVersion int
	Family      string // rules of one family make one open alert a household
	Kind        models.RuleKind
	Severity    models.Severity
	RestDays    int  // after closing, the same rule rests so long; a red finding breaks it
	Once        bool // it rests for ever

	HouseholdID *string
	PersonID    *string // where all signals, or the fact itself, are about one member
	PersonIndex []byte  // blind index of the citizen number, where there is no household
	RegionCode  string  // 12 digits

	SignalIDs  []string // that the finding rests on, the newest first; none for what time alone brings about
	BatchID    *string  // of the newest signal
	SourceDept string   // of the newest signal, or the rule's
	EventOn    models.Date
	AmountFen  *int64            // what a rule about money counted
	Facts      map[string]string // the facts that fired the rule, by name; categories of diseases, never diagnoses
}
