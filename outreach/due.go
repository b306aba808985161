package outreach

import (
	"context"
	"slices"
	"strings"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// DueLine is a window that somebody is to look after, with whose it is.
type DueLine struct {
	models.VisitWindow
	Place
	Late bool // it has ended without a visit that counts
	Soon bool // it ends within two days
}

// DueVillage is what is due in one village, the earliest to end first.
type DueVillage struct {
	RegionCode, Name string
	Lines            []DueLine
}

// dueStatuses are the windows that wait for a visit.
var dueStatuses = []models.VisitWindowStatus{models.WindowDue, models.WindowPlanned, models.WindowInProgress, models.WindowInvalid, models.WindowMissed}

// Windows that end within soonDays are shown as urgent; those that were missed stay on the list for missedDays.
const (
	soonDays   = 2
	missedDays = models.VisitLateDays
)

// Due lists the windows of today that wait for a visit, what is late coming first: a visit in time, or, for some days, one that comes too late
// for the plan but not for the household. Errors: Forbidden.
func (d *Desk) Due(ctx context.Context, by models.Actor, region string, p Page) ([]DueLine, string, error) {
	sc, err := flow.ListScope(by, models.VisitView)
	if err != nil {
		return nil, "", err
	}
	today := d.today()
	return d.lines(ctx, by, store.DueFilter{Scope: sc, Region: region, Statuses: dueStatuses, BeginBy: today, From: today.AddDays(-missedDays)}, p)
}

// DueByVillage is Due of everything at once, village by village; whole is false where there is more than most.
func (d *Desk) DueByVillage(ctx context.Context, by models.Actor, most int) (villages []DueVillage, whole bool, err error) {
	rows, next, err := d.Due(ctx, by, "", Page{Limit: most})
	at := map[string]int{}
	for _, r := range rows {
		i, known := at[r.RegionCode]
		if !known {
			i, at[r.RegionCode] = len(villages), len(villages)
			villages = append(villages, DueVillage{RegionCode: r.RegionCode, Name: r.Village})
		}
		villages[i].Lines = append(villages[i].Lines, r)
	}
	slices.SortFunc(villages, func(a, b DueVillage) int { return strings.Compare(a.RegionCode, b.RegionCode) })
	return villages, next == "", err
}

// Missed lists the windows that ended without a visit that counts. Errors: Forbidden.
func (d *Desk) Missed(ctx context.Context, by models.Actor, region string, p Page) ([]DueLine, string, error) {
	sc, err := flow.ListScope(by, models.VisitView)
	if err != nil {
		return nil, "", err
	}
	today := d.today()
	return d.lines(ctx, by, store.DueFilter{Scope: sc, Region: region, Statuses: []models.VisitWindowStatus{models.WindowMissed, models.WindowInvalid},
		To: today.AddDays(-1), From: today.AddMonths(-2)}, p)
}

// Asked lists the windows for which an aide asks for an exemption. Errors: Forbidden.
func (d *Desk) Asked(ctx context.Context, by models.Actor, p Page) ([]DueLine, string, error) {
	sc, err := flow.ListScope(by, models.VisitView)
	if err != nil {
		return nil, "", err
	}
	return d.lines(ctx, by, store.DueFilter{Scope: sc, Asked: true}, p)
}

func (d *Desk) lines(ctx context.Context, by models.Actor, f store.DueFilter, p Page) ([]DueLine, string, error) {
	rows, next, err := d.Store.DueWindows(ctx, f, p)
	if err != nil {
		return nil, "", err
	}
	places, err := placesAbout(ctx, d, by, rows, func(r models.VisitWindow) string { return r.HouseholdID })
	today, out := d.today(), make([]DueLine, len(rows))
	for i, r := range rows {
		out[i] = DueLine{VisitWindow: r, Place: places[r.HouseholdID], Late: r.EndsOn < today, Soon: r.EndsOn >= today && r.EndsOn <= today.AddDays(soonDays)}
	}
	return out, next, err
}

// VisitDay counts what waits for somebody who visits.
type VisitDay struct{ Due, Soon, Late int }

// VisitDay counts the windows that wait for a visit in the actor's villages. Errors: Forbidden.
func (d *Desk) VisitDay(ctx context.Context, by models.Actor) (VisitDay, error) {
	var out VisitDay
	sc, err := flow.ListScope(by, models.VisitView)
	if err != nil {
		return out, err
	}
	today := d.today()
	open, err := d.Store.TallyWindows(ctx, sc, models.CountyDigits, today, today, today.AddDays(soonDays))
	if err != nil {
		return out, err
	}
	for _, t := range open {
		if t.Status.Open() {
			out.Due, out.Soon = out.Due+t.N, out.Soon+t.Soon
		}
	}
	since, err := d.Store.TallyWindows(ctx, sc, models.CountyDigits, today, today.AddDays(-missedDays), today.AddDays(-1))
	for _, t := range since {
		if t.Status == models.WindowMissed || t.Status.Open() {
			out.Late += t.Soon
		}
	}
	return out, err
}
