package flow

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // decoders by which an upload's kind is told

	"zhulian/models"
)

// MaxPicture is the most bytes of a picture.
const MaxPicture = 5 << 20

// How many pixels a picture may have, and how finely it is drawn.
const (
	picturePixels  = 50_000_000
	pictureQuality = 85
)

// Redraw is a picture (JPEG or PNG) drawn anew as a JPEG from its pixels alone, upright and on white: no place, time, camera or thumbnail comes
// along, nor what somebody hid in the file. Errors: TooLarge, Unsupported.
func Redraw(content []byte) ([]byte, error) {
	if len(content) > MaxPicture {
		return nil, tooLarge()
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || size.Width <= 0 || size.Height <= 0 {
		return nil, &models.Error{Kind: models.KindUnsupported, Code: "picture_kind"}
	}
	if size.Width > picturePixels/size.Height {
		return nil, &models.Error{Kind: models.KindTooLarge, Code: "picture_too_large"}
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, &models.Error{Kind: models.KindUnsupported, Code: "picture_kind"}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(onWhite(picture), turnOf(content)), &jpeg.Options{Quality: pictureQuality}); err != nil {
		return nil, &models.Error{Kind: models.KindUnsupported, Code: "picture_kind"}
	}
	return out.Bytes(), nil
}

// onWhite is a picture without anything that could be looked through, which a JPEG would show black.
func onWhite(in image.Image) image.Image {
	if whole, ok := in.(interface{ Opaque() bool }); ok && whole.Opaque() {
		return in
	}
	out := image.NewRGBA(in.Bounds())
	draw.Draw(out, out.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, in, in.Bounds().Min, draw.Over)
	return out
}

// turned is a picture turned clockwise by 90, 180 or 270 degrees.
func turned(in image.Image, turn int) image.Image {
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

// turnOf tells by how many degrees clockwise a JPEG must be turned to stand upright, as its camera noted (EXIF 2.32, tag 0x0112); 0 where nothing is
// noted.
func turnOf(in []byte) int {
	at := bytes.Index(in[:min(len(in), 1<<16)], []byte("Exif\x00\x00"))
	if !bytes.HasPrefix(in, []byte("\xff\xd8")) || at < 0 || at+14 > len(in) {
		return 0
	}
	tiff := in[at+6:]
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	first := int(order.Uint32(tiff[4:]))
	if first < 8 || first+2 > len(tiff) {
		return 0
	}
	const entry = 12
	for i := range int(order.Uint16(tiff[first:])) {
		tag := first + 2 + i*entry
		if tag+entry > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[tag:]) == 0x0112 {
			return map[uint16]int{3: 180, 6: 90, 8: 270}[order.Uint16(tiff[tag+8:])]
		}
	}
	return 0
}
