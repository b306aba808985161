package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/server/respond"
)

var indicatorFilters = []string{"period", "region", "category", "aide", "supplier"}

func (a *API) indicatorRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/reports/indicators", Handler: a.paper(a.indicators, "indicators"), Tag: "reports", Out: indicatorsBody{},
			Query:   append([]string{"format"}, indicatorFilters...),
			Summary: "K1 to K17 of a year, quarter or month (2026, 2026-Q3, 2026-09), each with numerator, denominator, exclusions, base and data time",
		},
		{
			Method: http.MethodGet, Path: "/reports/indicators/:code", Handler: a.paper(a.breakdown, "breakdown"), Tag: "reports", Out: breakdownBody{},
			Query: append([]string{"group_by", "format"}, indicatorFilters...), Summary: "One indicator line by line: by county, town, village, aide, category, supplier or month",
		},
		{
			Method: http.MethodGet, Path: "/reports/indicators/:code/cases", Handler: a.paper(a.indicatorCases, "cases"), Tag: "reports", Out: caseBody{}, List: true,
			Query: append([]string{"part", "format"}, indicatorFilters...), Summary: "The very cases behind a number: met, unmet or excluded",
		},
		{
			Method: http.MethodPost, Path: "/reports/base", Handler: a.setReportBase, Tag: "reports", In: models.ReportBaseDraft{}, Out: models.ReportBaseDraft{},
			Summary: "How the county counts its rates of visits and of resolved needs: by household or by task",
		},
	}
}

type indicatorsBody struct {
	From  models.Date     `json:"from"`
	To    models.Date     `json:"to"`
	AsOf  time.Time       `json:"as_of"`
	Items []indicatorBody `json:"items"`
}

type indicatorBody struct {
	Code        string           `json:"code"`
	NameZH      string           `json:"name_zh"`
	NameEN      string           `json:"name_en"`
	Base        string           `json:"base" description:"what is counted: household, task, person, alert, match …"`
	From        models.Date      `json:"from"`
	To          models.Date      `json:"to"`
	AsOf        time.Time        `json:"as_of"`
	Numerator   int64            `json:"numerator"`
	Denominator int64            `json:"denominator"`
	Rate        *float64         `json:"rate" description:"null when the denominator is 0"`
	Exclusions  map[string]int64 `json:"exclusions"`
	Aim         *float64         `json:"aim,omitempty" description:"what law or practice asks for"`
	MeanDays    *float64         `json:"mean_workdays,omitempty"`
	MedianDays  *float64         `json:"median_workdays,omitempty"`
	P90Days     *float64         `json:"p90_workdays,omitempty"`
	Answered    *float64         `json:"answered,omitempty" description:"K10: the share of those who could rate and did"`
	Parts       map[string]int64 `json:"parts_fen,omitempty" description:"K15: by way of giving"`
	Suppressed  bool             `json:"suppressed,omitempty" description:"too few to show"`
}

func indicatorBodyOf(v reports.Value) indicatorBody {
	return indicatorBody{Code: v.Code, NameZH: v.NameZH, NameEN: v.NameEN, Base: v.Unit, From: v.From, To: v.To, AsOf: v.AsOf, Numerator: v.Numerator,
		Denominator: v.Denominator, Rate: v.Rate, Exclusions: v.Exclusions, Aim: v.Aim, MeanDays: v.Mean, MedianDays: v.Median, P90Days: v.P90,
		Answered: v.Answered, Parts: v.Parts, Suppressed: v.Suppressed}
}

func indicatorQuery(c *gin.Context) reports.Query {
	return reports.Query{Period: c.Query("period"), Region: c.Query("region"), Category: c.Query("category"), Aide: c.Query("aide"), Supplier: c.Query("supplier")}
}

func (a *API) indicators(c *gin.Context) error {
	list, err := a.Reports.Indicators(c.Request.Context(), actor(c), indicatorQuery(c))
	if err != nil {
		return err
	}
	out := indicatorsBody{Items: make([]indicatorBody, len(list))}
	for i, v := range list {
		out.From, out.To, out.AsOf = v.From, v.To, v.AsOf
		out.Items[i] = indicatorBodyOf(v)
	}
	return respond.JSON(c, http.StatusOK, out)
}

type breakdownBody struct {
	GroupBy    string          `json:"group_by"`
	Total      indicatorBody   `json:"total"`
	Items      []breakdownLine `json:"items"`
	Suppressed int             `json:"suppressed" description:"lines not shown because they are too small, with those that would give them away"`
	Middle     *float64        `json:"middle" description:"the median of the lines' rates; null for fewer than three"`
}

type breakdownLine struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	indicatorBody
}

func (a *API) breakdown(c *gin.Context) error {
	dim, err := oneOf(c, "group_by", reports.Dimensions()...)
	if err != nil {
		return err
	}
	b, err := a.Reports.Breakdown(c.Request.Context(), actor(c), c.Param("code"), indicatorQuery(c), dim)
	if err != nil {
		return err
	}
	out := breakdownBody{GroupBy: string(b.By), Total: indicatorBodyOf(b.Total), Items: []breakdownLine{}, Suppressed: b.Hidden, Middle: b.Middle}
	for _, l := range b.Lines {
		out.Items = append(out.Items, breakdownLine{l.Key, l.Label, indicatorBodyOf(l.Value)})
	}
	return respond.JSON(c, http.StatusOK, out)
}

type caseBody struct {
	ID       string `json:"id"`
	Noun     string `json:"noun"`
	Title    string `json:"title" description:"public: de-identified"`
	Region   string `json:"region"`
	Status   string `json:"status"`
	Excluded string `json:"excluded,omitempty"`
}

func caseOf(r reports.Case) caseBody {
	return caseBody{ID: r.ID, Noun: r.Noun, Title: r.Title, Region: r.Region, Status: r.Status, Excluded: r.Excluded}
}

func (a *API) indicatorCases(c *gin.Context) error {
	part, err := oneOf(c, "part", reports.Parts()...)
	if err != nil {
		return err
	}
	p, err := listPage(c, append([]string{"part", "format"}, indicatorFilters...)...)
	if err != nil {
		return err
	}
	rows, next, err := a.Reports.Cases(c.Request.Context(), actor(c), c.Param("code"), part, indicatorQuery(c), p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, caseOf)
}

func (a *API) setReportBase(c *gin.Context) error {
	in, err := bind[models.ReportBaseDraft](c)
	if err != nil {
		return err
	}
	if err := a.Reports.SetBase(c.Request.Context(), actor(c), in); err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, in)
}
