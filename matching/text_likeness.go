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

// signature is a small picture of a text's features: two texts without a common bit have no common feature.
type signature [2]uint64

func (d *document) sign() (s signature) {
	for _, f := range d.features {
		i := signBit(f.hash())
		s[i>>6] |= 1 << (i & 63)
	}
	return s
}

func signBit(hash uint32) uint32 { return hash >> 25 }

// repeats tells whether some feature comes more than once.
func (d *document) repeats() bool {
	for _, f := range d.features {
		if f.count() > 1 {
			return true
		}
	}
	return false
}

// descriptionRunes bounds how much of a description counts, so that one long text cannot slow a county down.
const descriptionRunes = 400

func (t *reader) readBoth(title, description string) {
	t.reset()
	t.read(title)
	if description != "" && !strings.HasPrefix(title, description) {
		t.read(headOf(description, descriptionRunes))
	}
	t.sort()
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

// mostSpread is how many features are sorted by spreading them first.
const mostSpread = 200

// sort puts the features in order. Being hashes they spread evenly, so that few remain out of order once each lies among those
// with the same five bits in front.
func (t *reader) sort() {
	fs := t.features
	if len(fs) > mostSpread {
		slices.Sort(fs)
		return
	}
	var ends [33]uint8
	for _, f := range fs {
		ends[f>>27+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	t.spare = append(t.spare[:0], fs...)
	for _, f := range t.spare {
		fs[ends[f>>27]] = f
		ends[f>>27]++
	}
	for i := 1; i < len(fs); i++ {
		f, j := fs[i], i
		for ; j > 0 && fs[j-1] > f; j-- {
			fs[j] = fs[j-1]
		}
		fs[j] = f
	}
}

// compact counts equal ones among sorted features.
func compact(fs []feature) []feature {
	out := fs[:0]
	for _, f := range fs {
		if n := len(out); n > 0 && out[n-1].hash() == f.hash() {
			if out[n-1].count() < 3 {
				out[n-1] += 1 << countShift
			}
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
		c.counts[c.place(f.hash())]++
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
var kindWeights = [kindMask + 1]uint32{kindStem: 16, kindGram: 5, kindPair: 8, kindHan: 4, kindConcept: 20, kindTopic: 8, kindSetting: 5}

// textQuery is a need's text made ready: an open hash table from feature to weight.
type textQuery struct {
	reader reader
	keys   []uint32
	values []uint32
	shift  uint
	total  uint64 // the weight of all features that some text has
	sign   signature
	bits   [128]uint32 // the weight of the features behind each bit of the signature
	seen   [64]uint64  // a bit by the hash of every feature, so that most features of a text are done with at a glance
}

func (q *textQuery) fill(title, detail string, corpus *rarity) {
	q.reader.readBoth(title, detail)
	q.total, q.sign, q.bits, q.seen = 0, signature{}, [128]uint32{}, [64]uint64{}
	q.room(len(q.reader.features))
	for _, f := range q.reader.features {
		w := corpus.of(f.hash()) * kindWeights[f.kind()]
		if w == 0 {
			continue
		}
		q.total += uint64(w)
		i := q.place(f.hash())
		for q.keys[i] != 0 {
			i = (i + 1) & uint32(len(q.keys)-1)
		}
		q.keys[i], q.values[i] = f.hash(), w
		b := signBit(f.hash())
		q.sign[b>>6] |= 1 << (b & 63)
		q.bits[b] += w
		q.seen[f.hash()>>26] |= 1 << (f.hash() >> 20 & 63)
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
func (q *textQuery) likeness(d *document, l *lengths) int {
	if q.total == 0 {
		return 0
	}
	var sum [4]uint64
	mask := uint32(len(q.keys) - 1)
	for _, f := range d.features {
		h := f.hash()
		if q.seen[h>>26]&(1<<(h>>20&63)) == 0 {
			continue
		}
		i := q.place(h)
		for q.keys[i] != 0 {
			if q.keys[i] == h {
				sum[f.count()] += uint64(q.values[i])
				break
			}
			i = (i + 1) & mask
		}
	}
	var got uint64
	norm := l.normOf(d.length)
	for n := uint64(1); n <= 3; n++ {
		if sum[n] > 0 {
			got += saturate(sum[n], n, norm)
		}
	}
	return int(min(got*1000/q.total, 1000))
}

// lengths are what the average length of the texts of an index makes of the length of one.
type lengths struct {
	average uint32       // words in a text
	norms   [256]uint64  // the norm of a text of so many words
	gains   [256]float32 // at most what a sum of weights comes to in it, when no feature comes twice
	doubled [256]float32 // the same when some do
}

func newLengths(average uint32) *lengths {
	l := &lengths{average: average}
	for n := range l.norms {
		l.norms[n] = normOf(uint64(n), average)
		l.gains[n] = float32(256+saturation) / float32(256+l.norms[n])
		l.doubled[n] = float32(3*(256+saturation)) / float32(3*256+l.norms[n])
	}
	return l
}

func (l *lengths) normOf(length int32) uint64 {
	if int(length) < len(l.norms) {
		return l.norms[length]
	}
	return normOf(uint64(length), l.average)
}

func normOf(length uint64, average uint32) uint64 {
	return saturation * (256 - lengthShare + lengthShare*(length+1)/uint64(average+1)) >> 8
}

func saturate(sum, count, norm uint64) uint64 {
	return sum * count * (256 + saturation) / (256*count + norm)
}

// atMost bounds the points that a text brings from its signature alone, given what a weight of 1 brings. The bound is worked
// out in floating point and a little too high, never too low.
func (q *textQuery) atMost(o *hot, l *lengths, points float32) int {
	var sum uint32
	for half, set := range o.sign {
		for set &= q.sign[half]; set != 0; set &= set - 1 {
			sum += q.bits[half<<6|bits.TrailingZeros64(set)]
		}
	}
	gain := l.gains[o.words]
	if o.is(repeating) {
		gain = l.doubled[o.words]
	}
	return int(float32(sum)*gain*points + 0.01)
}
