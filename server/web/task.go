package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

func (w *Web) taskRoutes() []Route {
	own, worker := models.RoleSupplierAdmin, models.RoleSupplierWorker
	finish := post("/tasks/:id/finish", w.finishTask, own, worker)
	finish.MaxBody = casework.MaxUpload + roomForForm
	proof := post("/tasks/:id/proofs", w.addProof, own, worker)
	proof.MaxBody = casework.MaxUpload + roomForForm
	return []Route{
		get("/tasks", w.taskList, worker), get("/tasks/:id", w.taskShow, worker),
		post("/tasks/:id/check-in", w.checkIn, own, worker), finish, proof,
	}
}

// fulfilmentForm is what the forms of a fulfilment say: days and yuan, where the verb takes instants and fen.
type fulfilmentForm struct {
	Quantity   int64                   `json:"quantity"`
	Outcome    models.FulfilmentStatus `json:"outcome"`
	OccurredAt models.Date             `json:"occurred_at"`
	PlannedAt  string                  `json:"planned_at"`
	WorkerID   string                  `json:"worker_id"`
	Note       string                  `json:"note"`
	Yuan       string                  `json:"value_fen"`
	Minutes    *int                    `json:"minutes"`
	fulfilmentCard
}

// draft reads the form into what the verb takes.
func (f fulfilmentForm) draft(now time.Time) (models.FulfilmentDraft, error) {
	out := models.FulfilmentDraft{Quantity: f.Quantity, Outcome: f.Outcome, WorkerID: f.WorkerID, Note: f.Note, Minutes: f.Minutes, Card: f.card()}
	var faults []models.FieldError
	if f.Outcome != "" && f.Outcome != models.FulfilmentDone && f.Outcome != models.FulfilmentPartial {
		out.Quantity = 0 // what reached nobody delivers nothing, whatever stands in the field
	}
	if f.OccurredAt != "" {
		day, ok := models.ParseDate(string(f.OccurredAt))
		if !ok {
			faults = append(faults, models.FieldError{Field: "occurred_at", Code: "date"})
		}
		at := day.Start().Add(12 * time.Hour)
		if day == models.DateOf(now) {
			at = now
		}
		out.OccurredAt = &at
	}
	if f.PlannedAt != "" {
		at, ok := minuteOf(f.PlannedAt)
		if !ok {
			faults = append(faults, models.FieldError{Field: "planned_at", Code: "date"})
		}
		out.PlannedAt = &at
	}
	if f.Yuan != "" {
		fen, ok := fenOf(f.Yuan)
		if !ok {
			faults = append(faults, models.FieldError{Field: "value_fen", Code: "money"})
		}
		out.ValueFen = &fen
	}
	if len(faults) > 0 {
		return out, models.Invalid(faults...)
	}
	return out, nil
}

// minuteOf reads what a field of day and time holds (HTML, datetime-local), in China.
func minuteOf(s string) (time.Time, bool) {
	day, clock, _ := strings.Cut(s, "T")
	d, ok := models.ParseDate(day)
	t, err := time.Parse("15:04", clock)
	if !ok || err != nil {
		return time.Time{}, false
	}
	return d.Start().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute), true
}

// fenOf reads an amount of yuan with at most two decimals.
func fenOf(s string) (int64, bool) {
	whole, part, dotted := strings.Cut(strings.TrimSpace(s), ".")
	if dotted && (len(part) == 0 || len(part) > 2) {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 62)
	if err != nil || n > 100_000_000_000 {
		return 0, false
	}
	return int64(n), true
}

// uploads reads the files of a field; an empty one is none.
func (c *Call) uploads(field string) ([][]byte, error) {
	if _, err := c.Values(); err != nil {
		return nil, err
	}
	if c.Request.MultipartForm == nil {
		return nil, nil
	}
	var out [][]byte
	for _, head := range c.Request.MultipartForm.File[field] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		file, err := head.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(file, casework.MaxUpload+1))
		_ = file.Close()
		if err != nil {
			return nil, models.Unreadable("multipart_broken")
		}
		out = append(out, content)
	}
	return out, nil
}

// fulfilled reads a form of a fulfilment with its proofs.
func (c *Call) fulfilled() (models.FulfilmentDraft, [][]byte, error) {
	in, err := Bind[fulfilmentForm](c)
	if err != nil {
		return models.FulfilmentDraft{}, nil, err
	}
	draft, err := in.draft(c.web.Clock.Now())
	if err != nil {
		return draft, nil, err
	}
	proofs, err := c.uploads("proof")
	return draft, proofs, err
}

func (w *Web) recordFulfilment(c *Call) error {
	id, err := c.ID("match")
	if err != nil {
		return err
	}
	draft, proofs, err := c.fulfilled()
	if err == nil {
		draft.PlannedAt = nil
		_, err = w.Casework.RecordFulfilment(c.Ctx(), c.Actor, id, draft, proofs...)
	}
	if form, status, ok := c.Crossed(err); ok {
		cardFaults(form)
		return w.showMatch(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/matches/"+id, "fulfilment_recorded")
}

func (w *Web) planFulfilment(c *Call) error {
	id, err := c.ID("match")
	if err != nil {
		return err
	}
	draft, _, err := c.fulfilled()
	if err == nil && draft.PlannedAt == nil {
		err = models.InvalidField("planned_at", "required")
	}
	if err == nil {
		draft.OccurredAt, draft.Outcome = nil, ""
		_, err = w.Casework.RecordFulfilment(c.Ctx(), c.Actor, id, draft)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showMatch(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/matches/"+id, "fulfilment_planned")
}

type taskListPage struct {
	Page
	Fulfilments []casework.FulfilmentLine
	Next        string
	Statuses    []templates.Option
	Filtered    bool
}

// deliveryList is the fulfilments of a supplier: what others see at the same address is in fulfilment.go.
func (w *Web) deliveryList(c *Call) error {
	var f casework.FulfilmentFilter
	if s := c.said("status"); s != "" {
		f.Statuses = []models.FulfilmentStatus{models.FulfilmentStatus(s)}
	}
	return w.showTasks(c, f, "task/list", "page.delivery.title")
}

func (w *Web) taskList(c *Call) error {
	f := casework.FulfilmentFilter{Statuses: []models.FulfilmentStatus{models.FulfilmentPlanned, models.FulfilmentCheckedIn}}
	if c.said("show") == "done" {
		f.Statuses = append(models.Outcomes(), models.FulfilmentConfirmed, models.FulfilmentDisputed, models.FulfilmentOverturned)
	}
	return w.showTasks(c, f, "task/tasks", "page.task.title")
}

func (w *Web) showTasks(c *Call, f casework.FulfilmentFilter, page, title string) error {
	rows, next, err := w.Casework.FulfilmentLines(c.Ctx(), c.Actor, f, c.part())
	if err != nil {
		return err
	}
	p := taskListPage{Page: c.Page(title), Fulfilments: rows, Next: next, Filtered: c.said("status") != "" || c.said("show") == "done"}
	p.Form = Holding("status", c.said("status"))
	p.Statuses = c.any(options(c, "status.fulfilment", models.FulfilmentSteps.Statuses()))
	return c.Show(page, p)
}

type taskPage struct {
	Page
	ending
	Task *casework.SupplierTask
	Can  map[string]bool
	Now  time.Time
}

func (w *Web) taskShow(c *Call) error { return w.showTask(c, http.StatusOK, nil) }

func (w *Web) showTask(c *Call, status int, form *templates.Form) error {
	id, err := c.ID("fulfilment")
	if err != nil {
		return err
	}
	t, err := w.Casework.SupplierTask(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	p := taskPage{Page: c.Titled(t.Title), Task: t, ending: c.ending(), Can: map[string]bool{}, Now: w.Clock.Now()}
	if c.Actor.Role == models.RoleSupplierWorker {
		p.Page = p.In("/tasks", c.T("page.task.title"))
	} else {
		p.Page = p.In("/fulfilments", c.T("page.delivery.title"))
	}
	for _, step := range []string{"check_in", "done"} {
		p.Can[step] = models.FulfilmentSteps.Allows(step, t.Status)
	}
	p.Meals = t.Category == models.MealCategory
	if p.Form = form; form == nil {
		p.Form = Holding("outcome", string(models.FulfilmentDone), "occurred_at", string(c.Today()), "quantity", strconv.FormatInt(t.Quantity, 10))
	}
	return c.ShowAs(status, "task/show", p)
}

// onTask lets a verb change the task of the address; what it refuses comes back on the task's page.
func (w *Web) onTask(c *Call, done string, verb func(id string) error) error {
	id, err := c.ID("fulfilment")
	if err != nil {
		return err
	}
	err = verb(id)
	if form, status, ok := c.Crossed(err); ok {
		cardFaults(form)
		return w.showTask(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/fulfilments/"+id, done)
}

func (w *Web) checkIn(c *Call) error {
	return w.onTask(c, "task_begun", func(id string) error {
		_, err := w.Casework.CheckIn(c.Ctx(), c.Actor, id)
		return err
	})
}

func (w *Web) finishTask(c *Call) error {
	return w.onTask(c, "task_finished", func(id string) error {
		draft, proofs, err := c.fulfilled()
		if err == nil {
			draft.PlannedAt = nil
			_, err = w.Casework.FinishFulfilment(c.Ctx(), c.Actor, id, draft, proofs...)
		}
		return err
	})
}

func (w *Web) addProof(c *Call) error {
	return w.onTask(c, "proof_added", func(id string) error {
		proofs, err := c.uploads("proof")
		if err == nil && len(proofs) == 0 {
			err = models.InvalidField("proof", "required")
		}
		for i := 0; err == nil && i < len(proofs); i++ {
			_, err = w.Casework.AttachProof(c.Ctx(), c.Actor, id, proofs[i])
		}
		return err
	})
}
