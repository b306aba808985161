package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) openNeedRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/open-needs", Handler: a.openNeeds, Tag: "open needs", Out: openNeedBody{}, List: true, Query: []string{"category", "urgency", "q"},
			Summary: "What an approved supplier may browse: needs without anything that identifies a household",
		},
		{Method: http.MethodGet, Path: "/open-needs/:id", Handler: a.openNeed, Tag: "open needs", Summary: "Show an open need", Out: openNeedBody{}},
		{
			Method: http.MethodPost, Path: "/open-needs/:id/claim", Handler: a.claimNeed, Tag: "open needs", Status: http.StatusCreated,
			Summary: "Take up an open need with one of the supplier's own offers", In: models.Invitation{}, Out: matchBody{},
		},
	}
}

type openNeedBody struct {
	ID           string            `json:"id"`
	Category     string            `json:"category"`
	Title        string            `json:"title"`
	Left         *int64            `json:"quantity_left" description:"null: unknown"`
	Unit         string            `json:"unit"`
	Urgency      string            `json:"urgency"`
	Earliest     *models.Date      `json:"earliest"`
	NeededBy     *models.Date      `json:"needed_by"`
	Frequency    *models.Frequency `json:"frequency"`
	DeliveryMode string            `json:"delivery_mode"`
	TownCode     string            `json:"town_code"`
	TownName     string            `json:"town_name"`
	Group        string            `json:"group"`
	AgeBand      string            `json:"age_band"`
	WaitingDays  int               `json:"waiting_days"`
}

func openNeedOf(r casework.OpenNeed) openNeedBody {
	return openNeedBody{
		ID: r.ID, Category: r.Category, Title: r.Title, Left: r.Left, Unit: r.Unit, Urgency: string(r.Urgency), Earliest: dateOr(r.Earliest),
		NeededBy: dateOr(r.NeededBy), Frequency: r.Frequency, DeliveryMode: r.DeliveryMode, TownCode: r.TownCode, TownName: r.TownName,
		Group: string(r.Group), AgeBand: r.AgeBand, WaitingDays: r.WaitingDays,
	}
}

func (a *API) openNeeds(c *gin.Context) error {
	p, err := listPage(c, "category", "urgency", "q")
	category, err1 := categoryOf(c)
	urgency, err2 := oneOf(c, "urgency", models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow)
	q, err3 := words(c, "q")
	if err := first(err, err1, err2, err3); err != nil {
		return err
	}
	rows, next, err := a.Casework.OpenNeeds(c.Request.Context(), actor(c), casework.NeedFilter{Category: category, Urgency: string(urgency), Q: q}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, openNeedOf)
}

func (a *API) openNeed(c *gin.Context) error {
	id, err := pathID(c, "open_need")
	if err != nil {
		return err
	}
	r, err := a.Casework.OpenNeed(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, openNeedOf(*r))
}

func (a *API) claimNeed(c *gin.Context) error {
	id, err := pathID(c, "open_need")
	if err != nil {
		return err
	}
	in, err := bind[models.Invitation](c)
	if err != nil {
		return err
	}
	m, err := a.Casework.ClaimNeed(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return created(c, "matches/"+m.ID, m.Version, shownMatch(c)(*m))
}
