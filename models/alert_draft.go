package models

// AlertVerdict is what came of looking into an alert: its result, a word about it, the visit, and what was opened for the household.
type AlertVerdict struct {
	ResultCode    AlertResult `json:"result_code" validate:"required,alert_result"`
	Note          string      `json:"note" validate:"omitempty,text=1000"`
	VisitID       string      `json:"visit_id" validate:"omitempty,uuid"`
	ApplicationID string      `json:"application_id" validate:"omitempty,uuid"`
	NeedIDs       []string    `json:"need_ids" validate:"max=20,dive,uuid"`
	MustLink      bool        `json:"must_link" description:"refuse A2 and A3 as long as no application, or need, has come of the alert or its visits"`
}

// AlertContact is an attempt to reach the household.
type AlertContact struct {
	Reached bool `json:"reached"`
}

// AlertAssignment gives an alert to somebody, and, where it was raised for the wrong place, moves it there.
type AlertAssignment struct {
	AideID     string `json:"aide_id" validate:"required,uuid"`
	RegionCode string `json:"region_code" validate:"omitempty,region"`
}
