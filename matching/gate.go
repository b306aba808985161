package matching

// Gate is the stable machine word of one hard condition. An offer that fails one is excluded, whatever it would score.
type Gate string

// The gates in the order in which they are tried. An exclusion names the first one that failed.
const (
	GatePublished   Gate = "published"   // the offer is published
	GateSupplier    Gate = "supplier"    // its supplier is active
	GateDates       Gate = "dates"       // it is in date on the day of the question or within the need's window
	GateCategory    Gate = "category"    // its category is the need's, a sibling or of the same kind; else the texts are alike
	GateStock       Gate = "stock"       // something is left of a count
	GateCapacity    Gate = "capacity"    // a rate has room within the need's window
	GateArea        Gate = "area"        // the place is in the area served or within the radius
	GateLicence     Gate = "licence"     // the licence that the need's category asks for is valid on the service date
	GateExpiry      Gate = "expiry"      // goods keep for 7 days after the service date
	GateAge         Gate = "age"         // the persons served are within the age limits
	GateTags        Gate = "tags"        // the household is not of a group that the offer excludes
	GateFee         Gate = "fee"         // free help only for T1, D1, D2 and E1
	GateSensitivity Gate = "sensitivity" // the supplier is cleared; level 3 by named referral only
	GateGender      Gate = "gender"      // a helper of the gender asked for
	GateChild       Gate = "child"       // helpers of minors have passed the yearly query
	GateDelivery    Gate = "delivery"    // the help comes in the way that the household can take
	GateLead        Gate = "lead_time"   // it can be there in time
	GateConflict    Gate = "conflict"    // no conflict of interest was declared
	GateConsent     Gate = "consent"     // consent to share is given or can still be asked for
	GateDeclined    Gate = "declined"    // the supplier has not declined this need before
)

// Phrase is a sentence to be translated: a locale key and its arguments by name.
type Phrase struct {
	Key  string
	Args map[string]string
}

type gateRule struct {
	gate  Gate
	fails func(*query, *record) bool
	fix   func(*query, *record) Phrase
	idle  func(*query) bool // tells that no offer can fail for this need; nil where one always can
}

// gateRules is the declared list; its order is the order of trial.
var gateRules = [...]gateRule{
	{GatePublished, failsPublished, fixed("fix.publish"), nil},
	{GateSupplier, failsSupplier, fixed("fix.reinstate"), nil},
	{GateDates, failsDates, fixDates, nil},
	{GateCategory, failsCategory, fixed("fix.category"), nil},
	{GateStock, failsStock, fixCapacity, nil},
	{GateCapacity, failsCapacity, fixCapacity, nil},
	{GateArea, failsArea, fixArea, func(q *query) bool { return !q.region.known() && !q.place.known }},
	{GateLicence, failsLicence, fixLicence, func(q *query) bool { return q.licence == noLicence }},
	{GateExpiry, failsExpiry, fixExpiry, nil},
	{GateAge, failsAge, fixAge, func(q *query) bool { return len(q.need.Ages) == 0 }},
	{GateTags, failsTags, fixTags, func(q *query) bool { return len(q.need.Tags) == 0 }},
	{GateFee, failsFee, fixed("fix.fee_free"), func(q *query) bool { return !q.free }},
	{GateSensitivity, failsSensitivity, fixSensitivity, func(q *query) bool { return q.need.Sensitivity <= 0 }},
	{GateGender, failsGender, fixGender, func(q *query) bool { return q.need.Gender == "" }},
	{GateChild, failsChild, fixed("fix.licence_missing.child"), func(q *query) bool { return !q.minor }},
	{GateDelivery, failsDelivery, fixDelivery, func(q *query) bool { return q.need.Delivery == "" }},
	{GateLead, failsLead, fixLead, func(q *query) bool { return q.need.NeededBy == "" || q.today == 0 }},
	{GateConflict, failsConflict, fixed("fix.other_supplier"), func(q *query) bool { return len(q.need.Conflicts) == 0 }},
	{GateConsent, failsConsent, fixed("fix.consent"), func(q *query) bool { return q.need.Consent != ConsentWithdrawn }},
	{GateDeclined, failsDeclined, fixed("fix.other_supplier"), func(q *query) bool { return len(q.need.DeclinedBy) == 0 }},
}

// Gates lists every gate in the order of trial.
func Gates() []Gate {
	gates := make([]Gate, len(gateRules))
	for i, rule := range gateRules {
		gates[i] = rule.gate
	}
	return gates
}

// Key is the locale key of the gate's name.
func (g Gate) Key() string { return "gate." + string(g) }

// failing returns the place in gateRules of the first gate that excludes the pair, or -1.
func failing(q *query, r *record) int {
	for _, i := range q.gates {
		if gateRules[i].fails(q, r) {
			return int(i)
		}
	}
	return -1
}

// tryGates notes the gates at which an offer can fail for this need, in their order.
func (q *query) tryGates() {
	for i := range gateRules {
		if idle := gateRules[i].idle; idle == nil || !idle(q) {
			q.gates = append(q.gates, uint8(i))
		}
	}
}

func fixed(key string) func(*query, *record) Phrase {
	return func(*query, *record) Phrase { return Phrase{Key: key} }
}
