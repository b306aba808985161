//go:build !linux

package testdb

import "os/exec"

// endWithParent can do nothing here: a test binary that is killed leaves its server behind.
func endWithParent(*exec.Cmd) {}

func memoryDir() string { return "" }
