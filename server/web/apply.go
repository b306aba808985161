package web

import (
	"fmt"
	"net/http"

	"zhulian/accounts"
	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

// licenceRows is how many licences the form of an application has room for; more are added by staff.
const licenceRows = 3

func (w *Web) applyRoutes() []Route {
	apply := public(post("/apply", w.apply))
	apply.MaxBody = (licenceRows+1)*casework.MaxUpload + roomForForm
	return []Route{public(get("/apply", w.applyForm)), apply, public(get("/apply/done", w.applied)), public(get("/apply/status", w.applicationForm)),
		public(post("/apply/status", w.application))}
}

// applicationDraft is the form of an application, whose names are those of the faults that the verb finds.
type applicationDraft struct {
	County      string              `json:"county_code"`
	Name        string              `json:"name"`
	USCC        string              `json:"uscc"`
	Kind        models.SupplierKind `json:"kind"`
	Description string              `json:"description"`
	Region      string              `json:"region_code"`
	Charity     bool                `json:"is_charity"`
	Contact     string              `json:"contact.name"`
	Phone       string              `json:"contact.phone"`
	Username    string              `json:"user.username"`
	Password    string              `json:"user.password"`
}

func (d applicationDraft) draft() models.SupplierDraft {
	return models.SupplierDraft{
		CountyCode: d.County, Name: d.Name, USCC: d.USCC, Kind: d.Kind, Description: d.Description, RegionCode: d.Region, IsCharity: d.Charity,
		Contact: models.ContactDraft{Name: d.Contact, Phone: d.Phone}, User: models.LoginDraft{Username: d.Username, Password: d.Password},
	}
}

// licenceRow is one licence of the form: its number for people, and how its fields' names begin.
type licenceRow struct {
	N  int
	At string
}

type applyPage struct {
	Page
	Kinds, Places, Licences []templates.Option
	Rows                    []licenceRow
	Legacy                  bool // the code typed fails its check digit
}

func (w *Web) applyForm(c *Call) error { return w.showApply(c, http.StatusOK, nil) }

func (w *Web) showApply(c *Call, status int, form *templates.Form) error {
	regions, err := w.Casework.Regions(c.Ctx(), "")
	if err != nil {
		return err
	}
	p := applyPage{Page: c.Page("page.apply.title"), Licences: empty("–", options(c, "licence", models.LicenceKinds()))}
	p.Kinds = empty(c.T("page.apply.kind_of_code"), options(c, "supplier_kind", models.SupplierKinds()))
	for i := range licenceRows {
		p.Rows = append(p.Rows, licenceRow{i + 1, fmt.Sprintf("licences[%d].", i)})
	}
	for _, r := range regions {
		if r.Level == models.RegionCounty || r.Level == models.RegionTown {
			p.Places = append(p.Places, templates.Option{Value: r.Code, Text: r.Name})
		}
	}
	if p.Form = form; form != nil {
		_, check, flaw := models.ParseUSCC(form.Value("uscc"))
		p.Legacy = flaw == "" && check == models.USCCLegacyOverride
	}
	return c.ShowAs(status, "apply/form", p)
}

func (w *Web) apply(c *Call) error {
	in, err := Bind[applicationDraft](c)
	draft := in.draft()
	var papers []casework.Paper
	if err == nil {
		draft.CountyCode = models.CountyOf(draft.RegionCode)
		draft.Licences, papers, err = c.papers()
	}
	if err == nil {
		err = w.Rates.apply(c)
	}
	var r *models.Supplier
	if err == nil {
		r, err = w.Casework.ApplySupplier(c.Ctx(), draft, papers...)
	}
	if form, status, ok := c.Crossed(err); ok {
		form.Values.Del("user.password")
		return w.showApply(c, status, form)
	} else if err != nil {
		return err
	}
	if r.USCCCheck == models.USCCLegacyOverride {
		return c.Go("/apply/done?check=second", "")
	}
	return c.Go("/apply/done", "")
}

// papers reads the licences and the scans of the form; a row without a kind is none.
func (c *Call) papers() ([]models.Licence, []casework.Paper, error) {
	values, err := c.Values()
	if err != nil {
		return nil, nil, err
	}
	var licences []models.Licence
	var papers []casework.Paper
	add := func(kind, field string) error {
		files, err := c.uploads(field)
		for _, content := range files {
			papers = append(papers, casework.Paper{Kind: kind, Field: field, Content: content})
		}
		return err
	}
	if err := add(models.PaperRegistration, "scan"); err != nil {
		return nil, nil, err
	}
	if len(papers) == 0 {
		return nil, nil, models.InvalidField("scan", "required")
	}
	for i := range licenceRows {
		at := func(name string) string { return fmt.Sprintf("licences[%d].%s", i, name) }
		kind := values.Get(at("kind"))
		if kind == "" && values.Get(at("number")) == "" {
			continue
		}
		if len(licences) != i {
			return nil, nil, models.InvalidField(at("kind"), "rows_in_order")
		}
		licences = append(licences, models.Licence{Kind: kind, Number: values.Get(at("number")), ValidTo: models.Date(values.Get(at("valid_to")))})
		if err := add(kind, at("scan")); err != nil {
			return nil, nil, err
		}
	}
	return licences, papers, nil
}

type appliedPage struct {
	Page
	Second bool // a second person will look
}

func (w *Web) applied(c *Call) error {
	return c.Show("apply/done", appliedPage{c.Page("page.apply.done"), c.Query("check") == "second"})
}

type applicationPage struct {
	Page
	Supplier *models.Supplier
	Now      string // what happens next
}

// nextSteps say what happens next with an application.
var nextSteps = map[models.SupplierStatus]string{
	models.SupplierApplied: "page.apply.now_applied", models.SupplierChecking: "page.apply.now_checking", models.SupplierRejected: "page.apply.now_rejected",
	models.SupplierApproved: "page.apply.now_active", models.SupplierActive: "page.apply.now_active",
	models.SupplierSuspended: "page.apply.now_suspended", models.SupplierExited: "page.apply.now_suspended",
}

func (w *Web) applicationForm(c *Call) error {
	return c.Show("apply/status", applicationPage{Page: c.Page("page.apply.status").In("/apply", c.T("page.apply.title"))})
}

func (w *Web) application(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	p := applicationPage{Page: c.Page("page.apply.status").In("/apply", c.T("page.apply.title"))}
	p.Supplier, err = w.Accounts.Application(c.Ctx(), values.Get("uscc"), accounts.Login{
		Username: values.Get("username"), Password: values.Get("password"), Address: c.ClientIP(),
	})
	if form, status, ok := c.Crossed(err); ok {
		form.Values.Del("password")
		p.Form = form
		return c.ShowAs(status, "apply/status", p)
	} else if err != nil {
		return err
	}
	p.Now = c.T(nextSteps[p.Supplier.Status])
	return c.Show("apply/status", p)
}
