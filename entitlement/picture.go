package entitlement

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	_ "image/png" // the other kind of picture that phones make

	"zhulian/models"
	"zhulian/store"
)

// MaxPicture is the most bytes that one uploaded picture may have, MostPictures how many a request may have, and mostPixels how large one may be.
const (
	MaxPicture   = 5 << 20
	MostPictures = 6
	mostPixels   = 40_000_000
	quality      = 82
)

// cleaned are pictures drawn anew from their pixels: whatever else stood in the files is gone. What a file is, its content tells.
func cleaned(in [][]byte) ([][]byte, error) {
	if len(in) > MostPictures {
		return nil, models.Invalid(models.FieldError{Field: "pictures", Code: "too_many_files", Args: models.Args{"param": MostPictures}})
	}
	out := make([][]byte, len(in))
	for i, content := range in {
		var err error
		if out[i], err = redrawn(content); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func redrawn(content []byte) ([]byte, error) {
	if len(content) > MaxPicture {
		return nil, models.InvalidField("pictures", "file_too_large")
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, models.InvalidField("pictures", "file_kind")
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > mostPixels/size.Height {
		return nil, models.InvalidField("pictures", "file_too_large")
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, models.InvalidField("pictures", "file_kind")
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(picture, models.PictureTurn(content)), &jpeg.Options{Quality: quality}); err != nil {
		return nil, models.InvalidField("pictures", "file_kind")
	}
	return out.Bytes(), nil
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
		sum, now := sha256.Sum256(content), s.Now()
		a := &models.Attachment{CountyCode: r.CountyCode, ID: models.NewID(now), Noun: "resident_pass", ObjectID: r.ID, SHA256: hex.EncodeToString(sum[:]),
			ContentType: "image/jpeg", Size: int64(len(content)), Content: content, CreatedBy: "", CreatedAt: now}
		if err := s.InsertAttachment(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// upright turns a picture as the camera said that it was held (EXIF orientation 3, 6 and 8).
func upright(in image.Image, turn int) image.Image {
	if turn == 0 {
		return in
	}
	b := in.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, h, w)
	if turn == 180 {
		size = image.Rect(0, 0, w, h)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			c := in.At(b.Min.X+x, b.Min.Y+y)
			switch turn {
			case 90:
				out.Set(h-1-y, x, c)
			case 180:
				out.Set(w-1-x, h-1-y, c)
			default:
				out.Set(y, w-1-x, c)
			}
		}
	}
	return out
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
