package demo

import (
	"time"

	"zhulian/models"
)

// live tells what becomes of an accepted need.
func (s *story) live() {
	if s.need.Status == models.NeedReferredGov {
		s.byPolicy()
		return
	}
	if s.plan.stop == models.NeedOpen {
		return
	}
	if things[s.thing].offers == "" { // only government has this to give
		if s.wait(s.dice.skewed(9*time.Hour, 0.7)) && s.officeHours() {
			s.step(s.clerk, "refer", models.NeedReferredGov)
			s.byPolicy()
		}
		return
	}
	if !s.home.shares(s.at) && s.plan.fate == met && !s.askConsent() {
		s.plan.fate = noSupply // without consent nobody outside government may be asked
		if s.dice.chance(60) {
			s.plan.fate = bySelf
		}
	}
	switch s.plan.fate {
	case met, contested:
		s.beMet()
	case metPartly:
		s.beMetPartly()
	case noSupply, bySelf:
		s.waitInVain()
	case failed:
		s.beLetDown()
	case refused:
		s.refuse()
	case outside, died, moved, takenBack:
		s.cutShort()
	case resting:
		s.rest()
	}
}

// askConsent has the aide ask a household that never agreed, or whose consent ran out; one that took it back is left alone.
func (s *story) askConsent() bool {
	for _, c := range s.home.consents {
		if c.WithdrawnAt != nil {
			return false
		}
	}
	if s.dice.chance(15) || !s.wait(s.dice.span(4*time.Hour, 50*time.Hour)) || !s.daytime() {
		return false
	}
	for _, p := range s.home.people {
		c := s.agree(s.home, p, models.ConsentShare, s.at)
		c.ExpiresAt = ptr(s.at.AddDate(2, 0, 0))
		s.agreeMore(s.home, p, s.at)
	}
	return true
}

// byPolicy has the town's office grant what was asked for, or say in writing why not.
func (s *story) byPolicy() {
	if s.plan.stop != "" {
		return
	}
	if !s.wait(s.dice.skewed(s.workdays(48), 0.5)) || !s.officeHours() {
		return
	}
	s.plan.fate = "R3"
	if s.dice.chance(9) {
		s.plan.fate = outside
		s.end(s.clerk, "close_unmet", models.NeedClosedUnmet)
		return
	}
	s.end(s.clerk, "resolve", models.NeedResolved)
}

// workdays is a share, in a hundred, of the category's limit, as time on the clock.
func (s *story) workdays(percent int) time.Duration {
	category, _ := models.CategoryByCode(s.need.Category)
	days := max(1, category.SLAWorkdays)
	return time.Duration(days) * 24 * time.Hour * 7 / 5 * time.Duration(percent) / 100
}

func (s *story) beMet() {
	if !s.seek() {
		return
	}
	if s.need.Status == models.NeedConfirmed && s.wait(s.dice.skewed(5*time.Hour, 0.9)) && s.daytime() {
		s.resolve()
	}
}

// resolver is who marks the need as met: whoever recorded a need of more than 2,000 yuan cannot do so alone.
func (s *story) resolver() *models.Account {
	if s.need.ValueEstFen != nil && *s.need.ValueEstFen > 200_000 || s.dice.chance(12) {
		return s.clerk
	}
	return s.aide
}

func (s *story) resolve() {
	s.plan.fate = met
	s.end(s.resolver(), "resolve", models.NeedResolved)
	if s.dice.chance(3) && s.need.Quantity != nil && s.need.Frequency == nil {
		s.reopen()
	}
}

// reopen takes the need up again: something broke, or it was not enough.
func (s *story) reopen() {
	if !s.wait(s.dice.span(2*24*time.Hour, 26*24*time.Hour)) || !s.daytime() {
		return
	}
	n := s.need
	n.ResolutionCode, n.Satisfaction, n.ResolvedAt, n.ResolvedBy, n.ClosedAt = "", nil, nil, nil, nil
	n.Quantity = ptr(n.Reserved + max(1, *n.Quantity/2))
	n.ReopenedCount++
	n.StatusReason = pick(s.dice, reopenReasons)
	s.step(s.aide, "reopen", models.NeedReopened)
	if s.dice.chance(30) {
		return
	}
	if s.seek() && n.Status == models.NeedConfirmed && s.wait(s.dice.skewed(8*time.Hour, 0.7)) && s.daytime() {
		s.plan.fate = met
		s.end(s.aide, "resolve", models.NeedResolved)
	}
}

func (s *story) beMetPartly() {
	if s.need.Quantity == nil || *s.need.Quantity < 2 || s.need.Frequency != nil {
		s.plan.fate = met
		s.beMet()
		return
	}
	if !s.persist(*s.need.Quantity/2) || s.need.Confirmed == 0 {
		return
	}
	if s.wait(s.dice.span(24*time.Hour, 9*24*time.Hour)) && s.daytime() {
		s.end(s.aide, "resolve", models.NeedResolved)
	}
}

// waitInVain asks one or two suppliers who cannot, and then the household helps itself or the county gives up for now.
func (s *story) waitInVain() {
	for range s.dice.weighted([]int{35, 40, 25}) {
		if !s.askInVain() {
			return
		}
	}
	patience := s.dice.span(9*24*time.Hour, 34*24*time.Hour)
	if s.plan.fate == bySelf {
		patience = s.dice.span(2*24*time.Hour, 12*24*time.Hour)
	}
	if !s.wait(patience) || !s.officeHours() {
		return
	}
	if s.plan.fate == bySelf {
		s.end(s.clerk, "resolve", models.NeedResolved)
		return
	}
	s.end(s.clerk, "close_unmet", models.NeedClosedUnmet)
}

// beLetDown is a promise that its supplier does not keep.
func (s *story) beLetDown() {
	m, st := s.promise(s.left())
	if m == nil {
		s.plan.fate = noSupply
		s.waitInVain()
		return
	}
	if !s.noShow(m) || !s.wait(s.dice.span(24*time.Hour, 6*24*time.Hour)) || !s.officeHours() {
		return
	}
	m.StatusReason = "约定后未按时提供"
	st.release(s.builder, m, s.at)
	s.moveMatch(m, s.clerk, "fail", models.MatchFailed)
	s.derive(s.clerk)
	if s.wait(s.dice.span(4*24*time.Hour, 20*24*time.Hour)) && s.officeHours() {
		s.end(s.clerk, "close_unmet", models.NeedClosedUnmet)
	}
}

// refuse is a household that does not want the help when it comes.
func (s *story) refuse() {
	m, _ := s.promise(s.left())
	if m == nil {
		s.plan.fate = noSupply
		s.waitInVain()
		return
	}
	if !s.wait(s.dice.span(20*time.Hour, 4*24*time.Hour)) || !s.daytime() {
		return
	}
	if m.Status == models.MatchActive {
		f := s.deed(m, portion{when: s.at, units: 0}, pick(s.dice, refusedNotes))
		s.moveDeed(f, "refused", models.FulfilmentRefused)
	}
	if s.wait(s.dice.span(5*time.Hour, 3*24*time.Hour)) && s.officeHours() {
		s.end(s.clerk, "close_unmet", models.NeedClosedUnmet)
	}
}

// cutShort ends the need while it still looks for supply.
func (s *story) cutShort() {
	if s.dice.chance(35) && !s.askInVain() {
		return
	}
	if !s.wait(s.dice.span(20*time.Hour, 8*24*time.Hour)) || !s.officeHours() {
		return
	}
	switch s.plan.fate {
	case outside:
		s.end(s.clerk, "close_unmet", models.NeedClosedUnmet)
	case takenBack:
		s.end(s.clerk, "withdraw", models.NeedWithdrawn)
	default:
		s.end(s.clerk, "void", models.NeedVoid)
		s.lose()
	}
}

// lose is what a void need says of its household: somebody died, or all have moved away.
func (s *story) lose() {
	h := s.home
	if h.row.Status != models.HouseholdActive {
		return
	}
	if s.plan.fate == moved {
		s.depart(h, s.at, models.HouseholdLeft, "全家迁往外县")
		return
	}
	for _, p := range h.people {
		if s.need.PersonID == nil || *s.need.PersonID == p.ID {
			p.DeceasedOn, p.UpdatedAt = models.DateOf(s.plan.at), s.at
			break
		}
	}
	if len(h.people) == 1 {
		s.depart(h, s.at, models.HouseholdClosed, "独居成员去世,销户")
	}
}

// rest suspends the need, as while somebody is in hospital, and in most cases takes it up again.
func (s *story) rest() {
	if !s.wait(s.dice.span(12*time.Hour, 4*24*time.Hour)) || !s.officeHours() {
		return
	}
	s.need.StatusReason = pick(s.dice, suspendReasons)
	s.step(s.clerk, "suspend", models.NeedSuspended)
	if s.dice.chance(25) || !s.wait(s.dice.span(7*24*time.Hour, 40*24*time.Hour)) || !s.officeHours() {
		return
	}
	s.need.StatusReason = ""
	s.step(s.clerk, "resume", models.NeedOpen)
	s.plan.fate = met
	s.beMet()
}
