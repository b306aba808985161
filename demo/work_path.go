package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// mostPaths is how many people of the county are on their way to work: small numbers, so that each can be looked at.
const mostPaths = 72

var jobsFound = []struct{ title, employer string }{
	{"养老护理员", "云溪县社会福利中心"}, {"家政服务员", "云溪县巾帼家政服务协会"}, {"缝纫工", "云溪绣美服饰有限公司"}, {"普工", "云溪天航箱包有限公司"},
	{"公益性岗位保洁员", "村民委员会"}, {"采茶工", "云溪高坪茶叶专业合作社"},
}

// worker tells people's paths to work. It has dice of its own, so that the rest of the county stays what it is.
type worker struct {
	*builder
	d       dice
	homeOf  map[string]*home
	waiting map[string]bool // people who wait for a place or are in a training
	offers  []string        // with people, in the order in which they came
	byOffer map[string][]int
}

// goToWork lets those who were promised a place in a training, a workshop or a job go there, and asks afterwards how it stands.
func (b *builder) goToWork() {
	o := &worker{builder: b, d: newDice(b.Seed + 21), homeOf: map[string]*home{}, waiting: map[string]bool{}, byOffer: map[string][]int{}}
	for _, h := range b.homes {
		o.homeOf[h.row.ID] = h
	}
	needs := map[string]*models.Need{}
	for _, n := range b.needs {
		needs[n.ID] = n
	}
	for _, m := range b.matches {
		if len(b.out.Works) < mostPaths && (m.Category == "E03" || m.Category == "E04") && (m.Status == models.MatchActive || m.Status == models.MatchCompleted) {
			o.path(m, needs[m.NeedID])
		}
	}
	o.consider()
	o.hold()
}

// adult is who of a household goes: the person whom the need names, or the first who is old enough.
func (o *worker) adult(h *home, named *string) *models.Person {
	for _, p := range h.people {
		if (named == nil || p.ID == *named) && p.AgeOn(o.ago(400)) >= models.WorkAge && p.AgeOn(o.today) < 70 && p.DeceasedOn == "" && !o.waiting[p.ID] {
			return p
		}
	}
	return nil
}

// goer is a path with the instant of its last step.
type goer struct {
	*worker
	r    *models.WorkPath
	by   *models.Account
	last time.Time
}

func (l *goer) take(name string, to models.WorkStatus, at time.Time) bool {
	if at.Before(l.last) {
		at = l.last.Add(time.Hour)
	}
	if !l.past(at) {
		return false
	}
	from := l.r.Status
	l.r.Status, l.r.UpdatedAt, l.last = to, at, at
	l.r.Version++
	l.record(at, l.by, step{noun: "work_path", id: l.r.ID, name: name, from: string(from), to: string(to), region: l.r.RegionCode, supplier: l.r.SupplierID})
	return true
}

func (o *worker) start(h *home, p *models.Person, at time.Time) *goer {
	r := models.WorkPath{CountyCode: County, ID: o.d.id(at), HouseholdID: h.row.ID, PersonID: p.ID, RegionCode: h.row.RegionCode,
		Income: models.IncomeChange{BeforeFen: h.row.MonthlyIncomeFen}, CreatedBy: o.aides[h.place.aide].ID, CreatedAt: at, UpdatedAt: at}
	return &goer{worker: o, r: &r, by: o.aides[h.place.aide], last: at}
}

func (o *worker) path(m *models.Match, n *models.Need) {
	h := o.homeOf[m.HouseholdID]
	p := o.adult(h, n.PersonID)
	if p == nil || m.RespondedAt == nil || !h.gone.IsZero() {
		return
	}
	at := office(o.Calendar, m.RespondedAt.Add(o.d.span(2*time.Hour, 30*time.Hour)))
	if !o.past(at) {
		return
	}
	l := o.start(h, p, at)
	l.r.NeedID, l.r.MatchID, l.r.OfferID, l.r.SupplierID = &n.ID, &m.ID, &m.OfferID, m.SupplierID
	for _, g := range o.out.Suggestions {
		if g.ConvertedID != nil && *g.ConvertedID == n.ID {
			l.r.SuggestionID = &g.ID
		}
	}
	l.take("enrol", models.WorkEnrolled, at)
	l.train(m)
	o.waiting[p.ID] = l.r.Status == models.WorkEnrolled
	if o.byOffer[m.OfferID] == nil {
		o.offers = append(o.offers, m.OfferID)
	}
	o.byOffer[m.OfferID] = append(o.byOffer[m.OfferID], len(o.out.Works))
	o.out.Works = append(o.out.Works, *l.r)
}

// train tells how the training went, whether work was found, and what was said when somebody asked.
func (l *goer) train(m *models.Match) {
	end := l.last.Add(l.d.span(10*24*time.Hour, 20*24*time.Hour))
	if m.CompletedAt != nil {
		end = *m.CompletedAt
	}
	if l.d.chance(10) {
		l.take("drop", models.WorkDropped, office(l.Calendar, end))
		return
	}
	if !l.take("complete", models.WorkTrained, office(l.Calendar, end)) {
		return
	}
	l.r.TrainedOn, l.r.Certificate = models.DateOf(l.last), l.d.chance(80)
	l.r.Count(l.r.TrainedOn)
	if l.d.chance(72) {
		l.find(office(l.Calendar, l.last.Add(l.d.span(2*24*time.Hour, 40*24*time.Hour))))
	}
	for _, days := range models.WorkChecks() {
		at := office(l.Calendar, l.r.TrainedOn.AddDays(days).Start().Add(l.d.span(9*time.Hour, 80*time.Hour)))
		if l.past(at) && l.d.chance(88) {
			l.ask(days, at)
		}
	}
}

func (l *goer) find(at time.Time) {
	if !l.take("place", models.WorkPlaced, at) {
		return
	}
	job, pay := pick(l.d, jobsFound), int64(l.d.between(24, 42))*10000
	l.r.PlacedOn, l.r.Job = models.DateOf(l.last), models.Job{Title: job.title, Employer: job.employer, PayFen: &pay}
	if before := l.r.Income.BeforeFen; before != nil && l.d.chance(60) {
		after := *before + pay/int64(max(2, l.d.between(2, 4)))
		l.r.Income.AfterFen, l.r.Income.On = &after, l.r.PlacedOn
	}
}

func (l *goer) ask(days int, at time.Time) {
	k := models.WorkCheck{CountyCode: County, PathID: l.r.ID, Days: days, Employed: models.EmployedNo, CheckedOn: models.DateOf(at), RecordedBy: l.by.ID, CreatedAt: at}
	if at.Before(l.last) {
		return
	}
	switch {
	case l.d.chance(8):
		k.Employed = models.EmployedUnknown
	case l.r.Status == models.WorkPlaced && l.d.chance(90):
		k.Employed, k.Said.PayFen = models.EmployedYes, l.r.Job.PayFen
	}
	l.r.Check(days)
	l.take("check", l.r.Status, at)
	l.out.WorkChecks = append(l.out.WorkChecks, k)
	if k.Employed == models.EmployedNo && l.r.Status == models.WorkPlaced {
		l.take("lose", models.WorkLost, at)
	}
}

// consider begins paths of people to whom work was suggested and who wait for a place.
func (o *worker) consider() {
	n := 0
	for i := range o.out.Suggestions {
		g := &o.out.Suggestions[i]
		h := o.homeOf[g.HouseholdID]
		if n == 8 || g.RuleCode != "R21" || g.Status != models.SuggestionAccepted || !h.gone.IsZero() {
			continue
		}
		p := o.adult(h, nil)
		if p == nil || g.DecidedAt == nil {
			continue
		}
		at := office(o.Calendar, g.DecidedAt.Add(2*time.Hour))
		if !o.past(at) {
			continue
		}
		l := o.start(h, p, at)
		l.r.SuggestionID = &g.ID
		l.take("suggest", models.WorkSuggested, at)
		o.waiting[p.ID] = true
		o.out.Works = append(o.out.Works, *l.r)
		n++
	}
}

// hold plans the sessions of trainings and workshops, and marks who came.
func (o *worker) hold() {
	for _, s := range o.stocks {
		if slices.Contains(o.offers, s.row.ID) || s.row.Status != models.OfferPublished || s.row.Category != "E03" {
			continue
		}
		o.offers = append(o.offers, s.row.ID)
	}
	for _, s := range o.stocks {
		if !slices.Contains(o.offers, s.row.ID) || s.row.PublishedAt == nil {
			continue
		}
		for _, days := range []int{-21, -7, 6, 13} {
			day := o.today.AddDays(days)
			if day >= s.row.ValidFrom && day <= s.row.ValidTo && s.row.PublishedAt.Before(day.AddDays(-4).Start()) {
				o.session(s.row, day)
			}
		}
	}
}

func (o *worker) session(offer *models.Offer, day models.Date) {
	at := day.Start().Add(9 * time.Hour)
	planned := office(o.Calendar, day.AddDays(-3).Start().Add(o.d.span(9*time.Hour, 16*time.Hour)))
	login := o.loginOf(offer.SupplierID)
	if login == nil || !o.past(planned) {
		planned = office(o.Calendar, o.Now.Add(-80*time.Hour))
	}
	r := models.CourseSession{CountyCode: County, ID: o.d.id(planned), OfferID: offer.ID, SupplierID: offer.SupplierID, StartsAt: at, EndsAt: at.Add(3 * time.Hour),
		Place: pick(o.d, []string{"镇综合文化站二楼", "村文化礼堂", "县职业技能培训中心", "共富工坊车间"}), Status: models.CoursePlanned, CreatedBy: login.ID, CreatedAt: planned,
		UpdatedAt: planned, Version: 1}
	log := step{noun: "course_session", id: r.ID, name: "plan", to: string(r.Status), region: County + "000000", supplier: r.SupplierID}
	o.record(planned, login, log)
	if end := r.EndsAt.Add(20 * time.Minute); o.past(end) {
		r.Status, r.UpdatedAt, r.Version = models.CourseHeld, end, 2
		log.name, log.from, log.to = "hold", string(models.CoursePlanned), string(models.CourseHeld)
		o.record(end, login, log)
		for _, i := range o.byOffer[offer.ID] {
			w := o.out.Works[i]
			if w.CreatedAt.Before(at) && (w.TrainedOn == "" || w.TrainedOn >= day) && w.Status != models.WorkDropped {
				o.out.Attendances = append(o.out.Attendances, models.Attendance{CountyCode: County, SessionID: r.ID, PathID: w.ID, Present: o.d.chance(88),
					RecordedBy: login.ID, RecordedAt: end})
			}
		}
	}
	o.out.Sessions = append(o.out.Sessions, r)
}

// loginOf is the login of a supplier.
func (o *worker) loginOf(supplier string) *models.Account {
	for _, h := range o.helpers {
		if h.row.ID == supplier {
			return h.login
		}
	}
	return nil
}
