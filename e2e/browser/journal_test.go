package browser

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/stretchr/testify/assert"
)

type cdpCommand[P, R any] = cdp.Command[P, R]

// journal hears what a browser does: what it asks for, what it complains about, what it is answered.
type journal struct {
	host string // the only one that may be asked

	mu      sync.Mutex
	at      string // the page that the visitor is on
	loads   int    // pages that were loaded whole
	faults  []string
	refused string // the address whose refusal is what the test wants
	flown   bool   // the signal was gone for a while: that nothing came through then is what the test wants, and may be told late
	kinds   map[network.RequestID]network.ResourceType
	bytes   map[network.ResourceType]float64 // on the wire, since the page began
}

// hear takes one event. It runs between all others, so it is quick.
func (j *journal) hear(event any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			j.fault("console: %s", arguments(e.Args))
		}
	case *runtime.EventExceptionThrown:
		j.fault("exception: %s", exception(e.ExceptionDetails))
	case *log.EventEntryAdded:
		wanted := j.refused != "" && e.Entry.URL == j.refused || j.flown && strings.Contains(e.Entry.Text, "net::ERR_")
		if e.Entry.Level == log.EntryLevelError && !wanted {
			j.fault("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		j.asked(e)
	case *network.EventResponseReceived:
		j.answered(e)
	case *network.EventLoadingFinished:
		if j.bytes != nil {
			j.bytes[j.kinds[e.RequestID]] += e.EncodedDataLength
		}
	case *page.EventFrameNavigated:
		if e.Frame.ParentID == "" {
			j.at = e.Frame.URL
		}
	case *page.EventLoadEventFired:
		j.loads++
	}
}

func (j *journal) asked(e *network.EventRequestWillBeSent) {
	if j.kinds == nil {
		j.kinds = map[network.RequestID]network.ResourceType{}
	}
	j.kinds[e.RequestID] = e.Type
	u, err := url.Parse(e.Request.URL)
	if err != nil {
		j.fault("asked for %s", e.Request.URL)
		return
	}
	if (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "ws" || u.Scheme == "wss") && u.Host != j.host {
		j.fault("asked another host: %s", u.Host)
	}
}

func (j *journal) answered(e *network.EventResponseReceived) {
	if e.Type != network.ResourceTypeDocument || !strings.HasPrefix(e.Response.MimeType, "text/html") {
		return
	}
	if why := tooLax(header(e.Response.Headers, "Content-Security-Policy")); why != "" {
		j.fault("the policy of content of %s %s", e.Response.URL, why)
	}
}

// tooLax says what is wrong with a policy of content.
func tooLax(policy string) string {
	switch {
	case policy == "":
		return "is missing"
	case !strings.Contains(policy, "default-src 'none'") && !strings.Contains(policy, "default-src 'self'"):
		return "lets everything through: " + policy
	}
	for _, word := range []string{"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} {
		if strings.Contains(policy, word) {
			return "has " + word + ": " + policy
		}
	}
	return ""
}

func header(h network.Headers, name string) string {
	for k, v := range h {
		if strings.EqualFold(k, name) {
			return fmt.Sprint(v)
		}
	}
	return ""
}

func arguments(list []*runtime.RemoteObject) string {
	var out []string
	for _, o := range list {
		out = append(out, strings.TrimSpace(o.Description+" "+string(o.Value)))
	}
	return strings.Join(out, " ")
}

func exception(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}

func (j *journal) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf("on %s: ", j.at)+fmt.Sprintf(format, args...))
}

// expect says that an address will be refused, which the console tells as an error.
func (j *journal) expect(address string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.refused = address
}

// fly says that the signal is gone for a while.
func (j *journal) fly() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.flown = true
}

// judge fails the test for what was heard.
func (j *journal) judge(t *testing.T) {
	t.Helper()
	for _, f := range j.take() {
		assert.Fail(t, "the browser complains", f)
	}
}

// take returns the faults, and forgets them.
func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := j.faults
	j.faults = nil
	return out
}

// heard says whether a fault with this text was noted and not yet taken.
func (j *journal) heard(text string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.ContainsFunc(j.faults, func(f string) bool { return strings.Contains(f, text) })
}

// turn begins to count anew for the page that comes, and returns how many have come so far.
func (j *journal) turn() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.bytes = map[network.ResourceType]float64{}
	return j.loads
}

func (j *journal) loaded(before int) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.loads > before
}

func (j *journal) page() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.at
}

// weight is what came over the wire since the page began, without pictures, in bytes.
func (j *journal) weight() float64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	sum := 0.0
	for kind, n := range j.bytes {
		if kind != network.ResourceTypeImage {
			sum += n
		}
	}
	return sum
}
