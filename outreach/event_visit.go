package outreach

import (
	"context"
	"fmt"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// eventsAhead is how many days ahead the calendar is read for visits that events ask for.
const eventsAhead = 60

// events plans the visits at home that events ask for, in one transaction.
type events struct {
	s        *store.Store
	by       models.Actor
	rules    models.SLARules
	calendar models.Calendar
	aides    func(region string) *string
}

func startEvents(ctx context.Context, s *store.Store, by models.Actor) (*events, error) {
	e := &events{s: s, by: by}
	today := models.DateOf(s.Now())
	var err error
	if e.rules, err = s.SLARules(ctx, by.CountyCode); err != nil {
		return nil, err
	}
	if e.calendar, err = s.Calendar(ctx, by.CountyCode, today, today.AddDays(eventsAhead)); err != nil {
		return nil, err
	}
	e.aides, err = s.AidesOf(ctx, by.CountyCode)
	return e, err
}

// plan plans the visit that an event asks for: within 24 hours for levels I and II, else within 48, unless the county says otherwise. Days are
// whole: the last one is that on which the hours end. An alert has one such visit.
func (e *events) plan(ctx context.Context, h *models.Household, of models.VisitEvent, alert *models.Alert) error {
	now, subjectOf := e.s.Now(), ""
	if h.Level == 1 || h.Level == 2 {
		subjectOf = fmt.Sprint(h.Level)
	}
	today := models.DateOf(now)
	limit, _ := e.rules.Limit(models.SLAVisitEvent, subjectOf, today)
	w := &models.VisitWindow{CountyCode: h.CountyCode, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode, AideID: e.aides(h.RegionCode),
		Kind: models.VisitFollowUp, Mode: models.WindowHome, StartsOn: today, EndsOn: models.DateOf(limit.End(now, e.calendar).Add(-1)),
		Status: models.WindowDue, CreatedAt: now, UpdatedAt: now, Version: 1}
	if alert != nil {
		w.AlertID, w.Kind = &alert.ID, models.VisitAlert
		if alert.AssignedAideID != nil {
			w.AideID = alert.AssignedAideID
		}
	}
	if err := e.s.InsertWindow(ctx, w); err != nil {
		return err
	}
	flow.Log(e.s, e.by, windowSubject(w), "plan", "", string(w.Status), map[string]string{"household_id": h.ID, "event": string(of)})
	return nil
}

// visitRed plans a visit for every red alert of a household that is looked after here.
func visitRed(ctx context.Context, s *store.Store, by models.Actor, red []*models.Alert) error {
	if len(red) == 0 {
		return nil
	}
	var ids []string
	for _, a := range red {
		ids = append(ids, *a.HouseholdID)
	}
	homes, err := s.HouseholdsByID(ctx, by.CountyCode, distinct(ids))
	if err != nil {
		return err
	}
	e, err := startEvents(ctx, s, by)
	if err != nil {
		return err
	}
	for _, a := range red {
		h, ok := homes[*a.HouseholdID]
		if !ok || h.Status != models.HouseholdActive {
			continue
		}
		if err := e.plan(ctx, &h, models.EventRedAlert, a); err != nil {
			return err
		}
	}
	return nil
}
