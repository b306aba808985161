package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"zhulian/server/auth"
)

// Replicas lets what only shows something be read from a replica of the database, so that everybody still reads back what they wrote.
type Replicas interface {
	// Reading begins a request that shows something; mark is what an earlier one returned. The func returns a new mark once it has written; it is
	// nil where there are no replicas, and nothing is to be read back.
	Reading(ctx context.Context, account, mark string, lists bool) (context.Context, func() string)
	// Writing begins a request that may change something.
	Writing(ctx context.Context, account string) (context.Context, func() string)
}

// What a reader has written is known to every server by a mark: a position in the database's log, no secret. Browsers keep it in a cookie, other
// programs send the header back.
const (
	markCookie  = "zhulian_mark"
	markHeader  = "X-Read-After"
	markSeconds = 3600
)

// readBack follows a request's reads and writes where there are replicas. It stands after who asks is known; lists tells that the route only shows
// a list.
func (s *Server) readBack(lists bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		if s.deps.Replicas == nil {
			return
		}
		ctx, account := c.Request.Context(), auth.Actor(c).AccountID
		var wrote func() string
		if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
			ctx, wrote = s.deps.Replicas.Reading(ctx, account, markOf(c), lists)
		} else {
			ctx, wrote = s.deps.Replicas.Writing(ctx, account)
		}
		if wrote == nil {
			return
		}
		c.Request = c.Request.WithContext(ctx)
		m := &marker{ResponseWriter: c.Writer, tell: func() {
			if mark := wrote(); mark != "" {
				c.Header(markHeader, mark)
				auth.WriteCookie(c, markCookie, mark, markSeconds)
			}
		}}
		c.Writer = m
		c.Next()
		m.once() // an answer without a body has not gone out yet
	}
}

func markOf(c *gin.Context) string {
	if mark := c.GetHeader(markHeader); mark != "" {
		return mark
	}
	return auth.ReadCookie(c, markCookie)
}

// marker adds the mark of what was written to an answer, before anything of it goes out.
type marker struct {
	gin.ResponseWriter
	tell func()
	told bool
}

func (m *marker) once() {
	if !m.told {
		m.told = true
		m.tell()
	}
}

func (m *marker) WriteHeaderNow() {
	m.once()
	m.ResponseWriter.WriteHeaderNow()
}

func (m *marker) Write(p []byte) (int, error) {
	m.once()
	return m.ResponseWriter.Write(p)
}

func (m *marker) WriteString(p string) (int, error) {
	m.once()
	return m.ResponseWriter.WriteString(p)
}

func (m *marker) Flush() {
	m.once()
	m.ResponseWriter.Flush()
}

// Unwrap lets what controls a connection find it.
func (m *marker) Unwrap() http.ResponseWriter { return m.ResponseWriter }
