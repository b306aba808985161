package settings_test

import (
	"context"
	"testing"

	"zhulian/internal/testdb"
	"zhulian/settings"
	"zhulian/store"
)

var ctx = context.Background()

type desk = settings.Desk

func TestMain(m *testing.M) { testdb.Main(m) }

func each(t *testing.T, test func(t *testing.T, y *testdb.Tale, d *settings.Desk)) {
	testdb.Each(t, func(t *testing.T, s *store.Store) { test(t, testdb.Story(t, s), &settings.Desk{Store: s}) })
}
