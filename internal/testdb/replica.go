package testdb

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Replica starts a streaming replica of a cluster, until the test ends.
func (c *Cluster) Replica(t testing.TB) *Cluster {
	t.Helper()
	bin, err := findPrograms()
	require.NoError(t, err)
	copied, err := startReplica(bin, c.cluster)
	require.NoError(t, err)
	r := &Cluster{cluster: copied}
	t.Cleanup(r.Kill)
	return r
}

func startReplica(bin string, of *cluster) (*cluster, error) {
	dir, err := shortTempDir("")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, as: of.as, done: make(chan error, 1)}
	if err := c.as.give(dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if c.care, err = leave(dir, c.as); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	args := []string{"-D", c.data(), "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", of.address()}
	cmd := exec.Command(filepath.Join(bin, "pg_basebackup"), args...) //nolint:gosec // the server's own program
	cmd.Dir = dir
	c.as.apply(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, errors.Join(err, errors.New(string(out)), os.RemoveAll(dir))
	}
	if err := c.start(bin, []string{"hot_standby=on"}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.await(); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}
