package demo

import (
	"time"

	"zhulian/models"
)

// oddWithin is how far back the visits lie that look odd, and oddHomes are the homes that were recorded at one point.
const (
	oddWithin = 25 * 24 * time.Hour
	oddHomes  = 4
)

// oneYard has the aide whom people log in as record the newest visits to some homes at one point, as in one yard: something that the report of what to
// look at is for, and that a talk explains.
func (o *outreach) oneYard() {
	var yard *models.Place
	homes := map[string]bool{}
	for i := len(o.out.Visits) - 1; i >= 0 && len(homes) < oddHomes; i-- {
		v := &o.out.Visits[i]
		h := o.at[v.HouseholdID]
		if v.Mode != models.VisitAtHome || v.AideID != o.aides[0].ID || homes[v.HouseholdID] || o.Now.Sub(v.CheckedInAt) > oddWithin || h.row.Lat == nil {
			continue
		}
		if yard == nil {
			yard = &models.Place{Lat: *h.row.Lat, Lng: *h.row.Lng}
		}
		homes[v.HouseholdID], v.Place = true, yard
	}
}
