package passwords_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/passwords"
)

var cheap = passwords.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1}

func hasher(t *testing.T, cost passwords.Cost) *passwords.Hasher {
	t.Helper()
	h, err := passwords.New(cost, 2)
	require.NoError(t, err)
	return h
}

func TestOnlyTheSamePasswordFits(t *testing.T) {
	h := hasher(t, cheap)
	hash, err := h.Hash(context.Background(), "一个很长的密码 1")
	require.NoError(t, err)
	for password, want := range map[string]bool{
		"一个很长的密码 1": true, "一个很长的密码 2": false, "": false, strings.Repeat("x", 5000): false,
	} {
		fits, outdated, err := h.Check(context.Background(), hash, password)
		require.NoError(t, err)
		assert.Equal(t, want, fits)
		assert.False(t, outdated)
	}
}

func TestUnusedCostIsOWASPs(t *testing.T) {
	hash, err := hasher(t, passwords.Cost{}).Hash(context.Background(), "password")
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"), hash)
}

func TestTwoHashesOfOnePasswordDiffer(t *testing.T) {
	h := hasher(t, cheap)
	a, err := h.Hash(context.Background(), "password")
	require.NoError(t, err)
	b, err := h.Hash(context.Background(), "password")
	require.NoError(t, err)
	assert.NotEqual(t, a, b)
}

func TestHashOfAnotherCostFitsAndIsOutdated(t *testing.T) {
	old, err := hasher(t, cheap).Hash(context.Background(), "password")
	require.NoError(t, err)
	fits, outdated, err := hasher(t, passwords.Cost{MemoryKiB: 128, Passes: 1, Lanes: 1}).Check(context.Background(), old, "password")
	require.NoError(t, err)
	assert.True(t, fits)
	assert.True(t, outdated)
}

func TestNobodysPasswordNeverFits(t *testing.T) {
	fits, _, err := hasher(t, cheap).Check(context.Background(), "", "")
	require.NoError(t, err)
	assert.False(t, fits)
}

func TestDamagedHashIsAnErrorAndNotAWrongPassword(t *testing.T) {
	h := hasher(t, cheap)
	good, err := h.Hash(context.Background(), "password")
	require.NoError(t, err)
	for _, bad := range []string{
		"x", "$2b$10$abcdefghijklmnopqrstuv", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1),
		good[:len(good)-30], good + "$", strings.Replace(good, "m=64", "m=x", 1),
	} {
		_, _, err := h.Check(context.Background(), bad, "password")
		assert.Error(t, err, bad)
	}
}

func TestWaitingForATurnEndsWithTheRequest(t *testing.T) {
	h, err := passwords.New(passwords.Cost{MemoryKiB: 32 * 1024, Passes: 3, Lanes: 1}, 1)
	require.NoError(t, err)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	var wg sync.WaitGroup
	refused := 0
	for range 4 {
		wg.Go(func() { _, _ = h.Hash(context.Background(), "busy") })
	}
	for range 20 {
		if _, err := h.Hash(gone, "late"); err != nil {
			assert.ErrorIs(t, err, context.Canceled)
			refused++
		}
	}
	wg.Wait()
	assert.Positive(t, refused)
}

func FuzzHashFromOutsideNeverPanics(f *testing.F) {
	h, err := passwords.New(cheap, 1)
	require.NoError(f, err)
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA")
	f.Fuzz(func(t *testing.T, hash string) {
		if strings.Contains(hash, "m=") && len(hash) > 120 {
			return // costs that a person would have to write into the database, slow and no fault
		}
		fits, _, _ := h.Check(context.Background(), hash, "x")
		assert.False(t, fits)
	})
}
