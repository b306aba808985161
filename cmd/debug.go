package cmd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof" //nolint:gosec // what it puts on the default mux is served nowhere
	"time"
)

// debugListener opens what --debug-addr names; nil for "". It is an error when others than this machine could reach it.
func debugListener(addr string) (net.Listener, error) {
	if addr == "" {
		return nil, nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, wrongCall{fmt.Errorf("--debug-addr: %w", err)}
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, wrongCall{errors.New("--debug-addr: want an address of the loopback, as 127.0.0.1:6060: profiles show what is in memory")}
	}
	return listenAt("--debug-addr", addr)
}

// debug shows profiles of the process until ctx ends.
func debug(ctx context.Context, on net.Listener, log *slog.Logger) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	aside{"profiles", on, mux}.serve(ctx, log)
}

// aside is something that is answered at an address of its own.
type aside struct {
	what    string
	on      net.Listener // nil where no address is named
	handler http.Handler
}

// serve answers until ctx ends.
func (a aside) serve(ctx context.Context, log *slog.Logger) {
	if a.on == nil {
		return
	}
	web := &http.Server{Handler: a.handler, ReadHeaderTimeout: 5 * time.Second}
	log.Info(a.what, "address", a.on.Addr().String())
	context.AfterFunc(ctx, func() { _ = web.Close() })
	if err := web.Serve(a.on); err != nil && !errors.Is(err, http.ErrServerClosed) {
		log.Error(a.what, "error", err)
	}
}

// metricsListener opens what --metrics-addr names; nil for "".
func metricsListener(addr string) (net.Listener, error) {
	if addr == "" {
		return nil, nil
	}
	return listenAt("--metrics-addr", addr)
}

// metricsOnly answers /metrics and nothing else.
func metricsOnly(counts http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", counts)
	return mux
}
