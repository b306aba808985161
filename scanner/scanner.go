// Package scanner asks a virus scanner on the same machine about what was uploaded. It speaks the protocol of clamd (ClamAV), INSTREAM, and takes
// nothing but a whole and plain answer for one: whatever is cut off, late or strange is an error, never "clean".
package scanner

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Clamd is a clamd that listens on a socket or port of this machine. It is safe for concurrent use.
type Clamd struct {
	network, address string
	// Patience is how long one question may take, the content's way to the scanner in it.
	Patience time.Duration
}

// Usual is how long a question may take where nothing else is said: 64 MiB of a list take about ten seconds.
const Usual = 30 * time.Second

// answerMost is how long an answer may be, in bytes.
const answerMost = 1 << 10

// chunkSize is how much is sent in one piece, in bytes.
const chunkSize = 64 << 10

// New is the clamd at an address: the path of its socket, as /run/clamav/clamd.ctl, or a port of the loopback, as 127.0.0.1:3310. Uploads go there
// in the clear, hence no other machine can be named.
func New(addr string) (*Clamd, error) {
	path := strings.TrimPrefix(addr, "unix:")
	if strings.HasPrefix(path, "/") {
		return &Clamd{network: "unix", address: path, Patience: Usual}, nil
	}
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || port == "" || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("want the path of a socket, as /run/clamav/clamd.ctl, or a port of this machine, as 127.0.0.1:3310")
	}
	return &Clamd{network: "tcp", address: addr, Patience: Usual}, nil
}

// Scan asks about content and answers the name of what was found in it, or "" where it is clean. With an error nothing is known of the content.
func (c *Clamd) Scan(ctx context.Context, content []byte) (found string, err error) {
	answer, err := c.ask(ctx, "INSTREAM", func(to io.Writer) error { return send(to, content) })
	if err != nil {
		return "", err
	}
	said, ofStream := strings.CutPrefix(answer, "stream: ")
	name, infected := strings.CutSuffix(said, " FOUND")
	switch {
	case ofStream && said == "OK":
		return "", nil
	case ofStream && infected && name != "":
		return name, nil
	}
	return "", fmt.Errorf("the scanner said %q", answer)
}

// send writes content as chunks, each after its length, and a chunk of no length as the end.
func send(to io.Writer, content []byte) error {
	chunk := make([]byte, 0, 4+chunkSize)
	for {
		n := min(len(content), chunkSize)
		chunk = binary.BigEndian.AppendUint32(chunk[:0], uint32(n)) //nolint:gosec // at most chunkSize
		if _, err := to.Write(append(chunk, content[:n]...)); err != nil || n == 0 {
			return err
		}
		content = content[n:]
	}
}

// Ping asks whether the scanner is there.
func (c *Clamd) Ping(ctx context.Context) error {
	answer, err := c.ask(ctx, "PING", nil)
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("the scanner said %q", answer)
	}
	return err
}

// ask sends one command, in the form that ends with a zero, and reads the one answer.
func (c *Clamd) ask(ctx context.Context, command string, more func(io.Writer) error) (string, error) {
	ctx, done := context.WithTimeout(ctx, c.Patience)
	defer done()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	_, err = io.WriteString(conn, "z"+command+"\x00")
	if err == nil && more != nil {
		err = more(conn)
	}
	answer, cut := bufio.NewReader(io.LimitReader(conn, answerMost)).ReadString(0)
	answer = strings.TrimSuffix(answer, "\x00")
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case err != nil && cut == nil: // it did not want to hear the rest, and says why
		return "", fmt.Errorf("the scanner said %q before it had heard all", answer)
	case err != nil:
		return "", err
	case cut != nil:
		return "", errors.New("the scanner's answer was cut off")
	}
	return answer, nil
}
