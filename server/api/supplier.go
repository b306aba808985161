package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
)

func (a *API) supplierRoutes() []Route {
	routes := []Route{
		{
			Method: http.MethodPost, Path: "/suppliers", Handler: a.applySupplier, Public: true, Guessed: true, Tag: "suppliers", Status: http.StatusCreated,
			Summary: "An NGO or company applies, with its first login", In: models.SupplierDraft{}, Out: supplierBody{},
		},
		{
			Method: http.MethodGet, Path: "/suppliers", Handler: a.suppliers, Tag: "suppliers", Summary: "List suppliers", Out: supplierBody{}, List: true,
			Query: []string{"status", "kind", "q"},
		},
		{Method: http.MethodGet, Path: "/suppliers/:id", Handler: a.supplier, Tag: "suppliers", Summary: "Show a supplier", Out: supplierBody{}},
		{
			Method: http.MethodPatch, Path: "/suppliers/:id", Handler: a.editSupplier, Tag: "suppliers", Summary: "Change a supplier",
			In: models.SupplierPatch{}, Out: supplierBody{}, IfMatch: true,
		},
	}
	for step, summary := range map[string]string{
		"approve": "Approve; a code with a failing check digit takes two people", "reject": "Reject", "suspend": "Suspend",
		"reinstate": "Reinstate after a suspension", "exit": "End the supplier's part in the alliance",
	} {
		routes = append(routes, Route{
			Method: http.MethodPost, Path: "/suppliers/:id/" + step, Handler: a.reviewSupplier(step), Tag: "suppliers", Summary: summary,
			In: reasonBody{}, Out: supplierBody{},
		})
	}
	return routes
}

type supplierBody struct {
	ID                   string           `json:"id"`
	CountyCode           string           `json:"county_code"`
	USCC                 string           `json:"uscc"`
	USCCCheck            string           `json:"uscc_check"`
	Kind                 string           `json:"kind"`
	Name                 string           `json:"name"`
	Description          string           `json:"description"`
	RegionCode           string           `json:"region_code"`
	Contact              *contactBody     `json:"contact,omitempty"`
	IsCharity            bool             `json:"is_charity"`
	HideName             bool             `json:"hide_name" description:"beneficiaries are not told who gave"`
	SensitivityClearance int              `json:"sensitivity_clearance"`
	Licences             []models.Licence `json:"licences"`
	Status               string           `json:"status"`
	StatusReason         string           `json:"status_reason"`
	AppliedAt            time.Time        `json:"applied_at"`
	ApprovedAt           *time.Time       `json:"approved_at"`
	Version              int              `json:"version"`
}

type contactBody struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// supplierOf shows the contact to those who work with the supplier, not to auditors nor to whoever just applied.
func supplierOf(by models.Actor) func(models.Supplier) supplierBody {
	return func(r models.Supplier) supplierBody {
		out := supplierBody{
			ID: r.ID, CountyCode: r.CountyCode, USCC: r.USCC, USCCCheck: string(r.USCCCheck), Kind: string(r.Kind), Name: r.Name,
			Description: r.Description, RegionCode: r.RegionCode, IsCharity: r.IsCharity, HideName: r.HideName, SensitivityClearance: r.SensitivityClearance,
			Licences: r.Licences, Status: string(r.Status), StatusReason: r.StatusReason, AppliedAt: r.AppliedAt, ApprovedAt: r.ApprovedAt,
			Version: r.Version,
		}
		if out.Licences == nil {
			out.Licences = []models.Licence{}
		}
		if by.AccountID != "" && by.Role != models.RoleAuditor {
			out.Contact = &contactBody{Name: r.ContactName, Phone: r.ContactPhone}
		}
		return out
	}
}

func (a *API) applySupplier(c *gin.Context) error {
	in, err := bind[models.SupplierDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.ApplySupplier(c.Request.Context(), in)
	if err != nil {
		return err
	}
	return created(c, "suppliers/"+r.ID, r.Version, supplierOf(models.Actor{})(*r))
}

func (a *API) suppliers(c *gin.Context) error {
	p, err := listPage(c, "status", "kind", "q")
	status, err1 := oneOf(c, "status", models.SupplierSteps.Statuses()...)
	kind, err2 := oneOf(c, "kind", models.SupplierKinds()...)
	q, err3 := words(c, "q")
	if err := first(err, err1, err2, err3); err != nil {
		return err
	}
	f := casework.SupplierFilter{Status: string(status), Kind: string(kind), Q: q}
	rows, next, err := a.Casework.Suppliers(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, supplierOf(actor(c)))
}

func (a *API) supplier(c *gin.Context) error {
	id, err := pathID(c, "supplier")
	if err != nil {
		return err
	}
	r, err := a.Casework.Supplier(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, supplierOf(actor(c))(*r))
}

func (a *API) editSupplier(c *gin.Context) error {
	id, version, in, err := bindPatch[models.SupplierPatch](c, "supplier")
	if err != nil {
		return err
	}
	r, err := a.Casework.EditSupplier(c.Request.Context(), actor(c), id, version, in)
	if err != nil {
		return err
	}
	return shown(c, r.Version, supplierOf(actor(c))(*r))
}

func (a *API) reviewSupplier(step string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[reasonBody](c, "supplier")
		if err != nil {
			return err
		}
		r, err := a.Casework.ReviewSupplier(c.Request.Context(), actor(c), id, step, in.Reason)
		if err != nil {
			return err
		}
		return shown(c, r.Version, supplierOf(actor(c))(*r))
	}
}

// bindPatch reads what a change needs: the id in the path, the version in If-Match and the body.
func bindPatch[T any](c *gin.Context, noun string) (id string, version int, in T, err error) {
	if id, err = pathID(c, noun); err != nil {
		return
	}
	if version, err = ifMatch(c); err != nil {
		return
	}
	in, err = bind[T](c)
	return
}

// bindStep reads what a step needs: the id in the path and a body that may be left out.
func bindStep[T any](c *gin.Context, noun string) (id string, in T, err error) {
	if id, err = pathID(c, noun); err != nil {
		return
	}
	in, err = bindOptional[T](c)
	return
}
