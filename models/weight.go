package models

import "time"

// WeightStatus is where a version of the weights stands.
type WeightStatus string

// The statuses of a version of the weights.
const (
	WeightProposed WeightStatus = "proposed"
	WeightAdopted  WeightStatus = "adopted" // in force; one a county
	WeightRetired  WeightStatus = "retired" // was in force until a later one was adopted
)

// WeightSteps are the steps of a version of the weights. Adopting one retires the one in force in the same transaction.
var WeightSteps = Steps[WeightStatus]{Noun: "weights", Table: []Step[WeightStatus]{
	{"propose", []WeightStatus{""}, WeightProposed},
	{"adopt", []WeightStatus{WeightProposed}, WeightAdopted},
	{"retire", []WeightStatus{WeightAdopted}, WeightRetired},
}}

// WeightVersion is one version of how a county counts fit. Weights is the JSON of the matcher's weights; their name is WeightsVersion.
// CreatedBy is empty where the house itself proposed, out of past answers: then Evidence says what was measured.
type WeightVersion struct {
	CountyCode     string `gorm:"primaryKey"`
	ID             string `gorm:"primaryKey"`
	WeightsVersion string // unique in its county
	Weights        string
	Note           string
	Evidence       *WeightEvidence `gorm:"serializer:json"`
	Status         WeightStatus
	CreatedBy      string
	AdoptedBy      string
	AdoptedAt      *time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
	Version        int
}

// TableName implements gorm's Tabler.
func (WeightVersion) TableName() string { return "weight_version" }

// WeightEvidence is what a calibration measured: on needs that the fit did not see, how well the offers that came to something stand
// above those that did not, under the weights in force and under the proposed ones. It speaks of offers that were invited only.
type WeightEvidence struct {
	Outcomes      int    `json:"outcomes"`       // invitations with an outcome that says something
	TrainingNeeds int    `json:"training_needs"` // needs with outcomes of different grades
	HeldOutNeeds  int    `json:"held_out_needs"`
	Pairs         int    `json:"pairs"` // compared while fitting
	NDCGBefore    Figure `json:"ndcg5_before"`
	NDCGAfter     Figure `json:"ndcg5_after"`
	NDCGGain      Figure `json:"ndcg5_gain"`
	MRRBefore     Figure `json:"mrr_before"`
	MRRAfter      Figure `json:"mrr_after"`
	MRRGain       Figure `json:"mrr_gain"`
}

// Figure is a mean with its 95 % bootstrap interval over needs.
type Figure struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// WeightDraft proposes weights. The six parts sum to 100; the five bonuses are at most 20 points each. Everything must be said, so that
// nothing falls to 0 unseen.
type WeightDraft struct {
	ID             string `json:"id" validate:"omitempty,client_id"`
	WeightsVersion string `json:"weights_version" validate:"filled,text=40"`
	Note           string `json:"note" validate:"omitempty,text=500"`

	Category  *int `json:"category" validate:"required,min=0,max=100"`
	Geography *int `json:"geography" validate:"required,min=0,max=100"`
	Capacity  *int `json:"capacity" validate:"required,min=0,max=100"`
	Time      *int `json:"time" validate:"required,min=0,max=100"`
	Group     *int `json:"group" validate:"required,min=0,max=100"`
	Track     *int `json:"track" validate:"required,min=0,max=100"`

	Text       *int `json:"text" validate:"required,min=0,max=20"`
	Reach      *int `json:"reach" validate:"required,min=0,max=20"`
	Continuity *int `json:"continuity" validate:"required,min=0,max=20"`
	Freshness  *int `json:"freshness" validate:"required,min=0,max=20"`
	Declines   *int `json:"declines" validate:"required,min=0,max=20"`

	Show *int `json:"show" validate:"required,min=0,max=100"`
}

// CheckWeights finds every fault of a draft of weights: those of Check and parts that do not sum to 100.
func CheckWeights(in WeightDraft, today Date) []FieldError {
	faults := FaultsOf(in, today)
	sum := 0
	for _, part := range []*int{in.Category, in.Geography, in.Capacity, in.Time, in.Group, in.Track} {
		if part == nil {
			return faults // said already, and the sum says nothing yet
		}
		sum += *part
	}
	if sum != 100 {
		faults = append(faults, FieldError{Field: "category", Code: "weights_sum", Args: Args{"param": sum}})
	}
	return faults
}
