package matching

import (
	"math/bits"
	"slices"
	"strings"
)

// document is an offer's text made ready for comparison.
type document struct {
	features []feature // in the order of their hash, each once
	length   int32
}

// descriptionRunes bounds how much of a description counts, so that one long text cannot slow a county down.
const descriptionRunes = 400

func (t *reader) readBoth(title, description string) {
	t.reset()
	t.read(title)
	if description != "" && !strings.HasPrefix(title, description) {
		t.read(headOf(description, descriptionRunes))
	}
	t.features = compact(t.features)
}

func headOf(s string, runes int) string {
	if len(s) <= runes {
		return s
	}
	for i := range s {
		if runes == 0 {
			return s[:i]
		}
		runes--
	}
	return s
}

// compact sorts the features and adds up equal ones.
func compact(fs []feature) []feature {
	slices.SortFunc(fs, func(a, b feature) int {
		if a.hash < b.hash {
			return -1
		}
		if a.hash > b.hash {
			return 1
		}
		return 0
	})
	out := fs[:0]
	for _, f := range fs {
		if n := len(out); n > 0 && out[n-1].hash == f.hash {
			out[n-1].count = min(out[n-1].count+1, 3)
			continue
		}
		out = append(out, f)
	}
	return out
}

// rarity counts in how many texts a feature occurs. Features share a place where their hashes fall together, which can only
// make one seem more common than it is.
type rarity struct {
	counts []uint32
	texts  uint32
	length uint64 // of all texts together
}

const (
	fewestPlaces = 1 << 12
	mostPlaces   = 1 << 18
)

// newRarity makes room for a corpus of about so many features.
func newRarity(features int) *rarity {
	n := fewestPlaces
	for n < features*4 && n < mostPlaces {
		n *= 2
	}
	return &rarity{counts: make([]uint32, n)}
}

func (c *rarity) place(hash uint32) uint32 {
	return (hash * 2654435769) >> (32 - uint(bits.Len(uint(len(c.counts)-1))))
}

func (c *rarity) count(d *document) {
	for _, f := range d.features {
		c.counts[c.place(f.hash)]++
	}
	c.texts++
	c.length += uint64(d.length)
}

// add takes in what another, made for as many features, has counted.
func (c *rarity) add(o *rarity) {
	for i, n := range o.counts {
		c.counts[i] += n
	}
	c.texts += o.texts
	c.length += o.length
}

// of is log2((2N+2)/(2n+1)) in 1/256, the rarity of BM25; 0 where no text has the feature.
func (c *rarity) of(hash uint32) uint32 {
	n := c.counts[c.place(hash)]
	if n == 0 {
		return 0
	}
	return max(log2(2*c.texts+2), log2(2*n+1)+8) - log2(2*n+1)
}

// log2 of x in 1/256, straight between powers of two: off by at most 0.09, and the same on every machine.
func log2(x uint32) uint32 {
	n := uint32(bits.Len32(x)) - 1
	return n<<8 + uint32(uint64(x)<<8>>n) - 256
}

// kindWeights say what a feature of each kind counts, in 1/16.
var kindWeights = [kindMask + 1]uint32{kindStem: 16, kindGram: 4, kindPair: 8, kindHan: 3, kindConcept: 20, kindTopic: 6, kindSetting: 5}

// textQuery is a need's text made ready: an open hash table from feature to weight.
type textQuery struct {
	reader reader
	keys   []uint32
	values []uint32
	shift  uint
	total  uint64 // the weight of all features that some text has
	factor [4]uint32
}

func (q *textQuery) fill(title, detail string, corpus *rarity) {
	q.reader.readBoth(title, detail)
	q.total = 0
	q.room(len(q.reader.features))
	for _, f := range q.reader.features {
		w := corpus.of(f.hash) * kindWeights[f.hash&kindMask]
		if w == 0 {
			continue
		}
		q.total += uint64(w)
		i := q.place(f.hash)
		for q.keys[i] != 0 {
			i = (i + 1) & uint32(len(q.keys)-1)
		}
		q.keys[i], q.values[i] = f.hash, w
	}
}

// room clears the table and makes it at least twice as large as what comes.
func (q *textQuery) room(features int) {
	size := 64
	for size < features*2 {
		size *= 2
	}
	if cap(q.keys) < size {
		q.keys, q.values = make([]uint32, size), make([]uint32, size)
	}
	q.keys, q.values = q.keys[:size], q.values[:size]
	clear(q.keys)
	q.shift = uint(32 - bits.Len(uint(size-1)))
}

func (q *textQuery) place(hash uint32) uint32 { return (hash * 2654435769) >> q.shift }

// Saturation and length normalisation of BM25: k1 = 1.2 and b = 0.5, in 1/256.
const (
	saturation  = 307
	lengthShare = 128
)

// likeness is 0–1000: how much of the rarity-weighted features of the need the text has, longer texts counting less.
func (q *textQuery) likeness(d *document, average uint32) int {
	if q.total == 0 {
		return 0
	}
	norm := saturation * (256 - lengthShare + lengthShare*uint64(d.length+1)/uint64(average+1)) >> 8
	var sum [4]uint64
	mask := uint32(len(q.keys) - 1)
	for _, f := range d.features {
		i := q.place(f.hash)
		for q.keys[i] != 0 {
			if q.keys[i] == f.hash {
				sum[f.count] += uint64(q.values[i])
				break
			}
			i = (i + 1) & mask
		}
	}
	var got uint64
	for n := uint64(1); n <= 3; n++ {
		got += sum[n] * n * (256 + saturation) / (256*n + norm)
	}
	return int(min(got*1000/q.total, 1000))
}
