package passwords

import (
	"context"
	"fmt"

	"github.com/trustelem/zxcvbn"

	"zhulian/models"
)

const (
	// looked is how much of a password is looked at for being easy; what is longer has been thought of.
	looked = 64
	// hard is zxcvbn's mark from which a password is not found in a few hours behind an account's lock: at least a million guesses.
	hard = 2
)

// Guessable tells whether a password is a common one, or made of such, of keys beside each other, of repeated or counted marks, of dates, or of
// what is known about its owner (OWASP ASVS 5.0, 6.2.4 and 6.2.11).
func Guessable(password string, about ...string) bool {
	signs := []rune(password)
	return len(signs) <= looked && zxcvbn.PasswordStrength(password, about).Score < hard
}

// Choose hashes a password that somebody has chosen for an account, as Hash does; about is what is known of the account. One that can be guessed is
// Invalid "guessable" for the field that holds it, and one that is known from breaches, where there is a list of them, "breached".
func (h *Hasher) Choose(ctx context.Context, field, password string, about ...string) (string, error) {
	if Guessable(password, append(about, "zhulian", "助联")...) {
		return "", models.InvalidField(field, "guessable")
	}
	if h.Breached != nil {
		held, err := h.Breached.Holds(password)
		if err != nil {
			return "", fmt.Errorf("the list of breached passwords: %w", err)
		}
		if held {
			return "", models.InvalidField(field, "breached")
		}
	}
	return h.Hash(ctx, password)
}
