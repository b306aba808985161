package casework

import (
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
)

// What a supplier who browses is told of a fit must not tell more than tier 1 of domain report §17.2 does, even to one who tries offer
// after offer: so both sides lie at the town, and nothing of the persons or of the household's class takes part. The gates that were left
// out close, if they must, when a match is made.

// blurredNeed is a need as the matcher may see it on behalf of a supplier who browses.
func blurredNeed(n matching.Need) matching.Need {
	n.Region, n.Place = models.TownOf(n.Region), matching.Point{}
	n.Tags, n.Ages, n.Class, n.Level, n.Gender, n.FeeFree = nil, nil, "", 0, "", false
	n.History, n.Conflicts, n.FirstTime = nil, nil, false
	return n
}

// blurredLot is an offer beside blurred needs.
func blurredLot(l *market.Lot, day models.Date) matching.Offer {
	out := l.On(day)
	out.Regions = townsOf(out.Regions)
	out.Home, out.Place, out.RadiusKM = models.TownOf(out.Home), matching.Point{}, 0
	return out
}

func townsOf(regions []string) []string {
	out := make([]string, 0, len(regions))
	for _, r := range regions {
		if t := models.TownOf(r); t != "" {
			out = append(out, t)
		}
	}
	return out
}
