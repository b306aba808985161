package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/server/respond"
)

func (a *API) reportRoutes() []Route {
	return []Route{{
		Method: http.MethodGet, Path: "/reports/resolution", Handler: a.paper(a.resolution, "resolution"), Tag: "reports", Out: resolutionBody{},
		Query:   []string{"from", "to", "group_by", "format"},
		Summary: "The rate of resolved needs among the valid needs submitted in a period, with numerator, denominator and exclusions",
	}}
}

type resolutionBody struct {
	From        models.Date `json:"from"`
	To          models.Date `json:"to"`
	GroupBy     *string     `json:"group_by"`
	AsOf        time.Time   `json:"as_of"`
	Total       rateBody    `json:"total"`
	Items       []rateBody  `json:"items"`
	Suppressed  int         `json:"suppressed" description:"groups not shown because they are too small"`
	Unsubmitted int         `json:"not_yet_accepted" description:"needs of the period that are not in the cohort yet"`
}

type rateBody struct {
	Key         *string        `json:"key"`
	Label       string         `json:"label,omitempty"`
	Numerator   int            `json:"numerator"`
	Denominator int            `json:"denominator"`
	Rate        *float64       `json:"rate" description:"null when the denominator is 0"`
	Exclusions  map[string]int `json:"exclusions" description:"void needs left out, by code V1–V5"`
	MedianDays  *float64       `json:"median_workdays"`
	P90Days     *float64       `json:"p90_workdays"`
}

func rateOf(r reports.Rate) rateBody {
	return rateBody{Key: textOr(r.Key), Label: r.Label, Numerator: r.Numerator, Denominator: r.Denominator, Rate: r.Rate,
		Exclusions: r.Exclusions, MedianDays: r.MedianDays, P90Days: r.P90Days}
}

func (a *API) resolution(c *gin.Context) error {
	from, err := dateQuery(c, "from")
	to, err1 := dateQuery(c, "to")
	group, err2 := oneOf(c, "group_by", reports.Groupings()...)
	if err := first(err, err1, err2); err != nil {
		return err
	}
	r, err := a.Reports.Resolution(c.Request.Context(), actor(c), from, to, group)
	if err != nil {
		return err
	}
	out := resolutionBody{From: r.From, To: r.To, GroupBy: textOr(string(r.GroupBy)), AsOf: r.AsOf, Total: rateOf(r.Total),
		Items: []rateBody{}, Suppressed: r.Suppressed, Unsubmitted: r.Unsubmitted}
	for _, g := range r.Groups {
		out.Items = append(out.Items, rateOf(g))
	}
	return respond.JSON(c, http.StatusOK, out)
}

func dateQuery(c *gin.Context, name string) (models.Date, error) {
	said := c.Query(name)
	if said == "" {
		return "", nil
	}
	d, ok := models.ParseDate(said)
	if !ok {
		return "", models.InvalidField(name, "date")
	}
	return d, nil
}
