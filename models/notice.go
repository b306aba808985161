package models

import "time"

// NoticeKind says what a notice tells. Its texts stand in locales under notice.<kind>.
type NoticeKind string

// The kinds of notice.
const (
	NoticeInvited         NoticeKind = "invitation_sent"
	NoticeExpiring        NoticeKind = "invitation_expiring"
	NoticeAccepted        NoticeKind = "match_accepted"
	NoticeDeclined        NoticeKind = "match_declined"
	NoticeExpired         NoticeKind = "match_expired"
	NoticeCancelled       NoticeKind = "match_cancelled"
	NoticeNeedSubmitted   NoticeKind = "need_submitted"
	NoticeNeedAccepted    NoticeKind = "need_accepted"
	NoticeNeedReturned    NoticeKind = "need_returned"
	NoticeNeedResolved    NoticeKind = "need_resolved"
	NoticeNeedReopened    NoticeKind = "need_reopened"
	NoticeNeedUnmet       NoticeKind = "need_unmet"
	NoticeFulfilled       NoticeKind = "fulfilment_recorded"
	NoticeDisputed        NoticeKind = "fulfilment_disputed"
	NoticeSupplierApplied NoticeKind = "supplier_applied"
	NoticeApproved        NoticeKind = "supplier_approved"
	NoticeRejected        NoticeKind = "supplier_rejected"
	NoticeOfferReview     NoticeKind = "offer_review"
	NoticeRoundFinished   NoticeKind = "round_finished"
	NoticeWeightsProposed NoticeKind = "weights_proposed"
	NoticeAlertAssigned   NoticeKind = "alert_assigned"
	NoticeAlertRisen      NoticeKind = "alert_risen"
	NoticeAlertDue        NoticeKind = "alert_due"
	NoticeAlertUnrouted   NoticeKind = "alert_unrouted"
	NoticeAlertReturned   NoticeKind = "alert_returned"
	NoticeAlertEscalated  NoticeKind = "alert_escalated"
	NoticeAlertAtCounty   NoticeKind = "alert_at_county"
	NoticeReliefAsked     NoticeKind = "application_submitted"
	NoticeReliefMaterials NoticeKind = "application_materials"
	NoticeReliefProposed  NoticeKind = "application_published"
	NoticeReliefDecided   NoticeKind = "application_decided"
	NoticeReliefDue       NoticeKind = "application_due"
	NoticeReliefOverdue   NoticeKind = "application_overdue"
	NoticeReliefAppealed  NoticeKind = "application_appealed"
	NoticeComplaintFiled  NoticeKind = "complaint_filed"
	NoticeComplaintDue    NoticeKind = "complaint_due"
	NoticeAbsentTwice     NoticeKind = "absent_twice"
	NoticeChildAtRisk     NoticeKind = "child_at_risk"
	NoticeExemptAsked     NoticeKind = "exempt_asked"
	NoticeExportAsked     NoticeKind = "export_asked"
	NoticeMinorAsked      NoticeKind = "minor_asked"
	NoticeWorkCheck       NoticeKind = "work_check_due"
	NoticeFactorReset     NoticeKind = "second_factor_reset"
)

// Audience is a group of accounts, found from the object that an event is about.
type Audience string

// The audiences. Whoever took the step is never told of it.
const (
	ToSupplier Audience = "supplier" // who may answer for the supplier that the event names
	ToAide     Audience = "aide"     // who submitted the need or has the alert; where that account is gone, the aides of the village
	ToInviter  Audience = "inviter"  // who sent the invitation
	ToTown     Audience = "town"     // the clerks of the town; where there is none, county staff
	ToStaff    Audience = "staff"    // county staff
	ToReviewer Audience = "reviewer" // county staff and operators, who look after offers
	ToOwner    Audience = "owner"    // whose account it is
)

// NoticeRule says that a step of a noun is told to some audiences. From narrows it to steps from one status.
type NoticeRule struct {
	Noun, Step, From string
	Kind             NoticeKind
	To               []Audience
}

// noticeRules is the one table of which event tells whom. The reminder before an invitation expires comes of the clock, not of an event.
var noticeRules = []NoticeRule{
	{"match", "invite", "", NoticeInvited, []Audience{ToSupplier}},
	{"match", "accept", "", NoticeAccepted, []Audience{ToAide, ToInviter, ToTown}},
	{"match", "decline", "", NoticeDeclined, []Audience{ToAide, ToInviter, ToTown}},
	{"match", "expire", string(MatchInvited), NoticeExpired, []Audience{ToAide, ToInviter, ToTown}},
	{"match", "cancel", "", NoticeCancelled, []Audience{ToSupplier}},
	{"need", "submit", "", NoticeNeedSubmitted, []Audience{ToTown}},
	{"need", "accept", "", NoticeNeedAccepted, []Audience{ToAide}},
	{"need", "return", "", NoticeNeedReturned, []Audience{ToAide}},
	{"need", "resolve", "", NoticeNeedResolved, []Audience{ToAide}},
	{"need", "reopen", "", NoticeNeedReopened, []Audience{ToAide, ToTown}},
	{"need", "close_unmet", "", NoticeNeedUnmet, []Audience{ToAide}},
	{"fulfilment", "done", "", NoticeFulfilled, []Audience{ToAide}},
	{"fulfilment", "partial", "", NoticeFulfilled, []Audience{ToAide}},
	{"fulfilment", "dispute", "", NoticeDisputed, []Audience{ToSupplier, ToTown}},
	{"supplier", "apply", "", NoticeSupplierApplied, []Audience{ToStaff}},
	{"supplier", "activate", "", NoticeApproved, []Audience{ToSupplier}},
	{"supplier", "reject", "", NoticeRejected, []Audience{ToSupplier}},
	{"offer", "submit", "", NoticeOfferReview, []Audience{ToReviewer}},
	{"allocation", "finish", "", NoticeRoundFinished, []Audience{ToStaff}},
	{"weights", "propose", "", NoticeWeightsProposed, []Audience{ToStaff}},
	{"alert", "assign", "", NoticeAlertAssigned, []Audience{ToAide}},
	{"alert", "hand_over", "", NoticeAlertAssigned, []Audience{ToAide}},
	{"alert", "hand_back", "", NoticeAlertAssigned, []Audience{ToAide}},
	{"alert", "rise", "", NoticeAlertRisen, []Audience{ToAide}},
	{"alert", "remind", "", NoticeAlertDue, []Audience{ToAide}},
	{"alert", "queue", "", NoticeAlertUnrouted, []Audience{ToTown}},
	{"alert", "return", "", NoticeAlertReturned, []Audience{ToTown}},
	{"alert", "escalate", "", NoticeAlertEscalated, []Audience{ToAide, ToTown}},
	{"alert", "escalate_county", "", NoticeAlertAtCounty, []Audience{ToTown, ToStaff}},
	{"application", "submit", "", NoticeReliefAsked, []Audience{ToTown}},
	{"application", "supplement", "", NoticeReliefAsked, []Audience{ToTown}},
	{"application", "ask", "", NoticeReliefMaterials, []Audience{ToAide}},
	{"application", "publicise", "", NoticeReliefProposed, []Audience{ToAide, ToStaff}},
	{"application", "approve", "", NoticeReliefDecided, []Audience{ToAide, ToTown}},
	{"application", "refuse", "", NoticeReliefDecided, []Audience{ToAide, ToTown}},
	{"application", "turn_away", "", NoticeReliefDecided, []Audience{ToAide}},
	{"application", "appeal", "", NoticeReliefAppealed, []Audience{ToStaff}},
	{"application", "remind", string(ApplicationPublicity), NoticeReliefDue, []Audience{ToStaff}},
	{"application", "remind", string(ApplicationApproved), NoticeReliefDue, []Audience{ToStaff}},
	{"application", "remind", string(ApplicationAppealed), NoticeReliefDue, []Audience{ToStaff}},
	{"application", "remind", string(ApplicationMaterials), NoticeReliefDue, []Audience{ToAide}},
	{"application", "remind", "", NoticeReliefDue, []Audience{ToTown}},
	{"application", "escalate", "", NoticeReliefOverdue, []Audience{ToStaff}},
	{"complaint", "file", "", NoticeComplaintFiled, []Audience{ToReviewer}},
	{"complaint", "remind", "", NoticeComplaintDue, []Audience{ToReviewer}},
	{"complaint", "escalate", "", NoticeComplaintDue, []Audience{ToStaff}},
	{"visit", "absent_twice", "", NoticeAbsentTwice, []Audience{ToTown}},
	{"child_report", "raise", "", NoticeChildAtRisk, []Audience{ToTown, ToStaff}},
	{"visit_window", "ask_exempt", "", NoticeExemptAsked, []Audience{ToTown}},
	{"export_request", "ask", "", NoticeExportAsked, []Audience{ToStaff}},
	{"minor_access", "ask", "", NoticeMinorAsked, []Audience{ToTown, ToStaff}},
	{"work_path", "check_due", "", NoticeWorkCheck, []Audience{ToAide}},
	{"account", "reset_second_factor", "", NoticeFactorReset, []Audience{ToOwner}},
}

// NoticeRules lists which event tells whom.
func NoticeRules() []NoticeRule { return append([]NoticeRule(nil), noticeRules...) }

// NoticeRuleOf finds the rule of an event; most events have none.
func NoticeRuleOf(e Event) (NoticeRule, bool) {
	for _, r := range noticeRules {
		if r.Noun == e.Noun && r.Step == e.Step && (r.From == "" || r.From == e.FromStatus) {
			return r, true
		}
	}
	return NoticeRule{}, false
}

// noticeKinds lists the kinds in the order in which people choose, with the roles that they may come to and what is sent where nobody
// has chosen otherwise: texts to a phone only where somebody waits for an answer within hours.
var noticeKinds = []struct {
	kind       NoticeKind
	email, sms bool
	roles      []Role
}{
	{NoticeInvited, true, true, []Role{RoleSupplierAdmin}},
	{NoticeExpiring, true, true, []Role{RoleSupplierAdmin}},
	{NoticeCancelled, true, false, []Role{RoleSupplierAdmin}},
	{NoticeDisputed, true, false, []Role{RoleSupplierAdmin, RoleTown, RoleStaff}},
	{NoticeApproved, true, true, []Role{RoleSupplierAdmin}},
	{NoticeRejected, true, true, []Role{RoleSupplierAdmin}},
	{NoticeNeedSubmitted, false, false, []Role{RoleTown, RoleStaff}},
	{NoticeNeedReturned, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeNeedAccepted, false, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeAccepted, true, false, []Role{RoleAide, RoleTown, RoleOperator, RoleStaff}},
	{NoticeDeclined, true, false, []Role{RoleAide, RoleTown, RoleOperator, RoleStaff}},
	{NoticeExpired, true, false, []Role{RoleAide, RoleTown, RoleOperator, RoleStaff}},
	{NoticeFulfilled, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeNeedResolved, false, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeNeedReopened, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeNeedUnmet, false, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeSupplierApplied, true, false, []Role{RoleStaff}},
	{NoticeOfferReview, false, false, []Role{RoleOperator, RoleStaff}},
	{NoticeRoundFinished, false, false, []Role{RoleStaff}},
	{NoticeWeightsProposed, true, false, []Role{RoleStaff}},
	{NoticeAlertAssigned, true, true, []Role{RoleAide, RoleTown}},
	{NoticeAlertRisen, true, true, []Role{RoleAide, RoleTown}},
	{NoticeAlertDue, true, true, []Role{RoleAide, RoleTown}},
	{NoticeAlertUnrouted, true, false, []Role{RoleTown, RoleStaff}},
	{NoticeAlertReturned, true, false, []Role{RoleTown, RoleStaff}},
	{NoticeAlertEscalated, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeAlertAtCounty, true, false, []Role{RoleTown, RoleStaff}},
	{NoticeReliefAsked, true, false, []Role{RoleTown, RoleStaff}},
	{NoticeReliefMaterials, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeReliefProposed, false, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeReliefDecided, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeReliefDue, true, true, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeReliefOverdue, true, false, []Role{RoleStaff}},
	{NoticeReliefAppealed, true, false, []Role{RoleStaff}},
	{NoticeComplaintFiled, true, false, []Role{RoleOperator, RoleStaff}},
	{NoticeComplaintDue, true, false, []Role{RoleOperator, RoleStaff}},
	{NoticeChildAtRisk, true, true, []Role{RoleTown, RoleStaff}},
	{NoticeAbsentTwice, true, false, []Role{RoleTown, RoleStaff}},
	{NoticeExemptAsked, false, false, []Role{RoleTown, RoleStaff}},
	{NoticeExportAsked, true, false, []Role{RoleStaff}},
	{NoticeMinorAsked, true, false, []Role{RoleTown, RoleStaff}},
	{NoticeWorkCheck, true, false, []Role{RoleAide, RoleTown, RoleStaff}},
	{NoticeFactorReset, true, true, Roles()},
}

// NoticeKinds lists every kind of notice, in the order in which people choose.
func NoticeKinds() []NoticeKind {
	out := make([]NoticeKind, len(noticeKinds))
	for i, k := range noticeKinds {
		out[i] = k.kind
	}
	return out
}

// NoticeKindsFor lists the kinds of notice that may come to a role.
func NoticeKindsFor(role Role) []NoticeKind {
	var out []NoticeKind
	for _, k := range noticeKinds {
		for _, r := range k.roles {
			if r == role {
				out = append(out, k.kind)
			}
		}
	}
	return out
}

// UsualPreference is what is sent of a kind to an account that has not chosen.
func UsualPreference(kind NoticeKind) (email, sms bool) {
	for _, k := range noticeKinds {
		if k.kind == kind {
			return k.email, k.sms
		}
	}
	return false, false
}

// AsksForAnswer holds for the kinds that ask a supplier to answer an invitation: they carry a link, and are worth nothing once it is answered.
func (k NoticeKind) AsksForAnswer() bool { return k == NoticeInvited || k == NoticeExpiring }

// remindMost is how long before the end a reminder comes at the earliest.
const remindMost = 12 * time.Hour

// RemindAt is when a supplier is reminded of an invitation: when a quarter of its time is left, and at the earliest twelve hours before its end.
func RemindAt(invited, respondBy time.Time) time.Time {
	return respondBy.Add(-min(remindMost, respondBy.Sub(invited)/4))
}

// RemindAhead is how far ahead of its end an invitation may be due for its reminder.
func RemindAhead() time.Duration { return remindMost }

// Notice is one line in the inbox of an account. Args never hold personal data. EventSeq is the event that it tells of, 0 for a reminder.
type Notice struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	AccountID  string
	Kind       NoticeKind
	Noun       string
	ObjectID   string
	EventSeq   int64
	Args       map[string]string `gorm:"serializer:json"`
	CreatedAt  time.Time
	ReadAt     *time.Time
}

// TableName implements gorm's Tabler.
func (Notice) TableName() string { return "notice" }

// NoticeCursor is how far a county's event log has been turned into notices.
type NoticeCursor struct {
	CountyCode string `gorm:"primaryKey"`
	Seq        int64
}

// TableName implements gorm's Tabler.
func (NoticeCursor) TableName() string { return "notice_cursor" }

// NoticeAddress is where an account is reached outside the portal, and in which language. Email and phone are sealed at rest.
type NoticeAddress struct {
	CountyCode  string `gorm:"primaryKey"`
	AccountID   string `gorm:"primaryKey"`
	Email       string `gorm:"-"`
	EmailSealed []byte
	Phone       string `gorm:"-"`
	PhoneSealed []byte
	Lang        string // BCP 47; "" means Chinese
	UpdatedAt   time.Time
}

// TableName implements gorm's Tabler.
func (NoticeAddress) TableName() string { return "notice_address" }

// NoticePreference is what an account has chosen for a kind of notice. The inbox always has them all.
type NoticePreference struct {
	CountyCode string     `gorm:"primaryKey"`
	AccountID  string     `gorm:"primaryKey"`
	Kind       NoticeKind `gorm:"primaryKey"`
	Email      bool
	SMS        bool `gorm:"column:sms"`
}

// TableName implements gorm's Tabler.
func (NoticePreference) TableName() string { return "notice_preference" }

// PreferenceDraft is what somebody chooses: where to be reached, in which language, and what is sent where. It takes the place of what was
// chosen before; a kind left out goes by what is usual.
type PreferenceDraft struct {
	Email string       `json:"email" validate:"omitempty,max=200,email"`
	Phone string       `json:"phone" validate:"omitempty,phone"`
	Lang  string       `json:"lang" validate:"omitempty,oneof=zh-CN en"`
	Kinds []KindChoice `json:"kinds" validate:"max=80,dive"`
	// Password is asked for where address or phone change, since links that answer invitations go there.
	Password string `json:"password,omitempty" validate:"omitempty,max=200" description:"of the own account; asked for where email or phone change"`
}

// KindChoice is what is sent of one kind of notice.
type KindChoice struct {
	Kind  NoticeKind `json:"kind" validate:"required,notice_kind"`
	Email bool       `json:"email"`
	SMS   bool       `json:"sms"`
}
