package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/entitlement"
	"zhulian/models"
	"zhulian/server/respond"
)

// slipBody is the most that a step with a picture of a slip in base64 may have.
const slipBody = entitlement.MaxPicture*4/3 + 1<<16

func (a *API) happinessListRoutes() []Route {
	d := a.Entitlement
	step := func(path, summary string, verb listVerb) Route {
		return Route{Method: http.MethodPost, Path: "/happiness-lists/:id/" + path, Handler: listStep(verb), Tag: "happiness-lists", Summary: summary,
			In: models.ListStep{}, Out: happinessListBody{}, MaxBody: slipBody}
	}
	return []Route{
		{
			Method: http.MethodGet, Path: "/households/:id/happiness-lists", Handler: a.householdLists, Tag: "happiness-lists", Out: happinessListBody{}, List: true,
			Summary: "A household's happiness lists with their lines; the view is logged",
		},
		{
			Method: http.MethodPost, Path: "/households/:id/happiness-lists", Handler: a.makeList, Tag: "happiness-lists", Status: http.StatusCreated,
			In: models.ListDraft{}, Out: happinessListBody{}, Summary: "Make a household's list of a period out of what is on file",
		},
		{
			Method: http.MethodGet, Path: "/happiness-lists/:id", Handler: a.happinessList, Tag: "happiness-lists", Out: happinessListBody{},
			Summary: "Show a happiness list; the view is logged",
		},
		step("check", "Say that a list is as it should be; its private link opens", d.CheckList),
		step("send", "Send a list by a message with its link, or by post; sent is not delivered", d.SendList),
		step("deliver", "Record that an adult member has the list: face to face with the signed slip, by post, or through a guardian", d.DeliverList),
		step("acknowledge", "Record that the household says that it has the list and understands it", d.AcknowledgeList),
		step("fail", "Record that a list that was sent did not arrive", d.FailList),
		step("dispute", "Take down that a line is wrong; it is answered within ten working days", d.DisputeList),
		step("answer", "Answer a dispute, and where the household is right make a corrected issue, which is answered", d.AnswerDispute),
		step("renew-link", "Make a new private link; the old one ends", d.RenewListLink),
		{
			Method: http.MethodGet, Path: "/households/:id/benefits", Handler: a.ledger, Tag: "happiness-lists", Out: listBody[entryBody]{},
			Summary: "All that a household has received in three years, the newest first; the view is logged",
		},
		{
			Method: http.MethodGet, Path: "/list-runs", Handler: a.listRuns, Tag: "happiness-lists", Out: listRunBody{}, List: true,
			Summary: "The runs that make a county's lists, with how far they are",
		},
		{
			Method: http.MethodPost, Path: "/list-runs", Handler: a.startListRun, Tag: "happiness-lists", Status: http.StatusAccepted, In: models.ListDraft{},
			Out: listRunBody{}, Summary: "Begin to make the lists of the whole county for a quarter or year that is over",
		},
		{
			Method: http.MethodPost, Path: "/list-runs/:id/resume", Handler: a.resumeListRun, Tag: "happiness-lists", Status: http.StatusNoContent,
			Summary: "Go on with a run that stands still; no household gets a second list",
		},
	}
}

type listVerb = func(context.Context, models.Actor, string, models.ListStep) (*models.HappinessList, error)

type happinessListBody struct {
	ID             string                     `json:"id"`
	HouseholdID    string                     `json:"household_id"`
	RegionCode     string                     `json:"region_code"`
	Period         string                     `json:"period"`
	PeriodFrom     models.Date                `json:"period_from"`
	PeriodTo       models.Date                `json:"period_to"`
	Issue          int                        `json:"issue" description:"1, and one more for every correction"`
	Corrects       *string                    `json:"corrects"`
	Head           models.ListHead            `json:"head"`
	Lines          []models.HappinessListLine `json:"lines"`
	TotalCashFen   int64                      `json:"total_cash_fen"`
	TotalInkindFen int64                      `json:"total_inkind_fen"`
	ReducedFen     int64                      `json:"reduced_fen"`
	ServicesCount  int                        `json:"services_count"`
	Status         string                     `json:"status"`
	StatusReason   string                     `json:"status_reason"`
	Channel        string                     `json:"channel"`
	Deadline       models.Date                `json:"deadline"`
	GeneratedAt    time.Time                  `json:"generated_at"`
	SentAt         *time.Time                 `json:"sent_at"`
	DeliveredAt    *time.Time                 `json:"delivered_at"`
	AcknowledgedAt *time.Time                 `json:"acknowledged_at"`
	AckMethod      string                     `json:"ack_method"`
	HandedOver     bool                       `json:"handed_over" description:"counts as delivered in K3: acknowledged, or handed over face to face"`
	Dispute        string                     `json:"dispute"`
	DisputeLine    *int                       `json:"dispute_line"`
	DisputeDueAt   *time.Time                 `json:"dispute_due_at"`
	Answer         string                     `json:"answer"`
	AnsweredAt     *time.Time                 `json:"answered_at"`
	Version        int                        `json:"version"`
}

func happinessListOf(l models.HappinessList) happinessListBody {
	if l.Lines == nil {
		l.Lines = []models.HappinessListLine{}
	}
	return happinessListBody{
		ID: l.ID, HouseholdID: l.HouseholdID, RegionCode: l.RegionCode, Period: l.Period().Code(), PeriodFrom: l.PeriodFrom, PeriodTo: l.PeriodTo, Issue: l.Issue,
		Corrects: l.CorrectsID, Head: l.Head, Lines: l.Lines, TotalCashFen: l.TotalCashFen, TotalInkindFen: l.TotalInkindFen, ReducedFen: l.ReducedFen(),
		ServicesCount: l.ServicesCount, Status: string(l.Status), StatusReason: l.StatusReason, Channel: l.Channel, Deadline: l.Deadline, GeneratedAt: l.GeneratedAt,
		SentAt: l.SentAt, DeliveredAt: l.DeliveredAt, AcknowledgedAt: l.AcknowledgedAt, AckMethod: l.AckMethod, HandedOver: l.HandedOver(), Dispute: l.Dispute,
		DisputeLine: l.DisputeLine, DisputeDueAt: l.DisputeDueAt, Answer: l.Answer, AnsweredAt: l.AnsweredAt, Version: l.Version,
	}
}

func (a *API) householdLists(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	p, err := listPage(c)
	if err != nil {
		return err
	}
	rows, next, err := a.Entitlement.HouseholdLists(c.Request.Context(), actor(c), id, p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, happinessListOf)
}

func (a *API) makeList(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	in, err := bind[models.ListDraft](c)
	if err != nil {
		return err
	}
	l, err := a.Entitlement.MakeList(c.Request.Context(), actor(c), id, in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, happinessListOf(*l))
}

func (a *API) happinessList(c *gin.Context) error {
	id, err := pathID(c, "happiness_list")
	if err != nil {
		return err
	}
	f, err := a.Entitlement.HappinessList(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, happinessListOf(f.HappinessList))
}

func listStep(verb listVerb) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, err := pathID(c, "happiness_list")
		if err != nil {
			return err
		}
		in, err := bindOptional[models.ListStep](c)
		if err != nil {
			return err
		}
		l, err := verb(c.Request.Context(), actor(c), id, in)
		if err != nil {
			return err
		}
		return respond.JSON(c, http.StatusOK, happinessListOf(*l))
	}
}

type entryBody struct {
	On        models.Date  `json:"on"`
	Kind      string       `json:"kind"`
	Name      string       `json:"name"`
	Category  string       `json:"category"`
	Provider  string       `json:"provider"`
	AmountFen *int64       `json:"amount_fen"`
	Quantity  *int64       `json:"quantity"`
	Unit      string       `json:"unit"`
	Source    string       `json:"source" description:"benefit, fulfilment or application"`
	SourceID  string       `json:"source_id"`
	Voided    bool         `json:"voided"`
	Repeats   *models.Date `json:"repeats" description:"the day of other help of the category within the week before"`
}

func (a *API) ledger(c *gin.Context) error {
	id, err := pathID(c, "household")
	if err != nil {
		return err
	}
	r, err := a.Entitlement.Ledger(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return listed(c, r.Entries, "", func(e entitlement.Entry) entryBody {
		out := entryBody{On: e.On, Kind: string(e.Kind), Name: e.Name, Category: e.Category, Provider: e.Provider, AmountFen: e.AmountFen, Quantity: e.Quantity,
			Unit: e.Unit, Source: e.SourceNoun, SourceID: e.SourceID, Voided: e.Voided}
		if e.Repeats != "" {
			out.Repeats = &e.Repeats
		}
		return out
	})
}

type listRunBody struct {
	ID        string     `json:"id"`
	Period    string     `json:"period"`
	Status    string     `json:"status"`
	Total     int        `json:"total"`
	Seen      int        `json:"seen"`
	Made      int        `json:"made" description:"the others had a list already"`
	Running   bool       `json:"running"`
	CreatedAt time.Time  `json:"created_at"`
	EndedAt   *time.Time `json:"ended_at"`
}

func listRunOf(r entitlement.Run) listRunBody {
	return listRunBody{r.ID, r.Period().Code(), string(r.Status), r.Total, r.Seen, r.Made, r.Running(), r.CreatedAt, r.EndedAt}
}

func (a *API) listRuns(c *gin.Context) error {
	p, err := listPage(c)
	if err != nil {
		return err
	}
	rows, next, err := a.Entitlement.ListRuns(c.Request.Context(), actor(c), p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, listRunOf)
}

func (a *API) startListRun(c *gin.Context) error {
	in, err := bind[models.ListDraft](c)
	if err != nil {
		return err
	}
	r, err := a.Entitlement.StartListRun(c.Request.Context(), actor(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusAccepted, listRunOf(entitlement.Run{ListRun: *r}))
}

func (a *API) resumeListRun(c *gin.Context) error {
	id, err := pathID(c, "list_run")
	if err != nil {
		return err
	}
	if err := a.Entitlement.ResumeListRun(c.Request.Context(), actor(c), id); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}
