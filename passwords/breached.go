package passwords

import (
	"crypto/sha1" //nolint:gosec // the form of the public list; nothing is kept or signed by it
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	hashDigits = 2 * sha1.Size
	lineMost   = 128 // bytes, with its end: a hash, a colon and a count need 64
	probes     = 64  // lines that are looked at when a list is opened
)

// Breached is a file of passwords that are known from breaches: their SHA-1 in hex, a line each, sorted, in the form of the public list (HASH:count; what
// follows the hash is not looked at). It is searched where it lies, however large it is, and asks nobody. It is safe for concurrent use.
type Breached struct {
	file *os.File
	size int64
}

// OpenBreached opens a list. It is an error when it is empty, or when some of its lines are no hashes or stand out of order.
func OpenBreached(path string) (*Breached, error) {
	file, err := os.Open(path) //nolint:gosec // named by the operator
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	b := &Breached{file, info.Size()}
	if err := b.check(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return b, nil
}

// Close closes the file.
func (b *Breached) Close() error { return b.file.Close() }

// check looks at lines here and there.
func (b *Breached) check() error {
	last, lastAt := "", int64(-1)
	for i := range int64(probes) {
		at, hash, err := b.lineFrom(b.size / probes * i)
		switch {
		case errors.Is(err, io.EOF) && i > 0:
			return nil
		case errors.Is(err, io.EOF):
			return errors.New("the list is empty")
		case err != nil:
			return err
		case at > lastAt && hash <= last:
			return fmt.Errorf("the list is not sorted at byte %d", at)
		}
		last, lastAt = hash, at
	}
	return nil
}

// lineFrom is the first line that begins at a byte or after it, and its hash; io.EOF where none does.
func (b *Breached) lineFrom(from int64) (at int64, hash string, err error) {
	at = from
	if from > 0 {
		before, err := b.read(from-1, lineMost)
		if err != nil {
			return 0, "", err
		}
		end := strings.IndexByte(before, '\n')
		if end < 0 && len(before) < lineMost {
			return 0, "", io.EOF
		}
		if end < 0 {
			return 0, "", fmt.Errorf("no end of a line within %d bytes from byte %d", lineMost, from)
		}
		at = from + int64(end)
	}
	line, err := b.read(at, hashDigits)
	if err != nil {
		return 0, "", err
	}
	if line == "" || line[0] == '\n' || line[0] == '\r' {
		return 0, "", io.EOF
	}
	if _, bad := hex.DecodeString(line); bad != nil || len(line) != hashDigits {
		return 0, "", fmt.Errorf("no SHA-1 in hex at byte %d", at)
	}
	return at, strings.ToUpper(line), nil
}

// read reads up to n bytes; at the end of the file, fewer.
func (b *Breached) read(from int64, n int) (string, error) {
	buf := make([]byte, n)
	got, err := b.file.ReadAt(buf, from)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return string(buf[:got]), err
}

// Holds tells whether a password stands in the list. What is asked, about forty places of the largest list are read.
func (b *Breached) Holds(password string) (bool, error) {
	sum := sha1.Sum([]byte(password)) //nolint:gosec // as above
	want := strings.ToUpper(hex.EncodeToString(sum[:]))
	for low, high := int64(0), b.size; low < high; { // its line begins in between, if it is there
		middle := low + (high-low)/2
		at, hash, err := b.lineFrom(middle)
		switch {
		case errors.Is(err, io.EOF) || err == nil && (at >= high || hash > want):
			high = middle
		case err != nil:
			return false, err
		case hash == want:
			return true, nil
		default:
			low = at + 1
		}
	}
	return false, nil
}
