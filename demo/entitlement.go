package demo

import (
	"fmt"
	"slices"
	"time"

	"zhulian/models"
)

// application tells a request for relief that was filed at an instant, as far as it has come by now; it answers its id.
func (o *outreach) application(h *home, filed time.Time, kind models.ApplicationKind) string {
	day := models.DateOf(filed)
	by := o.Calendar.AddWorkdays(day, 20).End()
	emergency := kind == models.ApplicationTempRelief && o.d.chance(20)
	if emergency {
		by = filed.Add(24 * time.Hour)
	}
	id := o.d.id(filed)
	a := models.Application{CountyCode: County, ID: id, No: "S" + id[len(id)-12:], HouseholdID: h.row.ID, PersonID: &h.people[0].ID, RegionCode: h.row.RegionCode,
		Kind: kind, Emergency: emergency, Channel: []string{"aide", "app", "hotline", "dept"}[o.d.weighted([]int{60, 25, 10, 5})], Story: h.situation,
		Materials: []string{}, Status: models.ApplicationSubmitted, SubmittedAt: &filed, DecideBy: &by, CreatedBy: o.aides[h.place.aide].ID, CreatedAt: filed,
		UpdatedAt: filed, Version: 1}
	t := &paper{o: o, a: &a, at: filed}
	aide, clerk, staff := o.aides[h.place.aide], o.clerks[h.place.town], o.staff[0]
	t.take(aide, "submit", models.ApplicationSubmitted, 0)
	pace := time.Duration(haste[h.place.town]) * 3 * time.Hour / 10
	switch {
	case emergency && t.take(clerk, "first_aid", models.ApplicationFirstAid, o.d.skewed(8*time.Hour, 0.7)):
		at := t.at
		a.DecidedAt, a.Decision, a.DecidedBy, a.AmountFen = &at, "approved", &staff.ID, ptr(int64(o.d.between(10, 60))*10000)
		t.take(clerk, "complete_paperwork", models.ApplicationPaperwork, o.d.span(24*time.Hour, 9*24*time.Hour))
	case o.d.chance(5):
		t.take(aide, "withdraw", models.ApplicationWithdrawn, o.d.span(time.Hour, 48*time.Hour))
	default:
		if t.accept(clerk, o.d.skewed(pace, 0.6)) && t.take(aide, "verify", models.ApplicationVerifying, o.d.skewed(3*pace, 0.6)) &&
			t.take(clerk, "propose", models.ApplicationProposed, o.d.skewed(2*pace, 0.5)) && t.take(clerk, "publicise", models.ApplicationPublicity, time.Hour) {
			t.decide(staff)
		}
	}
	o.out.Applications = append(o.out.Applications, a)
	return id
}

// paper is an application on its way; its clock only goes forward, and nothing happens after now.
type paper struct {
	o  *outreach
	a  *models.Application
	at time.Time
}

func (t *paper) take(by *models.Account, name string, to models.ApplicationStatus, after time.Duration) bool {
	at := office(t.o.Calendar, t.at.Add(after))
	if after == 0 {
		at = t.at
	}
	if at.After(t.o.Now) {
		return false
	}
	from := t.a.Status
	if name == "submit" {
		from = ""
	}
	t.at, t.a.Status, t.a.UpdatedAt = at, to, at
	t.a.Version++
	t.o.record(at, by, step{noun: "application", id: t.a.ID, name: name, from: string(from), to: string(to), region: t.a.RegionCode})
	return true
}

// accept takes a request up; where the household could not tell what it asks for, the clerk says so first.
func (t *paper) accept(clerk *models.Account, after time.Duration) bool {
	if at := office(t.o.Calendar, t.at.Add(after)); t.a.Kind == models.ApplicationUnknown && !at.After(t.o.Now) {
		known := reliefKinds[int(t.a.ID[len(t.a.ID)-1])%len(reliefKinds)]
		t.o.record(at, clerk, step{noun: "application", id: t.a.ID, name: "transfer", from: string(t.a.Status), to: string(t.a.Status), region: t.a.RegionCode,
			data: map[string]string{"kind": string(known)}})
		t.a.Kind = known
		t.a.Version++
	}
	return t.take(clerk, "accept", models.ApplicationAccepted, after)
}

func (t *paper) decide(staff *models.Account) {
	name, to, decision := "approve", models.ApplicationApproved, "approved"
	if t.o.d.chance(18) {
		name, to, decision = "refuse", models.ApplicationRefused, "refused"
	}
	from := models.DateOf(t.at)
	t.a.PublicityFrom, t.a.PublicityTo = from, from.AddDays(7)
	if !t.take(staff, name, to, 8*24*time.Hour) {
		return
	}
	at := t.at
	t.a.DecidedAt, t.a.Decision, t.a.DecidedBy = &at, decision, &staff.ID
	if decision == "approved" {
		t.a.AmountFen = ptr(int64(t.o.d.between(5, 110)) * 10000)
		if t.take(staff, "pay", models.ApplicationPaid, t.o.d.span(24*time.Hour, 20*24*time.Hour)) {
			paid := t.at
			t.a.PaidAt = &paid
		}
	}
}

// suggestion tells that something was suggested at an instant and what became of it; it answers its id. What it was the rules say later.
func (o *outreach) suggestion(h *home, issued time.Time, fate string, need *string) string {
	issued = issued.Add(time.Duration(o.d.IntN(60)) * time.Second)
	g := models.Suggestion{CountyCode: County, ID: o.d.id(issued), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, RunID: o.d.id(issued),
		Status: models.SuggestionNew, IssuedAt: issued, ExpiresOn: models.DateOf(issued).AddDays(90), CreatedAt: issued, UpdatedAt: issued, Version: 1}
	why := pick(o.d, models.RejectCodes())
	o.record(issued, nil, step{noun: "suggestion", id: g.ID, name: "issue", to: "new", region: g.RegionCode})
	decided := issued.Add(o.d.span(2*time.Hour, 20*24*time.Hour))
	by := o.aides[h.place.aide]
	if fate == "expire" {
		decided, by = g.ExpiresOn.End(), nil
	}
	if fate != "" && !decided.After(o.Now) {
		name := map[string]string{"converted": "convert", "accepted": "accept", "rejected": "reject", "expire": "expire"}[fate]
		if g.Status, _ = models.SuggestionSteps.Next(name, g.Status); name == "reject" {
			g.RejectCode = why
		}
		g.UpdatedAt, g.Version = decided, 2
		if by != nil {
			g.DecidedAt, g.DecidedBy = &decided, &by.ID
		}
		if g.Status == models.SuggestionConverted {
			g.ConvertedNoun, g.ConvertedID = "need", need
		}
		o.record(decided, by, step{noun: "suggestion", id: g.ID, name: name, from: "new", to: string(g.Status), region: g.RegionCode})
	}
	o.out.Suggestions = append(o.out.Suggestions, g)
	return g.ID
}

// reliefKinds are what households ask for.
var reliefKinds = []models.ApplicationKind{models.ApplicationTempRelief, models.ApplicationDibao, models.ApplicationDibian, models.ApplicationRigid, models.ApplicationMedical,
	models.ApplicationEducation, models.ApplicationHousing}

// morePapers are the applications and suggestions that led to no need.
func (o *outreach) morePapers() {
	for range 260 {
		h, filed := pick(o.d, o.homes), o.d.at(o.ago(o.d.between(1, yearDays-2)), 8, 17)
		if h.lives(filed) {
			o.application(h, filed, pick(o.d, reliefKinds))
		}
	}
	for range 900 {
		h, issued := pick(o.d, o.homes), o.d.at(o.ago(o.d.between(1, yearDays-2)), 1, 5)
		if h.lives(issued) {
			o.suggestion(h, issued, []string{"accepted", "rejected", "expire", ""}[o.d.weighted([]int{46, 20, 22, 12})], nil)
		}
	}
}

// lists tells the benefits and happiness lists of the four quarters that ended last.
func (o *outreach) lists() {
	due := models.BeneficiariesListDue()
	end := models.PeriodWith(models.PeriodOfQuarter, o.today).From
	o.deedsOf, o.callers, o.advised, o.names = o.deedsByHome(), map[string][]models.Visit{}, map[string][]models.Suggestion{}, map[string]string{}
	for _, v := range o.out.Visits {
		o.callers[v.HouseholdID] = append(o.callers[v.HouseholdID], v)
	}
	for _, g := range o.out.Suggestions {
		o.advised[g.HouseholdID] = append(o.advised[g.HouseholdID], g)
	}
	o.paid = map[string][]models.Benefit{}
	for _, b := range o.out.Benefits {
		o.paid[b.HouseholdID] = append(o.paid[b.HouseholdID], b)
	}
	for _, r := range o.out.Regions {
		o.names[r.Code] = r.Name
	}
	for q := 4; q >= 1; q-- {
		from := end.AddMonths(-3 * q)
		to := from.AddMonths(3).AddDays(-1)
		before := len(o.out.Lists)
		for _, h := range o.homes {
			left := h.row.Status != models.HouseholdActive && models.DateOf(h.row.UpdatedAt) < to
			if slices.Contains(due, h.row.Category) && !left {
				o.list(h, from, to, q == 1)
			}
		}
		o.run(from, to, len(o.out.Lists)-before)
	}
}

// run is what made the lists of a quarter.
func (o *outreach) run(from, to models.Date, made int) {
	begun := to.AddDays(2).Start().Add(3 * time.Hour)
	if begun.After(o.Now) {
		return
	}
	ended := begun.Add(time.Hour)
	o.out.ListRuns = append(o.out.ListRuns, models.ListRun{CountyCode: County, ID: o.d.id(begun), PeriodKind: models.PeriodOfQuarter, PeriodFrom: from, PeriodTo: to,
		Status: models.ListRunDone, Total: made, Seen: made, Made: made, CreatedAt: begun, UpdatedAt: ended, EndedAt: &ended, Version: 2})
}

// deedsByHome are the confirmed deliveries as lists name them, by household.
func (o *outreach) deedsByHome() map[string][]models.Deed {
	needs, givers := map[string]*models.Need{}, map[string]string{}
	for _, n := range o.needs {
		needs[n.ID] = n
	}
	for _, s := range o.out.Suppliers {
		givers[s.ID] = s.Name
	}
	out := map[string][]models.Deed{}
	for _, f := range o.deeds {
		if f.ConfirmedAt == nil || f.Status != models.FulfilmentConfirmed {
			continue
		}
		n := needs[f.NeedID]
		out[f.HouseholdID] = append(out[f.HouseholdID], models.Deed{ID: f.ID, HouseholdID: f.HouseholdID, Category: n.Category, Sensitivity: n.Sensitivity,
			Quantity: f.Quantity, Unit: f.Unit, ValueFen: f.ValueFen, On: models.DateOf(*f.ConfirmedAt), Supplier: givers[f.SupplierID]})
	}
	return out
}

// received is what the list of a household for a period is made of, as they were when it was made.
func (o *outreach) received(h *home, from, to models.Date, made time.Time) models.ListSources {
	var in models.ListSources
	if h.row.Category != models.BeneficiaryMarginal && h.row.MonthlyIncomeFen != nil && *h.row.MonthlyIncomeFen < 114900 {
		for m := from; m < to; m = m.AddMonths(1) {
			in.Benefits = append(in.Benefits, o.benefit(h, m, (114900-*h.row.MonthlyIncomeFen)*int64(len(h.people))))
		}
	}
	for _, b := range o.paid[h.row.ID] {
		if from <= b.GrantedOn && b.GrantedOn <= to {
			in.Benefits = append(in.Benefits, b)
		}
	}
	for _, d := range o.deedsOf[h.row.ID] {
		if from <= d.On && d.On <= to {
			in.Deeds = append(in.Deeds, d)
		}
	}
	for _, v := range o.callers[h.row.ID] {
		if day := models.DateOf(v.CheckedInAt); v.Valid && from <= day && day <= to {
			in.Visits = append(in.Visits, v)
		}
	}
	for _, g := range o.advised[h.row.ID] {
		if g.IssuedAt.Before(made) && models.DateOf(made) <= g.ExpiresOn && (g.Status == models.SuggestionNew || g.Status == models.SuggestionAccepted) {
			in.Suggestions = append(in.Suggestions, g)
		}
	}
	return in
}

// listHead is what stands over the list of a household.
func (o *outreach) listHead(h *home) models.ListHead {
	return models.ListHead{No: h.row.No, Name: models.MaskName(h.people[0].Name), Village: o.names[models.TownOf(h.row.RegionCode)] + o.names[h.row.RegionCode],
		Aide: o.aides[h.place.aide].DisplayName}
}

func (o *outreach) list(h *home, from, to models.Date, latest bool) {
	made := to.AddDays(2).Start().Add(3*time.Hour + o.d.span(0, time.Hour))
	if made.After(o.Now) {
		return
	}
	aide := o.aides[h.place.aide]
	l := models.HappinessList{CountyCode: County, ID: o.d.id(made), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, PeriodKind: models.PeriodOfQuarter, PeriodFrom: from,
		PeriodTo: to, Issue: 1, Head: o.listHead(h), Status: models.ListGenerated, Deadline: models.ListDeadline(to), GeneratedAt: made,
		DelivererID: &aide.ID, CreatedAt: made, UpdatedAt: made, Version: 1}
	models.ComposeList(o.received(h, from, to, made)).Apply(&l)
	t := &leaflet{o: o, l: &l, by: aide, at: made}
	t.take("generate", models.ListGenerated, 0)
	late := time.Duration(0)
	if o.d.IntN(100) < 3+unmetWeight[h.place.town]/22 {
		late = 21 * 24 * time.Hour
	}
	if o.d.IntN(1000) < 985-unmetWeight[h.place.town]/8 && t.take("check", models.ListChecked, o.d.span(20*time.Hour, 4*24*time.Hour)) {
		t.hand(late)
	}
	if latest && l.DeliveredAt != nil && o.d.IntN(100) < 4 {
		o.asked(&l)
	}
	o.out.Lists = append(o.out.Lists, l)
}

// leaflet is a list on its way to the household.
type leaflet struct {
	o  *outreach
	l  *models.HappinessList
	by *models.Account
	at time.Time
}

func (t *leaflet) take(name string, to models.HappinessListStatus, after time.Duration) bool {
	at := t.at.Add(after)
	if after > 0 {
		at = daytime(at)
	}
	if at.After(t.o.Now) {
		return false
	}
	from := t.l.Status
	if name == "generate" {
		from = ""
	}
	t.at, t.l.Status, t.l.UpdatedAt = at, to, at
	t.l.Version++
	t.o.record(at, t.by, step{noun: "happiness_list", id: t.l.ID, name: name, from: string(from), to: string(to), region: t.l.RegionCode})
	return true
}

func (t *leaflet) hand(late time.Duration) {
	when := t.o.d.span(24*time.Hour, 10*24*time.Hour) + late
	if t.o.d.chance(72) {
		if t.take("deliver", models.ListDelivered, when) {
			at := t.at
			t.l.Channel, t.l.DeliveredAt = "face_to_face", &at
		}
		return
	}
	if !t.take("send", models.ListSent, time.Hour) {
		return
	}
	sent := t.at
	t.l.Channel, t.l.SentAt = "message", &sent
	if t.o.d.chance(80) && t.take("acknowledge", models.ListAcknowledged, when) {
		at := t.at
		t.l.DeliveredAt, t.l.AcknowledgedAt, t.l.AckMethod = &at, &at, "online"
	}
}

// benefit is the minimum living allowance of a month.
func (o *outreach) benefit(h *home, month models.Date, fen int64) models.Benefit {
	paid := month.AddDays(9)
	b := models.Benefit{CountyCode: County, ID: o.d.id(paid.Start()), HouseholdID: h.row.ID, RegionCode: h.row.RegionCode, Kind: models.BenefitCash, Name: "最低生活保障金",
		ProviderKind: "dept", Provider: "县民政局", AmountFen: &fen, PeriodFrom: month, PeriodTo: month.AddMonths(1).AddDays(-1), GrantedOn: paid,
		AccountTail: tailOf(h), Visibility: models.Shown, CreatedAt: paid.Start(), UpdatedAt: paid.Start(), Version: 1}
	o.out.Benefits = append(o.out.Benefits, b)
	return b
}

// tailOf are the last four digits of a household's account.
func tailOf(h *home) string {
	sum := 0
	for _, c := range h.row.No {
		sum = (sum*31 + int(c)) % 10000
	}
	return fmt.Sprintf("%04d", sum)
}

// asked is a household that was called back: how many of its benefits it can name.
func (o *outreach) asked(l *models.HappinessList) {
	at := l.DeliveredAt.Add(o.d.span(24*time.Hour, 9*24*time.Hour))
	if at.After(o.Now) {
		return
	}
	r := models.AuditSample{CountyCode: County, ID: o.d.id(at), Purpose: "awareness", Month: models.DateOf(*l.DeliveredAt).Month(), Noun: "happiness_list", ObjectID: l.ID,
		HouseholdID: l.HouseholdID, RegionCode: l.RegionCode, Status: models.SampleRecorded, Result: "true", BenefitsNamed: ptr(o.d.weighted([]int{4, 14, 40, 30, 12})),
		RecordedBy: &o.staff[1].ID, RecordedAt: &at, CreatedAt: at, UpdatedAt: at, Version: 2}
	o.record(at.Add(-time.Minute), o.staff[1], step{noun: "audit_sample", id: r.ID, name: "draw", to: "drawn", region: r.RegionCode})
	o.record(at, o.staff[1], step{noun: "audit_sample", id: r.ID, name: "record", from: "drawn", to: "recorded", region: r.RegionCode, data: map[string]string{
		"benefits_named": fmt.Sprint(*r.BenefitsNamed)}})
	o.out.Samples = append(o.out.Samples, r)
}
