package models

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Attachment is an upload that shows something: the proof of a fulfilment, or a paper of a supplier, whose Kind says which. It is a picture
// or PDF, checked by its content and sealed at rest.
type Attachment struct {
	CountyCode  string `gorm:"primaryKey"`
	ID          string `gorm:"primaryKey"`
	Noun        string
	ObjectID    string
	Kind        string
	SHA256      string `gorm:"column:sha256"`
	ContentType string
	Size        int64
	Content     []byte `gorm:"-"`
	Sealed      []byte
	CreatedBy   string
	CreatedAt   time.Time
	ForgottenAt *time.Time // since when its bytes are gone, because its time was over
}

// TableName implements gorm's Tabler.
func (Attachment) TableName() string { return "attachment" }

// Holding is the attachment with bytes in it, and what follows from them: their number and their sum.
func (a Attachment) Holding(contentType string, content []byte) *Attachment {
	a.ContentType, a.Content, a.Size, a.SHA256 = contentType, content, int64(len(content)), SumOf(content)
	return &a
}

// SumOf is the SHA-256 of bytes, in hexadecimal digits.
func SumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
