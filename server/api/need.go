package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/respond"
)

func (a *API) needRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/needs", Handler: a.submitNeed, Tag: "needs", Status: http.StatusCreated,
			Summary: "Submit a need of a household; a quantity left out means unknown", In: models.NeedDraft{}, Out: needBody{},
		},
		{
			Method: http.MethodGet, Path: "/needs", Handler: a.needs, Tag: "needs", Summary: "List needs", Out: needBody{}, List: true,
			Query: needFilters,
		},
		{Method: http.MethodGet, Path: "/needs/:id", Handler: a.need, Tag: "needs", Summary: "Show a need", Out: needBody{}},
		{
			Method: http.MethodPatch, Path: "/needs/:id", Handler: a.editNeed, Tag: "needs", Summary: "Change a need that has not ended",
			In: models.NeedPatch{}, Out: needBody{}, IfMatch: true,
		},
		{
			Method: http.MethodGet, Path: "/needs/:id/candidates", Handler: a.candidates, Tag: "needs", Out: candidatesBody{}, Query: []string{"limit"},
			Summary: "Ranked offers for a need with score, parts and reasons, and how many each gate excluded",
		},
		{
			Method: http.MethodPost, Path: "/needs/:id/matches", Handler: a.invite, Tag: "matches", Status: http.StatusCreated,
			Summary: "Invite a supplier with one of its offers", In: models.Invitation{}, Out: matchBody{},
		},
		{
			Method: http.MethodPost, Path: "/needs/:id/pictures", Handler: a.showNeed, Tag: "needs", Status: http.StatusCreated,
			Summary: "Upload a picture of a need (multipart fields file: JPEG or PNG, at most 5 MiB, and id); place, time and camera are taken out",
			Out:     proofBody{}, MaxBody: maxUpload,
		},
		{Method: http.MethodGet, Path: "/needs/:id/pictures", Handler: a.needPictures, Tag: "needs", Summary: "List the pictures of a need", Out: listBody[proofBody]{}},
	}
}

var needFilters = []string{"status", "category", "urgency", "household_id", "submitted_by", "no", "q", "likely_duplicate"}

type needBody struct {
	ID             string            `json:"id"`
	No             string            `json:"no"`
	HouseholdID    string            `json:"household_id"`
	PersonID       *string           `json:"person_id"`
	RegionCode     string            `json:"region_code"`
	Category       string            `json:"category"`
	Title          string            `json:"title"`
	TitlePublic    string            `json:"title_public"`
	Detail         string            `json:"detail"`
	Quantity       *int64            `json:"quantity" description:"null: unknown"`
	Reserved       int64             `json:"quantity_reserved"`
	Delivered      int64             `json:"quantity_delivered"`
	Confirmed      int64             `json:"quantity_confirmed"`
	Left           *int64            `json:"quantity_left" description:"not promised yet; null: unknown"`
	Unit           string            `json:"unit"`
	Frequency      *models.Frequency `json:"frequency"`
	Urgency        string            `json:"urgency"`
	Earliest       *models.Date      `json:"earliest"`
	NeededBy       *models.Date      `json:"needed_by"`
	DeliveryMode   string            `json:"delivery_mode"`
	Sensitivity    int               `json:"sensitivity"`
	ValueEstFen    *int64            `json:"value_est_fen"`
	Source         string            `json:"source"`
	SourceID       *string           `json:"source_id" description:"the visit, alert, application or suggestion that it came of"`
	PublishScope   string            `json:"publish_scope"`
	Status         string            `json:"status"`
	StatusReason   string            `json:"status_reason"`
	ResolutionCode *string           `json:"resolution_code"`
	Satisfaction   *int              `json:"satisfaction"`
	DuplicateOf    *string           `json:"duplicate_of"`
	LikelyOf       *string           `json:"likely_duplicate_of" description:"the earlier need of the household that this one likely repeats; for the town to look at"`
	SubmittedBy    string            `json:"submitted_by"`
	SubmittedAt    *time.Time        `json:"submitted_at"`
	AcceptedAt     *time.Time        `json:"accepted_at"`
	ResolvedAt     *time.Time        `json:"resolved_at"`
	DueOn          *models.Date      `json:"due_on"`
	ReopenedCount  int               `json:"reopened_count"`
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
	Version        int               `json:"version"`
	Warnings       []helpWarning     `json:"warnings,omitempty" description:"when submitted: help of the category that the household had within 7 days; nothing is refused for it"`
}

// helpWarning tells of help that a need, or a promise, may repeat.
type helpWarning struct {
	Code     string      `json:"code" enum:"help_within_7_days"`
	On       models.Date `json:"on"`
	Category string      `json:"category"`
	Name     string      `json:"name" description:"of a department's benefit; of a delivery empty"`
	Provider string      `json:"provider"`
}

// warnings are told to whom the household may be told of.
func (a *API) warnings(c *gin.Context, household, category, need string) ([]helpWarning, error) {
	recent, err := a.Casework.RecentHelp(c.Request.Context(), actor(c), household, category, need)
	var out []helpWarning
	for _, r := range recent {
		out = append(out, helpWarning{"help_within_7_days", r.On, r.Category, r.Name, r.Provider})
	}
	return out, err
}

func textOr(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func needOf(r models.Need) needBody {
	out := needBody{
		ID: r.ID, No: r.No, HouseholdID: r.HouseholdID, PersonID: r.PersonID, RegionCode: r.RegionCode, Category: r.Category, Title: r.Title,
		TitlePublic: r.TitlePublic, Detail: r.Detail, Quantity: r.Quantity, Reserved: r.Reserved, Delivered: r.Delivered, Confirmed: r.Confirmed,
		Unit: r.Unit, Frequency: r.Frequency, Urgency: string(r.Urgency), Earliest: dateOr(r.Earliest), NeededBy: dateOr(r.NeededBy),
		DeliveryMode: r.DeliveryMode, Sensitivity: r.Sensitivity, ValueEstFen: r.ValueEstFen, Source: r.Source, SourceID: r.SourceID, PublishScope: r.PublishScope,
		Status: string(r.Status), StatusReason: r.StatusReason, ResolutionCode: textOr(r.ResolutionCode), Satisfaction: r.Satisfaction,
		DuplicateOf: r.DuplicateOf, LikelyOf: r.LikelyDuplicateOf, SubmittedBy: r.SubmittedBy, SubmittedAt: r.SubmittedAt, AcceptedAt: r.AcceptedAt, ResolvedAt: r.ResolvedAt,
		DueOn: dateOr(r.DueOn), ReopenedCount: r.ReopenedCount, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
	if left, known := r.Left(); known {
		out.Left = &left
	}
	return out
}

func (a *API) submitNeed(c *gin.Context) error {
	in, err := bind[models.NeedDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Casework.SubmitNeed(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	body := needOf(*r)
	if body.Warnings, err = a.warnings(c, r.HouseholdID, r.Category, r.ID); err != nil {
		return err
	}
	return created(c, "needs/"+r.ID, r.Version, body)
}

func (a *API) needs(c *gin.Context) error {
	p, err := listPage(c, needFilters...)
	status, err1 := oneOf(c, "status", models.NeedSteps.Statuses()...)
	category, err2 := categoryOf(c)
	urgency, err3 := oneOf(c, "urgency", models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow)
	household, err4 := idOf(c, "household_id")
	by, err5 := idOf(c, "submitted_by")
	no, err6 := words(c, "no")
	q, err7 := words(c, "q")
	likely, err8 := oneOf(c, "likely_duplicate", "true", "false")
	if err := first(err, err1, err2, err3, err4, err5, err6, err7, err8); err != nil {
		return err
	}
	f := casework.NeedFilter{Category: category, Urgency: string(urgency), Household: household, SubmittedBy: by, No: no, Q: q}
	if likely != "" {
		only := likely == "true"
		f.LikelyDuplicate = &only
	}
	if status != "" {
		f.Statuses = []models.NeedStatus{status}
	}
	rows, next, err := a.Casework.Needs(c.Request.Context(), actor(c), f, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, needOf)
}

func (a *API) need(c *gin.Context) error {
	id, err := pathID(c, "need")
	if err != nil {
		return err
	}
	r, err := a.Casework.Need(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, needOf(*r))
}

func (a *API) editNeed(c *gin.Context) error {
	id, version, in, err := bindPatch[models.NeedPatch](c, "need")
	if err != nil {
		return err
	}
	r, err := a.Casework.EditNeed(c.Request.Context(), actor(c), id, version, in)
	if err != nil {
		return err
	}
	return shown(c, r.Version, needOf(*r))
}

type candidatesBody struct {
	Items      []candidateBody `json:"items"`
	Below      int             `json:"below_threshold" description:"offers that pass every gate but score too low to be shown"`
	Excluded   map[string]int  `json:"excluded" description:"how many offers each gate excluded"`
	Exclusions []exclusionBody `json:"exclusions" description:"the excluded offers, at most 200, with what would make each fit"`
}

type candidateBody struct {
	Offer   briefOffer     `json:"offer"`
	Score   int            `json:"score" description:"0–100"`
	Parts   map[string]int `json:"parts" description:"each 0–100"`
	Reasons []reasonText   `json:"reasons"`
}

type briefOffer struct {
	ID         string `json:"id"`
	SupplierID string `json:"supplier_id"`
	Category   string `json:"category"`
	Title      string `json:"title"`
	Unit       string `json:"unit"`
}

type reasonText struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
	Text string            `json:"text"`
}

type exclusionBody struct {
	OfferID string     `json:"offer_id"`
	Gate    string     `json:"gate"`
	Fix     reasonText `json:"fix"`
}

func spoken(l locales.Lang, key string, args map[string]string) reasonText {
	values := make(map[string]any, len(args))
	for k, v := range args {
		values[k] = v
	}
	return reasonText{Key: key, Args: args, Text: locales.T(l, key, values)}
}

func (a *API) candidates(c *gin.Context) error {
	id, err := pathID(c, "need")
	if err != nil {
		return err
	}
	limit := 5
	if c.Query("limit") != "" {
		if limit, _, err = page(c); err != nil {
			return err
		}
	}
	found, err := a.Casework.Candidates(c.Request.Context(), actor(c), id, limit)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, candidatesOf(lang(c), found))
}

func candidatesOf(l locales.Lang, found *casework.Shortlist) candidatesBody {
	out := candidatesBody{Items: []candidateBody{}, Below: found.Below, Excluded: map[string]int{}, Exclusions: []exclusionBody{}}
	for _, r := range found.Ranked {
		item := candidateBody{
			Offer: briefOffer{ID: r.Offer.ID, SupplierID: r.Offer.SupplierID, Category: r.Offer.Category, Title: r.Offer.Title, Unit: r.Offer.Unit},
			Score: r.Score, Parts: r.PartMap(), Reasons: []reasonText{},
		}
		for _, p := range r.Reasons {
			item.Reasons = append(item.Reasons, spoken(l, p.Key, p.Args))
		}
		out.Items = append(out.Items, item)
	}
	for gate, n := range found.Excluded {
		out.Excluded[string(gate)] = n
	}
	for i, x := range found.Exclusions {
		if i == 200 {
			break
		}
		out.Exclusions = append(out.Exclusions, exclusionBody{OfferID: x.OfferID, Gate: string(x.Gate), Fix: spoken(l, x.Fix.Key, x.Fix.Args)})
	}
	return out
}

func (a *API) invite(c *gin.Context) error {
	id, err := pathID(c, "need")
	if err != nil {
		return err
	}
	in, err := bind[models.Invitation](c)
	if err != nil {
		return err
	}
	m, err := a.Casework.Invite(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	body := matchOf(lang(c))(*m)
	if body.Warnings, err = a.warnings(c, m.HouseholdID, m.Category, m.NeedID); err != nil {
		return err
	}
	return created(c, "matches/"+m.ID, m.Version, body)
}
