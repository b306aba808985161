package rounds_test

import (
	"context"
	"testing"

	"zhulian/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var ctx = context.Background()

func contextThatEnds() (context.Context, func()) { return context.WithCancel(ctx) }
