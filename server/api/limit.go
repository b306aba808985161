package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/settings"
)

func (a *API) limitRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/settings/sla", Handler: a.limits, Tag: "settings", Out: limitBody{}, List: true,
			Query: []string{"step", "status"}, Summary: "Every version of the county's limits of time: proposed, adopted and withdrawn",
		},
		{
			Method: http.MethodGet, Path: "/settings/sla/in-force", Handler: a.limitsInForce, Tag: "settings", Out: listBody[limitStateBody]{},
			Query: []string{"day"}, Summary: "The limit of every step on a day, by urgency or category",
		},
		{
			Method: http.MethodPost, Path: "/settings/sla", Handler: a.proposeLimit, Tag: "settings", In: models.SLADraft{}, Out: limitBody{},
			Status: http.StatusCreated, Summary: "Propose a limit, for somebody else to adopt",
		},
		{
			Method: http.MethodPost, Path: "/settings/sla/:id/preview", Handler: a.previewLimit, Tag: "settings", Out: limitPreviewBody{},
			Summary: "What a limit would have made of the work of the last 180 days; changes nothing",
		},
		{
			Method: http.MethodPost, Path: "/settings/sla/:id/adopt", Handler: a.adoptLimit, Tag: "settings", Out: limitBody{},
			Summary: "Let a proposed limit hold from its day on; not by whoever proposed it. Dates that were given stay",
		},
		{
			Method: http.MethodPost, Path: "/settings/sla/:id/withdraw", Handler: a.withdrawLimit, Tag: "settings", In: reasonBody{}, Out: limitBody{},
			Summary: "Take a proposed limit back",
		},
	}
}

type limitBody struct {
	ID            string       `json:"id"`
	Step          string       `json:"step"`
	Subject       string       `json:"subject" description:"an urgency or a category; empty: whatever has no limit of its own"`
	Amount        int          `json:"amount"`
	Unit          string       `json:"unit" enum:"hour,workday,day"`
	Source        string       `json:"source"`
	EffectiveFrom models.Date  `json:"effective_from"`
	EffectiveTo   *models.Date `json:"effective_to"`
	Decision      decisionBody `json:"decision"`
	Version       int          `json:"version"`
}

func limitOf(r models.SLARule) limitBody {
	return limitBody{ID: r.ID, Step: string(r.Step), Subject: r.Subject, Amount: r.Amount, Unit: string(r.Unit), Source: r.Source,
		EffectiveFrom: r.EffectiveFrom, EffectiveTo: dateOr(r.EffectiveTo), Decision: decisionOf(r.Decision), Version: r.Version}
}

func (a *API) limits(c *gin.Context) error {
	p, err := listPage(c, "step", "status")
	step, err1 := oneOf(c, "step", models.SLAStepList()...)
	status, err2 := oneOf(c, "status", models.SLASteps.Statuses()...)
	if err := first(err, err1, err2); err != nil {
		return err
	}
	rows, next, err := a.Settings.Limits(c.Request.Context(), actor(c), settings.SLAFilter{Step: step, Status: status}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, limitOf)
}

type limitStateBody struct {
	Step    string  `json:"step"`
	Subject string  `json:"subject"`
	Amount  int     `json:"amount"`
	Unit    string  `json:"unit"`
	RuleID  *string `json:"rule_id" description:"null: the declared default"`
}

func (a *API) limitsInForce(c *gin.Context) error {
	day, err := dayOf(c, "day")
	if err != nil {
		return err
	}
	rows, err := a.Settings.LimitsOn(c.Request.Context(), actor(c), day)
	if err != nil {
		return err
	}
	return listed(c, rows, "", func(s settings.LimitState) limitStateBody {
		out := limitStateBody{Step: string(s.Step), Subject: s.Subject, Amount: s.Limit.Amount, Unit: string(s.Limit.Unit)}
		if s.Rule != nil {
			out.RuleID = &s.Rule.ID
		}
		return out
	})
}

func (a *API) proposeLimit(c *gin.Context) error {
	in, err := bind[models.SLADraft](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.ProposeLimit(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	etag(c, r.Version)
	return respond.JSON(c, http.StatusCreated, limitOf(*r))
}

func (a *API) adoptLimit(c *gin.Context) error {
	id, err := pathID(c, "sla")
	if err != nil {
		return err
	}
	r, err := a.Settings.AdoptLimit(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, limitOf(*r))
}

func (a *API) withdrawLimit(c *gin.Context) error {
	id, err := pathID(c, "sla")
	if err != nil {
		return err
	}
	in, err := bind[reasonBody](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.WithdrawLimit(c.Request.Context(), actor(c), id, in.Reason)
	if err != nil {
		return err
	}
	return shown(c, r.Version, limitOf(*r))
}

type limitPreviewBody struct {
	Since  models.Date `json:"since"`
	Told   bool        `json:"told" description:"false: no times are kept of this step"`
	Done   int         `json:"done" description:"steps that the limit would have been about"`
	Before int         `json:"in_time_before" description:"of these, in time by the limits of today"`
	After  int         `json:"in_time_after" description:"of these, in time by this limit"`
}

func (a *API) previewLimit(c *gin.Context) error {
	id, err := pathID(c, "sla")
	if err != nil {
		return err
	}
	p, err := a.Settings.PreviewLimit(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, limitPreviewBody(*p))
}
