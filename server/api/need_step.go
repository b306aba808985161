package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/models"
)

// needVerb is a step of a need that takes a closing.
type needVerb func(ctx context.Context, by models.Actor, id string, in models.Closing) (*models.Need, error)

func (a *API) needStepRoutes() []Route {
	reason := func(f func(context.Context, models.Actor, string, string) (*models.Need, error)) needVerb {
		return func(ctx context.Context, by models.Actor, id string, in models.Closing) (*models.Need, error) {
			return f(ctx, by, id, in.Reason)
		}
	}
	plain := func(f func(context.Context, models.Actor, string) (*models.Need, error)) needVerb {
		return func(ctx context.Context, by models.Actor, id string, _ models.Closing) (*models.Need, error) {
			return f(ctx, by, id)
		}
	}
	w := a.Casework
	steps := []struct {
		path, summary string
		verb          needVerb
	}{
		{"submit", "Submit a draft, or a returned need again", plain(w.SendNeed)},
		{"accept", "Take a submitted need in", plain(w.AcceptNeed)},
		{"return", "Send a submitted need back to its aide", reason(w.ReturnNeed)},
		{"cancel", "End a need that was withdrawn, a duplicate or void (V1–V5)", w.CancelNeed},
		{"resolve", "Mark a need as met (R1–R4)", w.ResolveNeed},
		{"close-unmet", "End a need that could not be met (U1–U4)", w.CloseUnmet},
		{"suspend", "Let a need rest", reason(w.SuspendNeed)},
		{"resume", "Take a suspended need up again", plain(w.ResumeNeed)},
	}
	routes := []Route{{
		Method: http.MethodPost, Path: "/needs/:id/reopen", Handler: a.reopenNeed, Tag: "needs",
		Summary: "Take a resolved need up again within 30 days", In: reopenBody{}, Out: needBody{},
	}}
	for _, s := range steps {
		routes = append(routes, Route{
			Method: http.MethodPost, Path: "/needs/:id/" + s.path, Handler: a.needStep(s.verb), Tag: "needs", Summary: s.summary,
			In: models.Closing{}, Out: needBody{},
		})
	}
	return routes
}

func (a *API) needStep(verb needVerb) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.Closing](c, "need")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, needOf(*r))
	}
}

type reopenBody struct {
	Reason   string `json:"reason" required:"true"`
	Quantity *int64 `json:"quantity" description:"how many units are lacking; left out: all that was asked for"`
}

func (a *API) reopenNeed(c *gin.Context) error {
	id, in, err := bindStep[reopenBody](c, "need")
	if err != nil {
		return err
	}
	r, err := a.Casework.ReopenNeed(c.Request.Context(), actor(c), id, in.Reason, in.Quantity)
	if err != nil {
		return err
	}
	return shown(c, r.Version, needOf(*r))
}
