package web

import (
	"net/http"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

// workRoles are the roles that go along with people on their way to work.
var workRoles = []models.Role{models.RoleAide, models.RoleTown, models.RoleStaff}

func (w *Web) workRoutes() []Route {
	who := workRoles
	return []Route{
		get("/work", w.workList, who...), get("/work/:id", w.workShow, who...), post("/households/:id/work", w.openWork, who...),
		post("/work/:id/enrol", w.enrol, who...), post("/work/:id/training", w.endTraining, who...), post("/work/:id/job", w.placeInJob, who...),
		post("/work/:id/lost", w.loseJob, who...), post("/work/:id/check", w.checkWork, who...), post("/work/:id/income", w.recordIncome, who...),
		post("/work/:id/close", w.closeWork, who...),
	}
}

type workListPage struct {
	Page
	Works    []casework.WorkLine
	Next     string
	Statuses []templates.Option
	Due      bool
	Today    models.Date
}

func (w *Web) workList(c *Call) error {
	f := casework.WorkFilter{}
	if s := models.WorkStatus(c.said("status")); s != "" {
		f.Statuses = []models.WorkStatus{s}
	}
	due := c.said("show") == "due"
	if due {
		f.CheckBy = c.Today()
	}
	rows, next, err := w.Casework.Works(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := workListPage{Page: c.Page("page.work.title"), Works: rows, Next: next, Due: due, Today: c.Today()}
	p.Form = Holding("status", c.said("status"))
	p.Statuses = c.any(options(c, "status.work_path", models.WorkSteps.Statuses()))
	return c.Show("work/list", p)
}

func (w *Web) openWork(c *Call) error {
	id, err := c.ID("household")
	if err != nil {
		return err
	}
	in, err := Bind[models.WorkDraft](c)
	var r *models.WorkPath
	if err == nil {
		r, err = w.Casework.OpenWork(c.Ctx(), c.Actor, id, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showHousehold(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/work/"+r.ID, "work_begun")
}

type workPage struct {
	Page
	File                *casework.WorkFile
	Today               models.Date
	Employeds, Closings []templates.Option
	Promises, Ends      []templates.Option
}

func (w *Web) workShow(c *Call) error { return w.showWork(c, http.StatusOK, nil) }

func (w *Web) showWork(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("work_path")
	if err != nil {
		return err
	}
	f, err := w.Casework.Work(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := workPage{Page: c.Titled(c.T("page.work.one")+" "+f.PersonName).In("/work", c.T("page.work.title")), File: f, Today: c.Today(),
		Employeds: options(c, "employed", models.Employeds()), Ends: options(c, "training_end", []string{"true", "false"})}
	if p.Form = form; form == nil {
		p.Form = Holding("ended_on", string(c.Today()), "since", string(c.Today()))
	}
	for _, code := range models.WorkClosings() {
		p.Closings = append(p.Closings, templates.Option{Value: string(code), Text: c.T("work_closing." + string(code))})
	}
	for _, m := range f.Promises {
		p.Promises = append(p.Promises, templates.Option{Value: m.ID, Text: p.Category(m.Category) + " · " + p.Amount(m.Reserved, m.Unit)})
	}
	return c.ShowAs(status, "work/show", p)
}

// Asked says how long after its beginning the check that is due lies.
func (p workPage) Asked() string { return p.T("page.work.after", "n", p.File.Due) }

// Change is by how much the income changed, with its sign.
func (p workPage) Change() string {
	n := p.File.Income.Fen()
	if n > 0 {
		return "+" + p.Money(n)
	}
	return p.Money(n)
}

// onWork lets a verb change the path of the address; what it refuses comes back on the path's page.
func (w *Web) onWork(c *Call, done string, verb func(id string) error) error {
	id, err := c.ID("work_path")
	if err != nil {
		return err
	}
	err = verb(id)
	if form, status, ok := c.Crossed(err); ok {
		return w.showWork(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/work/"+id, done)
}

// enrolForm chooses the promise under which the person of the path gets a place.
type enrolForm struct {
	MatchID  string `json:"match_id"`
	PersonID string `json:"person_id"`
}

func (w *Web) enrol(c *Call) error {
	return w.onWork(c, "work_enrolled", func(string) error {
		in, err := Bind[enrolForm](c)
		if err == nil && in.MatchID == "" {
			err = models.InvalidField("match_id", "required")
		}
		if err == nil {
			_, err = w.Casework.Enrol(c.Ctx(), c.Actor, in.MatchID, models.EnrolDraft{PersonID: in.PersonID})
		}
		return err
	})
}

func (w *Web) endTraining(c *Call) error {
	return w.onWork(c, "training_ended", func(id string) error {
		in, err := Bind[models.TrainingOutcome](c)
		if err == nil {
			_, err = w.Casework.EndTraining(c.Ctx(), c.Actor, id, in)
		}
		return err
	})
}

// payForm is what the forms of a job and of a check have in common: the pay in yuan, where the verbs take fen.
type payForm struct {
	Yuan string `json:"pay_fen"`
}

func (f payForm) fen(field string) (*int64, error) {
	if f.Yuan == "" {
		return nil, nil
	}
	fen, ok := fenOf(f.Yuan)
	if !ok {
		return nil, models.InvalidField(field, "money")
	}
	return &fen, nil
}

type jobForm struct {
	payForm
	Title    string      `json:"title"`
	Employer string      `json:"employer"`
	Since    models.Date `json:"since"`
}

func (w *Web) placeInJob(c *Call) error {
	return w.onWork(c, "work_placed", func(id string) error {
		in, err := Bind[jobForm](c)
		if err != nil {
			return err
		}
		pay, err := in.fen("pay_fen")
		if err == nil {
			_, err = w.Casework.PlaceInJob(c.Ctx(), c.Actor, id, models.JobDraft{Title: in.Title, Employer: in.Employer, Since: in.Since, PayFen: pay})
		}
		return err
	})
}

func (w *Web) loseJob(c *Call) error {
	return w.onWork(c, "work_lost", func(id string) error {
		_, err := w.Casework.LoseJob(c.Ctx(), c.Actor, id)
		return err
	})
}

type workCheckForm struct {
	payForm
	Employed models.Employed `json:"employed"`
	Note     string          `json:"note"`
}

func (w *Web) checkWork(c *Call) error {
	return w.onWork(c, "work_checked", func(id string) error {
		in, err := Bind[workCheckForm](c)
		if err != nil {
			return err
		}
		pay, err := in.fen("pay_fen")
		if err == nil {
			_, err = w.Casework.CheckWork(c.Ctx(), c.Actor, id, models.CheckDraft{Employed: in.Employed, PayFen: pay, Note: in.Note})
		}
		return err
	})
}

type incomeForm struct {
	Yuan string `json:"monthly_income_fen"`
}

func (w *Web) recordIncome(c *Call) error {
	return w.onWork(c, "income_recorded", func(id string) error {
		in, err := Bind[incomeForm](c)
		if err != nil {
			return err
		}
		fen, err := payForm(in).fen("monthly_income_fen")
		if err == nil {
			_, err = w.Casework.RecordIncome(c.Ctx(), c.Actor, id, models.IncomeDraft{MonthlyIncomeFen: fen})
		}
		return err
	})
}

func (w *Web) closeWork(c *Call) error {
	return w.onWork(c, "work_closed", func(id string) error {
		in, err := Bind[models.WorkClosing](c)
		if err == nil {
			_, err = w.Casework.CloseWork(c.Ctx(), c.Actor, id, in)
		}
		return err
	})
}
