package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// portion is what is delivered on one occasion.
type portion struct {
	when  time.Time
	units int64
}

// act is something that will happen at its time, unless that lies ahead.
type act struct {
	at time.Time
	do func()
}

// deliver plays out the deliveries under a match and tells whether all of them are confirmed by now.
func (s *story) deliver(m *models.Match) bool {
	login := s.login(m)
	var agenda []act
	for i, p := range s.portions(m) {
		if s.plan.stop == models.NeedInService && i > 0 {
			break
		}
		agenda = append(agenda, s.occasion(m, login, p)...)
	}
	slices.SortStableFunc(agenda, func(a, b act) int { return a.at.Compare(b.at) })
	for _, a := range agenda {
		if !s.past(a.at) {
			return false
		}
		s.at = latest(s.at, a.at)
		a.do()
	}
	return m.Status == models.MatchCompleted
}

// portions divides what was promised over the occasions on which it is delivered.
func (s *story) portions(m *models.Match) []portion {
	if s.need.Frequency != nil {
		return s.recurring(m)
	}
	at := s.serviceAt(m)
	if m.Reserved > 1 && s.dice.chance(12) || s.plan.stop == models.NeedInService {
		first := (m.Reserved + 1) / 2
		if m.Reserved > first {
			return []portion{{at, first}, {daytime(at.Add(s.dice.span(20*time.Hour, 8*24*time.Hour))), m.Reserved - first}}
		}
	}
	return []portion{{at, m.Reserved}}
}

// serviceAt is when a one-off delivery takes place: within the category's limit more often than not.
func (s *story) serviceAt(m *models.Match) time.Time {
	delay := s.dice.skewed(s.workdays(24), 0.6)
	if s.plan.quick {
		delay /= 6
	}
	at := s.at.Add(max(delay, 90*time.Minute))
	if start := m.ServiceFrom.Start().Add(9 * time.Hour); at.Before(start) {
		at = start.Add(s.dice.span(0, 6*time.Hour))
	}
	if s.plan.quick {
		return at
	}
	return daytime(at)
}

// recurring plans the occasions of a run: weekly ones one by one, daily ones four days singly and then week by week.
func (s *story) recurring(m *models.Match) []portion {
	day := max(m.ServiceFrom, models.DateOf(s.at).AddDays(1))
	var out []portion
	for left, i := m.Reserved, 0; left > 0; i++ {
		units, days := int64(1), 7
		if s.need.Frequency.Every == models.PeriodDay {
			if days = 1; i >= 4 {
				units, days = min(left, 7), 7
			}
		}
		out = append(out, portion{s.dice.at(day, 10, 17), units})
		left -= units
		day = day.AddDays(days)
	}
	return out
}

// occasion is one delivery with what follows from it: recorded, confirmed, at times missed or disputed.
func (s *story) occasion(m *models.Match, login *models.Account, p portion) []act {
	var out []act
	if s.plan.stop == "" && s.dice.chance(4) {
		missed := p.when
		out = append(out, act{missed, func() {
			f := s.deed(m, portion{missed, 0}, pick(s.dice, noShowNotes))
			s.moveDeed(f, "no_show_beneficiary", models.FulfilmentNoShowBen)
		}})
		p.when = daytime(p.when.Add(s.dice.span(20*time.Hour, 60*time.Hour)))
	}
	var f *models.Fulfilment
	recorded := p.when.Add(s.pace(s.dice.skewed(3*time.Hour, 0.8)))
	if s.dice.chance(14) {
		out = append(out, s.planned(m, p, &f)...)
	}
	out = append(out, act{recorded, func() {
		if f == nil {
			f = s.deed(m, p, "")
		}
		s.done(m, f, p, login)
	}})
	if s.plan.stop == models.NeedDelivered {
		return out
	}
	return append(out, s.verdict(m, recorded, &f)...)
}

func (s *story) pace(d time.Duration) time.Duration {
	if s.plan.quick {
		return d / 8
	}
	return d
}

// planned notes the delivery beforehand and checks in when it begins. A plan is made now, at the promise.
func (s *story) planned(m *models.Match, p portion, into **models.Fulfilment) []act {
	made := s.at.Add(s.dice.span(time.Minute, 30*time.Minute))
	if !made.Before(p.when) {
		return nil
	}
	return []act{
		{made, func() {
			f := s.deed(m, p, "")
			f.PlannedAt, f.OccurredAt = ptr(p.when), nil
			s.moveDeed(f, "plan", models.FulfilmentPlanned)
			*into = f
		}},
		{p.when, func() {
			(*into).CheckedInAt = ptr(s.at)
			s.moveDeed(*into, "check_in", models.FulfilmentCheckedIn)
		}},
	}
}

func (s *story) done(m *models.Match, f *models.Fulfilment, p portion, login *models.Account) {
	f.OccurredAt, f.Quantity, f.Note = ptr(p.when), p.units, pick(s.dice, deliverNotes)
	t := things[s.thing]
	if v := t.value * p.units; v > 0 {
		f.ValueFen = &v
	}
	if t.period != "" {
		f.Minutes = ptr(s.dice.between(3, 16) * 10)
	}
	name, to := "done", models.FulfilmentDone
	if p.units < m.Reserved-m.Delivered && s.need.Frequency == nil {
		name, to, f.Note = "partial", models.FulfilmentPartial, pick(s.dice, partialNotes)
	}
	s.moveDeed(f, name, to)
	m.Delivered += p.units
	s.derive(login)
}

// verdict is the aide's: the household has it, or says that it has not.
func (s *story) verdict(m *models.Match, recorded time.Time, f **models.Fulfilment) []act {
	at := s.confirmAt(recorded)
	if !s.dice.chance(2) && s.plan.fate != contested {
		return []act{{at, func() { s.confirm(m, *f, s.aide, "confirm") }}}
	}
	out := []act{{at, func() { s.dispute(m, *f) }}}
	if s.plan.fate == contested {
		return out
	}
	settled := office(s.Calendar, at.Add(s.dice.span(20*time.Hour, 5*24*time.Hour)))
	if s.dice.chance(60) {
		return append(out, act{settled, func() { s.confirm(m, *f, s.clerk, "uphold") }})
	}
	return append(out, s.makeGood(m, settled, f)...)
}

func (s *story) confirmAt(recorded time.Time) time.Time {
	lag := s.pace(s.dice.skewed(20*time.Hour, 0.9))
	if s.plan.quick {
		return recorded.Add(lag)
	}
	return daytime(recorded.Add(lag))
}

// makeGood overturns a record that was wrong; the delivery then takes place after all.
func (s *story) makeGood(m *models.Match, settled time.Time, f **models.Fulfilment) []act {
	redo := daytime(settled.Add(s.dice.span(20*time.Hour, 4*24*time.Hour)))
	var second *models.Fulfilment
	return []act{
		{settled, func() {
			(*f).ConfirmNote = "核实后确认未送达,请补送"
			s.moveDeed(*f, "overturn", models.FulfilmentOverturned)
		}},
		{redo, func() {
			p := portion{redo, (*f).Quantity}
			second = s.deed(m, p, "")
			s.done(m, second, p, s.login(m))
		}},
		{daytime(redo.Add(s.dice.span(5*time.Hour, 40*time.Hour))), func() { s.confirm(m, second, s.aide, "confirm") }},
	}
}

func (s *story) dispute(m *models.Match, f *models.Fulfilment) {
	f.ConfirmNote = pick(s.dice, disputeReasons)
	s.moveDeed(f, "dispute", models.FulfilmentDisputed)
	m.Delivered -= f.Quantity
	s.derive(s.aide)
}

// confirm counts a delivery as received; the last one completes the match, and the fourth resolves a recurring need.
func (s *story) confirm(m *models.Match, f *models.Fulfilment, by *models.Account, name string) {
	f.ConfirmedAt, f.ConfirmedBy, f.Satisfaction = ptr(s.at), &by.ID, s.rating()
	f.ConfirmNote = pick(s.dice, confirmNotes)
	s.moveDeed(f, name, models.FulfilmentConfirmed)
	m.Confirmed += f.Quantity
	if name == "uphold" {
		m.Delivered += f.Quantity
	}
	if m.Confirmed >= m.Reserved {
		m.CompletedAt = ptr(s.at)
		s.moveMatch(m, by, "complete", models.MatchCompleted)
	}
	s.derive(by)
	s.steady++
	if s.need.Frequency != nil && s.steady == 4 && s.need.Status == models.NeedInService && s.plan.stop == "" {
		s.plan.fate = met
		s.end(s.resolver(), "resolve", models.NeedResolved)
	}
}

// noShow is a supplier that does not come, once or twice.
func (s *story) noShow(m *models.Match) bool {
	if m.Status != models.MatchActive {
		return true
	}
	for range s.dice.between(1, 2) {
		if !s.wait(s.dice.span(24*time.Hour, 5*24*time.Hour)) || !s.daytime() {
			return false
		}
		f := s.deed(m, portion{s.at, 0}, "帮扶方未到场")
		s.moveDeed(f, "no_show_supplier", models.FulfilmentNoShowSup)
	}
	return true
}

// deed puts a delivery on file; its first step follows.
func (s *story) deed(m *models.Match, p portion, note string) *models.Fulfilment {
	f := &models.Fulfilment{
		CountyCode: County, ID: s.dice.id(s.at), MatchID: m.ID, NeedID: m.NeedID, OfferID: m.OfferID, SupplierID: m.SupplierID,
		HouseholdID: m.HouseholdID, RegionCode: m.RegionCode, Quantity: p.units, Unit: m.Unit, Note: note, OccurredAt: ptr(p.when),
		RecordedBy: s.login(m).ID, CreatedAt: s.at, UpdatedAt: s.at, Version: 0,
	}
	s.deeds = append(s.deeds, f)
	return f
}

func (s *story) moveDeed(f *models.Fulfilment, name string, to models.FulfilmentStatus) {
	by := s.aide
	switch name {
	case "uphold", "overturn":
		by = s.clerk
	case "confirm", "dispute":
	default:
		for _, h := range s.helpers {
			if h.row.ID == f.SupplierID {
				by = h.login
			}
		}
	}
	from := f.Status
	f.Status, f.UpdatedAt = to, s.at
	f.Version++
	s.record(s.at, by, step{noun: "fulfilment", id: f.ID, name: name, from: string(from), to: string(to), region: f.RegionCode, supplier: f.SupplierID,
		data: map[string]string{"match_id": f.MatchID, "need_id": f.NeedID}})
}
