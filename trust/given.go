package trust

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"sync"
	"time"
)

// Given is a certificate that stands in two files, in PEM. It is read again when they change, so that whoever renews it need not
// restart the server.
type Given struct {
	certFile, keyFile string
	now               Now
	warn              func(error)

	mu     sync.Mutex
	held   *tls.Certificate
	stamp  string    // what the files looked like when they were last tried
	looked time.Time // when the files were last looked at
}

// lookEvery is how long a change of the files may go unseen.
const lookEvery = 10 * time.Second

// Files reads a certificate with its chain, and its key. What goes wrong later, when the files change, is told to warn.
func Files(certFile, keyFile string, now Now, warn func(error)) (*Given, error) {
	g := &Given{certFile: certFile, keyFile: keyFile, now: now, warn: warn}
	return g, g.Reload()
}

// Certificate returns the one in the files; one that cannot be read leaves the one before in place.
func (g *Given) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); now.Sub(g.looked) >= lookEvery {
		g.looked = now
		if g.look() != g.stamp {
			if err := g.read(); err != nil {
				g.warn(err)
			}
		}
	}
	return g.held, nil
}

// Leaf is the certificate itself, without its chain.
func (g *Given) Leaf() *x509.Certificate {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.held.Leaf
}

// Reload reads the files now.
func (g *Given) Reload() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.looked = g.now()
	return g.read()
}

func (g *Given) read() error {
	g.stamp = g.look()
	pair, err := tls.LoadX509KeyPair(g.certFile, g.keyFile)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	if end := pair.Leaf.NotAfter; g.now().After(end) {
		g.warn(fmt.Errorf("the certificate in %s ended on %s: browsers refuse it", g.certFile, end.Format(time.DateOnly)))
	}
	g.held = &pair
	return nil
}

// look is what the two files look like from outside.
func (g *Given) look() string {
	out := ""
	for _, name := range []string{g.certFile, g.keyFile} {
		if info, err := os.Stat(name); err == nil {
			out += fmt.Sprintf("%d %d;", info.ModTime().UnixNano(), info.Size())
		}
	}
	return out
}
