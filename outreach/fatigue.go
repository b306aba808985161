package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// fatigueMonths is how far back fatigue is shown, and fatigueHomes how many households it names.
const (
	fatigueMonths = 12
	fatigueHomes  = 15
)

// Fatigue shows whether alerts come so often that nobody reads them: by month, by aide and by household.
type Fatigue struct {
	From, To models.Date // the months
	Months   []store.FatigueMonth
	Aides    []store.FatigueAide // of the last month and what waits now
	Homes    []store.FatigueHome // of all the months
	Names    map[string]string   // of the aides
	Numbers  map[string]string   // of the households
}

// Fatigue counts alerts per household and aide over the last twelve months. Errors: Forbidden.
func (d *Desk) Fatigue(ctx context.Context, by models.Actor) (*Fatigue, error) {
	sc, err := flow.ListScope(by, models.AlertRoute)
	if err != nil {
		return nil, err
	}
	out := &Fatigue{From: d.today().Month().AddMonths(1 - fatigueMonths), To: d.today(), Numbers: map[string]string{}}
	from, to := out.From.Start(), out.To.End()
	if out.Months, err = d.Store.FatigueMonths(ctx, sc, from, to); err != nil {
		return nil, err
	}
	if out.Aides, err = d.Store.FatigueAides(ctx, sc, d.today().AddDays(-29).Start(), to); err != nil {
		return nil, err
	}
	if out.Homes, err = d.Store.FatigueHomes(ctx, sc, from, to, fatigueHomes); err != nil {
		return nil, err
	}
	var aides, homes []string
	for _, a := range out.Aides {
		aides = append(aides, a.AideID)
	}
	for _, h := range out.Homes {
		homes = append(homes, h.HouseholdID)
	}
	if out.Names, err = d.Store.AccountNames(ctx, by.CountyCode, aides); err != nil {
		return nil, err
	}
	rows, err := d.Store.HouseholdsByID(ctx, by.CountyCode, homes)
	for id := range rows {
		out.Numbers[id] = rows[id].No
	}
	return out, err
}
