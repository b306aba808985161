// Package disk writes files that are there whole or not at all, and that a power cut does not take away once they are said to be there.
package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Replace writes a file in the place of what was at path before, which is still there when write fails, or the disk does. The file may be read by its
// owner only (0600).
func Replace(path string, write func(io.Writer) error) error { return place(path, write, os.Rename) }

// Create writes a file where there is none; where there is one, even since a moment ago, it stays and the error is os.ErrExist. Else as Replace.
func Create(path string, write func(io.Writer) error) error { return place(path, write, os.Link) }

func place(path string, write func(io.Writer) error, put func(from, to string) error) error {
	name, err := Draft(path, write)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(name) }()
	if err := put(name, path); err != nil {
		return err
	}
	if err := ForceNames(path); err != nil {
		return fmt.Errorf("%s is written, but may be lost when the power fails: %w", path, err)
	}
	return nil
}

// Draft writes a file of a new name beside path, mode 0600, and has the disk keep what is in it. Whoever puts it into its place removes the name and
// forces the names.
func Draft(path string, write func(io.Writer) error) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".zhulian-*")
	if err != nil {
		return "", err
	}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// ForceNames has the disk keep what a file's folder calls its files. Without it a power cut may take the name of a file that was written whole, as of
// keys with which rows are sealed already. Windows has no such call, nor have some file systems, which answer EINVAL: there nothing more can be done.
func ForceNames(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}

// Folder makes a folder and those above it where they are lacking, all with one mode, and has the disk keep their names.
func Folder(dir string, mode os.FileMode) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if above := filepath.Dir(dir); above != dir {
		if err := Folder(above, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return ForceNames(dir)
}
