package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/settings"
)

func (a *API) standardRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/settings/standards", Handler: a.standards, Tag: "settings", Out: standardBody{}, List: true,
			Query: []string{"code", "status"}, Summary: "Every version of the numbers that policy sets: proposed, adopted and withdrawn",
		},
		{
			Method: http.MethodGet, Path: "/settings/standards/in-force", Handler: a.standardsInForce, Tag: "settings", Out: standardDayBody{},
			Query:   []string{"day", "region", "known_at"},
			Summary: "Every number of a day for a region, by what was adopted up to known_at; today, the county and now where left out",
		},
		{
			Method: http.MethodPost, Path: "/settings/standards", Handler: a.proposeStandard, Tag: "settings", In: models.StandardDraft{}, Out: standardBody{},
			Status: http.StatusCreated, Summary: "Propose a number, for somebody else to adopt; money in fen, multiples and ratios in thousandths",
		},
		{
			Method: http.MethodPost, Path: "/settings/standards/:id/preview", Handler: a.previewStandard, Tag: "settings", Out: standardPreviewBody{},
			Summary: "What adopting a number would alter: the limits that follow, and how many households would stand in another band; changes nothing",
		},
		{
			Method: http.MethodPost, Path: "/settings/standards/:id/adopt", Handler: a.adoptStandard, Tag: "settings", Out: standardBody{},
			Summary: "Let a proposed number hold from its day on; not by whoever proposed it",
		},
		{
			Method: http.MethodPost, Path: "/settings/standards/:id/withdraw", Handler: a.withdrawStandard, Tag: "settings", In: reasonBody{}, Out: standardBody{},
			Summary: "Take a proposed number back",
		},
	}
}

// decisionBody is what every setting that two people decide tells of its decision.
type decisionBody struct {
	Status       string     `json:"status"`
	StatusReason string     `json:"status_reason"`
	ProposedBy   *string    `json:"proposed_by" description:"an account; null: the house, out of a list"`
	ProposedAt   time.Time  `json:"proposed_at"`
	AdoptedBy    *string    `json:"adopted_by"`
	AdoptedAt    *time.Time `json:"adopted_at"`
}

func decisionOf(d models.Decision) decisionBody {
	return decisionBody{Status: string(d.Status), StatusReason: d.StatusReason, ProposedBy: textOr(d.CreatedBy), ProposedAt: d.CreatedAt,
		AdoptedBy: textOr(d.AdoptedBy), AdoptedAt: d.AdoptedAt}
}

type standardBody struct {
	ID            string       `json:"id"`
	Code          string       `json:"code"`
	RegionCode    string       `json:"region_code"`
	Value         int64        `json:"value"`
	Unit          string       `json:"unit" enum:"fen,permille,month,day"`
	Source        string       `json:"source"`
	EffectiveFrom models.Date  `json:"effective_from"`
	EffectiveTo   *models.Date `json:"effective_to"`
	Decision      decisionBody `json:"decision"`
	Version       int          `json:"version"`
}

func standardOf(r models.Standard) standardBody {
	return standardBody{ID: r.ID, Code: string(r.Code), RegionCode: r.RegionCode, Value: r.Value, Unit: string(r.Unit), Source: r.Source,
		EffectiveFrom: r.EffectiveFrom, EffectiveTo: dateOr(r.EffectiveTo), Decision: decisionOf(r.Decision), Version: r.Version}
}

func (a *API) standards(c *gin.Context) error {
	p, err := listPage(c, "code", "status")
	code, err1 := words(c, "code")
	status, err2 := oneOf(c, "status", models.StandardSteps.Statuses()...)
	if err := first(err, err1, err2); err != nil {
		return err
	}
	f := settings.StandardFilter{Code: models.StandardCode(code), Status: status}
	rows, next, err := a.Settings.Standards(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, standardOf)
}

type standardStateBody struct {
	Code      string        `json:"code"`
	NameZH    string        `json:"name_zh"`
	NameEN    string        `json:"name_en"`
	Unit      string        `json:"unit"`
	Basis     string        `json:"basis"`
	Value     *int64        `json:"value" description:"null: missing"`
	IsDefault bool          `json:"is_default" description:"the declared default: the county has adopted none"`
	Standard  *standardBody `json:"standard" description:"the version that holds; null: the default, or none"`
}

type linesBody struct {
	Dibao        *int64 `json:"dibao_fen" description:"income a head and month below this: minimum living"`
	Dibian       *int64 `json:"dibian_fen" description:"up to this, included: marginal; never above the minimum wage"`
	Relief       *int64 `json:"relief_fen" description:"temporary relief a head, at most"`
	ReliefExtent *int64 `json:"relief_special_fen" description:"temporary relief a head in special hardship, at most"`
}

func linesOf(l models.Lines) linesBody {
	return linesBody{Dibao: l.Dibao, Dibian: l.Dibian, Relief: l.ReliefMost, ReliefExtent: l.ReliefLimit}
}

type standardDayBody struct {
	Day    models.Date         `json:"day"`
	Region string              `json:"region"`
	Items  []standardStateBody `json:"items"`
	Lines  linesBody           `json:"lines"`
}

func (a *API) standardsInForce(c *gin.Context) error {
	day, err := dayOf(c, "day")
	known, err1 := instantOf(c, "known_at")
	region, err2 := words(c, "region")
	if err := first(err, err1, err2); err != nil {
		return err
	}
	found, err := a.Settings.StandardsOn(c.Request.Context(), actor(c), day, region, known)
	if err != nil {
		return err
	}
	out := standardDayBody{Day: found.Day, Region: found.Region, Items: []standardStateBody{}, Lines: linesOf(found.Lines)}
	for _, s := range found.All {
		item := standardStateBody{Code: string(s.Code), NameZH: s.NameZH, NameEN: s.NameEN, Unit: string(s.Unit), Basis: s.Basis, Value: s.Value,
			IsDefault: s.In == nil && s.Value != nil}
		if s.In != nil {
			body := standardOf(*s.In)
			item.Standard = &body
		}
		out.Items = append(out.Items, item)
	}
	return respond.JSON(c, http.StatusOK, out)
}

// dayOf reads a filter that takes a day.
func dayOf(c *gin.Context, name string) (models.Date, error) {
	said := c.Query(name)
	if said == "" {
		return "", nil
	}
	day, ok := models.ParseDate(said)
	if !ok {
		return "", models.InvalidField(name, "date")
	}
	return day, nil
}

// instantOf reads a filter that takes an instant.
func instantOf(c *gin.Context, name string) (time.Time, error) {
	said := c.Query(name)
	if said == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, said)
	if err != nil {
		return time.Time{}, models.InvalidField(name, "instant")
	}
	return at, nil
}

func (a *API) proposeStandard(c *gin.Context) error {
	in, err := bind[models.StandardDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.ProposeStandard(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	etag(c, r.Version)
	return respond.JSON(c, http.StatusCreated, standardOf(*r))
}

func (a *API) adoptStandard(c *gin.Context) error {
	id, err := pathID(c, "standard")
	if err != nil {
		return err
	}
	r, err := a.Settings.AdoptStandard(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, standardOf(*r))
}

func (a *API) withdrawStandard(c *gin.Context) error {
	id, err := pathID(c, "standard")
	if err != nil {
		return err
	}
	in, err := bind[reasonBody](c)
	if err != nil {
		return err
	}
	r, err := a.Settings.WithdrawStandard(c.Request.Context(), actor(c), id, in.Reason)
	if err != nil {
		return err
	}
	return shown(c, r.Version, standardOf(*r))
}

type standardPreviewBody struct {
	Day    models.Date `json:"day"`
	Before linesBody   `json:"before"`
	After  linesBody   `json:"after"`
	Known  int         `json:"households" description:"active households of known income in the region"`
	Moves  []bandMove  `json:"moves" description:"households that would stand in another band of income; nothing is decided about any of them"`
}

type bandMove struct {
	From string `json:"from" enum:"dibao,dibian,above"`
	To   string `json:"to" enum:"dibao,dibian,above"`
	N    int    `json:"n"`
}

func (a *API) previewStandard(c *gin.Context) error {
	id, err := pathID(c, "standard")
	if err != nil {
		return err
	}
	p, err := a.Settings.PreviewStandard(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	out := standardPreviewBody{Day: p.Day, Before: linesOf(p.Before), After: linesOf(p.After), Known: p.Known, Moves: []bandMove{}}
	for _, m := range p.Moves {
		out.Moves = append(out.Moves, bandMove{string(m.From), string(m.To), m.N})
	}
	return respond.JSON(c, http.StatusOK, out)
}
