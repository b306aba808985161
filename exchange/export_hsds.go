package exchange

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// exportHSDS writes an array of organisations, the active suppliers, each with its open offers as services. People do not appear: no
// contact, no beneficiary.
func exportHSDS(ctx context.Context, st *store.Store, d Demand, w io.Writer) (int, error) {
	county, err := countyOf(ctx, st, d.County)
	if err != nil {
		return 0, err
	}
	h := &catalogue{lang: d.Lang, county: county, today: models.DateOf(st.Now()), offers: map[string][]models.Offer{}}
	if err := h.load(ctx, st); err != nil {
		return 0, err
	}
	out := []hsdsOrganization{}
	err = eachPage(func(p store.Page) ([]models.Supplier, string, error) {
		return st.Suppliers(ctx, store.SupplierFilter{County: county, Status: string(models.SupplierActive)}, p)
	}, func(rows []models.Supplier) error {
		for _, r := range rows {
			out = append(out, h.organisation(r))
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return len(out), enc.Encode(out)
}

// catalogue is what the organisations are described with.
type catalogue struct {
	lang   locales.Lang
	county string
	today  models.Date
	offers map[string][]models.Offer // by supplier
	places map[string]string         // names by code
}

func (h *catalogue) load(ctx context.Context, st *store.Store) error {
	offers, err := st.PublishedOffers(ctx, h.county)
	if err != nil {
		return err
	}
	for _, o := range offers {
		if o.ValidTo >= h.today {
			h.offers[o.SupplierID] = append(h.offers[o.SupplierID], o)
		}
	}
	places, err := st.Regions(ctx, h.county+"000000")
	h.places = make(map[string]string, len(places))
	for _, r := range places {
		h.places[r.Code] = r.Name
	}
	return err
}

// derived is an id that is the same in every export: the version 5 UUID of what it belongs to.
func derived(parts ...string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:zhulian:hsds:"+strings.Join(parts, ":"))).String()
}

func (h *catalogue) organisation(r models.Supplier) hsdsOrganization {
	kind := supplierWords.say(string(r.Kind), h.lang)
	out := hsdsOrganization{
		ID: r.ID, Name: r.Name, Description: r.Description, LegalStatus: kind, Services: []hsdsService{},
		Identifiers: []hsdsIdentifier{{
			ID: derived(r.ID, "uscc"), OrganizationID: r.ID, IdentifierType: "统一社会信用代码 (GB 32100-2015)", Identifier: r.USCC,
		}},
	}
	if out.Description == "" {
		out.Description = kind // the specification requires one
	}
	if name, known := h.places[r.RegionCode]; known {
		out.Locations = []hsdsLocation{{
			ID: derived(r.ID, "place"), LocationType: "physical", OrganizationID: r.ID, Name: name, External: r.RegionCode, ExternalType: "GB/T 2260, GB/T 10114",
		}}
	}
	for _, o := range h.offers[r.ID] {
		out.Services = append(out.Services, h.service(o, r))
	}
	return out
}

func (h *catalogue) service(o models.Offer, owner models.Supplier) hsdsService {
	s := hsdsService{
		ID: o.ID, OrganizationID: owner.ID, Name: o.Title, Description: o.Description, Status: "active", Fees: fees.say(o.FeeMode, h.lang),
		Eligibility: h.eligibility(o), MinimumAge: o.MinAge, MaximumAge: o.MaxAge, Licenses: h.licences(o, owner),
		LastModified: o.UpdatedAt.UTC().Format("2006-01-02T15:04:05Z"), Schedules: []hsdsSchedule{h.schedule(o)}, Areas: h.areas(o),
		AtLocations: h.locations(o), CostOptions: []hsdsCost{h.cost(o)}, Attributes: h.attributes(o),
	}
	if o.LeadTimeHours > 0 {
		s.WaitTime = strconv.Itoa(o.LeadTimeHours) + h.either(" 小时", " hours")
	}
	return s
}

func (h *catalogue) either(zh, en string) string {
	if h.lang == locales.English {
		return en
	}
	return zh
}

// eligibility says in words for whom the offer is; hidden tags are never told (domain report §5.3).
func (h *catalogue) eligibility(o models.Offer) string {
	var parts []string
	for _, code := range o.TargetTags {
		if tag, known := models.PersonTagByCode(code); known && !tag.Hidden {
			parts = append(parts, tagWords.say(code, h.lang))
		}
	}
	if o.PerHouseholdLimit != nil {
		parts = append(parts, h.either("每户不超过 ", "at most ")+strconv.FormatInt(*o.PerHouseholdLimit, 10)+" "+o.Unit+h.either("", " a household"))
	}
	return strings.Join(parts, h.either("、", ", "))
}

// licences names those that the category asks for and the supplier has on file, valid today; their numbers stay inside.
func (h *catalogue) licences(o models.Offer, owner models.Supplier) string {
	c, _ := models.CategoryByCode(o.Category)
	var names []string
	for _, l := range owner.Licences {
		if name := licenceWords.say(l.Kind, h.lang); l.Kind == c.Licence && l.ValidTo >= h.today && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func (h *catalogue) schedule(o models.Offer) hsdsSchedule {
	s := hsdsSchedule{ID: derived(o.ID, "schedule"), ServiceID: o.ID, ValidFrom: string(o.ValidFrom), ValidTo: string(o.ValidTo), Timezone: 8}
	if o.Period == nil {
		return s
	}
	// The specification knows weeks and months; a day is told in words.
	switch *o.Period {
	case models.PeriodWeek:
		s.Freq, s.Interval = "WEEKLY", 1
	case models.PeriodMonth:
		s.Freq, s.Interval = "MONTHLY", 1
	}
	if s.Description = periods.say(string(*o.Period), h.lang); o.Quantity != nil {
		s.Description += " " + strconv.FormatInt(*o.Quantity, 10) + " " + o.Unit
	}
	return s
}

func (h *catalogue) areas(o models.Offer) []hsdsArea {
	out := make([]hsdsArea, len(o.Regions))
	for i, code := range o.Regions {
		name := h.places[code]
		if name == "" {
			name = code
		}
		out[i] = hsdsArea{ID: derived(o.ID, "area", code), ServiceID: o.ID, Name: name, Description: h.either("区划代码 ", "region code ") + code}
	}
	return out
}

// locations are where the offer is given: at a pin, or online.
func (h *catalogue) locations(o models.Offer) []hsdsAtLocation {
	id := derived(o.ID, "location")
	at := hsdsLocation{ID: id, LocationType: "physical", OrganizationID: o.SupplierID, Name: o.Title, Latitude: o.Lat, Longitude: o.Lng}
	switch {
	case o.DeliveryMode == "online":
		at.LocationType, at.Latitude, at.Longitude = "virtual", nil, nil
	case o.Lat == nil || o.Lng == nil:
		return nil
	}
	return []hsdsAtLocation{{ID: derived(o.ID, "at"), ServiceID: o.ID, LocationID: id, Location: at}}
}

func (h *catalogue) cost(o models.Offer) hsdsCost {
	c := hsdsCost{ID: derived(o.ID, "cost"), ServiceID: o.ID, ValidFrom: string(o.ValidFrom), ValidTo: string(o.ValidTo), Option: fees.say(o.FeeMode, h.lang)}
	if o.FeeMode == "free" {
		nothing := 0
		c.Currency, c.Amount = "CNY", &nothing
	}
	return c
}

// attributes classify the offer by the category list and by whom it is for.
func (h *catalogue) attributes(o models.Offer) []hsdsAttribute {
	out := []hsdsAttribute{h.attribute(o, "service_category", h.categoryTerm(o.Category))}
	for _, code := range o.TargetTags {
		if tag, known := models.PersonTagByCode(code); known && !tag.Hidden {
			out = append(out, h.attribute(o, "eligibility", h.tagTerm(tag)))
		}
	}
	return out
}

func (h *catalogue) attribute(o models.Offer, link string, term hsdsTerm) hsdsAttribute {
	return hsdsAttribute{ID: derived(o.ID, link, term.Code), LinkID: o.ID, LinkType: link, LinkEntity: "service", TermID: term.ID, Term: term}
}

func (h *catalogue) term(taxonomy, code, zh, en string) hsdsTerm {
	name := h.either("助联体类别", "Zhulian categories")
	if taxonomy == "tag" {
		name = h.either("助联体人员标签", "Zhulian person tags")
	}
	return hsdsTerm{
		ID: derived(taxonomy, code), Code: code, Name: h.either(zh, en), Description: h.either(en, zh), Taxonomy: name, Language: string(h.lang),
		TaxonomyID: derived(taxonomy), Detail: &hsdsTaxonomy{ID: derived(taxonomy), Name: name, Description: name},
	}
}

func (h *catalogue) categoryTerm(code string) hsdsTerm {
	c, _ := models.CategoryByCode(code)
	t := h.term("category", c.Code, c.NameZH, c.NameEN)
	t.ParentID = derived("category", c.Parent)
	return t
}

func (h *catalogue) tagTerm(tag models.PersonTag) hsdsTerm {
	return h.term("tag", tag.Code, tag.NameZH, tag.NameEN)
}
