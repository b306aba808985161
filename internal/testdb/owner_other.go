//go:build !unix

package testdb

import (
	"io"
	"os"
	"os/exec"
)

// owner is nobody else than the present user here.
type owner struct{}

func serverOwner() (*owner, error) { return nil, nil }

func (*owner) give(string) error { return nil }

func (*owner) apply(*exec.Cmd) {}

func endServer(p *os.Process) { _ = p.Kill() }

func leave(string, *owner) (io.Closer, error) { return io.NopCloser(nil), nil }
