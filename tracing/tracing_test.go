package tracing

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACollectorThatCannotBeReachedSoIsSaid(t *testing.T) {
	for _, wrong := range [][2]string{
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense"}, {"OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318"}, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://127.0.0.1:4317"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}, {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"},
	} {
		t.Run(wrong[0]+"="+wrong[1], func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
			t.Setenv(wrong[0], wrong[1])
			_, _, err := Start(t.Context(), "1", slog.New(slog.DiscardHandler))
			require.ErrorContains(t, err, wrong[0])
			assert.Contains(t, err.Error(), "4318", "it says what to do")
		})
	}
}
