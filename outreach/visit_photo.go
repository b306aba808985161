package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// PhotoMost is how many pictures one visit may have.
const PhotoMost = 6

// AddVisitPhoto keeps a picture of a visit, drawn anew from its pixels, so that nothing of what a camera writes beside them stays, and sealed.
// Errors: Invalid, Forbidden, NotFound, TooLarge, Unsupported, Unavailable, Conflict photos_full and already_exists.
func (d *Desk) AddVisitPhoto(ctx context.Context, by models.Actor, visit, id string, content []byte) (*models.Attachment, error) {
	if _, err := models.Authorise(by, models.VisitRecord); err != nil {
		return nil, err
	}
	if len(content) == 0 {
		return nil, models.InvalidField("file", "required")
	}
	if id != "" && !models.IsClientID(id, d.Store.Now()) {
		return nil, models.InvalidField("id", "client_id")
	}
	redrawn, err := d.Scan.Redraw(ctx, content)
	if err != nil {
		return nil, err
	}
	a := models.Attachment{CountyCode: by.CountyCode, ID: d.newID(id), Noun: "visit", ObjectID: visit, CreatedBy: by.AccountID, CreatedAt: d.Store.Now()}.
		Holding("image/jpeg", redrawn)
	return a, d.Store.InTx(ctx, func(s *store.Store) error {
		v, err := d.visit(ctx, s, by, models.VisitRecord, visit)
		if err != nil {
			return err
		}
		if len(v.PhotoIDs) >= PhotoMost {
			return models.Conflict("photos_full").With("most", PhotoMost)
		}
		if err := s.InsertAttachment(ctx, a); err != nil {
			return err
		}
		v.PhotoIDs = append(v.PhotoIDs, a.ID)
		if err := s.LinkVisit(ctx, v); err != nil {
			return err
		}
		flow.Log(s, by, flow.Subject{Noun: "visit", ID: v.ID, County: v.CountyCode, Region: v.RegionCode}, "attach", "", "",
			map[string]string{"attachment_id": a.ID, "sha256": a.SHA256})
		return nil
	})
}

// VisitPhoto reads one picture of a visit. Errors: Forbidden, NotFound.
func (d *Desk) VisitPhoto(ctx context.Context, by models.Actor, visit, id string) (*models.Attachment, error) {
	v, err := d.visit(ctx, d.Store, by, models.VisitView, visit)
	if err != nil {
		return nil, err
	}
	a, err := d.Store.Attachment(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if a.Noun != "visit" || a.ObjectID != v.ID {
		return nil, models.NotFound("attachment")
	}
	return a, nil
}
