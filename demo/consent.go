package demo

import (
	"time"

	"zhulian/models"
)

// consent records what the household agreed to: nearly all had their means checked, most let suppliers know of them, some
// took that back or let it run out, and a few never agreed.
func (b *builder) consent(h *home) {
	at := h.row.CreatedAt.Add(b.dice.span(10*time.Minute, 90*time.Minute))
	if h.row.Category != models.BeneficiaryMonitored {
		b.agree(h, h.people[0], models.ConsentVerifyEconomy, at)
	}
	fate := b.dice.IntN(100)
	if fate >= 93 {
		return
	}
	var end time.Time
	for _, p := range h.people {
		if c := b.agree(h, p, models.ConsentShare, at); fate < 60 {
			c.ExpiresAt = ptr(b.Now.AddDate(0, b.dice.between(3, 26), 0))
		} else if fate >= 84 && fate < 89 {
			if end.IsZero() {
				end = b.Now.AddDate(0, 0, -b.dice.between(5, 120))
			}
			c.ExpiresAt = ptr(end)
		}
		b.agreeMore(h, p, at)
	}
	if fate >= 89 {
		b.withdraw(h, b.dice.at(b.ago(b.dice.between(2, 90)), 9, 17))
	}
}

func (b *builder) agreeMore(h *home, p *models.Person, at time.Time) {
	age := p.AgeOn(b.today)
	switch {
	case age < 14 && b.dice.chance(88):
		b.agree(h, p, models.ConsentMinor, at)
		if b.dice.chance(60) {
			b.agree(h, p, models.ConsentSensitive, at)
		}
	case (age >= 60 || p.Profile.DisabilityKind != "" || has(p, "serious_illness")) && b.dice.chance(72):
		b.agree(h, p, models.ConsentSensitive, at)
	}
	if p.IsHead && b.dice.chance(22) {
		b.agree(h, p, models.ConsentPhoto, at)
	}
}

func (b *builder) agree(h *home, p *models.Person, kind models.ConsentKind, at time.Time) *models.Consent {
	givenBy, evidence := "self", "纸质签字扫描件"
	switch {
	case p.AgeOn(b.today) < 18:
		givenBy = "guardian"
	case p.Profile.CareAbility == "fully_disabled":
		givenBy = "agent"
	case b.dice.chance(20):
		evidence = "按手印扫描件"
	}
	c := &models.Consent{
		CountyCode: County, ID: b.dice.id(at), HouseholdID: h.row.ID, PersonID: p.ID, Kind: kind, Categories: []string{}, Suppliers: []string{},
		TextVersion: "2025-1", GivenBy: givenBy, Evidence: evidence, GivenAt: at, RecordedBy: b.aides[h.place.aide].ID, CreatedAt: at,
	}
	h.consents = append(h.consents, c)
	b.consentStep(h, c, step{name: "give", to: "given"}, at)
	return c
}

// withdraw takes back every consent to share.
func (b *builder) withdraw(h *home, at time.Time) {
	for _, c := range h.consents {
		if c.Kind == models.ConsentShare {
			c.WithdrawnAt = &at
			b.consentStep(h, c, step{name: "withdraw", from: "given", to: "withdrawn"}, at)
		}
	}
}

func (b *builder) consentStep(h *home, c *models.Consent, s step, at time.Time) {
	s.noun, s.id, s.region, s.data = "consent", c.ID, h.row.RegionCode, map[string]string{"kind": string(c.Kind)}
	b.record(at, b.aides[h.place.aide], s)
}

// live tells whether a consent stood at an instant of the past, whatever became of it later.
func live(c *models.Consent, at time.Time) bool {
	return !c.GivenAt.After(at) && (c.ExpiresAt == nil || at.Before(*c.ExpiresAt)) && (c.WithdrawnAt == nil || at.Before(*c.WithdrawnAt))
}

// agreed finds a consent of one kind that stood at an instant; a person "" means any member.
func (h *home) agreed(kind models.ConsentKind, person string, at time.Time) *models.Consent {
	for _, c := range h.consents {
		if c.Kind == kind && (person == "" || c.PersonID == person) && live(c, at) {
			return c
		}
	}
	return nil
}

// shares tells whether the household's data could be handed to a supplier at an instant.
func (h *home) shares(at time.Time) bool { return h.agreed(models.ConsentShare, "", at) != nil }
