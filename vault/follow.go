package vault

import (
	"bytes"
	"os"
	"sync"
)

// followed is a secret file that may change while its keys are in use.
type followed struct {
	path string
	mu   sync.Mutex
	seen os.FileInfo // as it was when it was read last
}

// Follow returns a vault over the keys of a secret file. Where it meets something made with a key that it does not know, it reads the file again:
// instances that started before a change of keys understand those that started after it, and use the new keys themselves from then on.
func Follow(path string) (*Vault, error) {
	seen, err := os.Stat(path)
	if err != nil {
		_, err = ReadKeys(path) // which says what to do
		return nil, err
	}
	keys, err := ReadKeys(path)
	if err != nil {
		return nil, err
	}
	v, err := New(keys)
	if err != nil {
		return nil, err
	}
	v.file = &followed{path: path, seen: seen}
	return v, nil
}

// again reads the file once more, if it is another than before; keys that cannot be read, or are of another root, change nothing.
func (f *followed) again(v *Vault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now, err := os.Stat(f.path)
	if err != nil || os.SameFile(f.seen, now) && now.ModTime().Equal(f.seen.ModTime()) && now.Size() == f.seen.Size() {
		return
	}
	keys, err := ReadKeys(f.path)
	if err != nil || !bytes.Equal(keys.Root, v.root) {
		return
	}
	f.seen = now
	v.keys.Store(&keys)
}
