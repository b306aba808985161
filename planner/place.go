package planner

import (
	"regexp"
	"slices"
	"strings"
)

// The levels of a place, the widest first, in the order of Need.Place.
var levels = []string{"province", "city", "district", "town", "village"}

var regionCode = regexp.MustCompile(`^[1-9][0-9]{5}(?:[0-9]{3}){0,2}$`)

// place reads the names of a line; a region that is a name stands for the town when there is no town.
func (r *reader) place() []string {
	place := make([]string, len(levels))
	for i, level := range levels {
		place[i] = r.value(level)
	}
	if region := r.value("region"); place[3] == "" && region != "" && !regionCode.MatchString(region) {
		place[3] = region
	}
	return place
}

func (r *reader) code() string {
	if code := r.value("region"); regionCode.MatchString(code) {
		return code
	}
	return ""
}

var everywhere = []string{"全国", "全省", "全市", "全县", "不限", "各地", "any", "all", "anywhere", "everywhere", "nationwide"}

// splitArea reads a list of places served; a word for everywhere, or nothing, is no limit.
func splitArea(cell string) []string {
	var area []string
	for name := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune("、,，;；/|\n", r) }) {
		if name = strings.TrimSpace(name); slices.Contains(everywhere, strings.ToLower(name)) {
			return nil
		} else if name != "" {
			area = append(area, name)
		}
	}
	return area
}

// assignPlaces fills in Region and AreaCodes.
func assignPlaces(needs []Need, offers []Offer) {
	g := &gazetteer{nodes: map[string]string{}, children: map[string]int{}, byName: map[string][]string{}, chinese: map[string]bool{}}
	var places [][]string
	for i := range needs {
		places = append(places, needs[i].Place)
	}
	for i := range offers {
		places = append(places, offers[i].Place)
	}
	g.learn(places)
	g.fit(places)
	slices.SortStableFunc(places, func(a, b []string) int { return firstLevel(a) - firstLevel(b) })
	for _, place := range places {
		g.code(place, true)
	}
	for i := range needs {
		if needs[i].Region == "" {
			needs[i].Region = g.code(needs[i].Place, true)
		}
	}
	for i := range offers {
		offer := &offers[i]
		if offer.Region == "" {
			offer.Region = g.code(offer.Place, true)
		}
		for _, name := range offer.Area {
			offer.AreaCodes = append(offer.AreaCodes, g.area(name)...)
		}
	}
}

// placeName writes a place for people, the widest name first.
func placeName(place []string, code string) string {
	names := slices.DeleteFunc(slices.Clone(place), func(name string) bool { return name == "" })
	if len(names) == 0 {
		return code
	}
	return strings.Join(names, " ")
}
