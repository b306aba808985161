package matching

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// readInstance reads an assignment instance: "p bmatch needs offers edges
// suppliers", "o offer capacity supplier county", "e need offer score".
func readInstance(t testing.TB, name string) Problem {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		r, err = gzip.NewReader(f)
		require.NoError(t, err)
	}
	var p Problem
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		readLine(t, &p, lines.Text())
	}
	require.NoError(t, lines.Err())
	return p
}

func readLine(t testing.TB, p *Problem, line string) {
	var x, y, z, county int32
	var err error
	switch line[0] {
	case 'p':
		_, err = fmt.Sscanf(line, "p bmatch %d %d %d", &x, &y, &z)
		p.Needs, p.Offers = make([]AllocationNeed, x), make([]AllocationOffer, y)
		for i := range p.Needs {
			p.Needs[i] = AllocationNeed{ID: fmt.Sprintf("n%06d", i), Quantity: 1}
		}
	case 'o':
		_, err = fmt.Sscanf(line, "o %d %d %d %d", &x, &y, &z, &county)
		p.Offers[x] = AllocationOffer{ID: fmt.Sprintf("o%06d", x), Capacity: int(y), Supplier: fmt.Sprint("s", z)}
	case 'e':
		_, err = fmt.Sscanf(line, "e %d %d %d", &x, &y, &z)
		p.Edges = append(p.Edges, Edge{Need: x, Offer: y, Score: z})
	}
	require.NoError(t, err, line)
}
