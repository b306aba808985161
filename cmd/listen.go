package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

// checkAddr tells whether an address to listen at can be one.
func checkAddr(flag, addr string) error {
	if _, port, err := net.SplitHostPort(addr); err != nil || port == "" {
		return fmt.Errorf("%s %q: want HOST:PORT, as 127.0.0.1:8080, or :8080 for every address of the machine", flag, addr)
	}
	return nil
}

// listenAt listens, and says what to do where it may not.
func listenAt(flag, addr string) (net.Listener, error) {
	if err := checkAddr(flag, addr); err != nil {
		return nil, wrongCall{err}
	}
	on, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s %s is taken: end the program that listens there, perhaps another zhulian, or name another address (%w)", flag, addr, err)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s %s: ports below 1024 need CAP_NET_BIND_SERVICE, as deploy/zhulian.service tells, or name a higher one (%w)", flag, addr, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("%s %s is no address of this machine: name one of its own, or :PORT for all (%w)", flag, addr, err)
	case err != nil:
		return nil, fmt.Errorf("%s %s: %w", flag, addr, err)
	}
	return on, nil
}

// checkBase tells whether links can begin with the address of the portal; none is fine.
func checkBase(base string) error {
	at, err := url.Parse(base)
	if base != "" && (err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http") {
		return errors.New("--base-url: want https://HOST, as people type it")
	}
	return nil
}

// Behind is what stands before the server.
type Behind struct {
	TrustedProxy []string `env:"ZHULIAN_TRUSTED_PROXY" placeholder:"ADDR" help:"A proxy whose X-Forwarded-For is believed, as an address or a network; may be repeated, or with commas between."`
}

// check tells whether proxies are named by what a connection shows.
func (b Behind) check() error {
	for _, p := range b.TrustedProxy {
		_, noAddress := netip.ParseAddr(p)
		_, noNetwork := netip.ParsePrefix(p)
		if noAddress != nil && noNetwork != nil {
			return fmt.Errorf("--trusted-proxy %q: want an address or a network, as 10.0.0.5 or 10.0.0.0/24", p)
		}
	}
	return nil
}

// nameless tells whether there must be a proxy, since people come by https and the server speaks none, but none is named.
func (b Behind) nameless(base string, tls bool) bool {
	return strings.HasPrefix(base, "https://") && !tls && len(b.TrustedProxy) == 0
}
