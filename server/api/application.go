package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/server/respond"
)

// reliefVerb is a step of a request for relief.
type reliefVerb = func(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error)

func (a *API) applicationRoutes() []Route {
	return append([]Route{
		{
			Method: http.MethodPost, Path: "/applications", Handler: either(a.submitApplication, a.handIn), Coded: true, Tag: "applications",
			Status: http.StatusCreated, In: applicationDraft{}, Out: submittedBody{},
			Summary: "Hand in a request for relief on a household's behalf; one of the same kind that is open is added to, and answered with 200. " +
				"A household with its code hands in what it has filled in, one request of each of kinds",
		},
		{
			Method: http.MethodGet, Path: "/applications", Handler: either(a.applications, a.ownApplications), Coded: true, Tag: "applications",
			Out: applicationBody{}, List: true, Query: applicationFilters,
			Summary: "List requests for relief, without what people wrote; a household with its code sees its own",
		},
		{
			Method: http.MethodGet, Path: "/applications/waiting", Handler: a.applicationsWaiting, Tag: "applications", Out: applicationBody{}, List: true,
			Query: []string{"kind", "region"}, Summary: "List the requests that wait for whoever asks, the most overdue first",
		},
		{
			Method: http.MethodGet, Path: "/applications/:id", Handler: either(a.application, a.ownApplication), Coded: true, Tag: "applications",
			Out: applicationFileBody{}, Summary: "Show a request with what may be done now; the view is logged",
		},
		{
			Method: http.MethodGet, Path: "/applications/:id/advice", Handler: a.advice, Tag: "applications", Out: adviceBody{},
			Query:   []string{"persons", "factor", "self_paid_fen"},
			Summary: "Work the amount of temporary relief out, step by step, within its limits; it decides nothing",
		},
		{
			Method: http.MethodGet, Path: "/applications/:id/notice", Handler: a.publicityNotice, Tag: "applications", Out: publicityBody{},
			Summary: "The notice of a proposal as the village may read it, while it is made known",
		},
	}, a.applicationSteps()...)
}

func (a *API) applicationSteps() []Route {
	d := a.Entitlement
	var out []Route
	for _, s := range []struct {
		path, summary string
		verb          reliefVerb
		own           string // the household's own step with its code
	}{
		{"accept", "Take a request up", d.AcceptApplication, ""},
		{"transfer", "Say of which kind a request is whose household could not tell", d.TransferApplication, ""},
		{"ask", "Ask the household, once for all, for what is lacking; the time for the decision stands still", d.AskMaterials, ""},
		{"supplement", "Hand in what was asked for; the time for the decision goes on", d.SupplementApplication, "supplement"},
		{"turn-away", "Do not accept a request, in writing and with reasons", d.TurnAway, ""},
		{"verify", "Begin the survey at home", d.VerifyApplication, ""},
		{"propose", "Propose to grant, after a visit, within the limits a head and the bill", d.ProposeRelief, ""},
		{"publicise", "Make a proposal known in the village for seven days", d.Publicise, ""},
		{"object", "Take an objection down while a proposal is made known", d.Object, ""},
		{"answer-objection", "Say what looking into an objection has shown", d.AnswerObjection, ""},
		{"approve", "Grant what was proposed, or less with a reason; by another than the proposer, after publicity", d.Approve, ""},
		{"refuse", "Refuse in writing with reasons; by another than the proposer", d.Refuse, ""},
		{"first-aid", "Help first in an emergency; the papers follow", d.FirstAid, ""},
		{"complete-paperwork", "Record that the papers of an emergency have followed", d.CompletePaperwork, ""},
		{"pay", "Record that the bank has paid: nothing is paid here", d.Pay, ""},
		{"appeal", "Ask for a decision to be looked at again, within sixty days", d.AppealApplication, "appeal"},
		{"resume", "Open a request again upon its appeal", d.ResumeApplication, ""},
		{"uphold", "Let the decision stand that was appealed against, with the answer in writing", d.UpholdDecision, ""},
		{"withdraw", "Take a request back on the household's word", d.WithdrawApplication, "withdraw"},
		{"archive", "Put a request that has ended away", d.ArchiveApplication, ""},
	} {
		r := Route{Method: http.MethodPost, Path: "/applications/:id/" + s.path, Handler: applicationStep(s.verb), Tag: "applications", Summary: s.summary,
			In: models.ReliefStep{}, Out: applicationBody{}}
		if s.own != "" {
			r.Handler, r.Coded = either(r.Handler, a.ownStep(s.own)), true
		}
		out = append(out, r)
	}
	return out
}

var applicationFilters = []string{"status", "kind", "household_id", "region", "no", "emergency"}

// applicationDraft is a request as an official hands it in, or the kinds that a household has chosen.
type applicationDraft struct {
	models.ReliefDraft
	Kinds []models.ApplicationKind `json:"kinds" description:"with a household's code alone: what it asks for"`
}

type applicationBody struct {
	ID            string      `json:"id"`
	No            string      `json:"no"`
	HouseholdID   *string     `json:"household_id" description:"null for the household itself"`
	PersonID      *string     `json:"person_id"`
	RegionCode    string      `json:"region_code"`
	Kind          string      `json:"kind"`
	Emergency     bool        `json:"emergency"`
	Channel       string      `json:"channel"`
	Source        *string     `json:"source" description:"visit, alert or suggestion"`
	SourceID      *string     `json:"source_id"`
	Status        string      `json:"status"`
	SubmittedAt   *time.Time  `json:"submitted_at"`
	DecideBy      *time.Time  `json:"decide_by" description:"the last instant at which a decision is in time"`
	DueAt         *time.Time  `json:"due_at" description:"by when whoever holds it must act"`
	DuplicateOf   *string     `json:"duplicate_of"`
	VisitID       *string     `json:"visit_id"`
	Decision      *string     `json:"decision" description:"approved, refused or not_accepted"`
	DecidedAt     *time.Time  `json:"decided_at"`
	AmountFen     *int64      `json:"amount_fen"`
	PublicityFrom models.Date `json:"publicity_from"`
	PublicityTo   models.Date `json:"publicity_to"`
	PaidOn        models.Date `json:"paid_on"`
	Version       int         `json:"version"`
}

func applicationOf(r models.Application) applicationBody {
	return applicationBody{ID: r.ID, No: r.No, HouseholdID: &r.HouseholdID, PersonID: r.PersonID, RegionCode: r.RegionCode, Kind: string(r.Kind),
		Emergency: r.Emergency, Channel: r.Channel, Source: textOr(r.Source), SourceID: r.SourceID, Status: string(r.Status), SubmittedAt: r.SubmittedAt,
		DecideBy: r.DecideBy, DueAt: r.DueAt, DuplicateOf: r.DuplicateOf, VisitID: r.VisitID, Decision: textOr(r.Decision), DecidedAt: r.DecidedAt,
		AmountFen: r.AmountFen, PublicityFrom: r.PublicityFrom, PublicityTo: r.PublicityTo, PaidOn: r.PaidOn, Version: r.Version}
}

// submittedBody is what was handed in: one request by an official, one of each kind by a household.
type submittedBody struct {
	*applicationBody
	Merged bool              `json:"merged" description:"it was added to an open request of the same kind"`
	Code   *string           `json:"code,omitempty" description:"with which the household sees where its requests stand; shown once"`
	Items  []applicationBody `json:"items,omitempty" description:"what a household has handed in"`
}

// applicationFileBody is a request with what was written.
type applicationFileBody struct {
	applicationBody
	Story           string     `json:"story"`
	GivenBy         string     `json:"given_by"`
	SelfPaidFen     *int64     `json:"self_paid_fen"`
	AmountAskedFen  *int64     `json:"amount_asked_fen"`
	Note            *string    `json:"note" description:"what the proposal rests on; null for the household"`
	Reasons         *string    `json:"reasons"`
	Objection       *string    `json:"objection"`
	ObjectionAnswer *string    `json:"objection_answer"`
	Appeal          *string    `json:"appeal"`
	AppealAnswer    *string    `json:"appeal_answer"`
	AnswerBy        *time.Time `json:"answer_by" description:"for the household: by when it is answered"`
	Payee           *string    `json:"payee" description:"name and the last digits of the account"`
	PictureIDs      []string   `json:"picture_ids"`
	VisitIDs        []string   `json:"visit_ids" description:"valid visits that may verify it"`
	Can             []string   `json:"can" description:"the steps that whoever asks may take now"`
	Wait            *string    `json:"wait" description:"why an approval must wait"`
}

func applicationFileOf(f *entitlement.ReliefFile) applicationFileBody {
	r := f.Application
	out := applicationFileBody{applicationBody: applicationOf(r), Story: r.Story, GivenBy: r.GivenBy, SelfPaidFen: r.SelfPaidFen, AmountAskedFen: r.AmountAskedFen,
		Note: textOr(r.Note), Reasons: textOr(r.Reasons), Objection: textOr(r.Objection), ObjectionAnswer: textOr(r.ObjectionAnswer), Appeal: textOr(r.Appeal),
		AppealAnswer: textOr(r.AppealAnswer), AnswerBy: r.DecideBy, Payee: textOr(r.Payee), PictureIDs: []string{}, VisitIDs: []string{}, Can: f.Can.Steps(),
		Wait: textOr(f.Can.Wait)}
	for i := range f.Pictures {
		out.PictureIDs = append(out.PictureIDs, f.Pictures[i].ID)
	}
	for i := range f.Visits {
		out.VisitIDs = append(out.VisitIDs, f.Visits[i].ID)
	}
	return out
}

type adviceBody struct {
	Persons     int     `json:"persons"`
	Factor      int     `json:"factor"`
	StdFen      int64   `json:"standard_fen" description:"the minimum living standard of the day, a head and month"`
	SumFen      int64   `json:"sum_fen" description:"persons × standard × factor"`
	UsualFen    int64   `json:"usual_most_fen" description:"6 × the standard a head"`
	LimitFen    int64   `json:"special_most_fen" description:"12 × the standard a head, in special hardship"`
	SelfPaidFen *int64  `json:"self_paid_fen"`
	AdviceFen   int64   `json:"advice_fen"`
	Bound       *string `json:"bound" description:"what lowered it: usual, limit or bill"`
}

// publicityBody is what the village may read, and nothing else.
type publicityBody struct {
	Name      string      `json:"name" description:"masked; a child is not named"`
	Village   string      `json:"village"`
	AmountFen *int64      `json:"amount_fen"`
	From      models.Date `json:"from"`
	To        models.Date `json:"to"`
	Path      string      `json:"path" description:"where it can be read while it lasts"`
}

func (a *API) submitApplication(c *gin.Context) error {
	in, err := bind[applicationDraft](c)
	if err != nil {
		return err
	}
	if len(in.Kinds) > 0 {
		return models.InvalidField("kinds", "unknown_parameter")
	}
	made, err := a.Entitlement.SubmitApplication(c.Request.Context(), actor(c), in.ReliefDraft)
	if err != nil {
		return err
	}
	body := applicationOf(made.Application)
	if made.Merged {
		return shown(c, made.Version, submittedBody{applicationBody: &body, Merged: true})
	}
	return created(c, "applications/"+made.ID, made.Version, submittedBody{applicationBody: &body})
}

func reliefFilter(c *gin.Context) (entitlement.ReliefFilter, error) {
	kind, err := oneOf(c, "kind", models.ApplicationKinds()...)
	status, err1 := oneOf(c, "status", models.ApplicationSteps.Statuses()...)
	household, err2 := idOf(c, "household_id")
	no, err3 := words(c, "no")
	emergency, err4 := oneOf(c, "emergency", "true", "false")
	f := entitlement.ReliefFilter{Kind: kind, Household: household, No: no, Region: c.Query("region")}
	if _, flaw := models.ParseRegionCode(f.Region); f.Region != "" && flaw != "" {
		return f, models.InvalidField("region", flaw)
	}
	if status != "" {
		f.Statuses = []models.ApplicationStatus{status}
	}
	if emergency != "" {
		f.Emergency = new(emergency == "true")
	}
	return f, first(err, err1, err2, err3, err4)
}

func (a *API) applications(c *gin.Context) error {
	p, err := listPage(c, applicationFilters...)
	f, err1 := reliefFilter(c)
	if err := first(err, err1); err != nil {
		return err
	}
	rows, next, err := a.Entitlement.Applications(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, applicationOf)
}

func (a *API) applicationsWaiting(c *gin.Context) error {
	p, err := listPage(c, "kind", "region")
	f, err1 := reliefFilter(c)
	if err := first(err, err1); err != nil {
		return err
	}
	q, err := a.Entitlement.ReliefQueue(c.Request.Context(), actor(c), entitlement.ReliefMine, f, p)
	if err != nil {
		return err
	}
	return listed(c, q.Items, q.Next, applicationOf)
}

func (a *API) application(c *gin.Context) error {
	id, err := pathID(c, "application")
	if err != nil {
		return err
	}
	f, err := a.Entitlement.ReliefFile(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, f.Version, applicationFileOf(f))
}

func applicationStep(verb reliefVerb) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.ReliefStep](c, "application")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, applicationOf(*r))
	}
}

func (a *API) advice(c *gin.Context) error {
	id, err := pathID(c, "application")
	persons, err1 := numberOf(c, "persons")
	factor, err2 := numberOf(c, "factor")
	paid, err3 := numberOf(c, "self_paid_fen")
	if err := first(err, err1, err2, err3); err != nil {
		return err
	}
	in := models.ReliefStep{Persons: persons, Factor: factor}
	if paid != nil {
		in.SelfPaidFen = new(int64(*paid))
	}
	r, err := a.Entitlement.Advice(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, adviceBody{Persons: r.Persons, Factor: r.Factor, StdFen: r.StdFen, SumFen: r.SumFen, UsualFen: r.UsualFen,
		LimitFen: r.LimitFen, SelfPaidFen: r.SelfPaidFen, AdviceFen: r.AdviceFen, Bound: textOr(string(r.Bound))})
}

// numberOf reads a number of a query; nil where it is left out.
func numberOf(c *gin.Context, name string) (*int, error) {
	said := c.Query(name)
	if said == "" {
		return nil, nil //nolint:nilnil // left out
	}
	n, err := strconv.Atoi(said)
	if err != nil {
		return nil, models.InvalidField(name, "number")
	}
	return &n, nil
}

func (a *API) publicityNotice(c *gin.Context) error {
	id, err := pathID(c, "application")
	if err != nil {
		return err
	}
	n, err := a.Entitlement.NoticeToPrint(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, publicityBody{Name: n.Name, Village: n.Village, AmountFen: n.AmountFen, From: n.From, To: n.To, Path: "/publicity/" + n.Code})
}
