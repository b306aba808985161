package weighing_test

import (
	"context"
	"testing"

	"zhulian/internal/testdb"
)

var ctx = context.Background()

func TestMain(m *testing.M) { testdb.Main(m) }
