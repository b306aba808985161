package testdb

import (
	"os/exec"
	"syscall"
)

// endWithParent asks the kernel to end the server when the test binary is gone, even when that was killed.
func endWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
}

// memoryDir is a folder in memory with room for a few hundred databases, where copying one takes a tenth of the time, or "".
func memoryDir() string {
	const dir, room = "/dev/shm", 4 << 30
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < room { //nolint:gosec // never negative
		return ""
	}
	return dir
}
