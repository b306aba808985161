package store

import (
	"context"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealFulfilment(r *models.Fulfilment) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.NoteSealed = z.seal("fulfilment.note", r.Note)
	r.ConfirmSealed = z.seal("fulfilment.confirm_note", r.ConfirmNote)
	return z.err
}

func (s *Store) openFulfilment(r *models.Fulfilment) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Note = z.open("fulfilment.note", r.NoteSealed)
	r.ConfirmNote = z.open("fulfilment.confirm_note", r.ConfirmSealed)
	return z.err
}

// InsertFulfilment writes a new fulfilment; the same id again is a Conflict.
func (s *Store) InsertFulfilment(ctx context.Context, r *models.Fulfilment) error {
	if err := s.sealFulfilment(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Fulfilment reads one fulfilment.
func (s *Store) Fulfilment(ctx context.Context, at Key) (*models.Fulfilment, error) {
	r, err := take[models.Fulfilment](ctx, s, "fulfilment", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openFulfilment(r)
}

// StepFulfilment moves a fulfilment from one status to another; of r it writes what the steps may change.
func (s *Store) StepFulfilment(ctx context.Context, r *models.Fulfilment, from models.FulfilmentStatus) error {
	if err := s.sealFulfilment(r); err != nil {
		return err
	}
	return s.step(ctx, &models.Fulfilment{}, Key{r.CountyCode, r.ID}, string(from), Change{
		"status": r.Status, "quantity": r.Quantity, "checked_in_at": r.CheckedInAt, "occurred_at": r.OccurredAt,
		"note_sealed": r.NoteSealed, "confirm_sealed": r.ConfirmSealed, "value_fen": r.ValueFen, "minutes": r.Minutes,
		"confirmed_by": r.ConfirmedBy, "confirmed_at": r.ConfirmedAt, "satisfaction": r.Satisfaction,
	})
}

// FulfilmentFilter narrows a list of fulfilments; an empty field does not narrow.
type FulfilmentFilter struct {
	Scope       Scope
	Match, Need string
	Statuses    []models.FulfilmentStatus
}

func (s *Store) fulfilments(ctx context.Context, f FulfilmentFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope)
	if f.Match != "" {
		q = q.Where("match_id = ?", f.Match)
	}
	if f.Need != "" {
		q = q.Where("need_id = ?", f.Need)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	return q
}

// Fulfilments lists fulfilments.
func (s *Store) Fulfilments(ctx context.Context, f FulfilmentFilter, p Page) ([]models.Fulfilment, string, error) {
	items, next, err := pageOf(s.fulfilments(ctx, f), p, func(r models.Fulfilment) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openFulfilment(&items[i])
		}
	}
	return items, next, err
}

func (s *Store) sealAttachment(r *models.Attachment) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Sealed = z.seal("attachment.content", string(r.Content))
	return z.err
}

// InsertAttachment seals and writes an upload.
func (s *Store) InsertAttachment(ctx context.Context, r *models.Attachment) error {
	if err := s.sealAttachment(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Attachment reads one uploaded proof with its content. One whose time was over has none, and is not found.
func (s *Store) Attachment(ctx context.Context, at Key) (*models.Attachment, error) {
	r, err := take[models.Attachment](ctx, s, "attachment", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	if r.ForgottenAt != nil {
		return nil, models.NotFound("attachment")
	}
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Content = []byte(z.open("attachment.content", r.Sealed))
	return r, z.err
}

// Attachments lists the proofs of an object, without their content.
func (s *Store) Attachments(ctx context.Context, county, noun, object string) ([]models.Attachment, error) {
	var out []models.Attachment
	err := s.read.WithContext(ctx).Omit("sealed").Where("county_code = ? AND noun = ? AND object_id = ?", county, noun, object).
		Order("id").Find(&out).Error
	return out, translate(err)
}
