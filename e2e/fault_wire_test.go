package e2e

import (
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// TestTheWireToPostgreSQLMayBreak cuts, half-closes, silences and slows what runs between a server and its PostgreSQL.
func TestTheWireToPostgreSQLMayBreak(t *testing.T) {
	if !slices.Contains(testdb.Dialects(t), store.Postgres) {
		return
	}
	address, err := url.Parse(testdb.Address(t, store.Postgres))
	require.NoError(t, err)
	far := address.Host
	q, network := address.Query(), "tcp"
	if dir := q.Get("host"); dir != "" {
		network, far = "unix", filepath.Join(dir, ".s.PGSQL."+q.Get("port"))
	}
	between := lay(t, network, far)
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	address.Host, address.RawQuery = between.on.Addr().String(), q.Encode()
	w := working(t, open(t, address.String()))
	between.breaks(w)
	w.settle()
	w.judge()
}

// TestTheWireToTheServerMayBreak does the same between clients and the server.
func TestTheWireToTheServerMayBreak(t *testing.T) {
	w := working(t, open(t, testdb.Address(t, store.SQLite)))
	between := lay(t, "tcp", w.c.base[len("http://"):])
	w.at("http://" + between.on.Addr().String())
	between.breaks(w)
	w.settle()
	w.judge()
}

// breaks lets everybody work while the wire breaks in every way, one after the other.
func (w *wire) breaks(of *work) {
	of.t.Helper()
	of.begin()
	for _, ill := range []struct {
		name string
		do   func(*strand)
	}{
		{"cut", (*strand).cut},
		{"closed on the way back", func(s *strand) { _ = s.near.CloseWrite() }},
		{"closed on the way there", func(s *strand) { _ = s.far.CloseWrite() }},
		{"silent", func(s *strand) { s.silent.Store(true) }},
	} {
		of.answers(25)
		at := time.Now()
		w.each(ill.do)
		of.t.Logf("%s: recovery after %v", ill.name, of.recovery(at).Round(time.Millisecond))
	}
	w.delay.Store(int64(10 * time.Millisecond))
	at := time.Now()
	of.answers(20)
	of.t.Logf("10 ms later each way: 20 answers in %v", time.Since(at).Round(time.Millisecond))
	w.delay.Store(0)
}

// wire is a TCP proxy in the middle of connections. It passes on what it gets until it is told to do otherwise.
type wire struct {
	to    func() (net.Conn, error)
	on    net.Listener
	delay atomic.Int64 // of whatever passes, in nanoseconds

	mu      sync.Mutex
	strands map[*strand]bool
	all     sync.WaitGroup
}

// strand is one connection through a wire: the side that called and the side that was called.
type strand struct {
	near, far end
	silent    atomic.Bool // nothing passes any more, and nobody is told
}

// end is a connection that can be closed one way.
type end interface {
	net.Conn
	CloseWrite() error
}

// lay puts a wire before something that listens, until the test ends.
func lay(t testing.TB, network, address string) *wire {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{to: func() (net.Conn, error) { return net.Dial(network, address) }, on: on, strands: map[*strand]bool{}}
	w.all.Go(w.accept)
	t.Cleanup(func() {
		_ = on.Close()
		w.each((*strand).cut)
		w.all.Wait()
	})
	return w
}

func (w *wire) accept() {
	for {
		near, err := w.on.Accept()
		if err != nil {
			return
		}
		far, err := w.to()
		if err != nil {
			_ = near.Close()
			continue
		}
		s := &strand{near: near.(end), far: far.(end)}
		w.mu.Lock()
		w.strands[s] = true
		w.mu.Unlock()
		w.all.Go(func() { w.carry(s) })
	}
}

// carry passes on both ways until both are closed.
func (w *wire) carry(s *strand) {
	var back sync.WaitGroup
	back.Go(func() { w.pass(s, s.far, s.near) })
	w.pass(s, s.near, s.far)
	back.Wait()
	s.cut()
	w.mu.Lock()
	delete(w.strands, s)
	w.mu.Unlock()
}

func (w *wire) pass(s *strand, from, to end) {
	piece := make([]byte, 32<<10)
	for {
		n, err := from.Read(piece)
		if s.silent.Load() {
			if err != nil {
				return
			}
			continue
		}
		if d := time.Duration(w.delay.Load()); d > 0 {
			<-time.After(d)
		}
		if _, failed := to.Write(piece[:n]); failed != nil || err != nil {
			_ = to.CloseWrite()
			return
		}
	}
}

// each does something to every connection that stands now.
func (w *wire) each(do func(*strand)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := range w.strands {
		do(s)
	}
}

// cut ends a connection at once, on both sides.
func (s *strand) cut() {
	for _, e := range []end{s.near, s.far} {
		if tcp, ok := e.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = e.Close()
	}
}
