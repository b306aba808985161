package trust

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"zhulian/disk"
)

// read reads a pair from one file. It refuses a file that others than its owner can read.
func read(path string) (pair, error) {
	info, err := os.Stat(path)
	if err != nil {
		return pair{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return pair{}, fmt.Errorf("%s can be read by others: chmod 600 it", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return pair{}, err
	}
	p, err := decode(raw)
	if err != nil {
		return pair{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

func decode(raw []byte) (p pair, err error) {
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			p.cert, err = x509.ParseCertificate(block.Bytes)
		case "PRIVATE KEY":
			p.key, err = parseKey(block.Bytes)
		}
		if err != nil {
			return pair{}, err
		}
	}
	if p.cert == nil || p.key == nil || !p.key.PublicKey.Equal(p.cert.PublicKey) {
		return pair{}, errShape
	}
	return p, nil
}

func parseKey(der []byte) (*ecdsa.PrivateKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errShape
	}
	return key, nil
}

func (p pair) encode() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(p.key)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = errors.Join(pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: p.cert.Raw}),
		pem.Encode(&out, &pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return out.Bytes(), err
}

// readOrMake reads a pair, or makes it where there is none. Two processes that start at once end with the same.
func readOrMake(path string, fresh func() (pair, error)) (pair, error) {
	if _, err := os.Stat(path); err == nil {
		return read(path)
	}
	p, err := fresh()
	if err != nil {
		return pair{}, err
	}
	if err := write(path, p, disk.Create); err != nil && !errors.Is(err, os.ErrExist) {
		return pair{}, err
	}
	return read(path)
}

// replace writes a pair in the place of the one before.
func replace(path string, p pair) error { return write(path, p, disk.Replace) }

// write writes the whole file, which only its owner may read, by what puts it into place.
func write(path string, p pair, put func(string, func(io.Writer) error) error) error {
	raw, err := p.encode()
	if err != nil {
		return err
	}
	if err := disk.Folder(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return put(path, func(w io.Writer) error {
		_, err := w.Write(raw)
		return err
	})
}
