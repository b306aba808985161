package api

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"github.com/gin-gonic/gin"

	"zhulian/entitlement"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/server/respond"
	"zhulian/throttle"
)

// CodeHeader holds the code with which a household asks: that of the form it fills in, or that with which it sees where its requests stand. A
// code never stands in an address of the API, which logs and proxies keep.
const CodeHeader = "Relief-Code"

func codeOf(c *gin.Context) string { return c.GetHeader(CodeHeader) }

// either answers an official by login, and a household by its code.
func either(official, household func(*gin.Context) error) func(*gin.Context) error {
	return func(c *gin.Context) error {
		if codeOf(c) != "" {
			return household(c)
		}
		return official(c)
	}
}

// texts slows down how often one address has codes sent to phones.
type texts struct {
	once sync.Once
	rate *throttle.Exact
}

func (t *texts) take(c *gin.Context, a *API) error {
	t.once.Do(func() {
		book := a.Limits
		if book == nil {
			book = throttle.NewMemory(a.Clock.Now)
		}
		t.rate = throttle.NewExact(book, "api_texts", 1.0/60, 10)
	})
	wait, err := t.rate.Take(c.Request.Context(), throttle.AddressKey(c.ClientIP()))
	if err != nil {
		return err
	}
	if wait > 0 {
		return (&models.Error{Kind: models.KindTooMany, Code: "too_often"}).With("retry_after", int(wait.Seconds())+1)
	}
	return nil
}

func (a *API) reliefRoutes() []Route {
	own := func(r Route) Route {
		r.Coded, r.Public, r.Tag = true, true, "relief"
		return r
	}
	fill := func(group, summary string, in any, handler func(*gin.Context) error) Route {
		return own(Route{Method: http.MethodPost, Path: "/relief/form/" + group, Handler: handler, In: in, Out: reliefFormBody{}, Summary: summary})
	}
	return []Route{
		{
			Method: http.MethodPost, Path: "/relief/codes", Handler: a.beginRelief, Public: true, Secret: true, Tag: "relief", Status: http.StatusCreated,
			In: entitlement.PhoneDraft{}, Out: begunBody{},
			Summary: "Begin a request without an account: six digits go to the phone, whether the county knows it or not",
		},
		own(Route{
			Method: http.MethodPost, Path: "/relief/codes/verify", Handler: a.verifyPhone, Secret: true, In: digitsBody{}, Out: begunBody{},
			Summary: "Show the digits, at most five times; the answer is a new code with which the form is filled in",
		}),
		own(Route{
			Method: http.MethodGet, Path: "/relief/form", Handler: a.reliefForm, Out: reliefFormBody{},
			Summary: "What is filled in so far, and what the county holds already, masked: that is not asked again",
		}),
		fill("who", "Say who asks, and agree to have the means verified", models.ResidentWho{}, filled(a, a.Entitlement.SayWho)),
		fill("members", "Name the other members of a household that the county does not know", membersBody{}, filled(a, a.sayMembers)),
		fill("means", "Say what the household lives on", models.ResidentMeans{}, filled(a, a.Entitlement.SayMeans)),
		fill("event", "Say what happened", models.ResidentEvent{}, filled(a, a.sayEvent)),
		own(Route{
			Method: http.MethodGet, Path: "/relief/form/chances", Handler: a.chances, Out: listBody[chanceBody]{},
			Summary: "What the household may apply for, with reasons and what is not known; not knowing is always a choice",
		}),
		own(Route{
			Method: http.MethodPost, Path: "/applications/:id/complain", Handler: a.ownComplaint, In: complainBody{}, Out: complaintBody{}, Status: http.StatusCreated,
			Summary: "Complain about a request of one's own; it is answered within fifteen days",
		}),
	}
}

type begunBody struct {
	Code   string  `json:"code" description:"goes into the Relief-Code header"`
	Digits *string `json:"digits,omitempty" description:"in a demo alone: what the text message says"`
}

type digitsBody struct {
	Digits string `json:"digits" required:"true"`
}

type membersBody struct {
	Members []models.ResidentMember `json:"members"`
}

type complainBody struct {
	Text string `json:"text" required:"true"`
}

type reliefFormBody struct {
	Phone    string            `json:"phone" description:"masked"`
	Filled   []string          `json:"filled" description:"of who, members, means and event"`
	Known    *knownBody        `json:"known" description:"null: the county does not know the household by phone and name"`
	Pictures int               `json:"pictures"`
	Open     []applicationBody `json:"open" description:"what the household has asked for already"`
}

type knownBody struct {
	Village string        `json:"village"`
	Members []knownMember `json:"members"`
	Income  bool          `json:"income" description:"the county knows what the household lives on"`
}

type knownMember struct {
	Name     string `json:"name" description:"masked"`
	Relation string `json:"relation"`
}

type chanceBody struct {
	Kind     string   `json:"kind"`
	Strength string   `json:"strength" description:"entitled, likely or explore"`
	Reasons  []string `json:"reasons"`
	Missing  []string `json:"missing" description:"what would have to be known to be sure"`
}

func (a *API) beginRelief(c *gin.Context) error {
	in, err := bind[entitlement.PhoneDraft](c)
	if err != nil {
		return err
	}
	if err := a.texts.take(c, a); err != nil {
		return err
	}
	begun, err := a.Entitlement.BeginRelief(c.Request.Context(), lang(c), in)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, begunBody{Code: string(begun.Pass), Digits: textOr(begun.Code)})
}

func (a *API) verifyPhone(c *gin.Context) error {
	in, err := bind[digitsBody](c)
	if err != nil {
		return err
	}
	next, err := a.Entitlement.VerifyPhone(c.Request.Context(), codeOf(c), in.Digits)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusOK, begunBody{Code: string(next)})
}

func (a *API) reliefForm(c *gin.Context) error {
	f, err := a.Entitlement.ResidentForm(c.Request.Context(), codeOf(c))
	if err != nil {
		return err
	}
	out := reliefFormBody{Phone: f.Phone, Filled: append([]string{}, f.Filled...), Pictures: len(f.Pictures), Open: []applicationBody{}}
	if f.Known != nil {
		out.Known = &knownBody{Village: f.Known.Village, Income: f.Known.Income, Members: []knownMember{}}
		for _, m := range f.Known.Members {
			out.Known.Members = append(out.Known.Members, knownMember(m))
		}
	}
	for i := range f.Open {
		out.Open = append(out.Open, ownBody(f.Open[i]))
	}
	return respond.JSON(c, http.StatusOK, out)
}

// filled keeps one group of the form and answers the form as it is then.
func filled[T any](a *API, say func(ctx context.Context, pass string, in T) error) func(*gin.Context) error {
	return func(c *gin.Context) error {
		in, err := bind[T](c)
		if err != nil {
			return err
		}
		if err := say(c.Request.Context(), codeOf(c), in); err != nil {
			return err
		}
		return a.reliefForm(c)
	}
}

func (a *API) sayMembers(ctx context.Context, pass string, in membersBody) error {
	return a.Entitlement.SayMembers(ctx, pass, in.Members)
}

func (a *API) sayEvent(ctx context.Context, pass string, in models.ResidentEvent) error {
	return a.Entitlement.SayEvent(ctx, pass, in, nil)
}

func (a *API) chances(c *gin.Context) error {
	rows, err := a.Entitlement.Chances(c.Request.Context(), codeOf(c))
	if err != nil {
		return err
	}
	in := lang(c)
	return listed(c, rows, "", func(x entitlement.Chance) chanceBody {
		return chanceBody{Kind: string(x.Kind), Strength: string(x.Strength), Reasons: phrases(in, x.Reasons), Missing: phrases(in, x.Missing)}
	})
}

func phrases(in locales.Lang, list []entitlement.Phrase) []string {
	out := []string{}
	for _, x := range list {
		args := map[string]any{}
		for name, v := range x.Args {
			args[name] = v
		}
		out = append(out, locales.T(in, x.Key, args))
	}
	return out
}

func (a *API) handIn(c *gin.Context) error {
	in, err := bind[applicationDraft](c)
	if err != nil {
		return err
	}
	handed, err := a.Entitlement.HandIn(c.Request.Context(), lang(c), codeOf(c), in.Kinds)
	if err != nil {
		return err
	}
	out := submittedBody{Code: new(string(handed.Code)), Items: []applicationBody{}}
	for i := range handed.Requests {
		out.Items = append(out.Items, ownBody(handed.Requests[i].Application))
	}
	return respond.JSON(c, http.StatusCreated, out)
}

// ownBody is a request as its household reads it: without who asks and works on it.
func ownBody(r models.Application) applicationBody {
	out := applicationOf(r)
	out.HouseholdID, out.PersonID, out.DuplicateOf, out.VisitID, out.Source, out.SourceID, out.DueAt = nil, nil, nil, nil, nil, nil, nil
	return out
}

func ownFile(r entitlement.OwnRequest) applicationFileBody {
	out := applicationFileBody{applicationBody: ownBody(r.Application), Story: r.Story, GivenBy: r.GivenBy, SelfPaidFen: r.SelfPaidFen,
		AmountAskedFen: r.AmountAskedFen, Reasons: textOr(r.Reasons), Appeal: textOr(r.Appeal), AppealAnswer: textOr(r.AppealAnswer), AnswerBy: r.AnswerBy,
		PictureIDs: []string{}, VisitIDs: []string{}, Can: r.Can.Steps()}
	return out
}

func (a *API) ownApplications(c *gin.Context) error {
	p, err := a.Entitlement.ReliefProgress(c.Request.Context(), codeOf(c))
	if err != nil {
		return err
	}
	return listed(c, p.Requests, "", func(r entitlement.OwnRequest) applicationBody { return ownBody(r.Application) })
}

func (a *API) ownApplication(c *gin.Context) error {
	id, err := pathID(c, "application")
	if err != nil {
		return err
	}
	p, err := a.Entitlement.ReliefProgress(c.Request.Context(), codeOf(c))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Requests, func(r entitlement.OwnRequest) bool { return r.ID == id })
	if i < 0 {
		return models.NotFound("application")
	}
	return shown(c, p.Requests[i].Version, ownFile(p.Requests[i]))
}

func (a *API) ownStep(step string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		id, in, err := bindStep[models.ReliefStep](c, "application")
		if err != nil {
			return err
		}
		r, err := a.Entitlement.OwnStep(c.Request.Context(), codeOf(c), id, step, in)
		if err != nil {
			return err
		}
		return shown(c, r.Version, ownBody(r.Application))
	}
}

func (a *API) ownComplaint(c *gin.Context) error {
	id, in, err := bindStep[complainBody](c, "application")
	if err != nil {
		return err
	}
	r, err := a.Entitlement.Complain(c.Request.Context(), codeOf(c), id, in.Text)
	if err != nil {
		return err
	}
	return respond.JSON(c, http.StatusCreated, complaintOf(*r))
}
