package trust

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// How long the certificates of the local authority last. A leaf is short, since a browser takes no longer one for granted and the
// program renews it by itself.
const (
	authorityYears = 10
	leafLife       = 90 * 24 * time.Hour
	renewBefore    = 30 * 24 * time.Hour
	backdate       = 24 * time.Hour // for devices whose clock is slow
)

// Local says what a local authority is for.
type Local struct {
	Dir   string   // where its two files are kept, each with mode 0600
	Hosts []string // names and addresses that people type; at least one
	Own   []string // names and addresses that the machine happens to have: taken where the authority may
	Now   Now
}

// Authority is a certificate authority of this installation alone. It can vouch for nothing but the names and addresses that it was
// made for (RFC 5280, 4.2.1.10), so that a stolen key opens no other site.
type Authority struct {
	o    Local
	root pair

	mu   sync.Mutex
	leaf *tls.Certificate
}

const (
	authorityFile = "zhulian-ca.pem"
	leafFile      = "zhulian-tls.pem"
)

// Open reads the authority in the folder or makes it there, and has a leaf ready. It is an error when the authority that is there may
// not vouch for one of Hosts, or has ended.
func (o Local) Open() (*Authority, error) {
	hosts, err := tidy(o.Hosts)
	if err != nil {
		return nil, err
	}
	if o.Own, err = tidy(o.Own); err != nil {
		return nil, err
	}
	o.Hosts = union(hosts, []string{"localhost", "127.0.0.1", "::1"})
	root, err := readOrMake(filepath.Join(o.Dir, authorityFile), func() (pair, error) { return newRoot(union(o.Hosts, o.Own), o.Now()) })
	if err != nil {
		return nil, fmt.Errorf("local authority: %w", err)
	}
	a := &Authority{o: o, root: root}
	if err := a.fits(); err != nil {
		return nil, err
	}
	return a, a.Reload()
}

const makeAnother = "move the file away to make a new one, which every device must be told to trust again"

func (a *Authority) path() string { return filepath.Join(a.o.Dir, authorityFile) }

func (a *Authority) ended() error {
	if a.o.Now().Before(a.root.cert.NotAfter) {
		return nil
	}
	return fmt.Errorf("the local authority in %s has ended: %s", a.path(), makeAnother)
}

// fits looks whether the authority can do what is asked, and drops those of the machine's own names that it cannot vouch for.
func (a *Authority) fits() error {
	if err := a.ended(); err != nil {
		return err
	}
	for _, host := range a.o.Hosts {
		if !mayVouch(a.root.cert, host) {
			return fmt.Errorf("the local authority in %s was not made for %s: %s", a.path(), host, makeAnother)
		}
	}
	var own []string
	for _, host := range a.o.Own {
		if mayVouch(a.root.cert, host) {
			own = append(own, host)
		}
	}
	a.o.Own = own
	return nil
}

// Root is the certificate that devices are asked to trust.
func (a *Authority) Root() *x509.Certificate { return a.root.cert }

// Hosts lists the names and addresses that the leaf is for.
func (a *Authority) Hosts() []string { return union(a.o.Hosts, a.o.Own) }

// Certificate returns a leaf with at least a month to go, and makes one when it has not.
func (a *Authority) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.good(a.leaf) {
		return a.leaf, nil
	}
	return a.leaf, a.renew()
}

// Reload takes the leaf from its file, or makes one where that will not do.
func (a *Authority) Reload() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.renew()
}

// renew first looks into the file: another instance may have been quicker.
func (a *Authority) renew() error {
	path := filepath.Join(a.o.Dir, leafFile)
	if p, err := read(path); err == nil && a.good(p.shown()) {
		a.leaf = p.shown()
		return nil
	}
	if err := a.ended(); err != nil {
		return err
	}
	p, err := newLeaf(a.root, a.Hosts(), a.o.Now())
	if err != nil {
		return fmt.Errorf("local authority: %w", err)
	}
	if err := replace(path, p); err != nil {
		return fmt.Errorf("local authority: %w", err)
	}
	a.leaf = p.shown()
	return nil
}

// good says whether a leaf is of this authority, for all its hosts, and not near its end.
func (a *Authority) good(leaf *tls.Certificate) bool {
	if leaf == nil || leaf.Leaf.CheckSignatureFrom(a.root.cert) != nil {
		return false
	}
	now := a.o.Now()
	if now.Before(leaf.Leaf.NotBefore) || !now.Before(renewAt(leaf.Leaf, a.root.cert)) {
		return false
	}
	for _, host := range a.Hosts() {
		if leaf.Leaf.VerifyHostname(host) != nil {
			return false
		}
	}
	return true
}

// renewAt is when a leaf is due; in the authority's last month it stays until both end.
func renewAt(leaf, root *x509.Certificate) time.Time {
	if !leaf.NotAfter.Before(root.NotAfter) {
		return leaf.NotAfter
	}
	return leaf.NotAfter.Add(-renewBefore)
}

// tidy checks names and addresses and writes them in one form.
func tidy(hosts []string) ([]string, error) {
	var out []string
	for _, host := range hosts {
		host = strings.ToLower(strings.Trim(strings.TrimSpace(host), "[]."))
		if ip := net.ParseIP(host); ip != nil {
			out = append(out, ip.String())
			continue
		}
		if !isName(host) {
			return nil, fmt.Errorf("%q is neither a host name nor an address", host)
		}
		out = append(out, host)
	}
	return out, nil
}

func isName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Trim(label, "-") != label {
			return false
		}
	}
	return true
}

func union(lists ...[]string) []string {
	var out []string
	seen := map[string]bool{}
	for _, list := range lists {
		for _, s := range list {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	return out
}

var errShape = errors.New("not a certificate and its key in PEM")
