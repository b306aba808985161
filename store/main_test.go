package store_test

import (
	"testing"

	"zhulian/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }
