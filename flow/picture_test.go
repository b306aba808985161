package flow_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/flow"
	"zhulian/models"
)

// scene is 32 × 16, red in the corner at the left above, and white.
func scene() *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, 32, 16))
	for y := range 16 {
		for x := range 32 {
			out.Set(x, y, color.White)
			if x < 8 && y < 8 {
				out.Set(x, y, color.RGBA{255, 0, 0, 255})
			}
		}
	}
	return out
}

// held is a JPEG of the scene with what a camera writes: how it was held, and where.
func held(t *testing.T, orientation uint16) []byte {
	t.Helper()
	var plain bytes.Buffer
	require.NoError(t, jpeg.Encode(&plain, scene(), &jpeg.Options{Quality: 95}))
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = append(binary.BigEndian.AppendUint16(exif, orientation), "\x00\x00\x00\x00\x00\x00 30.1N 120.2E"...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...) //nolint:gosec // short
	out = append(append(out, exif...), plain.Bytes()[2:]...)
	return append(out, "<script>behind its end</script>"...)
}

func TestAPictureIsDrawnAnewUprightAndAlone(t *testing.T) {
	for orientation, red := range map[uint16]image.Point{1: {2, 2}, 3: {29, 13}, 6: {13, 2}, 8: {2, 29}} {
		out, err := flow.Redraw(held(t, orientation))
		require.NoError(t, err)
		assert.NotContains(t, string(out), "120.2E")
		assert.NotContains(t, string(out), "script")
		img, err := jpeg.Decode(bytes.NewReader(out))
		require.NoError(t, err)
		_, green, _, _ := img.At(red.X, red.Y).RGBA()
		assert.Less(t, green, uint32(0x6000), "orientation %d: %v is not the red corner of %v", orientation, red, img.Bounds())
	}
}

func TestWhatCanBeLookedThroughIsWhite(t *testing.T) {
	var in bytes.Buffer
	require.NoError(t, png.Encode(&in, image.NewNRGBA(image.Rect(0, 0, 8, 8))))
	out, err := flow.Redraw(in.Bytes())
	require.NoError(t, err)
	img, err := jpeg.Decode(bytes.NewReader(out))
	require.NoError(t, err)
	r, g, b, _ := img.At(4, 4).RGBA()
	assert.Greater(t, min(r, g, b), uint32(0xf000))
}

func TestWhatIsNoWholePictureIsRefused(t *testing.T) {
	for _, in := range []string{"", "GIF89a", "\xff\xd8", "\xff\xd8\xff\xe1\x00\x01", "\x89PNG\r\n\x1a\n", string(held(t, 6)[:300])} {
		_, err := flow.Redraw([]byte(in))
		assert.Equal(t, models.KindUnsupported, models.KindOf(err), "%q", in)
	}
	_, err := flow.Redraw(make([]byte, flow.MaxPicture+1))
	assert.Equal(t, models.KindTooLarge, models.KindOf(err))
}

func FuzzRedraw(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if out, err := flow.Redraw(in); err == nil {
			_, err := jpeg.DecodeConfig(bytes.NewReader(out))
			require.NoError(t, err)
		} else {
			require.NotEmpty(t, models.KindOf(err))
		}
	})
}
