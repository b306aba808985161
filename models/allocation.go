package models

import "time"

// AllocationStatus is where a round stands.
type AllocationStatus string

// The statuses of a round.
const (
	AllocationRunning   AllocationStatus = "running"
	AllocationFinished  AllocationStatus = "finished"
	AllocationFailed    AllocationStatus = "failed"
	AllocationAbandoned AllocationStatus = "abandoned" // its lease ran out before it finished
)

// AllocationSteps are the steps of a round.
var AllocationSteps = Steps[AllocationStatus]{Noun: "allocation", Table: []Step[AllocationStatus]{
	{"start", []AllocationStatus{""}, AllocationRunning},
	{"finish", []AllocationStatus{AllocationRunning}, AllocationFinished},
	{"fail", []AllocationStatus{AllocationRunning}, AllocationFailed},
	{"abandon", []AllocationStatus{AllocationRunning}, AllocationAbandoned},
}}

// Allocation is a round: the best assignment over all open needs of a county that the matcher found, as proposals for people to
// send (个保法 24). Value, Bound and Gap are in score units; a Gap of 0 proves that no better one exists under the same limits.
type Allocation struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	Status         AllocationStatus
	DryRun         bool // nothing was proposed; only the answer is kept
	StartedBy      string
	StartedAt      time.Time
	LeaseUntil     time.Time // while running, nobody else may start a round of the county before this
	FinishedAt     *time.Time
	WeightsVersion string
	Needs          int // needs with a known quantity that took part
	Offers         int // offers with a known capacity that took part
	Edges          int // pairs that passed every gate and the threshold
	Proposals      int
	Units          int64
	Value          int64
	Bound          int64
	Gap            int64
	Complete       bool    // false: the deadline came before the optimum was proven
	Certificate    string  // the digest of the certificate, by which a run with the same input can be told to be the same
	EarlierID      *string // the round before, with which the pairs were compared
	PairsNew       int
	PairsGone      int
	PairsSame      int
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (Allocation) TableName() string { return "allocation" }

// AllocationProposal is one pair of a round. MatchID is empty in a dry run.
type AllocationProposal struct {
	CountyCode   string `gorm:"primaryKey"`
	AllocationID string `gorm:"primaryKey"`
	NeedID       string `gorm:"primaryKey"`
	OfferID      string `gorm:"primaryKey"`
	SupplierID   string
	Category     string
	Quantity     int64
	Unit         string
	Score        int
	ScoreParts   map[string]int `gorm:"serializer:json"`
	Reasons      []Reason       `gorm:"serializer:json"`
	MatchID      *string
}

// TableName implements gorm's Tabler.
func (AllocationProposal) TableName() string { return "allocation_proposal" }

// UnmetReason says why a round left a need without, wholly or in part.
type UnmetReason string

// The reasons of needs.
const (
	UnmetNoOffer         UnmetReason = "no_offer"         // no offer of its category or one close to it
	UnmetGates           UnmetReason = "gates"            // there are such offers, and each is excluded by a gate
	UnmetBelow           UnmetReason = "below_threshold"  // what passes the gates scores too low to be proposed
	UnmetUnknownQuantity UnmetReason = "unknown_quantity" // how much the need asks for is not known
	UnmetUnknownCapacity UnmetReason = "unknown_capacity" // only offers fit of which nobody knows how much they have
	UnmetOtherUnit       UnmetReason = "other_unit"       // only offers fit that count in another unit
	UnmetUsedUp          UnmetReason = "used_up"          // what fits has nothing left in the need's time, or is asked for this need already
	UnmetLimit           UnmetReason = "limit"            // a limit per household, per supplier or per need keeps it off
	UnmetMoreUrgent      UnmetReason = "more_urgent"      // the capacity went to more urgent needs
	UnmetBetterFit       UnmetReason = "better_fit"       // the capacity went to needs that fit better or have waited longer
	UnmetChanged         UnmetReason = "changed"          // somebody worked on the need or the offer while the round was counted
)

// UnmetReasons lists the reasons of needs.
func UnmetReasons() []UnmetReason {
	return []UnmetReason{UnmetNoOffer, UnmetGates, UnmetBelow, UnmetUnknownQuantity, UnmetUnknownCapacity, UnmetOtherUnit, UnmetUsedUp,
		UnmetLimit, UnmetMoreUrgent, UnmetBetterFit, UnmetChanged}
}

// UnmetArgs tell more of a reason: how many offers each gate excluded, how many scored too low, and the ids of the needs that have
// the capacity. They never name anybody.
type UnmetArgs struct {
	Gates map[string]int `json:"gates,omitempty"`
	Below int            `json:"below,omitempty"`
	Needs []string       `json:"needs,omitempty"`
}

// AllocationUnmet is a need that a round left without. Units is what it still lacks; nil when that is unknown.
type AllocationUnmet struct {
	CountyCode   string `gorm:"primaryKey"`
	AllocationID string `gorm:"primaryKey"`
	NeedID       string `gorm:"primaryKey"`
	Category     string
	Town         string
	Units        *int64
	Reason       UnmetReason
	Args         UnmetArgs `gorm:"serializer:json"`
}

// TableName implements gorm's Tabler.
func (AllocationUnmet) TableName() string { return "allocation_unmet" }

// AllocationGap is what one category lacks in one town: what to recruit next. MarginalValue is what one more unit would add to the
// round, in score units; Urgency is that of the need which it would serve.
type AllocationGap struct {
	CountyCode    string `gorm:"primaryKey"`
	AllocationID  string `gorm:"primaryKey"`
	Category      string `gorm:"primaryKey"`
	Town          string `gorm:"primaryKey"`
	Needed        int64  // units that needs of the town ask for
	Offered       int64  // units that the round could find for them
	MarginalValue int64
	Urgency       Urgency
}

// TableName implements gorm's Tabler.
func (AllocationGap) TableName() string { return "allocation_gap" }

// IdleReason says why a round left an offer, wholly or in part.
type IdleReason string

// The reasons of offers.
const (
	IdleNoNeed          IdleReason = "no_need"          // it fits no open need
	IdleNeedsMet        IdleReason = "needs_met"        // every need that it fits is served
	IdleLimit           IdleReason = "limit"            // a limit keeps it from needs that still lack something
	IdleUnknownCapacity IdleReason = "unknown_capacity" // nobody knows how much it has
)

// IdleReasons lists the reasons of offers.
func IdleReasons() []IdleReason {
	return []IdleReason{IdleNoNeed, IdleNeedsMet, IdleLimit, IdleUnknownCapacity}
}

// AllocationIdle is an offer of which a round used nothing. Units is what it has left; nil when that is unknown.
type AllocationIdle struct {
	CountyCode   string `gorm:"primaryKey"`
	AllocationID string `gorm:"primaryKey"`
	OfferID      string `gorm:"primaryKey"`
	Units        *int64
	Reason       IdleReason
}

// TableName implements gorm's Tabler.
func (AllocationIdle) TableName() string { return "allocation_idle" }
