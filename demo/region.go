package demo

import (
	"fmt"
	"math"
	"strings"

	"zhulian/models"
)

// The centre lies in the open sea, so that no pin on a map can point at somebody's real home.
const (
	centreLat = 28.90
	centreLng = 123.60
	kmPerLat  = 110.57
)

// place is a village or community with what the stories need to know of it.
type place struct {
	region models.Region
	town   int // index in townTable
	rural  bool
	urban  bool // a community of a street
	weight int  // how many households and needs fall to it, relative to the others
	aide   int  // index among the aides
}

func (b *builder) layRegions() {
	b.addRegion(models.Region{Code: "330000000000", CountyCode: "330000", Name: provinceName, Level: models.RegionProvince, Kind: "省"})
	b.addRegion(b.pinned(models.Region{Code: countyRegion, Name: countyName, Level: models.RegionCounty, ParentCode: "330000000000", Kind: "县"}, 0, 0))
	for i, t := range townTable {
		code := County + t.code + "000"
		b.addRegion(b.pinned(models.Region{
			Code: code, Name: t.name, Level: models.RegionTown, ParentCode: countyRegion, Kind: t.kind, UrbanRural: urbanRural(!t.rural),
		}, t.lat, t.lng))
		b.layVillages(i, t, code)
	}
}

func (b *builder) layVillages(town int, t townWords, parent string) {
	communities, villages := 0, 199
	for i, name := range strings.Fields(t.villages) {
		kind := "村"
		var number int
		if strings.HasSuffix(name, "社区") {
			kind, communities = "社区", communities+1
			number = communities
		} else {
			villages++
			number = villages
		}
		angle := 2 * math.Pi * float64(i) / 9.5
		reach := 0.8 + 0.35*float64(i)
		r := b.pinned(models.Region{
			Code: fmt.Sprintf("%s%s%03d", County, t.code, number), Name: name, Level: models.RegionVillage, ParentCode: parent,
			Kind: kind, UrbanRural: urbanRural(kind == "社区"),
		}, t.lat+reach*math.Sin(angle), t.lng+reach*math.Cos(angle))
		b.addRegion(r)
		urban := kind == "社区"
		weight := b.dice.between(8, 14)
		if urban {
			weight = b.dice.between(16, 28)
		}
		b.places = append(b.places, place{region: r, town: town, rural: t.rural, urban: urban, weight: weight})
	}
}

func (b *builder) addRegion(r models.Region) {
	if r.CountyCode == "" {
		r.CountyCode = County
	}
	r.ActiveFrom = "2020-01-01"
	switch r.Level {
	case models.RegionCounty:
		r.NodeKind, r.NodeAddress = models.NodeCentre, countyName+"助联体中心"
	case models.RegionTown:
		r.NodeKind, r.NodeAddress = models.NodeStation, r.Name+"助联体服务站"
	case models.RegionVillage:
		r.NodeKind, r.NodeAddress = models.NodePoint, r.Name+"助联体服务点"
	default:
	}
	b.out.Regions = append(b.out.Regions, r)
}

// pinned sets the point that lies so many kilometres north and east of the centre.
func (b *builder) pinned(r models.Region, north, east float64) models.Region {
	lat, lng := offset(centreLat, centreLng, north, east)
	r.Lat, r.Lng = &lat, &lng
	return r
}

func offset(lat, lng, north, east float64) (float64, float64) {
	kmPerLng := kmPerLat * math.Cos(lat*math.Pi/180)
	round := func(v float64) float64 { return math.Round(v*1e5) / 1e5 }
	return round(lat + north/kmPerLat), round(lng + east/kmPerLng)
}

func urbanRural(urban bool) string {
	if urban {
		return "urban"
	}
	return "rural"
}

func (b *builder) townCode(town int) string { return County + townTable[town].code + "000" }
