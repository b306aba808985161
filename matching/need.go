// Package matching decides who fits whom: gates, an integer score with its parts and reasons, an index that answers the best
// offers of a need, the likeness of texts, likely duplicates, and the global allocation. It is pure: no clock, no database,
// no web and no randomness, so the same inputs always give the same answer, which is what an explanation to the person
// concerned rests on (Personal Information Protection Law, article 24). Whatever it answers is a proposal for people to decide.
package matching

import "zhulian/models"

// Quantity is a number of units that may be unknown. The zero Quantity is unknown, which is a state of its own and never
// stands for one unit.
type Quantity struct {
	Units int64
	Known bool
}

// Units returns a known quantity.
func Units(n int64) Quantity { return Quantity{Units: n, Known: true} }

// Point is a place on earth in degrees (WGS 84 or GCJ-02, as long as both sides use the same). The zero Point is unknown.
type Point struct {
	Lat, Lng float64
	Known    bool
}

// At returns a known point.
func At(lat, lng float64) Point { return Point{Lat: lat, Lng: lng, Known: true} }

// Consent is where the household's consent to hand its data to a supplier stands.
type Consent string

// The consent states. Without a word yet, consent can still be asked for; once withdrawn it closes the consent gate.
const (
	ConsentNone      Consent = "none"
	ConsentGiven     Consent = "given"
	ConsentWithdrawn Consent = "withdrawn"
)

// Encounter is one earlier meeting of this household with a supplier.
type Encounter struct {
	SupplierID   string
	Served       bool // a fulfilment was confirmed; otherwise the supplier declined
	Satisfaction int  // 1–5 where the household rated, else 0
	DeclineCode  string
	On           models.Date
}

// Need is what the matcher must know of one need. Every field but ID may be left empty: empty means unknown, and the unknown
// neither opens nor closes a gate and scores neutral.
type Need struct {
	ID          string
	HouseholdID string
	Category    string // L2 code; empty lets the texts decide
	Title       string
	Detail      string
	Quantity    Quantity
	Unit        string
	Urgency     string // critical, high, normal or low
	Sensitivity int    // 0–3; 3 goes by named referral only

	Level   int    // household level 1 (red) to 4 (blue), 0 unknown
	Class   string // beneficiary category code such as T1, D1, E1
	Tags    []string
	Ages    []int  // of the persons to be served; empty for the whole household
	Gender  string // gender asked of the helper: female, male or empty
	FeeFree bool   // only free help; implied by Class T1, D1, D2 and E1
	Consent Consent

	Region   string // region code of up to 12 digits, as deep as known
	Place    Point
	AsOf     models.Date // the day of the question: "today"
	Earliest models.Date
	NeededBy models.Date
	Slots    Slots
	Delivery string // to_home, pick_up, centre, online or empty

	DeclinedBy []string // suppliers that declined this very need
	Conflicts  []string // suppliers with a declared conflict of interest
	History    []Encounter

	SubmittedOn   models.Date
	WaitingDays   int
	FirstTime     bool
	Remote        bool // a village far from the town's services
	TownServedPct int  // share of the town's needs served lately, 0–100
}
