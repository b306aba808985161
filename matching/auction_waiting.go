package matching

import "math/bits"

// waiting is a set of needs that is walked round and round in their order, so
// that memory is read forwards and the order never depends on chance.
type waiting struct {
	bits    []uint64
	summary []uint64 // a bit for each word of bits that is not zero
}

func newWaiting(n int) waiting {
	words := n/64 + 1
	return waiting{bits: make([]uint64, words), summary: make([]uint64, words/64+1)}
}

func (w *waiting) fill(n int) {
	for i := range n {
		w.add(int32(i))
	}
}

func (w *waiting) clear() {
	clear(w.bits)
	clear(w.summary)
}

func (w *waiting) add(i int32) {
	w.bits[i>>6] |= 1 << (i & 63)
	w.summary[i>>12] |= 1 << (i >> 6 & 63)
}

// next takes the first member at or after from out, going round; -1 when empty.
func (w *waiting) next(from int32) int32 {
	word := from >> 6
	if rest := w.bits[word] >> (from & 63); rest != 0 {
		return w.take(from + int32(bits.TrailingZeros64(rest)))
	}
	if i := w.scan(word + 1); i >= 0 {
		return i
	}
	return w.scan(0)
}

// scan takes the first member in words at or after word.
func (w *waiting) scan(word int32) int32 {
	mask := ^uint64(0) << (word & 63)
	for s := int(word >> 6); s < len(w.summary); s++ {
		if rest := w.summary[s] & mask; rest != 0 {
			k := int32(s<<6 + bits.TrailingZeros64(rest))
			return w.take(k<<6 + int32(bits.TrailingZeros64(w.bits[k])))
		}
		mask = ^uint64(0)
	}
	return -1
}

func (w *waiting) take(i int32) int32 {
	if w.bits[i>>6] &^= 1 << (i & 63); w.bits[i>>6] == 0 {
		w.summary[i>>12] &^= 1 << (i >> 6 & 63)
	}
	return i
}
