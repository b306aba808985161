package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) courseRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/courses", Handler: a.courses, Tag: "work", Out: listBody[courseBody]{},
			Summary: "The offers that lead to work and have not ended, with their places and sessions",
		},
		{
			Method: http.MethodPost, Path: "/offers/:id/sessions", Handler: a.postSession, Tag: "work", Status: http.StatusCreated, In: models.CourseDraft{},
			Out: sessionBody{}, Summary: "Plan a session of a training or workshop; its places are those of the offer",
		},
		{
			Method: http.MethodGet, Path: "/offers/:id/sessions", Handler: a.sessions, Tag: "work", Out: listBody[sessionBody]{},
			Summary: "The sessions of a training or workshop",
		},
		{
			Method: http.MethodPost, Path: "/course-sessions/:id/cancel", Handler: a.cancelSession, Tag: "work", Out: sessionBody{},
			Summary: "Call a planned session off",
		},
		{
			Method: http.MethodGet, Path: "/course-sessions/:id", Handler: a.roster, Tag: "work", Out: rosterBody{},
			Summary: "A session with who is expected, as far as the supplier or whoever teaches may know them; the look is logged",
		},
		{
			Method: http.MethodPost, Path: "/course-sessions/:id/attendance", Handler: a.markAttendance, Tag: "work", In: models.AttendanceDraft{}, Out: rosterBody{},
			Summary: "Mark who came; all others of the session were absent",
		},
	}
}

type sessionBody struct {
	ID       string    `json:"id"`
	OfferID  string    `json:"offer_id"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Place    string    `json:"place"`
	WorkerID *string   `json:"worker_id"`
	Status   string    `json:"status"`
	Version  int       `json:"version"`
}

func sessionOf(r models.CourseSession) sessionBody {
	return sessionBody{ID: r.ID, OfferID: r.OfferID, StartsAt: r.StartsAt, EndsAt: r.EndsAt, Place: r.Place, WorkerID: r.WorkerID, Status: string(r.Status),
		Version: r.Version}
}

type courseBody struct {
	OfferID      string        `json:"offer_id"`
	Title        string        `json:"title"`
	Category     string        `json:"category"`
	Mode         string        `json:"mode"`
	SupplierID   string        `json:"supplier_id"`
	SupplierName string        `json:"supplier_name"`
	ValidTo      models.Date   `json:"valid_to"`
	Places       *int64        `json:"places" description:"null: unknown; for a rate, per period"`
	Left         *int64        `json:"places_left" description:"null: unknown"`
	Sessions     []sessionBody `json:"sessions"`
}

func (a *API) courseOf(r casework.Course) courseBody {
	out := courseBody{OfferID: r.ID, Title: r.Title, Category: r.Category, Mode: r.Mode, SupplierID: r.SupplierID, SupplierName: r.SupplierName,
		ValidTo: r.ValidTo, Places: r.Quantity, Sessions: []sessionBody{}}
	if left, known := r.Left(models.DateOf(a.Clock.Now())); known {
		out.Left = &left
	}
	for _, s := range r.Sessions {
		out.Sessions = append(out.Sessions, sessionOf(s))
	}
	return out
}

func (a *API) courses(c *gin.Context) error {
	rows, err := a.Casework.OpenCourses(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return listed(c, rows, "", a.courseOf)
}

func (a *API) postSession(c *gin.Context) error {
	id, in, err := bindStep[models.CourseDraft](c, "offer")
	if err != nil {
		return err
	}
	r, err := a.Casework.PostCourse(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return created(c, "course-sessions/"+r.ID, r.Version, sessionOf(*r))
}

func (a *API) sessions(c *gin.Context) error {
	id, err := pathID(c, "offer")
	if err != nil {
		return err
	}
	r, err := a.Casework.Course(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return listed(c, r.Sessions, "", sessionOf)
}

func (a *API) cancelSession(c *gin.Context) error {
	id, err := pathID(c, "course_session")
	if err != nil {
		return err
	}
	r, err := a.Casework.CancelCourse(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, sessionOf(*r))
}

type rosterBody struct {
	Session sessionBody `json:"session"`
	People  []seatBody  `json:"people"`
}

type seatBody struct {
	PathID      string           `json:"work_path_id"`
	Beneficiary *beneficiaryBody `json:"beneficiary"`
	Present     *bool            `json:"present" description:"null: not marked yet"`
}

func rosterOf(r *casework.Roster) rosterBody {
	out := rosterBody{Session: sessionOf(r.CourseSession), People: []seatBody{}}
	for _, p := range r.People {
		out.People = append(out.People, seatBody{PathID: p.PathID, Beneficiary: beneficiaryOf(p.Whom), Present: p.Present})
	}
	return out
}

func (a *API) roster(c *gin.Context) error {
	id, err := pathID(c, "course_session")
	if err != nil {
		return err
	}
	r, err := a.Casework.Roster(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, rosterOf(r))
}

func (a *API) markAttendance(c *gin.Context) error {
	id, in, err := bindStep[models.AttendanceDraft](c, "course_session")
	if err != nil {
		return err
	}
	r, err := a.Casework.MarkAttendance(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, rosterOf(r))
}
