package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Picture is an uploaded picture of a need, JPEG or PNG. ID may be chosen by who sends it.
type Picture struct {
	ID      string
	Content []byte
}

// checked draws a picture anew from its pixels, so that nothing of what a camera writes beside them stays: place, time, maker.
func (d *Desk) checked(ctx context.Context, p Picture) (Picture, error) {
	if len(p.Content) == 0 {
		return p, nil
	}
	var err error
	p.Content, err = d.Scan.Redraw(ctx, p.Content)
	return p, err
}

// ShowNeed keeps a picture that shows a need, sealed and without anything beside what is seen on it. Errors: NotFound, Conflict
// need_ended and already_exists, TooLarge, Unsupported, Unavailable.
func (d *Desk) ShowNeed(ctx context.Context, by models.Actor, need string, p Picture) (*models.Attachment, error) {
	if _, err := models.Authorise(by, models.NeedEdit); err != nil {
		return nil, err
	}
	p, err := d.checked(ctx, p)
	switch {
	case err != nil:
		return nil, err
	case len(p.Content) == 0:
		return nil, models.InvalidField("file", "required")
	case p.ID != "" && !models.IsClientID(p.ID, d.Store.Now()):
		return nil, models.InvalidField("id", "client_id")
	}
	var out *models.Attachment
	_, err = d.onNeed(ctx, by, models.NeedEdit, need, func(s *store.Store, n *models.Need) error {
		if n.ClosedAt != nil {
			return models.Conflict("need_ended")
		}
		out, err = d.showNeed(ctx, s, by, n, p)
		return err
	})
	return out, err
}

func (d *Desk) showNeed(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, p Picture) (*models.Attachment, error) {
	a := attachmentOf(s, upload{"image/jpeg", p.Content})
	a.CountyCode, a.ID, a.Noun, a.ObjectID, a.CreatedBy = n.CountyCode, d.newID(p.ID), "need", n.ID, by.AccountID
	if err := s.InsertAttachment(ctx, a); err != nil {
		return nil, err
	}
	flow.Log(s, by, needSubject(*n), "attach", string(n.Status), string(n.Status), map[string]string{"attachment_id": a.ID, "sha256": a.SHA256})
	return a, nil
}

// NeedPictures lists the pictures of a need, without their content; Proof reads one. Errors: NotFound.
func (d *Desk) NeedPictures(ctx context.Context, by models.Actor, need string) ([]models.Attachment, error) {
	if err := d.mayViewNeed(ctx, by, need); err != nil {
		return nil, err
	}
	return d.Store.Attachments(ctx, by.CountyCode, "need", need)
}

// mayViewNeed asks for the need itself; a picture may show a home, so auditors, who read no details, see none.
func (d *Desk) mayViewNeed(ctx context.Context, by models.Actor, id string) error {
	if _, err := models.Authorise(by, models.NeedView); err != nil {
		return models.NotFound("need")
	}
	n, err := d.Store.Need(ctx, key(by, id))
	if err != nil {
		return err
	}
	if by.Role == models.RoleAuditor {
		return models.NotFound("need")
	}
	return flow.Within(by, models.NeedView, needSubject(*n))
}
