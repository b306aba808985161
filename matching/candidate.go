package matching

import "cmp"

// Candidate is an offer that passed every gate of a need, with why it stands where it does.
type Candidate struct {
	OfferID  string
	Score    int // 0–100
	Parts    Parts
	Adjust   Adjust
	Likeness int      // of the texts, 0–1000
	Metres   int64    // the way, measured or estimated by the region tree
	Measured bool     // whether both coordinates were known
	Reasons  []Phrase // at most 4, the weightiest first, for staff and aides
}

// Exclusion is an offer that failed a gate, with what would make it fit.
type Exclusion struct {
	OfferID string
	Gate    Gate
	Fix     Phrase
}

// Candidates answer one need: the best offers in order, how many offers each gate excluded and each exclusion.
type Candidates struct {
	Ranked     []Candidate
	Below      int // passed every gate but scored below the threshold
	Excluded   map[Gate]int
	Exclusions []Exclusion
}

// Rank scores every offer for a need and answers the best, at most limit of them (0 for all). It is the plain form of
// Index.Rank for a handful of offers; the order of the offers does not matter.
func Rank(need Need, offers []Offer, weights Weights, limit int) Candidates {
	return NewIndex(offers).Rank(need, weights, limit)
}

// Hit is an offer found by an index, before its reasons are put into words.
type Hit struct {
	Offer    *Offer // shared with the index: read only
	Score    int
	Parts    Parts
	Adjust   Adjust
	Likeness int
	Metres   int64
	Measured bool

	record *record
	alike  int
	rank   uint64 // packs what compareHits looks at first: the lower comes first
}

// rankBits are how many bits of a rank the points short of 100, the likeness short of 1000, the load and the metres take.
const (
	likenessBits = 10
	loadBits     = 10
	metresBits   = 36
)

// rankOf packs score, likeness where a category is unknown, load and way. A way too long for its bits counts as the longest.
func (h *Hit) rankOf() uint64 {
	rank := uint64(100-h.Score)<<likenessBits | uint64(1000-h.alike)
	rank = rank<<loadBits | uint64(h.record.load)
	return rank<<metresBits | uint64(min(h.Metres, 1<<metresBits-1))
}

// compareHits puts the better first: the higher score; where a category is unknown, the more alike text; then the lower load,
// the nearer, the older offer and the lower id.
func compareHits(a, b *Hit) int {
	switch {
	case a.rank != b.rank:
		return cmp.Compare(a.rank, b.rank)
	case a.record.created != b.record.created:
		return cmp.Compare(a.record.created, b.record.created)
	}
	return cmp.Compare(a.Offer.ID, b.Offer.ID)
}
