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
