// Package web is the pages of the house: every handler decodes, calls one verb and renders. The nouns are those of server/api.
package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/accounts"
	"zhulian/casework"
	"zhulian/clock"
	"zhulian/entitlement"
	"zhulian/errands"
	"zhulian/exchange"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/outreach"
	"zhulian/reports"
	"zhulian/retention"
	"zhulian/rounds"
	"zhulian/server/auth"
	"zhulian/settings"
	"zhulian/weighing"
)

// Route is one page, or one form that is posted.
type Route struct {
	Method  string
	Path    string // with gin's parameters: /needs/:id/accept
	Handler func(*Call) error
	Public  bool          // nobody need be logged in
	Roles   []models.Role // whose page it is; nil is everybody's who is logged in. Others are told that it is not theirs.
	Owing   bool          // open to whoever must do something before anything else: change a password that was given, set a second factor up
	Guessed bool          // the path holds a secret, so that whoever tries out secrets is slowed down by address
	MaxBody int64         // the most bytes that a form may have; 0 means 1 MiB
}

// Places knows the names of regions.
type Places interface {
	Regions(ctx context.Context, under string) ([]models.Region, error)
}

// Web holds the desks behind the pages.
type Web struct {
	Accounts    *accounts.Desk
	Casework    *casework.Desk
	Reports     *reports.Desk
	Outreach    *outreach.Desk
	Entitlement *entitlement.Desk
	Rounds      *rounds.Desk
	Weighing    *weighing.Desk
	Settings    *settings.Desk
	Retention   *retention.Desk
	Exchange    *exchange.Desk
	Errands     *errands.Runner
	Notices     *notices.Desk
	Keys        auth.Blinder
	Clock       clock.Clock
	Rates       Rates
	// Demo says on every page that the county and all its people are made up.
	Demo bool
}

// Routes lists every page, noun by noun. Each noun adds its own in its file.
func (w *Web) Routes() []Route {
	var all []Route
	for _, noun := range []func() []Route{
		w.homeRoutes, w.accountRoutes, w.secondFactorRoutes, w.ownSessionRoutes, w.accountsRoutes, w.listRoutes, w.needQueueRoutes, w.needStepRoutes, w.matchDeskRoutes,
		w.roundRoutes, w.supplierStaffRoutes, w.offerStaffRoutes, w.resolutionRoutes,
		w.needNewRoutes, w.householdRoutes, w.fulfilmentRoutes, w.offlineRoutes,
		w.inboxRoutes, w.answerRoutes, w.alertRoutes, w.alertReportRoutes, w.happinessRoutes, w.reliefRoutes, w.suggestionRoutes, w.policyRuleRoutes,
		w.complaintRoutes, w.residentRoutes,
		w.applyRoutes, w.offerRoutes, w.openNeedRoutes, w.matchRoutes, w.taskRoutes, w.impactRoutes, w.ownSupplierRoutes, w.fileRoutes,
		w.courseRoutes, w.workRoutes, w.trainingReportRoutes,
		w.settingRoutes, w.retentionRoutes, w.batchRoutes, w.feedRoutes, w.ruleRoutes, w.searchRoutes, w.auditRoutes, w.provinceRoutes,
		w.paperRoutes, w.exportRoutes, w.gapRoutes, w.sampleRoutes, w.monthlyRoutes, w.figureRoutes,
		w.reportsRoutes, w.indicatorRoutes, w.reportBaseRoutes,
		w.visitRoutes, w.visitPlanRoutes,
	} {
		all = append(all, noun()...)
	}
	return all
}

func get(path string, handler func(*Call) error, roles ...models.Role) Route {
	return Route{Method: http.MethodGet, Path: path, Handler: handler, Roles: roles}
}

func post(path string, handler func(*Call) error, roles ...models.Role) Route {
	return Route{Method: http.MethodPost, Path: path, Handler: handler, Roles: roles}
}

func public(r Route) Route {
	r.Public = true
	return r
}

func owing(r Route) Route {
	r.Owing = true
	return r
}

// dutyPages are where what must be done first is done.
var dutyPages = map[models.Duty]string{models.DutyPassword: passwordPage, models.DutySecondFactor: secondFactorPage}

// Admit asks whether a reader may use a route at all, before anything is read of what is sent.
func (w *Web) Admit(r Route) func(*gin.Context) error {
	return func(c *gin.Context) error { return admit(r, &Call{Context: c, web: w, Actor: auth.Actor(c)}) }
}

// Handle makes gin's handler of a route: who asks must be somebody whose page it is.
func (w *Web) Handle(r Route) func(*gin.Context) error {
	return func(c *gin.Context) error {
		call := &Call{Context: c, web: w, Actor: auth.Actor(c)}
		if err := admit(r, call); err != nil {
			return err
		}
		if call.Actor.Owes != "" && !r.Public && !r.Owing {
			return call.Go(dutyPages[call.Actor.Owes], "")
		}
		return r.Handler(call)
	}
}

func admit(r Route, c *Call) error {
	if r.Public {
		return nil
	}
	if c.Actor.Role == models.RoleAnonymous {
		return models.Unauthenticated("login_required")
	}
	if r.Roles == nil {
		return nil
	}
	for _, role := range r.Roles {
		if role == c.Actor.Role {
			return nil
		}
	}
	return models.Forbidden("role_may_not")
}
