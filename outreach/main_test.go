package outreach_test

import (
	"flag"
	"testing"

	"zhulian/internal/testdb"
)

// TestMain keeps the property tests small; -rapid.checks makes them longer.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": "12", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	testdb.Main(m)
}
