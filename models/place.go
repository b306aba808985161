package models

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// placeEnds are the words with which names of towns and villages end; an address often leaves them out.
var placeEnds = []string{"街道", "社区", "镇", "乡", "村"}

// PlaceIn finds the village, or else the town, that an address names, among the regions in use; "" where it names none, or several that
// cannot be told apart. Of two names the longer counts, so that 桥头新村 is not 桥头村; a village is looked for in the named town first.
func PlaceIn(address string, regions []Region) string {
	address = strings.Join(strings.Fields(halfWidth(address)), "")
	town := onlyPlace(address, regions, func(r Region) bool { return r.Level == RegionTown })
	village := onlyPlace(address, regions, func(r Region) bool { return r.Level == RegionVillage && (town == "" || TownOf(r.Code) == town) })
	if village != "" {
		return village
	}
	return town
}

// onlyPlace is the one region of those wanted that the address names by the longest name.
func onlyPlace(address string, regions []Region, wanted func(Region) bool) string {
	best, found := 0, []string{}
	for _, r := range regions {
		if r.ActiveTo != "" || !wanted(r) {
			continue
		}
		n := named(address, r.Name)
		if n > best {
			best, found = n, nil
		}
		if n > 0 && n == best {
			found = append(found, r.Code)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// named is how many characters of a region's name an address holds: all of them, or those before the usual ending where these are at
// least two; 0 where it does not name it.
func named(address, name string) int {
	if name == "" {
		return 0
	}
	if strings.Contains(address, name) {
		return utf8.RuneCountInString(name)
	}
	i := slices.IndexFunc(placeEnds, func(end string) bool { return strings.HasSuffix(name, end) })
	if i < 0 {
		return 0
	}
	short := strings.TrimSuffix(name, placeEnds[i])
	if n := utf8.RuneCountInString(short); n >= 2 && strings.Contains(address, short) {
		return n
	}
	return 0
}
