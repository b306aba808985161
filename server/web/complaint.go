package web

import (
	"context"
	"net/http"

	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/templates"
)

// reliefVerb is a step of a request for relief.
type reliefVerb = func(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error)

// complaintRoles are the roles that see to complaints.
var complaintRoles = []models.Role{models.RoleStaff, models.RoleOperator}

func (w *Web) complaintRoutes() []Route {
	filing := append([]models.Role{models.RoleAide, models.RoleTown}, complaintRoles...)
	return []Route{
		get("/complaints", w.complaints, complaintRoles...), get("/complaints/new", w.complaintNew, filing...), post("/complaints", w.fileComplaint, filing...),
		get("/complaints/:id", w.complaint, complaintRoles...), post("/complaints/:id/take", w.complaintStep("complaint_taken", w.Entitlement.TakeComplaint), complaintRoles...),
		post("/complaints/:id/answer", w.complaintStep("complaint_answered", w.Entitlement.AnswerComplaint), complaintRoles...),
		post("/complaints/:id/close", w.complaintStep("complaint_closed", w.Entitlement.CloseComplaint), complaintRoles...),
	}
}

type complaintsPage struct {
	Page
	Items  []models.Complaint
	Next   string
	Places places
	Open   bool
	Tabs   []templates.Link
}

func (w *Web) complaints(c *Call) error {
	f, all := entitlement.ComplaintFilter{}, c.said("show") == "all"
	if !all {
		f.Statuses = []models.ComplaintStatus{models.ComplaintFiled, models.ComplaintAssigned, models.ComplaintEscalated, models.ComplaintAnswered}
	}
	rows, next, err := w.Entitlement.Complaints(c.Ctx(), c.Actor, f, c.reliefPart())
	if err != nil {
		return err
	}
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	if err != nil {
		return err
	}
	p := complaintsPage{Page: c.Page("page.complaint.list"), Items: rows, Next: next, Places: placeNames(regions), Open: !all}
	p.Tabs = []templates.Link{{Href: "/complaints", Text: c.T("page.complaint.open"), Current: !all}, {Href: "/complaints?show=all", Text: c.T("page.complaint.all"), Current: all}}
	return c.Show("complaint/list", p)
}

type complaintNewPage struct {
	Page
	Application string
	Places      []templates.Option
	Channels    []templates.Option
}

func (w *Web) complaintNew(c *Call) error { return w.showComplaintNew(c, nil, http.StatusOK) }

func (w *Web) showComplaintNew(c *Call, form *templates.Form, status int) error {
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	if err != nil {
		return err
	}
	p := complaintNewPage{Page: c.Page("page.complaint.new"), Channels: options(c, "channel", []string{"aide", "hotline", "visit"})}
	p.Application, _ = models.ParseID(c.Query("application"))
	if p.Form = form; form != nil {
		p.Application = form.Value("application_id")
	}
	for _, r := range regions {
		if r.Level != models.RegionCounty && c.Actor.Covers(r.Code) {
			p.Places = append(p.Places, templates.Option{Value: r.Code, Text: r.Name})
		}
	}
	return c.ShowAs(status, "complaint/new", p)
}

func (w *Web) fileComplaint(c *Call) error {
	in, err := Bind[models.ComplaintDraft](c)
	if err == nil {
		_, err = w.Entitlement.FileComplaint(c.Ctx(), c.Actor, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showComplaintNew(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/", "complaint_filed")
}

type complaintPage struct {
	Page
	*entitlement.ComplaintFile
}

func (w *Web) complaint(c *Call) error {
	id, err := c.ID("complaint")
	if err != nil {
		return err
	}
	return w.showComplaint(c, id, nil, http.StatusOK)
}

func (w *Web) showComplaint(c *Call, id string, form *templates.Form, status int) error {
	f, err := w.Entitlement.ComplaintFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := complaintPage{Page: c.Titled(c.T("page.complaint.title")+" "+f.No).In("/complaints", c.T("page.complaint.list")), ComplaintFile: f}
	p.Form = form
	return c.ShowAs(status, "complaint/file", p)
}

func (w *Web) complaintStep(done string, verb func(context.Context, models.Actor, string, models.ComplaintStep) (*models.Complaint, error)) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("complaint")
		if err != nil {
			return err
		}
		in, err := Bind[models.ComplaintStep](c)
		if err == nil {
			_, err = verb(c.Ctx(), c.Actor, id, in)
		}
		if form, status, ok := c.Crossed(err); ok {
			return w.showComplaint(c, id, form, status)
		} else if err != nil {
			return err
		}
		return c.Go("/complaints/"+id, done)
	}
}
