package matching

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// The instances and their optima were solved by a network simplex elsewhere.
func TestAllocateReachesTheKnownOptima(t *testing.T) {
	for _, c := range []struct {
		name    string
		optimum int64
		served  int
	}{
		{"tiny.txt", 136409, 31},
		{"small.txt", 2089559, 443},
		{"county.txt.gz", 27649013, 4547},
		{"county-tight.txt.gz", 21904530, 3444},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := readInstance(t, c.name)
			a, err := Allocate(context.Background(), p, AllocationOptions{})
			require.NoError(t, err)
			require.Equal(t, c.optimum, a.Value)
			require.Len(t, a.Assignments, c.served)
			require.Zero(t, a.Gap)
			require.True(t, a.Complete)
			require.NoError(t, a.Certificate.Verify(p, a))
		})
	}
}
