package cmd

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Health is `zhulian health`: it asks a server on this machine for a sign of life, for the health check of a container.
type Health struct {
	Addr string `env:"ZHULIAN_ADDR" default:"127.0.0.1:8080" help:"Where the server listens."`
}

// Run asks once; anything but 200 within three seconds is a failure.
func (h *Health) Run(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, 3*time.Second)
	defer done()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(h.Addr)+"/healthz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil
}

// reachable turns "listen everywhere" into an address to ask at.
func reachable(addr string) string {
	if len(addr) > 0 && addr[0] == ':' {
		return "127.0.0.1" + addr
	}
	const everywhere = "0.0.0.0:"
	if len(addr) > len(everywhere) && addr[:len(everywhere)] == everywhere {
		return "127.0.0.1:" + addr[len(everywhere):]
	}
	return addr
}
