package casework

import (
	"context"
	"errors"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// forgetAfter is how long after a match is completed its supplier may still see whom it was for (domain report §17.2).
const forgetAfter = 30 * 24 * time.Hour

// Beneficiary is what a supplier may see of whom it helps, masked here on the server (domain report §17.2). Tier 1 tells only town,
// group and a ten-year age band; tier 2, after acceptance and under a consent, village, surname and what must be known to serve; tier 3,
// for the worker on the task on its day, name and address.
type Beneficiary struct {
	Tier       int
	RegionCode string // the town at tier 1, else the village
	RegionName string
	Group      models.PersonGroup
	AgeBand    string
	CalledName string // surname with title at tier 2, full name at tier 3; never for a child
	Address    string // tier 3 only
	Detail     string // what the aide wrote for the helper, de-identified; from tier 2
	Contact    string // always through the aide, unless the household asked otherwise
	ConsentID  string
}

// MatchFile is a match with its need and offer, as far as the reader may see them.
type MatchFile struct {
	models.Match
	Title       string // the need's public title for suppliers
	Category    string // of the need
	OfferTitle  string
	Urgency     models.Urgency
	NeededBy    models.Date
	Beneficiary *Beneficiary // for suppliers
}

// Match shows one match. To a supplier it discloses as much of the household as its tier allows, and logs that; without a live
// consent, or 30 days after completion, that is tier 1 again. Errors: NotFound.
func (d *Desk) Match(ctx context.Context, by models.Actor, id string) (*MatchFile, error) {
	if _, err := models.Authorise(by, models.MatchView); err != nil {
		return nil, err
	}
	var out *MatchFile
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		m, err := s.Match(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.MatchView, matchSubject(*m)); err != nil {
			return err
		}
		n, err := s.Need(ctx, store.Key{County: m.CountyCode, ID: m.NeedID})
		if err != nil {
			return err
		}
		offer, err := s.Offer(ctx, store.Key{County: m.CountyCode, ID: m.OfferID})
		if err != nil {
			return err
		}
		out = &MatchFile{Match: *m, Title: n.TitlePublic, Category: n.Category, OfferTitle: offer.Title, Urgency: n.Urgency, NeededBy: n.NeededBy}
		if by.Role.IsSupplier() {
			out.Beneficiary, err = d.disclose(ctx, s, by, disclosure{need: n, match: m, tier: tierOf(m, s.Now())})
			out.Match = withoutHousehold(*m)
		}
		return err
	})
	return out, err
}

// withoutHousehold is a match as a supplier may see it in a list: whom it is for is told by the beneficiary alone, at its tier.
func withoutHousehold(m models.Match) models.Match {
	m.HouseholdID, m.RegionCode = "", models.TownOf(m.RegionCode)
	return m
}

// tierOf is the most that a match can open to its supplier, before consent is asked.
func tierOf(m *models.Match, now time.Time) int {
	switch {
	case m.Status == models.MatchActive:
		return 2
	case m.Status == models.MatchCompleted && m.CompletedAt != nil && now.Before(m.CompletedAt.Add(forgetAfter)):
		return 2
	}
	return 1
}

// disclosure is a need whose supplier asks whom it is for.
type disclosure struct {
	need      *models.Need
	match     *models.Match
	tier      int
	elsewhere bool // the person comes to the helper, who needs no address
}

// disclose builds what a supplier may see and writes every view from tier 2 on into the disclosure log, in the same transaction.
func (d *Desk) disclose(ctx context.Context, s *store.Store, by models.Actor, to disclosure) (*Beneficiary, error) {
	all, err := d.discloseAll(ctx, s, by, []disclosure{to})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// discloseAll is disclose for several needs of a county, in as many statements as for one.
func (d *Desk) discloseAll(ctx context.Context, s *store.Store, by models.Actor, all []disclosure) ([]*Beneficiary, error) {
	homes, consents, err := homesOf(ctx, s, all)
	if err != nil {
		return nil, err
	}
	out, codes, views := make([]*Beneficiary, len(all)), make([]string, len(all)), []models.Disclosure(nil)
	for i, to := range all {
		h, ok := homes[to.need.HouseholdID]
		if !ok {
			return nil, models.NotFound("household")
		}
		consent := consentOf(*to.need, h.Persons, consents[h.ID], by.SupplierID, s.Now())
		if consent == nil {
			to.tier = 1
		}
		out[i] = d.beneficiary(to.need, &h, to.tier, consent)
		if to.elsewhere {
			out[i].Address = ""
		}
		codes[i] = out[i].RegionCode
		if to.tier >= 2 {
			out[i].ConsentID = consent.ID
			views = append(views, viewOf(by, to, out[i], s.Now()))
		}
	}
	names, err := s.RegionNames(ctx, codes)
	for i := range out {
		out[i].RegionName = names[codes[i]]
	}
	return out, errors.Join(err, s.InsertDisclosures(ctx, views))
}

// homesOf reads the households of needs with their consents.
func homesOf(ctx context.Context, s *store.Store, all []disclosure) (map[string]models.Household, map[string][]models.Consent, error) {
	if len(all) == 0 {
		return nil, nil, nil
	}
	ids, homes := make([]string, len(all)), map[string]models.Household{}
	for i, to := range all {
		ids[i] = to.need.HouseholdID
	}
	county := all[0].need.CountyCode
	rows, _, err := s.Households(ctx, store.HouseholdFilter{Scope: store.Scope{County: county}, IDs: ids}, store.Page{Limit: len(ids)})
	if err != nil {
		return nil, nil, err
	}
	for _, h := range rows {
		homes[h.ID] = h
	}
	consents, err := s.Consents(ctx, county, ids...)
	return homes, consents, err
}

// viewOf is the line of the disclosure log that says what somebody was shown of a need.
func viewOf(by models.Actor, to disclosure, shown *Beneficiary, now time.Time) models.Disclosure {
	person := ""
	if to.need.PersonID != nil {
		person = *to.need.PersonID
	}
	return models.Disclosure{
		CountyCode: to.need.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, SupplierID: by.SupplierID,
		HouseholdID: to.need.HouseholdID, PersonID: person, NeedID: to.need.ID, MatchID: to.match.ID, ConsentID: shown.ConsentID, Tier: to.tier, Purpose: "fulfil",
		Fields: disclosedFields(shown),
	}
}

func disclosedFields(b *Beneficiary) []string {
	fields := []string{"village", "age_band"}
	for name, v := range map[string]string{"called_name": b.CalledName, "detail": b.Detail} {
		if v != "" {
			fields = append(fields, name)
		}
	}
	if b.Address != "" {
		fields = append(fields, "address")
	}
	return fields
}

// beneficiary masks a household and the person of a need to a tier. Where the need names nobody, the helper asks for the one who
// consented.
func (d *Desk) beneficiary(n *models.Need, h *models.Household, tier int, consent *models.Consent) *Beneficiary {
	today := d.today()
	out := &Beneficiary{Tier: tier, RegionCode: models.TownOf(n.RegionCode), Contact: "aide"}
	p := n.PersonIn(h.Persons)
	child := n.ForChild(h.Persons, today)
	if p != nil {
		out.Group = groupOf(*p, today).Browsable()
	}
	if p != nil && !child {
		out.AgeBand = models.AgeBand(p.AgeOn(today), bandWidth(tier))
	}
	if tier < 2 {
		return out
	}
	out.RegionCode = n.RegionCode
	called := p
	if called == nil {
		called = member(h.Persons, consent.PersonID)
	}
	if called != nil && !child && called.AgeOn(today) >= 14 {
		out.CalledName = models.SurnameWithTitle(called.Name, called.Sex)
		if tier == 3 {
			out.CalledName = called.Name
		}
	}
	names := make([]string, 0, len(h.Persons))
	for _, m := range h.Persons {
		names = append(names, m.Name)
	}
	if !child {
		out.Detail, _ = models.Deidentify(n.Detail, names)
	}
	if tier == 3 {
		out.Address = h.Address
	}
	return out
}

func bandWidth(tier int) int {
	if tier >= 2 {
		return 5
	}
	return 10
}

// groupOf is the broad group of a person that a supplier who browses may know.
func groupOf(p models.Person, today models.Date) models.PersonGroup {
	age := p.AgeOn(today)
	switch {
	case age >= 0 && age < 18:
		return models.GroupChild
	case p.Profile.DisabilityKind != "":
		return models.GroupDisabled
	case age >= 60:
		return models.GroupElderly
	default:
		return models.GroupGeneral
	}
}

// Task shows one fulfilment. The worker on the task sees whom to go to on the planned day and until a day after it (tier 3), and that
// is logged. Errors: NotFound.
func (d *Desk) Task(ctx context.Context, by models.Actor, id string) (*models.Fulfilment, *Beneficiary, error) {
	scope, err := models.Authorise(by, models.FulfilmentView)
	if err != nil {
		return nil, nil, err
	}
	f, err := d.Store.Fulfilment(ctx, key(by, id))
	if err != nil {
		return nil, nil, err
	}
	if !reachesFulfilment(by, scope, f) {
		return nil, nil, models.NotFound("fulfilment")
	}
	if !by.Role.IsSupplier() {
		return f, nil, nil
	}
	var whom *Beneficiary
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		m, err := s.Match(ctx, store.Key{County: f.CountyCode, ID: f.MatchID})
		if err != nil {
			return err
		}
		n, err := s.Need(ctx, store.Key{County: f.CountyCode, ID: f.NeedID})
		if err != nil {
			return err
		}
		tier := tierOf(m, s.Now())
		if tier == 2 && onTask(f, by, s.Now()) {
			tier = 3
		}
		whom, err = d.disclose(ctx, s, by, disclosure{need: n, match: m, tier: tier})
		return err
	})
	return f, whom, err
}

func onTask(f *models.Fulfilment, by models.Actor, now time.Time) bool {
	if f.PlannedAt == nil || f.WorkerID == nil || *f.WorkerID != by.AccountID {
		return false
	}
	day := models.DateOf(*f.PlannedAt)
	return !now.Before(day.Start()) && now.Before(day.End().Add(24*time.Hour))
}
