package static

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// The mark of the house on a grid of 32, as in icons/icon.svg: two rings that link on a ground with round corners.
var (
	markGround = color.NRGBA{0x0f, 0x5e, 0x63, 0xff}
	markRings  = []struct {
		x, y float64
		ink  color.NRGBA
	}{{12, 16, color.NRGBA{0xff, 0xff, 0xff, 0xff}}, {20, 16, color.NRGBA{0xf3, 0xc2, 0x6b, 0xff}}}
)

const (
	markGrid, markCorner = 32.0, 8.0
	ringRadius, ringPen  = 5.5, 2.5
	maskableShare        = 0.8 // of a maskable icon, only the inner circle of this share is sure to be seen
)

// drawIcon draws the mark as a PNG of so many pixels. A maskable one fills the square, since the device cuts it to its own shape.
func drawIcon(pixels int, maskable bool) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, pixels, pixels))
	scale, share := float64(pixels)/markGrid, 1.0
	if maskable {
		share = maskableShare
	}
	for py := range pixels {
		for px := range pixels {
			x, y := (float64(px)+.5)/scale, (float64(py)+.5)/scale
			c := markGround
			if !maskable {
				c.A = cover(cornered(x, y) * scale)
			}
			for _, r := range markRings {
				// The drawing shrinks towards the middle.
				dx, dy := (x-markGrid/2)/share+markGrid/2-r.x, (y-markGrid/2)/share+markGrid/2-r.y
				c = over(c, r.ink, cover((math.Abs(math.Hypot(dx, dy)-ringRadius)-ringPen/2)*scale*share))
			}
			img.SetNRGBA(px, py, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic("static: " + err.Error()) // a buffer takes everything
	}
	return out.Bytes()
}

// cornered is how far a point lies outside the ground with its round corners; inside it is negative.
func cornered(x, y float64) float64 {
	dx, dy := math.Abs(x-markGrid/2)-(markGrid/2-markCorner), math.Abs(y-markGrid/2)-(markGrid/2-markCorner)
	return math.Hypot(math.Max(dx, 0), math.Max(dy, 0)) + math.Min(math.Max(dx, dy), 0) - markCorner
}

// cover is how much of a pixel a shape covers, whose edge is so many pixels away.
func cover(distance float64) uint8 {
	return uint8(math.Round(255 * math.Min(1, math.Max(0, .5-distance))))
}

func over(under, ink color.NRGBA, much uint8) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(255-int(much)) + int(b)*int(much)) / 255) } //nolint:gosec // a mean of two bytes
	return color.NRGBA{mix(under.R, ink.R), mix(under.G, ink.G), mix(under.B, ink.B), max(under.A, much)}
}

// pictures are files that are drawn when they are first asked for.
func pictures() map[string][]byte {
	return map[string][]byte{"icon-192.png": drawIcon(192, false), "icon-512.png": drawIcon(512, false), "icon-mask.png": drawIcon(512, true)}
}
