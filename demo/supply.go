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

// invite asks a supplier for units of an offer; nil when there is no offer or it is not that late yet.
func (s *story) invite(units int64) (*models.Match, *stock) {
	if !s.wait(s.dice.skewed(6*time.Hour, 0.9)) || !s.daytime() {
		return nil, nil
	}
	o := opening{thing: s.thing, home: s.home, at: s.at, units: units, prefer: s.plan.helper, declined: s.declined}
	if s.need.Frequency != nil {
		o.until = s.need.Frequency.Until
	}
	st := s.find(o)
	if st == nil || !s.home.shares(s.at) {
		return nil, nil
	}
	n := s.need
	m := &models.Match{
		CountyCode: County, ID: s.dice.id(s.at), NeedID: n.ID, OfferID: st.row.ID, SupplierID: st.row.SupplierID, HouseholdID: n.HouseholdID,
		RegionCode: n.RegionCode, Category: n.Category, Unit: n.Unit, ScoreParts: map[string]int{}, Reasons: []models.Reason{},
		InvitedAt: ptr(s.at), RespondBy: ptr(s.respondBy()), CreatedAt: s.at, UpdatedAt: s.at, Version: 0,
	}
	if n.Quantity != nil {
		m.Quantity = &units
	}
	m.AgreementNeeded = n.Frequency != nil && n.Frequency.Until > max(models.DateOf(s.at), n.Earliest).AddDays(31)
	s.score(m, st)
	s.matches = append(s.matches, m)
	s.builder.matches = append(s.builder.matches, m)
	by, name := s.inviter(m, st)
	m.InvitedBy = by.ID
	s.moveMatch(m, by, name, models.MatchInvited)
	s.derive(by)
	return m, st
}

// inviter is who put need and offer together: mostly town and aide, at times the supplier itself.
func (s *story) inviter(m *models.Match, st *stock) (*models.Account, string) {
	m.ProposedBy = "staff"
	category, _ := models.CategoryByCode(s.need.Category)
	switch s.dice.weighted([]int{50, 26, 12, 12}) {
	case 0:
		return s.clerk, "invite"
	case 1:
		return s.aide, "invite"
	case 2:
		return s.staff[0], "invite"
	}
	if category.Sensitivity >= 2 {
		return s.clerk, "invite"
	}
	m.ProposedBy = "supplier_claim"
	return st.helper.login, "claim"
}

// score keeps the parts that the matcher would have given: the same category, near or far, and a record that varies.
func (s *story) score(m *models.Match, st *stock) {
	near := 40
	if models.TownOf(st.helper.row.RegionCode) == models.TownOf(s.need.RegionCode) {
		near = 80
	}
	parts := map[string]int{"category": 100, "geography": near, "capacity": 100, "time": 100, "group": 50, "track": s.dice.between(78, 97)}
	if st.row.Quantity == nil || s.need.Quantity == nil {
		parts["capacity"] = 50
	} else if *st.row.Quantity > 2**s.need.Quantity {
		parts["capacity"] = 60
	}
	if len(st.row.TargetTags) > 0 && s.dice.chance(70) {
		parts["group"] = 100
	}
	sum := 0
	for part, weight := range map[string]int{"category": 30, "geography": 20, "capacity": 15, "time": 15, "group": 10, "track": 10} {
		sum += weight * parts[part]
	}
	m.Score, m.ScoreParts = ptr(sum/100), parts
}

func (s *story) respondBy() time.Time {
	if s.need.Urgency == models.UrgencyCritical {
		return s.at.Add(4 * time.Hour)
	}
	return s.Calendar.AddWorkdays(models.DateOf(s.at), 2).End()
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

// start puts the papers on file and opens what the supplier may see of the household, which it then looks at.
func (s *story) start(m *models.Match, login *models.Account) {
	s.moveMatch(m, login, "sign", models.MatchAgreementOk)
	s.moveMatch(m, login, "start", models.MatchActive)
	s.disclose(m, login)
}

func (s *story) disclose(m *models.Match, login *models.Account) {
	person := ""
	if s.need.PersonID != nil {
		person = *s.need.PersonID
	}
	at := s.at.Add(s.dice.span(time.Minute, 20*time.Minute))
	consent := s.home.agreed(models.ConsentShare, person, at)
	minor := person != "" && s.childUnder14(person)
	if consent == nil || !s.past(at) || s.need.Sensitivity >= 2 && s.home.agreed(models.ConsentSensitive, person, at) == nil ||
		minor && s.home.agreed(models.ConsentMinor, person, at) == nil {
		return
	}
	fields := []string{"village", "age_band", "called_name", "detail"}
	if minor {
		fields = []string{"village", "age_band", "detail"}
	}
	s.out.Disclosures = append(s.out.Disclosures, models.Disclosure{
		CountyCode: County, ID: s.dice.id(at), At: at, AccountID: login.ID, Role: login.Role, SupplierID: m.SupplierID, HouseholdID: m.HouseholdID,
		PersonID: person, NeedID: m.NeedID, MatchID: m.ID, ConsentID: consent.ID, Tier: 2, Purpose: "fulfil", Fields: fields,
	})
}

func (s *story) childUnder14(person string) bool {
	for _, p := range s.home.people {
		if p.ID == person {
			return p.AgeOn(s.today) < 14
		}
	}
	return false
}

func (s *story) login(m *models.Match) *models.Account {
	for _, h := range s.helpers {
		if h.row.ID == m.SupplierID {
			return h.login
		}
	}
	return nil
}

// cancelLive takes back what is still live under a need that ends.
func (s *story) cancelLive(by *models.Account) {
	for _, m := range s.matches {
		if m.Status.Live() && !(s.need.Frequency != nil && m.Status.Promised() && s.plan.fate == met) {
			for _, st := range s.byThing[s.thing] {
				if st.row.ID == m.OfferID {
					st.release(s.builder, m, s.at)
				}
			}
			m.StatusReason = "need_ended"
			s.moveMatch(m, by, "cancel", models.MatchCancelled)
		}
	}
	s.sum()
}

func (s *story) moveMatch(m *models.Match, by *models.Account, name string, to models.MatchStatus) {
	from := m.Status
	m.Status, m.UpdatedAt = to, s.at
	m.Version++
	data := map[string]string{"need_id": m.NeedID, "offer_id": m.OfferID}
	if m.DeclineCode != "" {
		data["decline_code"] = m.DeclineCode
	}
	s.record(s.at, by, step{noun: "match", id: m.ID, name: name, from: string(from), to: string(to), region: m.RegionCode, supplier: m.SupplierID, data: data})
}

// sum adds up what the need's matches have come to.
func (s *story) sum() models.Progress {
	var p models.Progress
	for _, m := range s.matches {
		switch m.Status {
		case models.MatchProposed:
			p.Proposed++
		case models.MatchInvited:
			p.Invited++
		default:
		}
		p.Reserved += m.Reserved
		p.Delivered += m.Delivered
		p.Confirmed += m.Confirmed
	}
	s.need.Reserved, s.need.Delivered, s.need.Confirmed = p.Reserved, p.Delivered, p.Confirmed
	return p
}

// derive brings the need to what its matches add up to.
func (s *story) derive(by *models.Account) {
	p, n := s.sum(), s.need
	if !n.Status.CanDerive() {
		return
	}
	to := p.Derive(n.Quantity)
	if to == n.Status || to == models.NeedOpen && n.Status == models.NeedReopened {
		return
	}
	s.step(by, "derive", to)
}
