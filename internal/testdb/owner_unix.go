//go:build unix

package testdb

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// owner is the user as whom the server runs; nil means the present one. PostgreSQL refuses to run as root.
type owner struct{ uid, gid int }

func serverOwner() (*owner, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // the present user needs no change
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil {
			return &owner{uid, gid}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody")
}

func (o *owner) give(path string) error {
	if o == nil {
		return nil
	}
	return os.Chown(path, o.uid, o.gid)
}

func (o *owner) apply(cmd *exec.Cmd) {
	if o == nil {
		return
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}} //nolint:gosec // ids of the system
}

// endServer asks for an immediate shutdown.
func endServer(p *os.Process) { _ = p.Signal(syscall.SIGQUIT) }

// caretaker waits until the test binary is gone, however it ended, ends the server if it still runs and removes its folder.
const caretaker = `read _
pid="$1/data/postmaster.pid"
[ -f "$pid" ] && kill -QUIT "$(head -n 1 "$pid")" 2>/dev/null
for try in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$1" 2>/dev/null
  [ -e "$1" ] || exit 0
  sleep 1
done`

// leave puts a caretaker over a cluster's folder. It acts when what is returned is closed, which the end of this process does too.
func leave(dir string, as *owner) (io.Closer, error) {
	cmd := exec.Command("/bin/sh", "-c", caretaker, "sh", dir) //nolint:gosec // our own script over a folder that we made
	cmd.Dir = "/"
	as.apply(cmd)
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true // Ctrl-C is for the tests, not for who tidies up after them
	until, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = cmd.Wait() }()
	return until, nil
}
