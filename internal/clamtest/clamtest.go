// Package clamtest is a small clamd for tests: it speaks the part of its protocol that the house uses over real sockets, finds EICAR's test file, and
// misbehaves when it is told to.
package clamtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Server answers on a port of 127.0.0.1, or a socket, until the test ends.
type Server struct {
	on   net.Listener
	wait sync.WaitGroup

	mu    sync.Mutex
	reply func(command string) string
	open  map[net.Conn]bool
	heard [][]byte
}

// What Reply may answer in the place of an answer.
const (
	HangUp  = "hang up"            // ends the connection at once, without hearing the rest
	Silence = "silence"            // hears all and says nothing
	Deaf    = "hang up, heard all" // hears all and ends the connection
)

// Start starts a server on a port.
func Start(t testing.TB) *Server {
	t.Helper()
	return start(t, "tcp", "127.0.0.1:0")
}

// StartAt starts a server on a socket.
func StartAt(t testing.TB, path string) *Server {
	t.Helper()
	return start(t, "unix", path)
}

func start(t testing.TB, network, address string) *Server {
	t.Helper()
	on, err := net.Listen(network, address)
	require.NoError(t, err)
	s := &Server{on: on, open: map[net.Conn]bool{}}
	s.wait.Go(func() {
		for {
			c, err := on.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open[c] = true
			s.mu.Unlock()
			s.wait.Go(func() { s.talk(c) })
		}
	})
	t.Cleanup(s.Stop)
	return s
}

// Address is where it listens.
func (s *Server) Address() string { return s.on.Addr().String() }

// Stop stops listening and ends all connections.
func (s *Server) Stop() {
	_ = s.on.Close()
	s.mu.Lock()
	for c := range s.open {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

// Reply lets a function answer a command in the place of the server; "" lets the server answer.
func (s *Server) Reply(instead func(command string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = instead
}

// Heard is what was asked about.
func (s *Server) Heard() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]byte(nil), s.heard...)
}

// talk is one conversation: one command, as clamd has it outside of a session.
func (s *Server) talk(c net.Conn) {
	defer func() {
		_ = c.Close()
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
	}()
	in := bufio.NewReader(c)
	command, err := in.ReadString(0)
	if err != nil {
		return
	}
	command = strings.TrimSuffix(command, "\x00")
	s.mu.Lock()
	reply := s.reply
	s.mu.Unlock()
	answer := ""
	if reply != nil {
		answer = reply(command)
	}
	if answer == HangUp {
		return
	}
	usual, ok := s.obey(command, in)
	switch {
	case !ok || answer == Deaf:
		return
	case answer == Silence:
		_, _ = io.Copy(io.Discard, in) // until the other side has had enough
		return
	case answer == "":
		answer = usual + "\x00"
	}
	_, _ = io.WriteString(c, answer)
}

// obey does a command as clamd does.
func (s *Server) obey(command string, in io.Reader) (answer string, ok bool) {
	switch command {
	case "zPING":
		return "PONG", true
	case "zVERSION":
		return "ClamAV 1.4.3/27820/Wed Nov 25 09:26:17 2026", true
	case "zINSTREAM":
	default:
		return "UNKNOWN COMMAND", true
	}
	content, err := stream(in)
	if err != nil {
		return "", false
	}
	s.mu.Lock()
	s.heard = append(s.heard, content)
	s.mu.Unlock()
	if bytes.Contains(content, []byte("$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!")) {
		return "stream: Eicar-Test-Signature FOUND", true
	}
	return "stream: OK", true
}

// stream reads chunks, each after its length, until one of no length.
func stream(in io.Reader) ([]byte, error) {
	var out []byte
	for {
		var size [4]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return nil, err
		}
		n := binary.BigEndian.Uint32(size[:])
		if n == 0 {
			return out, nil
		}
		chunk := make([]byte, n)
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, err
		}
		out = append(out, chunk...)
	}
}
