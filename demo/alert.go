package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

var alertRules = []struct {
	code, dept string
	severity   models.Severity
}{
	{"W01", "医保", models.SeverityYellow}, {"W02", "医保", models.SeverityRed}, {"W03", "医保", models.SeverityOrange}, {"W05", "残联", models.SeverityOrange},
	{"W07", "人社", models.SeverityOrange}, {"W09", "教育", models.SeverityYellow}, {"W12", "应急", models.SeverityRed}, {"W14", "住建", models.SeverityOrange},
	{"W16", "民政", models.SeverityYellow}, {"W19", "民政", models.SeverityBlue}, {"W23", "热线", models.SeverityYellow},
}

// ruleOf is the rule by which alerts of a code are raised, as it comes with the software.
func ruleOf(code string) models.AlertRule {
	for _, r := range models.ShippedRules() {
		if r.Code == code {
			return r
		}
	}
	return models.AlertRule{Code: code}
}

// alert tells one alert that was looked into; it answers its id.
func (o *outreach) alert(h *home, raised, verified time.Time, result models.AlertResult) string {
	a := o.raise(h, raised)
	a.Status, a.ContactedAt, a.VerifiedAt, a.ResultCode = models.AlertClosed, &verified, &verified, result
	closed := verified.Add(o.d.span(time.Minute, time.Hour))
	if closed.After(o.Now) {
		closed = verified
	}
	a.ClosedAt, a.UpdatedAt, a.Version = &closed, closed, 4
	if a.RestDays > 0 {
		a.RestUntil = models.DateOf(closed).AddDays(a.RestDays)
	}
	aide := o.aides[h.place.aide]
	o.tellAlert(&a, nil, raised, "raise", "", models.AlertNew)
	o.tellAlert(&a, nil, raised.Add(time.Minute), "assign", models.AlertNew, models.AlertAssigned)
	o.tellAlert(&a, aide, verified, "verify", models.AlertAssigned, models.AlertVerified)
	o.tellAlert(&a, aide, closed, "close", models.AlertVerified, models.AlertClosed)
	o.out.Alerts = append(o.out.Alerts, a)
	return a.ID
}

func (o *outreach) tellAlert(a *models.Alert, by *models.Account, at time.Time, name string, from, to models.AlertStatus) {
	o.record(at, by, step{noun: "alert", id: a.ID, name: name, from: string(from), to: string(to), region: a.RegionCode})
}

func (o *outreach) raise(h *home, raised time.Time) models.Alert {
	rule := pick(o.d, alertRules)
	day, full := models.DateOf(raised), ruleOf(rule.code)
	a := models.Alert{CountyCode: County, ID: o.d.id(raised), RuleCode: rule.code, RuleVersion: 1, SourceDept: rule.dept, HouseholdID: &h.row.ID,
		RegionCode: h.row.RegionCode, EventOn: day.AddDays(-o.d.between(0, 5)), Evidence: map[string]string{"rule": rule.code}, Severity: rule.severity,
		AssignedAideID: &o.aides[h.place.aide].ID, Family: full.Family, RestDays: full.RestDays, RaisedAt: raised, CreatedAt: raised, UpdatedAt: raised, Version: 1}
	if len(full.Feeds) > 0 {
		a.Feed = full.Feeds[0]
	}
	a.Tighten(models.AlertLimitsOf(nil, o.Calendar, a.Severity, raised))
	return a
}

// moreAlerts are the alerts that led to no need: those that found nothing, were late, merged or returned, and those still open.
func (o *outreach) moreAlerts() {
	for range 620 {
		h := pick(o.d, o.homes)
		raised := o.d.at(o.ago(o.d.between(0, yearDays-2)), 8, 17)
		if !h.lives(raised) || raised.After(o.Now) {
			continue
		}
		verified := daytime(raised.Add(o.d.skewed(30*time.Hour, 0.9)))
		switch roll := o.d.IntN(100); {
		case verified.After(o.Now), roll < 30 && raised.After(o.ago(30).Start()):
			o.openAlert(h, raised, models.AlertAssigned)
		case roll < 6:
			o.openAlert(h, raised, models.AlertMerged)
		case roll < 10:
			o.openAlert(h, raised, models.AlertReturned)
		default:
			results := []models.AlertResult{"A1", "A2", "A4", "A5", "A6", "A7", "A8"}
			result := results[o.d.weighted([]int{30, 18, 10, 24, 5, 9, 4})]
			id := o.alert(h, raised, verified, result)
			if result == models.AlertApplication {
				application := o.application(h, verified, models.ApplicationTempRelief)
				for i := range o.out.Applications {
					if o.out.Applications[i].ID == application {
						o.out.Applications[i].Source, o.out.Applications[i].SourceID = "alert", &id
					}
				}
			}
		}
	}
}

func (o *outreach) openAlert(h *home, raised time.Time, to models.AlertStatus) {
	a := o.raise(h, raised)
	key := "household:" + h.row.ID + ":" + a.Family
	if o.open[key] {
		return // one waits already
	}
	a.Status, a.Version = to, 2
	o.tellAlert(&a, nil, raised, "raise", "", models.AlertNew)
	o.tellAlert(&a, nil, raised.Add(time.Minute), "assign", models.AlertNew, models.AlertAssigned)
	next := raised.Add(5 * time.Minute)
	if next.After(o.Now) {
		next = raised.Add(time.Minute)
	}
	switch to {
	case models.AlertMerged:
		o.tellAlert(&a, nil, next, "merge", models.AlertAssigned, to)
	case models.AlertReturned:
		a.AssignedAideID, a.StatusReason = nil, "不住在本村，请改派"
		o.tellAlert(&a, o.aides[h.place.aide], next, "return", models.AlertAssigned, to)
		fallthrough
	default:
		o.open[key], a.DedupeKey = true, key
		o.elapse(&a)
	}
	o.out.Alerts = append(o.out.Alerts, a)
}

// elapse lets time do to a waiting alert what the sweep would have done: remind, and take it up to the town and the county.
func (o *outreach) elapse(a *models.Alert) {
	grace, _ := models.SLARules(nil).Limit(models.SLAAlertContact, string(a.Severity), o.today)
	a.Schedule(a.RaisedAt.Add(5*time.Minute), grace, o.Calendar)
	if a.RemindAt != nil && a.RemindAt.Before(o.Now) {
		o.tellAlert(a, nil, *a.RemindAt, "remind", a.Status, a.Status)
		a.RemindedAt, a.RemindAt = a.RemindAt, nil
	}
	for _, up := range []struct{ step, to string }{{"escalate", models.EscalatedToTown}, {"escalate_county", models.EscalatedToCounty}} {
		if a.EscalateAt == nil || !a.EscalateAt.Before(o.Now) {
			return
		}
		at := *a.EscalateAt
		o.tellAlert(a, nil, at, up.step, a.Status, models.AlertEscalated)
		a.Status, a.EscalatedTo, a.EscalatedAt, a.UpdatedAt = models.AlertEscalated, up.to, &at, at
		a.Schedule(at, grace, o.Calendar)
	}
}

// unroutedAlerts is how many alerts of people who are not on file wait for somebody to find out who looks after them.
const unroutedAlerts = 7

// completeAlerts adds, with dice of its own, what alerts have beside their story: amounts, why they were raised, those that found nobody, and an aide
// for whom another stands in.
func (o *outreach) completeAlerts() {
	d := newDice(o.Seed + 14)
	for range unroutedAlerts {
		o.unrouted(d)
	}
	o.sentBack(d)
	o.standIn(d)
	for i := range o.out.Alerts {
		a := &o.out.Alerts[i]
		if fact := ruleOf(a.RuleCode).AmountFact; fact != "" {
			amount := int64(d.between(20_500, 48_000)) * 100
			if a.Severity == models.SeverityRed {
				amount = int64(d.between(51_000, 160_000)) * 100
			}
			a.AmountFen, a.Evidence = &amount, map[string]string{fact: models.DecimalText(amount, 2)}
		}
		o.out.Reasons = append(o.out.Reasons, models.AlertReason{CountyCode: County, AlertID: a.ID, RuleCode: a.RuleCode, RuleVersion: a.RuleVersion,
			Severity: a.Severity, Feed: a.Feed, EventOn: a.EventOn, AmountFen: a.AmountFen, Facts: a.Evidence, FoundAt: a.RaisedAt})
	}
}

// unrouted raises an alert of somebody who is not on file, in a town or nowhere.
func (o *outreach) unrouted(d dice) {
	raised := d.at(o.ago(d.between(1, 6)), 8, 17)
	rule := pick(d, alertRules)
	for len(ruleOf(rule.code).Feeds) == 0 {
		rule = pick(d, alertRules) // only a list knows of people who are not on file
	}
	full, region := ruleOf(rule.code), o.townCode(d.IntN(len(townTable)))
	if d.chance(25) {
		region = countyRegion
	}
	a := models.Alert{CountyCode: County, ID: d.id(raised), RuleCode: rule.code, RuleVersion: 1, SourceDept: rule.dept, RegionCode: region,
		EventOn: models.DateOf(raised).AddDays(-1), Evidence: map[string]string{"rule": rule.code}, Severity: rule.severity, Family: full.Family, Feed: full.Feeds[0],
		RestDays: full.RestDays, Status: models.AlertNew, RaisedAt: raised, CreatedAt: raised, UpdatedAt: raised, Version: 1}
	a.Tighten(models.AlertLimitsOf(nil, o.Calendar, a.Severity, raised))
	o.tellAlert(&a, nil, raised, "raise", "", models.AlertNew)
	o.tellAlert(&a, nil, raised, "queue", models.AlertNew, models.AlertNew)
	o.elapse(&a)
	o.out.Alerts = append(o.out.Alerts, a)
}

// sentBack raises an alert that its aide returned yesterday, and that nobody has been given since.
func (o *outreach) sentBack(d dice) {
	raised, h := d.at(o.ago(1), 8, 15), pick(d, o.homes)
	full := ruleOf("W19")
	a := models.Alert{CountyCode: County, ID: d.id(raised), RuleCode: full.Code, RuleVersion: 1, SourceDept: full.SourceDept, HouseholdID: &h.row.ID,
		RegionCode: h.row.RegionCode, EventOn: models.DateOf(raised), Severity: models.SeverityBlue, Family: full.Family, RestDays: full.RestDays,
		Status: models.AlertReturned, StatusReason: "不住在本村，请改派", RaisedAt: raised, CreatedAt: raised, UpdatedAt: raised, Version: 3}
	a.Tighten(models.AlertLimitsOf(nil, o.Calendar, a.Severity, raised))
	o.tellAlert(&a, nil, raised, "raise", "", models.AlertNew)
	o.tellAlert(&a, nil, raised.Add(time.Minute), "assign", models.AlertNew, models.AlertAssigned)
	o.tellAlert(&a, o.aides[h.place.aide], raised.Add(2*time.Hour), "return", models.AlertAssigned, models.AlertReturned)
	o.elapse(&a)
	o.out.Alerts = append(o.out.Alerts, a)
}

// standIn sends one aide on leave, with a neighbour standing in, and plans and remembers another absence. The first aide, who is a login of the
// demo, stays out of it.
func (o *outreach) standIn(d dice) {
	here := o.neighbours()
	if len(here) < 2 {
		return
	}
	town := models.TownOf(here[0].Regions[0])
	clerk := o.clerks[slices.IndexFunc(o.clerks, func(c *models.Account) bool { return models.TownOf(c.Regions[0]) == town })]
	for _, t := range []struct {
		from, to int
		reason   models.AbsenceReason
		status   models.AbsenceStatus
	}{{-40, -33, "training", models.AbsenceEnded}, {-3, 4, "sick", models.AbsenceRunning}, {12, 18, "leave", models.AbsencePlanned}} {
		from := o.today.AddDays(t.from)
		made := earlier(min2(from.AddDays(-2).Start(), o.ago(1).Start()).Add(10 * time.Hour))
		a := models.Absence{CountyCode: County, ID: d.id(made), AideID: here[0].ID, SubstituteID: here[1].ID, RegionCode: here[0].Regions[0], FromOn: from,
			ToOn: o.today.AddDays(t.to), Reason: t.reason, Status: t.status, CreatedBy: clerk.ID, CreatedAt: made, UpdatedAt: made, Version: 1}
		o.record(made, clerk, step{noun: "absence", id: a.ID, name: "plan", to: string(models.AbsencePlanned), region: a.RegionCode})
		if t.status != models.AbsencePlanned {
			o.record(from.Start().Add(time.Minute), nil, step{noun: "absence", id: a.ID, name: "begin", from: "planned", to: "running", region: a.RegionCode})
			a.UpdatedAt, a.Version = from.Start().Add(time.Minute), 2
		}
		switch t.status {
		case models.AbsenceEnded:
			a.UpdatedAt, a.Version = a.ToOn.End().Add(time.Minute), 3
			o.record(a.UpdatedAt, nil, step{noun: "absence", id: a.ID, name: "end", from: "running", to: "ended", region: a.RegionCode})
		case models.AbsenceRunning:
			o.handOver(here[0], here[1], from.Start().Add(time.Minute))
		default:
		}
		o.out.Absences = append(o.out.Absences, a)
	}
}

// neighbours are the aides of one town, the demo's own login left out: of the town in which one has the most alerts to hand over, whoever has them
// first.
func (o *outreach) neighbours() []*models.Account {
	waiting := map[string]int{}
	for _, a := range o.out.Alerts {
		if a.Status.Waits() && a.AssignedAideID != nil && (a.Status != models.AlertEscalated || a.EscalatedAt.Before(o.today.AddDays(-3).Start())) {
			waiting[*a.AssignedAideID]++
		}
	}
	towns := map[string][]*models.Account{}
	var best []*models.Account
	for _, a := range o.aides[1:] {
		town := models.TownOf(a.Regions[0])
		towns[town] = append(towns[town], a)
	}
	for _, a := range o.aides[1:] {
		here := slices.Clone(towns[models.TownOf(a.Regions[0])])
		slices.SortStableFunc(here, func(a, b *models.Account) int { return waiting[b.ID] - waiting[a.ID] })
		if len(here) > 1 && (best == nil || waiting[here[0].ID] > waiting[best[0].ID]) {
			best = here
		}
	}
	return best
}

// handOver gives the waiting alerts of an aide to the substitute.
func (o *outreach) handOver(from, to *models.Account, at time.Time) {
	for i := range o.out.Alerts {
		a := &o.out.Alerts[i]
		if !a.Status.Waits() || a.AssignedAideID == nil || *a.AssignedAideID != from.ID {
			continue
		}
		if a.Status == models.AlertEscalated && a.EscalatedAt.After(at) {
			continue // it went up afterwards, and who had it then does not matter any more
		}
		if a.RaisedAt.Before(at) {
			o.tellAlert(a, nil, at, "hand_over", a.Status, a.Status)
		}
		a.AssignedAideID, a.CoversFor = &to.ID, &from.ID
	}
}

func min2(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
