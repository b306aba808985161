package accounts

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/clock"
	"zhulian/models"
	"zhulian/store"
	"zhulian/vault"
)

// deskWith is a desk of an installation with some keys.
func deskWith(t *testing.T, keys vault.Keys) *Desk {
	t.Helper()
	v, err := vault.New(keys)
	require.NoError(t, err)
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "z.db"), store.Options{Vault: v, Clock: clock.System{}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return New(s, nil, clock.System{})
}

func TestTokensOutliveAChangeOfKeysUntilTheOlderAreDropped(t *testing.T) {
	keys, err := vault.NewKeys(nil)
	require.NoError(t, err)
	more, err := keys.Rotated(nil)
	require.NoError(t, err)
	before, both, only := deskWith(t, keys), deskWith(t, more), deskWith(t, more.Newest())
	who := &models.Account{ID: "a", CountyCode: "330199", Role: models.RoleAide}
	first, err := before.sign(who, "s")
	require.NoError(t, err)
	second, err := both.sign(who, "s")
	require.NoError(t, err)
	for name, one := range map[string]struct {
		desk     *Desk
		token    string
		believed bool
	}{
		"before the change": {before, first, true}, "the older one after it": {both, first, true}, "the newer one": {both, second, true},
		"of a key that is not there yet": {before, second, false}, "of a key that was dropped": {only, first, false}, "of the one that was kept": {only, second, true},
	} {
		said, err := one.desk.readAccess(one.token)
		if !one.believed {
			assert.Equal(t, "token_invalid", models.CodeOf(err), name)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, "a", said.Subject, name)
	}
}
