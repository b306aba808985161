package casework

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// foundMost is how many households a search by an exact value shows.
const foundMost = 30

// FindHouseholds looks up households in the actor's scope by one exact value: a household's number, a citizen's or a phone's, a name, or
// an address. What is found is logged like a list. Errors: Forbidden; a value that is no text finds nothing.
func (d *Desk) FindHouseholds(ctx context.Context, by models.Actor, exact string) ([]models.Household, error) {
	exact = models.CleanText(exact)
	if _, err := models.Authorise(by, models.HouseholdView); err != nil || exact == "" || models.CheckText(exact, 120) != "" {
		return nil, err
	}
	tries := []store.HouseholdFilter{{No: exact}}
	if no, flaw := models.ParseCitizenNo(exact, d.Store.Now()); flaw == "" {
		tries = append(tries, store.HouseholdFilter{CitizenNo: no})
	}
	if phone, flaw := models.ParsePhone(exact); flaw == "" {
		tries = append(tries, store.HouseholdFilter{Phone: phone})
	}
	tries = append(tries, store.HouseholdFilter{Name: exact}, store.HouseholdFilter{Address: exact})
	for _, f := range tries {
		rows, _, err := d.Households(ctx, by, f, store.Page{Limit: foundMost})
		if err != nil || len(rows) > 0 {
			return rows, err
		}
	}
	return nil, nil
}
