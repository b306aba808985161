package vault

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
)

// BackupPhrase returns the passphrase under which backups of this installation are encrypted: 32 bytes derived from the root of the keys,
// in base64. Whoever has it reads every backup.
func (v *Vault) BackupPhrase() (string, error) {
	key, err := hkdf.Key(sha256.New, v.root, nil, "zhulian backup", 32)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(key), nil
}
