package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

// need shows all about one need, and what may be done with it now.
func (w *Web) need(c *Call) error {
	id, err := c.ID("need")
	if err != nil {
		return err
	}
	return w.showNeed(c, id, "", nil, http.StatusOK)
}

type needPage struct {
	Page
	Need    *casework.NeedFile
	Today   models.Date
	Codes   needCodes
	Audited bool
	Origin  origin
	crossed string // the form that came back
}

// Repeats is help of the category within a week, of which the page warns.
func (p needPage) Repeats() []casework.RecentHelp { return p.Need.Recent }

// needCodes are the choices of the forms that end a need.
type needCodes struct{ Void, Met, Unmet, Content []templates.Option }

// showNeed shows a need; where a form of it came back, with what was typed and what is wrong.
func (w *Web) showNeed(c *Call, id, crossed string, form *templates.Form, status int) error {
	file, err := w.Casework.NeedFile(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	page := needPage{
		Page: c.Titled(file.Title).In("/needs", c.T("page.need.list.title")), Need: file, Today: c.Today(), crossed: crossed,
		Audited: c.Actor.Role == models.RoleAuditor, Origin: c.cameOf(file.Source, file.SourceID),
		Codes: needCodes{
			Void: c.closings(models.ResolutionCode.IsVoid), Met: c.closings(models.ResolutionCode.IsMet), Unmet: c.closings(models.ResolutionCode.IsUnmet),
			Content: c.satisfactions(),
		},
	}
	if !file.Can.Void {
		page.Codes.Void = nil
	}
	page.Form = form
	return c.ShowAs(status, "need/file", page)
}

// act is one small form of a page: what was typed and what is wrong belongs to the form that came back, and to no other.
type act struct {
	Page
	Name, To string // Name tells its fields from those of other forms
	Open     bool
}

// Act is one form of the page by its name, posting below the need's address.
func (p needPage) Act(name string) act {
	a := act{Page: p.Page, Name: name, To: "/needs/" + p.Need.ID + "/" + name, Open: p.crossed == name}
	if !a.Open {
		a.Form = nil
	}
	a.Page.Page = a.Named(name)
	return a
}

// Line is one form about a match or fulfilment of the need.
func (p needPage) Line(name, id string) act {
	a := p.Act(name)
	a.To = "/needs/" + p.Need.ID + "/" + name + "/" + id
	a.Name += "-" + id[24:]
	if a.Open = p.crossed == name+id; a.Open {
		a.Form = p.Form
	}
	a.Page.Page = a.Named(a.Name)
	return a
}

// Overdue tells whether the need should have been resolved before today.
func (p needPage) Overdue() bool {
	return p.Need.DueOn != "" && p.Need.DueOn < p.Today && p.Need.ClosedAt == nil
}

// Share is a sum's share of what was asked for, as the width of a bar of 100; unknown quantities have none.
func (p needPage) Share(n int64) int64 {
	if p.Need.Quantity == nil || *p.Need.Quantity <= 0 {
		return 0
	}
	return min(100, 100*n/(*p.Need.Quantity))
}

// Who is the name of somebody in the need's history; the house itself where nobody did it.
func (p needPage) Who(e models.Event) string {
	if name := p.Need.Names[e.ActorID]; name != "" {
		return name
	}
	return p.RoleName(e.ActorRole)
}

// Back is the way to the queue of the group in which the need stands.
func (p needPage) Back() string {
	for _, g := range models.NeedGroups() {
		for _, s := range g.Statuses() {
			if s == p.Need.Status {
				return "/needs?group=" + string(g)
			}
		}
	}
	return "/needs"
}
