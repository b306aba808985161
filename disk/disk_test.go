package disk_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/disk"
)

func says(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// holds is what a folder has, by name.
func holds(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	out := map[string]string{}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		out[e.Name()] = string(raw)
	}
	return out
}

func TestAFileIsReplacedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list.csv")
	require.NoError(t, disk.Replace(path, says("before")))
	broken := errors.New("the database went away")
	half := func(w io.Writer) error { return errors.Join(says("half")(w), broken) }
	assert.ErrorIs(t, disk.Replace(path, half), broken)
	assert.Equal(t, map[string]string{"list.csv": "before"}, holds(t, dir), "nothing of the attempt is left")
	require.NoError(t, disk.Replace(path, says("after")))
	assert.Equal(t, map[string]string{"list.csv": "after"}, holds(t, dir))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestOfManyWhoCreateAFileOneDoes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "secret.json")
	var made atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := disk.Create(path, says("whole")); err == nil {
				made.Add(1)
			} else {
				assert.ErrorIs(t, err, os.ErrExist)
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, made.Load())
	assert.Equal(t, map[string]string{"secret.json": "whole"}, holds(t, dir))
}

func TestAFolderIsMadeWithThoseAboveIt(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "a", "b")
	require.NoError(t, disk.Folder(dir, 0o700))
	require.NoError(t, disk.Folder(dir, 0o700))
	for _, name := range []string{filepath.Join(top, "a"), dir} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.Equal(t, os.ModeDir|0o700, info.Mode())
	}
	require.NoError(t, disk.Create(filepath.Join(top, "file"), says("")))
	assert.Error(t, disk.Folder(filepath.Join(top, "file", "below"), 0o700))
}
