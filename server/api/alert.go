package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/server/respond"
)

func (a *API) alertRoutes() []Route {
	d := a.Outreach
	plain := func(f func(context.Context, models.Actor, string) (*models.Alert, error)) func(context.Context, models.Actor, string, struct{}) (*models.Alert, error) {
		return func(ctx context.Context, by models.Actor, id string, _ struct{}) (*models.Alert, error) {
			return f(ctx, by, id)
		}
	}
	step := func(path, summary string, in any, handler func(*gin.Context) error) Route {
		return Route{Method: http.MethodPost, Path: "/alerts/:id/" + path, Handler: handler, Tag: "alerts", Summary: summary, In: in, Out: alertBody{}}
	}
	return []Route{
		{
			Method: http.MethodGet, Path: "/alerts", Handler: a.alerts, Tag: "alerts", Summary: "List alerts, without what is known of the people", Out: alertBody{},
			List: true, Query: alertFilters,
		},
		{
			Method: http.MethodGet, Path: "/alerts/:id", Handler: a.alert, Tag: "alerts", Out: alertFileBody{},
			Summary: "Show an alert with why it was raised and what came of it; the view is logged",
		},
		step("accept", "Take an alert up", nil, alertStep(plain(d.AcceptAlert))),
		step("contact", "Record that the household was reached, or that it was tried", models.AlertContact{}, alertStep(d.ContactAlert)),
		step("visit", "Say that somebody is on the way to the household", nil, alertStep(plain(d.VisitAlert))),
		step("return", "Send an alert back that came to the wrong place", reasonBody{}, alertStep(a.returnAlert)),
		step("verify", "Say what came of looking into it (A1–A8), with the visit and what was opened", models.AlertVerdict{}, alertStep(d.VerifyAlert)),
		step("close", "End an alert that was looked into; it rests from then on", nil, alertStep(plain(d.CloseAlert))),
		step("assign", "Give an alert to an aide or clerk, in another place where it came to the wrong one", models.AlertAssignment{}, alertStep(d.AssignAlert)),
		{Method: http.MethodGet, Path: "/absences", Handler: a.absences, Tag: "alerts", Summary: "List the absences of aides", Out: listBody[absenceBody]{}},
		{
			Method: http.MethodPost, Path: "/absences", Handler: a.planAbsence, Tag: "alerts", Status: http.StatusCreated, In: models.AbsenceDraft{}, Out: absenceBody{},
			Summary: "Plan an absence of an aide; the substitute has the aide's alerts and places from its first day to its last",
		},
		{
			Method: http.MethodPost, Path: "/absences/:id/end", Handler: a.endAbsence, Tag: "alerts", Out: absenceBody{},
			Summary: "Cancel an absence, or end it early; alerts go back to the aide",
		},
	}
}

var alertFilters = []string{"status", "severity", "household_id", "aide_id", "rule_code", "feed", "region"}

type alertBody struct {
	ID           string       `json:"id"`
	RuleCode     string       `json:"rule_code" description:"the gravest of its reasons"`
	RuleVersion  int          `json:"rule_version"`
	Family       string       `json:"family"`
	Downward     bool         `json:"downward" description:"asks for a re-check; no benefit ends by it"`
	SourceDept   string       `json:"source"`
	Feed         string       `json:"feed"`
	HouseholdID  *string      `json:"household_id" description:"null: nobody on file"`
	PersonID     *string      `json:"person_id"`
	RegionCode   string       `json:"region_code"`
	EventOn      models.Date  `json:"event_on"`
	AmountFen    *int64       `json:"amount_fen"`
	Severity     string       `json:"severity"`
	Signals      int          `json:"signals" description:"how many hang on it"`
	Status       string       `json:"status"`
	StatusReason string       `json:"status_reason"`
	EscalatedTo  *string      `json:"escalated_to" description:"town or county"`
	AideID       *string      `json:"assigned_aide_id"`
	CoversFor    *string      `json:"covers_for" description:"the absent aide to whom it goes back"`
	ContactDueAt *time.Time   `json:"contact_due_at"`
	DueAt        time.Time    `json:"due_at"`
	NextDueAt    *time.Time   `json:"next_due_at" description:"the limit that comes next; null once it was looked into"`
	ContactedAt  *time.Time   `json:"contacted_at"`
	VerifiedAt   *time.Time   `json:"verified_at"`
	VisitID      *string      `json:"verify_visit_id"`
	ResultCode   *string      `json:"result_code" description:"A1–A8"`
	MergedInto   *string      `json:"merged_into"`
	RaisedAt     time.Time    `json:"raised_at"`
	ClosedAt     *time.Time   `json:"closed_at"`
	RestUntil    *models.Date `json:"rest_until" description:"the last day on which signals of its family only come to it"`
	Version      int          `json:"version"`
}

func alertOf(r models.Alert) alertBody {
	return alertBody{
		ID: r.ID, RuleCode: r.RuleCode, RuleVersion: r.RuleVersion, Family: r.Family, Downward: r.Downward, SourceDept: r.SourceDept, Feed: r.Feed,
		HouseholdID: r.HouseholdID, PersonID: r.PersonID, RegionCode: r.RegionCode, EventOn: r.EventOn, AmountFen: r.AmountFen, Severity: string(r.Severity),
		Signals: r.Signals, Status: string(r.Status), StatusReason: r.StatusReason, EscalatedTo: textOr(r.EscalatedTo), AideID: r.AssignedAideID,
		CoversFor: r.CoversFor, ContactDueAt: r.ContactDueAt, DueAt: r.DueAt, NextDueAt: r.NextDueAt, ContactedAt: r.ContactedAt, VerifiedAt: r.VerifiedAt,
		VisitID: r.VerifyVisitID, ResultCode: textOr(string(r.ResultCode)), MergedInto: r.MergedInto, RaisedAt: r.RaisedAt, ClosedAt: r.ClosedAt,
		RestUntil: dateOr(r.RestUntil), Version: r.Version,
	}
}

type alertFileBody struct {
	alertBody
	Note         string      `json:"note" description:"what was found"`
	Reasons      []whyBody   `json:"reasons"`
	SignalIDs    []string    `json:"signal_ids"`
	VisitIDs     []string    `json:"visit_ids"`
	NeedIDs      []string    `json:"need_ids"`
	Applications []string    `json:"application_ids"`
	Can          outreachCan `json:"can"`
}

type whyBody struct {
	RuleCode    string            `json:"rule_code"`
	RuleVersion int               `json:"rule_version"`
	Sentence    string            `json:"sentence"`
	Severity    string            `json:"severity"`
	Feed        string            `json:"feed"`
	EventOn     models.Date       `json:"event_on"`
	AmountFen   *int64            `json:"amount_fen"`
	Facts       map[string]string `json:"facts" description:"those that made the rule hold; categories of diseases, never diagnoses"`
}

type outreachCan struct {
	Accept  bool `json:"accept"`
	Contact bool `json:"contact"`
	Return  bool `json:"return"`
	Visit   bool `json:"visit"`
	Verify  bool `json:"verify"`
	Close   bool `json:"close"`
	Assign  bool `json:"assign"`
}

func alertFileOf(f *outreach.AlertFile, chinese bool) alertFileBody {
	out := alertFileBody{alertBody: alertOf(f.Alert), Note: f.Note, Can: outreachCan(f.Can), Reasons: []whyBody{}, SignalIDs: []string{}, VisitIDs: []string{},
		NeedIDs: []string{}, Applications: []string{}}
	for _, w := range f.Why {
		why := whyBody{RuleCode: w.RuleCode, RuleVersion: w.RuleVersion, Severity: string(w.Severity), Feed: w.Feed, EventOn: w.EventOn, AmountFen: w.AmountFen,
			Facts: w.Facts}
		if w.Rule != nil {
			why.Sentence = w.Rule.Sentence(chinese)
		}
		out.Reasons = append(out.Reasons, why)
	}
	for i := range f.Signals {
		out.SignalIDs = append(out.SignalIDs, f.Signals[i].ID)
	}
	for i := range f.Visits {
		out.VisitIDs = append(out.VisitIDs, f.Visits[i].ID)
	}
	for i := range f.Needs {
		out.NeedIDs = append(out.NeedIDs, f.Needs[i].ID)
	}
	for i := range f.Applications {
		out.Applications = append(out.Applications, f.Applications[i].ID)
	}
	return out
}

func (a *API) alerts(c *gin.Context) error {
	p, err := listPage(c, alertFilters...)
	status, err1 := oneOf(c, "status", models.AlertSteps.Statuses()...)
	severity, err2 := oneOf(c, "severity", models.Severities()...)
	household, err3 := idOf(c, "household_id")
	aide, err4 := idOf(c, "aide_id")
	if err := first(err, err1, err2, err3, err4); err != nil {
		return err
	}
	f := outreach.AlertFilter{Household: household, Aide: aide, RuleCode: c.Query("rule_code"), Feed: c.Query("feed"), Severity: severity, Region: c.Query("region")}
	if status != "" {
		f.Statuses = []models.AlertStatus{status}
	}
	rows, next, err := a.Outreach.Alerts(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, alertOf)
}

func (a *API) alert(c *gin.Context) error {
	id, err := pathID(c, "alert")
	if err != nil {
		return err
	}
	f, err := a.Outreach.Alert(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, f.Version, alertFileOf(f, lang(c) != locales.English))
}

func alertStep[T any](verb func(context.Context, models.Actor, string, T) (*models.Alert, error)) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[T](c, "alert")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, alertOf(*r))
	}
}

func (a *API) returnAlert(ctx context.Context, by models.Actor, id string, in reasonBody) (*models.Alert, error) {
	return a.Outreach.ReturnAlert(ctx, by, id, in.Reason)
}

type absenceBody struct {
	ID           string      `json:"id"`
	AideID       string      `json:"aide_id"`
	SubstituteID string      `json:"substitute_id"`
	FromOn       models.Date `json:"from_on"`
	ToOn         models.Date `json:"to_on"`
	Reason       string      `json:"reason"`
	Status       string      `json:"status"`
	Version      int         `json:"version"`
}

func absenceOf(r models.Absence) absenceBody {
	return absenceBody{r.ID, r.AideID, r.SubstituteID, r.FromOn, r.ToOn, string(r.Reason), string(r.Status), r.Version}
}

func (a *API) absences(c *gin.Context) error {
	book, err := a.Outreach.Absences(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return listed(c, book.Items, "", absenceOf)
}

func (a *API) planAbsence(c *gin.Context) error {
	in, err := bind[models.AbsenceDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Outreach.PlanAbsence(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return created(c, "absences/"+r.ID, r.Version, absenceOf(*r))
}

func (a *API) endAbsence(c *gin.Context) error {
	id, _, err := bindStep[struct{}](c, "absence")
	if err != nil {
		return err
	}
	r, err := a.Outreach.EndAbsence(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, absenceOf(*r))
}
