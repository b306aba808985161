package weighing

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"

	"zhulian/models"
)

// sample reads up to 500 open needs, chosen by a hash of their ids so that neither old nor new ones are preferred, and counts all.
func (d *Desk) sample(ctx context.Context, county string) (needs []models.Need, open int, err error) {
	ids, err := d.Store.RankedNeedIDs(ctx, county)
	if err != nil {
		return nil, 0, err
	}
	open = len(ids)
	if open > previewNeeds {
		slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(hashOf(a), hashOf(b)), cmp.Compare(a, b)) })
		ids = ids[:previewNeeds]
		slices.Sort(ids)
	}
	rows, err := d.Store.NeedsByID(ctx, county, ids)
	if err != nil {
		return nil, 0, err
	}
	for _, id := range ids {
		if n, ok := rows[id]; ok {
			needs = append(needs, n)
		}
	}
	return needs, open, nil
}

func hashOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	// FNV's high bits hardly change with the last letters; this spreads them.
	sum := h.Sum64()
	sum ^= sum >> 33
	sum *= 0xff51afd7ed558ccd
	return sum ^ sum>>33
}
