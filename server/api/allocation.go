package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/server/respond"
)

func (a *API) allocationRoutes() []Route {
	return []Route{
		{
			Method: http.MethodPost, Path: "/allocations", Handler: a.allocate, Tag: "allocations", Status: http.StatusCreated,
			Summary: "Run a round: the best assignment over all open needs, as proposals for people to send; a dry run only tells",
			In:      allocationOrder{}, Out: allocationBody{},
		},
		{
			Method: http.MethodGet, Path: "/allocations", Handler: a.allocations, Tag: "allocations", Summary: "List rounds", Out: allocationHead{}, List: true,
		},
		{
			Method: http.MethodGet, Path: "/allocations/:id", Handler: a.allocation, Tag: "allocations", Out: allocationBody{},
			Summary: "Show a round: proposals, who goes without and why, what to recruit next, and how far it can be from the best",
		},
		{
			Method: http.MethodPost, Path: "/allocations/:id/send", Handler: a.sendAllocation, Tag: "allocations", In: sendOrder{}, Out: sentBody{},
			Summary: "Send a round's proposals, all or those named, to their suppliers as invitations",
		},
	}
}

type allocationOrder struct {
	County string `json:"county" required:"true"`
	DryRun bool   `json:"dry_run"`
}

type sendOrder struct {
	Matches []string `json:"matches" description:"ids of matches; left out: all that nobody has sent yet"`
}

type allocationHead struct {
	ID             string          `json:"id"`
	County         string          `json:"county"`
	Status         string          `json:"status"`
	DryRun         bool            `json:"dry_run"`
	StartedBy      string          `json:"started_by"`
	StartedAt      time.Time       `json:"started_at"`
	FinishedAt     *time.Time      `json:"finished_at"`
	WeightsVersion string          `json:"weights_version"`
	Needs          int             `json:"needs" description:"with a known quantity"`
	Offers         int             `json:"offers" description:"with a known capacity that is not used up"`
	Edges          int             `json:"edges" description:"pairs that pass every gate and the threshold"`
	Proposals      int             `json:"proposal_count"`
	Units          int64           `json:"units"`
	Certificate    certificateBody `json:"certificate"`
	Changed        changedBody     `json:"changed"`
	Version        int             `json:"version"`
}

type certificateBody struct {
	Value    int64  `json:"value" description:"in score units"`
	Bound    int64  `json:"bound" description:"no assignment under the same limits is worth more"`
	Gap      int64  `json:"gap" description:"bound less value; 0: proven best"`
	Complete bool   `json:"complete" description:"false: the deadline came first"`
	Digest   string `json:"digest"`
}

type changedBody struct {
	Since *string `json:"since" description:"the round before that made proposals"`
	New   int     `json:"new"`
	Gone  int     `json:"gone"`
	Same  int     `json:"same"`
}

type allocationBody struct {
	allocationHead
	Items []proposalBody `json:"proposals"`
	Unmet []unmetBody    `json:"unmet"`
	Gaps  []gapBody      `json:"gaps" description:"what to recruit next, the most valuable first"`
	Idle  []idleBody     `json:"idle"`
}

type proposalBody struct {
	MatchID    *string        `json:"match_id" description:"null in a dry run"`
	Status     string         `json:"status" description:"of the match now; empty in a dry run"`
	NeedID     string         `json:"need_id"`
	OfferID    string         `json:"offer_id"`
	SupplierID string         `json:"supplier_id"`
	Category   string         `json:"category"`
	Quantity   int64          `json:"quantity"`
	Unit       string         `json:"unit"`
	Score      int            `json:"score"`
	Parts      map[string]int `json:"parts"`
	Reasons    []reasonText   `json:"reasons"`
}

type unmetBody struct {
	NeedID   string         `json:"need_id"`
	Category string         `json:"category"`
	Town     string         `json:"town_code"`
	Units    *int64         `json:"units" description:"still lacking; null: unknown"`
	Reason   reasonText     `json:"reason"`
	Gates    map[string]int `json:"gates,omitempty" description:"how many offers each gate excluded"`
	Below    int            `json:"below_threshold,omitempty"`
	Needs    []string       `json:"needs,omitempty" description:"who has the capacity, at most eight, the most urgent first"`
}

type gapBody struct {
	Category      string `json:"category"`
	Town          string `json:"town_code"`
	Needed        int64  `json:"needed"`
	Offered       int64  `json:"offered" description:"units that the round found"`
	MarginalValue int64  `json:"marginal_value" description:"what one more unit would add, in score units with the weight of urgency"`
	Urgency       string `json:"urgency" description:"of the need that it would serve"`
}

type idleBody struct {
	OfferID string     `json:"offer_id"`
	Units   *int64     `json:"units" description:"left; null: unknown"`
	Reason  reasonText `json:"reason"`
}

type sentBody struct {
	Sent    []matchBody   `json:"sent"`
	Refused []refusedBody `json:"refused"`
}

type refusedBody struct {
	MatchID string `json:"match_id"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

func allocationHeadOf(r models.Allocation) allocationHead {
	return allocationHead{
		ID: r.ID, County: r.CountyCode, Status: string(r.Status), DryRun: r.DryRun, StartedBy: r.StartedBy, StartedAt: r.StartedAt, FinishedAt: r.FinishedAt,
		WeightsVersion: r.WeightsVersion, Needs: r.Needs, Offers: r.Offers, Edges: r.Edges, Proposals: r.Proposals, Units: r.Units,
		Certificate: certificateBody{Value: r.Value, Bound: r.Bound, Gap: r.Gap, Complete: r.Complete, Digest: r.Certificate},
		Changed:     changedBody{Since: r.EarlierID, New: r.PairsNew, Gone: r.PairsGone, Same: r.PairsSame}, Version: r.Version,
	}
}

func allocationOf(l locales.Lang, r *rounds.Round) allocationBody {
	out := allocationBody{allocationHead: allocationHeadOf(r.Allocation), Items: make([]proposalBody, len(r.Proposals)),
		Unmet: make([]unmetBody, len(r.Unmet)), Gaps: make([]gapBody, len(r.Gaps)), Idle: make([]idleBody, len(r.Idle))}
	for i, p := range r.Proposals {
		out.Items[i] = proposalBody{MatchID: p.MatchID, Status: string(p.Status), NeedID: p.NeedID, OfferID: p.OfferID, SupplierID: p.SupplierID,
			Category: p.Category, Quantity: p.Quantity, Unit: p.Unit, Score: p.Score, Parts: p.ScoreParts, Reasons: []reasonText{}}
		for _, why := range p.Reasons {
			out.Items[i].Reasons = append(out.Items[i].Reasons, spoken(l, why.Key, why.Args))
		}
	}
	for i, u := range r.Unmet {
		out.Unmet[i] = unmetBody{NeedID: u.NeedID, Category: u.Category, Town: u.Town, Units: u.Units, Reason: spoken(l, "unmet."+string(u.Reason), nil),
			Gates: u.Args.Gates, Below: u.Args.Below, Needs: u.Args.Needs}
	}
	for i, g := range r.Gaps {
		out.Gaps[i] = gapBody{Category: g.Category, Town: g.Town, Needed: g.Needed, Offered: g.Offered, MarginalValue: g.MarginalValue, Urgency: string(g.Urgency)}
	}
	for i, x := range r.Idle {
		out.Idle[i] = idleBody{OfferID: x.OfferID, Units: x.Units, Reason: spoken(l, "idle."+string(x.Reason), nil)}
	}
	return out
}

func (a *API) allocate(c *gin.Context) error {
	in, err := bind[allocationOrder](c)
	if err != nil {
		return err
	}
	r, err := a.Rounds.Run(c.Request.Context(), actor(c), in.County, in.DryRun)
	if err != nil {
		return err
	}
	return created(c, "allocations/"+r.ID, r.Version, allocationOf(lang(c), r))
}

func (a *API) allocations(c *gin.Context) error {
	p, err := listPage(c)
	if err != nil {
		return err
	}
	rows, next, err := a.Rounds.Rounds(c.Request.Context(), actor(c), p)
	if err != nil {
		return err
	}
	return listed(c, rows, next, allocationHeadOf)
}

func (a *API) allocation(c *gin.Context) error {
	id, err := pathID(c, "allocation")
	if err != nil {
		return err
	}
	r, err := a.Rounds.Round(c.Request.Context(), actor(c), id)
	if err != nil {
		return err
	}
	return shown(c, r.Version, allocationOf(lang(c), r))
}

func (a *API) sendAllocation(c *gin.Context) error {
	id, in, err := bindStep[sendOrder](c, "allocation")
	if err != nil {
		return err
	}
	done, err := a.Rounds.Send(c.Request.Context(), actor(c), id, in.Matches)
	if err != nil {
		return err
	}
	l, out := lang(c), sentBody{Sent: []matchBody{}, Refused: []refusedBody{}}
	for _, m := range done.Matches {
		out.Sent = append(out.Sent, matchOf(l)(m))
	}
	for _, x := range done.Refused {
		problem := respond.ProblemOf(x.Error, l)
		out.Refused = append(out.Refused, refusedBody{MatchID: x.MatchID, Code: problem.Code, Detail: problem.Detail})
	}
	return respond.JSON(c, http.StatusOK, out)
}
