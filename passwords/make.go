package passwords

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// Make makes a password of 80 random bits, in letters and digits that cannot be mistaken for each other.
func Make() string {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	code := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}
