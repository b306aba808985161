package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Key is one generation of the sealing key.
type Key struct {
	Number uint32 `json:"number"`
	Secret []byte `json:"secret"` // 32 bytes, base64 in the file
}

// Keys is the content of the secret file: the root of indexes, chain and tokens, and the sealing keys, oldest first; the last seals.
type Keys struct {
	Root []byte `json:"root"` // 32 bytes, base64 in the file
	Seal []Key  `json:"seal"`
}

func (k Keys) check() error {
	if len(k.Root) != 32 || len(k.Seal) == 0 {
		return errors.New("secret file: needs a root and at least one seal key of 32 bytes")
	}
	for _, s := range k.Seal {
		if len(s.Secret) != 32 {
			return fmt.Errorf("secret file: seal key %d is not 32 bytes long", s.Number)
		}
	}
	return nil
}

func (k Keys) seal(number uint32) (Key, bool) {
	for _, s := range k.Seal {
		if s.Number == number {
			return s, true
		}
	}
	return Key{}, false
}

// NewKeys makes fresh keys from a source of randomness; nil means the system's.
func NewKeys(r io.Reader) (Keys, error) {
	if r == nil {
		r = rand.Reader
	}
	buf := make([]byte, 64)
	if _, err := io.ReadFull(r, buf); err != nil {
		return Keys{}, err
	}
	return Keys{Root: buf[:32], Seal: []Key{{Number: 1, Secret: buf[32:]}}}, nil
}

// ReadKeys reads a secret file. It refuses one that others than its owner can read.
func ReadKeys(path string) (Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Keys{}, fmt.Errorf("secret file: %w; make it once with zhulian keys %s, or restore it with the backup", err, path)
	}
	if err != nil {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Keys{}, fmt.Errorf("secret file %s can be read by others: chmod 600 it", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	var k Keys
	if err := json.Unmarshal(raw, &k); err != nil {
		return Keys{}, fmt.Errorf("secret file %s is not valid: %w", path, err)
	}
	return k, k.check()
}

// ReadOrMakeKeys reads the secret file, or makes it with mode 0600 where there is none yet. Two processes that start at once
// end with the same keys.
func ReadOrMakeKeys(path string) (Keys, error) {
	if _, err := os.Stat(path); err == nil {
		return ReadKeys(path)
	}
	k, err := NewKeys(nil)
	if err != nil {
		return Keys{}, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	if err := publish(path, k); err != nil && !errors.Is(err, os.ErrExist) {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	return ReadKeys(path)
}

// publish writes the whole file under another name and links it into place, which fails when somebody else was first.
func publish(path string, k Keys) error {
	raw, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err := f.Write(append(raw, '\n')); err != nil {
		_ = f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}
