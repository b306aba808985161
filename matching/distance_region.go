package matching

// region is a node of the 12-digit region tree: its code, padded with zeros, and in the lowest three bits its level counted
// from the village up. The zero region is unknown.
type region uint64

// The levels of the tree, from below.
const (
	villageLevel = iota + 1
	townLevel
	countyLevel
	prefectureLevel
	provinceLevel
)

// regionUnits are the powers of ten below which the digits of a level's descendants lie.
var regionUnits = [...]uint64{1, 1, 1e3, 1e6, 1e8, 1e10, 1, 1}

func (r region) level() int   { return int(r & 7) }
func (r region) code() uint64 { return uint64(r) >> 3 }
func (r region) unit() uint64 { return regionUnits[r&7] }
func (r region) known() bool  { return r != 0 }
func regionAt(code uint64, level int) region {
	return region((code-code%regionUnits[level])<<3 | uint64(level))
}

// parseRegion reads a code of 2 to 12 digits, cut short or padded with zeros. Anything else is the unknown region.
func parseRegion(s string) region {
	if len(s) < 2 || len(s) > 12 {
		return 0
	}
	var code uint64
	last := 0 // digits up to the last that is not 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		if s[i] != '0' {
			last = i + 1
		}
		code = code*10 + uint64(s[i]-'0')
	}
	for range 12 - len(s) {
		code *= 10
	}
	if code == 0 {
		return 0
	}
	return region(code<<3 | uint64(levelOf[last]))
}

// levelOf is the level of a code by the number of its digits up to the last that is not 0.
var levelOf = [13]uint8{
	0, provinceLevel, provinceLevel, prefectureLevel, prefectureLevel, countyLevel, countyLevel,
	townLevel, townLevel, townLevel, villageLevel, villageLevel, villageLevel,
}

// covers tells whether c lies in r. Nothing covers the unknown and the unknown covers nothing.
func (r region) covers(c region) bool {
	return r != 0 && c != 0 && c.level() <= r.level() && c.code()-r.code() < r.unit()
}

// at is the region's ancestor at a level, or the region itself when that is not above it.
func (r region) at(level int) region {
	if r == 0 || r.level() >= level {
		return r
	}
	return regionAt(r.code(), level)
}

// proximity says how near two places of the region tree are.
type proximity uint8

const (
	elsewhere proximity = iota
	sameCounty
	sameTown
	sameVillage
)

// near compares where a need lies with where an offer serves or starts. The unknown counts as the same county, and so does
// a region wide enough to cover the other.
func near(a, b region) proximity {
	switch {
	case a == 0 || b == 0:
		return sameCounty
	case max(a.level(), b.level()) > countyLevel:
		if a.covers(b) || b.covers(a) {
			return sameCounty
		}
		return elsewhere
	case a.code()/regionUnits[countyLevel] != b.code()/regionUnits[countyLevel]:
		return elsewhere
	case max(a.level(), b.level()) > townLevel || a.code()/regionUnits[townLevel] != b.code()/regionUnits[townLevel]:
		return sameCounty
	case a == b && a.level() == villageLevel:
		return sameVillage
	}
	return sameTown
}
