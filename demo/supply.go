package demo

import (
	"fmt"
	"time"

	"zhulian/models"
)

// left is how many units nobody has promised yet; for an unknown amount it is what a first look would suggest.
func (s *story) left() int64 {
	if n, known := s.need.Left(); known {
		return n
	}
	t := things[s.thing]
	return int64(s.dice.between(int(t.min), int(t.max)))
}

// seek finds supply for all that the need lacks and tells it to the end; false where the story stops on the way.
func (s *story) seek() bool {
	for range s.refusals() {
		if !s.askInVain() {
			return false
		}
	}
	n := s.left()
	if s.plan.stop == "" && s.need.Frequency == nil && s.need.Quantity != nil && n > 1 && s.dice.chance(14) {
		first := n / 2
		return s.persist(first) && s.persist(n-first)
	}
	return s.persist(n)
}

// persist looks again later where no offer is to be had, and in the end gives up for now.
func (s *story) persist(units int64) bool {
	for range 3 {
		if s.serve(units) {
			return true
		}
		looking := s.need.Status == models.NeedOpen || s.need.Status == models.NeedReopened
		if s.plan.stop != "" || !looking || !s.past(s.at) {
			return false
		}
		if !s.wait(s.dice.span(3*24*time.Hour, 9*24*time.Hour)) || !s.officeHours() {
			return false
		}
	}
	s.plan.fate = noSupply
	s.end(s.clerk, "close_unmet", models.NeedClosedUnmet)
	return false
}

func (s *story) refusals() int {
	if s.plan.stop != "" {
		return 0
	}
	return s.dice.weighted([]int{76, 18, 6})
}

// serve has one offer promise, deliver and be confirmed.
func (s *story) serve(units int64) bool {
	m, st := s.promise(units)
	if m == nil || m.Status != models.MatchActive || s.plan.stop == models.NeedAgreed {
		return false
	}
	if s.plan.stop == "" && s.dice.chance(3) {
		if !s.wait(s.dice.span(10*time.Hour, 3*24*time.Hour)) || !s.officeHours() {
			return false
		}
		m.StatusReason = pick(s.dice, cancelReasons)
		st.release(s.builder, m, s.at)
		s.moveMatch(m, s.clerk, "cancel", models.MatchCancelled)
		s.derive(s.clerk)
		if m, _ = s.promise(units); m == nil || m.Status != models.MatchActive {
			return false
		}
	}
	return s.deliver(m)
}

// askInVain is an invitation that is declined, or not answered in time; true where the story goes on.
func (s *story) askInVain() bool {
	m, _ := s.invite(s.left())
	if m == nil {
		return s.past(s.at)
	}
	s.declined[m.SupplierID] = true
	answer := s.dice.skewed(9*time.Hour, 0.8)
	if s.dice.chance(15) || s.at.Add(answer).After(*m.RespondBy) {
		s.at = m.RespondBy.Add(s.dice.span(time.Minute, 9*time.Minute))
		if !s.past(s.at) {
			return false
		}
		s.moveMatch(m, nil, "expire", models.MatchExpired)
		s.derive(nil)
		return true
	}
	if !s.wait(answer) {
		return false
	}
	codes := []string{"D1", "D2", "D3", "D4", "D6", "D7"}
	m.DeclineCode = codes[s.dice.weighted([]int{38, 18, 24, 5, 6, 9})]
	m.StatusReason = declineReasons[m.DeclineCode]
	login := s.login(m)
	m.RespondedAt, m.RespondedBy = ptr(s.at), &login.ID
	s.moveMatch(m, login, "decline", models.MatchDeclined)
	s.derive(login)
	return true
}

// promise invites and has the supplier accept; nil where it does not come to that.
func (s *story) promise(units int64) (*models.Match, *stock) {
	m, st := s.invite(units)
	if m == nil || s.plan.stop == models.NeedMatched || !s.answerInTime(m) {
		return nil, nil
	}
	login := st.helper.login
	from := max(models.DateOf(s.at), s.need.Earliest, st.row.ValidFrom)
	until := models.Date("")
	if s.need.Frequency != nil {
		until = s.need.Frequency.Until
	}
	shares := st.shares(from, until, units)
	if !st.hasRoom(shares) {
		return nil, nil
	}
	m.RespondedAt, m.RespondedBy, m.ServiceFrom = ptr(s.at), &login.ID, from
	s.moveMatch(m, login, "accept", models.MatchAccepted)
	st.reserve(s.builder, m, shares)
	s.moveMatch(m, login, "declare", models.MatchCOIOk)
	if !m.AgreementNeeded {
		s.start(m, login)
		s.derive(login)
		return m, st
	}
	s.derive(login)
	if s.wait(s.dice.skewed(14*time.Hour, 0.7)) && s.daytime() {
		m.AgreementNo = fmt.Sprintf("XY%s%04d", m.ServiceFrom.Time().Format("200601"), s.dice.IntN(10000))
		if s.dice.chance(60) {
			m.InsuranceNo = fmt.Sprintf("BX%s%06d", County, s.dice.IntN(1_000_000))
		}
		s.start(m, login)
	}
	return m, st
}

func (s *story) answerInTime(m *models.Match) bool {
	answer := s.dice.skewed(8*time.Hour, 0.8)
	limit := m.RespondBy.Sub(s.at) - time.Minute
	if !s.wait(min(answer, limit)) {
		return false
	}
	if at := daytime(s.at); at.Before(*m.RespondBy) && !s.plan.quick {
		s.at = at
	}
	return s.past(s.at)
}
