package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"

	"zhulian/models"
	"zhulian/store"
)

const (
	stepSeconds = 30 // RFC 6238 §5.2
	stepDrift   = 1  // how many steps the clock of an app may be off, either way
)

var secretEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// stepOf is the time step, of those about now, of which six digits are the code. All steps are tried, whatever the digits are.
func stepOf(secret, digits string, now time.Time) (step int64, fits bool) {
	at := now.Unix() / stepSeconds
	for n := at - stepDrift; n <= at+stepDrift; n++ {
		code, err := hotp.GenerateCode(secret, uint64(n)) //nolint:gosec // a time step is never negative
		if err == nil && subtle.ConstantTimeCompare([]byte(code), []byte(digits)) == 1 {
			step, fits = n, true
		}
	}
	return step, fits
}

// recoveryCodes makes the recovery codes of an account, as they are shown and as they are kept.
func (d *Desk) recoveryCodes(account store.Key) (shown []string, hashes [][]byte) {
	for range models.RecoveryCodes {
		raw := make([]byte, models.RecoveryLetters*5/8)
		_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
		code := strings.ToLower(secretEncoding.EncodeToString(raw))
		hashes = append(hashes, d.recoveryHash(account, code))
		var groups []string
		for ; code != ""; code = code[4:] {
			groups = append(groups, code[:4])
		}
		shown = append(shown, strings.Join(groups, "-"))
	}
	return shown, hashes
}

func (d *Desk) recoveryHash(account store.Key, code string) []byte {
	return d.store.Vault().Index(account.County, "recovery_code.code_hash", account.ID+"."+code)
}

// spend takes a code of an account's second factor, once, and runs fn in the same transaction. A code that is wrong, or was taken before, counts as
// a wrong password does and is Unauthenticated "second_factor_wrong". The account is held meanwhile, so that of codes that are tried at the same time
// none gets past the lock. Errors: those of fn; TooMany "account_locked".
func (d *Desk) spend(ctx context.Context, account *models.Account, t try, fn opening) error {
	var refusal error // a miss is counted and committed, and refused all the same
	err := d.store.InTx(ctx, func(s *store.Store) error {
		refusal = nil
		a, err := s.HoldAccount(ctx, keyOf(account))
		if err != nil {
			return err
		}
		if err := d.unlocked(ctx, s, a, t); err != nil {
			return err
		}
		took, err := d.take(ctx, s, a, t.code)
		if err != nil {
			return err
		}
		if !took {
			refusal = models.Unauthenticated("second_factor_wrong")
			return d.miss(ctx, s, a, t, "second_factor_failed")
		}
		return fn(s, a)
	})
	if err != nil {
		return err
	}
	return refusal
}

// take tells whether a code is one of the account that was not taken before, and takes it.
func (d *Desk) take(ctx context.Context, s *store.Store, a *models.Account, code string) (bool, error) {
	digits, recovery := models.ParseSecondCode(code)
	if recovery != "" {
		took, err := s.UseRecoveryCode(ctx, keyOf(a), d.recoveryHash(keyOf(a), recovery))
		if took && err == nil {
			s.Record(accountEvent(a, anonymous(a), "account", a.ID, "use_recovery_code"))
		}
		return took, err
	}
	f, err := s.SecondFactor(ctx, keyOf(a))
	if models.KindOf(err) == models.KindNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	step, fits := stepOf(f.Secret, digits, d.clock.Now())
	if !fits {
		return false, nil
	}
	return s.TakeStep(ctx, keyOf(a), step)
}
