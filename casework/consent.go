package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RecordConsent records a consent that a member of a household gave (PIPL art. 14, 23, 29, 31). A consent of a minor under 14 is
// given by a guardian. Errors: Invalid, NotFound.
func (d *Desk) RecordConsent(ctx context.Context, by models.Actor, household string, in models.ConsentDraft) (*models.Consent, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var out *models.Consent
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.household(ctx, s, by, models.ConsentEdit, household)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(h.Persons, func(p models.Person) bool { return p.ID == in.PersonID })
		if i < 0 {
			return models.InvalidField("person_id", "not_a_member")
		}
		if age := h.Persons[i].AgeOn(d.today()); age >= 0 && age < 14 && in.GivenBy != "guardian" {
			return models.InvalidField("given_by", "guardian_required")
		}
		if out, err = d.consentFrom(by, h, in); err != nil {
			return err
		}
		if err := knownSuppliers(ctx, s, h.CountyCode, out.Suppliers); err != nil {
			return err
		}
		if err := s.InsertConsent(ctx, out); err != nil {
			return err
		}
		flow.Log(s, by, consentSubject(*h, out.ID), "give", "", "given", map[string]string{"kind": string(in.Kind)})
		return nil
	})
	return out, err
}

// knownSuppliers refuses a consent for a supplier that the county does not have: nobody would notice that it allows nothing.
func knownSuppliers(ctx context.Context, s *store.Store, county string, ids []string) error {
	known, err := s.SuppliersByID(ctx, county, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if _, ok := known[id]; !ok {
			return models.InvalidField(fmt.Sprintf("suppliers[%d]", i), "supplier_unknown")
		}
	}
	return nil
}

func (d *Desk) consentFrom(by models.Actor, h *models.Household, in models.ConsentDraft) (*models.Consent, error) {
	now := d.Store.Now()
	c := &models.Consent{
		CountyCode: h.CountyCode, ID: d.newID(in.ID), HouseholdID: h.ID, PersonID: in.PersonID, Kind: in.Kind,
		Categories: models.ListOf(in.Categories), Suppliers: models.ListOf(in.Suppliers), TextVersion: models.CleanText(in.TextVersion), GivenBy: in.GivenBy,
		Evidence: models.CleanText(in.Evidence), GivenAt: now, RecordedBy: by.AccountID, CreatedAt: now,
	}
	if in.GivenOn != "" && in.GivenOn != d.today() {
		c.GivenAt = in.GivenOn.Start()
	}
	if in.ExpiresOn != "" {
		end := in.ExpiresOn.End()
		if !end.After(now) {
			return nil, models.InvalidField("expires_on", "in_past")
		}
		c.ExpiresAt = &end
	}
	return c, nil
}

func consentSubject(h models.Household, id string) flow.Subject {
	return flow.Subject{Noun: "consent", ID: id, County: h.CountyCode, Region: h.RegionCode}
}

// WithdrawConsent ends a consent at once; disclosures under it stop with the next view (PIPL art. 15). Errors: NotFound, Conflict.
func (d *Desk) WithdrawConsent(ctx context.Context, by models.Actor, household, id string) (*models.Consent, error) {
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.household(ctx, s, by, models.ConsentEdit, household)
		if err != nil {
			return err
		}
		c, err := s.Consent(ctx, key(by, id))
		if err != nil {
			return err
		}
		if c.HouseholdID != h.ID {
			return models.NotFound("consent")
		}
		if err := s.WithdrawConsent(ctx, key(by, id)); err != nil {
			return err
		}
		flow.Log(s, by, consentSubject(*h, id), "withdraw", "given", "withdrawn", map[string]string{"kind": string(c.Kind)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Consent(ctx, key(by, id))
}

// Consents lists the consents of a household, oldest first. Errors: NotFound.
func (d *Desk) Consents(ctx context.Context, by models.Actor, household string) ([]models.Consent, error) {
	if _, err := d.household(ctx, d.Store, by, models.HouseholdView, household); err != nil {
		return nil, err
	}
	all, err := d.Store.Consents(ctx, by.CountyCode, household)
	return all[household], err
}

// consentOf finds the consent under which a need's beneficiary may be disclosed to a supplier: for the person of the need, or, where
// the need names nobody, for any member. Sensitive needs and children under 14 ask for their own consents beside it (PIPL art. 29, 31).
// It returns the sharing consent, or nil when something is missing.
func consentOf(n models.Need, persons []models.Person, consents []models.Consent, supplier string, now time.Time) *models.Consent {
	covered := func(kind models.ConsentKind) *models.Consent {
		for i, c := range consents {
			if c.Covers(kind, n.Category, supplier, now) && (n.PersonID == nil || c.PersonID == *n.PersonID) {
				return &consents[i]
			}
		}
		return nil
	}
	share := covered(models.ConsentShare)
	if n.Sensitivity >= 2 && covered(models.ConsentSensitive) == nil {
		return nil
	}
	if n.ForChild(persons, models.DateOf(now)) && covered(models.ConsentMinor) == nil {
		return nil
	}
	return share
}

func member(persons []models.Person, id string) *models.Person {
	for i := range persons {
		if persons[i].ID == id {
			return &persons[i]
		}
	}
	return nil
}
