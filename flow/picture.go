package flow

import (
	"bytes"
	"image"
	"image/jpeg"
	_ "image/png" // decoders by which an upload's kind is told

	"zhulian/models"
)

// The most bytes and pixels of a picture, and how finely it is drawn.
const (
	pictureBytes   = 5 << 20
	picturePixels  = 50_000_000
	pictureQuality = 85
)

// Redraw is a picture (JPEG or PNG) drawn anew as a JPEG from its pixels alone: no place, time, camera or thumbnail comes along. Errors:
// TooLarge, Unsupported.
func Redraw(content []byte) ([]byte, error) {
	if len(content) > pictureBytes {
		return nil, &models.Error{Kind: models.KindTooLarge, Code: "file_too_large"}
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, &models.Error{Kind: models.KindUnsupported, Code: "picture_kind"}
	}
	if size.Width*size.Height > picturePixels {
		return nil, &models.Error{Kind: models.KindTooLarge, Code: "picture_too_large"}
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, &models.Error{Kind: models.KindUnsupported, Code: "picture_kind"}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: pictureQuality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
