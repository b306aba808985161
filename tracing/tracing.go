// Package tracing sends spans of requests and statements to a collector of OpenTelemetry, where the environment names one. A span knows templates
// of routes, names of tables, statuses and times: no address, no value, no name of anybody.
package tracing

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

const scope = "zhulian"

// Wanted says whether the environment names a collector (OTEL_EXPORTER_OTLP_ENDPOINT or …_TRACES_ENDPOINT) and does not forbid it.
func Wanted() bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

// Start begins to send spans as OpenTelemetry's environment variables say. Where they name no collector nothing is sent and nothing is kept.
// Call stop at the end: it sends what is left.
func Start(ctx context.Context, version string, log *slog.Logger) (tracer trace.Tracer, stop func(context.Context) error, err error) {
	if !Wanted() {
		return noop.NewTracerProvider().Tracer(scope), func(context.Context) error { return nil }, nil
	}
	if err := check(); err != nil {
		return nil, nil, err
	}
	to, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", scope), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil {
		return nil, nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("spans are not sent", "error", err) }))
	p := sdk.NewTracerProvider(sdk.WithBatcher(to), sdk.WithResource(about))
	return p.Tracer(scope), p.Shutdown, nil
}

// check tells of what OpenTelemetry's library would pass over in silence, and send spans elsewhere or nowhere.
func check() error {
	for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
		if at, err := url.Parse(os.Getenv(name)); os.Getenv(name) != "" && (err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https") {
			return fmt.Errorf("%s: want the address of a collector, as http://127.0.0.1:4318", name)
		}
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"} {
		if says := os.Getenv(name); says != "" && says != "http/protobuf" {
			return fmt.Errorf("%s=%s: only http/protobuf is spoken here, which collectors take at port 4318", name, says)
		}
	}
	return nil
}

// Statement adds what the database was asked to the request that asked it; outside a span that is recorded it does nothing.
func Statement(ctx context.Context, table, operation string, began, ended time.Time, failed bool) {
	within := trace.SpanFromContext(ctx)
	if !within.IsRecording() {
		return
	}
	_, span := within.TracerProvider().Tracer(scope).Start(ctx, operation+" "+table, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(began),
		trace.WithAttributes(attribute.String("db.operation.name", operation), attribute.String("db.collection.name", table)))
	if failed {
		span.SetStatus(codes.Error, "")
	}
	span.End(trace.WithTimestamp(ended))
}
