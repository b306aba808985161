package cmd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"zhulian/accounts"
	"zhulian/casework"
	"zhulian/clock"
	"zhulian/errands"
	"zhulian/exchange"
	"zhulian/market"
	"zhulian/notices"
	"zhulian/passwords"
	"zhulian/reports"
	"zhulian/rounds"
	"zhulian/server"
	"zhulian/server/api"
	"zhulian/server/describe"
	"zhulian/server/metrics"
	"zhulian/server/web"
	"zhulian/settings"
	"zhulian/store"
	"zhulian/weighing"
)

// Serve is `zhulian serve`.
type Serve struct {
	Addr         string   `env:"ZHULIAN_ADDR" default:"127.0.0.1:8080" help:"Where to listen."`
	Migrate      bool     `negatable:"" default:"true" help:"Bring the schema up to date first."`
	TrustedProxy []string `help:"A proxy whose X-Forwarded-For is believed, as an address or a network; may be repeated."`
	Secure       `embed:""`
	Channels     `embed:""`
}

// Run serves until ctx ends.
func (c *Serve) Run(ctx context.Context, e *Env) error {
	log, err := e.Logger(e.Err)
	if err != nil {
		return wrongCall{err}
	}
	if err := c.check(); err != nil {
		return wrongCall{err}
	}
	ways, err := c.ways()
	if err != nil {
		return wrongCall{err}
	}
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	if err := c.ready(ctx, s); err != nil {
		return errors.Join(err, s.Close())
	}
	ways.BaseURL = e.BaseURL
	h := house{store: s, clock: e.Clock, log: log, ways: ways, options: server.Options{TrustedProxies: c.TrustedProxy}}
	return errors.Join(c.listen(ctx, e, h), s.Close())
}

// listen opens what the flags name and serves there until ctx ends.
func (c *Serve) listen(ctx context.Context, e *Env, h house) error {
	on, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	front, err := c.front(ctx, e, on.Addr(), h.log)
	if err != nil {
		return errors.Join(err, on.Close())
	}
	h.front = front
	if front.tls != nil {
		on = tls.NewListener(on, front.tls)
	}
	h.log.Info("listening", "address", on.Addr().String(), "scheme", front.scheme(), "database", h.store.Dialect())
	c.warnPlain(e, on.Addr(), h.log)
	return h.serve(ctx, on)
}

func (c *Serve) ready(ctx context.Context, s *store.Store) error {
	if c.Migrate {
		if _, err := s.Migrate(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	return s.CheckKeys(ctx)
}

// Version is the version of the program that the description of the API names.
const Version = "0.1.0"

// house is everything behind a listener.
type house struct {
	store   *store.Store
	clock   clock.Clock
	log     *slog.Logger
	options server.Options
	front   front
	demo    bool         // the county and all its people are made up
	ways    notices.Desk // the ways out for notices, without its store; none leaves everything in the inboxes
}

// serve puts the rooms together and answers requests until ctx ends.
func (h house) serve(ctx context.Context, on net.Listener) error {
	hasher, err := passwords.New(passwords.Recommended, 2)
	if err != nil {
		return err
	}
	logins := accounts.New(h.store, hasher, h.clock)
	supply := &market.Market{}
	work := &casework.Desk{Store: h.store, HashPassword: hasher.Hash, Market: supply}
	runner := errands.New(h.store, 1, h.log)
	defer runner.Close()
	tell := h.ways
	tell.Store = h.store
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	face := &api.API{Ending: ctx.Done(), Notices: &tell, Accounts: logins, Casework: work, Reports: &reports.Desk{Store: h.store},
		Rounds: &rounds.Desk{Store: h.store, Market: supply, Errands: runner}, Weighing: &weighing.Desk{Store: h.store, Market: supply},
		Settings: &settings.Desk{Store: h.store}, Clock: h.clock}
	routes := face.Routes()
	description, err := describe.OpenAPI(routes, server.Prefix, Version)
	if err != nil {
		return err
	}
	pages := &web.Web{Notices: &tell, Errands: runner, Exchange: &exchange.Desk{Store: h.store, Errands: runner},
		Accounts: logins, Casework: work, Reports: face.Reports, Rounds: face.Rounds, Weighing: face.Weighing, Settings: face.Settings,
		Keys: h.store, Clock: h.clock, Demo: h.demo}
	site, err := server.New(server.Deps{
		Pages: pages, Cookies: logins,
		Routes: routes, Who: logins, Keys: h.store, Database: h.store, Clock: h.clock, Log: h.log, Metrics: metrics.New(),
		OpenAPI: description, Docs: describe.Viewer(), Root: h.front.root, Options: h.options,
	})
	if err != nil {
		return err
	}
	var background sync.WaitGroup
	background.Go(func() { h.sweep(ctx, work, runner) })
	background.Go(func() { h.tell(ctx, &tell) })
	redirected := make(chan error, 1)
	go func() { redirected <- h.front.redirect(ctx, site) }()
	err = site.Run(ctx, on)
	stop()
	background.Wait()
	return errors.Join(err, <-redirected)
}

// sweep ends, every minute and county by county, what time has ended.
func (h house) sweep(ctx context.Context, work *casework.Desk, runner *errands.Runner) {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for {
		counties, err := h.store.Counties(ctx)
		for _, c := range counties {
			if err == nil {
				_, err = work.Sweep(ctx, c.CountyCode)
			}
			if err == nil {
				_, err = runner.Sweep(ctx, c.CountyCode)
			}
		}
		if err != nil && ctx.Err() == nil {
			h.log.WarnContext(ctx, "sweep did not end", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
		}
	}
}
