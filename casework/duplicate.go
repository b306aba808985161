package casework

import (
	"context"
	"time"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// likelyDuplicate finds the earlier need of the household that a new one likely repeats: of the same category within the days of the
// matcher's rules, or with nearly the same text. Needs that name two different persons are never the same. Nil where there is none.
// It is for the town to look at before it accepts; nothing counts differently until a person has merged the two.
func likelyDuplicate(ctx context.Context, s *store.Store, n *models.Need) (*string, error) {
	rules := matching.DefaultDuplicateRules()
	earlier, err := s.NeedsSince(ctx, store.Key{County: n.CountyCode, ID: n.HouseholdID}, s.Now().Add(-time.Duration(rules.Days+1)*24*time.Hour))
	if err != nil {
		return nil, err
	}
	latest := told(n)
	latest.ID, latest.SubmittedOn = "~", models.DateOf(s.Now()) // after every id, since a client may have chosen any
	compared := []matching.Need{latest}
	for i := range earlier {
		e := &earlier[i]
		if e.ID != n.ID && (e.PersonID == nil || n.PersonID == nil || *e.PersonID == *n.PersonID) {
			compared = append(compared, told(e))
		}
	}
	for _, found := range matching.Duplicates(compared, rules) {
		if found.NeedID == latest.ID {
			return &found.EarlierID, nil
		}
	}
	return nil, nil
}

// told is what a need says, for the comparison of texts.
func told(n *models.Need) matching.Need {
	out := matching.Need{ID: n.ID, HouseholdID: n.HouseholdID, Category: n.Category, Title: n.Title, Detail: n.Detail, Region: n.RegionCode}
	if n.SubmittedAt != nil {
		out.SubmittedOn = models.DateOf(*n.SubmittedAt)
	}
	return out
}
