package models

import "strings"

// RegionLevel is the depth of a region in the national tree.
type RegionLevel string

// The levels of the 12-digit region tree (GB/T 2260 and GB/T 10114).
const (
	RegionProvince   RegionLevel = "province"
	RegionPrefecture RegionLevel = "prefecture"
	RegionCounty     RegionLevel = "county"
	RegionTown       RegionLevel = "town"
	RegionVillage    RegionLevel = "village"
)

// noRegion is a prefix of no region code, so that a query made from a bad scope finds nothing instead of everything.
const noRegion = "!"

// ParseRegionCode reads a code of 6 digits (province, prefecture or county) or 12 digits (town or village as well) and
// answers 12 digits. The flaw is "" or region_length, region_char (not a digit), region_gap (a level without the one
// above it: no province, or a county without prefecture, or a village without town), and then the code is "".
// Whether the code is in use is not checked: codes come and go, and the region table knows.
func ParseRegionCode(s string) (code, flaw string) {
	s = strings.TrimSpace(halfWidth(s))
	if !allDigits(s) {
		return "", "region_char"
	}
	if len(s) == 6 {
		s += "000000"
	}
	if len(s) != 12 {
		return "", "region_length"
	}
	// A prefecture without counties has towns directly under it (441900003000), so that is no gap.
	gap := s[:2] == "00" || s[2:4] == "00" && s[4:] != "00000000" || s[6:9] == "000" && s[9:] != "000"
	if gap {
		return "", "region_gap"
	}
	return s, ""
}

// RegionPrefix answers the digits that every region at or under this one begins with: 2 for a province, 4 for a
// prefecture, 6 for a county, 9 for a town, 12 for a village. For what ParseRegionCode refuses it answers "!", which no
// code begins with.
func RegionPrefix(code string) string {
	full, flaw := ParseRegionCode(code)
	switch {
	case flaw != "":
		return noRegion
	case full[9:] != "000":
		return full
	case full[6:9] != "000":
		return full[:9]
	case full[4:6] != "00":
		return full[:6]
	case full[2:4] != "00":
		return full[:4]
	}
	return full[:2]
}

// CountyOf answers the 6-digit code of the county that owns the data of a region, or "" for what ParseRegionCode
// refuses.
func CountyOf(code string) string {
	full, flaw := ParseRegionCode(code)
	if flaw != "" {
		return ""
	}
	return full[:6]
}

// TownOf answers the 12-digit code of the town of a village; a town is its own, and a region above a town answers
// itself. It answers "" for what ParseRegionCode refuses.
func TownOf(code string) string {
	full, flaw := ParseRegionCode(code)
	if flaw != "" {
		return ""
	}
	return full[:9] + "000"
}

// LevelOf answers the level of a region code, or "" for what ParseRegionCode refuses.
func LevelOf(code string) RegionLevel {
	switch len(RegionPrefix(code)) {
	case 2:
		return RegionProvince
	case 4:
		return RegionPrefecture
	case 6:
		return RegionCounty
	case 9:
		return RegionTown
	case 12:
		return RegionVillage
	}
	return ""
}

// Covers holds when a region lies at or under a scope; each may have 6 or 12 digits. It never holds when either is
// refused by ParseRegionCode, an empty scope included.
func Covers(scope, code string) bool {
	full, flaw := ParseRegionCode(code)
	return flaw == "" && strings.HasPrefix(full, RegionPrefix(scope))
}

// How many digits of a region's code name its county, its town and itself.
const (
	CountyDigits  = 6
	TownDigits    = 9
	VillageDigits = 12
)

// FullRegion is the code of the region that the first digits name.
func FullRegion(prefix string) string {
	const zeros = "000000000000"
	return prefix + zeros[min(len(prefix), VillageDigits):]
}
