package server

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func FuzzIdempotencyKey(f *testing.F) {
	for _, seed := range []string{"k", "", " ", "键", "\x00", "a b", "~!"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		visible := len(s) > 0 && len(s) <= 255
		for _, r := range s {
			visible = visible && r > ' ' && r <= '~' && r != utf8.RuneError
		}
		assert.Equal(t, visible, isKey(s))
	})
}

func TestNounsLeadToTheirAddresses(t *testing.T) {
	for noun, want := range map[string]string{"need": "needs", "match": "matches", "fulfilment": "fulfilments", "household": "households"} {
		assert.Equal(t, want, plural(noun))
	}
}

func TestABoundaryIsNoPartOfTheRequest(t *testing.T) {
	form := func(boundary string) []byte {
		return unbounded([]byte("--"+boundary+"\r\nhome\r\n--"+boundary+"--"), "multipart/form-data; boundary="+boundary)
	}
	assert.Equal(t, form("one"), form("another"))
	assert.Equal(t, []byte("a=one"), unbounded([]byte("a=one"), "application/x-www-form-urlencoded"))
	assert.Equal(t, []byte("a=one"), unbounded([]byte("a=one"), "nonsense; ; boundary"))
}
