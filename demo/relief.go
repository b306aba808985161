package demo

import (
	"encoding/hex"
	"time"

	"zhulian/models"
)

// completeRelief adds, with dice of its own, what requests for relief have beside their story: who did each step, by when the next must be done, the
// notice of a proposal, what was paid as a benefit, some that wait for papers or were appealed against, and complaints.
func (o *outreach) completeRelief() {
	d := newDice(o.Seed + 21)
	clock := models.ReliefClock{Calendar: o.Calendar, Day: o.today}
	for i := range o.out.Applications {
		a := &o.out.Applications[i]
		h := o.at[a.HouseholdID]
		o.turned(d, h, a)
		o.signed(d, h, a)
		a.DueAt = clock.Due(*a, h.row.Category.Recognised(), a.UpdatedAt)
		if a.DueAt != nil && a.DueAt.Before(o.Now) && a.Status != models.ApplicationMaterials {
			at := *a.DueAt
			a.RemindedAt, a.EscalatedAt = &at, &at
		}
		if i%61 == 7 {
			o.complaint(d, a)
		}
	}
}

// turned has some requests wait for papers, turned away, or appealed against.
func (o *outreach) turned(d dice, h *home, a *models.Application) {
	t := &paper{o: o, a: a, at: a.UpdatedAt}
	clerk := o.clerks[h.place.town]
	switch {
	case a.Status == models.ApplicationAccepted && d.chance(40):
		if t.take(clerk, "ask", models.ApplicationMaterials, d.span(time.Hour, 20*time.Hour)) {
			at := t.at
			a.AskedAt, a.Reasons = &at, "请补交医疗费用结算单"
		}
	case a.Status == models.ApplicationSubmitted && a.Kind != models.ApplicationUnknown && d.chance(15):
		if t.take(clerk, "turn_away", models.ApplicationNotAccepted, d.span(time.Hour, 6*time.Hour)) {
			at := t.at
			a.DecidedAt, a.DecidedBy, a.Decision, a.Reasons = &at, &clerk.ID, "not_accepted", "户籍与居住地均不在本县，已告知向居住地申请"
		}
	case a.Status == models.ApplicationRefused && o.Now.Sub(a.UpdatedAt) < 30*24*time.Hour:
		if t.take(o.aides[h.place.aide], "appeal", models.ApplicationAppealed, d.span(24*time.Hour, 5*24*time.Hour)) {
			at := t.at
			a.AppealedAt, a.Appeal = &at, "家中实际支出高于核定数，请求复核"
		}
	default:
	}
}

// signed says who did the steps that a request has come through, and what came of them.
func (o *outreach) signed(d dice, h *home, a *models.Application) {
	clerk := &o.clerks[h.place.town].ID
	if a.Status != models.ApplicationSubmitted && a.Status != models.ApplicationNotAccepted && a.Status != models.ApplicationWithdrawn {
		a.AcceptedBy = clerk
	}
	switch a.Status {
	case models.ApplicationProposed, models.ApplicationPublicity, models.ApplicationApproved, models.ApplicationPaid, models.ApplicationRefused, models.ApplicationAppealed:
		at := a.UpdatedAt
		if a.PublicityFrom != "" {
			at = a.PublicityFrom.Start().Add(9 * time.Hour)
		}
		a.ProposedBy, a.ProposedAt, a.Note = clerk, &at, "已入户核查，情况属实"
		if a.AmountFen == nil {
			a.AmountFen = ptr(int64(d.between(5, 60)) * 10000)
		}
	case models.ApplicationFirstAid, models.ApplicationPaperwork:
		a.PaidAt = a.DecidedAt
	default:
	}
	if a.Status == models.ApplicationPublicity {
		var secret [16]byte
		_, _ = d.Read(secret[:])
		a.PublicityCode = County + hex.EncodeToString(secret[:])
	}
	if a.Status == models.ApplicationRefused || a.Status == models.ApplicationAppealed {
		a.AmountFen, a.Reasons = nil, "家庭人均收入高于规定标准，支出可由现有政策解决"
	}
	if a.PaidAt != nil && a.AmountFen != nil {
		a.PaidOn, a.Payee = models.DateOf(*a.PaidAt), h.people[0].Name
		o.granted(d, h, a)
	}
}

// granted is what the household has received by a request that was paid.
func (o *outreach) granted(d dice, h *home, a *models.Application) {
	kind, at := models.BenefitSpecial, *a.PaidAt
	switch a.Kind {
	case models.ApplicationTempRelief, models.ApplicationUnknown:
		kind = models.BenefitOneOff
	case models.ApplicationDibao, models.ApplicationDibian, models.ApplicationTekun, models.ApplicationRigid:
		kind = models.BenefitCash
	default:
	}
	name := a.Kind.BenefitName()
	if name == "" {
		name = models.ApplicationTempRelief.BenefitName()
	}
	o.out.Benefits = append(o.out.Benefits, models.Benefit{CountyCode: County, ID: d.id(at), HouseholdID: h.row.ID, PersonID: a.PersonID, RegionCode: a.RegionCode,
		Kind: kind, Name: name, ProviderKind: "dept", Provider: "民政", AmountFen: a.AmountFen, PeriodFrom: a.PaidOn, PeriodTo: a.PaidOn, GrantedOn: a.PaidOn,
		SourceNoun: "application", SourceRef: a.ID, Visibility: "shown", CreatedAt: at, UpdatedAt: at, Version: 1})
}

// complaint is one about a request: the older ones were answered in their fifteen days.
func (o *outreach) complaint(d dice, a *models.Application) {
	filed := a.CreatedAt.Add(d.span(3*24*time.Hour, 12*24*time.Hour))
	if filed.After(o.Now) {
		return
	}
	id := d.id(filed)
	r := models.Complaint{CountyCode: County, ID: id, No: "T" + id[len(id)-12:], HouseholdID: &a.HouseholdID, ApplicationID: &a.ID, RegionCode: a.RegionCode,
		Channel: "hotline", Text: "申请交上去以后一直没有人上门", Status: models.ComplaintFiled, FiledAt: filed,
		AnswerBy: models.ReliefClock{Calendar: o.Calendar, Day: o.today}.By(models.SLAComplaint, filed), CreatedBy: o.staff[1].ID, CreatedAt: filed, UpdatedAt: filed, Version: 1}
	o.record(filed, o.staff[1], step{noun: "complaint", id: id, name: "file", to: "filed", region: r.RegionCode, data: map[string]string{"channel": r.Channel}})
	if taken := filed.Add(26 * time.Hour); taken.Before(o.Now) {
		r.Status, r.AssignedTo, r.UpdatedAt, r.Version = models.ComplaintAssigned, &o.staff[1].ID, taken, 2
		o.record(taken, o.staff[1], step{noun: "complaint", id: id, name: "assign", from: "filed", to: "assigned", region: r.RegionCode})
	}
	if at := filed.Add(5 * 24 * time.Hour); at.Before(o.Now) {
		r.Status, r.Answer, r.AnsweredBy, r.AnsweredAt, r.UpdatedAt, r.Version = models.ComplaintAnswered, "已向乡镇核实，并已安排上门核查", &o.staff[1].ID, &at, at, 3
		o.record(at, o.staff[1], step{noun: "complaint", id: id, name: "answer", from: "assigned", to: "answered", region: r.RegionCode})
	}
	o.out.Complaints = append(o.out.Complaints, r)
}
