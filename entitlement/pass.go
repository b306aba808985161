package entitlement

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"time"

	"zhulian/flow"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// How many codes one phone may be sent in an hour, wherever they are asked for.
const (
	codesMost = 5
	codesIn   = time.Hour
)

// Begun is a request that a resident has begun: the secret of its address. Code is there in the demo only.
type Begun struct {
	Pass models.PassCode
	Code string
}

// PhoneDraft is what a resident begins with.
type PhoneDraft struct {
	Phone      string `json:"phone" validate:"required,phone"`
	CountyCode string `json:"county_code" validate:"omitempty,county"`
}

// BeginRelief sends six digits to a phone, with which its owner goes on. Nothing in the answer tells whether the county knows the phone. Errors:
// Invalid, Conflict sms_off, county_needed, TooMany too_many_codes.
func (d *Desk) BeginRelief(ctx context.Context, lang locales.Lang, in PhoneDraft) (*Begun, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	phone, _ := models.ParsePhone(in.Phone)
	if !models.IsMobile(phone) {
		return nil, models.InvalidField("phone", "phone_mobile")
	}
	if d.Text == nil && !d.ShowCodes {
		return nil, models.Conflict("sms_off")
	}
	county, err := d.countyFor(ctx, in.CountyCode)
	if err != nil {
		return nil, err
	}
	begun, row, err := d.newPass(county, models.PassApply)
	if err != nil {
		return nil, err
	}
	if row.Code, err = d.digits(); err != nil {
		return nil, err
	}
	row.Phone, row.CodeUntil = phone, new(d.Store.Now().Add(models.PassCodeTime))
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		n, err := s.PassesOf(ctx, county, phone, s.Now().Add(-codesIn))
		if err != nil {
			return err
		}
		if n >= codesMost {
			return (&models.Error{Kind: models.KindTooMany, Code: "too_many_codes"}).With("retry_after", int(codesIn.Seconds()))
		}
		if err := s.InsertPass(ctx, row); err != nil {
			return err
		}
		logPass(s, row, "begin")
		return nil
	})
	if err != nil {
		return nil, err
	}
	if d.Text != nil {
		if err := d.Text(ctx, phone, locales.T(lang, "relief.sms", map[string]any{"code": row.Code})); err != nil {
			return nil, models.Conflict("sms_failed")
		}
	}
	out := &Begun{Pass: begun}
	if d.ShowCodes {
		out.Code = row.Code
	}
	return out, nil
}

// countyFor is the county that a resident asks: the one named, or the only one.
func (d *Desk) countyFor(ctx context.Context, said string) (string, error) {
	all, err := d.Store.Counties(ctx)
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if c.CountyCode == said || said == "" && len(all) == 1 {
			return c.CountyCode, nil
		}
	}
	return "", models.InvalidField("county_code", "county_needed")
}

func (d *Desk) newPass(county string, purpose models.PassPurpose) (models.PassCode, *models.ResidentPass, error) {
	secret, err := d.secret(models.PassCodeBytes)
	if err != nil {
		return "", nil, err
	}
	code, now := models.NewPassCode(secret), d.Store.Now()
	lasts := models.PassApplyTime
	if purpose == models.PassTrack {
		lasts = models.PassTrackTime
	}
	return code, &models.ResidentPass{CountyCode: county, ID: models.NewID(now), TokenHash: code.Hash(), Purpose: purpose, Applications: []string{},
		ExpiresAt: now.Add(lasts), CreatedAt: now, UpdatedAt: now, Version: 1}, nil
}

// digits are six digits that nobody can guess.
func (d *Desk) digits() (string, error) {
	raw, err := d.secret(8)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(raw)%1_000_000), nil
}

func logPass(s *store.Store, r *models.ResidentPass, step string) {
	flow.Log(s, resident(r.CountyCode), flow.Subject{Noun: "resident_pass", ID: r.ID, County: r.CountyCode, Region: r.CountyCode + "000000"}, step, "", "", nil)
}

// resident is whoever acts with a pass: no account, and nothing beyond the pass.
func resident(county string) models.Actor {
	return models.Actor{CountyCode: county, Role: models.RoleResident}
}

// CodeShown answers the code of a pass where it may stand on the screen, in the demo; else "". Errors: NotFound.
func (d *Desk) CodeShown(ctx context.Context, said string) (string, error) {
	r, err := d.pass(ctx, d.Store, said, models.PassApply)
	if err != nil || r.VerifiedAt != nil {
		return "", err
	}
	if d.ShowCodes {
		return r.Code, nil
	}
	return "", nil
}

// pass finds what a code leads to; a wrong, expired or ended one is NotFound, alike.
func (d *Desk) pass(ctx context.Context, s *store.Store, said string, purpose models.PassPurpose) (*models.ResidentPass, error) {
	code, ok := models.ParsePassCode(said)
	if !ok {
		return nil, models.NotFound("resident_pass")
	}
	return s.Pass(ctx, code, purpose)
}

// VerifyPhone checks the six digits, at most five times, and answers the secret of the address at which the request goes on: a new one, so that
// whoever only began it is left outside. Errors: NotFound, Invalid code_wrong, Conflict code_over.
func (d *Desk) VerifyPhone(ctx context.Context, pass, digits string) (models.PassCode, error) {
	r, err := d.pass(ctx, d.Store, pass, models.PassApply)
	if err != nil {
		return "", err
	}
	at := store.Key{County: r.CountyCode, ID: r.ID}
	// The try is counted in a transaction of its own: it counts whatever comes after.
	open := false
	err = d.Store.InTx(ctx, func(s *store.Store) (err error) {
		open, err = s.TryPass(ctx, at)
		return err
	})
	if err != nil {
		return "", err
	}
	if !open || r.VerifiedAt != nil {
		return "", models.Conflict("code_over")
	}
	if digits = models.CleanText(digits); subtle.ConstantTimeCompare([]byte(digits), []byte(r.Code)) != 1 {
		return "", models.InvalidField("code", "code_wrong")
	}
	secret, err := d.secret(models.PassCodeBytes)
	if err != nil {
		return "", err
	}
	next := models.NewPassCode(secret)
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		now := s.Now()
		r.VerifiedAt, r.TokenHash, r.CodeUntil, r.ExpiresAt = &now, next.Hash(), &now, now.Add(models.PassApplyTime)
		if err := s.RevisePass(ctx, r); err != nil {
			return err
		}
		logPass(s, r, "verify")
		return nil
	})
	return next, err
}

// verified finds a pass whose phone was verified; one that was not is NotFound.
func (d *Desk) verified(ctx context.Context, s *store.Store, said string) (*models.ResidentPass, error) {
	r, err := d.pass(ctx, s, said, models.PassApply)
	if err == nil && r.VerifiedAt == nil {
		err = models.NotFound("resident_pass")
	}
	return r, err
}

// forgetPasses removes passes that expired a day ago, with what was typed and photographed under them and never handed in.
func (d *Desk) forgetPasses(ctx context.Context, county string) error {
	return d.Store.InTx(ctx, func(s *store.Store) error { return s.ForgetPasses(ctx, county, s.Now().Add(-24*time.Hour)) })
}
