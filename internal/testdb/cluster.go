package testdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a throwaway PostgreSQL in a temporary folder. It listens on a socket in that folder only, so it needs no free port and
// nobody else on the machine can reach it.
type cluster struct {
	dir  string
	as   *owner
	done chan error // what the server ended with
	quit func()
	hard func() // ends the first process with SIGKILL
	care io.Closer
}

// startCluster starts one with the settings besides the usual ones, each as name=value.
func startCluster(bin string, settings ...string) (*cluster, error) {
	return startClusterIn("", bin, settings...)
}

// startClusterIn starts one in a folder of another, or where there is room.
func startClusterIn(base, bin string, settings ...string) (*cluster, error) {
	as, err := serverOwner()
	if err != nil {
		return nil, err
	}
	dir, err := shortTempDir(base)
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, as: as, done: make(chan error, 1)}
	if err := as.give(dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if c.care, err = leave(dir, as); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.init(bin); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.start(bin, settings); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.await(); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

// shortTempDir makes a folder whose path leaves room for a socket's name (108 bytes on Linux, 104 elsewhere).
func shortTempDir(base string) (string, error) {
	if base != "" {
		return os.MkdirTemp(base, "pg-")
	}
	if fast := memoryDir(); fast != "" {
		if dir, err := os.MkdirTemp(fast, "zhulian-pg-"); err == nil {
			return dir, nil
		}
	}
	base = os.TempDir()
	if len(base) > 60 {
		base = "/tmp"
	}
	return os.MkdirTemp(base, "zhulian-pg-")
}

func (c *cluster) init(bin string) error {
	for _, locale := range []string{"--locale=C.UTF-8", "--no-locale"} {
		args := []string{"-D", c.data(), "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", locale}
		cmd := exec.Command(filepath.Join(bin, "initdb"), args...) //nolint:gosec // the server's own program
		cmd.Dir = c.dir
		c.as.apply(cmd)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		if locale == "--no-locale" {
			return fmt.Errorf("initdb: %w: %s", err, out)
		}
		_ = os.RemoveAll(c.data())
	}
	return nil
}

// start runs the server from a thread of its own that lives as long as the server, because Linux ends a child when the thread that
// made it ends.
func (c *cluster) start(bin string, settings []string) error {
	args := []string{"-D", c.data(), "-k", c.dir}
	for _, set := range append([]string{
		"listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
		"max_connections=200", "shared_buffers=64MB", "max_wal_size=4GB", "unix_socket_permissions=0700",
	}, settings...) {
		args = append(args, "-c", set)
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), args...) //nolint:gosec // the server's own program
	log, err := os.OpenFile(c.log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, log, log
	c.as.apply(cmd)
	endWithParent(cmd)
	began := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		began <- err
		if err == nil {
			c.done <- cmd.Wait()
		}
	}()
	if err := <-began; err != nil {
		return err
	}
	c.quit = func() { endServer(cmd.Process) }
	c.hard = func() { _ = cmd.Process.Kill() }
	return nil
}

// await returns when the server answers.
func (c *cluster) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, c.address())
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case end := <-c.done:
			c.done <- end
			said, _ := os.ReadFile(c.log())
			return fmt.Errorf("postgres ended at once: %w: %s", end, said)
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-tick.C:
		}
	}
}

// stop ends the server at once, since nothing in it is worth keeping, and removes its folder.
func (c *cluster) stop() {
	c.quit()
	<-c.done
	_ = os.RemoveAll(c.dir)
	_ = c.care.Close()
}

// log is where the server writes what it has to say.
func (c *cluster) log() string { return filepath.Join(c.dir, "log") }

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) address() string {
	return "postgres://postgres@/postgres?" + url.Values{"host": {c.dir}, "port": {"5432"}}.Encode()
}
