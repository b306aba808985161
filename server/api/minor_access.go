package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) minorAccessRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/minor-access", Handler: a.minorAccesses, Tag: "minor-access", Out: minorAccessBody{}, List: true,
			Query: []string{"status", "household_id"}, Summary: "The requests of staff to see what is known of minors, the newest first",
		},
		{
			Method: http.MethodPost, Path: "/households/:id/minor-access", Handler: a.askMinors, Tag: "minor-access", In: models.MinorAccessDraft{},
			Out: minorAccessBody{}, Status: http.StatusCreated,
			Summary: "Ask to see what is known of the minors of a household, for a purpose and until a day; somebody else approves it",
		},
		{
			Method: http.MethodPost, Path: "/minor-access/:id/approve", Handler: a.decideMinors(true), Tag: "minor-access", In: reasonBody{}, Out: minorAccessBody{},
			Summary: "Approve a request of somebody else",
		},
		{
			Method: http.MethodPost, Path: "/minor-access/:id/refuse", Handler: a.decideMinors(false), Tag: "minor-access", In: reasonBody{}, Out: minorAccessBody{},
			Summary: "Refuse a request of somebody else, with the reason",
		},
		{
			Method: http.MethodPost, Path: "/minor-access/:id/end", Handler: a.endMinors, Tag: "minor-access", Out: minorAccessBody{},
			Summary: "End a request or an approval before its day",
		},
	}
}

type minorAccessBody struct {
	ID          string      `json:"id"`
	HouseholdID string      `json:"household_id"`
	Purpose     string      `json:"purpose"`
	EndsOn      models.Date `json:"ends_on" description:"the last day on which it holds"`
	Status      string      `json:"status"`
	Reason      string      `json:"reason"`
	AskedBy     string      `json:"asked_by"`
	DecidedBy   *string     `json:"decided_by"`
	DecidedAt   *time.Time  `json:"decided_at"`
	CreatedAt   time.Time   `json:"created_at"`
	Version     int         `json:"version"`
}

func minorAccessOf(r models.MinorAccess) minorAccessBody {
	return minorAccessBody{ID: r.ID, HouseholdID: r.HouseholdID, Purpose: r.Purpose, EndsOn: r.EndsOn, Status: string(r.Status), Reason: r.StatusReason,
		AskedBy: r.AskedBy, DecidedBy: r.DecidedBy, DecidedAt: r.DecidedAt, CreatedAt: r.CreatedAt, Version: r.Version}
}

func (a *API) minorAccesses(c *gin.Context) error {
	p, err := listPage(c, "status", "household_id")
	status, err1 := oneOf(c, "status", models.MinorAccessSteps.Statuses()...)
	household, err2 := words(c, "household_id")
	if err := first(err, err1, err2); err != nil {
		return err
	}
	rows, next, err := a.Casework.MinorAccesses(c.Request.Context(), actor(c), casework.MinorAccessFilter{Status: status, Household: household}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, func(r casework.MinorAccessLine) minorAccessBody { return minorAccessOf(r.MinorAccess) })
}

func (a *API) askMinors(c *gin.Context) error {
	id, in, err := bindStep[models.MinorAccessDraft](c, "household")
	if err != nil {
		return err
	}
	r, err := a.Casework.AskMinors(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	etag(c, r.Version)
	return respond.JSON(c, http.StatusCreated, minorAccessOf(*r))
}

func (a *API) decideMinors(approve bool) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[reasonBody](c, "minor_access")
		if err != nil {
			return err
		}
		r, err := a.Casework.DecideMinors(c.Request.Context(), actor(c), id, approve, in.Reason)
		if err != nil {
			return err
		}
		return shown(c, r.Version, minorAccessOf(*r))
	}
}

func (a *API) endMinors(c *gin.Context) error {
	id, err := pathID(c, "minor_access")
	if err != nil {
		return err
	}
	r, err := a.Casework.EndMinors(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, minorAccessOf(*r))
}
