package reports

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// label names the groups: towns and suppliers by their names, aides by their display names, categories by their Chinese names.
func (d *Desk) label(ctx context.Context, scope store.Scope, r *Resolution) error {
	names, err := d.names(ctx, scope, r)
	if err != nil {
		return err
	}
	for i, g := range r.Groups {
		r.Groups[i].Label = names[g.Key]
		if r.Groups[i].Label == "" {
			r.Groups[i].Label = g.Key
		}
	}
	return nil
}

func (d *Desk) names(ctx context.Context, scope store.Scope, r *Resolution) (map[string]string, error) {
	out := map[string]string{}
	keys := make([]string, 0, len(r.Groups))
	for _, g := range r.Groups {
		if g.Key != "" {
			keys = append(keys, g.Key)
		}
	}
	switch r.GroupBy {
	case ByTown, ByCounty:
		regions, err := d.Store.RegionNames(ctx, keys)
		if err != nil {
			return nil, err
		}
		return regions, nil
	case BySupplier:
		suppliers, err := d.Store.SuppliersByID(ctx, scope.County, keys)
		for id, s := range suppliers {
			out[id] = s.Name
		}
		return out, err
	case ByAide:
		return d.Store.AccountNames(ctx, scope.County, keys)
	case ByCategory:
		for _, k := range keys {
			if c, ok := models.CategoryByCode(k); ok {
				out[k] = c.NameZH
			}
		}
	}
	return out, nil
}
