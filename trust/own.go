package trust

import (
	"net"
	"os"
	"strings"
)

// OwnHosts lists the names and addresses under which others may reach a server that listens at addr: the address itself or, where it
// listens everywhere, the machine's name and all its addresses.
func OwnHosts(addr string) []string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil
	}
	ip := net.ParseIP(host)
	if host != "" && (ip == nil || !ip.IsUnspecified()) {
		return []string{host}
	}
	var out []string
	if name, err := os.Hostname(); err == nil && isName(strings.ToLower(name)) {
		out = append(out, name)
	}
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			out = append(out, n.IP.String())
		}
	}
	return out
}

// Loopback says whether a listener at addr is reached from this machine only, where browsers take plain http for safe.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
