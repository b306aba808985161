package models

import "time"

// Channel is a way out of the portal.
type Channel string

// The channels. A robot speaks to a group, not to a person.
const (
	ChannelEmail Channel = "email"
	ChannelSMS   Channel = "sms"
	ChannelRobot Channel = "robot"
)

// DeliveryStatus is where a message on its way out stands.
type DeliveryStatus string

// The statuses of a message on its way out.
const (
	DeliveryWaiting DeliveryStatus = "waiting"
	DeliverySending DeliveryStatus = "sending" // claimed, before anything goes out
	DeliverySent    DeliveryStatus = "sent"
	DeliveryFailed  DeliveryStatus = "failed"  // given up, with the reason
	DeliveryDropped DeliveryStatus = "dropped" // no longer wanted: answered meanwhile, or nowhere to send to
	DeliveryUnsure  DeliveryStatus = "unsure"  // may have gone out or not; a person decides
)

// DeliverySteps are the steps of a message on its way out. Nothing leads from sending or unsure back to waiting but a definite refusal or a
// person: what may have gone out is not sent again by itself.
var DeliverySteps = Steps[DeliveryStatus]{Noun: "notice_delivery", Table: []Step[DeliveryStatus]{
	{"enqueue", []DeliveryStatus{""}, DeliveryWaiting},
	{"claim", []DeliveryStatus{DeliveryWaiting}, DeliverySending},
	{"deliver", []DeliveryStatus{DeliverySending}, DeliverySent},
	{"retry", []DeliveryStatus{DeliverySending}, DeliveryWaiting},
	{"give_up", []DeliveryStatus{DeliverySending}, DeliveryFailed},
	{"doubt", []DeliveryStatus{DeliverySending}, DeliveryUnsure},
	{"drop", []DeliveryStatus{DeliveryWaiting}, DeliveryDropped},
	{"resend", []DeliveryStatus{DeliveryUnsure, DeliveryFailed}, DeliveryWaiting},
}}

// Delivery is one message to one address through one channel, and at the same time the outbox row by which it gets there. Its id is the
// message's id on every attempt. It holds no address: that is looked up when it is sent.
type Delivery struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	AccountID  string // "" for a robot
	Channel    Channel
	Robot      string // the robot's name, "" for others
	Kind       NoticeKind
	Noun       string
	ObjectID   string
	EventSeq   int64
	Args       map[string]string `gorm:"serializer:json"`
	Status     DeliveryStatus
	Attempts   int
	DueAt      time.Time
	LeaseUntil *time.Time // while sending: after this, whoever claimed it is taken for dead
	Reason     string     // of the last attempt that did not succeed: a word and what the other side answered, never an address
	SentAt     *time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int
}

// TableName implements gorm's Tabler.
func (Delivery) TableName() string { return "notice_delivery" }

// AnswerLink lets whoever holds its token see and answer one invitation as the account that it was mailed to. Only the token's hash is kept.
type AnswerLink struct {
	CountyCode string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	TokenHash  []byte
	MatchID    string
	AccountID  string
	ExpiresAt  time.Time
	UsedAt     *time.Time
	CreatedAt  time.Time
}

// TableName implements gorm's Tabler.
func (AnswerLink) TableName() string { return "answer_link" }
