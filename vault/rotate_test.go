package vault_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/vault"
)

var place = vault.Place{County: "330199", Column: "person.name", Row: "1"}

func made(t *testing.T) (string, vault.Keys) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	keys, err := vault.ReadOrMakeKeys(path)
	require.NoError(t, err)
	return path, keys
}

func over(t *testing.T, keys vault.Keys) *vault.Vault {
	t.Helper()
	v, err := vault.New(keys)
	require.NoError(t, err)
	return v
}

func rotated(t *testing.T, keys vault.Keys) vault.Keys {
	t.Helper()
	more, err := keys.Rotated(nil)
	require.NoError(t, err)
	return more
}

func TestWhatOlderKeysSealedOpensUntilTheyAreDropped(t *testing.T) {
	_, keys := made(t)
	old, more := over(t, keys), rotated(t, keys)
	sealed, err := old.Seal(place, []byte("甲"))
	require.NoError(t, err)
	both := over(t, more)
	plain, err := both.Open(place, sealed)
	require.NoError(t, err)
	assert.Equal(t, "甲", string(plain))
	fresh, err := both.Seal(place, plain)
	require.NoError(t, err)
	assert.Equal(t, both.SealHead(), fresh[:5])
	assert.NotEqual(t, old.SealHead(), both.SealHead())
	_, err = old.Open(place, fresh)
	require.ErrorIs(t, err, vault.ErrUnsealable, "without the new key")

	only := over(t, more.Newest())
	assert.Equal(t, 2, more.Older())
	assert.Zero(t, more.Newest().Older())
	plain, err = only.Open(place, fresh)
	require.NoError(t, err)
	assert.Equal(t, "甲", string(plain))
	_, err = only.Open(place, sealed)
	require.ErrorIs(t, err, vault.ErrUnsealable)
}

func TestTokensOfTheKeyBeforeAreBelievedUntilItIsDropped(t *testing.T) {
	_, keys := made(t)
	first := over(t, keys).TokenKey()
	assert.Zero(t, first.Number)
	more := rotated(t, keys)
	both := over(t, more)
	assert.Equal(t, uint32(1), both.TokenKey().Number)
	assert.NotEqual(t, first.Secret, both.TokenKey().Secret)
	believed, ok := both.TokenKeyOf(0)
	assert.True(t, ok)
	assert.Equal(t, first.Secret, believed)
	_, ok = over(t, more.Newest()).TokenKeyOf(0)
	assert.False(t, ok, "nor does the root stand in for it")
	third := rotated(t, more.Newest())
	assert.Equal(t, uint32(2), over(t, third).TokenKey().Number, "no number comes twice")
	assert.Equal(t, uint32(3), third.Seal[1].Number)
}

func TestChainIndexAndBackupsStayAsTheyWere(t *testing.T) {
	_, keys := made(t)
	old, only := over(t, keys), over(t, rotated(t, keys).Newest())
	assert.Equal(t, old.Index("330199", "person.name", "甲"), only.Index("330199", "person.name", "甲"))
	assert.Equal(t, old.ChainHash("330199", []byte("x")), only.ChainHash("330199", []byte("x")))
	was, err := old.BackupPhrase()
	require.NoError(t, err)
	is, err := only.BackupPhrase()
	require.NoError(t, err)
	assert.Equal(t, was, is)
}

func TestKeysAreChangedWholeAndByOneAtATime(t *testing.T) {
	path, keys := made(t)
	more := rotated(t, keys)
	require.NoError(t, vault.ChangeKeys(path, keys, more))
	have, err := vault.ReadKeys(path)
	require.NoError(t, err)
	assert.Equal(t, more, have)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.ErrorContains(t, vault.ChangeKeys(path, keys, rotated(t, keys)), "changed meanwhile", "whoever read it before would lose a key")
	_, other := made(t)
	require.ErrorContains(t, vault.ChangeKeys(path, more, other), "root")
	twice := more
	twice.Seal = append([]vault.Key{more.Seal[0]}, more.Seal...)
	require.ErrorContains(t, vault.ChangeKeys(path, more, twice), "twice")
	require.NoError(t, os.WriteFile(path+".changing", nil, 0o600))
	require.ErrorContains(t, vault.ChangeKeys(path, more, more.Newest()), "remove "+path+".changing")
	require.NoError(t, os.Remove(path+".changing"))

	have, err = vault.ReadKeys(path)
	require.NoError(t, err)
	assert.Equal(t, more, have, "what was refused changed nothing")
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing lies about")
}

func TestARunningInstanceLearnsOfNewKeysByWhatTheyMade(t *testing.T) {
	path, keys := made(t)
	before, err := vault.Follow(path)
	require.NoError(t, err)
	more := rotated(t, keys)
	other := over(t, more)
	sealed, err := other.Seal(place, []byte("甲"))
	require.NoError(t, err)
	_, err = before.Open(place, sealed)
	require.ErrorIs(t, err, vault.ErrUnsealable, "the file says nothing of that key")
	require.NoError(t, vault.ChangeKeys(path, keys, more))
	assert.NotEqual(t, other.SealHead(), before.SealHead())
	plain, err := before.Open(place, sealed)
	require.NoError(t, err)
	assert.Equal(t, "甲", string(plain))
	assert.Equal(t, other.SealHead(), before.SealHead(), "and uses it from then on")
	_, ok := before.TokenKeyOf(1)
	assert.True(t, ok)

	strange, err := os.ReadFile(func() string { p, _ := made(t); return p }())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, strange, 0o600))
	_, ok = before.TokenKeyOf(7)
	assert.False(t, ok)
	_, err = before.Open(place, sealed)
	require.NoError(t, err, "a file of another root is not taken")
	_, err = vault.Follow(filepath.Join(t.TempDir(), "none"))
	assert.ErrorContains(t, err, "make it once with zhulian keys")
}
