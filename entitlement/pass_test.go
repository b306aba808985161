package entitlement_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/entitlement"
	"zhulian/internal/testdb"
	"zhulian/locales"
	"zhulian/models"
)

func (w *world) begun() *entitlement.Begun {
	w.t.Helper()
	out, err := w.desk.BeginRelief(ctx, locales.Chinese, entitlement.PhoneDraft{Phone: "13800138000", CountyCode: testdb.CountyCode})
	require.NoError(w.t, err)
	return out
}

// verifiedPass is a pass whose phone was verified, of the household of the phone where there is one.
func (w *world) verifiedPass() string {
	w.t.Helper()
	b := w.begun()
	next, err := w.desk.VerifyPhone(ctx, string(b.Pass), b.Code)
	require.NoError(w.t, err)
	return string(next)
}

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8))))
	return out.Bytes()
}

var fell = models.ResidentEvent{Event: "illness", Story: "老伴住院"}

func TestAPassEndsWithItsTimeAndTheOldAddressWithTheCode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b := w.begun()
		w.Clock.Advance(models.PassCodeTime + time.Second)
		_, err := w.desk.VerifyPhone(ctx, string(b.Pass), b.Code)
		assert.Equal(t, "code_over", code(err), "ten minutes for the six digits")

		b = w.begun()
		next, err := w.desk.VerifyPhone(ctx, string(b.Pass), b.Code)
		require.NoError(t, err)
		_, err = w.desk.ResidentForm(ctx, string(b.Pass))
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "whoever only began it is left outside")
		w.Clock.Advance(models.PassApplyTime - time.Second)
		_, err = w.desk.ResidentForm(ctx, string(next))
		require.NoError(t, err)
		w.Clock.Advance(time.Second)
		_, err = w.desk.ResidentForm(ctx, string(next))
		assert.Equal(t, models.KindNotFound, models.KindOf(err), "two hours are over")
		assert.Equal(t, models.KindNotFound, models.KindOf(w.desk.SayEvent(ctx, string(next), fell, nil)))
		_, err = w.desk.Chances(ctx, string(next))
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestWhatWasTypedUnderAnExpiredPassIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		pass := w.verifiedPass()
		require.NoError(t, w.desk.SayEvent(ctx, pass, fell, [][]byte{picture(t)}))
		form, err := w.desk.ResidentForm(ctx, pass)
		require.NoError(t, err)
		require.Len(t, form.Pictures, 1)
		of, began := form.Pictures[0].ObjectID, w.Store.Now().Add(-time.Minute)
		left := func() (pictures, passes int) {
			rows, err := w.Store.Attachments(ctx, testdb.CountyCode, "resident_pass", of)
			require.NoError(t, err)
			n, err := w.Store.PassesOf(ctx, testdb.CountyCode, "13800138000", began)
			require.NoError(t, err)
			return len(rows), int(n)
		}
		w.Clock.Advance(models.PassApplyTime + 23*time.Hour)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		pictures, passes := left()
		assert.Equal(t, []int{1, 1}, []int{pictures, passes}, "not a day has passed since it expired")
		w.Clock.Advance(2 * time.Hour)
		require.NoError(t, w.desk.Sweep(ctx, testdb.CountyCode))
		pictures, passes = left()
		assert.Equal(t, []int{0, 0}, []int{pictures, passes})
	})
}

func TestACodeOfATrackingPassExpiresToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Household()
		pass := w.verifiedPass()
		require.NoError(t, w.desk.SayWho(ctx, pass, models.ResidentWho{Name: "王秀英", GivenBy: "self", Consent: true}))
		require.NoError(t, w.desk.SayEvent(ctx, pass, fell, nil))
		handed, err := w.desk.HandIn(ctx, locales.Chinese, pass, []models.ApplicationKind{models.ApplicationTempRelief})
		require.NoError(t, err)
		w.Clock.Advance(models.PassTrackTime - time.Minute)
		_, err = w.desk.ReliefProgress(ctx, string(handed.Code))
		require.NoError(t, err)
		w.Clock.Advance(time.Minute)
		_, err = w.desk.ReliefProgress(ctx, string(handed.Code))
		assert.Equal(t, models.KindNotFound, models.KindOf(err))
	})
}

func TestABadPictureOfABillIsRefusedAndNothingIsLost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		pass := w.verifiedPass()
		good := picture(t)
		require.NoError(t, w.desk.SayEvent(ctx, pass, fell, [][]byte{good}))
		huge := append([]byte(nil), good...)
		copy(huge[16:24], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65,536 × 65,536 pixels, as the head of the file says
		for name, bad := range map[string]struct {
			pictures [][]byte
			fault    string
		}{
			"a web page":          {[][]byte{[]byte("<html><script>alert(1)</script></html>")}, "file_kind"},
			"half a picture":      {[][]byte{good[:len(good)/2]}, "file_kind"},
			"nothing":             {[][]byte{{}}, "file_kind"},
			"one good, one bad":   {[][]byte{good, []byte("%PDF-1.7")}, "file_kind"},
			"too many bytes":      {[][]byte{make([]byte, entitlement.MaxPicture+1)}, "file_too_large"},
			"too many pixels":     {[][]byte{huge}, "file_kind"}, // its checksum does not fit any longer
			"more than six":       {[][]byte{good, good, good, good, good, good, good}, "too_many_files"},
			"more than six again": {[][]byte{good, good, good, good, good, good}, "too_many_files"},
		} {
			changed := fell
			changed.Story = "改写"
			err := w.desk.SayEvent(ctx, pass, changed, bad.pictures)
			assert.Equal(t, bad.fault, fault(err, "pictures"), name)
		}
		form, err := w.desk.ResidentForm(ctx, pass)
		require.NoError(t, err)
		assert.Len(t, form.Pictures, 1)
		assert.Equal(t, "老伴住院", form.Event.Story, "what was said before stands")
		assert.Equal(t, "image/jpeg", form.Pictures[0].ContentType, "drawn anew from its pixels")
	})
}
