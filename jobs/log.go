package jobs

import (
	"context"
	"log/slog"
)

// quiet hands on what is a warning and worse: the queue's own life is nobody's news.
type quiet struct{ slog.Handler }

// warnings is a log of the queue's own.
func warnings(log *slog.Logger) *slog.Logger { return slog.New(quiet{log.Handler()}) }

// Enabled implements slog.Handler.
func (h quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (h quiet) WithAttrs(list []slog.Attr) slog.Handler { return quiet{h.Handler.WithAttrs(list)} }

// WithGroup implements slog.Handler.
func (h quiet) WithGroup(name string) slog.Handler { return quiet{h.Handler.WithGroup(name)} }
