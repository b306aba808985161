package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/entitlement"
	"zhulian/models"
)

func (a *API) complaintRoutes() []Route {
	d := a.Entitlement
	step := func(path, summary string, verb func(context.Context, models.Actor, string, models.ComplaintStep) (*models.Complaint, error)) Route {
		return Route{Method: http.MethodPost, Path: "/complaints/:id/" + path, Handler: complaintStep(verb), Tag: "complaints", Summary: summary,
			In: models.ComplaintStep{}, Out: complaintBody{}}
	}
	return []Route{
		{
			Method: http.MethodPost, Path: "/complaints", Handler: a.fileComplaint, Tag: "complaints", Status: http.StatusCreated, In: models.ComplaintDraft{},
			Out: complaintBody{}, Summary: "Take a complaint down for somebody; it is answered within fifteen days",
		},
		{
			Method: http.MethodGet, Path: "/complaints", Handler: a.complaints, Tag: "complaints", Out: complaintBody{}, List: true,
			Query: []string{"status", "application_id"}, Summary: "List complaints, without what was written",
		},
		{
			Method: http.MethodGet, Path: "/complaints/:id", Handler: a.complaint, Tag: "complaints", Out: complaintBody{},
			Summary: "Show a complaint with what was written; the view is logged",
		},
		step("take", "See to a complaint; not to one about a case of one's own", d.TakeComplaint),
		step("answer", "Answer a complaint in writing; never about a case of one's own", d.AnswerComplaint),
		step("close", "End a complaint that was answered", d.CloseComplaint),
	}
}

type complaintBody struct {
	ID            string     `json:"id"`
	No            string     `json:"no"`
	ApplicationID *string    `json:"application_id"`
	HouseholdID   *string    `json:"household_id"`
	RegionCode    string     `json:"region_code"`
	Channel       string     `json:"channel"`
	Status        string     `json:"status"`
	Text          *string    `json:"text"`
	Contact       *string    `json:"contact"`
	Answer        *string    `json:"answer"`
	AssignedTo    *string    `json:"assigned_to"`
	AnswerBy      time.Time  `json:"answer_by"`
	AnsweredAt    *time.Time `json:"answered_at"`
	FiledAt       time.Time  `json:"filed_at"`
	ClosedAt      *time.Time `json:"closed_at"`
	Version       int        `json:"version"`
}

func complaintOf(r models.Complaint) complaintBody {
	return complaintBody{ID: r.ID, No: r.No, ApplicationID: r.ApplicationID, HouseholdID: r.HouseholdID, RegionCode: r.RegionCode, Channel: r.Channel,
		Status: string(r.Status), Text: textOr(r.Text), Contact: textOr(r.Contact), Answer: textOr(r.Answer), AssignedTo: r.AssignedTo, AnswerBy: r.AnswerBy,
		AnsweredAt: r.AnsweredAt, FiledAt: r.FiledAt, ClosedAt: r.ClosedAt, Version: r.Version}
}

func (a *API) fileComplaint(c *gin.Context) error {
	in, err := bind[models.ComplaintDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Entitlement.FileComplaint(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return created(c, "complaints/"+r.ID, r.Version, complaintOf(*r))
}

func (a *API) complaints(c *gin.Context) error {
	p, err := listPage(c, "status", "application_id")
	status, err1 := oneOf(c, "status", models.ComplaintSteps.Statuses()...)
	application, err2 := idOf(c, "application_id")
	if err := first(err, err1, err2); err != nil {
		return err
	}
	f := entitlement.ComplaintFilter{Application: application}
	if status != "" {
		f.Statuses = []models.ComplaintStatus{status}
	}
	rows, next, err := a.Entitlement.Complaints(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, complaintOf)
}

func (a *API) complaint(c *gin.Context) error {
	id, err := pathID(c, "complaint")
	if err != nil {
		return err
	}
	f, err := a.Entitlement.ComplaintFile(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, f.Version, complaintOf(f.Complaint))
}

func complaintStep(verb func(context.Context, models.Actor, string, models.ComplaintStep) (*models.Complaint, error)) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.ComplaintStep](c, "complaint")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, complaintOf(*r))
	}
}
