package flow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"zhulian/flow"
	"zhulian/models"
)

func TestAnUploadPassesOnlyWhereNothingIsKnownAgainstIt(t *testing.T) {
	var none flow.Scan
	assert.NoError(t, none.Ask(t.Context(), []byte("anything")), "without a scanner nothing is asked")
	says := func(found string, err error) flow.Scan {
		return func(context.Context, []byte) (string, error) { return found, err }
	}
	refused := errors.New("connection refused")
	assert.NoError(t, says("", nil).Ask(t.Context(), nil))
	assert.Equal(t, &models.Error{Kind: models.KindUnsupported, Code: "file_malicious"}, says("Eicar", nil).Ask(t.Context(), nil))
	away := says("", refused).Ask(t.Context(), nil)
	assert.Equal(t, "scanner_away", models.CodeOf(away))
	assert.ErrorIs(t, away, refused, "for the log")
	assert.Equal(t, "scanner_away", models.CodeOf(says("Eicar", refused).Ask(t.Context(), nil)), "an error is no answer")

	in := held(t, 1)
	out, err := says("", nil).Redraw(t.Context(), in)
	assert.NoError(t, err)
	assert.NotEqual(t, in, out, "drawn anew")
	_, err = says("Eicar", nil).Redraw(t.Context(), in)
	assert.Equal(t, "file_malicious", models.CodeOf(err))
	_, err = says("Eicar", nil).Redraw(t.Context(), make([]byte, flow.MaxPicture+1))
	assert.Equal(t, models.KindTooLarge, models.KindOf(err), "what is too large is not sent on")
}
