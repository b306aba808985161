package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"zhulian/disk"
)

// Key is one generation of a key.
type Key struct {
	Number uint32 `json:"number"`
	Secret []byte `json:"secret"` // 32 bytes, base64 in the file
}

// Keys is the content of the secret file: the root of indexes and chain, the keys that seal, and those that sign access tokens, each oldest
// first; the last is used, the others are there to open and believe what they made. Without a key for tokens the root stands in.
type Keys struct {
	Root  []byte `json:"root"` // 32 bytes, base64 in the file
	Seal  []Key  `json:"seal"`
	Token []Key  `json:"token,omitempty"`
}

func (k Keys) check() error {
	if len(k.Root) != 32 || len(k.Seal) == 0 {
		return errors.New("secret file: needs a root and at least one seal key of 32 bytes")
	}
	for _, ring := range [][]Key{k.Seal, k.Token} {
		seen := map[uint32]bool{}
		for _, one := range ring {
			if len(one.Secret) != 32 || seen[one.Number] {
				return fmt.Errorf("secret file: key %d is not 32 bytes long, or is there twice", one.Number)
			}
			seen[one.Number] = true
		}
	}
	return nil
}

func find(ring []Key, number uint32) (Key, bool) {
	for _, k := range ring {
		if k.Number == number {
			return k, true
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

// newest is the key of a ring that is used.
func newest(ring []Key) Key { return ring[len(ring)-1] }

// tokens are the keys that sign tokens; a file of before there were any has the one that follows from its root.
func (k Keys) tokens() []Key {
	if len(k.Token) > 0 {
		return k.Token
	}
	return []Key{{Number: 0, Secret: derive(k.Root, "token", "")}}
}

// Rotated are the same keys with one more of each ring, which is used from then on; nil means the system's randomness.
func (k Keys) Rotated(r io.Reader) (Keys, error) {
	fresh, err := NewKeys(r)
	if err != nil {
		return Keys{}, err
	}
	more := func(ring []Key, secret []byte) []Key {
		return append(slices.Clone(ring), Key{Number: newest(ring).Number + 1, Secret: secret})
	}
	return Keys{Root: k.Root, Seal: more(k.Seal, fresh.Seal[0].Secret), Token: more(k.tokens(), fresh.Root)}, nil
}

// Older is how many keys are only there to open or believe what they made.
func (k Keys) Older() int { return len(k.Seal) - 1 + len(k.tokens()) - 1 }

// Newest are the same keys without the older ones of each ring. What those sealed opens no more.
func (k Keys) Newest() Keys {
	return Keys{Root: k.Root, Seal: []Key{newest(k.Seal)}, Token: []Key{newest(k.tokens())}}
}

// ReadKeys reads a secret file. It refuses one that others than its owner can read.
func ReadKeys(path string) (Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Keys{}, fmt.Errorf("secret file: %w; bring its copy back, or for a new installation make it once with zhulian keys %s", err, path)
	}
	if err != nil {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Keys{}, fmt.Errorf("secret file %s can be read by others: chmod 600 it", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return Keys{}, fmt.Errorf("secret file: %w; it must be a file of the user who runs this", err)
	}
	var k Keys
	if err := json.Unmarshal(raw, &k); err != nil {
		return Keys{}, fmt.Errorf("secret file %s is not valid (%w): bring its copy back", path, err)
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
	if err := disk.Folder(filepath.Dir(path), 0o700); err != nil {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	// Where somebody else was first, those keys are read.
	if err := disk.Create(path, k.write); err != nil && !errors.Is(err, os.ErrExist) {
		return Keys{}, fmt.Errorf("secret file: %w", err)
	}
	return ReadKeys(path)
}

// write writes the keys as a secret file has them.
func (k Keys) write(w io.Writer) error {
	raw, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(raw, '\n'))
	return err
}

// ChangeKeys puts other keys of the same root into the secret file, whole or not at all, with the owner that it had. Only one change is made at a time;
// it fails where the file no longer holds the keys that were read.
func ChangeKeys(path string, from, to Keys) error {
	if err := to.check(); err != nil || !bytes.Equal(from.Root, to.Root) {
		return errors.Join(err, errors.New("secret file: the root is never changed"))
	}
	if err := change(path, from, to); err != nil {
		return err
	}
	if err := disk.ForceNames(path); err != nil {
		return fmt.Errorf("secret file: it is changed, but may be lost when the power fails: %w", err)
	}
	return nil
}

func change(path string, from, to Keys) error {
	name, err := disk.Draft(path, to.write)
	if err != nil {
		return fmt.Errorf("secret file: %w", err)
	}
	defer func() { _ = os.Remove(name) }()
	turn := path + ".changing"
	if err := os.Link(name, turn); err != nil {
		return fmt.Errorf("secret file: somebody else changes it; if nobody does, remove %s: %w", turn, err)
	}
	defer func() { _ = os.Remove(turn) }()
	have, err := ReadKeys(path)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(have, from) {
		return errors.New("secret file: it was changed meanwhile; look and do it again")
	}
	if err := sameOwner(path, name); err != nil {
		return fmt.Errorf("secret file: the new one cannot be given to the owner of the old: %w", err)
	}
	if err := os.Rename(name, path); err != nil {
		return fmt.Errorf("secret file: %w", err)
	}
	return nil
}
