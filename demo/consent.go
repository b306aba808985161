package demo

import (
	"time"

	"zhulian/models"
)

// consent records what the household agreed to: nearly all had their means checked, most let suppliers know of them, some
// took that back or let it run out, and a few never agreed.
func (b *builder) consent(h *home) {
	d, head := b.dice, h.people[0]
	at := h.row.CreatedAt.Add(d.span(10*time.Minute, 90*time.Minute))
	if h.row.Category != models.BeneficiaryMonitored {
		b.agree(h, head, models.ConsentVerifyEconomy, at)
	}
	switch fate := d.IntN(100); {
	case fate < 84:
		h.share = b.agree(h, head, models.ConsentShare, at)
		if d.chance(70) {
			b.setExpiry(h.share, b.Now.AddDate(0, d.between(3, 26), 0))
		}
	case fate < 89:
		h.share = b.agree(h, head, models.ConsentShare, at)
		b.setExpiry(h.share, b.Now.AddDate(0, 0, -d.between(5, 120)))
	case fate < 93:
		h.share = b.agree(h, head, models.ConsentShare, at)
		b.withdraw(h, h.share)
	}
	b.agreeMore(h, at)
}

func (b *builder) agreeMore(h *home, at time.Time) {
	head := h.people[0]
	for _, p := range h.people {
		age := p.AgeOn(b.today)
		switch {
		case (p.Profile.DisabilityKind != "" || has(p, "serious_illness")) && b.dice.chance(65) && age >= 14:
			b.agree(h, p, models.ConsentSensitive, at)
		case age < 14 && head.AgeOn(b.today) >= 18 && b.dice.chance(88):
			b.agree(h, p, models.ConsentMinor, at)
		}
	}
	if b.dice.chance(22) {
		b.agree(h, head, models.ConsentPhoto, at)
	}
}

func (b *builder) agree(h *home, p *models.Person, kind models.ConsentKind, at time.Time) *models.Consent {
	givenBy, evidence := "self", "纸质签字扫描件"
	switch {
	case kind == models.ConsentMinor:
		givenBy = "guardian"
	case p.Profile.CareAbility == "fully_disabled":
		givenBy = "agent"
	case b.dice.chance(20):
		evidence = "按手印扫描件"
	}
	c := models.Consent{
		CountyCode: County, ID: b.dice.id(at), HouseholdID: h.row.ID, PersonID: p.ID, Kind: kind, Categories: []string{}, Suppliers: []string{},
		TextVersion: "2025-1", GivenBy: givenBy, Evidence: evidence, GivenAt: at, RecordedBy: b.aides[h.place.aide].ID, CreatedAt: at,
	}
	b.out.Consents = append(b.out.Consents, c)
	b.record(at, b.aides[h.place.aide], step{noun: "consent", id: c.ID, name: "give", to: "given", region: h.row.RegionCode, data: map[string]string{"kind": string(kind)}})
	return &c
}

// setExpiry changes the consent on file and the copy that the household carries.
func (b *builder) setExpiry(c *models.Consent, at time.Time) {
	c.ExpiresAt = &at
	b.filed(c).ExpiresAt = &at
}

func (b *builder) withdraw(h *home, c *models.Consent) {
	at := b.dice.at(b.ago(b.dice.between(2, 90)), 9, 17)
	c.WithdrawnAt = &at
	b.filed(c).WithdrawnAt = &at
	b.record(at, b.aides[h.place.aide], step{noun: "consent", id: c.ID, name: "withdraw", from: "given", to: "withdrawn", region: h.row.RegionCode})
}

func (b *builder) filed(c *models.Consent) *models.Consent {
	for i := len(b.out.Consents) - 1; ; i-- {
		if b.out.Consents[i].ID == c.ID {
			return &b.out.Consents[i]
		}
	}
}

// shares tells whether the household's data could be handed to a supplier at an instant.
func (h *home) shares(at time.Time) bool {
	c := h.share
	return c != nil && (c.ExpiresAt == nil || at.Before(*c.ExpiresAt)) && (c.WithdrawnAt == nil || at.Before(*c.WithdrawnAt))
}
