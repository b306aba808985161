package casework

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // decoders by which an upload's kind is told
	_ "image/png"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// MaxProof is the most bytes that one uploaded proof may have.
const MaxProof = 5 << 20

// AttachProof keeps a picture (JPEG or PNG) or PDF as proof of a fulfilment, sealed. The kind is told from the content, not from what
// the sender says. Errors: NotFound, TooLarge, Unsupported.
func (d *Desk) AttachProof(ctx context.Context, by models.Actor, fulfilment string, content []byte) (*models.Attachment, error) {
	scope, err := models.Authorise(by, models.FulfilmentRecord)
	if err != nil {
		return nil, err
	}
	if _, err := kindOf(content); err != nil {
		return nil, err
	}
	var a *models.Attachment
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		f, err := s.Fulfilment(ctx, key(by, fulfilment))
		if err != nil {
			return err
		}
		if !reachesFulfilment(by, scope, f) {
			return models.NotFound("fulfilment")
		}
		a, err = keepProof(ctx, s, by, f, content)
		return err
	})
	return a, err
}

// keepProof writes a proof of a fulfilment, sealed, with its event.
func keepProof(ctx context.Context, s *store.Store, by models.Actor, f *models.Fulfilment, content []byte) (*models.Attachment, error) {
	a, err := attachmentOf(s, content)
	if err != nil {
		return nil, err
	}
	a.CountyCode, a.Noun, a.ObjectID, a.CreatedBy = f.CountyCode, "fulfilment", f.ID, by.AccountID
	if err := s.InsertAttachment(ctx, a); err != nil {
		return nil, err
	}
	flow.Log(s, by, fulfilmentSubject(*f), "attach", string(f.Status), string(f.Status), map[string]string{"attachment_id": a.ID, "sha256": a.SHA256})
	return a, nil
}

// keepProofs writes proofs that came with a fulfilment.
func keepProofs(ctx context.Context, s *store.Store, by models.Actor, f *models.Fulfilment, proofs [][]byte) error {
	for _, content := range proofs {
		if _, err := keepProof(ctx, s, by, f, content); err != nil {
			return err
		}
	}
	return nil
}

func kindOf(content []byte) (string, error) {
	if len(content) > MaxProof {
		return "", &models.Error{Kind: models.KindTooLarge, Code: "file_too_large"}
	}
	if bytes.HasPrefix(content, []byte("%PDF-")) && bytes.Contains(content[max(0, len(content)-2048):], []byte("%%EOF")) {
		return "application/pdf", nil
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return "", &models.Error{Kind: models.KindUnsupported, Code: "file_kind"}
	}
	if c.Width*c.Height > 50_000_000 {
		return "", &models.Error{Kind: models.KindTooLarge, Code: "picture_too_large"}
	}
	return "image/" + format, nil
}

// Proofs lists the proofs of a fulfilment, without their content; Proof reads one. Errors: NotFound.
func (d *Desk) Proofs(ctx context.Context, by models.Actor, fulfilment string) ([]models.Attachment, error) {
	if err := d.mayViewFulfilment(ctx, by, fulfilment); err != nil {
		return nil, err
	}
	return d.Store.Attachments(ctx, by.CountyCode, "fulfilment", fulfilment)
}

// Proof reads one proof, or one picture of a need, with its content. Errors: NotFound.
func (d *Desk) Proof(ctx context.Context, by models.Actor, id string) (*models.Attachment, error) {
	if _, err := models.Authorise(by, models.FulfilmentView); err != nil {
		return nil, err
	}
	a, err := d.Store.Attachment(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if a.Noun == "need" {
		return a, absentAs(d.mayViewNeed(ctx, by, a.ObjectID), "attachment")
	}
	return a, absentAs(d.mayViewFulfilment(ctx, by, a.ObjectID), "attachment")
}

func (d *Desk) mayViewFulfilment(ctx context.Context, by models.Actor, id string) error {
	scope, err := models.Authorise(by, models.FulfilmentView)
	if err != nil {
		return err
	}
	f, err := d.Store.Fulfilment(ctx, key(by, id))
	if err != nil {
		return err
	}
	if !reachesFulfilment(by, scope, f) {
		return models.NotFound("fulfilment")
	}
	return nil
}
