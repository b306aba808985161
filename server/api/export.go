package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/exchange"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) exportRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/exports", Handler: a.exportRequests, Tag: "exports", Out: exportBody{}, List: true, Query: []string{"status"},
			Summary: "The requests to take identified data out of the county",
		},
		{
			Method: http.MethodPost, Path: "/exports", Handler: a.askExport, Tag: "exports", In: models.ExportDraft{}, Out: exportBody{}, Status: http.StatusCreated,
			Summary: "Ask for a list with identified data and say what for; somebody else approves it",
		},
		{Method: http.MethodGet, Path: "/exports/:id", Handler: a.exportRequest, Tag: "exports", Out: exportBody{}, Summary: "One request, with how far its file is"},
		{
			Method: http.MethodPost, Path: "/exports/:id/approve", Handler: a.decideExport(true), Tag: "exports", In: reasonBody{}, Out: exportBody{},
			Summary: "Approve a request of somebody else",
		},
		{
			Method: http.MethodPost, Path: "/exports/:id/refuse", Handler: a.decideExport(false), Tag: "exports", In: reasonBody{}, Out: exportBody{},
			Summary: "Refuse a request of somebody else, with the reason",
		},
		{
			Method: http.MethodPost, Path: "/exports/:id/take", Handler: a.takeExport, Tag: "exports", Out: exportBody{}, Status: http.StatusAccepted,
			Summary: "Have the file of the own approved request made, once; every row is marked and every household stands in the disclosure log",
		},
		{
			Method: http.MethodGet, Path: "/exports/:id/file", Handler: a.exportFile, Tag: "exports",
			Summary: "The file of the own request, for a day after it was made",
		},
	}
}

type exportBody struct {
	ID        string      `json:"id"`
	Kind      string      `json:"kind"`
	Format    string      `json:"format"`
	Purpose   string      `json:"purpose"`
	Status    string      `json:"status"`
	Reason    string      `json:"reason"`
	AskedBy   string      `json:"asked_by"`
	DecidedBy *string     `json:"decided_by"`
	DecidedAt *time.Time  `json:"decided_at"`
	TakenAt   *time.Time  `json:"taken_at"`
	Rows      *int64      `json:"rows"`
	LapsesAt  time.Time   `json:"lapses_at"`
	CreatedAt time.Time   `json:"created_at"`
	Making    *makingBody `json:"making" description:"how far the file is, for who asked for it; null for others and before it was sent for"`
}

type makingBody struct {
	Status string     `json:"status"`
	Done   int64      `json:"done"`
	Total  int64      `json:"total"`
	EndsAt *time.Time `json:"file_ends_at"`
}

func exportOf(r exchange.Requested) exportBody {
	out := exportBody{ID: r.ID, Kind: r.Kind, Format: r.Format, Purpose: r.Purpose, Status: string(r.Status), Reason: r.StatusReason, AskedBy: r.AskedBy,
		DecidedBy: r.DecidedBy, DecidedAt: r.DecidedAt, TakenAt: r.TakenAt, Rows: r.Rows, LapsesAt: r.LapsesAt, CreatedAt: r.CreatedAt}
	if e := r.Errand; e != nil {
		out.Making = &makingBody{string(e.Status), e.Done, e.Total, e.FileEndsAt}
	}
	return out
}

func (a *API) exportRequests(c *gin.Context) error {
	status, err := oneOf(c, "status", models.ExportSteps.Statuses()...)
	p, err1 := listPage(c, "status")
	if err := first(err, err1); err != nil {
		return err
	}
	rows, next, err := a.Exchange.Requests(c.Request.Context(), actor(c), status, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, exportOf)
}

func (a *API) askExport(c *gin.Context) error {
	in, err := bind[models.ExportDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Exchange.AskIdentified(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return created(c, "exports/"+r.ID, r.Version, exportOf(exchange.Requested{ExportRequest: *r}))
}

func (a *API) exportRequest(c *gin.Context) error {
	return a.showExport(c, http.StatusOK, func(context.Context, string) error { return nil })
}

// showExport does something to a request and answers it as it is afterwards.
func (a *API) showExport(c *gin.Context, status int, do func(ctx context.Context, id string) error) error {
	id, err := pathID(c, "export_request")
	if err != nil {
		return err
	}
	if err := do(c.Request.Context(), id); err != nil {
		return err
	}
	r, err := a.Exchange.Request(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, status, exportOf(*r))
}

func (a *API) decideExport(approve bool) func(*gin.Context) error {
	return func(c *gin.Context) error {
		in, err := bindOptional[reasonBody](c)
		if err != nil {
			return err
		}
		return a.showExport(c, http.StatusOK, func(ctx context.Context, id string) error {
			_, err := a.Exchange.DecideIdentified(ctx, actor(c), id, approve, in.Reason)
			return err
		})
	}
}

func (a *API) takeExport(c *gin.Context) error {
	return a.showExport(c, http.StatusAccepted, func(ctx context.Context, id string) error {
		_, err := a.Exchange.TakeIdentified(ctx, actor(c), id, lang(c))
		return err
	})
}

func (a *API) exportFile(c *gin.Context) error {
	id, err := pathID(c, "export_request")
	if err != nil {
		return err
	}
	name, file, err := a.Exchange.TakenFile(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.Attachment(c, name, file.ContentType, file.Content)
}
