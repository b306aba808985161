package casework

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// MostPapers is how many scans an organisation may hand in with its application.
const MostPapers = 6

// Paper is a scan that an organisation hands in with its application. Field is where it was handed in, so that a fault can name it.
type Paper struct {
	Kind    string // models.PaperRegistration or the kind of a licence
	Field   string
	Content []byte
	kept    upload
}

// checkPapers finds every fault of papers: their number, kind and content. Those returned have what is kept of them. Errors: Unavailable.
func (d *Desk) checkPapers(ctx context.Context, papers []Paper) (out []Paper, faults []models.FieldError, err error) {
	out = slices.Clone(papers)
	for i, p := range out {
		var refused error
		if i < MostPapers {
			out[i].kept, refused = d.uploadOf(ctx, p.Content)
		}
		flaw := flow.FileFault(refused)
		switch {
		case refused != nil && flaw == "":
			return nil, nil, refused
		case i >= MostPapers:
			faults = append(faults, models.FieldError{Field: p.Field, Code: "too_many_files", Args: models.Args{"param": MostPapers}})
		case !slices.Contains(models.PaperKinds(), p.Kind):
			faults = append(faults, models.FieldError{Field: p.Field, Code: "unknown"})
		case flaw != "":
			faults = append(faults, models.FieldError{Field: p.Field, Code: flaw})
		}
	}
	return out, faults, nil
}

// keepPapers writes the papers of an application, sealed. They have been checked.
func keepPapers(ctx context.Context, s *store.Store, by string, r *models.Supplier, papers []Paper) error {
	for _, p := range papers {
		a := attachmentOf(s, p.kept)
		a.CountyCode, a.Noun, a.ObjectID, a.Kind, a.CreatedBy = r.CountyCode, "supplier", r.ID, p.Kind, by
		if err := s.InsertAttachment(ctx, a); err != nil {
			return err
		}
		flow.Log(s, models.Actor{Role: models.RoleAnonymous}, supplierSubject(*r), "attach", string(r.Status), string(r.Status),
			map[string]string{"attachment_id": a.ID, "sha256": a.SHA256})
	}
	return nil
}

// SupplierFiles lists what a supplier has handed in, without the content: to staff, and to the supplier itself. Errors: NotFound.
func (d *Desk) SupplierFiles(ctx context.Context, by models.Actor, supplier string) ([]models.Attachment, error) {
	if err := d.maySeePapers(ctx, by, supplier); err != nil {
		return nil, err
	}
	return d.Store.Attachments(ctx, by.CountyCode, "supplier", supplier)
}

// File reads one upload with its content: the proof of a fulfilment, or what a supplier has handed in. Who may see what it belongs to is
// asked anew each time. Errors: NotFound.
func (d *Desk) File(ctx context.Context, by models.Actor, id string) (*models.Attachment, error) {
	if _, err := models.Authorise(by, models.FulfilmentView); err != nil {
		return nil, err
	}
	a, err := d.Store.Attachment(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if a.Noun == "supplier" {
		err = d.maySeePapers(ctx, by, a.ObjectID)
	} else {
		err = d.mayViewFulfilment(ctx, by, a.ObjectID)
	}
	if kind := models.KindOf(err); kind == models.KindForbidden || kind == models.KindNotFound {
		return nil, models.NotFound("attachment")
	}
	return a, err
}

// maySeePapers asks for who may edit a supplier: papers tell of people, so those who only look at suppliers do not get them.
func (d *Desk) maySeePapers(ctx context.Context, by models.Actor, supplier string) error {
	if _, err := models.Authorise(by, models.SupplierEdit); err != nil {
		return err
	}
	r, err := d.Store.Supplier(ctx, key(by, supplier))
	if err != nil {
		return err
	}
	return flow.Within(by, models.SupplierEdit, supplierSubject(*r))
}

// Team lists the accounts of a supplier. Errors: NotFound.
func (d *Desk) Team(ctx context.Context, by models.Actor, supplier string) ([]models.Account, error) {
	if _, err := d.Supplier(ctx, by, supplier); err != nil {
		return nil, err
	}
	return d.Store.SupplierAccounts(ctx, key(by, supplier))
}
