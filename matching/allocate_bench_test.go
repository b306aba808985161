//go:build unix

package matching

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// processCPU is the processor time of all threads: on a shared machine it tells
// more than the time on the wall.
func processCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchmarkAllocate reports value, proven gap and the time for one edge.
func benchmarkAllocate(b *testing.B, p Problem, options AllocationOptions) {
	b.Helper()
	b.ReportAllocs()
	var a Allocation
	start := processCPU()
	for b.Loop() {
		var err error
		a, err = Allocate(context.Background(), p, options)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(processCPU()-start)/1e6/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(a.Value), "value")
	b.ReportMetric(a.Relative()*1e6, "gap-ppm")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(p.Edges)), "ns/edge")
}

func BenchmarkAllocateCounty(b *testing.B) {
	for _, name := range []string{"small.txt", "county.txt.gz", "county-tight.txt.gz"} {
		p := readInstance(b, name)
		b.Run(name, func(b *testing.B) { benchmarkAllocate(b, p, AllocationOptions{}) })
	}
}

var (
	city      = shape{counties: 15, needs: 50000, offers: 6000, degree: 36, supply: 95, grid: 1, linked: true}
	cityTight = shape{counties: 15, needs: 50000, offers: 6000, degree: 36, supply: 70, grid: 1, linked: true}
	cityTies  = shape{counties: 15, needs: 50000, offers: 6000, degree: 36, supply: 95, grid: 500, linked: true}
	province  = shape{counties: 90, needs: 322800, offers: 50000, degree: 36, supply: 95, grid: 1}
	tenPPM    = AllocationOptions{GapPPM: 10}
	growSizes = []int{5000, 20000, 80000, 320000}
)

func BenchmarkAllocateCity(b *testing.B) {
	for _, c := range []struct {
		name  string
		shape shape
	}{{"city", city}, {"tight", cityTight}, {"ties", cityTies}} {
		p := c.shape.made(1)
		b.Run(fmt.Sprintf("%s-%d-edges/gap10ppm", c.name, len(p.Edges)), func(b *testing.B) { benchmarkAllocate(b, p, tenPPM) })
		b.Run(fmt.Sprintf("%s-%d-edges/exact", c.name, len(p.Edges)), func(b *testing.B) { benchmarkAllocate(b, p, AllocationOptions{}) })
	}
}

func BenchmarkAllocateProvince(b *testing.B) {
	p := province.made(1)
	b.Run(fmt.Sprintf("%d-edges/gap10ppm", len(p.Edges)), func(b *testing.B) { benchmarkAllocate(b, p, tenPPM) })
	b.Run(fmt.Sprintf("%d-edges/exact", len(p.Edges)), func(b *testing.B) { benchmarkAllocate(b, p, AllocationOptions{}) })
}

// One pocket each: counties are linked, so nothing can be split.
func BenchmarkAllocateGrowth(b *testing.B) {
	for _, n := range growSizes {
		p := shape{counties: n / 4000, needs: n, offers: n / 8, degree: 36, supply: 95, grid: 1, linked: true}.made(1)
		b.Run(fmt.Sprintf("%d-needs-%d-edges", n, len(p.Edges)), func(b *testing.B) { benchmarkAllocate(b, p, AllocationOptions{}) })
	}
}

// What each kind of limit costs, on one county.
func BenchmarkAllocateLimits(b *testing.B) {
	county := shape{counties: 1, needs: 5000, offers: 500, degree: 36, supply: 90, grid: 1}
	for _, c := range []struct {
		name string
		make func() Problem
	}{
		{"quantities", func() Problem { return quantities(county.made(1), 10) }},
		{"tiers", func() Problem { return tiers(county.made(1)) }},
		{"whole-every-5th", func() Problem { return whole(quantities(county.made(1), 10), 5) }},
		{"whole-all", func() Problem { return whole(quantities(county.made(1), 10), 1) }},
		{"three-offers", func() Problem {
			p := quantities(county.made(1), 10)
			p.MaxOffersPerNeed = 3
			return p
		}},
		{"one-offer", func() Problem {
			p := quantities(county.made(1), 10)
			p.MaxOffersPerNeed = 1
			return p
		}},
		{"household-units", func() Problem {
			p := households(quantities(county.made(1), 10))
			p.HouseholdUnits = 12
			return p
		}},
		{"per-household", func() Problem {
			p := households(quantities(county.made(1), 10))
			for j := range p.Offers {
				p.Offers[j].PerHousehold = 5
			}
			return p
		}},
		{"supplier-share-40", func() Problem {
			p := households(county.made(1))
			p.SupplierShare = 40
			return p
		}},
		{"everything", func() Problem {
			p := tiers(whole(households(quantities(county.made(1), 10)), 5))
			p.SupplierShare, p.HouseholdUnits, p.MaxOffersPerNeed = 40, 12, 3
			return p
		}},
	} {
		p := c.make()
		b.Run(c.name, func(b *testing.B) { benchmarkAllocate(b, p, AllocationOptions{}) })
	}
}
