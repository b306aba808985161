// Package passwords hashes passwords with argon2id (RFC 9106) and checks them, never more at once than the memory allows.
package passwords

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"zhulian/models"
)

// Cost is what one hash costs.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// Recommended is the cost that OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, 2 passes, 1 lane.
var Recommended = Cost{MemoryKiB: 19 * 1024, Passes: 2, Lanes: 1}

const (
	saltBytes = 16
	hashBytes = 32
	// longest is the longest password in bytes that is looked at; drafts allow fewer characters than this has bytes.
	longest = 1024
)

// Hasher hashes and checks. It is safe for concurrent use.
type Hasher struct {
	// Breached are passwords that nobody may choose, since they are known; nil where there is no list. It is set before the hasher is used.
	Breached *Breached

	cost  Cost
	slots chan struct{}
	wait  time.Duration
	decoy string
}

// New returns a hasher of a cost that works on at most atOnce passwords at the same time; the others wait their turn, up to five
// seconds. The zero Cost means Recommended, and 0 means 4 at once.
func New(cost Cost, atOnce int) (*Hasher, error) {
	if cost == (Cost{}) {
		cost = Recommended
	}
	if atOnce <= 0 {
		atOnce = 4
	}
	h := &Hasher{cost: cost, slots: make(chan struct{}, atOnce), wait: 5 * time.Second}
	var err error
	h.decoy, err = h.Hash(context.Background(), rand.Text())
	return h, err
}

// Hash returns the argon2id hash of a password in PHC string form, with a fresh salt.
// When too many wait already it is a TooMany error "busy".
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	sum := argon2.IDKey([]byte(password), salt, h.cost.Passes, h.cost.MemoryKiB, h.cost.Lanes, hashBytes)
	return phc{cost: h.cost, salt: salt, sum: sum}.String(), nil
}

// Check tells whether a password fits a hash in PHC form, and whether the hash should be made anew because its cost is not today's.
// An empty hash is checked against a decoy, at the same cost, and never fits.
func (h *Hasher) Check(ctx context.Context, hash, password string) (fits, outdated bool, err error) {
	known := hash != ""
	if !known {
		hash = h.decoy
	}
	if len(password) > longest {
		password, known = "", false
	}
	p, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer h.leave()
	sum := argon2.IDKey([]byte(password), p.salt, p.cost.Passes, p.cost.MemoryKiB, p.cost.Lanes, uint32(len(p.sum))) //nolint:gosec // parsePHC bounds it
	return subtle.ConstantTimeCompare(sum, p.sum) == 1 && known, p.cost != h.cost, nil
}

func (h *Hasher) enter(ctx context.Context) error {
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-timer.C:
		return (&models.Error{Kind: models.KindTooMany, Code: "busy"}).With("retry_after", 5)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *Hasher) leave() { <-h.slots }

// phc is an argon2id hash in the PHC string format: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
type phc struct {
	cost      Cost
	salt, sum []byte
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.cost.MemoryKiB, p.cost.Passes, p.cost.Lanes,
		b64.EncodeToString(p.salt), b64.EncodeToString(p.sum))
}

var errHash = errors.New("passwords: not an argon2id hash")

func parsePHC(s string) (p phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errHash
	}
	c := &p.cost
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Lanes); err != nil {
		return p, errHash
	}
	if c.MemoryKiB < 8 || c.MemoryKiB > 1<<20 || c.Passes < 1 || c.Passes > 64 || c.Lanes < 1 {
		return p, errHash
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(p.salt) < 8 || len(p.salt) > 64 {
		return p, errHash
	}
	if p.sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(p.sum) < 16 || len(p.sum) > 64 {
		return p, errHash
	}
	return p, nil
}
