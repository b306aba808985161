package outreach

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// How many households and windows one sweep looks after, how far ahead windows are made, how long ago a household may have been recognised to
// be planned its first visit, and how long ago somebody may have turned sixty to be put on the list.
const (
	planMost    = 400
	planAhead   = 40
	newWithin   = 14
	sixtyWithin = 40
)

// planning is what the plans of a county go by on a day.
type planning struct {
	rules    models.SLARules
	calendar models.Calendar
	dibao    models.Standards
	aides    func(region string) *string
	today    models.Date
}

func (d *Desk) planning(ctx context.Context, county string) (*planning, error) {
	p := &planning{today: d.today()}
	var err error
	if p.rules, err = d.Store.SLARules(ctx, county); err != nil {
		return nil, err
	}
	if p.calendar, err = d.Store.Calendar(ctx, county, p.today.AddDays(-newWithin), p.today.AddDays(90)); err != nil {
		return nil, err
	}
	if p.dibao, err = d.Store.Standards(ctx, county); err != nil {
		return nil, err
	}
	p.aides, err = d.Store.AidesOf(ctx, county)
	return p, err
}

// span is how often a group is visited on the day, by the county's limit.
func (p *planning) span(g models.PlanGroup) models.VisitSpan {
	limit, _ := p.rules.Limit(models.SLAVisitEvery, string(g), p.today)
	return models.SpanWithin(limit.Amount)
}

// planVisits looks again at every household whose plan was not looked at today or that has changed since: a new plan takes the place of one
// that holds no longer, windows are made ahead, and a level that the facts speak for is proposed.
func (d *Desk) planVisits(ctx context.Context, county string) error {
	todo, err := d.Store.HouseholdsToPlan(ctx, county, d.today(), planMost)
	if err != nil || len(todo) == 0 {
		return err
	}
	p, err := d.planning(ctx, county)
	if err != nil {
		return err
	}
	const together = 50
	for part := range slices.Chunk(todo, together) {
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			for i := range part {
				if err := p.plan(ctx, s, models.System(county), &part[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err := unlessMoved(err); err != nil {
			return err
		}
	}
	return nil
}

// unlessMoved forgives what another instance did meanwhile; what is left is done by the next sweep.
func unlessMoved(err error) error {
	if k := models.KindOf(err); k == models.KindConflict || k == models.KindStale {
		return nil
	}
	return err
}

// plan brings the plan of one household to what it is today.
func (p *planning) plan(ctx context.Context, s *store.Store, by models.Actor, h *models.Household) error {
	had, err := s.PlansInForce(ctx, h.CountyCode, []string{h.ID})
	if err != nil {
		return err
	}
	group, why := models.PlanOf(*h, h.Persons, p.today)
	plan, span := had[h.ID], p.span(group)
	if plan != nil && (plan.PlanGroup != group || plan.Span != span) {
		if err := p.end(ctx, s, plan); err != nil {
			return err
		}
		plan = nil
	}
	if plan == nil {
		if plan, err = p.begin(ctx, s, by, h, group); err != nil {
			return err
		}
		if had[h.ID] != nil {
			plan.PlannedTo = p.today // what begins today was asked for by the plan before
		}
	}
	plan.Reasons, plan.RegionCode, plan.CheckedOn, plan.CheckedVersion = why, h.RegionCode, p.today, h.Version
	if err := p.makeAhead(ctx, s, h, plan); err != nil {
		return err
	}
	if err := s.RevisePlan(ctx, plan); err != nil {
		return err
	}
	return p.reassess(ctx, s, by, h, levelCause{cause: models.LevelByChange})
}

// end closes a plan that holds no longer, and takes back what it asked for later. What has begun, and what is over, stays.
func (p *planning) end(ctx context.Context, s *store.Store, plan *models.VisitPlan) error {
	if _, err := s.DropWindows(ctx, store.Key{County: plan.CountyCode, ID: plan.ID}, p.today); err != nil {
		return err
	}
	plan.EndsOn = max(plan.StartsOn, p.today.AddDays(-1))
	return s.RevisePlan(ctx, plan)
}

// begin makes a plan, with its event.
func (p *planning) begin(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, g models.PlanGroup) (*models.VisitPlan, error) {
	now, span := s.Now(), p.span(g)
	plan := &models.VisitPlan{CountyCode: h.CountyCode, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode, PlanGroup: g, Span: span,
		HomeEvery: g.HomeEvery(), StartsOn: p.today, PlannedTo: p.today.AddDays(-1), CheckedOn: p.today, CheckedVersion: h.Version,
		CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := s.InsertPlan(ctx, plan); err != nil {
		return nil, err
	}
	flow.Log(s, by, flow.Subject{Noun: "visit_plan", ID: plan.ID, County: plan.CountyCode, Region: plan.RegionCode}, "begin", "", "", map[string]string{"household_id": h.ID,
		"group": string(g), "span": string(span)})
	return plan, nil
}

// makeAhead writes the windows of a plan that begin up to planAhead days from today; of spans that are longer, the next one always. A household
// that came on a list of late gets its first visit within the county's limit.
func (p *planning) makeAhead(ctx context.Context, s *store.Store, h *models.Household, plan *models.VisitPlan) error {
	from, until := plan.PlannedTo.AddDays(1), p.today.AddDays(planAhead)
	_, to := plan.Span.Around(p.today)
	until = max(until, to.AddDays(1))
	var rows []models.VisitWindow
	for _, w := range plan.Span.Windows(plan.HomeEvery, from, until) {
		rows = append(rows, p.window(s, h, plan, models.VisitRoutine, w))
	}
	first, err := p.firstVisit(ctx, s, h)
	if err != nil {
		return err
	}
	if first != nil {
		rows = append(rows, p.window(s, h, plan, models.VisitFollowUp, *first))
	}
	plan.PlannedTo = max(plan.PlannedTo, until)
	_, err = s.AddWindows(ctx, rows)
	return err
}

func (p *planning) window(s *store.Store, h *models.Household, plan *models.VisitPlan, kind models.VisitKind, w models.PlannedWindow) models.VisitWindow {
	now := s.Now()
	return models.VisitWindow{CountyCode: h.CountyCode, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode, AideID: p.aides(h.RegionCode),
		PlanID: &plan.ID, Kind: kind, Mode: w.Mode, StartsOn: w.From, EndsOn: w.To, Status: models.WindowPlanned, CreatedAt: now, UpdatedAt: now, Version: 1}
}

// firstVisit is the visit that follows a recognition: at home, within ten working days unless the county says otherwise. Nobody is recognised
// who is only watched.
func (p *planning) firstVisit(ctx context.Context, s *store.Store, h *models.Household) (*models.PlannedWindow, error) {
	if h.Category == models.BeneficiaryMonitored {
		return nil, nil
	}
	stays, err := s.Listings(ctx, store.Key{County: h.CountyCode, ID: h.ID})
	if err != nil {
		return nil, err
	}
	for _, l := range stays {
		if l.PersonID == nil && l.ListedTo == "" && l.ListedFrom >= p.today.AddDays(-newWithin) {
			limit, _ := p.rules.Limit(models.SLAVisitNew, "", p.today)
			last := models.DateOf(limit.End(l.ListedFrom.Start(), p.calendar).Add(-1))
			return &models.PlannedWindow{From: l.ListedFrom, To: last, Mode: models.WindowHome}, nil
		}
	}
	return nil, nil
}

// stepWindows lets windows fall due when they begin, and be missed when they have ended without a visit that counts.
func (d *Desk) stepWindows(ctx context.Context, county string) error {
	for _, step := range []string{"fall_due", "miss"} {
		rows, err := d.Store.WindowsToStep(ctx, county, step, d.today(), planMost)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(rows, 100) {
			err := d.Store.InTx(ctx, func(s *store.Store) error {
				for i := range part {
					if err := flow.TakeWindow(ctx, s, models.System(county), &part[i], step); err != nil {
						return err
					}
				}
				return nil
			})
			if err := unlessMoved(err); err != nil {
				return err
			}
		}
	}
	return nil
}

// listElderly puts those on the list of elderly people in special hardship who have turned sixty, and takes those off who have died.
func (d *Desk) listElderly(ctx context.Context, county string) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		n, err := s.ListElderly(ctx, county, d.today(), sixtyWithin)
		if err == nil && n > 0 {
			flow.Log(s, models.System(county), flow.Subject{Noun: "listing", ID: county, County: county, Region: county + "000000"}, "turn_sixty", "", "", nil)
		}
		if err != nil {
			return err
		}
		if n, err = s.UnlistDeceased(ctx, county); err == nil && n > 0 {
			flow.Log(s, models.System(county), flow.Subject{Noun: "listing", ID: county, County: county, Region: county + "000000"}, "unlist_deceased", "", "", nil)
		}
		return err
	})
}
