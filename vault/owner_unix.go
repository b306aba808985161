//go:build unix

package vault

import (
	"os"
	"syscall"
)

// sameOwner gives a file to the owner of another.
func sameOwner(as, file string) error {
	info, err := os.Stat(as)
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Getuid() {
		return os.Chown(file, int(owner.Uid), int(owner.Gid))
	}
	return nil
}
