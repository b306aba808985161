package exchange

// The objects of Open Referral's Human Services Data Specification 3.0, as far as the alliance has something to say in them. Names and
// forms are those of the specification's JSON schemas; what is empty is left out.

type hsdsOrganization struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	LegalStatus string           `json:"legal_status,omitempty"`
	Identifiers []hsdsIdentifier `json:"organization_identifiers,omitempty"`
	Locations   []hsdsLocation   `json:"locations,omitempty"`
	Services    []hsdsService    `json:"services"`
}

type hsdsIdentifier struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organization_id"`
	IdentifierType string `json:"identifier_type"`
	Identifier     string `json:"identifier"`
}

type hsdsLocation struct {
	ID             string   `json:"id"`
	LocationType   string   `json:"location_type"` // physical, postal or virtual
	OrganizationID string   `json:"organization_id,omitempty"`
	Name           string   `json:"name,omitempty"`
	Latitude       *float64 `json:"latitude,omitempty"`
	Longitude      *float64 `json:"longitude,omitempty"`
	External       string   `json:"external_identifier,omitempty"`
	ExternalType   string   `json:"external_identifier_type,omitempty"`
}

type hsdsService struct {
	ID             string           `json:"id"`
	OrganizationID string           `json:"organization_id"`
	Name           string           `json:"name"`
	Description    string           `json:"description,omitempty"`
	Status         string           `json:"status"`
	Fees           string           `json:"fees_description,omitempty"`
	WaitTime       string           `json:"wait_time,omitempty"`
	Eligibility    string           `json:"eligibility_description,omitempty"`
	MinimumAge     *int             `json:"minimum_age,omitempty"`
	MaximumAge     *int             `json:"maximum_age,omitempty"`
	Licenses       string           `json:"licenses,omitempty"`
	LastModified   string           `json:"last_modified"`
	Schedules      []hsdsSchedule   `json:"schedules"`
	Areas          []hsdsArea       `json:"service_areas"`
	AtLocations    []hsdsAtLocation `json:"service_at_locations,omitempty"`
	CostOptions    []hsdsCost       `json:"cost_options"`
	Attributes     []hsdsAttribute  `json:"attributes"`
}

type hsdsSchedule struct {
	ID          string `json:"id"`
	ServiceID   string `json:"service_id"`
	ValidFrom   string `json:"valid_from"`
	ValidTo     string `json:"valid_to"`
	Timezone    int    `json:"timezone"` // hours from UTC
	Freq        string `json:"freq,omitempty"`
	Interval    int    `json:"interval,omitempty"`
	Description string `json:"description,omitempty"`
}

type hsdsArea struct {
	ID          string `json:"id"`
	ServiceID   string `json:"service_id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type hsdsAtLocation struct {
	ID         string       `json:"id"`
	ServiceID  string       `json:"service_id"`
	LocationID string       `json:"location_id"`
	Location   hsdsLocation `json:"location"`
}

type hsdsCost struct {
	ID        string `json:"id"`
	ServiceID string `json:"service_id"`
	ValidFrom string `json:"valid_from"`
	ValidTo   string `json:"valid_to"`
	Option    string `json:"option"`
	Currency  string `json:"currency,omitempty"`
	Amount    *int   `json:"amount,omitempty"`
}

type hsdsAttribute struct {
	ID         string   `json:"id"`
	LinkID     string   `json:"link_id"`
	LinkType   string   `json:"link_type"`
	LinkEntity string   `json:"link_entity"`
	TermID     string   `json:"taxonomy_term_id"`
	Term       hsdsTerm `json:"taxonomy_term"`
}

type hsdsTerm struct {
	ID          string        `json:"id"`
	Code        string        `json:"code"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	ParentID    string        `json:"parent_id,omitempty"`
	Taxonomy    string        `json:"taxonomy"`
	TaxonomyID  string        `json:"taxonomy_id"`
	Language    string        `json:"language"`
	Detail      *hsdsTaxonomy `json:"taxonomy_detail,omitempty"`
}

type hsdsTaxonomy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}
