package demo

import (
	"fmt"
	"testing"
	"time"
)

func TestProbeOpen(t *testing.T) {
	d := Build(Scene{Now: time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC), Seed: DefaultSeed})
	c := map[string]int{}
	tot := map[string]int{}
	for _, n := range d.Needs {
		tot[n.Category+n.Unit]++
		if (n.Status == "open" || n.Status == "reopened") && n.CreatedAt.Before(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
			c[n.Category+n.Unit]++
		}
	}
	for k, v := range c {
		if v > 2 {
			fmt.Println(k, v, tot[k])
		}
	}
}
