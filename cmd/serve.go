package cmd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"zhulian/jobs"
	"zhulian/models"
	"zhulian/server"
	"zhulian/store"
)

// Serve is `zhulian serve`.
type Serve struct {
	Addr         string         `env:"ZHULIAN_ADDR" default:"127.0.0.1:8080" help:"Where to listen."`
	Drain        *time.Duration `env:"ZHULIAN_DRAIN" placeholder:"5s" help:"How long requests are still answered after SIGTERM, while /readyz says 503; usually 5s behind a --trusted-proxy, else 0s."`
	Migrate      bool           `negatable:"" default:"true" help:"Bring the schema up to date first."`
	Behind       `embed:""`
	DebugAddr    string `env:"ZHULIAN_DEBUG_ADDR" placeholder:"ADDR" help:"Show profiles of the process here, under /debug/pprof; an address of the loopback."`
	MetricsAddr  string `env:"ZHULIAN_METRICS_ADDR" placeholder:"ADDR" help:"Answer /metrics here and no longer at --addr, as 127.0.0.1:9464: so that only those who collect them reach them."`
	Pool         `embed:""`
	Secure       `embed:""`
	Channels     `embed:""`
	Scanner      `embed:""`
	SecondFactor secondFactor `env:"ZHULIAN_SECOND_FACTOR" placeholder:"ROLE" help:"The roles that may do nothing before they have set a second factor up, separated by commas: county_staff, county_operator, town_clerk, supplier_admin, dept_source, auditor, province, sysadmin. Left out, everybody may have one and nobody must."`
}

// hashersAtOnce is how many passwords a server looks at at once; each takes 19 MiB.
const hashersAtOnce = 2

// secondFactor are the roles of which a second factor is asked.
type secondFactor []models.Role

func (f secondFactor) check() error {
	for _, role := range f {
		if !slices.Contains(models.SecondFactorRoles(), role) {
			return fmt.Errorf("--second-factor %s: want some of %v", role, models.SecondFactorRoles())
		}
	}
	return nil
}

// Run serves until ctx ends.
func (c *Serve) Run(ctx context.Context, e *Env) error {
	log, err := e.Logger(e.Err)
	if err != nil {
		return wrongCall{err}
	}
	if err := errors.Join(checkAddr("--addr", c.Addr), c.Pool.check(), c.Secure.check(), c.SecondFactor.check(), checkBase(e.BaseURL), c.Behind.check()); err != nil {
		return wrongCall{err}
	}
	ways, err := c.ways()
	if err != nil {
		return wrongCall{err}
	}
	asked, err := c.Scanner.open()
	if err != nil {
		return wrongCall{err}
	}
	look, err := openInside(ctx, log)
	if err != nil {
		return wrongCall{err}
	}
	hasher, done, err := e.hasher(hashersAtOnce)
	if err != nil {
		return err
	}
	defer func() { _ = done() }()
	if err := c.upToDate(ctx, e, log); err != nil {
		return err
	}
	s, err := e.openWith(ctx, c.Pool.options(look))
	if err != nil {
		return err
	}
	if err := errors.Join(left(ctx, s, log), s.CheckKeys(ctx), look.pool(s)); err != nil {
		return errors.Join(err, s.Close())
	}
	ways.BaseURL = e.BaseURL
	h := house{store: s, database: e.DatabaseURL, clock: e.Clock, log: log, hasher: hasher, inside: look, ways: ways, askFactor: c.SecondFactor, scan: look.scan(asked, e.Clock),
		options: server.Options{TrustedProxies: c.TrustedProxy, Linger: c.linger()}}
	return errors.Join(c.listen(ctx, e, h), s.Close(), look.close(ctx))
}

// linger is how long a proxy may take to see that this server is going.
func (c *Serve) linger() time.Duration {
	const proxySees = 5 * time.Second
	switch {
	case c.Drain != nil:
		return *c.Drain
	case len(c.TrustedProxy) > 0:
		return proxySees
	}
	return 0
}

// listen opens what the flags name and serves there until ctx ends.
func (c *Serve) listen(ctx context.Context, e *Env, h house) error {
	on, err := listenAt("--addr", c.Addr)
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
	if err := c.asides(ctx, &h); err != nil {
		return errors.Join(err, on.Close())
	}
	h.log.Info("listening", "address", on.Addr().String(), "scheme", front.scheme(), "database", h.store.Dialect())
	c.warnPlain(e, on.Addr(), h.log)
	if c.nameless(e.BaseURL, c.Secure.on()) {
		h.log.Warn("people come by https, so by a proxy, and none is named: all callers look like one, share its rate and get cookies for plain http; use --trusted-proxy")
	}
	if len(c.SecondFactor) == 0 {
		h.log.Warn("no role must have a second factor: who learns a password is its owner; use --second-factor")
	}
	return h.serve(ctx, on)
}

// asides opens what has an address of its own.
func (c *Serve) asides(ctx context.Context, h *house) error {
	profiles, err := debugListener(c.DebugAddr)
	if err != nil {
		return err
	}
	counts, err := metricsListener(c.MetricsAddr)
	if err != nil {
		return err
	}
	h.options.CountsApart = counts != nil
	go debug(ctx, profiles, h.log)
	go aside{"metrics", counts, metricsOnly(h.inside.metrics)}.serve(ctx, h.log)
	return nil
}

// upToDate brings the schema up to date over connections of its own: an index of a big table takes longer than a request may.
func (c *Serve) upToDate(ctx context.Context, e *Env, log *slog.Logger) error {
	if !c.Migrate {
		return nil
	}
	s, err := e.openAny(ctx)
	if err != nil {
		return err
	}
	if _, err = s.Migrate(ctx); err == nil {
		err = jobs.Migrate(ctx, e.DatabaseURL, log)
	}
	switch {
	case store.Denied(err):
		err = fmt.Errorf("the schema is not up to date, and this role may not change it: run zhulian migrate up under the one that owns the tables (%w)", err)
	case err != nil:
		err = fmt.Errorf("migrate: %w", err)
	}
	return errors.Join(err, s.Close())
}

// left says where --no-migrate has left the schema behind; a newer one than this program knows is refused.
func left(ctx context.Context, s *store.Store, log *slog.Logger) error {
	current, err := s.SchemaCurrent(ctx)
	if err == nil && !current {
		log.Error("the schema is not up to date: run zhulian migrate up; until then /readyz answers 503")
	}
	return err
}

// Version is the version of the program that the description of the API names.
const Version = "0.1.0"
