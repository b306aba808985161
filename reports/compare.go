package reports

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// Comparison is one indicator of a county against the middle of all counties that have it.
type Comparison struct {
	Value           // of the county; Suppressed where it is too small to show, or would give another away
	Middle *float64 // nil for fewer than three counties: of two, each would be told by the other
}

// compared are the rates by which counties are held against each other, in the order of §14.
var compared = []string{"K1", "K1b", "K2", "K2b", "K3", "K4", "K6", "K7", "K8", "K10", "K17"}

// Compare holds a county against the middle of its peers. It is for whoever sees many counties by counts alone. Errors: Invalid, Forbidden,
// NotFound.
func (d *Desk) Compare(ctx context.Context, by models.Actor, county string, q Query) ([]Comparison, error) {
	s, err := d.see(ctx, by, q)
	if err != nil {
		return nil, err
	}
	if !s.counts {
		return nil, models.Forbidden("one_county")
	}
	if _, flaw := models.ParseRegionCode(county); flaw != "" {
		return nil, models.InvalidField("county", "region")
	}
	if !inside(s.ask.Scope.Regions, county) {
		return nil, models.NotFound("region")
	}
	out, work := make([]Comparison, len(compared)), make([]func() error, len(compared))
	for i, code := range compared {
		work[i] = func() error {
			b, err := d.Breakdown(ctx, by, code, q, store.DimCounty)
			if err != nil {
				return err
			}
			out[i] = b.against(county)
			return nil
		}
	}
	return out, atOnce(work)
}

// against is the line of a county beside the middle of all.
func (b *Breakdown) against(county string) Comparison {
	at := slices.IndexFunc(b.Lines, func(l Line) bool { return l.Key == models.CountyOf(county) })
	if at < 0 {
		v := b.Total
		v.Numerator, v.Denominator, v.Rate, v.Suppressed = 0, 0, nil, b.Hidden > 0
		return Comparison{Value: v, Middle: b.Middle}
	}
	return Comparison{Value: b.Lines[at].Value, Middle: b.Middle}
}
