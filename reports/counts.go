package reports

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// Who sees a place by counts alone sees each county as it stands among all of his counties, or not at all: a county that hides another is hidden
// from whoever asks for it by name too. So nothing else may cut his counties across: neither a category nor a part of a county.
// Nor are there other periods than whole quarters: a year less three of its quarters, or a quarter less two of its months, would tell what is
// hidden in the one that is left.

// oneCounty is the county that a reader by counts asks for, "" for all of his.
func (q Query) oneCounty(scope store.Scope) (string, error) {
	if q.Aide != "" || q.Supplier != "" || q.Category != "" {
		return "", models.Forbidden("counts_only")
	}
	if q.Region == "" {
		return "", nil
	}
	if _, err := q.narrow(scope); err != nil {
		return "", err
	}
	asked, _ := models.ParseRegionCode(q.Region)
	if slices.Contains(scope.Regions, asked) {
		return "", nil
	}
	if county := models.CountyOf(asked); asked == county+"000000" && county[4:] != "00" {
		return county, nil
	}
	return "", models.Forbidden("counts_only")
}

// valuesOfOne are the indicators of the one county that a reader by counts asks for.
func (d *Desk) valuesOfOne(ctx context.Context, s sight) ([]Value, error) {
	s.ask.By = store.DimCounty
	lines, err := d.values(ctx, s)
	if err != nil {
		return nil, err
	}
	out := blank(s)
	for i := range out {
		of := map[string]Value{}
		for key, list := range lines {
			of[key] = list[i]
		}
		out[i] = s.among(of, out[i])
	}
	return out, nil
}

// among is the value of the one county as it may be seen among all: blank where it counts nothing.
func (s sight) among(counties map[string]Value, blank Value) Value {
	var total pair
	pairs := map[string]pair{}
	for key, v := range counties {
		pairs[key] = pair{v.Numerator, v.Denominator}
		total = total.plus(pairs[key])
	}
	v, ok := counties[s.only]
	if !ok {
		return blank
	}
	if hidden, _ := hideFlat(pairs, total); hidden[s.only] {
		return v.emptied()
	}
	v.hideSmall()
	return v
}

// seen is one indicator as a reader may see it: of the county that he asks for, or of all that he sees.
func (d *Desk) seen(ctx context.Context, s sight, def Indicator) (Value, error) {
	if s.only != "" {
		s.ask.By = store.DimCounty
		lines, _, err := d.valueOf(ctx, s, def)
		return s.among(lines, blankOf(s, def)), err
	}
	_, v, err := d.valueOf(ctx, s, def)
	if s.counts {
		v.hideSmall()
	}
	return v, err
}

// narrowed keeps the lines of the county that was asked for.
func (d *Desk) narrowed(ctx context.Context, s sight, def Indicator, b *Breakdown) error {
	if s.only == "" {
		return nil
	}
	kept := b.Lines[:0]
	for _, l := range b.Lines {
		if models.CountyOf(l.Key) == s.only {
			kept = append(kept, l)
		}
	}
	b.Lines = kept
	var err error
	s.ask.By = ""
	b.Total, err = d.seen(ctx, s, def)
	return err
}
