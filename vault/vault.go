// Package vault keeps the installation's keys and what is done with them: sealing personal fields at rest, blind indexes for
// exact look-up, and the keyed hash of the event chain (PIPL art. 51; 网络数据安全管理条例 9).
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Place says where a sealed value stands. It is bound into the seal, so that a value moved to another row or column does not open.
type Place struct {
	County string
	Column string // table.column
	Row    string // the row's id
}

func (p Place) bytes() []byte { return []byte(p.County + "\x00" + p.Column + "\x00" + p.Row) }

// ErrUnsealable means that a sealed value is damaged, stands in the wrong place, or was sealed under a key that is gone.
var ErrUnsealable = errors.New("vault: the sealed value does not open")

// Vault seals and opens. It is safe for concurrent use.
type Vault struct {
	root  []byte
	keys  atomic.Pointer[Keys]
	file  *followed // nil where the keys never change
	mu    sync.RWMutex
	aeads map[string]cipher.AEAD
	macs  map[string][]byte
}

// New returns a vault over the given keys.
func New(keys Keys) (*Vault, error) {
	if err := keys.check(); err != nil {
		return nil, err
	}
	v := &Vault{root: keys.Root, aeads: map[string]cipher.AEAD{}, macs: map[string][]byte{}}
	v.keys.Store(&keys)
	return v, nil
}

// key finds a key of a ring by its number, where need be by reading the secret file again.
func (v *Vault) key(ring func(Keys) []Key, number uint32) (Key, bool) {
	if k, ok := find(ring(*v.keys.Load()), number); ok || v.file == nil {
		return k, ok
	}
	v.file.again(v)
	return find(ring(*v.keys.Load()), number)
}

func sealRing(k Keys) []Key { return k.Seal }

const sealVersion = 1

// Seal encrypts a value for its place with AES-256-GCM under a key of the county. The form is version (1 byte), key number
// (4 bytes), nonce (12), ciphertext and tag. An empty value seals to nil.
func (v *Vault) Seal(p Place, plain []byte) ([]byte, error) {
	if len(plain) == 0 {
		return nil, nil
	}
	current := newest(v.keys.Load().Seal)
	aead, err := v.aead(current, p.County)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 5+aead.NonceSize(), 5+aead.NonceSize()+len(plain)+aead.Overhead())
	copy(out, headOf(current))
	if _, err := rand.Read(out[5:]); err != nil {
		return nil, err
	}
	return aead.Seal(out, out[5:], plain, p.bytes()), nil
}

// Open decrypts a sealed value of a place; nil opens to nil. Any other failure is ErrUnsealable.
func (v *Vault) Open(p Place, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	if len(sealed) < 5+12+16 || sealed[0] != sealVersion {
		return nil, fmt.Errorf("%w: %s", ErrUnsealable, p.Column)
	}
	key, ok := v.key(sealRing, binary.BigEndian.Uint32(sealed[1:]))
	if !ok {
		return nil, fmt.Errorf("%w: %s: key is gone", ErrUnsealable, p.Column)
	}
	aead, err := v.aead(key, p.County)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, sealed[5:17], sealed[17:], p.bytes())
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrUnsealable, p.Column)
	}
	return plain, nil
}

// SealHead is how every value begins that is sealed with the key that seals now.
func (v *Vault) SealHead() []byte { return headOf(newest(v.keys.Load().Seal)) }

// SealHeads are how values begin that are sealed with one of the keys that are there.
func (v *Vault) SealHeads() [][]byte {
	var out [][]byte
	for _, k := range v.keys.Load().Seal {
		out = append(out, headOf(k))
	}
	return out
}

func headOf(k Key) []byte { return binary.BigEndian.AppendUint32([]byte{sealVersion}, k.Number) }

// Index returns the blind index of a value in a column: equal values of one county give equal indexes, and nobody without
// the key can go back or try values. The empty value has no index.
func (v *Vault) Index(county, column, value string) []byte {
	if value == "" {
		return nil
	}
	return v.mac("index", county, []byte(column+"\x00"+value))
}

// ChainHash returns the keyed hash of one entry of a county's event chain.
func (v *Vault) ChainHash(county string, entry []byte) []byte { return v.mac("chain", county, entry) }

// TokenKey returns the key that signs access tokens, 32 bytes with its number.
func (v *Vault) TokenKey() Key { return newest(v.keys.Load().tokens()) }

// TokenKeyOf returns the key of a number that signed access tokens, if they are still believed.
func (v *Vault) TokenKeyOf(number uint32) ([]byte, bool) {
	k, ok := v.key(Keys.tokens, number)
	return k.Secret, ok
}

func (v *Vault) mac(purpose, county string, data []byte) []byte {
	name := purpose + "/" + county
	v.mu.RLock()
	key := v.macs[name]
	v.mu.RUnlock()
	if key == nil {
		key = derive(v.root, purpose, county)
		v.mu.Lock()
		v.macs[name] = key
		v.mu.Unlock()
	}
	h := hmac.New(sha256.New, key)
	h.Write(data)
	return h.Sum(nil)
}

func (v *Vault) aead(key Key, county string) (cipher.AEAD, error) {
	name := fmt.Sprintf("%d/%s", key.Number, county)
	v.mu.RLock()
	a := v.aeads[name]
	v.mu.RUnlock()
	if a != nil {
		return a, nil
	}
	block, err := aes.NewCipher(derive(key.Secret, "seal", county))
	if err != nil {
		return nil, err
	}
	if a, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	v.mu.Lock()
	v.aeads[name] = a
	v.mu.Unlock()
	return a, nil
}

func derive(secret []byte, purpose, county string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "zhulian/"+purpose+"/"+county, 32)
	if err != nil {
		panic("vault: " + err.Error()) // only a length over 255 hashes can fail
	}
	return key
}
