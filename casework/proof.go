package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// AttachProof keeps a picture (JPEG or PNG), drawn anew, or a PDF as proof of a fulfilment, sealed. The kind is told from the content, not from what
// the sender says. Errors: NotFound, TooLarge, Unsupported, Unavailable.
func (d *Desk) AttachProof(ctx context.Context, by models.Actor, fulfilment string, content []byte) (*models.Attachment, error) {
	scope, err := models.Authorise(by, models.FulfilmentRecord)
	if err != nil {
		return nil, err
	}
	proof, err := d.uploadOf(ctx, content)
	if err != nil {
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
		a, err = keepProof(ctx, s, by, f, proof)
		return err
	})
	return a, err
}

// keepProof writes a proof of a fulfilment, sealed, with its event.
func keepProof(ctx context.Context, s *store.Store, by models.Actor, f *models.Fulfilment, proof upload) (*models.Attachment, error) {
	a := attachmentOf(s, proof)
	a.CountyCode, a.Noun, a.ObjectID, a.CreatedBy = f.CountyCode, "fulfilment", f.ID, by.AccountID
	if err := s.InsertAttachment(ctx, a); err != nil {
		return nil, err
	}
	flow.Log(s, by, fulfilmentSubject(*f), "attach", string(f.Status), string(f.Status), map[string]string{"attachment_id": a.ID, "sha256": a.SHA256})
	return a, nil
}

// keepProofs writes proofs that came with a fulfilment.
func keepProofs(ctx context.Context, s *store.Store, by models.Actor, f *models.Fulfilment, proofs []upload) error {
	for _, proof := range proofs {
		if _, err := keepProof(ctx, s, by, f, proof); err != nil {
			return err
		}
	}
	return nil
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
