package matching

import "slices"

// Preview is what another version of the weights would alter, for the person who is to adopt it.
type Preview struct {
	From, To     string // versions
	Needs        int    // looked at
	FirstChanged int    // needs whose first offer would be another one
	ListChanged  int    // needs whose shortlist would hold other offers or another order
	Changes      []Change
}

// Change is a need whose shortlist would be another one: offer ids, the best first.
type Change struct {
	NeedID        string
	Before, After []string
}

// PreviewWeights ranks every need with both versions and answers where the k best differ, in the order of the needs.
func PreviewWeights(x *Index, needs []Need, from, to Weights, k int) Preview {
	p := Preview{From: from.Version, To: to.Version, Needs: len(needs)}
	var s Scratch
	for i := range needs {
		before, after := x.shortlist(&needs[i], &from, k, &s), x.shortlist(&needs[i], &to, k, &s)
		if slices.Equal(before, after) {
			continue
		}
		p.ListChanged++
		if len(before) == 0 || len(after) == 0 || before[0] != after[0] {
			p.FirstChanged++
		}
		p.Changes = append(p.Changes, Change{needs[i].ID, before, after})
	}
	return p
}

func (x *Index) shortlist(need *Need, w *Weights, k int, s *Scratch) []string {
	var ids []string
	for _, h := range x.Top(need, w, k, s) {
		ids = append(ids, h.Offer.ID)
	}
	return ids
}
