// Package trust keeps the certificate with which the server speaks https: one that the county was given, in two files, or one from an
// authority that the program makes for itself. Without https a browser has no offline work, no notifications and no installing.
package trust

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// Keeper holds the certificate that the server shows. It is safe for concurrent use.
type Keeper interface {
	// Certificate is the one to show now, for tls.Config's GetCertificate.
	Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// Reload reads the files again. On an error the certificate before stays.
	Reload() error
}

// Config is how the server speaks TLS: 1.2 or newer, HTTP/2 where the browser can.
func Config(k Keeper) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: k.Certificate}
}

// Fingerprint is the SHA-256 of a certificate in the form that devices show: pairs of capital hexadecimal digits with colons between.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, ":")
}

// Now tells the present instant.
type Now func() time.Time
