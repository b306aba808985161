package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// asked is who asks for a window: a plan, or a round.
type asked struct {
	id   string
	kind models.VisitKind
	left models.Date // the day on which the household left, or ""
	odds int         // how often, in a thousand, the window ends without a visit that counts
}

// dibaoFen is the minimum living standard of the county, a head and month.
const dibaoFen = 114900

func (h *home) members() []models.Person {
	out := make([]models.Person, len(h.people))
	for i, p := range h.people {
		out[i] = *p
	}
	return out
}

// visitPlan gives a household its level and, by it, its plan of visits, with the windows of the year and those ahead. It is the very plan that
// the program would make.
func (o *outreach) visitPlan(h *home) {
	h.seen = o.seen(h)
	h.row.Level = h.seen.Level()
	left := models.Date("")
	if h.row.Status != models.HouseholdActive {
		left = models.DateOf(h.row.UpdatedAt)
	}
	group, why := models.PlanOf(*h.row, h.members(), o.today)
	limit, _ := models.DefaultLimit(models.SLAVisitEvery, string(group))
	span := models.SpanWithin(limit.Amount)
	from, _ := span.Around(o.ago(yearDays))
	_, end := span.Around(o.today)
	to := max(o.today.AddDays(40), end.AddDays(1)) // as far ahead as the program plans
	at := from.Start().Add(9 * time.Hour)
	plan := models.VisitPlan{CountyCode: County, ID: o.d.id(at), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, PlanGroup: group, Span: span, HomeEvery: group.HomeEvery(),
		Reasons: why, StartsOn: from, EndsOn: left, PlannedTo: to, CheckedOn: o.today, CheckedVersion: h.row.Version, CreatedAt: at, UpdatedAt: o.Now, Version: 2}
	o.out.VisitPlans = append(o.out.VisitPlans, plan)
	by := asked{id: plan.ID, kind: models.VisitRoutine, left: left, odds: missed(h.place.town)}
	if span == models.SpanWeek {
		by.odds /= 4 // whom one sees every week one seldom misses
	}
	for _, w := range span.Windows(plan.HomeEvery, from, to) {
		if left == "" || w.From <= left {
			o.window(h, w, by)
		}
	}
}

// seen is how an aide sees a household: as the program does, but for what only a visit tells.
func (o *outreach) seen(h *home) models.Assessment {
	std := int64(dibaoFen)
	h.found = models.Assess(models.LevelFacts{Household: *h.row, Persons: h.members(), Today: o.today, DibaoFen: &std})
	change := models.LevelChange{Values: map[models.LevelDim]int{}, Reason: "入户评估"}
	if n := o.d.weighted([]int{60, 25, 12, 3}); n > 0 {
		change.Values[models.DimHousing] = n
	}
	if n := o.d.weighted([]int{60, 25, 15}); n > 0 {
		change.Values[models.DimSocial] = max(n, h.found.Value(models.DimSocial))
	}
	return h.found.With(change)
}

// fileLevels puts every household's level on file, confirmed by the town a year ago; of some the last visit speaks for another one.
func (o *outreach) fileLevels() {
	last := map[string]models.VisitFound{}
	for _, v := range o.out.Visits {
		if v.Reached && v.FormComplete {
			last[v.HouseholdID] = v.Found
		}
	}
	std := int64(dibaoFen)
	for _, h := range o.homes {
		clerk, at := o.clerks[h.place.town], o.ago(yearDays+o.d.between(5, 40)).Start().Add(10*time.Hour)
		decided := at.Add(26 * time.Hour)
		r := models.HouseholdLevel{CountyCode: County, ID: o.d.id(at), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, Level: h.seen.Level(), Score: h.seen.Score(),
			Assessment: h.seen, Found: h.found, Status: models.LevelConfirmed, Cause: models.LevelByPerson, ProposedBy: o.aides[h.place.aide].ID, DecidedBy: &clerk.ID,
			DecidedAt: &decided, FromOn: models.DateOf(decided), CreatedAt: at, UpdatedAt: decided, Version: 2}
		o.out.Levels = append(o.out.Levels, r)
		found, visited := last[h.row.ID]
		if !visited || h.row.Status != models.HouseholdActive {
			continue
		}
		now := models.Assess(models.LevelFacts{Household: *h.row, Persons: h.members(), Today: o.today, DibaoFen: &std, Visit: &found})
		if now.Level() == h.found.Level() || now.Level() == h.row.Level {
			o.out.Levels[len(o.out.Levels)-1].Found = now
			continue
		}
		at = o.Now.Add(-o.d.span(time.Hour, 40*time.Hour))
		o.out.Levels = append(o.out.Levels, models.HouseholdLevel{CountyCode: County, ID: o.d.id(at), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode,
			Level: now.Level(), Score: now.Score(), Assessment: now, Found: now, Status: models.LevelProposed, Cause: models.LevelByVisit,
			CreatedAt: at, UpdatedAt: at, Version: 1})
	}
}

// orderRound has the county order a round of one town before a typhoon, ten weeks ago.
func (o *outreach) orderRound() {
	const town = 0
	from := o.ago(70)
	at := from.AddDays(-1).Start().Add(15 * time.Hour)
	r := models.VisitRound{CountyCode: County, ID: o.d.id(at), Cause: models.RoundTyphoon, Towns: []string{o.townCode(town)},
		Groups: []string{string(models.PlanHigh), string(models.PlanKey)}, StartsOn: from, EndsOn: from.AddDays(2), Note: "台风预警，请逐户提醒转移和备物",
		OrderedBy: o.staff[0].ID, CreatedAt: at}
	groups := map[string]models.PlanGroup{}
	for _, p := range o.out.VisitPlans {
		groups[p.HouseholdID] = p.PlanGroup
	}
	for _, h := range o.homes {
		if h.place.town == town && h.lives(at) && h.row.Status == models.HouseholdActive && r.Takes(groups[h.row.ID]) {
			o.window(h, models.PlannedWindow{From: r.StartsOn, To: r.EndsOn, Mode: models.WindowAny}, asked{id: r.ID, kind: r.Cause.VisitKind(), odds: missed(town)})
			r.Windows++
		}
	}
	o.out.VisitRounds = append(o.out.VisitRounds, r)
	o.record(at, o.staff[0], step{noun: "visit_round", id: r.ID, name: "order", region: r.Towns[0], data: map[string]string{"cause": string(r.Cause)}})
}

// childrenAtRisk tells of three visits that saw a child at risk, each passed on at once: one waits still, one was reported, one is closed.
func (o *outreach) childrenAtRisk() {
	for town, status := range []models.ChildReportStatus{models.ChildOpen, models.ChildReported, models.ChildClosed} {
		i := o.visitWithChild(town)
		if i < 0 {
			continue
		}
		v := &o.out.Visits[i]
		v.ChildAtRisk = true
		at, clerk := v.CheckedInAt.Add(time.Minute), o.clerks[town]
		r := models.ChildReport{CountyCode: County, ID: o.d.id(at), VisitID: v.ID, HouseholdID: v.HouseholdID, RegionCode: v.RegionCode, Seen: "孩子独自在家，晚上无人照看，情绪低落",
			Status: status, ReportedTo: []string{}, CreatedBy: v.AideID, CreatedAt: at, UpdatedAt: at, Version: 1}
		o.record(at, o.aideOf(v.AideID), step{noun: "child_report", id: r.ID, name: "raise", to: string(models.ChildOpen), region: r.RegionCode})
		if status != models.ChildOpen {
			told := at.Add(40 * time.Minute)
			r.ReportedTo, r.ReportedAt, r.HandledBy, r.Done, r.UpdatedAt, r.Version = []string{"police", "civil_affairs"}, &told, &clerk.ID, "已电话报告派出所和县民政局", told, 2
			o.record(told, clerk, step{noun: "child_report", id: r.ID, name: "report", from: string(models.ChildOpen), to: string(models.ChildReported), region: r.RegionCode})
		}
		if status == models.ChildClosed {
			closed := r.ReportedAt.Add(50 * time.Hour)
			r.ClosedAt, r.Done, r.UpdatedAt, r.Version = &closed, r.Done+"\n已落实临时监护，民政部门持续跟进", closed, 3
			o.record(closed, clerk, step{noun: "child_report", id: r.ID, name: "close", from: string(models.ChildReported), to: string(models.ChildClosed), region: r.RegionCode})
		}
		o.out.ChildReports = append(o.out.ChildReports, r)
	}
}

// visitWithChild is the latest visit of a town, at least four days ago, at a home with a child; -1 where there is none.
func (o *outreach) visitWithChild(town int) int {
	for i := len(o.out.Visits) - 1; i >= 0; i-- {
		v := o.out.Visits[i]
		h := o.at[v.HouseholdID]
		child := slices.ContainsFunc(h.people, func(p *models.Person) bool { return p.AgeOn(o.today) < 16 })
		if h.place.town == town && child && v.Reached && v.CheckedInAt.Before(o.ago(4).Start()) && v.CheckedInAt.After(o.ago(60).Start()) {
			return i
		}
	}
	return -1
}

func (o *outreach) aideOf(id string) *models.Account {
	i := slices.IndexFunc(o.aides, func(a *models.Account) bool { return a.ID == id })
	return o.aides[i]
}

// askExemptions has aides ask for an exemption of a few windows that were missed of late.
func (o *outreach) askExemptions() {
	asks := map[int]int{}
	for i := range o.out.VisitWindows {
		w := &o.out.VisitWindows[i]
		town := o.at[w.HouseholdID].place.town
		if w.Status != models.WindowMissed || w.EndsOn < o.ago(60) || asks[town] >= 2 {
			continue
		}
		asks[town]++
		at := w.EndsOn.AddDays(1).Start().Add(9 * time.Hour)
		if at.After(o.Now) {
			at = o.Now.Add(-time.Minute)
		}
		w.AskCode, w.AskBy, w.AskedAt, w.ExemptReason, w.UpdatedAt = models.ExemptInstitution, w.AideID, &at, "整段时间在县医院住院，有住院证明", at
		o.record(at, o.aideOf(*w.AideID), step{noun: "visit_window", id: w.ID, name: "ask_exempt", region: w.RegionCode})
	}
}
