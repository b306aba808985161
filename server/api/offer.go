package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
)

func (a *API) offerRoutes() []Route {
	routes := []Route{
		{
			Method: http.MethodPost, Path: "/offers", Handler: a.postOffer, Tag: "offers", Status: http.StatusCreated,
			Summary: "Post an offer as a draft; a quantity left out means unknown", In: models.OfferDraft{}, Out: offerBody{},
		},
		{
			Method: http.MethodGet, Path: "/offers", Handler: a.offers, Tag: "offers", Summary: "List offers", Out: offerBody{}, List: true,
			Query: []string{"status", "category", "supplier_id", "q"},
		},
		{Method: http.MethodGet, Path: "/offers/:id", Handler: a.offer, Tag: "offers", Summary: "Show an offer", Out: offerBody{}},
		{
			Method: http.MethodPatch, Path: "/offers/:id", Handler: a.editOffer, Tag: "offers", Summary: "Change an offer",
			In: models.OfferPatch{}, Out: offerBody{}, IfMatch: true,
		},
	}
	for step, summary := range map[string]string{
		"publish": "Publish an offer", "pause": "Pause an offer; promises stay", "withdraw": "Withdraw an offer; invitations end, promises stay",
	} {
		routes = append(routes, Route{
			Method: http.MethodPost, Path: "/offers/:id/" + step, Handler: a.stepOffer(step), Tag: "offers", Summary: summary, In: reasonBody{}, Out: offerBody{},
		})
	}
	return routes
}

type offerBody struct {
	ID                string       `json:"id"`
	SupplierID        string       `json:"supplier_id"`
	Category          string       `json:"category"`
	Title             string       `json:"title"`
	Description       string       `json:"description"`
	Mode              string       `json:"mode"`
	Unit              string       `json:"unit"`
	CapacityKind      string       `json:"capacity_kind"`
	Period            *string      `json:"period"`
	Quantity          *int64       `json:"quantity" description:"null: unknown; for a rate, per period"`
	Left              *int64       `json:"quantity_left" description:"still to be promised, for a rate in the present period; null: unknown"`
	PerHouseholdLimit *int64       `json:"per_household_limit"`
	Regions           []string     `json:"regions"`
	RadiusKM          *int         `json:"radius_km"`
	ValidFrom         models.Date  `json:"valid_from"`
	ValidTo           models.Date  `json:"valid_to"`
	GoodsExpiry       *models.Date `json:"goods_expiry"`
	TargetTags        []string     `json:"target_tags"`
	ExcludeTags       []string     `json:"exclude_tags"`
	MinAge            *int         `json:"min_age"`
	MaxAge            *int         `json:"max_age"`
	FeeMode           string       `json:"fee_mode"`
	DeliveryMode      string       `json:"delivery_mode"`
	LeadTimeHours     int          `json:"lead_time_hours"`
	Windows           []windowBody `json:"windows"`
	Status            string       `json:"status"`
	StatusReason      string       `json:"status_reason"`
	PublishedAt       *time.Time   `json:"published_at"`
	CreatedAt         time.Time    `json:"created_at"`
	Version           int          `json:"version"`
}

type windowBody struct {
	Start    models.Date `json:"start"`
	Capacity *int64      `json:"capacity"`
	Reserved int64       `json:"reserved"`
}

func dateOr(d models.Date) *models.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func (a *API) offerOf(r casework.OfferState) offerBody {
	out := offerBody{
		ID: r.ID, SupplierID: r.SupplierID, Category: r.Category, Title: r.Title, Description: r.Description, Mode: r.Mode, Unit: r.Unit,
		CapacityKind: string(r.CapacityKind), Period: (*string)(r.Period), Quantity: r.Quantity, PerHouseholdLimit: r.PerHouseholdLimit,
		Regions: r.Regions, RadiusKM: r.RadiusKM, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, GoodsExpiry: dateOr(r.GoodsExpiry),
		TargetTags: r.TargetTags, ExcludeTags: r.ExcludeTags, MinAge: r.MinAge, MaxAge: r.MaxAge, FeeMode: r.FeeMode,
		DeliveryMode: r.DeliveryMode, LeadTimeHours: r.LeadTimeHours, Status: string(r.Status), StatusReason: r.StatusReason,
		PublishedAt: r.PublishedAt, CreatedAt: r.CreatedAt, Version: r.Version, Windows: []windowBody{},
	}
	if left, known := r.Left(models.DateOf(a.Clock.Now())); known {
		out.Left = &left
	}
	for _, w := range r.Windows {
		out.Windows = append(out.Windows, windowBody{Start: w.WindowStart, Capacity: w.Capacity, Reserved: w.Reserved})
	}
	return out
}

func (a *API) postOffer(c *gin.Context) error {
	in, err := bind[models.OfferDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.PostOffer(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return created(c, "offers/"+r.ID, r.Version, a.offerOf(casework.OfferState{Offer: *r}))
}

func (a *API) offers(c *gin.Context) error {
	p, err := listPage(c, "status", "category", "supplier_id", "q")
	status, err1 := oneOf(c, "status", models.OfferSteps.Statuses()...)
	supplier, err2 := idOf(c, "supplier_id")
	q, err3 := words(c, "q")
	category, err4 := categoryOf(c)
	if err := first(err, err1, err2, err3, err4); err != nil {
		return err
	}
	f := casework.OfferFilter{Status: string(status), Supplier: supplier, Category: category, Q: q}
	rows, next, err := a.Casework.Offers(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, a.offerOf)
}

// categoryOf reads the filter category: a code of either level.
func categoryOf(c *gin.Context) (string, error) {
	said := c.Query("category")
	if said == "" {
		return "", nil
	}
	if _, ok := models.CategoryByCode(said); ok {
		return said, nil
	}
	for _, g := range models.CategoryGroups() {
		if g.Code == said {
			return said, nil
		}
	}
	return "", models.InvalidField("category", "category")
}

func (a *API) offer(c *gin.Context) error {
	id, err := pathID(c, "offer")
	if err != nil {
		return err
	}
	r, err := a.Casework.Offer(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, a.offerOf(*r))
}

func (a *API) editOffer(c *gin.Context) error {
	id, version, in, err := bindPatch[models.OfferPatch](c, "offer")
	if err != nil {
		return err
	}
	r, err := a.Casework.EditOffer(c.Request.Context(), actor(c), id, version, in)
	if err != nil {
		return err
	}
	return shown(c, r.Version, a.offerOf(*r))
}

func (a *API) stepOffer(step string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[reasonBody](c, "offer")
		if err != nil {
			return err
		}
		r, err := a.Casework.StepOffer(c.Request.Context(), actor(c), id, step, in.Reason)
		if err != nil {
			return err
		}
		return shown(c, r.Version, a.offerOf(*r))
	}
}
