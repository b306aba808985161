package e2e

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/server/respond"
)

// hands is how many lives go on at once.
const hands = 8

// offerCapacity is how much each offer of the work has: less than is asked for in the end, so that promises run into the limit.
const offerCapacity = 25

// patience is how long a test waits for something that a machine at its limit may be slow with.
const patience = 2 * time.Minute

// work is aides, a town, suppliers and staff at work all at once, on a server that suffers faults, and what was acknowledged to them. Every call has
// its key; one that no good answer came to is set aside, and sent again under its key when all is over.
type work struct {
	t      testing.TB
	c      *county
	doors  atomic.Pointer[[]string] // where servers are reached
	offers []string
	told   ledger

	household, person string
	limit             time.Duration // how long one of those at work waits for an answer

	tokens   sync.Map // user → access token
	stopping chan struct{}
	all      sync.WaitGroup
	mu       sync.Mutex
	aside    []call
	answered chan struct{} // one value for each good answer, while somebody counts them
	counting atomic.Bool
}

// call is one write under its key, and what to note when it was acknowledged.
type call struct {
	by, path string
	body     any
	key      string
	note     func(answer)
	last     answer // to the last time that it was sent
}

// working sets a county up for its work: one supplier with four offers, and a household with its consent.
func working(t testing.TB, c *county) *work {
	t.Helper()
	w := &work{t: t, c: c, answered: make(chan struct{}), limit: 5 * time.Second}
	ngo, _ := c.supplier("ngo", "虚构县暖冬公益服务中心", 1)
	for i := range 4 {
		w.offers = append(w.offers, c.offer(ngo, fmt.Sprintf("棉被第%d批", i+1), offerCapacity))
	}
	w.household, w.person = c.household(1)
	c.consent(w.household, w.person)
	w.at(c.base)
	return w
}

// at says where servers are reached from now on.
func (w *work) at(doors ...string) { w.doors.Store(&doors) }

// begin lets everybody work until end.
func (w *work) begin() {
	w.stopping = make(chan struct{})
	for i := range hands {
		w.all.Go(func() {
			h := &hand{work: w, door: i, web: &http.Client{Timeout: w.limit, Transport: &http.Transport{}}}
			defer h.web.CloseIdleConnections()
			for n := i; !h.over(); n++ {
				h.life(n)
			}
		})
	}
}

// end lets nobody begin anything more, and waits until all have put down what they had in hand.
func (w *work) end() {
	close(w.stopping)
	w.all.Wait()
}

// answers waits until so many more calls were answered well.
func (w *work) answers(n int) {
	w.t.Helper()
	w.counting.Store(true)
	defer w.counting.Store(false)
	late := time.NewTimer(patience)
	defer late.Stop()
	for range n {
		select {
		case <-w.answered:
		case <-late.C:
			w.t.Fatalf("nobody gets an answer:\n%s", tail(w.c.said()))
		}
	}
}

// tail is the end of a log.
func tail(log string) string { return log[max(0, len(log)-4000):] }

// hand is one of those at work, at one of the doors.
type hand struct {
	*work
	door int
	web  *http.Client
}

func (h *hand) over() bool {
	select {
	case <-h.stopping:
		return true
	default:
		return false
	}
}

func (h *hand) base() string {
	doors := *h.doors.Load()
	return doors[h.door%len(doors)]
}

// life is a need from its submission to a delivery that is confirmed, as far as it comes. Every tenth time staff let a round run instead, and every
// third a supplier looks around first.
func (h *hand) life(n int) {
	if n%10 == 9 {
		h.ask(call{by: "staff", path: "/allocations", body: m{"county": "330199", "dry_run": false}, note: h.told.keep("round")})
		return
	}
	if n%3 == 0 {
		h.look("ngo", "/open-needs")
	}
	units, offer := 1+n%2, h.offers[n%len(h.offers)]
	need, ok := h.ask(call{by: "aide", path: "/needs", body: needDraft(h.household, h.person, units), note: h.told.keep("need")})
	if !ok {
		return
	}
	path := "/needs/" + need.word("id")
	if _, ok = h.ask(call{by: "town", path: path + "/accept"}); !ok {
		return
	}
	match, ok := h.ask(call{by: "town", path: path + "/matches", body: m{"offer_id": offer}, note: h.told.keep("match")})
	if !ok {
		return
	}
	path = "/matches/" + match.word("id")
	if _, ok = h.ask(call{by: "ngo", path: path + "/accept", note: h.told.keep("promise")}); !ok {
		return
	}
	done, ok := h.ask(call{by: "ngo", path: path + "/fulfilments", body: m{"quantity": units, "occurred_at": now()}, note: h.told.keep("delivery")})
	if ok {
		h.ask(call{by: "aide", path: "/fulfilments/" + done.word("id") + "/confirm", body: m{"satisfaction": 5}, note: h.told.keep("confirmation")})
	}
}

// ask sends a call; where no good answer comes it is set aside, and the hand waits until a server is ready again. True comes with the answer.
func (h *hand) ask(c call) (answer, bool) {
	c.key = rand.Text()
	a, v := h.try(c)
	switch v {
	case unanswered:
		c.last = a
		h.mu.Lock()
		h.aside = append(h.aside, c)
		h.mu.Unlock()
		h.await()
	case taken:
		if h.counting.Load() {
			select {
			case h.answered <- struct{}{}:
			case <-h.stopping:
			}
		}
	}
	return a, v == taken
}

// verdict is what became of a call.
type verdict int

const (
	unanswered verdict = iota // it may have had its effect, or not
	taken                     // acknowledged
	refused                   // for good, without an effect
)

// try sends a call once, or again where it was only slowed down, and notes what was acknowledged.
func (h *hand) try(c call) (answer, verdict) {
	for {
		a, err := h.send(c)
		switch {
		case err != nil || a.status == respond.StatusGone || a.status >= 500 || a.word("code") == "idempotency_in_progress":
			return a, unanswered
		case a.status == 401:
			h.tokens.Delete(c.by)
		case a.status == 429:
			h.pause(100 * time.Millisecond)
		case a.status < 300 || a.word("code") == "idempotency_answer_lost":
			if c.note != nil {
				c.note(a)
			}
			return a, taken
		default:
			return a, refused
		}
		if h.over() {
			return a, refused // it was let in nowhere
		}
	}
}

func (h *hand) send(c call) (answer, error) {
	token, err := h.token(c.by)
	if err != nil {
		return answer{}, err
	}
	by := &client{t: h.t, base: h.base(), token: token, web: h.web}
	return by.send("POST", c.path, c.body, "Idempotency-Key", c.key)
}

// token is the access token of somebody, who logs in where there is none.
func (h *hand) token(user string) (string, error) {
	if known, ok := h.tokens.Load(user); ok {
		return known.(string), nil
	}
	a, err := (&client{base: h.base(), web: h.web}).send("POST", "/auth/login", m{"username": user, "password": password})
	if err != nil || a.status != 200 {
		return "", fmt.Errorf("log in: %d %w", a.status, err)
	}
	h.tokens.Store(user, a.word("access_token"))
	return a.word("access_token"), nil
}

// look reads; what comes of it does not matter.
func (h *hand) look(by, path string) {
	if token, err := h.token(by); err == nil {
		_, _ = (&client{base: h.base(), token: token, web: h.web}).send("GET", path, nil)
	}
}

// await waits until a server is ready, at this door or the next.
func (h *hand) await() {
	for ; !h.over(); h.door++ {
		probe := &http.Client{Timeout: 2 * time.Second, Transport: h.web.Transport}
		res, err := probe.Get(h.base() + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == 200 {
				return
			}
		}
		h.pause(20 * time.Millisecond)
	}
}

func (h *hand) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-h.stopping:
	case <-timer.C:
	}
}

// settle ends the work, starts a server by a clock at which no key is held any more, and sends again what was set aside, under its keys.
func (w *work) settle() {
	w.t.Helper()
	w.end()
	w.c.stop()
	w.c.installation.ahead(10 * time.Minute)
	w.c.process = w.c.installation.start()
	w.at(w.c.base)
	w.stopping = make(chan struct{})
	h := &hand{work: w, web: &http.Client{Timeout: patience}}
	for _, c := range slices.Clone(w.aside) {
		a, v := h.try(c)
		require.NotEqual(w.t, unanswered, v, "%s: %d %s", c.path, a.status, a.raw)
	}
	w.t.Logf("%d calls without an answer were sent again under their keys", len(w.aside))
	w.aside = nil
}

// recovery waits until a need can be submitted again, and says how long after the fault that was.
func (w *work) recovery(since time.Time) time.Duration {
	w.t.Helper()
	h := &hand{work: w, web: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}}
	c := w.needCall()
	for late := since.Add(patience); time.Now().Before(late); h.pause(5 * time.Millisecond) {
		a, v := h.try(c)
		if v == taken {
			return time.Since(since)
		}
		if a.status != 0 { // it reached a server, and may hold its key there for a while
			w.mu.Lock()
			w.aside = append(w.aside, c)
			w.mu.Unlock()
			c = w.needCall()
		}
		h.door++
	}
	w.t.Fatalf("no good answer comes:\n%s", tail(w.c.said()))
	return 0
}

func (w *work) needCall() call {
	return call{by: "aide", path: "/needs", body: needDraft(w.household, w.person, 1), key: rand.Text(), note: w.told.keep("need")}
}
