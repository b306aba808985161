package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"zhulian/models"
)

func (s *Store) sealHousehold(r *models.Household) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.AddressSealed = z.seal("household.address", r.Address)
	r.AddressIndex = s.vault.Index(r.CountyCode, "household.address", r.Address)
	return z.err
}

func (s *Store) openHousehold(r *models.Household) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Address = z.open("household.address", r.AddressSealed)
	return z.err
}

func (s *Store) sealPerson(r *models.Person) error {
	profile, err := json.Marshal(r.Profile)
	if err != nil {
		return err
	}
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.NameSealed = z.seal("person.name", r.Name)
	r.CitizenSealed = z.seal("person.citizen", r.CitizenNo)
	r.PhoneSealed = z.seal("person.phone", r.Phone)
	r.ProfileSealed = z.seal("person.profile", string(profile))
	r.NameIndex = s.vault.Index(r.CountyCode, "person.name", r.Name)
	r.CitizenIndex = s.vault.Index(r.CountyCode, "person.citizen", r.CitizenNo)
	r.PhoneIndex = s.vault.Index(r.CountyCode, "person.phone", r.Phone)
	return z.err
}

func (s *Store) openPerson(r *models.Person) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Name = z.open("person.name", r.NameSealed)
	r.CitizenNo = z.open("person.citizen", r.CitizenSealed)
	r.Phone = z.open("person.phone", r.PhoneSealed)
	if z.err != nil {
		return z.err
	}
	return s.openProfile(r)
}

func (s *Store) openProfile(r *models.Person) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	if profile := z.open("person.profile", r.ProfileSealed); z.err == nil && profile != "" {
		return json.Unmarshal([]byte(profile), &r.Profile)
	}
	return z.err
}

// InsertHousehold writes a new household with its persons. The same id or number, or a citizen number known in the county
// already, is a Conflict. The household's stay on the lists begins with it.
func (s *Store) InsertHousehold(ctx context.Context, r *models.Household) error {
	if err := s.sealHousehold(r); err != nil {
		return err
	}
	if err := s.insert(ctx, r); err != nil {
		return err
	}
	if err := s.listHouseholds(ctx, []models.Household{*r}); err != nil {
		return err
	}
	for i := range r.Persons {
		if err := s.InsertPerson(ctx, &r.Persons[i]); err != nil {
			return err
		}
	}
	return nil
}

// InsertPerson writes a new member of a household; a citizen number that the county already holds is a Conflict "person_known".
func (s *Store) InsertPerson(ctx context.Context, r *models.Person) error {
	if err := s.sealPerson(r); err != nil {
		return err
	}
	if r.CitizenIndex != nil {
		var n int64
		err := s.read.WithContext(ctx).Model(&models.Person{}).
			Where("county_code = ? AND citizen_index = ?", r.CountyCode, r.CitizenIndex).Count(&n).Error
		if err != nil {
			return translate(err)
		}
		if n > 0 {
			return models.Conflict("person_known")
		}
	}
	if err := s.insert(ctx, r); err != nil {
		return err
	}
	return s.listPersons(ctx, []models.Person{*r})
}

// Household reads one household with its persons.
func (s *Store) Household(ctx context.Context, at Key) (*models.Household, error) {
	r, err := take[models.Household](ctx, s, "household", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	if err := s.openHousehold(r); err != nil {
		return nil, err
	}
	persons, err := s.Persons(ctx, at.County, r.ID)
	r.Persons = persons[r.ID]
	return r, err
}

// Persons reads the members of households, by household id, the head first.
func (s *Store) Persons(ctx context.Context, county string, households ...string) (map[string][]models.Person, error) {
	var rows []models.Person
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ?", county, households).
		Order("household_id, is_head DESC, id").Find(&rows).Error
	if err != nil {
		return nil, translate(err)
	}
	out := map[string][]models.Person{}
	for i := range rows {
		if err := s.openPerson(&rows[i]); err != nil {
			return nil, err
		}
		out[rows[i].HouseholdID] = append(out[rows[i].HouseholdID], rows[i])
	}
	return out, nil
}

// Person reads one person.
func (s *Store) Person(ctx context.Context, at Key) (*models.Person, error) {
	r, err := take[models.Person](ctx, s, "person", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openPerson(r)
}

// ReviseHousehold writes the columns of a household that a person may edit, if it still has the version seen, and keeps its stays
// on the lists in step.
func (s *Store) ReviseHousehold(ctx context.Context, r *models.Household, version int) error {
	if err := s.sealHousehold(r); err != nil {
		return err
	}
	err := s.revise(ctx, &models.Household{}, Key{r.CountyCode, r.ID}, version, Change{
		"region_code": r.RegionCode, "address_sealed": r.AddressSealed, "address_index": r.AddressIndex, "category": r.Category,
		"level": r.Level, "monthly_income_fen": r.MonthlyIncomeFen, "status": r.Status, "status_reason": r.StatusReason,
	})
	if err != nil {
		return err
	}
	return s.keepListing(ctx, r)
}

// HouseholdFilter narrows a list of households; an empty field does not narrow. CitizenNo, Phone, Name and Address look up
// exactly, by their blind indexes; Region keeps what lies at or under it.
type HouseholdFilter struct {
	Scope                           Scope
	IDs                             []string
	Region                          string
	Status, No                      string
	Category                        models.Beneficiary
	CitizenNo, Phone, Name, Address string
}

func (s *Store) households(ctx context.Context, f HouseholdFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope)
	for column, v := range map[string]string{"status": f.Status, "no": f.No, "category": string(f.Category)} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if len(f.IDs) > 0 {
		q = q.Where("id IN ?", f.IDs)
	}
	if f.Region != "" {
		q = q.Where(under(q, "region_code", f.Region))
	}
	if f.Address != "" {
		q = q.Where("address_index = ?", s.vault.Index(f.Scope.County, "household.address", f.Address))
	}
	for column, v := range map[string]string{"citizen": f.CitizenNo, "phone": f.Phone, "name": f.Name} {
		if v != "" {
			q = q.Where("id IN (SELECT household_id FROM person WHERE county_code = ? AND "+column+"_index = ?)",
				f.Scope.County, s.vault.Index(f.Scope.County, "person."+column, v))
		}
	}
	return q
}

// Households lists households with their persons.
func (s *Store) Households(ctx context.Context, f HouseholdFilter, p Page) ([]models.Household, string, error) {
	items, next, err := pageOf(s.households(ctx, f), p, func(r models.Household) string { return r.ID })
	if err != nil || len(items) == 0 {
		return items, next, err
	}
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	persons, err := s.Persons(ctx, f.Scope.County, ids...)
	for i := range items {
		if err == nil {
			err = s.openHousehold(&items[i])
		}
		items[i].Persons = persons[items[i].ID]
	}
	return items, next, err
}

// InsertConsent writes a consent.
func (s *Store) InsertConsent(ctx context.Context, r *models.Consent) error { return s.insert(ctx, r) }

// Consent reads one consent.
func (s *Store) Consent(ctx context.Context, at Key) (*models.Consent, error) {
	return take[models.Consent](ctx, s, "consent", at.County, at.ID)
}

// Consents reads every consent, live or not, of the persons of households, by household id, oldest first.
func (s *Store) Consents(ctx context.Context, county string, households ...string) (map[string][]models.Consent, error) {
	var rows []models.Consent
	err := s.read.WithContext(ctx).Where("county_code = ? AND household_id IN ?", county, households).Order("id").Find(&rows).Error
	out := map[string][]models.Consent{}
	for _, c := range rows {
		out[c.HouseholdID] = append(out[c.HouseholdID], c)
	}
	return out, translate(err)
}

// WithdrawConsent ends a consent once; a second time is a Conflict.
func (s *Store) WithdrawConsent(ctx context.Context, at Key) error {
	res := s.db.WithContext(ctx).Model(&models.Consent{}).
		Where("county_code = ? AND id = ? AND withdrawn_at IS NULL", at.County, at.ID).Update("withdrawn_at", s.Now())
	if res.Error == nil && res.RowsAffected == 0 {
		return models.Conflict("consent_withdrawn")
	}
	return translate(res.Error)
}

// InsertDisclosure writes one view of beneficiary data into the disclosure log.
func (s *Store) InsertDisclosure(ctx context.Context, r *models.Disclosure) error {
	s.looked()
	return s.insert(ctx, r)
}

// InsertDisclosures writes several views at once.
func (s *Store) InsertDisclosures(ctx context.Context, rows []models.Disclosure) error {
	if len(rows) == 0 {
		return nil
	}
	s.looked()
	return s.insert(ctx, &rows)
}

func (s *Store) looked() {
	if s.tx != nil {
		s.tx.looked = true
	}
}

// Disclosures lists the disclosure log of a county, or of one household of it.
func (s *Store) Disclosures(ctx context.Context, county, household string, p Page) ([]models.Disclosure, string, error) {
	q := s.read.WithContext(ctx).Where("county_code = ?", county)
	if household != "" {
		q = q.Where("household_id = ?", household)
	}
	return pageOf(q, p, func(r models.Disclosure) string { return r.ID })
}
