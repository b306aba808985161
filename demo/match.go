package demo

import (
	"time"

	"zhulian/models"
)

// invite asks a supplier for units of an offer; nil when there is no offer or it is not that late yet.
func (s *story) invite(units int64) (*models.Match, *stock) {
	if !s.wait(s.dice.skewed(6*time.Hour, 0.9)) || !s.daytime() {
		return nil, nil
	}
	o := opening{thing: s.thing, home: s.home, at: s.at, units: units, prefer: s.plan.helper, declined: s.declined, asked: s.askedNow()}
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
	if s.plan.stop == models.NeedMatched {
		for _, w := range st.shares(models.DateOf(s.Now), o.until, units) {
			st.asked[w.Window] += w.Units // so that what is found waiting can be taken up
		}
	}
	return m, st
}

// askedNow are the offers that are in a live match with the need: each stands there once (match_live in the schema).
func (s *story) askedNow() map[string]bool {
	out := map[string]bool{}
	for _, m := range s.matches {
		if m.Status.Live() {
			out[m.OfferID] = true
		}
	}
	return out
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

// start puts the papers on file and opens what the supplier may see of the household, which it then looks at.
func (s *story) start(m *models.Match, login *models.Account) {
	s.moveMatch(m, login, "sign", models.MatchAgreementOk)
	s.moveMatch(m, login, "start", models.MatchActive)
	s.disclose(m, login)
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
