package flow

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// ShieldMinors hides what is known of the minors among persons from a reader who needs an approval and has none, and answers how many stay
// visible (未成年人网络保护条例 36). The lists are by household.
func ShieldMinors(ctx context.Context, s *store.Store, by models.Actor, persons map[string][]models.Person) (shown map[string]int, err error) {
	day, with := models.DateOf(s.Now()), []string{}
	for household, list := range persons {
		for _, p := range list {
			if p.MinorOn(day) {
				with = append(with, household)
				break
			}
		}
	}
	shown = map[string]int{}
	if len(with) == 0 {
		return shown, nil
	}
	open := map[string]bool{}
	if !models.SeesMinors(by) {
		if open, err = s.MinorsOpen(ctx, store.Key{County: by.CountyCode, ID: by.AccountID}, day, with); err != nil {
			return nil, err
		}
	}
	for _, household := range with {
		for i, p := range persons[household] {
			switch {
			case !p.MinorOn(day):
			case open[household] || models.SeesMinors(by):
				shown[household]++
			default:
				persons[household][i] = p.Shielded()
			}
		}
	}
	return shown, nil
}

// ShieldHouseholds does so for households with their persons.
func ShieldHouseholds(ctx context.Context, s *store.Store, by models.Actor, list ...*models.Household) (shown map[string]int, err error) {
	persons := map[string][]models.Person{}
	for _, h := range list {
		persons[h.ID] = h.Persons
	}
	return ShieldMinors(ctx, s, by, persons)
}
