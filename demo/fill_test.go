package demo_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/demo"
	"zhulian/internal/testdb"
	"zhulian/store"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func TestFillLoadsTheCountyIntoBothDatabases(t *testing.T) {
	testdb.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		t0 := time.Now()
		sum, err := demo.Fill(ctx, s, demo.Options{PasswordHash: "x"})
		require.NoError(t, err)
		t.Logf("%s: %v %+v", s.Dialect(), time.Since(t0), sum)
	})
}
