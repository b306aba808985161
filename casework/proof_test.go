package casework_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/casework"
	"zhulian/internal/testdb"
	"zhulian/models"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 4, 4))))
	return out.Bytes()
}

// shown is the size of a picture that was kept, which is a JPEG.
func shown(t *testing.T, content []byte) image.Point {
	t.Helper()
	c, err := jpeg.DecodeConfig(bytes.NewReader(content))
	require.NoError(t, err)
	return image.Pt(c.Width, c.Height)
}

func TestAProofIsKeptAsItsContentSays(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		f := g.Deliver(g.Promise(y.Need(y.Household()), g.Offer(), 10), 10)
		a, err := y.Desk.AttachProof(ctx, g.Admin, f.ID, append(picture(t), "<script>of somebody</script>"...))
		require.NoError(t, err)
		assert.Equal(t, "image/jpeg", a.ContentType)
		_, err = y.Desk.AttachProof(ctx, g.Admin, f.ID, []byte("%PDF-1.7\n%%EOF"))
		require.NoError(t, err)
		list, err := y.Desk.Proofs(ctx, y.Aide, f.ID)
		require.NoError(t, err)
		require.Len(t, list, 2)
		assert.Empty(t, list[0].Content, "a list carries no content")
		whole, err := y.Desk.Proof(ctx, y.Aide, a.ID)
		require.NoError(t, err)
		assert.Equal(t, image.Pt(4, 4), shown(t, whole.Content), "drawn anew")
		assert.NotContains(t, string(whole.Content), "script")
		_, err = y.Desk.Proof(ctx, y.OtherAide, a.ID)
		absent(t, err)
		assert.Equal(t, "attachment", err.(*models.Error).Args["noun"]) //nolint:errorlint // verbs return the plain type
	})
}

func TestWhatIsNoPictureIsNotKept(t *testing.T) {
	tell(t, func(t *testing.T, y *testdb.Tale) {
		g := y.Supplier()
		f := g.Deliver(g.Promise(y.Need(y.Household()), g.Offer(), 10), 10)
		for name, c := range map[string]struct {
			content []byte
			kind    models.Kind
			code    string
		}{
			"nothing":           {nil, models.KindUnsupported, "file_kind"},
			"a script":          {[]byte("<script>alert(1)</script>"), models.KindUnsupported, "file_kind"},
			"half a PDF":        {[]byte("%PDF-1.7 and no end"), models.KindUnsupported, "file_kind"},
			"a broken picture":  {picture(t)[:20], models.KindUnsupported, "file_kind"},
			"too many bytes":    {append(picture(t), make([]byte, casework.MaxUpload)...), models.KindTooLarge, "file_too_large"},
			"too large to show": {bomb(t), models.KindTooLarge, "picture_too_large"},
		} {
			_, err := y.Desk.AttachProof(ctx, g.Admin, f.ID, c.content)
			require.Error(t, err, name)
			refused(t, err, c.kind, c.code)
		}
		list, err := y.Desk.Proofs(ctx, g.Admin, f.ID)
		require.NoError(t, err)
		assert.Empty(t, list)
	})
}

// bomb is a small file that says it is a very large picture.
func bomb(t *testing.T) []byte {
	t.Helper()
	raw := picture(t)
	copy(raw[16:24], []byte{0, 0x0f, 0xff, 0xff, 0, 0x0f, 0xff, 0xff}) // width and height
	return fixCRC(raw)
}

func fixCRC(raw []byte) []byte {
	binary.BigEndian.PutUint32(raw[29:33], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}
