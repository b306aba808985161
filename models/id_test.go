package models_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"zhulian/models"
)

func TestIDsAreUUIDsOfVersionSeven(t *testing.T) {
	id := models.NewID(noon)
	parsed, ok := models.ParseID(id)
	assert.True(t, ok)
	assert.Equal(t, id, parsed)
	assert.Equal(t, byte('7'), id[14])
	assert.Contains(t, "89ab", string(id[19]))
	assert.NotEqual(t, id, models.NewID(noon))
	seed := bytes.Repeat([]byte{7}, 16)
	assert.Equal(t, models.IDFrom(noon, bytes.NewReader(seed)), models.IDFrom(noon, bytes.NewReader(seed)), "a seeded reader gives the same id again")
	assert.Panics(t, func() { models.IDFrom(noon, bytes.NewReader(nil)) })
}

func TestIDsMadeLaterSortLater(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		first := noon.Add(time.Duration(rapid.Int64Range(0, 1<<40).Draw(r, "at")) * time.Microsecond)
		later := first.Add(time.Duration(rapid.Int64Range(1, 1<<40).Draw(r, "wait")) * time.Microsecond)
		if a, b := models.NewID(first), models.NewID(later); a >= b {
			r.Fatalf("%s at %s, %s at %s", a, first, b, later)
		}
	})
}

func TestAClientMayChooseOnlyAFreshCanonicalID(t *testing.T) {
	good := models.NewID(noon)
	for id, want := range map[string]bool{
		good: true, models.NewID(noon.AddDate(-1, 0, 0)): true, models.NewID(noon.Add(23 * time.Hour)): true,
		models.NewID(noon.Add(25 * time.Hour)): false, strings.ToUpper(good): good == strings.ToUpper(good), "{" + good + "}": false,
		"urn:uuid:" + good: false, strings.ReplaceAll(good, "-", ""): false, "": false, "4a3e018f-0000-4000-8000-000000000001": false,
		good[:35] + "g": false, good + " ": false,
	} {
		assert.Equal(t, want, models.IsClientID(id, noon), id)
	}
}
