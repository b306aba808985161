package static

import (
	"bytes"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestIconsAreTheMark(t *testing.T) {
	for name, c := range map[string]struct {
		size   int
		corner uint32 // how much of the corner is covered
	}{"icon-192.png": {192, 0}, "icon-512.png": {512, 0}, "icon-mask.png": {512, 0xffff}} {
		f, ok := Open(Address(name)[len(Prefix):])
		require.True(t, ok, name)
		assert.Equal(t, "image/png", f.ContentType)
		img, err := png.Decode(bytes.NewReader(f.Body))
		require.NoError(t, err)
		assert.Equal(t, c.size, img.Bounds().Dx())
		_, _, _, alpha := img.At(0, 0).RGBA()
		assert.Equal(t, c.corner, alpha, name)
		_, _, _, alpha = img.At(c.size/2, c.size/8).RGBA()
		assert.Equal(t, uint32(0xffff), alpha, "the ground of %s", name)
		assert.Less(t, len(f.Body), 30_000, "%s is small", name)
	}
}
