//go:build !linux

package testdb

import "os/exec"

// endWithParent can do nothing here; the caretaker ends the server of a test binary that was killed.
func endWithParent(*exec.Cmd) {}

func memoryDir() string { return "" }
