package entitlement

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// MaxPicture is the most bytes that one uploaded picture may have, MostPictures how many a request may have.
const (
	MaxPicture   = flow.MaxPicture
	MostPictures = 6
)

// cleaned are pictures drawn anew from their pixels: whatever else stood in the files is gone. What a file is, its content tells.
func (d *Desk) cleaned(ctx context.Context, in [][]byte) ([][]byte, error) {
	if len(in) > MostPictures {
		return nil, models.Invalid(models.FieldError{Field: "pictures", Code: "too_many_files", Args: models.Args{"param": MostPictures}})
	}
	out := make([][]byte, len(in))
	for i, content := range in {
		var err error
		if out[i], err = d.redrawn(ctx, "pictures", content); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// redrawn is flow.Scan.Redraw with its refusals as faults of a field.
func (d *Desk) redrawn(ctx context.Context, field string, content []byte) ([]byte, error) {
	out, err := d.Scan.Redraw(ctx, content)
	if flaw := flow.FileFault(err); flaw != "" {
		return nil, models.InvalidField(field, flaw)
	}
	return out, err
}

// keepPictures writes pictures under the pass with which they came, sealed.
func (d *Desk) keepPictures(ctx context.Context, s *store.Store, r *models.ResidentPass, pictures [][]byte) error {
	had, err := s.Attachments(ctx, r.CountyCode, "resident_pass", r.ID)
	if err != nil {
		return err
	}
	if len(had)+len(pictures) > MostPictures {
		return models.Invalid(models.FieldError{Field: "pictures", Code: "too_many_files", Args: models.Args{"param": MostPictures}})
	}
	for _, content := range pictures {
		now := s.Now()
		a := models.Attachment{CountyCode: r.CountyCode, ID: models.NewID(now), Noun: "resident_pass", ObjectID: r.ID, CreatedAt: now}.
			Holding("image/jpeg", content)
		if err := s.InsertAttachment(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// ReliefPicture reads one picture of a request with its content, for whoever may read the request. Errors: NotFound.
func (d *Desk) ReliefPicture(ctx context.Context, by models.Actor, application, id string) (*models.Attachment, error) {
	var out *models.Attachment
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		a, err := d.view(ctx, s, by, application)
		if err != nil {
			return err
		}
		if out, err = s.Attachment(ctx, key(by, id)); err != nil {
			return err
		}
		own := out.Noun == "application" && out.ObjectID == a.ID || out.Noun == "resident_pass" && a.PassID != nil && out.ObjectID == *a.PassID
		if !own {
			return models.NotFound("attachment")
		}
		return d.seen(ctx, s, by, a, "picture")
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
