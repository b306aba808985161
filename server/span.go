package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"zhulian/server/respond"
)

// trace makes a span of the request. It is named by the template of the route; what a caller says about a trace of his own is not believed.
func (s *Server) trace(c *gin.Context) {
	if s.deps.Tracer == nil {
		return
	}
	route := templateOf(c)
	ctx, span := s.deps.Tracer.Start(c.Request.Context(), methodOf(c)+" "+route, trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	span.SetAttributes(attribute.String("http.request.method", methodOf(c)), attribute.String("http.route", route),
		attribute.Int("http.response.status_code", c.Writer.Status()), attribute.String("zhulian.request_id", respond.RequestID(c)))
	if c.Writer.Status() >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
}
