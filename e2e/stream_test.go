package e2e

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// heard is one server-sent event.
type heard struct{ id, name, data string }

// listen opens the stream of events and hands on what comes until it ends.
func (c *client) listen(headers ...string) (status int, heardThere <-chan heard) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	c.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v1/events", nil)
	require.NoError(c.t, err)
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Accept", "text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Client{}).Do(r)
	require.NoError(c.t, err)
	c.t.Cleanup(func() { _ = res.Body.Close() })
	out := make(chan heard, 100)
	go func() {
		defer close(out)
		var h heard
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				h.id = value
			case "event":
				h.name = value
			case "data":
				h.data = value
			case "":
				if h.name != "" {
					out <- h
				}
				h = heard{}
			}
		}
	}()
	assert.True(c.t, res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") == "text/event-stream; charset=utf-8")
	return res.StatusCode, out
}

// await reads events until one is what is looked for.
func await(t *testing.T, from <-chan heard, what func(heard) bool) heard {
	t.Helper()
	for h := range from {
		if what(h) {
			return h
		}
	}
	require.Fail(t, "the stream ended before")
	return heard{}
}

func TestWhatChangesIsHeardAsItHappens(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			c := open(t, testdb.Address(t, dialect))
			status, town := c.town.listen()
			require.Equal(t, 200, status)
			_, other := c.otherTown.listen()
			first := await(t, town, func(h heard) bool { return h.name == "unread" })
			assert.JSONEq(t, `{"unread":0}`, first.data)
			household, person := c.household(1)
			need := c.need(household, person, 3)
			change := await(t, town, func(h heard) bool { return h.name == "change" && strings.Contains(h.data, need) })
			assert.Contains(t, change.data, `"step":"submit"`)
			await(t, town, func(h heard) bool { return h.name == "unread" && h.data == `{"unread":1}` })

			_, again := c.town.listen("Last-Event-ID", "0")
			await(t, again, func(h heard) bool { return h.name == "change" && strings.Contains(h.data, need) })
			_, later := c.town.listen("Last-Event-ID", change.id)
			await(t, later, func(h heard) bool {
				assert.NotEqual(t, change.data, h.data, "what was heard is not told again")
				return h.name == "unread"
			})

			c.town.want(200, "POST", "/notices/read", nil)
			await(t, town, func(h heard) bool { return h.name == "unread" && h.data == `{"unread":0}` })
			c.town.want(204, "POST", "/auth/logout", nil)
			for h := range town {
				assert.NotEqual(t, "change", h.name, "a logout ends it")
			}
			begun := time.Now()
			c.process.stop()
			assert.Less(t, time.Since(begun), 15*time.Second, "the end of the server does not wait for streams")
			for h := range other {
				assert.NotContains(t, h.data, need, "another town hears nothing of it")
			}
		})
	}
}

func TestStreamsOfOneAccountAreFew(t *testing.T) {
	c := open(t, testdb.Address(t, testdb.Dialects(t)[0]))
	refused := 0
	for range 10 {
		if status, _ := c.aide.listen(); status == http.StatusTooManyRequests {
			refused++
		}
	}
	assert.Equal(t, 2, refused)
	status, _ := c.town.listen()
	assert.Equal(t, 200, status)
	status, _ = c.town.listen("Last-Event-ID", "x")
	assert.Equal(t, 422, status)
}
