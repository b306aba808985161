package demo

import (
	"time"

	"zhulian/models"
)

// outreach is what is told beside the needs, with dice of its own so that the needs stay as they are: visits and their windows, alerts,
// applications, suggestions, benefits and happiness lists, all in keeping with the needs.
type outreach struct {
	*builder
	d    dice
	at   map[string]*home         // by household
	busy map[string][]models.Date // days on which a household was visited

	// What lists are made of, by household, and the names of regions.
	deedsOf map[string][]models.Deed
	paid    map[string][]models.Benefit
	callers map[string][]models.Visit
	advised map[string][]models.Suggestion
	names   map[string]string
	open    map[string]bool // the keys of alerts that wait: one a household and family
}

func (b *builder) tellOutreach() {
	o := &outreach{builder: b, d: newDice(b.Seed + 1), at: map[string]*home{}, busy: map[string][]models.Date{}, open: map[string]bool{}}
	for _, h := range b.homes {
		o.at[h.row.ID] = h
	}
	o.answerTimes()
	for _, h := range b.homes {
		o.visitPlan(h)
	}
	o.orderRound()
	o.sources()
	o.fileLevels()
	o.childrenAtRisk()
	o.askExemptions()
	o.moreAlerts()
	o.completeAlerts()
	o.bringLists()
	o.morePapers()
	o.advise()
	o.completeRelief()
	o.lists()
	o.oneYard()
}

// answerTimes notes on needs and matches when they were answered and by when they had to be.
func (o *outreach) answerTimes() {
	var limits models.SLARules
	byID := map[string]*models.Need{}
	for _, n := range o.needs {
		byID[n.ID] = n
		if n.AcceptedAt == nil {
			continue
		}
		day := models.DateOf(*n.AcceptedAt)
		invite, _ := limits.Limit(models.SLAFirstInvitation, string(n.Urgency), day)
		reply, _ := limits.Limit(models.SLASupplierReply, string(n.Urgency), day)
		by := reply.End(invite.End(*n.AcceptedAt, o.Calendar).Add(-time.Second), o.Calendar)
		n.ResponseDueAt = &by
	}
	for _, e := range o.entries {
		if e.event.Noun == "need" && e.event.Step == "refer" {
			if n := byID[e.event.ObjectID]; n != nil && n.ReferredAt == nil {
				n.ReferredAt = ptr(e.at)
			}
		}
	}
	for _, m := range o.matches {
		if m.RespondedAt == nil || m.Status == models.MatchDeclined {
			continue
		}
		n := byID[m.NeedID]
		if n.AgreedAt == nil || m.RespondedAt.Before(*n.AgreedAt) {
			n.AgreedAt = m.RespondedAt
		}
		m.PlannedEnd = max(m.ServiceFrom, plannedEnd(n))
	}
}

func plannedEnd(n *models.Need) models.Date {
	switch {
	case n.Frequency != nil:
		return n.Frequency.Until
	case n.NeededBy != "":
		return n.NeededBy
	}
	return n.DueOn
}

// missed is how often, in a thousand, a window of the town ends without a valid visit: the hills are far.
func missed(town int) int { return 12 + unmetWeight[town]/3 }

// window tells what became of a span that a plan or a round asks a visit in; odds is how often, in a thousand, it ended without one.
func (o *outreach) window(h *home, p models.PlannedWindow, by asked) {
	from, to, left := p.From, p.To, by.left
	created := from.AddDays(-3).Start().Add(time.Duration(o.d.between(8, 16)) * time.Hour)
	if created.After(o.Now) {
		created = o.Now.Add(-time.Hour)
	}
	w := models.VisitWindow{CountyCode: County, ID: o.d.id(created), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, AideID: &o.aides[h.place.aide].ID,
		PlanID: &by.id, Kind: by.kind, Mode: p.Mode, StartsOn: from, EndsOn: to, Status: models.WindowPlanned, CreatedAt: created, UpdatedAt: created, Version: 1}
	last := min(to, o.today)
	switch {
	case from > o.today:
	case left != "" && left <= to:
		w.Status, w.ExemptCode, w.UpdatedAt = models.WindowExempt, models.ExemptLeft, h.row.UpdatedAt
	case o.d.IntN(1000) < 8 && to < o.today:
		w.Status, w.ExemptCode, w.ExemptReason, w.ExemptBy = models.WindowExempt, models.ExemptInstitution, "整段住院,有出院记录", &o.clerks[h.place.town].ID
	case o.d.IntN(1000) < by.odds:
		if to >= o.today {
			w.Status = models.WindowDue
		} else {
			if o.d.chance(35) {
				o.visit(h, &w, o.d.at(o.dayWithin(from, last), 8, 18), true)
			} else {
				w.Status = models.WindowMissed
			}
		}
	default:
		if day := o.dayWithin(from, to); day < o.today {
			o.visit(h, &w, o.d.at(day, 8, 18), false)
		} else if from <= o.today {
			w.Status = models.WindowDue
		}
	}
	w.Version++
	o.out.VisitWindows = append(o.out.VisitWindows, w)
}

func (o *outreach) dayWithin(from, to models.Date) models.Date {
	span := int(to.Time().Sub(from.Time()).Hours() / 24)
	return from.AddDays(o.d.between(0, max(0, span)))
}

// visit has the aide of a household visit it at an instant; a flawed one is cut short or meets nobody.
func (o *outreach) visit(h *home, w *models.VisitWindow, at time.Time, flawed bool) *models.Visit {
	day := models.DateOf(at)
	aide := o.aides[h.place.aide]
	v := models.Visit{CountyCode: County, HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, AideID: aide.ID, Kind: models.VisitRoutine, Mode: models.VisitAtHome,
		DurationMin: o.d.between(8, 45), Reached: true, DistanceM: ptr(o.d.between(3, 240)), FormComplete: true, PersonsSeen: []string{h.people[0].ID},
		PhotoIDs: []string{}, IssuesCreated: []string{}, Found: o.found(), Version: 1}
	mode := "any"
	if w != nil {
		v.WindowID, v.Kind, mode = &w.ID, w.Kind, w.Mode
	}
	if mode == "any" && o.d.chance(45) {
		v.Mode, v.DistanceM, v.DurationMin = models.VisitByPhone, nil, o.d.between(3, 15)
	}
	if flawed {
		v.Reached, v.DurationMin = false, 2
	}
	v.CheckedInAt = at
	earlier := 0
	for _, d := range o.busy[h.row.ID] {
		if d == day {
			earlier++
		}
	}
	v.InvalidReason = models.VisitFlaw(v, mode, earlier)
	v.Valid = v.InvalidReason == ""
	v.ID, v.CreatedAt, v.UpdatedAt = o.d.id(v.CheckedInAt), v.CheckedInAt, v.CheckedInAt
	o.busy[h.row.ID] = append(o.busy[h.row.ID], day)
	if w != nil {
		w.UpdatedAt = v.CheckedInAt
		if v.Valid {
			w.Status, w.ValidVisitID = models.WindowDone, &v.ID
		} else if w.Status == models.WindowPlanned {
			w.Status = models.WindowInvalid
		}
	}
	o.out.Visits = append(o.out.Visits, v)
	o.record(v.CheckedInAt, aide, step{noun: "visit", id: v.ID, name: "record", region: v.RegionCode})
	return &o.out.Visits[len(o.out.Visits)-1]
}

func (o *outreach) found() models.VisitFound {
	area := func() int { return o.d.weighted([]int{78, 17, 5}) }
	return models.VisitFound{Health: area(), Mood: area(), Safety: area(), Hygiene: area(), Living: area(), MoneyChanged: o.d.chance(6)}
}

// sources makes what each need says it came of: the visit, alert, application or suggestion.
func (o *outreach) sources() {
	for _, n := range o.needs {
		h := o.at[n.HouseholdID]
		before := earlier(n.CreatedAt.Add(-o.d.span(10*time.Minute, 6*time.Hour)))
		switch n.Source {
		case "visit":
			v := o.visit(h, nil, before, false)
			v.IssuesCreated = []string{n.ID}
			n.SourceID = &v.ID
		case "alert":
			raised := before.Add(-o.d.span(2*time.Hour, 6*24*time.Hour))
			id := o.alert(h, raised, before, models.AlertNeeds)
			n.SourceID = &id
		case "application", "one_click":
			id := o.application(h, before, models.ApplicationUnknown)
			n.SourceID = &id
		case "suggestion":
			id := o.suggestion(h, before.AddDate(0, 0, -o.d.between(1, 20)), "converted", ptr(n.ID))
			n.SourceID = &id
		}
	}
}
