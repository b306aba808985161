package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/models"
)

// process is one running server program.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	base string
	done chan struct{} // closed when the program has ended and its log is read
	// redirect is where it listens with plain http to send people to https, where it was told to.
	redirect string
	heard    *known

	mu  sync.Mutex
	log bytes.Buffer
}

// start starts a server on a free port of the loopback and waits for its word that it listens.
func (in *installation) start(flags ...string) *process {
	in.t.Helper()
	p := &process{t: in.t, done: make(chan struct{}), heard: in.heard}
	p.cmd = in.command(append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)
	pipe, err := p.cmd.StderrPipe()
	require.NoError(in.t, err)
	require.NoError(in.t, p.cmd.Start())
	listening := make(chan string, 1)
	go p.read(pipe, listening)
	select {
	case p.base = <-listening:
	case <-p.done:
		in.t.Fatalf("the server ended at once:\n%s", p.said())
	case <-time.After(60 * time.Second):
		p.kill()
		in.t.Fatalf("the server does not listen:\n%s", p.said())
	}
	in.t.Cleanup(p.kill)
	return p
}

func (p *process) read(pipe io.Reader, listening chan<- string) {
	defer close(p.done)
	lines := bufio.NewScanner(pipe)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		p.mu.Lock()
		p.log.Write(append(lines.Bytes(), '\n'))
		p.mu.Unlock()
		var line struct{ Msg, Address, Scheme string }
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue
		}
		switch line.Msg {
		case "redirecting":
			p.redirect = "http://" + line.Address
		case "listening":
			listening <- line.Scheme + "://" + line.Address
		}
	}
	_ = p.cmd.Wait()
}

// said is what the server has logged so far.
func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// kill ends the server as a power cut would, and waits until it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

// stop asks the server to end and waits until it has.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.done
}

// client is somebody who calls the API.
type client struct {
	t     testing.TB
	base  string
	token string
	heard *known
	web   *http.Client // nil for everybody's
}

type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    []byte
}

// word reads a text of the answer by its path of names.
func (a answer) word(path ...string) string {
	s, _ := a.at(path...).(string)
	return s
}

func (a answer) number(path ...string) int {
	n, _ := a.at(path...).(float64)
	return int(n)
}

func (a answer) at(path ...string) any {
	var v any = a.body
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

func (a answer) items() []answer {
	var out []answer
	list, _ := a.body["items"].([]any)
	for _, item := range list {
		m, _ := item.(map[string]any)
		out = append(out, answer{body: m})
	}
	return out
}

var web = &http.Client{Timeout: 30 * time.Second}

// send makes one request; headers come in pairs. An error means that no answer came.
func (c *client) send(method, path string, body any, headers ...string) (answer, error) {
	var payload io.Reader
	if c.heard != nil {
		c.heard.hear(body)
	}
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		payload = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, c.base+"/api/v1"+path, payload)
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := cmp.Or(c.web, web).Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	out := answer{status: res.StatusCode, header: res.Header}
	if out.raw, err = io.ReadAll(res.Body); err != nil {
		return answer{}, err
	}
	_ = json.Unmarshal(out.raw, &out.body)
	return out, nil
}

func (c *client) want(status int, method, path string, body any, headers ...string) answer {
	c.t.Helper()
	a, err := c.send(method, path, body, headers...)
	require.NoError(c.t, err)
	require.Equal(c.t, status, a.status, "%s %s: %s", method, path, a.raw)
	return a
}

func (c *client) get(path string) answer { c.t.Helper(); return c.want(200, "GET", path, nil) }

// post makes something: 201.
func (c *client) post(path string, body any) answer {
	c.t.Helper()
	return c.want(201, "POST", path, body)
}

// step takes a step: 200.
func (c *client) step(path string, body any) answer {
	c.t.Helper()
	return c.want(200, "POST", path, body)
}

// refused expects a problem with a status and a machine word.
func (c *client) refused(status int, code, method, path string, body any) answer {
	c.t.Helper()
	a := c.want(status, method, path, body)
	require.Equal(c.t, "application/problem+json", a.header.Get("Content-Type"))
	require.Equal(c.t, code, a.word("code"), "%s", a.raw)
	return a
}

func (p *process) anyone() *client { return &client{t: p.t, base: p.base, heard: p.heard} }

// login logs somebody in.
func (p *process) login(username, password string) *client {
	p.t.Helper()
	a := p.anyone().want(200, "POST", "/auth/login", m{"username": username, "password": password})
	p.heard.keep(a.word("access_token"))
	return &client{t: p.t, base: p.base, token: a.word("access_token"), heard: p.heard}
}

// m is a JSON object.
type m = map[string]any

// day is a civil day some days from today.
func day(n int) string { return string(models.DateOf(time.Now()).AddDays(n)) }

// now is the present instant as the API takes it.
func now() string { return time.Now().UTC().Format(time.RFC3339) }
