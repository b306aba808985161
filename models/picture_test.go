package models_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
)

func drawn() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 9, 7))
	for x := range 9 {
		img.Set(x, x%7, color.RGBA{uint8(20 * x), 90, 200, 255})
	}
	return img
}

func jpegOf(t testing.TB) []byte {
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, drawn(), nil))
	return out.Bytes()
}

func pngOf(t testing.TB) []byte {
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, drawn()))
	return out.Bytes()
}

// segment is one segment of a JPEG.
func segment(marker byte, text string) string {
	n := len(text) + 2
	return string([]byte{0xff, marker, byte(n >> 8), byte(n)}) + text
}

func TestABarePictureHasNothingBesideThePicture(t *testing.T) {
	plain := jpegOf(t)
	told := string(plain[:2]) + segment(0xe1, "Exif\x00\x00 30.1N 120.2E") + segment(0xfe, "a phone") + string(plain[2:]) + "a film" + string(plain)
	bare, ok := models.BarePicture([]byte(told))
	require.True(t, ok)
	assert.Equal(t, plain, bare)

	plain = pngOf(t)
	chunk := "\x00\x00\x00\x05eXIf" + "place" + "\x00\x00\x00\x00"
	bare, ok = models.BarePicture([]byte(string(plain[:33]) + chunk + string(plain[33:]) + "more"))
	require.True(t, ok)
	assert.Equal(t, plain, bare)
}

func TestWhatIsNoWholePictureIsNotBared(t *testing.T) {
	for _, in := range []string{"", "GIF89a", "\xff\xd8", "\xff\xd8\xff\xe1\x00\x01", "\xff\xd8\xff\xe1\xff\xff", "\xff\xd8\xff\xd9\x00\x02",
		"\x89PNG\r\n\x1a\n", "\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT\x00\x00\x00\x00"} {
		_, ok := models.BarePicture([]byte(in))
		assert.False(t, ok, "%q", in)
	}
}

func FuzzBarePicture(f *testing.F) {
	f.Add(jpegOf(f))
	f.Add(pngOf(f))
	f.Add([]byte("\xff\xd8\xff\xff\xe1\x00\x02\xff\xda\x00\x02"))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, ok := models.BarePicture(in)
		if !ok {
			return
		}
		assert.LessOrEqual(t, len(out), len(in))
		again, ok := models.BarePicture(out)
		assert.True(t, ok, "what is bare can be read again")
		assert.Equal(t, out, again, "and has nothing more to lose")
	})
}
