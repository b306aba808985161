package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/server/respond"
)

func (a *API) dashboardRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/reports/three-rates", Handler: a.paper(a.threeRates, "three-rates"), Tag: "reports", Out: listBody[headlineBody]{},
			Query:   append([]string{"format"}, indicatorFilters...),
			Summary: "The three rates with their trend, the ranking of the towns, and what would move each most",
		},
		{
			Method: http.MethodGet, Path: "/reports/dashboard", Handler: a.paper(a.dashboard, "ageing", "pace", "funnel", "months", "equity"), Tag: "reports",
			Out: dashboardBody{}, Query: append([]string{"format", "table"}, indicatorFilters...),
			Summary: "Resolution by month and cohort, time to resolve, ageing, the funnel, equity between towns, waiting",
		},
		{
			Method: http.MethodGet, Path: "/reports/gaps", Handler: a.paper(a.gaps, "gaps", "idle"), Tag: "reports", Out: gapsBody{}, Query: []string{"format", "table"},
			Summary: "What is needed and not offered, and offered and not needed, by category and town, with the marginal value of one more unit; suppliers see no small cells",
		},
		{
			Method: http.MethodGet, Path: "/reports/alert-rules", Handler: a.paper(a.alertRules, "alert-rules"), Tag: "reports", Out: alertRulesBody{},
			Query:   []string{"period", "format"},
			Summary: "Per alert rule and source: flagged, looked into, found in need, helped, and how long it took",
		},
		{
			Method: http.MethodGet, Path: "/reports/suppliers", Handler: a.paper(a.reliability, "suppliers"), Tag: "reports", Out: listBody[reliabilityBody]{},
			Query:   []string{"period", "format"},
			Summary: "How suppliers answered invitations and kept their promises; declining is told, not counted against",
		},
	}
}

type headlineBody struct {
	indicatorBody
	Trend  []indicatorBody `json:"trend"`
	Towns  []breakdownLine `json:"towns"`
	Levers []leverBody     `json:"levers" description:"where most is left to be done"`
}

type leverBody struct {
	GroupBy string  `json:"group_by"`
	Key     string  `json:"key"`
	Label   string  `json:"label"`
	Left    int64   `json:"left"`
	Gain    float64 `json:"gain_points" description:"by how much the rate would rise, in points of a hundred"`
}

func (a *API) threeRates(c *gin.Context) error {
	rows, err := a.Reports.Headlines(c.Request.Context(), actor(c), indicatorQuery(c))
	if err != nil {
		return err
	}
	return listed(c, rows, "", headlineOf)
}

func headlineOf(h reports.Headline) headlineBody {
	out := headlineBody{indicatorBody: indicatorBodyOf(h.Value), Trend: []indicatorBody{}, Towns: breakdownLines(h.Towns), Levers: []leverBody{}}
	for _, v := range h.Trend {
		out.Trend = append(out.Trend, indicatorBodyOf(v))
	}
	for _, l := range h.Levers {
		out.Levers = append(out.Levers, leverBody{string(l.By), l.Key, l.Label, l.Left, l.Gain})
	}
	return out
}

func breakdownLines(lines []reports.Line) []breakdownLine {
	out := make([]breakdownLine, len(lines))
	for i, l := range lines {
		out[i] = breakdownLine{l.Key, l.Label, indicatorBodyOf(l.Value)}
	}
	return out
}

type dashboardBody struct {
	Months    []breakdownLine            `json:"resolution_by_month"`
	Cohorts   map[string][]breakdownLine `json:"cohorts" description:"K2d30, K2d60 and K2d90 by month of finding"`
	Pace      []paceBody                 `json:"time_to_resolve"`
	Ageing    []ageingBody               `json:"ageing"`
	Funnel    []stageBody                `json:"funnel"`
	Equity    []equityBody               `json:"equity"`
	FirstTime firstTimeBody              `json:"first_time_households"`
	Waiting   waitingBody                `json:"waiting"`
}

type paceBody struct {
	Category   string  `json:"category"`
	Resolved   int     `json:"resolved"`
	MedianDays float64 `json:"median_workdays"`
	P90Days    float64 `json:"p90_workdays"`
}

type ageingBody struct {
	Band    string `json:"band" description:"days since it was found"`
	Open    int64  `json:"open"`
	Overdue int64  `json:"overdue"`
}

type stageBody struct {
	Stage string `json:"stage"`
	Count int64  `json:"count"`
}

type equityBody struct {
	Town        string   `json:"town"`
	Label       string   `json:"label"`
	Found       int64    `json:"found"`
	Resolved    int64    `json:"resolved"`
	ShareFound  *float64 `json:"share_of_need"`
	ShareServed *float64 `json:"share_served"`
}

type firstTimeBody struct {
	Numerator   int64    `json:"numerator"`
	Denominator int64    `json:"denominator"`
	Rate        *float64 `json:"rate"`
}

type waitingBody struct {
	MedianDays  *float64 `json:"median_days"`
	P90Days     *float64 `json:"p90_days"`
	LongestDays int      `json:"longest_days"`
}

func (a *API) dashboard(c *gin.Context) error {
	d, err := a.Reports.Dashboard(c.Request.Context(), actor(c), indicatorQuery(c))
	if err != nil {
		return err
	}
	out := dashboardBody{Months: breakdownLines(d.Months), Cohorts: map[string][]breakdownLine{}, Pace: []paceBody{}, Ageing: []ageingBody{},
		Funnel: []stageBody{}, Equity: []equityBody{},
		FirstTime: firstTimeBody{d.FirstTime.Numerator, d.FirstTime.Denominator, d.FirstTime.Rate}, Waiting: waitingBody{d.WaitMedian, d.WaitP90, d.WaitLongest}}
	for code, lines := range d.Cohorts {
		out.Cohorts[code] = breakdownLines(lines)
	}
	for _, p := range d.Pace {
		out.Pace = append(out.Pace, paceBody{p.Category, p.N, p.Median, p.P90})
	}
	for _, b := range d.Ageing {
		out.Ageing = append(out.Ageing, ageingBody{b.Band, b.Open, b.Due})
	}
	for _, s := range d.Funnel {
		out.Funnel = append(out.Funnel, stageBody{s.Name, s.Count})
	}
	for _, e := range d.Equity {
		out.Equity = append(out.Equity, equityBody(e))
	}
	return respond.JSON(c, http.StatusOK, out)
}

type gapsBody struct {
	AsOf       time.Time  `json:"as_of"`
	RoundID    *string    `json:"allocation_id" description:"the round that the offered units and marginal values are of"`
	RoundAt    *time.Time `json:"allocation_at"`
	Items      []gapCell  `json:"items"`
	Suppressed int        `json:"suppressed"`
	Idle       []idleLine `json:"not_needed_now"`
}

type gapCell struct {
	Category      string `json:"category"`
	Town          string `json:"town"`
	TownName      string `json:"town_name"`
	Needs         int64  `json:"needs"`
	Needed        int64  `json:"needed"`
	Offered       int64  `json:"offered"`
	MarginalValue int64  `json:"marginal_value"`
	Urgency       string `json:"urgency"`
}

type idleLine struct {
	OfferID  string `json:"offer_id"`
	Category string `json:"category"`
	Title    string `json:"title"`
	Units    *int64 `json:"units"`
	Reason   string `json:"reason"`
}

func (a *API) gaps(c *gin.Context) error {
	b, err := a.Reports.Gaps(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	out := gapsBody{AsOf: b.AsOf, RoundID: textOr(b.RoundID), RoundAt: b.RoundAt, Items: []gapCell{}, Suppressed: b.Suppressed, Idle: []idleLine{}}
	for _, g := range b.Cells {
		out.Items = append(out.Items, gapCell{g.Category, g.Town, g.TownName, g.Needs, g.Needed, g.Offered, g.MarginalValue, string(g.Urgency)})
	}
	for _, o := range b.Idle {
		out.Idle = append(out.Idle, idleLine{o.OfferID, o.Category, o.Title, o.Units, string(o.Reason)})
	}
	return respond.JSON(c, http.StatusOK, out)
}

type alertRulesBody struct {
	From  models.Date `json:"from"`
	To    models.Date `json:"to"`
	AsOf  time.Time   `json:"as_of"`
	Total ruleBody    `json:"total"`
	Items []ruleBody  `json:"items" description:"by rule and feed"`
	Rules []ruleBody  `json:"rules" description:"by rule"`
	Feeds []ruleBody  `json:"feeds" description:"by feed"`
}

type ruleBody struct {
	RuleCode   string   `json:"rule_code"`
	Source     string   `json:"source"`
	Feed       string   `json:"feed" description:"empty: time alone brought it about"`
	Flagged    int64    `json:"flagged"`
	Verified   int64    `json:"verified"`
	Found      int64    `json:"found" description:"in need: A2, A3"`
	Helped     int64    `json:"helped" description:"of those found: a need resolved or relief granted that came of the alert, or was asked for within 90 days"`
	HitRate    *float64 `json:"hit_rate" description:"found by verified"`
	HelpedRate *float64 `json:"helped_rate" description:"helped by found"`
	Hours      *float64 `json:"median_hours_to_verify"`
	HelpDays   *float64 `json:"median_days_to_help" description:"from looked into to helped"`
}

func ruleHitOf(h reports.RuleHit) ruleBody {
	return ruleBody{h.RuleCode, h.SourceDept, h.Feed, h.Flagged, h.Verified, h.Found, h.Helped, h.HitRate, h.HelpedRate, h.MedianHours, h.MedianHelpDays}
}

func (a *API) alertRules(c *gin.Context) error {
	r, err := a.Reports.AlertRules(c.Request.Context(), actor(c), c.Query("period"))
	if err != nil {
		return err
	}
	out := alertRulesBody{From: r.From, To: r.To, AsOf: r.AsOf, Total: ruleHitOf(r.Total), Items: []ruleBody{}, Rules: []ruleBody{}, Feeds: []ruleBody{}}
	for _, h := range r.Items {
		out.Items = append(out.Items, ruleHitOf(h))
	}
	for _, h := range r.Rules {
		out.Rules = append(out.Rules, ruleHitOf(h))
	}
	for _, h := range r.Feeds {
		out.Feeds = append(out.Feeds, ruleHitOf(h))
	}
	return respond.JSON(c, http.StatusOK, out)
}

type reliabilityBody struct {
	SupplierID string   `json:"supplier_id"`
	Name       string   `json:"name"`
	Invited    int64    `json:"invited"`
	Accepted   int64    `json:"accepted"`
	Declined   int64    `json:"declined"`
	Expired    int64    `json:"expired"`
	Completed  int64    `json:"completed"`
	Failed     int64    `json:"failed"`
	NoShow     int64    `json:"no_show" description:"promises with an occurrence to which nobody came"`
	Kept       *float64 `json:"kept" description:"K8: of the promises that ended, those completed"`
}

func (a *API) reliability(c *gin.Context) error {
	rows, err := a.Reports.Suppliers(c.Request.Context(), actor(c), c.Query("period"))
	if err != nil {
		return err
	}
	return listed(c, rows, "", func(r reports.Reliability) reliabilityBody {
		return reliabilityBody{r.SupplierID, r.Name, r.Invited, r.Accepted, r.Declined, r.Expired, r.Completed, r.Failed, r.NoShow, r.Kept}
	})
}
