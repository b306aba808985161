//go:build linux || darwin || freebsd

package cmd

import "syscall"

// diskSpace tells how many bytes are free for this program where a folder lies, and how many there are.
func diskSpace(dir string) (free, all uint64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	size := uint64(st.Bsize)                               //nolint:gosec,unconvert,nolintlint // never negative; its type differs from system to system
	return uint64(st.Bavail) * size, st.Blocks * size, nil //nolint:gosec,unconvert,nolintlint // the same
}
