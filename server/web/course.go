package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) courseRoutes() []Route {
	own, worker := models.RoleSupplierAdmin, models.RoleSupplierWorker
	readers := append([]models.Role{own}, deskRoles...)
	return []Route{
		get("/courses", w.courseList, readers...), get("/courses/:id", w.courseShow, readers...), post("/courses/:id/sessions", w.postSession, own),
		get("/sessions", w.teachingDay, worker), get("/sessions/:id", w.sessionShow, own, worker),
		post("/sessions/:id/attendance", w.markAttendance, own, worker), post("/sessions/:id/cancel", w.cancelSession, own),
	}
}

type courseListPage struct {
	Page
	Courses []casework.Course
	Today   models.Date
	Own     bool
	Report  bool // the report of trainings is the reader's too
}

// courseList is the trainings, jobs and workshops that are open, with their free places.
func (w *Web) courseList(c *Call) error {
	rows, err := w.Casework.OpenCourses(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	_, no := models.Authorise(c.Actor, models.WorkReport)
	return c.Show("course/list", courseListPage{c.Page("page.course.title"), rows, c.Today(), c.Actor.Role.IsSupplier(), no == nil})
}

type coursePage struct {
	Page
	Course *casework.Course
	Team   []templates.Option
	Today  models.Date
	May    bool
}

func (w *Web) courseShow(c *Call) error { return w.showCourse(c, http.StatusOK, nil) }

func (w *Web) showCourse(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("offer")
	if err != nil {
		return err
	}
	r, err := w.Casework.Course(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := coursePage{Page: c.Titled(r.Title).In("/courses", c.T("page.course.title")), Course: r, Today: c.Today(), May: c.Actor.Role == models.RoleSupplierAdmin}
	p.Form = form
	if p.May {
		team, err := w.Casework.Team(c.Ctx(), c.Actor, c.Actor.SupplierID)
		if err != nil {
			return err
		}
		p.Team = []templates.Option{{Text: c.T("page.course.no_worker")}}
		for _, a := range team {
			p.Team = append(p.Team, templates.Option{Value: a.ID, Text: a.DisplayName})
		}
	}
	return c.ShowAs(status, "course/show", p)
}

// sessionForm is what the form of a session says: instants in China, as a browser writes them.
type sessionForm struct {
	StartsAt string `json:"starts_at"`
	EndsAt   string `json:"ends_at"`
	Place    string `json:"place"`
	WorkerID string `json:"worker_id"`
}

func (f sessionForm) draft() (models.CourseDraft, error) {
	out := models.CourseDraft{Place: f.Place, WorkerID: f.WorkerID}
	var faults []models.FieldError
	var ok bool
	if out.StartsAt, ok = minuteOf(f.StartsAt); !ok {
		faults = append(faults, models.FieldError{Field: "starts_at", Code: "date"})
	}
	if out.EndsAt, ok = minuteOf(f.EndsAt); !ok {
		faults = append(faults, models.FieldError{Field: "ends_at", Code: "date"})
	}
	if len(faults) > 0 {
		return out, models.Invalid(faults...)
	}
	return out, nil
}

func (w *Web) postSession(c *Call) error {
	id, err := c.ID("offer")
	if err != nil {
		return err
	}
	in, err := Bind[sessionForm](c)
	var draft models.CourseDraft
	if err == nil {
		draft, err = in.draft()
	}
	if err == nil {
		_, err = w.Casework.PostCourse(c.Ctx(), c.Actor, id, draft)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showCourse(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/courses/"+id, "session_planned")
}

type teachingPage struct {
	Page
	Sessions []models.CourseSession
}

// teachingDay is the sessions that a worker teaches.
func (w *Web) teachingDay(c *Call) error {
	rows, err := w.Casework.TeachingDay(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("course/teaching", teachingPage{c.Page("page.session.mine"), rows})
}

type sessionPage struct {
	Page
	Roster             *casework.Roster
	MayMark, MayCancel bool
}

func (w *Web) sessionShow(c *Call) error { return w.showSession(c, http.StatusOK, nil) }

func (w *Web) showSession(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("course_session")
	if err != nil {
		return err
	}
	r, err := w.Casework.Roster(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := sessionPage{Page: c.Titled(c.T("page.session.one") + " " + r.Offer.Title), Roster: r}
	p.Form = form
	p.MayMark = models.CourseSteps.Allows("hold", r.Status) && !w.Clock.Now().Before(r.StartsAt)
	if c.Actor.Role == models.RoleSupplierAdmin {
		p.Page = p.In("/courses", c.T("page.course.title"), "/courses/"+r.OfferID, r.Offer.Title)
		p.MayCancel = models.CourseSteps.Allows("cancel", r.Status)
	} else {
		p.Page = p.In("/sessions", c.T("page.session.mine"))
	}
	return c.ShowAs(status, "course/session", p)
}

// People says how many are expected.
func (p sessionPage) People() int { return len(p.Roster.People) }

// onSession lets a verb change the session of the address; what it refuses comes back on the session's page.
func (w *Web) onSession(c *Call, done string, verb func(id string) error) error {
	id, err := c.ID("course_session")
	if err != nil {
		return err
	}
	err = verb(id)
	if form, status, ok := c.Crossed(err); ok {
		return w.showSession(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/sessions/"+id, done)
}

func (w *Web) markAttendance(c *Call) error {
	return w.onSession(c, "attendance_marked", func(id string) error {
		in, err := Bind[models.AttendanceDraft](c)
		if err == nil {
			_, err = w.Casework.MarkAttendance(c.Ctx(), c.Actor, id, in)
		}
		return err
	})
}

func (w *Web) cancelSession(c *Call) error {
	return w.onSession(c, "session_cancelled", func(id string) error {
		_, err := w.Casework.CancelCourse(c.Ctx(), c.Actor, id)
		return err
	})
}
