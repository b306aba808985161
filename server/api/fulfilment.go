package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/server/respond"
)

// maxUpload leaves room for the multipart wrapping around a proof.
const maxUpload = casework.MaxUpload + 64<<10

func (a *API) fulfilmentRoutes() []Route {
	routes := []Route{
		{
			Method: http.MethodPost, Path: "/matches/:id/fulfilments", Handler: a.recordFulfilment, Tag: "fulfilments", Status: http.StatusCreated,
			Summary: "Record what was delivered, or with planned_at alone plan it", In: models.FulfilmentDraft{}, Out: fulfilmentBody{},
		},
		{
			Method: http.MethodGet, Path: "/fulfilments", Handler: a.fulfilments, Tag: "fulfilments", Summary: "List fulfilments", Out: fulfilmentBody{},
			List: true, Query: []string{"status", "match_id", "need_id"},
		},
		{
			Method: http.MethodGet, Path: "/fulfilments/:id", Handler: a.fulfilment, Tag: "fulfilments", Out: fulfilmentBody{},
			Summary: "Show a fulfilment; the worker on the task sees whom to go to on the day",
		},
		{
			Method: http.MethodPost, Path: "/fulfilments/:id/complete", Handler: a.finishFulfilment, Tag: "fulfilments",
			Summary: "End a planned fulfilment with its outcome", In: models.FulfilmentDraft{}, Out: fulfilmentBody{},
		},
		{Method: http.MethodPost, Path: "/fulfilments/:id/check-in", Handler: a.checkIn, Tag: "fulfilments", Summary: "Begin a planned fulfilment", Out: fulfilmentBody{}},
		{
			Method: http.MethodPost, Path: "/fulfilments/:id/proofs", Handler: a.attachProof, Tag: "fulfilments", Status: http.StatusCreated,
			Summary: "Upload a proof (multipart field file: JPEG, PNG or PDF, at most 5 MiB)", Out: proofBody{}, MaxBody: maxUpload,
		},
		{Method: http.MethodGet, Path: "/fulfilments/:id/proofs", Handler: a.proofs, Tag: "fulfilments", Summary: "List proofs", Out: listBody[proofBody]{}},
		{Method: http.MethodGet, Path: "/proofs/:id", Handler: a.proof, Tag: "fulfilments", Summary: "Download a proof"},
	}
	w := a.Casework
	for _, s := range []struct {
		path, summary string
		verb          confirmVerb
	}{
		{"confirm", "The household has received it", w.ConfirmFulfilment},
		{"dispute", "The household has not received it so; the units do not count until settled", w.DisputeFulfilment},
		{"uphold", "Settle a dispute: it was delivered", settle(w, true)},
		{"overturn", "Settle a dispute: it was not delivered", settle(w, false)},
	} {
		routes = append(routes, Route{
			Method: http.MethodPost, Path: "/fulfilments/:id/" + s.path, Handler: a.confirmStep(s.verb), Tag: "fulfilments", Summary: s.summary,
			In: models.Confirmation{}, Out: fulfilmentBody{},
		})
	}
	return routes
}

type confirmVerb func(ctx context.Context, by models.Actor, id string, in models.Confirmation) (*models.Fulfilment, error)

func settle(w *casework.Desk, uphold bool) confirmVerb {
	return func(ctx context.Context, by models.Actor, id string, in models.Confirmation) (*models.Fulfilment, error) {
		return w.SettleDispute(ctx, by, id, uphold, in)
	}
}

type fulfilmentBody struct {
	ID           string           `json:"id"`
	MatchID      string           `json:"match_id"`
	NeedID       string           `json:"need_id"`
	OfferID      string           `json:"offer_id"`
	SupplierID   string           `json:"supplier_id"`
	Quantity     int64            `json:"quantity"`
	Unit         string           `json:"unit"`
	Status       string           `json:"status"`
	WorkerID     *string          `json:"worker_id"`
	PlannedAt    *time.Time       `json:"planned_at"`
	CheckedInAt  *time.Time       `json:"checked_in_at"`
	OccurredAt   *time.Time       `json:"occurred_at"`
	Note         string           `json:"note"`
	ConfirmNote  string           `json:"confirm_note"`
	ValueFen     *int64           `json:"value_fen"`
	Minutes      *int             `json:"minutes"`
	ConfirmedAt  *time.Time       `json:"confirmed_at"`
	Satisfaction *int             `json:"satisfaction"`
	Beneficiary  *beneficiaryBody `json:"beneficiary,omitempty"`
	CreatedAt    time.Time        `json:"created_at"`
	Version      int              `json:"version"`
}

func fulfilmentOf(by models.Actor) func(models.Fulfilment) fulfilmentBody {
	return func(r models.Fulfilment) fulfilmentBody {
		out := fulfilmentBody{
			ID: r.ID, MatchID: r.MatchID, NeedID: r.NeedID, OfferID: r.OfferID, SupplierID: r.SupplierID, Quantity: r.Quantity, Unit: r.Unit,
			Status: string(r.Status), WorkerID: r.WorkerID, PlannedAt: r.PlannedAt, CheckedInAt: r.CheckedInAt, OccurredAt: r.OccurredAt,
			Note: r.Note, ValueFen: r.ValueFen, Minutes: r.Minutes, ConfirmedAt: r.ConfirmedAt, Satisfaction: r.Satisfaction,
			CreatedAt: r.CreatedAt, Version: r.Version,
		}
		if by.Role == models.RoleAuditor {
			out.Note = ""
		} else if !by.Role.IsSupplier() {
			out.ConfirmNote = r.ConfirmNote
		}
		return out
	}
}

func (a *API) recordFulfilment(c *gin.Context) error {
	id, err := pathID(c, "match")
	if err != nil {
		return err
	}
	in, err := bind[models.FulfilmentDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.RecordFulfilment(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return created(c, "fulfilments/"+r.ID, r.Version, fulfilmentOf(actor(c))(*r))
}

func (a *API) fulfilments(c *gin.Context) error {
	p, err := listPage(c, "status", "match_id", "need_id")
	status, err1 := oneOf(c, "status", models.FulfilmentSteps.Statuses()...)
	match, err2 := idOf(c, "match_id")
	need, err3 := idOf(c, "need_id")
	if err := first(err, err1, err2, err3); err != nil {
		return err
	}
	f := casework.FulfilmentFilter{Match: match, Need: need}
	if status != "" {
		f.Statuses = []models.FulfilmentStatus{status}
	}
	rows, next, err := a.Casework.Fulfilments(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, fulfilmentOf(actor(c)))
}

func (a *API) fulfilment(c *gin.Context) error {
	id, err := pathID(c, "fulfilment")
	if err != nil {
		return err
	}
	r, whom, err := a.Casework.Task(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	out := fulfilmentOf(actor(c))(*r)
	out.Beneficiary = beneficiaryOf(whom)
	return shown(c, r.Version, out)
}

func (a *API) finishFulfilment(c *gin.Context) error {
	id, in, err := bindStep[models.FulfilmentDraft](c, "fulfilment")
	if err != nil {
		return err
	}
	r, err := a.Casework.FinishFulfilment(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return shown(c, r.Version, fulfilmentOf(actor(c))(*r))
}

func (a *API) checkIn(c *gin.Context) error {
	id, _, err := bindStep[struct{}](c, "fulfilment")
	if err != nil {
		return err
	}
	r, err := a.Casework.CheckIn(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, fulfilmentOf(actor(c))(*r))
}

func (a *API) confirmStep(verb confirmVerb) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.Confirmation](c, "fulfilment")
		if err != nil {
			return err
		}
		r, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, fulfilmentOf(actor(c))(*r))
	}
}

type proofBody struct {
	ID          string    `json:"id"`
	SHA256      string    `json:"sha256"`
	ContentType string    `json:"content_type"`
	Size        int64     `json:"size"`
	CreatedAt   time.Time `json:"created_at"`
}

func proofOf(r models.Attachment) proofBody {
	return proofBody{ID: r.ID, SHA256: r.SHA256, ContentType: r.ContentType, Size: r.Size, CreatedAt: r.CreatedAt}
}

func (a *API) attachProof(c *gin.Context) error {
	id, err := pathID(c, "fulfilment")
	if err != nil {
		return err
	}
	content, err := uploaded(c)
	if err != nil {
		return err
	}
	r, err := a.Casework.AttachProof(c.Request.Context(), actor(c), id, content)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, proofOf(*r))
}

// uploaded reads the multipart field "file".
func uploaded(c *gin.Context) ([]byte, error) {
	file, _, err := c.Request.FormFile("file")
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &models.Error{Kind: models.KindTooLarge, Code: "file_too_large"}
	case errors.Is(err, http.ErrNotMultipart):
		return nil, &models.Error{Kind: models.KindUnsupported, Code: "content_type_multipart"}
	case errors.Is(err, http.ErrMissingFile):
		return nil, models.InvalidField("file", "required")
	case err != nil:
		return nil, models.Unreadable("multipart_broken")
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, casework.MaxUpload+1))
	if err != nil {
		return nil, models.Unreadable("multipart_broken")
	}
	return content, nil
}

func (a *API) proofs(c *gin.Context) error {
	id, err := pathID(c, "fulfilment")
	if err != nil {
		return err
	}
	rows, err := a.Casework.Proofs(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return listed(c, rows, "", proofOf)
}

func (a *API) proof(c *gin.Context) error {
	id, err := pathID(c, "attachment")
	if err != nil {
		return err
	}
	r, err := a.Casework.Proof(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", "attachment; filename=proof-"+r.ID)
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, r.ContentType, r.Content)
	return nil
}
