package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/server/auth"
	"zhulian/server/respond"
)

// observe writes one log line a request and counts it. The line has the template of the route and not the address, no query, no body
// and no name of who asked: nothing in a log shall tell about a person (PIPL art. 6). Where a login was refused something, its account's identifier
// stands there, so that who tries what is not theirs can be found by whoever keeps accounts.
func (s *Server) observe(c *gin.Context) {
	begun, count := s.deps.Clock.Now(), func(string, string, int, time.Duration) {}
	if s.deps.Metrics != nil {
		count = s.deps.Metrics.Begin()
	}
	c.Next()
	route, status, took := templateOf(c), c.Writer.Status(), s.deps.Clock.Now().Sub(begun)
	count(methodOf(c), route, status, took)
	attrs := []slog.Attr{
		slog.String("request_id", respond.RequestID(c)), slog.String("method", methodOf(c)), slog.String("route", route),
		slog.Int("status", status), slog.Int("bytes", max(0, c.Writer.Size())),
		slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if who := auth.Actor(c); who.AccountID != "" && refuses(status) {
		attrs = append(attrs, slog.String("account", who.AccountID))
	}
	level := slog.LevelInfo
	if last := c.Errors.Last(); last != nil {
		attrs = append(attrs, slog.String("error", respond.Inside(last.Err)))
	}
	if status >= http.StatusInternalServerError && c.FullPath() != readiness { // that one says so whenever a server starts or ends
		level = slog.LevelError
	}
	s.deps.Log.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

// refuses tells whether a status says that somebody may not have what was asked for, be it that it looks absent, or not so often.
func refuses(status int) bool {
	return slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests}, status)
}

// templateOf is the route as it is written in the table; whatever matches none counts as one.
func templateOf(c *gin.Context) string {
	if route := c.FullPath(); route != "" {
		return route
	}
	return "none"
}

// methodOf keeps made-up methods from becoming labels.
func methodOf(c *gin.Context) string {
	switch m := c.Request.Method; m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	default:
		return "OTHER"
	}
}

// recoverPanic answers a panic with a 500 that says nothing of the inside, and logs where it happened.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		if value == http.ErrAbortHandler { //nolint:errorlint // net/http compares it like this
			panic(value)
		}
		s.deps.Log.ErrorContext(c.Request.Context(), "panic", "request_id", respond.RequestID(c), "route", templateOf(c),
			"what", panicWord(value), "stack", string(debug.Stack()))
		respond.Error(c, errPanic)
	}()
	c.Next()
}

var errPanic = errors.New("panic")

// panicWord says what a panic was about without quoting a value that may be somebody's.
func panicWord(value any) string {
	var bug runtime.Error
	if err, ok := value.(error); ok && errors.As(err, &bug) {
		return bug.Error()
	}
	return fmt.Sprintf("%T", value)
}
