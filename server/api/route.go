// Package api is the JSON face of the house: every handler decodes, calls one verb and encodes.
package api

import (
	"github.com/gin-gonic/gin"

	"zhulian/accounts"
	"zhulian/casework"
	"zhulian/clock"
	"zhulian/entitlement"
	"zhulian/exchange"
	"zhulian/notices"
	"zhulian/outreach"
	"zhulian/reports"
	"zhulian/rounds"
	"zhulian/settings"
	"zhulian/throttle"
	"zhulian/weighing"
)

// Route is one call of the API: how it is reached, who answers, and what its description says.
type Route struct {
	Method  string
	Path    string // below /api/v1, with gin's parameters: /needs/:id/accept
	Handler func(*gin.Context) error
	Public  bool // nobody need be logged in
	// Guessed marks a route whose path holds a secret, or which costs much and needs no login, so that whoever tries it again and again is slowed
	// down by address.
	Guessed bool
	// Coded marks a route that a household asks with its code in the CodeHeader, in place of a login; one that is Public too knows no other way.
	// Whoever tries codes out is slowed down by address.
	Coded bool
	// Owing marks a route that is open to whoever must do something before anything else: change a password that was given, set a second factor up.
	Owing bool
	// Secret marks an answer that holds tokens: it is never remembered under an Idempotency-Key.
	Secret  bool
	Summary string
	Tag     string
	In      any      // a zero value of the body's struct, or nil
	Out     any      // a zero value of the answer's struct, or nil
	Status  int      // the status of success; 0 means 200
	Query   []string // the names of query parameters that filter; limit and cursor are added for List
	List    bool     // answers {"items": […], "next_cursor": …}, Out being one item
	IfMatch bool     // needs If-Match with the version
	MaxBody int64    // the most bytes that a body may have; 0 means 1 MiB
}

// API holds the desks behind the calls.
type API struct {
	Accounts    *accounts.Desk
	Casework    *casework.Desk
	Reports     *reports.Desk
	Outreach    *outreach.Desk
	Entitlement *entitlement.Desk
	Rounds      *rounds.Desk
	Weighing    *weighing.Desk
	Notices     *notices.Desk
	Settings    *settings.Desk
	Exchange    *exchange.Desk
	Clock       clock.Clock
	Limits      throttle.Book // where rates are counted, over several servers; nil for the memory of one
	// Ending ends the streams when it is closed, so that the server need not wait for them; nil never does.
	Ending <-chan struct{}

	streams streams
	texts   texts
}

// Routes lists every call of the API, in the order of its description. Each noun adds its own in its file.
func (a *API) Routes() []Route {
	var all []Route
	for _, noun := range []func() []Route{
		a.authRoutes, a.secondFactorRoutes, a.supplierRoutes, a.offerRoutes, a.householdRoutes, a.consentRoutes, a.needRoutes, a.needStepRoutes, a.openNeedRoutes,
		a.matchRoutes, a.fulfilmentRoutes, a.courseRoutes, a.workRoutes, a.alertRoutes, a.happinessListRoutes, a.allocationRoutes, a.weightRoutes, a.alertRuleRoutes,
		a.suggestionRoutes, a.suggestionRuleRoutes, a.minorAccessRoutes, a.noticeRoutes, a.answerLinkRoutes,
		a.standardRoutes, a.limitRoutes, a.categoryRoutes, a.calendarRoutes, a.regionRoutes, a.searchRoutes,
		a.visitRoutes, a.applicationRoutes, a.reliefRoutes, a.complaintRoutes,
		a.reportRoutes, a.indicatorRoutes, a.dashboardRoutes, a.sampleRoutes, a.batchRoutes, a.exportRoutes, a.eventRoutes, a.referenceRoutes,
	} {
		all = append(all, noun()...)
	}
	return all
}
