package matching

// Index holds the offers of one county ready for questions. It never changes once made, so any number of goroutines may ask
// it at the same time without a lock; With and Without answer a changed copy that shares what did not change.
type Index struct {
	records []*record
	corpus  *rarity
	average uint32 // words in an offer's text
}

// Scratch is the memory of one questioner, reused from question to question; it must not be shared between goroutines.
// The zero Scratch is ready for use.
type Scratch struct {
	query query
	hits  []Hit
}

// NewIndex takes the offers in. It copies what it needs; of offers with the same id the last one counts.
func NewIndex(offers []Offer) *Index {
	x := &Index{}
	var t reader
	kept := make([]Offer, len(offers))
	copy(kept, offers)
	features := 0
	for i := range kept {
		r := &record{}
		r.fill(&kept[i], &t)
		features += len(r.doc.features)
		x.records = append(x.records, r)
	}
	x.corpus = newRarity(features)
	for _, r := range x.records {
		x.corpus.count(r.doc)
	}
	if x.corpus.texts > 0 {
		x.average = uint32(x.corpus.length / uint64(x.corpus.texts))
	}
	return x
}
