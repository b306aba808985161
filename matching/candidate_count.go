package matching

// Counts says of one need how many offers passed, how many of these scored below the threshold, and how many each gate
// excluded: the plain numbers of Rank, without its sentences.
type Counts struct {
	Fits, Below int
	excluded    [len(gateRules)]int
}

// Excluded is how many offers failed at the gate first.
func (c *Counts) Excluded(g Gate) int { return c.excluded[gatePlace(g)] }

// Count looks at every offer for a need and allocates nothing.
func (x *Index) Count(need *Need, weights *Weights, s *Scratch) Counts {
	var c Counts
	q := &s.query
	q.fill(need, *weights, x)
	var h Hit
	x.ids.all(func(r *record) {
		if g := failing(q, r); g >= 0 {
			c.excluded[g]++
			return
		}
		if q.weigh(r, &h); h.Score < weights.Show {
			c.Below++
		} else {
			c.Fits++
		}
	})
	return c
}

// Reasons puts a hit of the scratch's last Top into at most four phrases, the weightiest first.
func (s *Scratch) Reasons(h *Hit) []Phrase { return s.query.reasonsFor(h) }
