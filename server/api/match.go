package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/locales"
	"zhulian/models"
)

func (a *API) matchRoutes() []Route {
	routes := []Route{
		{
			Method: http.MethodGet, Path: "/matches", Handler: a.matches, Tag: "matches", Summary: "List matches; to a supplier, its invitations and promises",
			Out: matchBody{}, List: true, Query: matchFilters,
		},
		{
			Method: http.MethodGet, Path: "/matches/:id", Handler: a.match, Tag: "matches", Out: matchBody{},
			Summary: "Show a match; to its supplier with as much of the household as its tier and a live consent allow, which is logged",
		},
	}
	w := a.Casework
	reason := func(f func(context.Context, models.Actor, string, string) (*models.Match, error)) matchVerb {
		return func(ctx context.Context, by models.Actor, id string, in models.Answer) (*models.Match, error) {
			return f(ctx, by, id, in.Reason)
		}
	}
	for _, s := range []struct {
		path, summary string
		verb          matchVerb
	}{
		{"accept", "Take an invitation up, whole or in part; declares that there is no conflict of interest", w.AcceptMatch},
		{"decline", "Turn an invitation down, at no cost", w.DeclineMatch},
		{"invite", "Send the engine's proposal to its supplier, as an invitation", plainMatch(w.SendMatch)},
		{"sign", "Record the written agreement that a promise waits for", w.SignMatch},
		{"cancel", "Take back a proposal, an invitation or a promise", reason(w.CancelMatch)},
		{"fail", "Record that a supplier did not keep a promise", reason(w.FailMatch)},
	} {
		routes = append(routes, Route{
			Method: http.MethodPost, Path: "/matches/:id/" + s.path, Handler: a.matchStep(s.verb), Tag: "matches", Summary: s.summary,
			In: models.Answer{}, Out: matchBody{},
		})
	}
	return routes
}

func plainMatch(f func(context.Context, models.Actor, string) (*models.Match, error)) matchVerb {
	return func(ctx context.Context, by models.Actor, id string, _ models.Answer) (*models.Match, error) {
		return f(ctx, by, id)
	}
}

type matchVerb func(ctx context.Context, by models.Actor, id string, in models.Answer) (*models.Match, error)

var matchFilters = []string{"status", "need_id", "offer_id", "household_id"}

type matchBody struct {
	ID              string           `json:"id"`
	NeedID          string           `json:"need_id"`
	OfferID         string           `json:"offer_id"`
	SupplierID      string           `json:"supplier_id"`
	Category        string           `json:"category"`
	Title           string           `json:"title,omitempty"`
	OfferTitle      string           `json:"offer_title,omitempty"`
	Urgency         string           `json:"urgency,omitempty"`
	NeededBy        *models.Date     `json:"needed_by,omitempty"`
	Unit            string           `json:"unit"`
	Quantity        *int64           `json:"quantity" description:"asked for; null: unknown"`
	Reserved        int64            `json:"quantity_reserved"`
	Delivered       int64            `json:"quantity_delivered"`
	Confirmed       int64            `json:"quantity_confirmed"`
	Status          string           `json:"status"`
	StatusReason    string           `json:"status_reason"`
	ProposedBy      string           `json:"proposed_by"`
	Score           *int             `json:"score"`
	WeightsVersion  *string          `json:"weights_version" description:"of the weights that scored it; null: not kept then"`
	Parts           map[string]int   `json:"parts"`
	Reasons         []reasonText     `json:"reasons"`
	InvitedAt       *time.Time       `json:"invited_at"`
	RespondBy       *time.Time       `json:"respond_by"`
	RespondedAt     *time.Time       `json:"responded_at"`
	DeclineCode     *string          `json:"decline_code"`
	AgreementNeeded bool             `json:"agreement_needed"`
	AgreementNo     string           `json:"agreement_no"`
	InsuranceNo     string           `json:"insurance_no"`
	ServiceFrom     *models.Date     `json:"service_from"`
	CompletedAt     *time.Time       `json:"completed_at"`
	Beneficiary     *beneficiaryBody `json:"beneficiary,omitempty"`
	CreatedAt       time.Time        `json:"created_at"`
	Version         int              `json:"version"`
	Warnings        []helpWarning    `json:"warnings,omitempty" description:"when invited by staff: help of the category that the household had within 7 days"`
}

type beneficiaryBody struct {
	Tier       int    `json:"tier" description:"1 town and group only; 2 after acceptance and under a consent; 3 for the worker on the day"`
	RegionCode string `json:"region_code"`
	RegionName string `json:"region_name"`
	Group      string `json:"group"`
	AgeBand    string `json:"age_band"`
	CalledName string `json:"called_name,omitempty"`
	Address    string `json:"address,omitempty"`
	Detail     string `json:"detail,omitempty"`
	Contact    string `json:"contact" description:"aide: reach the household through its aide"`
	ConsentID  string `json:"consent_id,omitempty"`
}

func beneficiaryOf(b *casework.Beneficiary) *beneficiaryBody {
	if b == nil {
		return nil
	}
	return &beneficiaryBody{Tier: b.Tier, RegionCode: b.RegionCode, RegionName: b.RegionName, Group: string(b.Group), AgeBand: b.AgeBand,
		CalledName: b.CalledName, Address: b.Address, Detail: b.Detail, Contact: b.Contact, ConsentID: b.ConsentID}
}

func matchOf(l locales.Lang) func(models.Match) matchBody {
	return func(r models.Match) matchBody {
		out := matchBody{
			ID: r.ID, NeedID: r.NeedID, OfferID: r.OfferID, SupplierID: r.SupplierID, Category: r.Category, Unit: r.Unit, Quantity: r.Quantity,
			Reserved: r.Reserved, Delivered: r.Delivered, Confirmed: r.Confirmed, Status: string(r.Status), StatusReason: r.StatusReason,
			ProposedBy: r.ProposedBy, Score: r.Score, WeightsVersion: textOr(r.WeightsVersion),
			Parts: r.ScoreParts, Reasons: []reasonText{}, InvitedAt: r.InvitedAt, RespondBy: r.RespondBy,
			RespondedAt: r.RespondedAt, DeclineCode: textOr(r.DeclineCode), AgreementNeeded: r.AgreementNeeded, AgreementNo: r.AgreementNo,
			InsuranceNo: r.InsuranceNo, ServiceFrom: dateOr(r.ServiceFrom), CompletedAt: r.CompletedAt, CreatedAt: r.CreatedAt, Version: r.Version,
		}
		for _, p := range r.Reasons {
			out.Reasons = append(out.Reasons, spoken(l, p.Key, p.Args))
		}
		return out
	}
}

// shownMatch is a match as its reader may see it: the matcher's reasons speak of the household, so suppliers do not get them.
func shownMatch(c *gin.Context) func(models.Match) matchBody {
	view := matchOf(lang(c))
	if !actor(c).Role.IsSupplier() {
		return view
	}
	return func(r models.Match) matchBody {
		r.Reasons, r.ScoreParts, r.Score, r.WeightsVersion = nil, nil, nil, ""
		return view(r)
	}
}

func (a *API) matches(c *gin.Context) error {
	p, err := listPage(c, matchFilters...)
	status, err1 := oneOf(c, "status", models.MatchSteps.Statuses()...)
	need, err2 := idOf(c, "need_id")
	offer, err3 := idOf(c, "offer_id")
	household, err4 := idOf(c, "household_id")
	if err := first(err, err1, err2, err3, err4); err != nil {
		return err
	}
	f := casework.MatchFilter{Need: need, Offer: offer, Household: household}
	if status != "" {
		f.Statuses = []models.MatchStatus{status}
	}
	rows, next, err := a.Casework.Matches(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, shownMatch(c))
}

func (a *API) match(c *gin.Context) error {
	id, err := pathID(c, "match")
	if err != nil {
		return err
	}
	r, err := a.Casework.Match(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	out := shownMatch(c)(r.Match)
	out.Title, out.OfferTitle, out.Urgency, out.NeededBy = r.Title, r.OfferTitle, string(r.Urgency), dateOr(r.NeededBy)
	out.Beneficiary = beneficiaryOf(r.Beneficiary)
	return shown(c, r.Version, out)
}

func (a *API) matchStep(verb matchVerb) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.Answer](c, "match")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, shownMatch(c)(*r))
	}
}
