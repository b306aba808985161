package web

import (
	"fmt"
	"net/http"
	"slices"

	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/templates"
)

// membersAsked is how many other members the form has room for.
const membersAsked = 5

func (w *Web) residentRoutes() []Route {
	secret := func(r Route) Route {
		r.Public, r.Guessed = true, true
		return r
	}
	event := secret(post("/relief/form/:pass/event", w.residentEvent))
	event.MaxBody = (entitlement.MostPictures)*entitlement.MaxPicture + roomForForm
	return []Route{
		public(get("/relief", w.residentBegin)), public(post("/relief", w.residentPhone)), secret(post("/relief/track", w.residentTrack)),
		secret(get("/relief/code/:pass", w.residentCode)), secret(post("/relief/code/:pass", w.residentVerify)),
		secret(get("/relief/form/:pass/:group", w.residentForm)), secret(post("/relief/form/:pass/who", w.residentWho)),
		secret(post("/relief/form/:pass/members", w.residentMembers)), secret(post("/relief/form/:pass/means", w.residentMeans)), event,
		secret(post("/relief/form/:pass/choose", w.residentChoose)), secret(get("/relief/at/:code", w.residentProgress)),
		secret(post("/relief/at/:code/:id/:step", w.residentStep)),
	}
}

type residentBeginPage struct {
	Page
	Counties []templates.Option
}

func (w *Web) residentBegin(c *Call) error { return w.showBegin(c, nil, http.StatusOK) }

func (w *Web) showBegin(c *Call, form *templates.Form, status int) error {
	all, err := w.Casework.Regions(c.Ctx(), "")
	if err != nil {
		return err
	}
	p := residentBeginPage{Page: c.Page("page.resident.title")}
	p.Form = form
	for _, r := range all {
		if r.Level == models.RegionCounty {
			p.Counties = append(p.Counties, templates.Option{Value: r.CountyCode, Text: r.Name})
		}
	}
	return c.ShowAs(status, "resident/begin", p)
}

func (w *Web) residentPhone(c *Call) error {
	in, err := Bind[entitlement.PhoneDraft](c)
	if err == nil {
		err = w.Rates.code(c)
	}
	var begun *entitlement.Begun
	if err == nil {
		begun, err = w.Entitlement.BeginRelief(c.Ctx(), c.Lang(), in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showBegin(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/relief/code/"+string(begun.Pass), "")
}

// residentTrack leads a code that somebody typed to where the requests stand.
func (w *Web) residentTrack(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	code, ok := models.ParsePassCode(values.Get("track"))
	if ok {
		_, err = w.Entitlement.ReliefProgress(c.Ctx(), string(code))
	}
	if !ok || models.KindOf(err) == models.KindNotFound {
		err = models.InvalidField("track", "track_unknown")
	}
	if form, status, crossed := c.Crossed(err); crossed {
		return w.showBegin(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/relief/at/"+string(code), "")
}

type residentCodePage struct {
	Page
	Path, Shown string
}

func (w *Web) residentCode(c *Call) error { return w.showCode(c, nil, http.StatusOK) }

func (w *Web) showCode(c *Call, form *templates.Form, status int) error {
	shown, err := w.Entitlement.CodeShown(c.Ctx(), c.Param("pass"))
	if err != nil {
		return err
	}
	p := residentCodePage{Page: c.Page("page.resident.code").In("/relief", c.T("page.resident.title")), Path: "/relief/code/" + c.Param("pass"), Shown: shown}
	p.Form = form
	return c.private(status, "resident/code", p)
}

// private shows a page whose address is a secret.
func (c *Call) private(status int, name string, p any) error {
	c.Header("Referrer-Policy", "no-referrer")
	c.Header("X-Robots-Tag", "noindex, nofollow, noarchive")
	return c.ShowAs(status, name, p)
}

func (w *Web) residentVerify(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	next, err := w.Entitlement.VerifyPhone(c.Ctx(), c.Param("pass"), values.Get("code"))
	if form, status, ok := c.Crossed(err); ok {
		return w.showCode(c, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/relief/form/"+string(next)+"/who", "")
}

type residentFormPage struct {
	Page
	*entitlement.ResidentForm
	Group             string
	N, Of             int
	Path, Before      string
	Places            []templates.Option
	GivenBy, Property []templates.Option
	Events, Relations []templates.Option
	Chances           []entitlement.Chance
	Rows              []int
}

// Nth is the number of a row as people count.
func (residentFormPage) Nth(row int) int { return row + 1 }

// AskIncome tells whether the county has still to ask what the household lives on.
func (p residentFormPage) AskIncome() bool { return p.Known == nil || !p.Known.Income }

// Has tells whether a kind is chosen.
func (p residentFormPage) Has(kind models.ApplicationKind) bool {
	return p.Form != nil && slices.Contains(p.Form.Values["kinds"], string(kind))
}

// residentSteps are the groups of the form and the choice at its end.
func residentSteps() []string { return append(entitlement.ResidentGroups(), "choose") }

func (w *Web) residentForm(c *Call) error { return w.showForm(c, c.Param("group"), nil, http.StatusOK) }

func (w *Web) showForm(c *Call, group string, form *templates.Form, status int) error {
	n := slices.Index(residentSteps(), group)
	if n < 0 {
		return models.NotFound("page")
	}
	f, err := w.Entitlement.ResidentForm(c.Ctx(), c.Param("pass"))
	if err != nil {
		return err
	}
	p := residentFormPage{Page: c.Page("resident_group."+group).In("/relief", c.T("page.resident.title")), ResidentForm: f, Group: group, N: n + 1, Of: len(residentSteps()),
		Path: "/relief/form/" + c.Param("pass"), GivenBy: options(c, "given_by", []string{"self", "guardian", "agent"}), Events: options(c, "relief_event", models.ReliefEvents()),
		Property: options(c, "page.resident.property", []string{"none", "some", "unsure"}), Places: villageChoices(f.Villages)}
	p.Relations = empty("–", options(c, "relation", []string{"spouse", "son", "daughter", "parent", "grandchild", "other"}))
	if n > 0 {
		p.Before = p.Path + "/" + residentSteps()[n-1]
	}
	for i := range membersAsked {
		p.Rows = append(p.Rows, i)
	}
	if p.Form = form; form == nil {
		p.Form = held(f.ResidentDraft)
	}
	if group == "choose" {
		if p.Chances, err = w.Entitlement.Chances(c.Ctx(), c.Param("pass")); err != nil {
			return err
		}
		if form == nil {
			p.Form = &templates.Form{Values: map[string][]string{}}
			for _, x := range p.Chances {
				if x.Strength == models.StrengthLikely || x.Strength == models.StrengthEntitled {
					p.Form.Values.Add("kinds", string(x.Kind))
				}
			}
		}
	}
	return c.private(status, "resident/form", p)
}

// villageChoices are villages under the headings of their towns.
func villageChoices(list []models.Region) []templates.Option {
	names, out := placeNames(list), []templates.Option{{Text: "–"}}
	for _, r := range list {
		if r.Level == models.RegionVillage {
			out = append(out, templates.Option{Value: r.Code, Text: r.Name, Group: names[models.TownOf(r.Code)]})
		}
	}
	return out
}

// held is the form as it was filled in before.
func held(d models.ResidentDraft) *templates.Form {
	yuan := func(fen *int64) string {
		if fen == nil {
			return ""
		}
		return fmt.Sprintf("%d", *fen/100)
	}
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	pairs := []string{"name", d.Who.Name, "citizen_no", d.Who.CitizenNo, "region_code", d.Who.RegionCode, "address", d.Who.Address, "given_by", d.Who.GivenBy,
		"persons", number(d.Means.Persons), "monthly_fen", yuan(d.Means.MonthlyFen), "property", d.Means.Property, "changed", d.Means.Changed,
		"event", string(d.Event.Event), "self_paid_fen", yuan(d.Event.SelfPaidFen), "story", d.Event.Story}
	for i, m := range d.Members {
		at := fmt.Sprintf("members[%d].", i)
		pairs = append(pairs, at+"name", m.Name, at+"relation", m.Relation, at+"birth_date", string(m.BirthDate))
	}
	if d.Who.Consent {
		pairs = append(pairs, "consent", "true")
	}
	if d.Event.Urgent {
		pairs = append(pairs, "urgent", "true")
	}
	return Holding(pairs...)
}

// onward leads to the next group, or shows the group with what is wrong.
func (w *Web) onward(c *Call, group string, err error) error {
	if form, status, ok := c.Crossed(err); ok {
		return w.showForm(c, group, form, status)
	} else if err != nil {
		return err
	}
	f, err := w.Entitlement.ResidentForm(c.Ctx(), c.Param("pass"))
	if err != nil {
		return err
	}
	next := residentSteps()[slices.Index(residentSteps(), group)+1]
	if next == entitlement.GroupMembers && f.Known != nil { // what the county holds is not asked
		next = entitlement.GroupMeans
	}
	return c.Go("/relief/form/"+c.Param("pass")+"/"+next, "")
}

func (w *Web) residentWho(c *Call) error {
	in, err := Bind[models.ResidentWho](c)
	if err == nil {
		err = w.Entitlement.SayWho(c.Ctx(), c.Param("pass"), in)
	}
	return w.onward(c, entitlement.GroupWho, err)
}

func (w *Web) residentMembers(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	var list []models.ResidentMember
	for i := range membersAsked {
		at := func(name string) string { return fmt.Sprintf("members[%d].%s", i, name) }
		if m := (models.ResidentMember{Name: values.Get(at("name")), Relation: values.Get(at("relation")), BirthDate: models.Date(values.Get(at("birth_date")))}); m.Name != "" {
			list = append(list, m)
		}
	}
	return w.onward(c, entitlement.GroupMembers, w.Entitlement.SayMembers(c.Ctx(), c.Param("pass"), list))
}

func (w *Web) residentMeans(c *Call) error {
	in, err := BindYuan[models.ResidentMeans](c, "monthly_fen")
	if err == nil {
		err = w.Entitlement.SayMeans(c.Ctx(), c.Param("pass"), in)
	}
	return w.onward(c, entitlement.GroupMeans, err)
}

func (w *Web) residentEvent(c *Call) error {
	in, err := BindYuan[models.ResidentEvent](c, "self_paid_fen")
	var pictures [][]byte
	if err == nil {
		pictures, err = c.uploads("pictures")
	}
	if err == nil {
		err = w.Entitlement.SayEvent(c.Ctx(), c.Param("pass"), in, pictures)
	}
	return w.onward(c, entitlement.GroupEvent, err)
}

type residentDonePage struct {
	Page
	Handed *entitlement.Handed
}

// residentChoose hands the chosen requests in and shows the code, which stands nowhere else.
func (w *Web) residentChoose(c *Call) error {
	values, err := c.Values()
	if err != nil {
		return err
	}
	var kinds []models.ApplicationKind
	for _, k := range values["kinds"] {
		kinds = append(kinds, models.ApplicationKind(k))
	}
	handed, err := w.Entitlement.HandIn(c.Ctx(), c.Lang(), c.Param("pass"), kinds)
	if form, status, ok := c.Crossed(err); ok {
		return w.showForm(c, "choose", form, status)
	} else if err != nil {
		return err
	}
	return c.private(http.StatusOK, "resident/done", residentDonePage{Page: c.Page("page.resident.done"), Handed: handed})
}

type progressPage struct {
	Page
	*entitlement.Progress
	Code, Path string
	At         string // the request and step whose form came back
	Back       *templates.Form
}

func (w *Web) residentProgress(c *Call) error { return w.showProgress(c, "", nil, http.StatusOK) }

func (w *Web) showProgress(c *Call, at string, form *templates.Form, status int) error {
	progress, err := w.Entitlement.ReliefProgress(c.Ctx(), c.Param("code"))
	if err != nil {
		return err
	}
	code, _ := models.ParsePassCode(c.Param("code"))
	p := progressPage{Page: c.Page("page.resident.progress").In("/relief", c.T("page.resident.title")), Progress: progress,
		Code: code.Spoken(), Path: "/relief/at/" + string(code), At: at, Back: form}
	return c.private(status, "resident/progress", p)
}

// Of is the page for one of its forms: only the form that came back holds what was typed.
func (p progressPage) Of(id, step string) progressPage {
	p.Page.Page = p.Named(step + id)
	p.Form = nil
	if p.At == id+step {
		p.Form = p.Back
	}
	return p
}

// residentAct is one form below a request.
type residentAct struct {
	Page                        progressPage
	ID, Step, Field, Text, Hint string
}

// Ask is a form that takes a text.
func (p progressPage) Ask(id, step, field, text, hint string) residentAct {
	return residentAct{p.Of(id, step), id, step, field, text, hint}
}

func (w *Web) residentStep(c *Call) error {
	id, err := c.ID("application")
	if err != nil {
		return err
	}
	step := c.Param("step")
	in, err := Bind[models.ReliefStep](c)
	if err == nil && step == "complain" {
		_, err = w.Entitlement.Complain(c.Ctx(), c.Param("code"), id, in.Note)
		if form, status, ok := c.Crossed(err); ok {
			form.Faults["note"] = form.Faults["text"]
			return w.showProgress(c, id+step, form, status)
		}
	} else if err == nil {
		_, err = w.Entitlement.OwnStep(c.Ctx(), c.Param("code"), id, step, in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showProgress(c, id+step, form, status)
	} else if err != nil {
		return err
	}
	return c.Go("/relief/at/"+c.Param("code"), residentDone[step])
}

// residentDone is what is said when a step of a household was taken.
var residentDone = map[string]string{"withdraw": "resident_withdrawn", "supplement": "resident_supplemented", "appeal": "resident_appealed", "complain": "resident_complained"}
