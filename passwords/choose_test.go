package passwords_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/passwords"
)

func TestPasswordsThatEverybodyTriesFirstAreRefused(t *testing.T) {
	for _, p := range []string{"password123", "1234567890", "qwertyuiop", "1qaz2wsx3edc", "admin12345", "iloveyou12", "88888888888", "aaaaaaaaaaaa", "passwordpassword",
		"a123456789", "qq123456789"} {
		assert.True(t, passwords.Guessable(p), p)
	}
	for _, p := range []string{"three calm herons at dusk", "demo-password-1", "一个很长的密码 1", "kq7-Vd2-pXw", strings.Repeat("x", 200)} {
		assert.False(t, passwords.Guessable(p), p)
	}
	assert.False(t, passwords.Guessable("wangjianhua77"), "a name that nobody knows of")
	assert.True(t, passwords.Guessable("wangjianhua77", "wangjianhua"), "one that the account bears")
}

func TestAChosenPasswordIsHashedOrNamedWithItsField(t *testing.T) {
	h := hasher(t, cheap)
	hash, err := h.Choose(context.Background(), "new", "three calm herons at dusk", "clerk")
	require.NoError(t, err)
	fits, _, err := h.Check(context.Background(), hash, "three calm herons at dusk")
	require.NoError(t, err)
	assert.True(t, fits)
	_, err = h.Choose(context.Background(), "new", "clerk12345", "clerk")
	var refused *models.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, []models.FieldError{{Field: "new", Code: "guessable"}}, refused.Fields)
}
