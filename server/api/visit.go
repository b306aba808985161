package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/models"
	"zhulian/outreach"
	"zhulian/server/respond"
)

func (a *API) visitRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/visits", Handler: a.recordVisit, Tag: "visits", Status: http.StatusCreated,
			Summary: "Record a contact with a household; it satisfies at most one window, and whether it counts is computed", In: models.VisitDraft{}, Out: visitBody{},
		},
		{
			Method: http.MethodGet, Path: "/visits", Handler: a.visits, Tag: "visits", Summary: "List visits, without what they found", Out: visitBody{}, List: true,
			Query: []string{"household_id", "window_id", "alert_id"},
		},
		{
			Method: http.MethodGet, Path: "/visits/due", Handler: a.visitsDue, Tag: "visits", Out: dueVisitBody{}, List: true, Query: []string{"region"},
			Summary: "List the windows that wait for a visit today, the first to end coming first; for some days also those that ended without one",
		},
		{Method: http.MethodGet, Path: "/visits/:id", Handler: a.visit, Tag: "visits", Summary: "Show a visit with what it found", Out: visitBody{}},
		{
			Method: http.MethodPost, Path: "/visits/:id/photos", Handler: a.addVisitPhoto, Tag: "visits", Status: http.StatusCreated,
			Summary: "Upload a picture of a visit, without faces (multipart fields file: JPEG or PNG, at most 5 MiB, and id); it is drawn anew, so that no place stays in it",
			Out:     proofBody{}, MaxBody: maxUpload,
		},
	}
}

// visitFoundBody is what a visit found.
type visitFoundBody struct {
	Health        int          `json:"health"`
	Mood          int          `json:"mood"`
	Safety        int          `json:"safety"`
	Hygiene       int          `json:"hygiene"`
	Living        int          `json:"living"`
	MoneyChanged  bool         `json:"money_changed"`
	BenefitCame   *bool        `json:"benefit_came"`
	Carer         string       `json:"carer"`
	Wants         string       `json:"wants"`
	ListReceived  *bool        `json:"list_received"`
	ConsentStands *bool        `json:"consent_stands"`
	Next          *models.Date `json:"next"`
}

type visitBody struct {
	ID             string          `json:"id"`
	HouseholdID    string          `json:"household_id"`
	RegionCode     string          `json:"region_code"`
	AideID         string          `json:"aide_id"`
	WindowID       *string         `json:"window_id"`
	AlertID        *string         `json:"alert_id"`
	FulfilmentID   *string         `json:"fulfilment_id"`
	Kind           string          `json:"kind"`
	Mode           string          `json:"mode"`
	CheckedInAt    time.Time       `json:"checked_in_at"`
	DurationMin    int             `json:"duration_min"`
	Reached        bool            `json:"reached"`
	DistanceM      *int            `json:"distance_m" description:"from the home; the place itself is told to nobody"`
	PaperSignature bool            `json:"paper_signature"`
	FormComplete   bool            `json:"form_complete"`
	Valid          bool            `json:"valid"`
	InvalidReason  string          `json:"invalid_reason"`
	ChildAtRisk    bool            `json:"child_at_risk"`
	PersonsSeen    []string        `json:"persons_seen"`
	PhotoIDs       []string        `json:"photo_ids"`
	IssuesCreated  []string        `json:"issues_created"`
	Found          *visitFoundBody `json:"found,omitempty"`
	CreatedAt      time.Time       `json:"created_at"`
	Version        int             `json:"version"`
}

func visitOf(v models.Visit) visitBody {
	return visitBody{ID: v.ID, HouseholdID: v.HouseholdID, RegionCode: v.RegionCode, AideID: v.AideID, WindowID: v.WindowID, AlertID: v.AlertID,
		FulfilmentID: v.FulfilmentID, Kind: string(v.Kind), Mode: string(v.Mode), CheckedInAt: v.CheckedInAt, DurationMin: v.DurationMin, Reached: v.Reached,
		DistanceM: v.DistanceM, PaperSignature: v.PaperSignature, FormComplete: v.FormComplete, Valid: v.Valid, InvalidReason: string(v.InvalidReason),
		ChildAtRisk: v.ChildAtRisk, PersonsSeen: v.PersonsSeen, PhotoIDs: v.PhotoIDs, IssuesCreated: v.IssuesCreated, CreatedAt: v.CreatedAt, Version: v.Version}
}

func visitFound(v models.Visit) visitBody {
	out, f := visitOf(v), v.Found
	out.Found = &visitFoundBody{Health: f.Health, Mood: f.Mood, Safety: f.Safety, Hygiene: f.Hygiene, Living: f.Living, MoneyChanged: f.MoneyChanged,
		BenefitCame: f.BenefitCame, Carer: f.Carer, Wants: f.Wants, ListReceived: f.ListReceived, ConsentStands: f.ConsentStands}
	if f.Next != "" {
		out.Found.Next = &f.Next
	}
	return out
}

type dueVisitBody struct {
	ID          string      `json:"id"`
	HouseholdID string      `json:"household_id"`
	Household   string      `json:"household"`
	RegionCode  string      `json:"region_code"`
	AideID      *string     `json:"aide_id"`
	AlertID     *string     `json:"alert_id"`
	Kind        string      `json:"kind"`
	Mode        string      `json:"mode" description:"home, or any"`
	StartsOn    models.Date `json:"starts_on"`
	EndsOn      models.Date `json:"ends_on"`
	Status      string      `json:"status"`
	Late        bool        `json:"late"`
}

func dueVisitOf(l outreach.DueLine) dueVisitBody {
	return dueVisitBody{ID: l.ID, HouseholdID: l.HouseholdID, Household: l.Name, RegionCode: l.RegionCode, AideID: l.AideID, AlertID: l.AlertID, Kind: string(l.Kind),
		Mode: l.Mode, StartsOn: l.StartsOn, EndsOn: l.EndsOn, Status: string(l.Status), Late: l.Late}
}

func (a *API) recordVisit(c *gin.Context) error {
	in, err := bind[models.VisitDraft](c)
	if err != nil {
		return err
	}
	v, err := a.Outreach.RecordVisit(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return created(c, "visits/"+v.ID, v.Version, visitFound(*v))
}

func (a *API) visits(c *gin.Context) error {
	p, err := listPage(c, "household_id", "window_id", "alert_id")
	household, err1 := idOf(c, "household_id")
	window, err2 := idOf(c, "window_id")
	alert, err3 := idOf(c, "alert_id")
	if err := first(err, err1, err2, err3); err != nil {
		return err
	}
	rows, next, err := a.Outreach.Visits(c.Request.Context(), actor(c), outreach.VisitFilter{Household: household, Window: window, Alert: alert}, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, visitOf)
}

func (a *API) visitsDue(c *gin.Context) error {
	p, err := listPage(c, "region")
	if err != nil {
		return err
	}
	region := c.Query("region")
	if _, flaw := models.ParseRegionCode(region); region != "" && flaw != "" {
		return models.InvalidField("region", flaw)
	}
	rows, next, err := a.Outreach.Due(c.Request.Context(), actor(c), region, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, dueVisitOf)
}

func (a *API) visit(c *gin.Context) error {
	id, err := pathID(c, "visit")
	if err != nil {
		return err
	}
	v, err := a.Outreach.Visit(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, v.Version, visitFound(v.Visit))
}

func (a *API) addVisitPhoto(c *gin.Context) error {
	id, err := pathID(c, "visit")
	if err != nil {
		return err
	}
	content, err := uploaded(c)
	if err != nil {
		return err
	}
	r, err := a.Outreach.AddVisitPhoto(c.Request.Context(), actor(c), id, c.Request.PostFormValue("id"), content)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, proofOf(*r))
}
