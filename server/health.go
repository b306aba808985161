package server

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/server/respond"
)

// readiness is where a proxy asks whether requests should be sent here.
const readiness = "/readyz"

func (s *Server) mountHealth(e *gin.Engine) {
	alive := func(c *gin.Context) error { return respond.JSON(c, http.StatusOK, gin.H{"status": "ok"}) }
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Handle(method, "/healthz", respond.Handle(alive))
		e.Handle(method, readiness, respond.Handle(s.ready))
	}
	if s.deps.Metrics != nil && !s.deps.CountsApart {
		e.GET("/metrics", gin.WrapH(s.deps.Metrics))
	}
}

// ready tells whether requests should be sent here: the process is not ending, the database answers and has the schema of
// this program, or a newer one: then the next version stands beside this one, and takes over.
func (s *Server) ready(c *gin.Context) error {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 3*time.Second)
	defer cancel()
	if why, err := s.unready(ctx); why != "" {
		if err != nil && c.Request.Context().Err() == nil { // who gave up asking is no outage
			s.deps.Log.WarnContext(ctx, "not ready", "reason", why, "error", respond.Inside(err))
		}
		return respond.JSON(c, http.StatusServiceUnavailable, gin.H{"status": "unready", "reason": why})
	}
	return respond.JSON(c, http.StatusOK, gin.H{"status": "ready"})
}

// schemaHolds is how long a schema that was found good is not asked for again: it takes a connection more, which a busy server has no use to wait for.
const schemaHolds = 10 * time.Second

func (s *Server) unready(ctx context.Context) (why string, err error) {
	if s.draining.Load() {
		return "draining", nil
	}
	if err := s.deps.Database.Ping(ctx); err != nil {
		return "database_unreachable", err
	}
	now := s.deps.Clock.Now()
	if seen := s.schemaSeen.Load(); seen != nil && now.Sub(*seen) < schemaHolds {
		return "", nil
	}
	serves, err := s.deps.Database.SchemaServes(ctx)
	switch {
	case err != nil:
		return "schema_unknown", err
	case !serves:
		return "schema_outdated", nil
	}
	s.schemaSeen.Store(&now)
	return "", nil
}
