package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// known is everything personal or secret that was told to a server: nobody else may hear of it.
type known struct {
	mu    sync.Mutex
	words map[string]bool
}

// personal are the fields whose texts are somebody's. Names of logins are not among them: those of the story are everyday words, as "town".
var personal = []string{"name", "citizen_no", "phone", "address", "title", "detail", "note", "evidence", "uscc", "password"}

// hear keeps what is personal in the body of a request.
func (k *known) hear(body any) {
	switch b := body.(type) {
	case m:
		for field, value := range b {
			if text, ok := value.(string); ok && slices.Contains(personal, field) {
				k.keep(text)
			}
			k.hear(value)
		}
	case []m:
		for _, each := range b {
			k.hear(each)
		}
	}
}

func (k *known) keep(word string) {
	if len(word) < 4 { // one Chinese character, or a word too short to be found again
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.words == nil {
		k.words = map[string]bool{}
	}
	k.words[word] = true
}

// absent fails the test for every word that is found in a text, as it is or as it stands in an address. It does not print the word.
func (k *known) absent(t *testing.T, where, text string) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	for word := range k.words {
		for _, written := range []string{word, url.QueryEscape(word), url.PathEscape(word)} {
			assert.False(t, strings.Contains(text, written), "%s holds something personal of %d bytes", where, len(word))
		}
	}
}

// collector hears spans, as a collector of OpenTelemetry would.
type collector struct {
	*httptest.Server
	mu   sync.Mutex
	said bytes.Buffer
}

func collect(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		_, _ = io.Copy(&c.said, r.Body)
	}))
	t.Cleanup(c.Close)
	return c
}

// text is what was heard so far; the texts in a span are written as they are.
func (c *collector) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said.String()
}

// counts is what the server tells Prometheus.
func (p *process) counts() string {
	p.t.Helper()
	res, err := web.Get(p.base + "/metrics")
	require.NoError(p.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(p.t, err)
	return string(text)
}

// workDone tells that the standing work was done, which comes of itself.
const workDone = `zhulian_job_last_success_timestamp_seconds{job="casework"}`

// nothingLeaks checks that neither the server's log of the whole story, nor its counts, nor its spans name anybody.
func (s *story) nothingLeaks(t *testing.T) {
	counts := ""
	until(t, "the standing work is done", func() bool { counts = s.counts(); return strings.Contains(counts, workDone) })
	s.process.stop()
	log, spans := s.said(), s.spans.text()
	require.Greater(t, strings.Count(log, `"msg":"request"`), 60, "the log of a whole story")
	require.Contains(t, spans, "POST /api/v1/needs/:id/accept")
	require.Contains(t, spans, "update need")
	require.Contains(t, counts, `zhulian_db_statement_duration_seconds_count{operation="insert",table="need"}`)
	require.Contains(t, counts, `zhulian_matching_duration_seconds_count{what="candidates"} `)

	s.installation.heard.keep("枫杨路")
	s.installation.heard.keep("330199194803150") // the beginning of both citizens' numbers
	for _, word := range []string{"欧阳守仁", "13800001234", "钱联络", password} {
		require.True(t, s.installation.heard.words[word], "the story told it")
	}
	require.Greater(t, len(s.installation.heard.words), 15)
	s.installation.heard.absent(t, "the log", log)
	s.installation.heard.absent(t, "a span", spans)
	s.installation.heard.absent(t, "a count", counts)
	s.county.run(s.county.start())
}
