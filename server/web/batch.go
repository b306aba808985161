package web

import (
	"net/http"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/outreach"
	"zhulian/templates"
)

// batchBringers are the roles that bring departments' lists.
var batchBringers = []models.Role{models.RoleStaff, models.RoleDeptSource}

func (w *Web) batchRoutes() []Route {
	in := post("/batches", w.bringBatch, batchBringers...)
	in.MaxBody = fileMost + 1<<20
	return []Route{
		get("/batches", w.batchList, batchBringers...), in, get("/batches/:id", w.batch, batchBringers...),
		get("/batches/:id/bad", w.badRows, batchBringers...), post("/batches/:id/apply", w.applyBatch, batchBringers...),
		post("/batches/:id/check", w.checkBatch, batchBringers...), post("/batches/:id/discard", w.discardBatch, batchBringers...),
		post("/batches/:id/roll-back", w.rollBackBatch, batchBringers...),
	}
}

type batchListPage struct {
	Page
	Feeds    []templates.Option // that can be brought
	Filters  []templates.Option
	Statuses []templates.Option
	Names    feedNames
	Batches  []models.FeedBatch
	Next     string
	Known    string // the batch by which the file was brought before
}

// feedNames are the names of feeds by code.
type feedNames map[string]models.Feed

// Of is the name of a feed.
func (n feedNames) Of(p Page, code string) string {
	f, ok := n[code]
	switch {
	case !ok:
		return code
	case p.Lang == locales.English && f.NameEN != "":
		return f.NameEN
	}
	return f.NameZH
}

// Department is the name of a department.
func (p Page) Department(name string) string {
	if p.Lang == locales.English {
		return models.DepartmentEN(name)
	}
	return name
}

// OfBatch tells whether an errand works on a batch, whose page shows how far it is.
func (p Page) OfBatch(e models.Errand) bool { return ofBatch(e) }

func ofBatch(e models.Errand) bool { return strings.HasPrefix(e.Kind, "batch_") }

func (w *Web) batchList(c *Call) error { return w.showBatches(c, http.StatusOK, nil, "") }

func (w *Web) showBatches(c *Call, status int, form *templates.Form, known string) error {
	p := batchListPage{Page: c.Page("page.batch.title"), Known: known, Names: feedNames{}}
	feeds, err := w.Outreach.Feeds(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		p.Names[f.Code] = f
		o := templates.Option{Value: f.Code, Text: p.Names.Of(p.Page, f.Code), Group: p.Department(f.SourceDept)}
		p.Filters = append(p.Filters, o)
		if f.Enabled {
			p.Feeds = append(p.Feeds, o)
		}
	}
	p.Filters = c.any(p.Filters)
	p.Statuses = c.any(options(c, "status.feed_batch", models.BatchSteps.Statuses()))
	f := outreach.BatchFilter{Feed: c.said("feed"), Status: models.BatchStatus(c.said("status"))}
	if p.Batches, p.Next, err = w.Outreach.Batches(c.Ctx(), c.Actor, f, c.part()); err != nil {
		return err
	}
	if p.Form = form; form == nil {
		p.Form = Holding("feed", c.said("feed"), "status", c.said("status"))
	}
	return c.ShowAs(status, "batch/list", p)
}

func (w *Web) bringBatch(c *Call) error {
	name, content, err := c.file("file", fileMost)
	var b *models.FeedBatch
	if err == nil {
		values, _ := c.Values()
		b, err = w.Outreach.ReceiveBatch(c.Ctx(), c.Actor, outreach.Upload{Feed: values.Get("feed"), FileName: name, Content: content, Lang: c.Lang()})
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showBatches(c, status, form, outreach.KnownBatch(err))
	} else if err != nil {
		return err
	}
	return c.Go("/batches/"+b.ID, "")
}

type batchPage struct {
	Page
	Batch  *outreach.BatchView
	Aside  *outreach.Aside
	Places map[string]string
	Names  who
}

// badShown is how many bad rows the page lists; the file has them all.
const badShown = 50

// Can tells whether a step is open to the batch.
func (p batchPage) Can(step string) bool {
	_, err := models.BatchSteps.Next(step, p.Batch.Status)
	return err == nil && !p.Runs()
}

// Runs tells whether work on the batch goes on.
func (p batchPage) Runs() bool {
	return p.Batch.Errand != nil && p.Batch.Errand.Status == models.ErrandRunning
}

// CutOff tells whether the check ended before it was done.
func (p batchPage) CutOff() bool { return p.Batch.Status == models.BatchReceived && !p.Runs() }

// Said is what went wrong in the last work on the batch.
func (p batchPage) Said() string {
	if e := p.Batch.Errand; e != nil && e.Status == models.ErrandFailed {
		return e.Outcome
	}
	return ""
}

// Good counts the rows that can be used.
func (p batchPage) Good() int {
	return p.Batch.Counts.Rows - p.Batch.Counts.Bad - p.Batch.Counts.Repeated
}

// Shown are the first bad rows.
func (p batchPage) Shown() []badRow {
	rows := p.Aside.Bad
	out := make([]badRow, 0, min(len(rows), badShown))
	for _, b := range rows[:min(len(rows), badShown)] {
		out = append(out, badRow{b.Line, b.Say(p.Lang)})
	}
	return out
}

type badRow struct {
	Line int
	Why  string
}

// Hidden counts the bad rows that the page does not list.
func (p batchPage) Hidden() int { return max(0, len(p.Aside.Bad)-badShown) }

// CodeName is the name of a code of the feed.
func (p batchPage) CodeName(code string) string {
	for _, w := range p.Batch.Declared.Codes {
		if w.Code == code && p.Lang == locales.English && w.NameEN != "" {
			return w.NameEN
		} else if w.Code == code {
			return w.NameZH
		}
	}
	return code
}

func (w *Web) batch(c *Call) error { return w.showBatch(c, http.StatusOK, nil) }

func (w *Web) showBatch(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("feed_batch")
	if err != nil {
		return err
	}
	p := batchPage{Places: map[string]string{}}
	if p.Batch, err = w.Outreach.Batch(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	if p.Aside, err = w.Outreach.Aside(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	regions, err := w.Casework.Regions(c.Ctx(), c.Actor.CountyCode+"000000")
	if err != nil {
		return err
	}
	for _, r := range regions {
		p.Places[r.Code] = r.Name
	}
	base := c.Page("page.batch.title")
	p.Page = c.Titled(feedNames{p.Batch.Feed: p.Batch.Declared}.Of(base, p.Batch.Feed)).In("/batches", base.Title)
	p.Form = form
	if p.Runs() {
		c.Header("Refresh", "2")
	}
	return c.ShowAs(status, "batch/show", p)
}

// onBatch does a verb to the batch of the address and leads back to its page.
func (w *Web) onBatch(c *Call, done string, verb func(id string) error) error {
	id, err := c.ID("feed_batch")
	if err == nil {
		err = verb(id)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showBatch(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/batches/"+id, done)
}

func (w *Web) applyBatch(c *Call) error {
	return w.onBatch(c, "", func(id string) error { return w.Outreach.ApplyBatch(c.Ctx(), c.Actor, id, c.Lang()) })
}

func (w *Web) checkBatch(c *Call) error {
	return w.onBatch(c, "", func(id string) error { return w.Outreach.CheckBatch(c.Ctx(), c.Actor, id, c.Lang()) })
}

func (w *Web) discardBatch(c *Call) error {
	return w.onBatch(c, "batch_discarded", func(id string) error { return w.Outreach.DiscardBatch(c.Ctx(), c.Actor, id) })
}

func (w *Web) rollBackBatch(c *Call) error {
	return w.onBatch(c, "batch_rolled_back", func(id string) error {
		values, err := c.Values()
		if err != nil {
			return err
		}
		return w.Outreach.RollBackBatch(c.Ctx(), c.Actor, id, values.Get("reason"))
	})
}

func (w *Web) badRows(c *Call) error {
	id, err := c.ID("feed_batch")
	if err != nil {
		return err
	}
	a, err := w.Outreach.BadRows(c.Ctx(), c.Actor, id, c.Lang())
	if err != nil {
		return err
	}
	return c.Download("zhulian-bad-rows-"+id[len(id)-8:]+".csv", a)
}
