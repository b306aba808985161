package matching

import "zhulian/models"

// Capacity is what an offer still can give: a count is a stock that is used up, a rate frees again at the next window.
type Capacity struct {
	Kind    models.CapacityKind // count when empty
	Left    Quantity            // in the current window
	FreesOn models.Date         // the next day on which capacity frees; zero when none is known
}

// Offer is what the matcher must know of one offer and of the supplier behind it. Every field but ID may be left empty: an
// empty list of regions together with no radius means that it goes anywhere, an empty list of delivery modes any mode.
type Offer struct {
	ID          string
	SupplierID  string
	Categories  []string // L2 codes; empty lets the texts decide
	Title       string
	Description string
	Status      models.OfferStatus // anything but published closes the gate; empty counts as published
	ValidFrom   models.Date
	ValidTo     models.Date
	CreatedOn   models.Date

	Capacity     Capacity
	Unit         string
	GoodsExpiry  models.Date
	Regions      []string // region codes served, each of up to 12 digits
	Home         string   // region code where the help starts from
	RadiusKM     int      // 0 for none
	Place        Point
	Slots        Slots
	Deliveries   []string
	LeadTimeDays int

	TargetTags  []string
	ExcludeTags []string
	MinAge      int // years, 0 for none
	MaxAge      int // years, 0 for none
	FeeMode     string
	Genders     []string // of the helpers; empty for unknown
	Referrals   []string // ids of the sensitive needs for which staff named this supplier

	SupplierStatus models.SupplierStatus // empty counts as active
	Licences       []models.Licence
	Clearance      int // highest sensitivity that the supplier may see, 0–2
	Accepted       int // matches accepted so far
	Fulfilled      int // of these, fulfilled
	LoadPerMille   int // share of capacity already promised, 0–1000
}
