package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
	"zhulian/store"
)

// TestTheDiskMayBeFull leaves no room for the database under load, and then gives it room again. Where a small file system of its own can be
// mounted (as root) the disk is really full; elsewhere SQLite's files may not grow any more, which PostgreSQL's processes cannot be told.
func TestTheDiskMayBeFull(t *testing.T) {
	for _, dialect := range testdb.Dialects(t) {
		t.Run(dialect, func(t *testing.T) {
			d := &disk{t: t}
			if err := d.mount(map[string]string{store.SQLite: "size=24m", store.Postgres: "size=192m"}[dialect]); err != nil && dialect == store.Postgres {
				unmounted(t, err)
				return
			}
			address, revive := "sqlite:"+filepath.Join(d.dir, "test.db"), func() {}
			if dialect == store.Postgres {
				own := testdb.NewMortalIn(t, d.dir, "min_wal_size=32MB", "max_wal_size=48MB")
				address, revive = own.Address(), own.Revive
			}
			w := working(t, open(t, address))
			d.of = w.c.process
			w.begin()
			w.answers(30)
			d.fill()
			refused := w.until503()
			require.Contains(t, []string{"disk_full", "disk_failed", "database_unreachable"}, refused.word("code"), "%s", refused.raw)
			require.Equal(t, "application/problem+json", refused.header.Get("Content-Type"))
			at := time.Now()
			d.free()
			revive()
			t.Logf("%s; recovery once there is room: %v", refused.word("code"), w.recovery(at).Round(time.Millisecond))
			w.answers(30)
			w.settle()
			w.judge()
		})
	}
}

// until503 submits needs until the disk is full.
func (w *work) until503() answer {
	w.t.Helper()
	h := &hand{work: w, web: web}
	for late := time.Now().Add(patience); time.Now().Before(late); {
		c := w.needCall()
		a, v := h.try(c)
		if a.status == 503 {
			w.aside = append(w.aside, c)
			return a
		}
		if v == unanswered {
			w.mu.Lock()
			w.aside = append(w.aside, c)
			w.mu.Unlock()
		}
	}
	w.t.Fatalf("the disk does not fill:\n%s", tail(w.c.said()))
	return answer{}
}

// disk is where the database lies, and can be full.
type disk struct {
	t       testing.TB
	dir     string
	mounted bool
	of      *process
}

// mount puts a small file system in memory into a folder of its own, where that may be done.
func (d *disk) mount(size string) (err error) {
	d.t.Helper()
	d.dir, err = os.MkdirTemp("", "zhulian-disk-") // PostgreSQL's user must reach it, which it cannot a test's own folder
	require.NoError(d.t, err)
	d.t.Cleanup(func() { _ = os.RemoveAll(d.dir) })
	if err := syscall.Mount("zhulian-test", d.dir, "tmpfs", 0, size+",mode=1777"); err != nil {
		return err
	}
	d.mounted = true
	d.t.Cleanup(func() { _ = syscall.Unmount(d.dir, syscall.MNT_DETACH) })
	return nil
}

// fill takes all the room that is left.
func (d *disk) fill() {
	d.t.Helper()
	if !d.mounted {
		d.limit(d.largest())
		return
	}
	ballast, err := os.OpenFile(filepath.Join(d.dir, "ballast"), os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(d.t, err)
	defer func() { _ = ballast.Close() }()
	for piece := make([]byte, 64<<10); err == nil; {
		_, err = ballast.Write(piece)
	}
	require.ErrorIs(d.t, err, syscall.ENOSPC)
}

// free gives it back.
func (d *disk) free() {
	d.t.Helper()
	if !d.mounted {
		d.limit(unlimited)
		return
	}
	require.NoError(d.t, os.Remove(filepath.Join(d.dir, "ballast")))
}

const unlimited = ^uint64(0)

// limit says how large a file of the server may get.
func (d *disk) limit(size uint64) {
	d.t.Helper()
	to := syscall.Rlimit{Cur: size, Max: unlimited}
	_, _, failed := syscall.Syscall6(syscall.SYS_PRLIMIT64, uintptr(d.of.cmd.Process.Pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&to)), 0, 0, 0)
	require.Zero(d.t, failed)
}

func (d *disk) largest() uint64 {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(d.dir, "test.db*"))
	require.NoError(d.t, err)
	sizes := []int64{0}
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(d.t, err)
		sizes = append(sizes, info.Size())
	}
	return uint64(slices.Max(sizes))
}
