package matching

import (
	"math"
	"math/bits"
)

func onesCount(s Slots) int { return bits.OnesCount32(uint32(s)) }

// metresPerMicrodegree of latitude, times a thousand: 0.111195 m.
const milliMetresPerMicrodegree = 111

// spot is a point in whole microdegrees, so that distances come out the same on every machine.
type spot struct {
	lat, lng int32
	known    bool
}

func spotOf(p Point) spot {
	if !p.Known || math.Abs(p.Lat) > 90 || math.Abs(p.Lng) > 180 || p.Lat != p.Lat || p.Lng != p.Lng {
		return spot{}
	}
	return spot{int32(math.Round(p.Lat * 1e6)), int32(math.Round(p.Lng * 1e6)), true}
}

// cosine of the latitude in parts per 65536.
func (s spot) cosine() int64 {
	return int64(math.Round(math.Cos(float64(s.lat)/1e6*math.Pi/180) * 65536))
}

// metresTo is the distance on a plane that touches the earth at s, exact to 0.3 % within 100 km.
func (s spot) metresTo(o spot, cosine int64) int64 {
	lng := int64(o.lng) - int64(s.lng)
	if lng > 180e6 {
		lng -= 360e6
	} else if lng < -180e6 {
		lng += 360e6
	}
	y := (int64(o.lat) - int64(s.lat)) * milliMetresPerMicrodegree
	x := lng * milliMetresPerMicrodegree * cosine >> 16
	return int64(math.Sqrt(float64(float64(x)*float64(x))+float64(float64(y)*float64(y)))) / 1000
}

// Estimates of the way between two places known only by their region, in metres, chosen so that the estimate orders as the
// geography part does.
const (
	villageMetres   = 1_000
	townMetres      = 5_000
	countyMetres    = 15_000
	elsewhereMetres = 60_000
)

func treeMetres(p proximity) int64 {
	switch p {
	case sameVillage:
		return villageMetres
	case sameTown:
		return townMetres
	case sameCounty:
		return countyMetres
	}
	return elsewhereMetres
}

// geographyPart is 100 in the same village, 80 in the same town, 70 within 5 km, 50 within 10 km, 40 in the same county or
// where the place is not known, and 20 beyond.
func geographyPart(p proximity, metres int64, measured bool) int {
	switch {
	case p == sameVillage:
		return 100
	case p == sameTown:
		return 80
	case measured && metres <= 5_000:
		return 70
	case measured && metres <= 10_000:
		return 50
	case p == sameCounty:
		return 40
	}
	return 20
}
