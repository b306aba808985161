package trust

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"time"
)

// pair is a certificate and its key.
type pair struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// shown is the pair as TLS shows it.
func (p pair) shown() *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{p.cert.Raw}, PrivateKey: p.key, Leaf: p.cert}
}

// newRoot makes an authority that may vouch for these hosts and no others.
func newRoot(hosts []string, now time.Time) (pair, error) {
	names, ranges := constraints(hosts)
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "Zhulian local authority, " + hosts[0], Organization: []string{"Zhulian"}},
		NotBefore: now.Add(-backdate), NotAfter: now.AddDate(authorityYears, 0, 0),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: names, PermittedIPRanges: ranges,
	}
	return sign(t, pair{})
}

func constraints(hosts []string) (names []string, ranges []*net.IPNet) {
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			ranges = append(ranges, single(ip))
			continue
		}
		names = append(names, host)
	}
	return names, ranges
}

// single is the range of one address.
func single(ip net.IP) *net.IPNet {
	if short := ip.To4(); short != nil {
		ip = short
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(len(ip)*8, len(ip)*8)}
}

// mayVouch says whether the constraints of an authority let a host through.
func mayVouch(root *x509.Certificate, host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		for _, r := range root.PermittedIPRanges {
			if r.Contains(ip) {
				return true
			}
		}
		return false
	}
	for _, name := range root.PermittedDNSDomains {
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
	}
	return false
}

// newLeaf makes a certificate for the hosts, which ends no later than its authority.
func newLeaf(root pair, hosts []string, now time.Time) (pair, error) {
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: hosts[0]},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(leafLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	if t.NotBefore.Before(root.cert.NotBefore) {
		t.NotBefore = root.cert.NotBefore
	}
	if t.NotAfter.After(root.cert.NotAfter) {
		t.NotAfter = root.cert.NotAfter
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, host)
		}
	}
	return sign(t, root)
}

// sign makes a key and has its certificate signed by an authority; the zero pair means by itself.
func sign(t *x509.Certificate, by pair) (pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair{}, err
	}
	if t.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)); err != nil {
		return pair{}, err
	}
	if by.cert == nil {
		by = pair{cert: t, key: key}
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, by.cert, &key.PublicKey, by.key)
	if err != nil {
		return pair{}, err
	}
	cert, err := x509.ParseCertificate(raw)
	return pair{cert: cert, key: key}, err
}
