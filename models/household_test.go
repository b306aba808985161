package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"zhulian/models"
)

func TestAgeIsCountedInFullYears(t *testing.T) {
	for _, c := range []struct {
		born, on models.Date
		want     int
	}{
		{"2012-03-02", "2026-03-01", 13}, {"2012-03-02", "2026-03-02", 14}, {"2012-02-29", "2026-02-28", 13}, {"2012-02-29", "2026-03-01", 14},
		{"2026-03-02", "2026-03-02", 0}, {"1926-12-31", "2026-03-02", 99}, {"", "2026-03-02", -1},
	} {
		assert.Equal(t, c.want, models.Person{BirthDate: c.born}.AgeOn(c.on), "%+v", c)
	}
}

func TestAConsentCoversWhatItSaysWhileItLives(t *testing.T) {
	given := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	end := given.Add(24 * time.Hour)
	whole := models.Consent{Kind: models.ConsentShare, GivenAt: given}
	with := func(f func(*models.Consent)) models.Consent {
		c := whole
		f(&c)
		return c
	}
	expiring := with(func(c *models.Consent) { c.ExpiresAt = &end })
	withdrawn := with(func(c *models.Consent) { c.WithdrawnAt = &end })
	for name, c := range map[string]struct {
		consent            models.Consent
		kind               models.ConsentKind
		category, supplier string
		at                 time.Time
		want               bool
	}{
		"everything":                  {whole, models.ConsentShare, "B01", "s1", given, true},
		"before it was given":         {whole, models.ConsentShare, "B01", "s1", given.Add(-1), false},
		"another kind":                {whole, models.ConsentSensitive, "B01", "s1", given, false},
		"the last instant":            {expiring, models.ConsentShare, "B01", "s1", end.Add(-1), true},
		"the instant it ends":         {expiring, models.ConsentShare, "B01", "s1", end, false},
		"withdrawn, whenever asked":   {withdrawn, models.ConsentShare, "B01", "s1", given, false},
		"its category":                {with(func(c *models.Consent) { c.Categories = []string{"B01"} }), models.ConsentShare, "B01", "s1", given, true},
		"its heading":                 {with(func(c *models.Consent) { c.Categories = []string{"B"} }), models.ConsentShare, "B01", "s1", given, true},
		"another category":            {with(func(c *models.Consent) { c.Categories = []string{"B02"} }), models.ConsentShare, "B01", "s1", given, false},
		"another heading":             {with(func(c *models.Consent) { c.Categories = []string{"A"} }), models.ConsentShare, "B01", "s1", given, false},
		"its supplier":                {with(func(c *models.Consent) { c.Suppliers = []string{"s1", "s2"} }), models.ConsentShare, "B01", "s2", given, true},
		"another supplier":            {with(func(c *models.Consent) { c.Suppliers = []string{"s1"} }), models.ConsentShare, "B01", "s2", given, false},
		"no supplier where some must": {with(func(c *models.Consent) { c.Suppliers = []string{"s1"} }), models.ConsentShare, "B01", "", given, false},
	} {
		assert.Equal(t, c.want, c.consent.Covers(c.kind, c.category, c.supplier, c.at), name)
	}
}
