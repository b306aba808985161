// Package channels is the ways out of the portal: mail, text messages and group robots. Each sends one message once and says, where it did not
// succeed, whether it may be tried again. It keeps no message and knows nothing of who is who.
package channels

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// Message is what goes out. ID is the same on every attempt; Subject is for mail only.
type Message struct {
	ID      string
	Subject string
	Text    string
	At      time.Time
}

// Verdict says what may be done about a message that did not go out for certain.
type Verdict string

// The verdicts.
const (
	Again   Verdict = "again"   // certainly not delivered; may be tried again
	Refused Verdict = "refused" // certainly not delivered, and never will be
	Unsure  Verdict = "unsure"  // may have been delivered: must not be tried again by itself
)

// Failure is why a message did not go out, or may not have. Reason is a word and a number of the other side's; it never holds an address or
// what was sent. Down means that the other side was not reached at all.
type Failure struct {
	Verdict Verdict
	Reason  string
	Down    bool
}

// Error implements error.
func (f *Failure) Error() string { return string(f.Verdict) + ": " + f.Reason }

func fail(v Verdict, format string, args ...any) *Failure {
	return &Failure{Verdict: v, Reason: fmt.Sprintf(format, args...)}
}

// patience is how long one attempt may take.
const patience = 20 * time.Second

// caller sends HTTP requests that are never repeated or redirected by the library underneath.
func caller(base http.RoundTripper) *http.Client {
	if base == nil {
		base = &http.Transport{DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: patience / 2}
	}
	return &http.Client{Transport: base, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// call sends a request once and returns the beginning of the answer. What failed before the first byte of the request went out was certainly
// not delivered; what failed afterwards may have been.
func call(ctx context.Context, web *http.Client, r *http.Request) ([]byte, error) {
	var begun atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { begun.Store(true) }}
	res, err := web.Do(r.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil {
		if begun.Load() {
			return nil, fail(Unsure, "no_answer")
		}
		return nil, &Failure{Verdict: Again, Reason: "unreachable", Down: true}
	}
	defer func() { _ = res.Body.Close() }()
	switch {
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable:
		return nil, fail(Again, "http %d", res.StatusCode)
	case res.StatusCode >= 500:
		return nil, fail(Unsure, "http %d", res.StatusCode) // a gateway may have passed it on before it failed
	case res.StatusCode >= 300:
		return nil, fail(Refused, "http %d", res.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return nil, fail(Unsure, "answer_cut")
	}
	return body, nil
}
