package web

import (
	"net/http"
	"strings"

	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

func (w *Web) sampleRoutes() []Route {
	see := []models.Role{models.RoleStaff, models.RoleOperator, models.RoleAuditor}
	return []Route{
		get("/reports/outliers", w.outliers, see...), get("/reports/samples", w.samples, see...), post("/reports/samples", w.drawSample, models.RoleStaff),
		get("/reports/samples/:id", w.sample, see...), post("/reports/samples/:id/record", w.recordSample, models.RoleStaff, models.RoleOperator),
	}
}

// monthsBack are the last twelve months, the newest first, as the choices of a field.
func (c *Call) monthsBack() []templates.Option {
	var out []templates.Option
	p := Page{Page: templates.Page{Lang: c.Lang()}}
	for i := range 12 {
		month := c.Today().Month().AddMonths(-i)
		out = append(out, templates.Option{Value: string(month[:7]), Text: p.MonthName(month)})
	}
	return out
}

// lastMonth is the month that has ended last, which is looked into now.
func (c *Call) lastMonth() string { return string(c.Today().Month().AddMonths(-1)[:7]) }

type outlierPage struct {
	Page
	Tabs   []templates.Link
	Kinds  []outlierKind
	Months []templates.Option
	Month  string
	Any    bool
	ways   map[string]string
}

// outlierKind is one kind of finding with its findings.
type outlierKind struct {
	Kind string
	Rows []reports.Finding
}

// outliers lists what looks unlike honest work, and at what to look.
func (w *Web) outliers(c *Call) error {
	p := outlierPage{Page: c.Page("page.outlier.title"), Tabs: c.tabs(), Months: c.monthsBack(), Month: c.said("period"), ways: c.caseWays()}
	if p.Month == "" {
		p.Month = c.lastMonth()
	}
	rows, err := w.Reports.Outliers(c.Ctx(), c.Actor, p.Month)
	status := http.StatusOK
	if form, code, ok := c.Crossed(err); ok {
		p.Form, status = form, code
	} else if err != nil {
		return err
	} else {
		p.Form = Holding("period", p.Month)
	}
	for _, kind := range reports.OutlierKinds() {
		k := outlierKind{Kind: kind}
		for _, f := range rows {
			if f.Kind == kind {
				k.Rows = append(k.Rows, f)
			}
		}
		p.Any = p.Any || len(k.Rows) > 0
		p.Kinds = append(p.Kinds, k)
	}
	return c.ShowAs(status, "sample/outliers", p)
}

// Whose names whoever a finding is about: an account, a supplier, or the beginning of a picture's hash.
func (outlierPage) Whose(f reports.Finding) string {
	if f.Label != "" {
		return f.Label
	}
	return f.Who[:min(len(f.Who), 12)]
}

// Ways lead to the very records of a finding, where the reader may open them; by the end of their ids, for they have no names.
func (p outlierPage) Ways(f reports.Finding) []templates.Link {
	var out []templates.Link
	for _, id := range f.IDs {
		if way := p.ways[f.Noun]; way != "" {
			out = append(out, templates.Link{Href: strings.Replace(way, ":id", id, 1), Text: strings.ToUpper(id[max(0, len(id)-6):])})
		}
	}
	return out
}

type samplesPage struct {
	Page
	Tabs     []templates.Link
	Rows     []models.AuditSample
	Places   places
	Next     string
	Months   []templates.Option
	Month    string
	Progress *reports.SampleProgress
	MayDraw  bool
}

func (w *Web) samples(c *Call) error { return w.showSamples(c, http.StatusOK, nil) }

func (w *Web) showSamples(c *Call, status int, form *templates.Form) error {
	p := samplesPage{Page: c.Page("page.sample.title"), Tabs: c.tabs(), Months: c.monthsBack(), Month: c.said("month")}
	if p.Month == "" {
		p.Month = c.lastMonth()
	}
	p.Form = Holding("month", p.Month)
	var err error
	if p.Progress, err = w.Reports.Progress(c.Ctx(), c.Actor, p.Month); err == nil {
		p.Rows, p.Next, err = w.Reports.Samples(c.Ctx(), c.Actor, p.Month, c.part())
	}
	if err == nil {
		p.Places, err = w.placesOf(c)
	}
	if wrong, code, ok := c.Crossed(err); ok {
		p.Form, status = wrong, code
	} else if err != nil {
		return err
	}
	if form != nil {
		p.Form = form
	}
	p.MayDraw = models.ScopeOf(c.Actor, models.SampleDraw) != models.ScopeNone
	return c.ShowAs(status, "sample/list", p)
}

func (w *Web) drawSample(c *Call) error {
	values, err := c.Values()
	if err == nil {
		_, err = w.Reports.DrawSample(c.Ctx(), c.Actor, values.Get("month"))
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showSamples(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go(templates.With("/reports/samples", "month", values.Get("month")), "sample_drawn")
}

type samplePage struct {
	Page
	Row       *models.AuditSample
	Results   []templates.Option
	MayRecord bool
	Places    places
	Object    string // where the case itself is looked at; "" where the reader has no such page
	MayHome   bool
}

func (w *Web) sample(c *Call) error { return w.showSample(c, http.StatusOK, nil) }

func (w *Web) showSample(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("audit_sample")
	if err != nil {
		return err
	}
	r, err := w.Reports.Sample(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	month := string(r.Month[:7])
	p := samplePage{Page: c.Page("page.sample.one").In(templates.With("/reports/samples", "month", month), c.T("page.sample.title")), Row: r,
		Results:   options(c, "sample_result", []string{"true", "wrong", "unreachable"}),
		MayRecord: models.ScopeOf(c.Actor, models.SampleRecord) != models.ScopeNone && models.SampleSteps.Allows("record", r.Status),
		MayHome:   models.ScopeOf(c.Actor, models.HouseholdView) != models.ScopeNone}
	p.Object = strings.Replace(c.caseWays()[r.Noun], ":id", r.ObjectID, 1)
	p.Form = form
	if p.Places, err = w.placesOf(c); err != nil {
		return err
	}
	return c.ShowAs(status, "sample/show", p)
}

func (w *Web) recordSample(c *Call) error {
	id, err := c.ID("audit_sample")
	if err != nil {
		return err
	}
	in, err := Bind[models.SampleResult](c)
	if err == nil {
		_, err = w.Reports.RecordSample(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showSample(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/reports/samples/"+id, "sample_recorded")
}
