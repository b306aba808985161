package outreach

import (
	"context"
	"hash/fnv"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// route is where an alert goes: the place in whose queue it stands, and who has it; without an aide it waits for the clerks of the town, or, where
// not even the town is known, for the county.
type route struct {
	Region    string
	Aide      string
	CoversFor *string // the aide for whom Aide stands in
}

// router knows who looks after which place on a day.
type router struct {
	county   string
	aides    []models.Account
	absences []models.Absence
	regions  []models.Region // read when an address must be understood
}

func startRouting(ctx context.Context, s *store.Store, county string) (*router, error) {
	r := &router{county: county}
	var err error
	r.aides, err = s.Recipients(ctx, store.RecipientFilter{County: county, Roles: []models.Role{models.RoleAide}, Status: models.AccountActive})
	if err == nil {
		r.absences, err = s.Absences(ctx, store.AbsenceFilter{County: county, Statuses: []models.AbsenceStatus{models.AbsencePlanned, models.AbsenceRunning}})
	}
	return r, err
}

// route finds the way of a finding: by the village, else by what the address says, else to the town, else to the county.
func (r *router) route(ctx context.Context, s *store.Store, f Finding, day models.Date) (route, error) {
	region := f.RegionCode
	if models.LevelOf(region) != models.RegionVillage {
		said, err := r.addressed(ctx, s, f)
		if err != nil {
			return route{}, err
		}
		if said != "" && (region == "" || models.Covers(region, said)) {
			region = said
		}
	}
	if region == "" {
		region = r.county + "000000"
	}
	return r.to(region, whom(f), day), nil
}

func whom(f Finding) string {
	if f.HouseholdID != nil {
		return *f.HouseholdID
	}
	return string(f.PersonIndex)
}

// addressed is the place that the addresses of a finding's signals name.
func (r *router) addressed(ctx context.Context, s *store.Store, f Finding) (string, error) {
	if len(f.SignalIDs) == 0 {
		return "", nil
	}
	if r.regions == nil {
		all, err := s.Regions(ctx, r.county)
		if err != nil {
			return "", err
		}
		r.regions = all
	}
	signals, err := s.SignalsByID(ctx, r.county, f.SignalIDs)
	if err != nil {
		return "", err
	}
	for _, g := range signals {
		if place := models.PlaceIn(g.Facts[string(models.FeedAddress)], r.regions); place != "" {
			return place, nil
		}
	}
	return "", nil
}

// to is who has an alert in a region: the aide of the village, or whoever stands in. A household stays with the same one of several aides.
func (r *router) to(region, whom string, day models.Date) route {
	out := route{Region: region}
	if models.LevelOf(region) != models.RegionVillage {
		return out
	}
	aide := r.aideOf(region, whom)
	if aide == "" {
		return out
	}
	out.Aide = aide
	if sub := r.standIn(aide, day); sub != "" {
		out.Aide, out.CoversFor = sub, &aide
	}
	return out
}

// aideOf picks the aide of a village: of those who look after the very village, or else after what lies around it.
func (r *router) aideOf(village, whom string) string {
	var own, wide []string
	for _, a := range r.aides {
		switch {
		case slices.Contains(a.Regions, village):
			own = append(own, a.ID)
		case a.Actor("").Covers(village):
			wide = append(wide, a.ID)
		default:
		}
	}
	if len(own) == 0 {
		own = wide
	}
	if len(own) == 0 {
		return ""
	}
	slices.Sort(own)
	h := fnv.New32a()
	_, _ = h.Write([]byte(whom))
	return own[int(h.Sum32())%len(own)]
}

// standIn is who has the alerts of an aide on a day, or "" where the aide is there.
func (r *router) standIn(aide string, day models.Date) string {
	for _, a := range r.absences {
		if a.AideID == aide && a.On(day) {
			return a.SubstituteID
		}
	}
	return ""
}
