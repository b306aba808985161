package casework_test

import (
	"context"
	"flag"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/models"
	"zhulian/store"
)

// TestMain keeps the property tests small; -rapid.checks and -rapid.steps make them longer.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": "6", "rapid.steps": "50"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	testdb.Main(m)
}

var ctx = context.Background()

// tell runs a test of a fresh story on every database and then checks what must hold after any story at all.
func tell(t *testing.T, test func(t *testing.T, y *testdb.Tale)) {
	t.Helper()
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		y := testdb.Story(t, s)
		test(t, y)
		holds(t, y)
	})
}

// refused checks that an error is of a kind and has a machine word.
func refused(t *testing.T, err error, kind models.Kind, code string) {
	t.Helper()
	require.Error(t, err)
	assert.Equal(t, kind, models.KindOf(err), err.Error())
	assert.Equal(t, code, models.CodeOf(err), err.Error())
}

func conflict(t *testing.T, err error, code string) {
	t.Helper()
	refused(t, err, models.KindConflict, code)
}

func absent(t *testing.T, err error) {
	t.Helper()
	refused(t, err, models.KindNotFound, "not_found")
}

// faulty checks that an error names a field and its fault.
func faulty(t *testing.T, err error, field, code string) {
	t.Helper()
	refused(t, err, models.KindInvalid, "invalid")
	var found []string
	for _, f := range fieldsOf(err) {
		found = append(found, f.Field+"="+f.Code)
	}
	assert.Contains(t, found, field+"="+code)
}

func fieldsOf(err error) []models.FieldError {
	e, _ := err.(*models.Error) //nolint:errorlint // verbs return the plain type
	if e == nil {
		return nil
	}
	return e.Fields
}

func units(n int64) *int64 { return testdb.Units(n) }

func ptr[T any](v T) *T { return &v }
