package static

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestModulesImportTheirNeighboursAtTheirAddresses(t *testing.T) {
	f, ok := Open(strings.TrimPrefix(Address("app.js"), Prefix))
	require.True(t, ok)
	assert.Equal(t, "text/javascript; charset=utf-8", f.ContentType)
	found := regexp.MustCompile(`from "([^"]+)"`).FindAllStringSubmatch(string(f.Body), -1)
	require.NotEmpty(t, found)
	for _, m := range found {
		_, ok := Open(strings.TrimPrefix(m[1], Prefix))
		assert.True(t, ok, m[1])
	}
}

func TestAddressesChangeWithContentAndWithWhatIsImported(t *testing.T) {
	place := func(b string) string {
		c := &catalogue{raw: map[string][]byte{"a.js": []byte(`import "./b.js";`), "b.js": []byte(b)}, addresses: map[string]string{}, served: map[string]File{}}
		return c.place("a.js", nil)
	}
	assert.Equal(t, place("1"), place("1"))
	assert.NotEqual(t, place("1"), place("2"))
}

func TestCirclesAndMissingModulesAreFoundAtStart(t *testing.T) {
	c := &catalogue{raw: map[string][]byte{"a.js": []byte(`import "./b.js";`), "b.js": []byte(`import "./a.js";`), "c.js": []byte(`import "./d.js";`)},
		addresses: map[string]string{}, served: map[string]File{}}
	assert.Panics(t, func() { c.place("a.js", nil) })
	assert.Panics(t, func() { c.place("c.js", nil) })
	_, ok := Open("none.css")
	assert.False(t, ok)
	assert.Empty(t, Address("none.css"))
	assert.Contains(t, Addresses(), Address("site.css"))
}
