package demo

import (
	"time"

	"zhulian/models"
)

// disclose notes that the supplier looks at what a live consent opens to it.
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
