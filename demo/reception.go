package demo

import (
	"time"

	"zhulian/models"
)

// receive takes a submitted need through the town's reception and tells whether it lives on.
func (s *story) receive() bool {
	switch s.plan.fate {
	case sentBack:
		return s.sendBack(false)
	case wrongData:
		return s.voidEarly()
	case duplicate:
		return s.merge()
	}
	if s.plan.stop == models.NeedReturned {
		return s.sendBack(false)
	}
	if s.plan.stop == "" && s.dice.chance(4) && !s.sendBack(true) {
		return false
	}
	delay := s.dice.skewed(time.Duration(haste[s.home.place.town])*150*time.Second, 0.9)
	if s.need.Urgency == models.UrgencyCritical {
		delay = s.dice.skewed(40*time.Minute, 0.6)
	}
	if !s.wait(delay) || s.need.Urgency != models.UrgencyCritical && !s.officeHours() {
		return false
	}
	s.accept()
	return true
}

func (s *story) accept() {
	n := s.need
	category, _ := models.CategoryByCode(n.Category)
	n.AcceptedBy, n.AcceptedAt, n.StatusReason = &s.clerk.ID, ptr(s.at), ""
	limit := category.SLAWorkdays
	if n.Frequency != nil {
		limit += 20 // a recurring need is resolved when its service has run steadily for a month (domain report §6)
	}
	n.DueOn = s.Calendar.AddWorkdays(models.DateOf(s.at), limit)
	s.step(s.clerk, "accept", models.NeedAccepted)
	if category.GovernmentOnly() {
		s.step(s.clerk, "refer", models.NeedReferredGov)
		return
	}
	s.step(s.clerk, "open", models.NeedOpen)
}

// sendBack returns the need to its aide, who mends it or lets it lie.
func (s *story) sendBack(mended bool) bool {
	if !s.wait(s.dice.skewed(5*time.Hour, 0.8)) || !s.officeHours() {
		return false
	}
	s.need.StatusReason = pick(s.dice, returnReasons)
	s.step(s.clerk, "return", models.NeedReturned)
	if !mended || !s.wait(s.dice.span(3*time.Hour, 4*24*time.Hour)) || !s.daytime() {
		return false
	}
	s.need.SubmittedAt, s.need.StatusReason = ptr(s.at), ""
	s.step(s.aide, "submit", models.NeedSubmitted)
	return true
}

func (s *story) voidEarly() bool {
	if s.wait(s.dice.skewed(6*time.Hour, 0.8)) && s.officeHours() {
		s.end(s.clerk, "void", models.NeedVoid)
	}
	return false
}

// merge joins the need to the earlier one that it repeats; where there is none it was simply a duplicate on paper.
func (s *story) merge() bool {
	if !s.wait(s.dice.skewed(8*time.Hour, 0.7)) || !s.officeHours() {
		return false
	}
	for i := len(s.needs) - 2; i >= 0; i-- {
		other := s.needs[i]
		if other.HouseholdID == s.need.HouseholdID && other.Category == s.need.Category && other.Unit == s.need.Unit {
			s.need.DuplicateOf = &other.ID
			s.end(s.clerk, "merge", models.NeedMerged)
			return false
		}
	}
	s.end(s.clerk, "void", models.NeedVoid)
	return false
}

// end cancels what is live under the need and takes its ending step, with the code of the story's fate.
func (s *story) end(by *models.Account, name string, to models.NeedStatus) {
	s.cancelLive(by)
	n, code := s.need, string(s.plan.fate)
	n.ResolutionCode, n.ClosedAt, n.StatusReason = code, ptr(s.at), ""
	switch code[0] {
	case 'U':
		n.StatusReason = unmetReasons[code]
	case 'V':
		n.StatusReason = voidReasons[code]
	case 'R':
		n.StatusReason = resolveReasons[code]
		n.ResolvedAt, n.ResolvedBy = ptr(s.at), &by.ID
		n.Satisfaction = s.rating()
	}
	s.step(by, name, to)
}

// rating is how content a household is, where it says so.
func (s *story) rating() *int {
	if s.dice.chance(14) {
		return nil
	}
	return ptr(s.dice.weighted([]int{1, 2, 9, 34, 54}) + 1)
}
