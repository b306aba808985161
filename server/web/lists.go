package web

import (
	"errors"
	"io"
	"net/http"

	"zhulian/exchange"
	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/templates"
)

// fileMost is how large a list may be that is brought in.
const fileMost = 64 << 20

func (w *Web) listRoutes() []Route {
	in := post("/lists/import", w.importList, models.RoleStaff)
	in.MaxBody = fileMost + 1<<20
	return []Route{
		get("/lists", w.lists, models.RoleStaff), in, post("/lists/export", w.exportList, models.RoleStaff),
		get("/errands/:id", w.errand), get("/errands/:id/file", w.errandFile),
	}
}

type listsPage struct {
	Page
	Imports, Exports, Formats []templates.Option
	Errands                   []models.Errand
	Next                      string
}

func (w *Web) lists(c *Call) error {
	return w.showLists(c, http.StatusOK, Holding("kind", c.said("kind")))
}

func (w *Web) showLists(c *Call, status int, form *templates.Form) error {
	rows, next, err := w.Errands.Errands(c.Ctx(), c.Actor, c.part())
	if err != nil {
		return err
	}
	imports, exports := w.Exchange.KindsFor(c.Actor)
	p := listsPage{Page: c.Page("page.lists.title"), Errands: rows, Next: next, Imports: options(c, "page.lists.kind", imports),
		Exports: options(c, "page.lists.kind", exports), Formats: []templates.Option{{Value: "xlsx", Text: ".xlsx"}, {Value: "csv", Text: ".csv"}}}
	p.Form = form
	return c.ShowAs(status, "lists/lists", p)
}

func (w *Web) importList(c *Call) error {
	name, content, err := c.file("file", fileMost)
	var e *models.Errand
	if err == nil {
		values, _ := c.Values()
		e, err = w.Exchange.ImportLater(c.Ctx(), c.Actor, exchange.Order{
			Kind: values.Get("kind"), File: name, Content: content, Lang: c.Lang(), DryRun: values.Get("dry_run") == "true",
		})
	}
	return w.sent(c, e, err)
}

func (w *Web) exportList(c *Call) error {
	values, err := c.Values()
	var e *models.Errand
	if err == nil {
		e, err = w.Exchange.ExportLater(c.Ctx(), c.Actor, exchange.Demand{
			Kind: values.Get("kind"), Format: values.Get("format"), Purpose: values.Get("purpose"), Lang: c.Lang(),
		})
	}
	return w.sent(c, e, err)
}

// sent leads to the errand that was sent for.
func (w *Web) sent(c *Call, e *models.Errand, err error) error {
	if form, status, ok := c.Crossed(err); ok {
		return w.showLists(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/errands/"+e.ID, "")
}

// file reads an uploaded file of a form. Errors: Invalid required, TooLarge, Unreadable.
func (c *Call) file(field string, most int64) (name string, content []byte, err error) {
	if _, err := c.Values(); err != nil {
		return "", nil, err
	}
	part, head, err := c.Request.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, models.InvalidField(field, "required")
	} else if err != nil {
		return "", nil, models.Unreadable("multipart_broken")
	}
	defer func() { _ = part.Close() }()
	if head.Size > most {
		return "", nil, models.BodyTooLarge(most)
	}
	content, err = io.ReadAll(part)
	if err != nil {
		return "", nil, models.Unreadable("multipart_broken")
	}
	return head.Filename, content, nil
}

type errandPage struct {
	Page
	Errand *models.Errand
}

// errand shows how far long work is, and looks again by itself while it runs.
func (w *Web) errand(c *Call) error {
	id, err := c.ID("errand")
	if err != nil {
		return err
	}
	e, err := w.Errands.Errand(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	if ofBatch(*e) {
		return c.Go("/batches/"+e.Subject, "")
	}
	if e.Status == models.ErrandRunning {
		c.Header("Refresh", "2")
	}
	return c.Show("lists/errand", errandPage{c.Page("page.errand.title").In("/lists", c.T("page.lists.title")), e})
}

func (w *Web) errandFile(c *Call) error {
	id, err := c.ID("errand")
	if err != nil {
		return err
	}
	e, a, err := w.Errands.File(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.Download(e.FileName, a)
}

// Download answers a stored file, to be kept and never shown in the house's own name.
func (c *Call) Download(name string, a *models.Attachment) error {
	return respond.Attachment(c.Context, name, a.ContentType, a.Content)
}
