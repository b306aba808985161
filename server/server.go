// Package server is the web: the engine, what every request passes through, and the table of its routes.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
	"go.opentelemetry.io/otel/trace"

	"zhulian/clock"
	"zhulian/server/api"
	"zhulian/server/auth"
	"zhulian/throttle"
)

// Database says whether the database can be worked with.
type Database interface {
	Ping(ctx context.Context) error
	// SchemaServes tells whether the schema has all that this program asks for; it may have more.
	SchemaServes(ctx context.Context) (bool, error)
}

// Metrics counts requests and tells of them.
type Metrics interface {
	http.Handler
	// Begin notes a request and returns what to call at its end, with the template of its route.
	Begin() (end func(method, route string, status int, took time.Duration))
}

// Deps are what a Server stands on. Pages (which go with Cookies), Metrics, OpenAPI and Docs may be nil: then their addresses are not there.
type Deps struct {
	Pages    Pages       // the pages, from web.Web
	Cookies  auth.Pages  // who shows the cookie of the pages
	Routes   []api.Route // the table of the API, from api.API's Routes
	Who      auth.Authenticator
	Keys     Keys
	Database Database
	Replicas Replicas // nil where the database has none
	Clock    clock.Clock
	Log      *slog.Logger
	Metrics  Metrics
	Tracer   trace.Tracer  // nil where nobody collects spans
	OpenAPI  []byte        // the description of the API, as JSON
	Docs     http.Handler  // the viewer of it, under /docs
	Limits   throttle.Book // where rates are counted that hold over several servers; nil for the memory of this one
	Root     *Root         // the installation's own authority, where it has one
	Options
}

// Options are what an operator may change; a zero field means the usual value.
type Options struct {
	TrustedProxies []string      // addresses of proxies whose X-Forwarded-For is believed; usually none
	AccountRate    float64       // requests a second of one account, usually 20 with bursts of 200
	AddressRate    float64       // requests a second from one address, usually 50 with bursts of 500
	Linger         time.Duration // how long new requests are still answered after the end was asked for and /readyz has said so; usually not at all
	Drain          time.Duration // how long requests may go on after that, usually 20 s
	CountsApart    bool          // /metrics is answered elsewhere and not here
	Leaving        func()        // called between the two; it may be nil
	Lease          time.Duration // how long a POST holds its Idempotency-Key before another may take it over, usually 30 s
}

// Server answers requests. Make it with New.
type Server struct {
	deps        Deps
	engine      *gin.Engine
	handler     http.Handler // the engine, with its answers compressed
	crossOrigin *http.CrossOriginProtection
	draining    atomic.Bool
	schemaSeen  atomic.Pointer[time.Time] // when the schema was last found good
	bodies      *throttle.Slots           // large bodies that are read
}

// New returns a server over its dependencies. It is an error when an option cannot be used.
func New(d Deps) (*Server, error) {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Clock == nil {
		d.Clock = clock.System{}
	}
	if d.Limits == nil {
		d.Limits = throttle.NewMemory(d.Clock.Now)
	}
	d.Options = usual(d.Options)
	s := &Server{deps: d, crossOrigin: http.NewCrossOriginProtection(), bodies: throttle.NewSlots(bodiesAtOnce, bodiesOfOne)}
	var err error
	if s.engine, err = s.newEngine(); err != nil {
		return nil, err
	}
	s.handler, err = compressed(s.engine)
	return s, err
}

// compressed packs what is worth packing. The random padding keeps the length of a page from telling what stands in it (BREACH).
func compressed(h http.Handler) (http.Handler, error) {
	const padding = 64
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(gzhttp.DefaultMinSize), gzhttp.RandomJitter(padding, 0, false), gzhttp.ContentTypes([]string{
		"text/html", "text/css", "text/javascript", "application/json", "application/problem+json", "image/svg+xml", "application/manifest+json",
	}))
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	return wrap(h), nil
}

func usual(o Options) Options {
	if o.AccountRate == 0 {
		o.AccountRate = 20
	}
	if o.AddressRate == 0 {
		o.AddressRate = 50
	}
	if o.Drain == 0 {
		o.Drain = 20 * time.Second
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	return o
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run answers requests that come to the listener until ctx ends. Then it says on /readyz that it is going, and lingers: it answers what still comes,
// closing each connection politely, until whoever spreads the requests has seen it. After that it takes no new connections, lets the requests that
// are under way finish within the drain time, and cuts the rest off. It returns nil after a clean end.
func (s *Server) Run(ctx context.Context, on net.Listener) error {
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	web := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog: slog.NewLogLogger(s.deps.Log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(on) }()
	go s.forgetKeys(ctx)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.draining.Store(true)
	if err := s.linger(ended); err != nil {
		return err
	}
	limit, done := context.WithTimeout(base, s.deps.Drain)
	defer done()
	if err := web.Shutdown(limit); err != nil {
		cut()
		return errors.Join(err, web.Close())
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// linger waits until nobody sends requests here any more, and tells those who are streamed to that they should come back elsewhere.
func (s *Server) linger(ended <-chan error) error {
	wait := time.NewTimer(s.deps.Linger)
	defer wait.Stop()
	select {
	case err := <-ended:
		return err
	case <-wait.C:
	}
	if s.deps.Leaving != nil {
		s.deps.Leaving()
	}
	return nil
}

// forgetKeys drops the idempotency keys that are past their day, every hour.
func (s *Server) forgetKeys(ctx context.Context) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
			if _, err := s.deps.Keys.ForgetKeys(ctx, s.deps.Clock.Now().Add(-keepKeys)); err != nil {
				s.deps.Log.WarnContext(ctx, "old idempotency keys stay", "error", err)
			}
		}
	}
}
