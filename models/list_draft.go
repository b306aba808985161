package models

// ListStep is what somebody says about a happiness list. Each step takes what it needs of it.
type ListStep struct {
	Channel   string `json:"channel" validate:"omitempty,oneof=face_to_face message post guardian"`
	PersonID  string `json:"person_id" validate:"omitempty,client_id"`                          // the adult member who receives it
	AckMethod string `json:"ack_method" validate:"omitempty,oneof=signature fingerprint voice"` // that it is understood
	Slip      []byte `json:"slip" description:"a picture of the signed slip, JPEG or PNG, in base64"`
	ReadAloud bool   `json:"read_aloud"`
	Reason    string `json:"reason" validate:"omitempty,text=200"`
	Line      *int   `json:"line" validate:"omitempty,min=0,max=1000" description:"the line in dispute, counted from 0"`
	Text      string `json:"text" validate:"omitempty,text=1000" description:"what is wrong, or the answer to it"`
	Correct   bool   `json:"correct" description:"the household is right, and a corrected issue is made"`
	AmountFen *int64 `json:"amount_fen" validate:"omitempty,min=0,max=10000000000" description:"the right amount of the benefit in dispute"`
	Remove    bool   `json:"remove" description:"the benefit in dispute was never received"`
}

// ListDraft asks for the list of one household.
type ListDraft struct {
	Period string `json:"period" validate:"required" description:"2026-Q3, 2026 or 2026-08"`
}
