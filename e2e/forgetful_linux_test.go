package e2e

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/internal/testdb"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// forgetful is a disk that keeps only what it was forced to keep when its power fails, and by luck some sectors, sizes and names of the rest, in any
// order. A file's sectors and size are forced by fsync of the file, its names by fsync of the folder. It lies in memory: one folder, served to the kernel
// by this process. The kernel passes each write on at once, so what is here and not forced is what a machine has in its memory; only pages that are
// written through a mapping, as SQLite does with its -shm alone, come later or never, which is as good as lost. This process may not wait for a mapped
// page of the disk, which would have to come from itself: its files are for other processes.
type forgetful struct {
	t   testing.TB
	dir string

	mu             sync.Mutex
	root           *folder
	names, kept    map[string]*content // as programs see them, and as they would be found after a power cut
	luck, unforced int                 // at the last power cut: how many pieces were not forced, and how many of them were on the disk all the same
}

// newForgetful mounts an empty disk until the test ends. It is nil where that cannot be done.
func newForgetful(t testing.TB) *forgetful {
	t.Helper()
	d := &forgetful{t: t, dir: t.TempDir(), names: map[string]*content{}, kept: map[string]*content{}}
	if err := d.mount(); err != nil {
		unmounted(t, err)
		return nil
	}
	t.Cleanup(d.unmount)
	return d
}

// unmounted notes that a test did without a file system of its own, or fails where that is required.
func unmounted(t testing.TB, err error) {
	t.Helper()
	require.False(t, testdb.Required("mount"), "a file system of the test's own is required: it takes root, and /dev/fuse where the power is cut: %v", err)
	testdb.Miss("no file system can be mounted here: %d tests of a full disk and of power cuts did not run")
}

// mount puts the disk into its folder.
func (d *forgetful) mount() error {
	none := time.Duration(0)
	d.root = &folder{disk: d}
	_, err := fs.Mount(d.dir, d.root, &fs.Options{
		EntryTimeout: &none, AttrTimeout: &none,
		MountOptions: fuse.MountOptions{DirectMountStrict: true, Name: "zhulian-test", FsName: "zhulian-test", MaxWrite: 128 << 10},
	})
	return err
}

func (d *forgetful) unmount() { _ = syscall.Unmount(d.dir, syscall.MNT_DETACH) }

// always and never are luck, good and bad.
func always() bool { return true }
func never() bool  { return false }

// cut is the moment in which the power fails: what is mounted does nothing any more, and what was not forced is lost but for luck.
func (d *forgetful) cut(lucky func() bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.root.off, d.luck, d.unforced = true, 0, 0
	kept := func() bool {
		d.unforced++
		if !lucky() {
			return false
		}
		d.luck++
		return true
	}
	both := maps.Clone(d.kept)
	maps.Copy(both, d.names)
	for _, name := range slices.Sorted(maps.Keys(both)) {
		now, there := d.names[name]
		switch {
		case now == d.kept[name] || !kept():
		case there:
			d.kept[name] = now
		default:
			delete(d.kept, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.kept)) {
		d.kept[name].lose(kept)
	}
	d.names = maps.Clone(d.kept)
}

// again is the machine coming up again.
func (d *forgetful) again() {
	d.t.Helper()
	d.unmount()
	require.NoError(d.t, d.mount())
}

// copied writes the files into an ordinary folder, for this process to read.
func (d *forgetful) copied() string {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	dir := d.t.TempDir()
	for name, f := range d.names {
		require.NoError(d.t, os.WriteFile(filepath.Join(dir, name), f.now, 0o600))
	}
	return dir
}

// content is a file as programs see it, and as it would be found after a power cut.
type content struct {
	now, kept []byte
	dirty     map[int]bool // sectors that were written and not forced
}

func (f *content) touch(from, to int) {
	for at := from / sector; at*sector < to; at++ {
		f.dirty[at] = true
	}
}

func (f *content) write(data []byte, at int) {
	f.touch(min(at, len(f.now)), at+len(data))
	f.now = put(f.now, data, at)
}

// resize cuts the file or lengthens it with zeros.
func (f *content) resize(size int) {
	if size > len(f.now) {
		f.write(make([]byte, size-len(f.now)), len(f.now))
		return
	}
	f.touch(size, len(f.now))
	f.now = f.now[:size:size]
}

// force puts everything onto the disk.
func (f *content) force() {
	f.kept = f.kept[:min(len(f.kept), len(f.now))]
	for at := range f.dirty {
		f.keep(at)
	}
	clear(f.dirty)
}

// keep puts one sector onto the disk, unless the file ends before it.
func (f *content) keep(at int) {
	if from := at * sector; from < len(f.now) {
		f.kept = put(f.kept, f.now[from:min(from+sector, len(f.now))], from)
	}
}

// lose is what a power cut does to the file.
func (f *content) lose(kept func() bool) {
	if len(f.now) < len(f.kept) && kept() {
		f.kept = f.kept[:len(f.now)]
	}
	for _, at := range slices.Sorted(maps.Keys(f.dirty)) {
		if at*sector < len(f.now) && kept() {
			f.keep(at)
		}
	}
	f.now, f.dirty = slices.Clone(f.kept), map[int]bool{}
}

// put puts data into a file's bytes at an offset.
func put(into, data []byte, at int) []byte {
	if end := at + len(data); end > len(into) {
		into = append(into, make([]byte, end-len(into))...)
	}
	copy(into[at:], data)
	return into
}

// TestAForgetfulDiskKeepsOnlyWhatItMust looks at the disk itself, without which no test of a power cut says anything.
func TestAForgetfulDiskKeepsOnlyWhatItMust(t *testing.T) {
	d := newForgetful(t)
	if d == nil {
		return
	}
	f, err := os.Create(filepath.Join(d.dir, "a"))
	require.NoError(t, err)
	write := func(data string, at int64) {
		_, err := f.WriteAt([]byte(data), at)
		require.NoError(t, err)
	}
	forced := strings.Repeat("f", sector)
	write(forced, 0)
	require.NoError(t, f.Sync())
	forceFolder(t, d.dir)
	for at := range int64(100) {
		write("not forced", (at+1)*sector)
	}
	require.Len(t, read(t, d.dir, "a"), 100*sector+len("not forced"))
	dice := rand.New(rand.NewPCG(1, 2))
	d.cut(func() bool { return dice.IntN(2) == 0 })
	_, err = f.WriteAt([]byte("too late"), 0)
	require.ErrorIs(t, err, syscall.EIO)
	_ = f.Close()
	d.again()
	there, found := read(t, d.dir, "a"), 0
	for at := sector; at < len(there); at += sector {
		if there[at] == 'n' {
			found++
		}
	}
	assert.Equal(t, forced, there[:sector])
	assert.Equal(t, 100, d.unforced)
	assert.InDelta(t, 50, d.luck, 30)
	assert.Equal(t, d.luck, found)
}

func TestAForgetfulDiskForgetsNamesAndSizes(t *testing.T) {
	d := newForgetful(t)
	if d == nil {
		return
	}
	at := func(name string) string { return filepath.Join(d.dir, name) }
	for _, name := range []string{"cut short", "removed", "old"} {
		require.NoError(t, os.WriteFile(at(name), []byte(name), 0o600))
	}
	d.cut(always)
	d.again()
	change := func() {
		require.NoError(t, os.Truncate(at("cut short"), 3))
		require.NoError(t, os.Remove(at("removed")))
		require.NoError(t, os.Rename(at("old"), at("new")))
		require.NoError(t, os.Link(at("new"), at("linked")))
	}
	change()
	d.cut(never)
	d.again()
	assert.Equal(t, map[string]string{"cut short": "cut short", "removed": "removed", "old": "old"}, d.all())
	change()
	forceFolder(t, d.dir)
	d.cut(never)
	d.again()
	assert.Equal(t, map[string]string{"cut short": "cut short", "new": "old", "linked": "old"}, d.all(), "sizes are the files' own")
}

// all is what the disk holds, by name, as programs see it.
func (d *forgetful) all() map[string]string {
	d.t.Helper()
	entries, err := os.ReadDir(d.dir)
	require.NoError(d.t, err)
	out := map[string]string{}
	for _, e := range entries {
		out[e.Name()] = read(d.t, d.dir, e.Name())
	}
	return out
}

func read(t testing.TB, dir, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(raw)
}

func forceFolder(t testing.TB, dir string) {
	t.Helper()
	f, err := os.Open(dir)
	require.NoError(t, err)
	require.NoError(t, f.Sync())
	require.NoError(t, f.Close())
}
