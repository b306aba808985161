package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) householdRoutes() []Route {
	exact := []string{"status", "household_no", "category", "citizen_no", "phone", "name", "address"}
	return []Route{
		{
			Method: http.MethodPost, Path: "/households", Handler: a.registerHousehold, Tag: "households", Status: http.StatusCreated,
			Summary: "Register a household with its persons", In: models.HouseholdDraft{}, Out: householdBody{},
		},
		{
			Method: http.MethodGet, Path: "/households", Handler: a.households, Tag: "households", Out: householdBody{}, List: true, Query: exact,
			Summary: "List households; numbers, names and addresses are looked up exactly",
		},
		{Method: http.MethodGet, Path: "/households/:id", Handler: a.household, Tag: "households", Summary: "Show a household; the view is logged", Out: householdBody{}},
		{
			Method: http.MethodPatch, Path: "/households/:id", Handler: a.editHousehold, Tag: "households", Summary: "Change a household",
			In: models.HouseholdPatch{}, Out: householdBody{}, IfMatch: true,
		},
		{
			Method: http.MethodPost, Path: "/households/:id/persons", Handler: a.addPerson, Tag: "households", Status: http.StatusCreated,
			Summary: "Add a person to a household", In: models.PersonDraft{}, Out: personBody{},
		},
		{
			Method: http.MethodPost, Path: "/households/:id/persons/:person/death", Handler: a.confirmDeath, Tag: "households", In: models.DeathDraft{}, Out: householdBody{},
			Summary: "Confirm that a person has died; planned visits of a household of which nobody is left leave the rates, benefits stay as they are",
		},
		{
			Method: http.MethodPost, Path: "/households/:id/persons/:person/death/take-back", Handler: a.takeBackDeath, Tag: "households", Out: householdBody{},
			Summary: "Take back a death that was confirmed by mistake",
		},
		{Method: http.MethodGet, Path: "/households/:id/persons", Handler: a.persons, Tag: "households", Summary: "List a household's persons", Out: listBody[personBody]{}},
	}
}

type householdBody struct {
	ID               string       `json:"id"`
	No               string       `json:"household_no"`
	RegionCode       string       `json:"region_code"`
	Address          string       `json:"address"`
	HukouKind        string       `json:"hukou_kind"`
	ResidenceState   int          `json:"residence_state"`
	Category         string       `json:"category"`
	Level            int          `json:"level"`
	MonthlyIncomeFen *int64       `json:"monthly_income_fen"`
	Status           string       `json:"status"`
	StatusReason     string       `json:"status_reason"`
	Persons          []personBody `json:"persons"`
	CreatedAt        time.Time    `json:"created_at"`
	Version          int          `json:"version"`
}

type personBody struct {
	ID          string         `json:"id"`
	HouseholdID string         `json:"household_id"`
	Name        string         `json:"name"`
	CitizenNo   string         `json:"citizen_no" description:"masked: never answered in full"`
	BirthDate   *models.Date   `json:"birth_date"`
	Sex         string         `json:"sex"`
	Relation    string         `json:"relation"`
	Phone       string         `json:"phone"`
	Profile     models.Profile `json:"profile"`
	Hidden      bool           `json:"hidden" description:"a minor of whom no more is shown without an approval (minor-access)"`
	DeceasedOn  *models.Date   `json:"deceased_on"`
	Version     int            `json:"version"`
}

func personOf(p models.Person) personBody {
	profile := p.Profile
	// A disability certificate's number holds the citizen number.
	profile.DisabilityCertNo = models.MaskCitizenNo(profile.DisabilityCertNo)
	return personBody{
		ID: p.ID, HouseholdID: p.HouseholdID, Name: p.Name, CitizenNo: models.MaskCitizenNoForClerk(p.CitizenNo), BirthDate: dateOr(p.BirthDate),
		Sex: string(p.Sex), Relation: p.Relation, Phone: p.Phone, Profile: profile, Hidden: p.Shield, DeceasedOn: dateOr(p.DeceasedOn), Version: p.Version,
	}
}

func householdOf(r models.Household) householdBody {
	out := householdBody{
		ID: r.ID, No: r.No, RegionCode: r.RegionCode, Address: r.Address, HukouKind: r.HukouKind, ResidenceState: r.ResidenceState,
		Category: string(r.Category), Level: r.Level, MonthlyIncomeFen: r.MonthlyIncomeFen, Status: string(r.Status), StatusReason: r.StatusReason,
		CreatedAt: r.CreatedAt, Version: r.Version, Persons: []personBody{},
	}
	for _, p := range r.Persons {
		out.Persons = append(out.Persons, personOf(p))
	}
	return out
}

// listedHousehold is a household in a list: without profiles, income and phones, which take a look at the one household.
func listedHousehold(r models.Household) householdBody {
	out := householdOf(r)
	out.MonthlyIncomeFen = nil
	for i := range out.Persons {
		out.Persons[i].Profile, out.Persons[i].Phone, out.Persons[i].CitizenNo = models.Profile{}, "", ""
	}
	return out
}

func (a *API) registerHousehold(c *gin.Context) error {
	in, err := bind[models.HouseholdDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.RegisterHousehold(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return created(c, "households/"+r.ID, r.Version, householdOf(*r))
}

func (a *API) households(c *gin.Context) error {
	p, err := listPage(c, "status", "household_no", "category", "citizen_no", "phone", "name", "address")
	status, err1 := oneOf(c, "status", "active", "suspended", "left", "closed")
	category, err2 := oneOf(c, "category", models.Beneficiaries()...)
	no, err3 := words(c, "household_no")
	name, err4 := words(c, "name")
	address, err5 := words(c, "address")
	citizen, err6 := parsed(c, "citizen_no", func(s string) (string, string) { return models.ParseCitizenNo(s, a.Clock.Now()) })
	phone, err7 := parsed(c, "phone", models.ParsePhone)
	if err := first(err, err1, err2, err3, err4, err5, err6, err7); err != nil {
		return err
	}
	f := casework.HouseholdFilter{Status: status, No: no, Category: category, CitizenNo: citizen, Phone: phone, Name: name, Address: address}
	rows, next, err := a.Casework.Households(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, listedHousehold)
}

func parsed(c *gin.Context, name string, parse func(string) (string, string)) (string, error) {
	said := c.Query(name)
	if said == "" {
		return "", nil
	}
	v, flaw := parse(said)
	if flaw != "" {
		return "", models.InvalidField(name, flaw)
	}
	return v, nil
}

func (a *API) household(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	r, err := a.Casework.Household(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, householdOf(*r))
}

func (a *API) editHousehold(c *gin.Context) error {
	id, version, in, err := bindPatch[models.HouseholdPatch](c, "household")
	if err != nil {
		return err
	}
	r, err := a.Casework.EditHousehold(c.Request.Context(), actor(c), id, version, in)
	if err != nil {
		return err
	}
	return shown(c, r.Version, householdOf(*r))
}

func (a *API) addPerson(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	in, err := bind[models.PersonDraft](c)
	if err != nil {
		return err
	}
	p, err := a.Casework.AddPerson(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return created(c, "households/"+id+"/persons", p.Version, personOf(*p))
}

func (a *API) confirmDeath(c *gin.Context) error {
	id, person, err := personID(c)
	if err != nil {
		return err
	}
	in, err := bind[models.DeathDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.ConfirmDeath(c.Request.Context(), actor(c), id, person, in)
	if err != nil {
		return err
	}
	return shown(c, r.Version, householdOf(*r))
}

func (a *API) takeBackDeath(c *gin.Context) error {
	id, person, err := personID(c)
	if err != nil {
		return err
	}
	r, err := a.Casework.TakeBackDeath(c.Request.Context(), actor(c), id, person)
	if err != nil {
		return err
	}
	return shown(c, r.Version, householdOf(*r))
}

// personID reads the ids of a household and of one of its persons from the path.
func personID(c *gin.Context) (household, person string, err error) {
	if household, err = pathID(c, "household"); err != nil {
		return "", "", err
	}
	person, known := models.ParseID(c.Param("person"))
	if !known {
		return "", "", models.NotFound("person")
	}
	return household, person, nil
}

func (a *API) persons(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	r, err := a.Casework.Household(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return listed(c, r.Persons, "", personOf)
}

func (a *API) consentRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/households/:id/consents", Handler: a.recordConsent, Tag: "consents", Status: http.StatusCreated,
			Summary: "Record a consent that a person gave", In: models.ConsentDraft{}, Out: consentBody{},
		},
		{Method: http.MethodGet, Path: "/households/:id/consents", Handler: a.consents, Tag: "consents", Summary: "List a household's consents", Out: listBody[consentBody]{}},
		{
			Method: http.MethodPost, Path: "/households/:id/consents/:consent/withdraw", Handler: a.withdrawConsent, Tag: "consents",
			Summary: "Withdraw a consent; disclosure under it stops at once", Out: consentBody{},
		},
		{
			Method: http.MethodGet, Path: "/households/:id/disclosures", Handler: a.disclosures, Tag: "consents", Out: disclosureBody{}, List: true,
			Summary: "Who saw what of this household, when, why and under which consent",
		},
	}
}

type consentBody struct {
	ID          string     `json:"id"`
	PersonID    string     `json:"person_id"`
	Kind        string     `json:"kind"`
	Categories  []string   `json:"categories"`
	Suppliers   []string   `json:"suppliers"`
	TextVersion string     `json:"text_version"`
	GivenBy     string     `json:"given_by"`
	Evidence    string     `json:"evidence"`
	GivenAt     time.Time  `json:"given_at"`
	ExpiresAt   *time.Time `json:"expires_at"`
	WithdrawnAt *time.Time `json:"withdrawn_at"`
}

func consentOf(r models.Consent) consentBody {
	return consentBody{
		ID: r.ID, PersonID: r.PersonID, Kind: string(r.Kind), Categories: r.Categories, Suppliers: r.Suppliers, TextVersion: r.TextVersion,
		GivenBy: r.GivenBy, Evidence: r.Evidence, GivenAt: r.GivenAt, ExpiresAt: r.ExpiresAt, WithdrawnAt: r.WithdrawnAt,
	}
}

func (a *API) recordConsent(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	in, err := bind[models.ConsentDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.RecordConsent(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, consentOf(*r))
}

func (a *API) consents(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	rows, err := a.Casework.Consents(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return listed(c, rows, "", consentOf)
}

func (a *API) withdrawConsent(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	consent, ok := models.ParseID(c.Param("consent"))
	if !ok {
		return models.NotFound("consent")
	}
	if _, err := bindOptional[struct{}](c); err != nil {
		return err
	}
	r, err := a.Casework.WithdrawConsent(c.Request.Context(), actor(c), id, consent)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, consentOf(*r))
}

type disclosureBody struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	AccountID  string    `json:"account_id"`
	Role       string    `json:"role"`
	SupplierID string    `json:"supplier_id"`
	MatchID    string    `json:"match_id"`
	ConsentID  string    `json:"consent_id"`
	Tier       int       `json:"tier"`
	Purpose    string    `json:"purpose"`
	Fields     []string  `json:"fields"`
}

func (a *API) disclosures(c *gin.Context) error {
	id, err := pathID(c, "household")
	p, err1 := listPage(c)
	if err := first(err, err1); err != nil {
		return err
	}
	rows, next, err := a.Casework.Disclosures(c.Request.Context(), actor(c), id, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, func(r models.Disclosure) disclosureBody {
		return disclosureBody{ID: r.ID, At: r.At, AccountID: r.AccountID, Role: string(r.Role), SupplierID: r.SupplierID, MatchID: r.MatchID,
			ConsentID: r.ConsentID, Tier: r.Tier, Purpose: r.Purpose, Fields: r.Fields}
	})
}
