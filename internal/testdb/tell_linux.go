package testdb

import (
	"fmt"
	"os"
	"path/filepath"
)

// tell writes a line where a person sees it. Over several packages go test drops what a passing one prints, so the line goes to the
// standard error of the go command that runs this test, where that is a terminal or a pipe; false means that it did not.
func tell(line string) bool {
	parent := fmt.Sprintf("/proc/%d", os.Getppid())
	if program, err := os.Readlink(parent + "/exe"); err != nil || filepath.Base(program) != "go" {
		return false
	}
	info, err := os.Stat(parent + "/fd/2")
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeCharDevice) == 0 {
		return false
	}
	out, err := os.OpenFile(parent+"/fd/2", os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	defer func() { _ = out.Close() }()
	_, err = fmt.Fprintln(out, line)
	return err == nil
}
