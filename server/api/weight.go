package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/weighing"
)

func (a *API) weightRoutes() []Route {
	return []Route{
		{
			Method: http.MethodGet, Path: "/weights", Handler: a.weights, Tag: "weights", Out: weightBody{}, List: true,
			Summary: "Every version of the county's weights: proposed, adopted (in force) and retired",
		},
		{
			Method: http.MethodGet, Path: "/weights/in-force", Handler: a.weightsInForce, Tag: "weights", Out: weightBody{},
			Summary: "The weights by which the county counts fit now: the version adopted last, or the default",
		},
		{
			Method: http.MethodPost, Path: "/weights", Handler: a.proposeWeights, Tag: "weights", In: models.WeightDraft{}, Out: weightBody{},
			Status: http.StatusCreated, Summary: "Propose weights, for somebody else to adopt",
		},
		{
			Method: http.MethodPost, Path: "/weights/:id/preview", Handler: a.previewWeights, Tag: "weights", Out: weightPreviewBody{},
			Summary: "What adopting a version would alter, over a sample of open needs; changes nothing",
		},
		{
			Method: http.MethodPost, Path: "/weights/:id/adopt", Handler: a.adoptWeights, Tag: "weights", Out: weightBody{},
			Summary: "Put a proposed version into force; not by whoever proposed it",
		},
	}
}

type weightBody struct {
	ID             *string                `json:"id" description:"null: the default, which nobody has adopted"`
	WeightsVersion string                 `json:"weights_version"`
	Parts          partWeights            `json:"parts" description:"percent each; together 100"`
	Bonuses        bonusWeights           `json:"bonuses" description:"the most points, each way, that a finer signal moves the score"`
	Show           int                    `json:"show" description:"candidates scoring less are not shown"`
	Note           string                 `json:"note"`
	Evidence       *models.WeightEvidence `json:"evidence" description:"what a calibration measured, on offers that were invited"`
	Status         string                 `json:"status"`
	ProposedBy     *string                `json:"proposed_by" description:"an account; null: the house, out of past answers"`
	ProposedAt     *time.Time             `json:"proposed_at"`
	AdoptedBy      *string                `json:"adopted_by"`
	AdoptedAt      *time.Time             `json:"adopted_at"`
	Version        int                    `json:"version"`
}

type partWeights struct {
	Category  int `json:"category"`
	Geography int `json:"geography"`
	Capacity  int `json:"capacity"`
	Time      int `json:"time"`
	Group     int `json:"group"`
	Track     int `json:"track"`
}

type bonusWeights struct {
	Text       int `json:"text"`
	Reach      int `json:"reach"`
	Continuity int `json:"continuity"`
	Freshness  int `json:"freshness"`
	Declines   int `json:"declines"`
}

func weightOf(v weighing.Version) weightBody {
	w := v.Weights
	out := weightBody{
		ID: textOr(v.ID), WeightsVersion: v.WeightsVersion, Parts: partsOf(w), Show: w.Show, Note: v.Note, Evidence: v.Evidence, Status: string(v.Status),
		Bonuses:    bonusWeights{Text: w.Text, Reach: w.Reach, Continuity: w.Continuity, Freshness: w.Freshness, Declines: w.Declines},
		ProposedBy: textOr(v.CreatedBy), AdoptedBy: textOr(v.AdoptedBy), AdoptedAt: v.AdoptedAt, Version: v.Version,
	}
	if !v.CreatedAt.IsZero() {
		out.ProposedAt = &v.CreatedAt
	}
	return out
}

func partsOf(w matching.Weights) partWeights {
	return partWeights{Category: w.Category, Geography: w.Geography, Capacity: w.Capacity, Time: w.Time, Group: w.Group, Track: w.Track}
}

func (a *API) weights(c *gin.Context) error {
	p, err := listPage(c)
	if err != nil {
		return err
	}
	rows, next, err := a.Weighing.Versions(c.Request.Context(), actor(c), p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, weightOf)
}

func (a *API) weightsInForce(c *gin.Context) error {
	v, err := a.Weighing.InForce(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, weightOf(*v))
}

func (a *API) proposeWeights(c *gin.Context) error {
	in, err := bind[models.WeightDraft](c)
	if err != nil {
		return err
	}
	v, err := a.Weighing.Propose(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	etag(c, v.Version)
	return respond.JSON(c, http.StatusCreated, weightOf(*v))
}

func (a *API) adoptWeights(c *gin.Context) error {
	id, err := pathID(c, "weights")
	if err != nil {
		return err
	}
	v, err := a.Weighing.Adopt(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, v.Version, weightOf(*v))
}

type weightPreviewBody struct {
	From         string          `json:"from"`
	To           string          `json:"to"`
	OpenNeeds    int             `json:"open_needs" description:"those of sensitivity 3, which go by named referral, are left out"`
	Needs        int             `json:"needs" description:"looked at, at most 500, chosen by a hash of their ids"`
	FirstChanged int             `json:"first_changed"`
	ListChanged  int             `json:"list_changed" description:"whose five best would be others or stand in another order"`
	MeanShift    float64         `json:"mean_shift" description:"places that an offer among the five best moves, on average; leaving them counts as the sixth"`
	Examples     []weightExample `json:"examples" description:"at most 20"`
	Towns        []weightShare   `json:"towns" description:"needs that have a first offer, by town"`
	Suppliers    []weightShare   `json:"suppliers" description:"first places, by supplier"`
}

type weightExample struct {
	NeedID   string       `json:"need_id"`
	NeedNo   string       `json:"need_no"`
	Category string       `json:"category"`
	OldOffer *offerInWord `json:"old_offer" description:"null: none"`
	NewOffer *offerInWord `json:"new_offer" description:"null: none"`
}

type offerInWord struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	SupplierID string `json:"supplier_id"`
}

type weightShare struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Before int    `json:"before"`
	After  int    `json:"after"`
}

func offerInWordOf(o *models.Offer) *offerInWord {
	if o == nil {
		return nil
	}
	return &offerInWord{ID: o.ID, Title: o.Title, SupplierID: o.SupplierID}
}

func sharesOf(all []weighing.Share) []weightShare {
	out := make([]weightShare, len(all))
	for i, s := range all {
		out[i] = weightShare(s)
	}
	return out
}

func (a *API) previewWeights(c *gin.Context) error {
	id, err := pathID(c, "weights")
	if err != nil {
		return err
	}
	p, err := a.Weighing.Preview(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	out := weightPreviewBody{From: p.From, To: p.To, OpenNeeds: p.Open, Needs: p.Needs, FirstChanged: p.FirstChanged, ListChanged: p.ListChanged,
		MeanShift: p.MeanShift, Examples: []weightExample{}, Towns: sharesOf(p.Towns), Suppliers: sharesOf(p.Suppliers)}
	for _, x := range p.Examples {
		out.Examples = append(out.Examples, weightExample{
			NeedID: x.NeedID, NeedNo: x.NeedNo, Category: x.Category, OldOffer: offerInWordOf(x.Old), NewOffer: offerInWordOf(x.New),
		})
	}
	return respond.JSON(c, http.StatusOK, out)
}
