package e2e

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
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

// piece is what a disk writes whole or not at all.
const piece = 4096

// forgetful is a disk that keeps only what it was forced to keep (fsync) when its power fails, and by luck some pieces of the rest, in any order. It lies
// in memory: one folder of files, served to the kernel by this process. Files in it are for other processes only: a page of a mapped file that
// this process waited for would have to come from itself.
type forgetful struct {
	t      testing.TB
	dir    string
	server *fuse.Server

	mu             sync.Mutex
	files          map[string]*content
	dead           bool
	luck, unforced int
}

// content is a file as programs see it, and as it would be found after a power cut.
type content struct {
	now, kept []byte
	dirty     map[int]bool // pieces that differ, and may or may not be kept
}

func newForgetful(t testing.TB) *forgetful {
	t.Helper()
	dir, err := os.MkdirTemp("", "zhulian-power-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return &forgetful{t: t, dir: dir, files: map[string]*content{}}
}

// mount puts the disk into its folder, where that may be done.
func (d *forgetful) mount() bool {
	d.t.Helper()
	none := time.Duration(0)
	server, err := fs.Mount(d.dir, &folder{disk: d}, &fs.Options{
		EntryTimeout: &none, AttrTimeout: &none,
		MountOptions: fuse.MountOptions{DirectMountStrict: true, Name: "zhulian-test", FsName: "zhulian-test", MaxWrite: 128 << 10},
	})
	if err != nil {
		return false
	}
	d.server = server
	d.t.Cleanup(d.unmount)
	return true
}

func (d *forgetful) unmount() { _ = syscall.Unmount(d.dir, syscall.MNT_DETACH) }

// cut is the moment in which the power fails: nothing is written any more, and what was not forced is lost but for luck.
func (d *forgetful) cut(dice *rand.Rand) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead, d.luck, d.unforced = true, 0, 0
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		f := d.files[name]
		for _, at := range slices.Sorted(maps.Keys(f.dirty)) {
			d.unforced++
			if from := at * piece; dice.IntN(2) == 0 && from < len(f.now) {
				d.luck++
				f.kept = put(f.kept, f.now[from:min(from+piece, len(f.now))], from)
			}
		}
		f.now, f.dirty = slices.Clone(f.kept), map[int]bool{}
	}
}

// mountAgain is the machine coming up again.
func (d *forgetful) mountAgain() {
	d.t.Helper()
	d.unmount()
	d.mu.Lock()
	d.dead = false
	d.mu.Unlock()
	require.True(d.t, d.mount())
}

// copyOut writes the files into an ordinary folder, for this process to read.
func (d *forgetful) copyOut() string {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	dir := d.t.TempDir()
	for name, f := range d.files {
		require.NoError(d.t, os.WriteFile(filepath.Join(dir, name), f.now, 0o600))
	}
	return dir
}

// put puts data into a file's bytes at an offset.
func put(into, data []byte, at int) []byte {
	if end := at + len(data); end > len(into) {
		into = append(into, make([]byte, end-len(into))...)
	}
	copy(into[at:], data)
	return into
}

// resize cuts a file or lengthens it with zeros.
func (f *content) resize(size int) {
	if size <= len(f.now) {
		f.touch(size, len(f.now))
		f.now = f.now[:size:size]
		return
	}
	f.touch(len(f.now), size)
	f.now = append(f.now, make([]byte, size-len(f.now))...)
}

func (f *content) touch(from, to int) {
	for at := from / piece; at*piece < to; at++ {
		f.dirty[at] = true
	}
}

// folder is the disk's one folder.
type folder struct {
	fs.Inode

	disk *forgetful
}

var (
	_ fs.NodeOnAdder   = (*folder)(nil)
	_ fs.NodeCreater   = (*folder)(nil)
	_ fs.NodeUnlinker  = (*folder)(nil)
	_ fs.NodeStatfser  = (*folder)(nil)
	_ fs.NodeOpener    = (*file)(nil)
	_ fs.NodeReader    = (*file)(nil)
	_ fs.NodeWriter    = (*file)(nil)
	_ fs.NodeFsyncer   = (*file)(nil)
	_ fs.NodeGetattrer = (*file)(nil)
	_ fs.NodeSetattrer = (*file)(nil)
)

func (r *folder) child(ctx context.Context, f *content) *fs.Inode {
	return r.NewPersistentInode(ctx, &file{disk: r.disk, content: f}, fs.StableAttr{Mode: syscall.S_IFREG})
}

// OnAdd implements fs.NodeOnAdder.
func (r *folder) OnAdd(ctx context.Context) {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	for name, f := range r.disk.files {
		r.AddChild(name, r.child(ctx, f), true)
	}
}

// Create implements fs.NodeCreater. That there is a file is kept at once, as file systems with a journal of names do; what is in it is not.
func (r *folder) Create(ctx context.Context, name string, _, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	if r.disk.dead {
		return nil, nil, 0, syscall.EIO
	}
	f := &content{dirty: map[int]bool{}}
	r.disk.files[name] = f
	out.Mode = syscall.S_IFREG | 0o600
	return r.child(ctx, f), nil, 0, 0
}

// Unlink implements fs.NodeUnlinker.
func (r *folder) Unlink(_ context.Context, name string) syscall.Errno {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	if r.disk.dead {
		return syscall.EIO
	}
	delete(r.disk.files, name)
	return 0
}

// Statfs implements fs.NodeStatfser: there is room.
func (r *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	*out = fuse.StatfsOut{Blocks: 1 << 20, Bfree: 1 << 19, Bavail: 1 << 19, Bsize: piece, NameLen: 255}
	return 0
}

// file is a file as long as the disk is mounted.
type file struct {
	fs.Inode

	disk    *forgetful
	content *content
}

// with does something to the file's content, unless the power is off.
func (f *file) with(do func(c *content)) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.dead {
		return syscall.EIO
	}
	do(f.content)
	return 0
}

// Open implements fs.NodeOpener.
func (f *file) Open(_ context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, 0, f.with(func(c *content) {
		if flags&syscall.O_TRUNC != 0 {
			c.resize(0)
		}
	})
}

// Read implements fs.NodeReader.
func (f *file) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	n := 0
	errno := f.with(func(c *content) {
		if at < int64(len(c.now)) {
			n = copy(into, c.now[at:])
		}
	})
	return fuse.ReadResultData(into[:n]), errno
}

// Write implements fs.NodeWriter.
func (f *file) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	return uint32(len(data)), f.with(func(c *content) {
		if int(at) > len(c.now) {
			c.touch(len(c.now), int(at))
		}
		c.touch(int(at), int(at)+len(data))
		c.now = put(c.now, data, int(at))
	})
}

// Fsync implements fs.NodeFsyncer.
func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return f.with(func(c *content) {
		if len(c.kept) > len(c.now) {
			c.kept = c.kept[:len(c.now)]
		}
		for at := range c.dirty {
			if from := at * piece; from < len(c.now) {
				c.kept = put(c.kept, c.now[from:min(from+piece, len(c.now))], from)
			}
		}
		clear(c.dirty)
	})
}

// Getattr implements fs.NodeGetattrer.
func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	return f.with(func(c *content) { out.Mode, out.Size, out.Nlink = syscall.S_IFREG|0o600, uint64(len(c.now)), 1 })
}

// Setattr implements fs.NodeSetattrer; only the size is ever set.
func (f *file) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		if errno := f.with(func(c *content) { c.resize(int(size)) }); errno != 0 {
			return errno
		}
	}
	return f.Getattr(ctx, h, out)
}

func TestTheForgetfulDiskKeepsOnlyWhatItMust(t *testing.T) {
	d := newForgetful(t)
	if !d.mount() {
		testdb.Miss("no file system of the test's own can be mounted here: %d tests of power cuts did not run")
		return
	}
	write := func(f *os.File, data string, at int64) {
		_, err := f.WriteAt([]byte(data), at)
		require.NoError(t, err)
	}
	f, err := os.Create(filepath.Join(d.dir, "a"))
	require.NoError(t, err)
	write(f, "forced", 0)
	require.NoError(t, f.Sync())
	for at := range int64(100) {
		write(f, "not forced", (at+1)*piece)
	}
	there, err := os.ReadFile(filepath.Join(d.dir, "a"))
	require.NoError(t, err)
	require.Len(t, there, 100*piece+len("not forced"))
	d.cut(rand.New(rand.NewPCG(1, 2)))
	_, err = f.WriteAt([]byte("too late"), 0)
	require.ErrorIs(t, err, syscall.EIO)
	_ = f.Close()
	d.mountAgain()
	there, err = os.ReadFile(filepath.Join(d.dir, "a"))
	require.NoError(t, err)
	assert.Equal(t, "forced", string(there[:6]))
	assert.Equal(t, 100, d.unforced)
	assert.Greater(t, d.luck, 20)
	assert.Less(t, d.luck, 80)
	found := 0
	for at := 1; at*piece < len(there); at++ {
		if there[at*piece] == 'n' {
			found++
		}
	}
	assert.Equal(t, d.luck, found)
}
