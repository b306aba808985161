package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/server/respond"
)

func (a *API) workRoutes() []Route {
	w := a.Casework
	return []Route{
		{
			Method: http.MethodGet, Path: "/work-paths", Handler: a.works, Tag: "work", Out: pathBody{}, List: true, Query: []string{"household_id", "status", "due"},
			Summary: "People's paths to work; due=true keeps those who are to be asked how it stands. The look is logged",
		},
		{
			Method: http.MethodPost, Path: "/households/:id/work-paths", Handler: a.openWork, Tag: "work", Status: http.StatusCreated, In: models.WorkDraft{},
			Out: pathBody{}, Summary: "Begin a person's path to work, out of a suggestion or a need where there is one",
		},
		{
			Method: http.MethodPost, Path: "/matches/:id/enrolments", Handler: a.enrol, Tag: "work", Status: http.StatusCreated, In: models.EnrolDraft{},
			Out: pathBody{}, Summary: "Give a person one of the places that the supplier promised",
		},
		{Method: http.MethodGet, Path: "/work-paths/:id", Handler: a.work, Tag: "work", Out: workFileBody{}, Summary: "One path with its thread; the look is logged"},
		{
			Method: http.MethodPost, Path: "/work-paths/:id/training", Handler: workStep(w.EndTraining), Tag: "work", In: models.TrainingOutcome{}, Out: pathBody{},
			Summary: "How the training ended; from then on the checks are counted",
		},
		{
			Method: http.MethodPost, Path: "/work-paths/:id/job", Handler: workStep(w.PlaceInJob), Tag: "work", In: models.JobDraft{}, Out: pathBody{},
			Summary: "The person has found work",
		},
		{
			Method: http.MethodPost, Path: "/work-paths/:id/lost", Handler: workStep(func(ctx context.Context, by models.Actor, id string, _ struct{}) (*models.WorkPath, error) {
				return w.LoseJob(ctx, by, id)
			}), Tag: "work", Out: pathBody{}, Summary: "The person has lost the job",
		},
		{
			Method: http.MethodPost, Path: "/work-paths/:id/check", Handler: workStep(w.CheckWork), Tag: "work", In: models.CheckDraft{}, Out: pathBody{},
			Summary: "How it stands after 30, 90 or 180 days: the furthest check that is due",
		},
		{
			Method: http.MethodPost, Path: "/work-paths/:id/income", Handler: workStep(w.RecordIncome), Tag: "work", In: models.IncomeDraft{}, Out: pathBody{},
			Summary: "What the household has now, a month for each head; nothing follows from it by itself",
		},
		{
			Method: http.MethodPost, Path: "/work-paths/:id/close", Handler: workStep(w.CloseWork), Tag: "work", In: models.WorkClosing{}, Out: pathBody{},
			Summary: "End a path; nobody is asked any more",
		},
		{
			Method: http.MethodGet, Path: "/reports/training", Handler: a.paper(a.trained, "training"), Tag: "reports", Out: trainedBody{},
			Query:   []string{"from", "to", "group_by", "format"},
			Summary: "Who is in work ninety days after a training, of those whose training ended in a period, by training, supplier or town",
		},
	}
}

type pathBody struct {
	ID           string       `json:"id"`
	HouseholdID  string       `json:"household_id"`
	PersonID     string       `json:"person_id"`
	SuggestionID *string      `json:"suggestion_id"`
	NeedID       *string      `json:"need_id"`
	MatchID      *string      `json:"match_id"`
	OfferID      *string      `json:"offer_id"`
	JobMatchID   *string      `json:"job_match_id"`
	Status       string       `json:"status"`
	TrainedOn    *models.Date `json:"trained_on"`
	Certificate  bool         `json:"certificate"`
	PlacedOn     *models.Date `json:"placed_on"`
	Job          models.Job   `json:"job"`
	BeforeFen    *int64       `json:"income_before_fen" description:"of the household, a month for each head, when the path began"`
	AfterFen     *int64       `json:"income_after_fen"`
	Checked      int          `json:"checked_days" description:"the last check made: 0, 30, 90 or 180"`
	NextCheckOn  *models.Date `json:"next_check_on"`
	CloseCode    string       `json:"close_code"`
	CreatedAt    time.Time    `json:"created_at"`
	Version      int          `json:"version"`
}

func workOf(r models.WorkPath) pathBody {
	return pathBody{ID: r.ID, HouseholdID: r.HouseholdID, PersonID: r.PersonID, SuggestionID: r.SuggestionID, NeedID: r.NeedID, MatchID: r.MatchID,
		OfferID: r.OfferID, JobMatchID: r.JobMatchID, Status: string(r.Status), TrainedOn: dateOr(r.TrainedOn), Certificate: r.Certificate,
		PlacedOn: dateOr(r.PlacedOn), Job: r.Job, BeforeFen: r.Income.BeforeFen, AfterFen: r.Income.AfterFen, Checked: r.Checked,
		NextCheckOn: dateOr(r.NextCheckOn), CloseCode: string(r.CloseCode), CreatedAt: r.CreatedAt, Version: r.Version}
}

type workFileBody struct {
	pathBody
	Due      int            `json:"due_days" description:"the check that is due, 0 for none"`
	Sessions []attendedBody `json:"sessions"`
	Checks   []checkBody    `json:"checks"`
}

type attendedBody struct {
	sessionBody
	Present *bool `json:"present"`
}

type checkBody struct {
	Days      int         `json:"days"`
	Employed  string      `json:"employed"`
	CheckedOn models.Date `json:"checked_on"`
	PayFen    *int64      `json:"pay_fen"`
	Note      string      `json:"note"`
}

func (a *API) works(c *gin.Context) error {
	p, err := listPage(c, "household_id", "status", "due")
	household, err1 := idOf(c, "household_id")
	status, err2 := oneOf(c, "status", models.WorkSteps.Statuses()...)
	due, err3 := oneOf(c, "due", "true", "false")
	if err := first(err, err1, err2, err3); err != nil {
		return err
	}
	f := casework.WorkFilter{Household: household}
	if status != "" {
		f.Statuses = []models.WorkStatus{status}
	}
	if due == "true" {
		f.CheckBy = models.DateOf(a.Clock.Now())
	}
	rows, next, err := a.Casework.Works(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, func(r casework.WorkLine) pathBody { return workOf(r.WorkPath) })
}

func (a *API) openWork(c *gin.Context) error {
	id, in, err := bindStep[models.WorkDraft](c, "household")
	if err != nil {
		return err
	}
	r, err := a.Casework.OpenWork(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return created(c, "work-paths/"+r.ID, r.Version, workOf(*r))
}

func (a *API) enrol(c *gin.Context) error {
	id, in, err := bindStep[models.EnrolDraft](c, "match")
	if err != nil {
		return err
	}
	r, err := a.Casework.Enrol(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return created(c, "work-paths/"+r.ID, r.Version, workOf(*r))
}

func (a *API) work(c *gin.Context) error {
	id, err := pathID(c, "work_path")
	if err != nil {
		return err
	}
	f, err := a.Casework.Work(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	out := workFileBody{pathBody: workOf(f.WorkPath), Due: f.Due, Sessions: []attendedBody{}, Checks: []checkBody{}}
	for _, s := range f.Sessions {
		out.Sessions = append(out.Sessions, attendedBody{sessionOf(s.CourseSession), s.Present})
	}
	for _, k := range f.Checks {
		out.Checks = append(out.Checks, checkBody{Days: k.Days, Employed: string(k.Employed), CheckedOn: k.CheckedOn, PayFen: k.Said.PayFen, Note: k.Said.Note})
	}
	return shown(c, f.Version, out)
}

// workStep calls a verb that takes a path one step on.
func workStep[T any](verb func(context.Context, models.Actor, string, T) (*models.WorkPath, error)) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[T](c, "work_path")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, workOf(*r))
	}
}

type trainedBody struct {
	From       models.Date   `json:"from"`
	To         models.Date   `json:"to"`
	GroupBy    string        `json:"group_by"`
	AsOf       time.Time     `json:"as_of"`
	Total      *trainedLine  `json:"total" description:"null where it is too small to be shown"`
	Items      []trainedLine `json:"items"`
	Suppressed int           `json:"suppressed" description:"groups not shown because they are too small"`
}

type trainedLine struct {
	Key         *string          `json:"key"`
	Label       string           `json:"label,omitempty"`
	Numerator   int64            `json:"numerator"`
	Denominator int64            `json:"denominator"`
	Rate        *float64         `json:"rate" description:"null when the denominator is 0"`
	Exclusions  map[string]int64 `json:"exclusions" description:"left out: V3 died, V4 moved away"`
	Waiting     int64            `json:"waiting" description:"trained less than ninety days ago"`
}

func trainedOf(r reports.Trained) trainedLine {
	return trainedLine{Key: textOr(r.Key), Label: r.Label, Numerator: r.Numerator, Denominator: r.Denominator, Rate: r.Rate, Exclusions: r.Exclusions, Waiting: r.Waiting}
}

func (a *API) trained(c *gin.Context) error {
	from, err := dateQuery(c, "from")
	to, err1 := dateQuery(c, "to")
	if err := first(err, err1); err != nil {
		return err
	}
	r, err := a.Reports.Trained(c.Request.Context(), actor(c), from, to, reports.Grouping(c.Query("group_by")))
	if err != nil {
		return err
	}
	out := trainedBody{From: r.From, To: r.To, GroupBy: string(r.GroupBy), AsOf: r.AsOf, Items: []trainedLine{}, Suppressed: r.Suppressed}
	if !r.TotalHidden {
		total := trainedOf(r.Total)
		out.Total = &total
	}
	for _, g := range r.Groups {
		out.Items = append(out.Items, trainedOf(g))
	}
	return respond.JSON(c, http.StatusOK, out)
}
