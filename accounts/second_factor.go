package accounts

import (
	"context"
	"slices"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"zhulian/models"
	"zhulian/store"
)

const (
	enrolLife   = 15 * time.Minute // how long a secret that was shown waits for its first code
	appIssuer   = "Zhulian"        // what apps show beside the username
	secretBytes = 20               // as long as the hash, as RFC 4226 §4 recommends
)

// SecondFactor is what somebody is told of the second factor of the own account.
type SecondFactor struct {
	Since     *time.Time // since when it counts; nil where there is none
	Asked     bool       // of the role it is asked, so that nothing else may be done before it is set up
	CodesLeft int        // recovery codes that were not used yet
}

// Enrolment is a secret that waits for its first code: as text, and as the address that apps read from a picture.
type Enrolment struct {
	Secret  string // base32
	Address string // otpauth://
}

// Proof is what somebody shows again before what a login rests on is changed.
type Proof struct {
	Password string `json:"password" validate:"required,max=200"`
	Code     string `json:"code" validate:"omitempty,max=64"`
}

// SecondCode is a code by which somebody shows that the app works.
type SecondCode struct {
	Code string `json:"code" validate:"required,max=64"`
}

// asks tells whether an account must set a second factor up before it may do anything else.
func (d *Desk) asks(a *models.Account) bool {
	return a.SecondFactorAt == nil && slices.Contains(d.AskSecondFactor, a.Role)
}

// SecondFactor tells how the second factor of the actor's own account stands.
func (d *Desk) SecondFactor(ctx context.Context, actor models.Actor) (*SecondFactor, error) {
	a, err := d.Me(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := &SecondFactor{Since: a.SecondFactorAt, Asked: slices.Contains(d.AskSecondFactor, a.Role)}
	if a.SecondFactorAt != nil {
		out.CodesLeft, err = d.store.RecoveryCodesLeft(ctx, keyOf(a))
	}
	return out, err
}

// BeginSecondFactor makes a secret for the app of the actor, who shows the password again. It counts when ConfirmSecondFactor was shown a code of it,
// in the same session and within a quarter of an hour. Errors: Conflict "second_factor_on"; Invalid; TooMany.
func (d *Desk) BeginSecondFactor(ctx context.Context, actor models.Actor, in Proof) (*Enrolment, error) {
	a, err := d.again(ctx, actor, in)
	if err != nil {
		return nil, err
	}
	if a.SecondFactorAt != nil {
		return nil, models.Conflict("second_factor_on")
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: appIssuer, AccountName: a.Username, SecretSize: secretBytes})
	if err != nil {
		return nil, err
	}
	now := d.clock.Now()
	row := models.SecondFactor{CountyCode: a.CountyCode, AccountID: a.ID, Secret: key.Secret(), Status: models.SecondFactorPending,
		SessionID: actor.SessionID, CreatedAt: now, UpdatedAt: now, Version: 1}
	err = d.store.InTx(ctx, func(s *store.Store) error { return s.PutSecondFactor(ctx, &row) })
	if err != nil {
		return nil, err
	}
	return &Enrolment{Secret: row.Secret, Address: addressOf(a, &row)}, nil
}

// PendingSecondFactor shows the secret that the actor's session has begun to set up. Errors: Conflict "second_factor_stale" where there is none any
// more.
func (d *Desk) PendingSecondFactor(ctx context.Context, actor models.Actor) (*Enrolment, error) {
	a, err := d.Me(ctx, actor)
	if err != nil {
		return nil, err
	}
	f, err := d.pending(ctx, d.store, actor)
	if err != nil {
		return nil, err
	}
	return &Enrolment{Secret: f.Secret, Address: addressOf(a, f)}, nil
}

func (d *Desk) pending(ctx context.Context, s *store.Store, actor models.Actor) (*models.SecondFactor, error) {
	stale := models.Conflict("second_factor_stale")
	f, err := s.SecondFactor(ctx, store.Key{County: actor.CountyCode, ID: actor.AccountID})
	if models.KindOf(err) == models.KindNotFound {
		return nil, stale
	}
	if err != nil {
		return nil, err
	}
	if f.Status != models.SecondFactorPending || f.SessionID != actor.SessionID || d.clock.Now().Sub(f.CreatedAt) > enrolLife {
		return nil, stale
	}
	return f, nil
}

// ConfirmSecondFactor makes the second factor that the actor's session has begun count, where the code is one of it. It ends the account's other
// sessions, and answers the recovery codes, which nobody is shown again. Errors: Conflict "second_factor_stale"; Invalid for a wrong code; TooMany.
func (d *Desk) ConfirmSecondFactor(ctx context.Context, actor models.Actor, in SecondCode) ([]string, error) {
	now := d.clock.Now()
	if err := models.Check(in, models.DateOf(now)); err != nil {
		return nil, err
	}
	if err := d.slowedOwn(ctx, actor); err != nil {
		return nil, err
	}
	a, err := d.Me(ctx, actor)
	if err != nil {
		return nil, err
	}
	digits, _ := models.ParseSecondCode(in.Code)
	codes, hashes := d.recoveryCodes(keyOf(a))
	err = d.store.InTx(ctx, func(s *store.Store) error {
		if _, err := s.HoldAccount(ctx, keyOf(a)); err != nil { // before its codes, as everybody does
			return err
		}
		f, err := d.pending(ctx, s, actor)
		if err != nil {
			return err
		}
		step, fits := stepOf(f.Secret, digits, now)
		if !fits {
			return models.InvalidField("code", "second_code_wrong")
		}
		if err := s.ActivateSecondFactor(ctx, f, step); err != nil {
			return err
		}
		if err := s.SetRecoveryCodes(ctx, keyOf(a), hashes); err != nil {
			return err
		}
		s.Record(accountEvent(a, actor, "account", a.ID, "set_second_factor"))
		return s.EndOtherSessions(ctx, keyOf(a), actor.SessionID, "second_factor")
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RenewRecoveryCodes gives the actor's own account new recovery codes, for its password and a code; those that it had are worth nothing any more.
// Errors: Conflict "second_factor_off"; Invalid; TooMany.
func (d *Desk) RenewRecoveryCodes(ctx context.Context, actor models.Actor, in Proof) ([]string, error) {
	var codes []string
	err := d.withFactor(ctx, actor, in, func(s *store.Store, a *models.Account) error {
		var hashes [][]byte
		codes, hashes = d.recoveryCodes(keyOf(a))
		s.Record(accountEvent(a, actor, "account", a.ID, "renew_recovery_codes"))
		return s.SetRecoveryCodes(ctx, keyOf(a), hashes)
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DropSecondFactor switches the second factor of the actor's own account off, for its password and a code. Errors: as RenewRecoveryCodes.
func (d *Desk) DropSecondFactor(ctx context.Context, actor models.Actor, in Proof) error {
	return d.withFactor(ctx, actor, in, func(s *store.Store, a *models.Account) error {
		s.Record(accountEvent(a, actor, "account", a.ID, "drop_second_factor"))
		return s.DropSecondFactor(ctx, keyOf(a))
	})
}

// withFactor runs fn in the transaction that takes the code of somebody who shows password and code again.
func (d *Desk) withFactor(ctx context.Context, actor models.Actor, in Proof, fn opening) error {
	a, err := d.again(ctx, actor, in)
	if err != nil {
		return err
	}
	if a.SecondFactorAt == nil {
		return models.Conflict("second_factor_off")
	}
	err = d.spend(ctx, a, try{code: in.Code, session: actor.SessionID}, fn)
	if models.CodeOf(err) == "second_factor_wrong" {
		return models.InvalidField("code", "second_code_wrong")
	}
	return err
}

// ResetSecondFactor takes the second factor of an account of the actor's county away, for whoever has lost the app and the recovery codes, and ends
// all its sessions. Nobody does so for the own account, which would go around the code. Errors: NotFound; Conflict "second_factor_own",
// "second_factor_off".
func (d *Desk) ResetSecondFactor(ctx context.Context, actor models.Actor, username string) error {
	account, err := d.editable(ctx, actor, username)
	if err != nil {
		return err
	}
	if account.ID == actor.AccountID {
		return models.Conflict("second_factor_own")
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		a, err := s.HoldAccount(ctx, keyOf(account))
		if err != nil {
			return err
		}
		if a.SecondFactorAt == nil {
			return models.Conflict("second_factor_off")
		}
		if err := s.DropSecondFactor(ctx, keyOf(a)); err != nil {
			return err
		}
		s.Record(accountEvent(a, actor, "account", a.ID, "reset_second_factor"))
		_, err = s.EndSessions(ctx, keyOf(a), "second_factor")
		return err
	})
}

func addressOf(a *models.Account, f *models.SecondFactor) string {
	raw, err := secretEncoding.DecodeString(f.Secret)
	if err != nil {
		return ""
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: appIssuer, AccountName: a.Username, Secret: raw, Digits: otp.DigitsSix})
	if err != nil {
		return ""
	}
	return key.URL()
}
