// Package smtptest is a small SMTP server (RFC 5321) for tests: it speaks the protocol over real sockets, with STARTTLS and AUTH PLAIN, keeps what
// it is sent, and misbehaves when it is told to.
package smtptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Letter is a mail as the server received it.
type Letter struct {
	From   string
	To     []string
	User   string // who logged in, or ""
	Secure bool   // came over TLS
	Header mail.Header
	Body   []byte // as it stood on the wire
}

// Server receives mail on a port of 127.0.0.1 until the test ends.
type Server struct {
	t    testing.TB
	addr string

	// Password is what AUTH PLAIN must show with any name; "" offers no AUTH.
	Password string

	mu      sync.Mutex
	reply   func(command string) string
	on      net.Listener
	open    map[net.Conn]bool
	letters []Letter
	asked   int
	config  *tls.Config
	roots   *x509.CertPool
	wait    sync.WaitGroup
}

// Start starts a server.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, open: map[net.Conn]bool{}}
	s.certify()
	s.listen("127.0.0.1:0")
	t.Cleanup(s.Stop)
	return s
}

// Address is host and port.
func (s *Server) Address() string { return s.addr }

// TLS is what a client must be told to believe the server's certificate.
func (s *Server) TLS() *tls.Config {
	return &tls.Config{RootCAs: s.roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
}

// Letters is what was received.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Connections is how many times somebody has connected.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Stop stops listening and ends all connections; what was received stays.
func (s *Server) Stop() {
	s.mu.Lock()
	if s.on != nil {
		_ = s.on.Close()
		s.on = nil
	}
	for c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

// Again listens at the same address after Stop.
func (s *Server) Again() { s.listen(s.addr) }

func (s *Server) listen(addr string) {
	s.t.Helper()
	on, err := net.Listen("tcp", addr)
	require.NoError(s.t, err)
	s.mu.Lock()
	s.on, s.addr = on, on.Addr().String()
	s.mu.Unlock()
	s.wait.Go(func() {
		for {
			c, err := on.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open[c], s.asked = true, s.asked+1
			s.mu.Unlock()
			s.wait.Go(func() { s.talk(c) })
		}
	})
}

func (s *Server) certify() {
	s.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(s.t, err)
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0), DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	require.NoError(s.t, err)
	cert, err := x509.ParseCertificate(raw)
	require.NoError(s.t, err)
	s.roots = x509.NewCertPool()
	s.roots.AddCert(cert)
	s.config = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

// talk is one conversation.
func (s *Server) talk(c net.Conn) {
	defer func() {
		_ = c.Close()
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
	}()
	wire, letter := textproto.NewConn(c), Letter{}
	if wire.PrintfLine("220 localhost ESMTP") != nil {
		return
	}
	for {
		line, err := wire.ReadLine()
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		answer := s.instead(line)
		switch {
		case answer == "hang up":
			return
		case answer != "":
		case verb == "DATA":
			if answer = s.receive(wire, &letter); answer == "" {
				return
			}
		case verb == "STARTTLS":
			if wire.PrintfLine("220 go ahead") != nil {
				return
			}
			wire, letter.Secure = textproto.NewConn(tls.Server(c, s.config)), true
			continue
		default:
			answer = s.obey(verb, line, &letter)
		}
		if wire.PrintfLine("%s", answer) != nil || verb == "QUIT" {
			return
		}
	}
}

func (s *Server) instead(command string) string {
	s.mu.Lock()
	reply := s.reply
	s.mu.Unlock()
	if reply == nil {
		return ""
	}
	return reply(command)
}

// Reply lets a function answer a command, or the end of the data as ".", in the place of the server; "" lets the server answer, and "hang up"
// ends the connection without a word. Nil lets the server answer everything.
func (s *Server) Reply(instead func(command string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = instead
}

func (s *Server) obey(verb, line string, letter *Letter) string {
	_, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "EHLO", "HELO":
		out := "250-localhost\r\n250-8BITMIME"
		if !letter.Secure {
			out += "\r\n250-STARTTLS"
		}
		if s.Password != "" {
			out += "\r\n250-AUTH PLAIN"
		}
		return out + "\r\n250 SIZE 1000000"
	case "AUTH":
		_, proof, _ := strings.Cut(rest, " ")
		raw, _ := base64.StdEncoding.DecodeString(proof)
		parts := strings.Split(string(raw), "\x00")
		if len(parts) != 3 || s.Password == "" || parts[2] != s.Password {
			return "535 5.7.8 not you"
		}
		letter.User = parts[1]
		return "235 2.7.0 welcome"
	case "MAIL":
		letter.From, letter.To = between(rest), nil
	case "RCPT":
		if s.Password != "" && letter.User == "" {
			return "530 5.7.0 log in first"
		}
		letter.To = append(letter.To, between(rest))
	case "QUIT":
		return "221 bye"
	case "RSET", "NOOP":
	default:
		return "502 what?"
	}
	return "250 ok"
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

// receive takes the data; "" ends the connection without an answer.
func (s *Server) receive(wire *textproto.Conn, letter *Letter) string {
	if wire.PrintfLine("354 go on") != nil {
		return ""
	}
	raw, err := wire.ReadDotBytes()
	if err != nil {
		return ""
	}
	answer := s.instead(".")
	if answer != "" && answer != "hang up" {
		return answer
	}
	parsed, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return "554 5.6.0 unreadable"
	}
	letter.Header = parsed.Header
	letter.Body, _ = io.ReadAll(parsed.Body)
	s.mu.Lock()
	s.letters = append(s.letters, *letter)
	s.mu.Unlock()
	if answer == "hang up" {
		return ""
	}
	return "250 2.0.0 taken"
}
