package accounts

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"zhulian/models"
	"zhulian/store"
	"zhulian/throttle"
)

const (
	ticketIssuer = "zhulian/second-step"
	ticketLife   = 5 * time.Minute
)

// Ticket says for five minutes that somebody has shown the password of an account, and proves nothing else. It ends with the password.
type ticket struct {
	jwt.RegisteredClaims
	County   string `json:"cnty"`
	Password string `json:"pw"` // a keyed hash over the hash
}

func (d *Desk) newTicket(a *models.Account) (string, error) {
	now := d.clock.Now()
	return d.signed(ticket{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: ticketIssuer, Subject: a.ID, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ticketLife)),
		},
		County: a.CountyCode, Password: d.passwordMark(a),
	})
}

func (d *Desk) passwordMark(a *models.Account) string {
	return hex.EncodeToString(d.store.Vault().Index(a.CountyCode, "account.second_step", a.ID+"."+a.PasswordHash))
}

// holder is whose ticket it is: Unauthenticated "login_step_ended" for one that is none, or is none any more.
func (d *Desk) holder(ctx context.Context, given string) (*models.Account, error) {
	ended := models.Unauthenticated("login_step_ended")
	var t ticket
	if err := d.verify(given, ticketIssuer, &t); err != nil {
		return nil, ended
	}
	a, err := d.store.Account(ctx, store.Key{County: t.County, ID: t.Subject})
	if models.KindOf(err) == models.KindNotFound || err == nil && t.Password != d.passwordMark(a) {
		return nil, ended
	}
	if err != nil {
		return nil, err
	}
	return a, usable(a)
}

// Waits tells whether a ticket of BeginLogin still waits for its code.
func (d *Desk) Waits(ctx context.Context, given string) error {
	_, err := d.holder(ctx, given)
	return err
}

// SecondStep is what somebody shows who was asked for a code: the ticket of the password, and the code.
type SecondStep struct {
	Ticket  string
	Code    string
	Device  string // as in Login
	Address string
	Kind    models.SessionKind
	Over    models.Actor // as in Login
}

// FinishLogin starts the session for which BeginLogin asked a code. Errors: Unauthenticated "login_step_ended", "second_factor_wrong" or the account's
// own codes; TooMany as Login.
func (d *Desk) FinishLogin(ctx context.Context, in SecondStep) (*Tokens, error) {
	if err := d.slowed(ctx, throttle.AddressKey(in.Address)); err != nil {
		return nil, err
	}
	a, err := d.holder(ctx, in.Ticket)
	if err != nil {
		return nil, err
	}
	return d.start(ctx, a, Login{OTP: in.Code, Device: in.Device, Address: in.Address, Kind: in.Kind, Over: in.Over})
}
