package casework

import (
	"bytes"
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// MaxUpload is the most bytes that one upload may have.
const MaxUpload = flow.MaxPicture

// upload is what somebody sent, as it is kept: a picture drawn anew, or a PDF.
type upload struct {
	kind    string
	content []byte
}

// uploadOf tells from the content what it is, once the scanner had nothing against it. Errors: TooLarge, Unsupported, Unavailable.
func (d *Desk) uploadOf(ctx context.Context, content []byte) (upload, error) {
	if len(content) > MaxUpload {
		return upload{}, &models.Error{Kind: models.KindTooLarge, Code: "file_too_large"}
	}
	if err := d.Scan.Ask(ctx, content); err != nil {
		return upload{}, err
	}
	if bytes.HasPrefix(content, []byte("%PDF-")) && bytes.Contains(content[max(0, len(content)-2048):], []byte("%%EOF")) {
		return upload{"application/pdf", content}, nil
	}
	drawn, err := flow.Redraw(content)
	if models.KindOf(err) == models.KindUnsupported {
		err = &models.Error{Kind: models.KindUnsupported, Code: "file_kind"}
	}
	return upload{"image/jpeg", drawn}, err
}

func (d *Desk) uploadsOf(ctx context.Context, contents [][]byte) ([]upload, error) {
	out := make([]upload, len(contents))
	for i, content := range contents {
		var err error
		if out[i], err = d.uploadOf(ctx, content); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// attachmentOf is an upload as a row that belongs to nothing yet.
func attachmentOf(s *store.Store, u upload) *models.Attachment {
	now := s.Now()
	return models.Attachment{ID: models.NewID(now), CreatedAt: now}.Holding(u.kind, u.content)
}
