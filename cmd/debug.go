package cmd

import (
	"context"
	"errors"
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
		return nil, wrongCall{err}
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, wrongCall{errors.New("--debug-addr: want an address of the loopback, as 127.0.0.1:6060: profiles show what is in memory")}
	}
	return net.Listen("tcp", addr)
}

// debug shows profiles of the process until ctx ends.
func debug(ctx context.Context, on net.Listener, log *slog.Logger) {
	if on == nil {
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	log.Info("profiles", "address", on.Addr().String())
	context.AfterFunc(ctx, func() { _ = web.Close() })
	if err := web.Serve(on); err != nil && !errors.Is(err, http.ErrServerClosed) {
		log.Error("profiles", "error", err)
	}
}
