package matching

// region is a node of the 12-digit region tree in a form that compares without strings. The zero region is unknown.
type region struct {
	code uint64
	unit uint64 // the power of ten below which the digits of this level's descendants lie
}

// The units of the levels: village, town, county, prefecture, province.
var regionUnits = [...]uint64{1, 1e3, 1e6, 1e8, 1e10}

const (
	villageUnit = 1
	townUnit    = 1e3
	countyUnit  = 1e6
)

// parseRegion reads a code of 2 to 12 digits, cut short or padded with zeros. Anything else is the unknown region.
func parseRegion(s string) region {
	if len(s) < 2 || len(s) > 12 {
		return region{}
	}
	var code uint64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return region{}
		}
		code = code*10 + uint64(s[i]-'0')
	}
	for range 12 - len(s) {
		code *= 10
	}
	if code == 0 {
		return region{}
	}
	for i := len(regionUnits) - 1; i > 0; i-- {
		if code%regionUnits[i] == 0 {
			return region{code, regionUnits[i]}
		}
	}
	return region{code, villageUnit}
}

func (r region) known() bool { return r.code != 0 }

// covers tells whether c lies in r. Nothing covers the unknown and the unknown covers nothing.
func (r region) covers(c region) bool {
	return r.unit != 0 && c.unit <= r.unit && c.code != 0 && c.code/r.unit == r.code/r.unit
}

// at is the region's ancestor at a level, or the region itself when that is shallower.
func (r region) at(unit uint64) region {
	if r.unit == 0 || r.unit >= unit {
		return r
	}
	return region{r.code - r.code%unit, unit}
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
	case !a.known() || !b.known() || a.covers(b) || b.covers(a):
		return nearWithin(a, b)
	case a.code/countyUnit != b.code/countyUnit:
		return elsewhere
	}
	return nearWithin(a, b)
}

func nearWithin(a, b region) proximity {
	switch {
	case a.unit == 0 || b.unit == 0:
		return sameCounty
	case a.unit > townUnit || b.unit > townUnit || a.code/townUnit != b.code/townUnit:
		return sameCounty
	case a.unit > villageUnit || b.unit > villageUnit || a.code != b.code:
		return sameTown
	}
	return sameVillage
}
