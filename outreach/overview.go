package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// TownPlan is how one town, or for a town's own clerk one village, stands with its visits: households by group, and the windows of the month.
type TownPlan struct {
	RegionCode, Name                             string
	Groups                                       map[models.PlanGroup]int
	Households, Open, Soon, Done, Missed, Exempt int
}

// Overview is how the plans of the actor's scope stand.
type Overview struct {
	Month    models.Date
	Rows     []TownPlan
	Total    TownPlan
	Asked    int // exemptions to decide
	Levels   int // levels to confirm
	Children int64
}

// Overview counts plans and the windows of the month, by town, or by village for whoever has towns only. Errors: Forbidden.
func (d *Desk) Overview(ctx context.Context, by models.Actor) (*Overview, error) {
	sc, err := flow.ListScope(by, models.VisitPlanView)
	if err != nil {
		return nil, err
	}
	digits := models.TownDigits
	if by.Role == models.RoleTown || by.Role == models.RoleAide {
		digits = models.VillageDigits
	}
	today := d.today()
	out := &Overview{Month: today.Month()}
	plans, err := d.Store.TallyPlans(ctx, sc, digits)
	if err != nil {
		return nil, err
	}
	windows, err := d.Store.TallyWindows(ctx, sc, digits, today, out.Month, today.AddDays(soonDays))
	if err != nil {
		return nil, err
	}
	if err := d.fillOverview(ctx, out, plans, windows); err != nil {
		return nil, err
	}
	return out, d.waiting(ctx, by, out)
}

func (d *Desk) fillOverview(ctx context.Context, out *Overview, plans []store.PlanTally, windows []store.WindowTally) error {
	at := map[string]*TownPlan{}
	var codes []string
	row := func(prefix string) *TownPlan {
		if at[prefix] == nil {
			code := models.FullRegion(prefix)
			at[prefix] = &TownPlan{RegionCode: code, Groups: map[models.PlanGroup]int{}}
			codes = append(codes, prefix)
		}
		return at[prefix]
	}
	out.Total.Groups = map[models.PlanGroup]int{}
	for _, t := range plans {
		r := row(t.RegionCode)
		r.Groups[t.PlanGroup] += t.N
		r.Households += t.N
		out.Total.Groups[t.PlanGroup] += t.N
		out.Total.Households += t.N
	}
	for _, t := range windows {
		row(t.RegionCode).count(t)
		out.Total.count(t)
		out.Asked += t.Asked
	}
	full := make([]string, len(codes))
	for i, c := range codes {
		full[i] = at[c].RegionCode
	}
	names, err := d.Store.RegionNames(ctx, full)
	for _, c := range codes {
		at[c].Name = names[at[c].RegionCode]
		out.Rows = append(out.Rows, *at[c])
	}
	return err
}

func (r *TownPlan) count(t store.WindowTally) {
	switch t.Status {
	case models.WindowDone:
		r.Done += t.N
	case models.WindowMissed:
		r.Missed += t.N
	case models.WindowExempt:
		r.Exempt += t.N
	default:
		r.Open, r.Soon = r.Open+t.N, r.Soon+t.Soon
	}
}

// waiting counts what waits for the actor's decision.
func (d *Desk) waiting(ctx context.Context, by models.Actor, out *Overview) error {
	const most = 99
	if models.ScopeOf(by, models.LevelConfirm) != models.ScopeNone {
		sc, err := flow.ListScope(by, models.LevelConfirm)
		if err != nil {
			return err
		}
		rows, _, err := d.Store.LevelsWaiting(ctx, sc, Page{Limit: most})
		if err != nil {
			return err
		}
		out.Levels = len(rows)
	}
	if models.ScopeOf(by, models.ChildReportView) == models.ScopeNone {
		return nil
	}
	sc, err := flow.ListScope(by, models.ChildReportView)
	if err != nil {
		return err
	}
	out.Children, err = d.Store.CountChildReports(ctx, sc, models.ChildOpen)
	return err
}
