package web

import (
	"zhulian/models"
)

// needClosing is what the small forms of a need may hold.
type needClosing struct {
	models.Closing
	Quantity    *int64 `json:"quantity"`
	TitlePublic string `json:"title_public"`
	Version     int    `json:"version"`
	Note        string `json:"note"`
	Uphold      bool   `json:"uphold"`
}

// needStep is one form of a need: its address and its verb.
type needStep struct {
	name, done string
	verb       func(w *Web, c *Call, id string, in needClosing) error
}

// reasoned is a step that takes a reason.
var needSteps = []needStep{
	{"send", "need_sent", func(w *Web, c *Call, id string, _ needClosing) error {
		return only(w.Casework.SendNeed(c.Ctx(), c.Actor, id))
	}},
	{"accept", "need_accepted", func(w *Web, c *Call, id string, _ needClosing) error {
		return only(w.Casework.AcceptNeed(c.Ctx(), c.Actor, id))
	}},
	{"return", "need_returned", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.ReturnNeed(c.Ctx(), c.Actor, id, in.Reason))
	}},
	{"keep", "need_kept", func(w *Web, c *Call, id string, _ needClosing) error {
		return only(w.Casework.KeepNeed(c.Ctx(), c.Actor, id))
	}},
	{"merge", "need_merged", func(w *Web, c *Call, id string, in needClosing) error {
		in.ResolutionCode = string(models.VoidDuplicate)
		return only(w.Casework.CancelNeed(c.Ctx(), c.Actor, id, in.Closing))
	}},
	{"cancel", "need_cancelled", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.CancelNeed(c.Ctx(), c.Actor, id, in.Closing))
	}},
	{"close-unmet", "need_closed", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.CloseUnmet(c.Ctx(), c.Actor, id, in.Closing))
	}},
	{"suspend", "need_suspended", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.SuspendNeed(c.Ctx(), c.Actor, id, in.Reason))
	}},
	{"resume", "need_resumed", func(w *Web, c *Call, id string, _ needClosing) error {
		return only(w.Casework.ResumeNeed(c.Ctx(), c.Actor, id))
	}},
	{"resolve", "need_resolved", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.ResolveNeed(c.Ctx(), c.Actor, id, in.Closing))
	}},
	{"reopen", "need_reopened", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.ReopenNeed(c.Ctx(), c.Actor, id, in.Reason, in.Quantity))
	}},
	{"title", "need_titled", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.EditNeed(c.Ctx(), c.Actor, id, in.Version, models.NeedPatch{TitlePublic: &in.TitlePublic}))
	}},
}

// needLine is one form of a match or fulfilment on its need's page.
type needLine struct {
	name, done string
	verb       func(w *Web, c *Call, id string, in needClosing) error
}

var needLines = []needLine{
	{"send-match", "match_sent", func(w *Web, c *Call, id string, _ needClosing) error {
		return only(w.Casework.SendMatch(c.Ctx(), c.Actor, id))
	}},
	{"cancel-match", "match_cancelled", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.CancelMatch(c.Ctx(), c.Actor, id, in.Reason))
	}},
	{"fail-match", "match_failed", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.FailMatch(c.Ctx(), c.Actor, id, in.Reason))
	}},
	{"settle", "dispute_settled", func(w *Web, c *Call, id string, in needClosing) error {
		return only(w.Casework.SettleDispute(c.Ctx(), c.Actor, id, in.Uphold, models.Confirmation{Note: in.Note}))
	}},
}

// only drops what a verb answers, since a page shows it anew.
func only[T any](_ T, err error) error { return err }

func (w *Web) needStepRoutes() []Route {
	var out []Route
	for _, s := range needSteps {
		out = append(out, post("/needs/:id/"+s.name, w.takeNeedStep(s), deskRoles...))
	}
	for _, l := range needLines {
		out = append(out, post("/needs/:id/"+l.name+"/:line", w.takeNeedLine(l), deskRoles...))
	}
	return out
}

func (w *Web) takeNeedStep(s needStep) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("need")
		if err != nil {
			return err
		}
		in, err := Bind[needClosing](c)
		if err == nil {
			err = s.verb(w, c, id, in)
		}
		return w.afterNeed(c, id, s.name, s.done, err)
	}
}

func (w *Web) takeNeedLine(l needLine) func(*Call) error {
	return func(c *Call) error {
		id, err := c.ID("need")
		if err != nil {
			return err
		}
		line, ok := models.ParseID(c.Param("line"))
		if !ok {
			return models.NotFound("match")
		}
		in, err := Bind[needClosing](c)
		if err == nil {
			err = l.verb(w, c, line, in)
		}
		return w.afterNeed(c, id, l.name+line, l.done, err)
	}
}

// afterNeed leads back to the need, or shows it with the form that came back.
func (w *Web) afterNeed(c *Call, id, form, done string, err error) error {
	if back, status, ok := c.Crossed(err); ok {
		return w.showNeed(c, id, form, back, status)
	}
	if err != nil {
		return err
	}
	return c.Go("/needs/"+id, done)
}
