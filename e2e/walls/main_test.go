// Package walls tries to get from one county, town or supplier into another, by every route as every role, and to get markup onto a page.
// It asks the whole server, without a connection between.
package walls

import (
	"testing"

	"zhulian/internal/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }
