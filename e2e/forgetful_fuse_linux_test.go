package e2e

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// folder is the one folder of a forgetful disk, from when it is mounted until its power fails. After that nothing that the kernel still has in hand, as
// pages of a mapping, comes to the disk any more, which may be mounted again by then.
type folder struct {
	fs.Inode

	disk *forgetful
	off  bool
}

// file is one name's file in the folder.
type file struct {
	fs.Inode

	in      *folder
	content *content
}

var (
	_ fs.NodeOnAdder   = (*folder)(nil)
	_ fs.NodeCreater   = (*folder)(nil)
	_ fs.NodeLinker    = (*folder)(nil)
	_ fs.NodeRenamer   = (*folder)(nil)
	_ fs.NodeUnlinker  = (*folder)(nil)
	_ fs.NodeFsyncer   = (*folder)(nil)
	_ fs.NodeStatfser  = (*folder)(nil)
	_ fs.NodeOpener    = (*file)(nil)
	_ fs.NodeReader    = (*file)(nil)
	_ fs.NodeWriter    = (*file)(nil)
	_ fs.NodeFsyncer   = (*file)(nil)
	_ fs.NodeGetattrer = (*file)(nil)
	_ fs.NodeSetattrer = (*file)(nil)
)

// with does something to the disk, unless the power is off.
func (r *folder) with(do func(names map[string]*content)) syscall.Errno {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	if r.off {
		return syscall.EIO
	}
	do(r.disk.names)
	return 0
}

func (r *folder) child(ctx context.Context, f *content) *fs.Inode {
	return r.NewPersistentInode(ctx, &file{in: r, content: f}, fs.StableAttr{Mode: syscall.S_IFREG})
}

// OnAdd implements fs.NodeOnAdder: what is on the disk when it is mounted.
func (r *folder) OnAdd(ctx context.Context) {
	_ = r.with(func(names map[string]*content) {
		for name, f := range names {
			r.AddChild(name, r.child(ctx, f), true)
		}
	})
}

// Create implements fs.NodeCreater.
func (r *folder) Create(ctx context.Context, name string, _, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	f := &content{dirty: map[int]bool{}}
	errno := r.with(func(names map[string]*content) { names[name] = f })
	f.describe(&out.Attr)
	return r.child(ctx, f), nil, 0, errno
}

// Link implements fs.NodeLinker.
func (r *folder) Link(_ context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	f := target.(*file)
	errno := r.with(func(names map[string]*content) {
		names[name] = f.content
		f.content.describe(&out.Attr)
	})
	return f.EmbeddedInode(), errno
}

// Rename implements fs.NodeRenamer.
func (r *folder) Rename(_ context.Context, name string, _ fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if flags != 0 {
		return syscall.EINVAL
	}
	return r.with(func(names map[string]*content) {
		names[newName] = names[name]
		delete(names, name)
	})
}

// Unlink implements fs.NodeUnlinker.
func (r *folder) Unlink(_ context.Context, name string) syscall.Errno {
	return r.with(func(names map[string]*content) { delete(names, name) })
}

// Fsync implements fs.NodeFsyncer: the names, not what is in the files.
func (r *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return r.with(func(names map[string]*content) {
		r.disk.kept = map[string]*content{}
		for name, f := range names {
			r.disk.kept[name] = f
		}
	})
}

// Statfs implements fs.NodeStatfser: there is room.
func (r *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	*out = fuse.StatfsOut{Blocks: 1 << 20, Bfree: 1 << 19, Bavail: 1 << 19, Bsize: 4096, NameLen: 255}
	return 0
}

func (f *file) with(do func(c *content)) syscall.Errno {
	return f.in.with(func(map[string]*content) { do(f.content) })
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
	return uint32(len(data)), f.with(func(c *content) { c.write(data, int(at)) })
}

// Fsync implements fs.NodeFsyncer. What the kernel has of the file it has written before it asks.
func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return f.with((*content).force)
}

// Getattr implements fs.NodeGetattrer.
func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	return f.with(func(c *content) { c.describe(&out.Attr) })
}

// Setattr implements fs.NodeSetattrer; of what is set only the size counts here.
func (f *file) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		if errno := f.with(func(c *content) { c.resize(int(size)) }); errno != 0 {
			return errno
		}
	}
	return f.Getattr(ctx, h, out)
}

func (f *content) describe(out *fuse.Attr) {
	out.Mode, out.Size, out.Nlink = syscall.S_IFREG|0o600, uint64(len(f.now)), 1
}
