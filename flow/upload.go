package flow

import (
	"context"

	"zhulian/models"
)

// Scan asks whether something malicious is known of content: the name of what was found, or "". An error means that nobody could be asked. Nil is for
// houses without a scanner, where nothing is asked.
type Scan func(ctx context.Context, content []byte) (found string, err error)

// scanAgain is after how many seconds an upload that could not be asked about may come again.
const scanAgain = 60

// Ask lets content pass of which nothing malicious is known. It is called before a transaction begins, since it may take long. Errors: Unsupported
// file_malicious, Unavailable scanner_away.
func (s Scan) Ask(ctx context.Context, content []byte) error {
	if s == nil {
		return nil
	}
	found, err := s(ctx, content)
	switch {
	case err == nil && found == "":
		return nil
	case err == nil:
		return &models.Error{Kind: models.KindUnsupported, Code: "file_malicious"}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return models.Unavailable("scanner_away", scanAgain).Of(err)
}

// Redraw asks about a picture and then draws it anew, as the function Redraw does. Errors: TooLarge, Unsupported, Unavailable.
func (s Scan) Redraw(ctx context.Context, content []byte) ([]byte, error) {
	if len(content) > MaxPicture {
		return nil, tooLarge()
	}
	if err := s.Ask(ctx, content); err != nil {
		return nil, err
	}
	return Redraw(content)
}

// FileFault is the fault of a form's field by which an upload was refused; "" for an error that is not about the file.
func FileFault(err error) string {
	kind := models.KindOf(err)
	switch {
	case models.CodeOf(err) == "file_malicious":
		return "file_malicious"
	case kind == models.KindTooLarge:
		return "file_too_large"
	case kind == models.KindUnsupported:
		return "file_kind"
	}
	return ""
}

func tooLarge() error { return &models.Error{Kind: models.KindTooLarge, Code: "file_too_large"} }
