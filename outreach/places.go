package outreach

import (
	"strings"

	"zhulian/intake"
	"zhulian/models"
)

// places are the towns and villages of a county, by what lists call them.
type places struct {
	county string
	today  models.Date
	byCode map[string]models.Region
	byName map[string][]string // codes
}

func placesOf(county string, regions []models.Region, today models.Date) places {
	p := places{county: county, today: today, byCode: map[string]models.Region{}, byName: map[string][]string{}}
	for _, r := range regions {
		p.byCode[r.Code] = r
	}
	for _, r := range regions {
		if r.Level != models.RegionVillage && r.Level != models.RegionTown || r.Ended(today) {
			continue
		}
		p.byName[r.Name] = append(p.byName[r.Name], r.Code)
		if town, ok := p.byCode[models.TownOf(r.Code)]; ok && r.Level == models.RegionVillage {
			p.byName[town.Name+r.Name] = append(p.byName[town.Name+r.Name], r.Code)
		}
	}
	return p
}

// find is the region that a cell names, by code or by name; a region that was merged is the one that it went into. The flaw is "",
// region_outside_county, region_unknown, region_ended, feed_village_twice, or what is wrong with a code.
func (p places) find(cell string) (code, flaw string) {
	if cell == "" {
		return "", ""
	}
	if strings.Trim(cell, "0123456789") != "" {
		switch found := p.byName[strings.ReplaceAll(cell, " ", "")]; len(found) {
		case 0:
			return "", "region_unknown"
		case 1:
			return found[0], ""
		}
		return "", "feed_village_twice"
	}
	if code, flaw = models.ParseRegionCode(cell); flaw != "" {
		return "", flaw
	}
	if models.CountyOf(code) != p.county {
		return "", "region_outside_county"
	}
	for range 5 { // a village that was merged may have gone into one that was merged again
		r, known := p.byCode[code]
		switch {
		case !known:
			return "", "region_unknown"
		case !r.Ended(p.today):
			return code, ""
		case r.SuccessorCode == "":
			return "", "region_ended"
		}
		code = r.SuccessorCode
	}
	return "", "region_ended"
}

// foreign counts the rows that name a place by its code, and those of them whose place lies in another county.
func (p places) foreign(rows []intake.Row) (foreign, named int) {
	for _, r := range rows {
		if code, flaw := models.ParseRegionCode(r.Village); flaw == "" {
			named++
			if models.CountyOf(code) != p.county {
				foreign++
			}
		}
	}
	return foreign, named
}
