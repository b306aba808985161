package demo

import (
	"fmt"
	"testing"
	"time"
)

func TestProbe(t *testing.T) {
	t0 := time.Now()
	d := Build(Scene{Now: time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC), Seed: DefaultSeed})
	fmt.Println(time.Since(t0))
	fmt.Println("regions", len(d.Regions), "acc", len(d.Accounts), "sup", len(d.Suppliers), "off", len(d.Offers), "win", len(d.Windows), "hh", len(d.Households), "per", len(d.Persons), "cons", len(d.Consents), "needs", len(d.Needs), "match", len(d.Matches), "res", len(d.Reservations), "ful", len(d.Fulfilments), "disc", len(d.Disclosures), "ev", len(d.Events))
	count := func(m map[string]int) { fmt.Println(m) }
	a, b, c, o, m, f := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, n := range d.Needs {
		a[string(n.Status)]++
		b[n.ResolutionCode]++
		c[n.Category]++
	}
	for _, x := range d.Offers {
		o[string(x.Status)]++
	}
	for _, x := range d.Matches {
		m[string(x.Status)]++
	}
	for _, x := range d.Fulfilments {
		f[string(x.Status)]++
	}
	count(a)
	count(b)
	count(c)
	count(o)
	count(m)
	count(f)
	town := map[string][2]int{}
	late := 0
	inTime := 0
	for _, n := range d.Needs {
		if n.AcceptedAt == nil || n.ResolutionCode != "" && n.ResolutionCode[0] == 'V' {
			continue
		}
		k := n.RegionCode[:9]
		v := town[k]
		v[1]++
		if n.Status == "resolved" {
			v[0]++
			if string(n.DueOn) < n.ResolvedAt.Format("2006-01-02") {
				late++
			} else {
				inTime++
			}
		}
		town[k] = v
	}
	num, den := 0, 0
	for k, v := range town {
		fmt.Println(k, v, 100*v[0]/v[1])
		num += v[0]
		den += v[1]
	}
	fmt.Println("rate", num, den, 100*float64(num)/float64(den), "late", late, inTime)
	open := map[string]int{}
	for _, n := range d.Needs {
		if n.RegionCode == "330199001001" || n.RegionCode == "330199001002" {
			open[string(n.Status)]++
		}
	}
	fmt.Println("aide", open)
	for i := 0; i < len(d.Needs); i += 57 {
		n := d.Needs[i]
		fmt.Println(n.CreatedAt.Format("01-02"), n.Category, n.Title, "|", n.TitlePublic, "|", n.Status, n.ResolutionCode, n.Detail)
	}
}
