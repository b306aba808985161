package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"zhulian/casework"
	"zhulian/models"
)

// How a stream of events runs. It ends by itself before the server's time for a request does; the browser then comes back with Last-Event-ID.
const (
	streamLife  = 45 * time.Second
	streamBeat  = 15 * time.Second
	streamLook  = 2 * time.Second
	streamsMost = 8 // of one account at once
)

// streams counts the open streams of each account.
type streams struct {
	mu   sync.Mutex
	open map[string]int
}

// enter lets a stream in, or tells that the account has as many as it may.
func (s *streams) enter(account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[string]int{}
	}
	if s.open[account] >= streamsMost {
		return false
	}
	s.open[account]++
	return true
}

func (s *streams) leave(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[account]--; s.open[account] <= 0 {
		delete(s.open, account)
	}
}

func wantsStream(c *gin.Context) bool {
	return strings.Contains(c.GetHeader("Accept"), "text/event-stream")
}

// streamEvents tells what changes in the actor's scope, and how many notices are unread, as server-sent events (HTML, §9.2), until the session or
// the server ends, or its own time is over. A role that sees no events is told of its notices alone. Without ?after= or Last-Event-ID it begins with what comes.
func (a *API) streamEvents(c *gin.Context, after int64, said bool) error {
	by := actor(c)
	if by.AccountID == "" {
		return models.Unauthenticated("login_required")
	}
	head, err := a.Casework.EventsHead(c.Request.Context(), by)
	deaf := models.KindOf(err) == models.KindForbidden
	if err != nil && !deaf {
		return err
	}
	if !said || after > head {
		after = head
	}
	if !a.streams.enter(by.AccountID) {
		return (&models.Error{Kind: models.KindTooMany, Code: "too_often"}).With("retry_after", int(streamLife.Seconds()))
	}
	defer a.streams.leave(by.AccountID)
	for name, value := range map[string]string{"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no"} {
		c.Header(name, value)
	}
	c.Status(http.StatusOK)
	s := &stream{a: a, c: c, by: by, after: after, deaf: deaf, unread: -1}
	s.write("", "retry: 1000\n\n")
	s.run(c.Request.Context())
	return nil
}

// stream is one open answer.
type stream struct {
	a      *API
	c      *gin.Context
	by     models.Actor
	after  int64 // what the reader has seen of the log, or may pass over
	unread int
	deaf   bool // the role sees no events; it has an inbox all the same
	broken bool
}

func (s *stream) run(ctx context.Context) {
	life, beat, look := time.NewTimer(streamLife), time.NewTicker(streamBeat), time.NewTicker(streamLook)
	defer life.Stop()
	defer beat.Stop()
	defer look.Stop()
	for s.look(ctx) == nil && !s.broken {
		select {
		case <-ctx.Done():
			return
		case <-s.a.Ending:
			return
		case <-life.C:
			return
		case <-beat.C:
			s.tell("beat", struct{}{})
		case <-look.C:
		}
	}
}

// look tells what is new. An error ends the stream: whoever comes back is told it as an answer.
func (s *stream) look(ctx context.Context) error {
	if err := s.a.Accounts.Live(ctx, s.by); err != nil {
		return err
	}
	if err := s.changes(ctx); err != nil {
		return err
	}
	n, err := s.a.Notices.Unread(ctx, s.by)
	if err == nil && n != s.unread {
		s.unread = n
		s.tell("unread", unreadBody{n})
	}
	return err
}

func (s *stream) changes(ctx context.Context) error {
	if s.deaf {
		return nil
	}
	head, err := s.a.Casework.EventsHead(ctx, s.by)
	if err != nil || head == s.after {
		return err
	}
	rows, err := s.a.Casework.Events(ctx, s.by, casework.EventFilter{After: s.after, Limit: pageMost})
	if err != nil {
		return err
	}
	for _, e := range rows {
		s.after = e.Seq
		s.tell("change", eventOf(e))
	}
	if len(rows) < pageMost {
		s.after = max(s.after, head) // the rest is out of scope
	}
	return nil
}

// tell writes one event of the stream under the number after which the reader goes on.
func (s *stream) tell(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		s.broken = true
		return
	}
	s.write(fmt.Sprintf("id: %d\nevent: %s\n", s.after, name), "data: "+string(raw)+"\n\n")
}

func (s *stream) write(head, body string) {
	if _, err := s.c.Writer.WriteString(head + body); err != nil {
		s.broken = true
	}
	s.c.Writer.Flush()
}
