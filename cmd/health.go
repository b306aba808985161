package cmd

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"
)

// Health is `zhulian health`: it asks a server on this machine for a sign of life, for the health check of a container.
type Health struct {
	Addr string `env:"ZHULIAN_ADDR" default:"127.0.0.1:8080" help:"Where the server listens."`
	TLS  string `name:"tls" env:"ZHULIAN_TLS" hidden:""`
	Cert string `name:"tls-cert" env:"ZHULIAN_TLS_CERT" hidden:""`
}

// Run asks once; anything but 200 within three seconds is a failure.
func (h *Health) Run(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, 3*time.Second)
	defer done()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.scheme()+"://"+reachable(h.Addr)+"/healthz", nil)
	if err != nil {
		return err
	}
	// The certificate is for the name that people type, and nothing is told or asked here that another might not hear.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // see above
	answer, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil
}

// scheme is how the server speaks, as its environment says.
func (h *Health) scheme() string {
	if h.TLS != "" || h.Cert != "" {
		return "https"
	}
	return "http"
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
