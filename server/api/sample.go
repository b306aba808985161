package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/server/respond"
)

func (a *API) sampleRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/reports/samples", Handler: a.drawSample, Tag: "reports", In: sampleDraft{}, Out: sampleDrawn{},
			Summary: "Draw the audit sample of a month that has ended: one in twenty of what was reported, settled by a keyed hash; again gives the same",
		},
		{
			Method: http.MethodGet, Path: "/reports/samples", Handler: a.paper(a.samples, "samples"), Tag: "reports", Out: sampleBody{}, List: true,
			Query:   []string{"month", "format"},
			Summary: "The drawn cases",
		},
		{
			Method: http.MethodPost, Path: "/reports/samples/:id/record", Handler: a.recordSample, Tag: "reports", In: models.SampleResult{}, Out: sampleBody{},
			Summary: "What a look into a drawn case came to",
		},
		{
			Method: http.MethodGet, Path: "/reports/outliers", Handler: a.paper(a.outliers, "outliers"), Tag: "reports", Out: listBody[findingBody]{},
			Query:   []string{"period", "format"},
			Summary: "What looks unlike honest work and is worth a look: confirmations in batches, impossible visits, one picture twice, month's end only",
		},
	}
}

type sampleDraft struct {
	Month string `json:"month" description:"YYYY-MM"`
}

type sampleDrawn struct {
	Month string `json:"month"`
	Cases int    `json:"cases"`
}

type sampleBody struct {
	ID            string      `json:"id"`
	Purpose       string      `json:"purpose"`
	Month         models.Date `json:"month"`
	Noun          string      `json:"noun"`
	ObjectID      string      `json:"object_id"`
	Region        string      `json:"region"`
	Status        string      `json:"status"`
	Result        string      `json:"result"`
	BenefitsNamed *int        `json:"benefits_named"`
	Note          string      `json:"note"`
	RecordedBy    *string     `json:"recorded_by"`
	RecordedAt    *time.Time  `json:"recorded_at"`
	Version       int         `json:"version"`
}

func sampleOf(r models.AuditSample) sampleBody {
	return sampleBody{r.ID, r.Purpose, r.Month, r.Noun, r.ObjectID, r.RegionCode, string(r.Status), r.Result, r.BenefitsNamed, r.Note, r.RecordedBy, r.RecordedAt, r.Version}
}

func (a *API) drawSample(c *gin.Context) error {
	in, err := bind[sampleDraft](c)
	if err != nil {
		return err
	}
	n, err := a.Reports.DrawSample(c.Request.Context(), actor(c), in.Month)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, sampleDrawn{in.Month, n})
}

func (a *API) samples(c *gin.Context) error {
	p, err := listPage(c, "month", "format")
	if err != nil {
		return err
	}
	rows, next, err := a.Reports.Samples(c.Request.Context(), actor(c), c.Query("month"), p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, sampleOf)
}

func (a *API) recordSample(c *gin.Context) error {
	id, err := pathID(c, "audit_sample")
	if err != nil {
		return err
	}
	in, err := bind[models.SampleResult](c)
	if err != nil {
		return err
	}
	r, err := a.Reports.RecordSample(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, sampleOf(*r))
}

type findingBody struct {
	Kind  string `json:"kind"`
	Who   string `json:"who" description:"an account, a supplier, or the hash of a picture"`
	Label string `json:"label"`
	When  string `json:"when"`
	N     int64  `json:"n"`
}

func findingOf(f reports.Finding) findingBody {
	return findingBody{f.Kind, f.Who, f.Label, f.When, f.N}
}

func (a *API) outliers(c *gin.Context) error {
	rows, err := a.Reports.Outliers(c.Request.Context(), actor(c), c.Query("period"))
	if err != nil {
		return err
	}
	return listed(c, rows, "", findingOf)
}
