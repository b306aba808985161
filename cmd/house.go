package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"zhulian/accounts"
	"zhulian/casework"
	"zhulian/channels"
	"zhulian/clock"
	"zhulian/entitlement"
	"zhulian/errands"
	"zhulian/exchange"
	"zhulian/flow"
	"zhulian/market"
	"zhulian/models"
	"zhulian/notices"
	"zhulian/outreach"
	"zhulian/passwords"
	"zhulian/reports"
	"zhulian/retention"
	"zhulian/rounds"
	"zhulian/server"
	"zhulian/server/api"
	"zhulian/server/describe"
	"zhulian/server/web"
	"zhulian/settings"
	"zhulian/store"
	"zhulian/weighing"
)

// errandsEnd is how long errands may go on when nobody can ask any more; what is cut off then is marked as lost, and can be sent for again.
const errandsEnd = 20 * time.Second

// house is everything behind a listener.
type house struct {
	store    *store.Store
	database string // its address
	clock    clock.Clock
	log      *slog.Logger
	options  server.Options
	hasher   *passwords.Hasher
	inside   inside
	front    front
	// askFactor are the roles of which a second factor is asked.
	askFactor []models.Role
	scan      flow.Scan    // asks the virus scanner about uploads; nil where there is none
	demo      bool         // the county and all its people are made up
	ways      notices.Desk // the ways out for notices, without its store; none leaves everything in the inboxes
}

// serve puts the rooms together and answers requests until ctx ends.
func (h house) serve(ctx context.Context, on net.Listener) error {
	runner := errands.New(h.store, 1, h.log)
	runner.Ended = h.inside.errand
	defer runner.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	leaving, leave := context.WithCancel(context.WithoutCancel(ctx))
	defer leave()
	h.options.Leaving = leave
	face := h.face(h.hasher, runner, leaving.Done())
	site, err := h.site(face, h.pages(face, runner))
	if err != nil {
		return err
	}
	var background sync.WaitGroup
	background.Go(func() { h.work(ctx, h.standing(face, runner)) })
	background.Go(func() { h.look(ctx, face.Reports) })
	background.Go(func() { h.tell(ctx, face.Notices) })
	background.Go(func() { h.store.FollowReplicas(ctx) })
	redirected := make(chan error, 1)
	go func() { redirected <- h.front.redirect(ctx, site) }()
	err = site.Run(ctx, on)
	stop()
	background.Wait()
	runner.Finish(errandsEnd)
	return errors.Join(err, <-redirected)
}

// face is the API over its desks.
func (h house) face(hasher *passwords.Hasher, runner *errands.Runner, ending <-chan struct{}) *api.API {
	supply := &market.Market{Took: h.inside.metrics.Matching}
	tell := h.ways
	tell.Store = h.store
	logins := accounts.New(h.store, hasher, h.clock)
	logins.AskSecondFactor = h.askFactor
	tell.Prove = logins.Prove
	return &api.API{
		Accounts:    logins,
		Casework:    &casework.Desk{Store: h.store, HashPassword: hasher.Choose, Market: supply, Scan: h.scan},
		Reports:     &reports.Desk{Store: h.store.Reports()},
		Outreach:    &outreach.Desk{Store: h.store, Errands: runner, Scan: h.scan},
		Entitlement: &entitlement.Desk{Store: h.store, Errands: runner, Site: h.ways.BaseURL, Text: texter(h.ways.SMS), ShowCodes: h.demo, Scan: h.scan},
		Rounds:      &rounds.Desk{Store: h.store, Market: supply, Errands: runner},
		Weighing:    &weighing.Desk{Store: h.store, Market: supply},
		Settings:    &settings.Desk{Store: h.store},
		Exchange:    &exchange.Desk{Store: h.store, Errands: runner, Scan: h.scan},
		Notices:     &tell,
		Clock:       h.clock,
		Limits:      accounts.Limits(h.store, h.clock),
		Ending:      ending,
	}
}

// texter sends text messages to residents, who have no account; nil where there is no way out.
func texter(sms notices.Sender) func(context.Context, string, string) error {
	if sms == nil {
		return nil
	}
	return func(ctx context.Context, phone, text string) error {
		return sms.Send(ctx, phone, channels.Message{ID: rand.Text(), Text: text})
	}
}

// pages are the pages over the same desks.
func (h house) pages(face *api.API, runner *errands.Runner) *web.Web {
	return &web.Web{
		Accounts: face.Accounts, Casework: face.Casework, Reports: face.Reports, Outreach: face.Outreach,
		Entitlement: face.Entitlement, Rounds: face.Rounds, Weighing: face.Weighing,
		Settings: face.Settings, Retention: &retention.Desk{Store: h.store}, Notices: face.Notices, Exchange: face.Exchange, Errands: runner,
		Keys: h.store, Clock: h.clock, Demo: h.demo, Rates: web.Rates{Limits: face.Limits},
	}
}

func (h house) site(face *api.API, pages *web.Web) (*server.Server, error) {
	routes := face.Routes()
	description, err := describe.OpenAPI(routes, server.Prefix, Version)
	if err != nil {
		return nil, err
	}
	return server.New(server.Deps{
		Routes: routes, Who: face.Accounts, Pages: pages, Cookies: face.Accounts, Keys: h.store, Database: h.store, Replicas: h.store, Clock: h.clock, Log: h.log,
		Metrics: h.inside.metrics, Tracer: h.inside.tracer, Limits: face.Limits, OpenAPI: description, Docs: describe.Viewer(), Root: h.front.root, Options: h.options,
	})
}
