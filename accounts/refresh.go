package accounts

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Refresh exchanges a refresh token for new tokens; the old one is worth nothing afterwards. Showing an old one again means that two
// parties hold it: the session ends at once, for both, and the answer is Unauthenticated "token_reused". Other refusals are
// "token_invalid", "session_ended" (logged out, expired, ended by an operator) and the account's own codes.
func (d *Desk) Refresh(ctx context.Context, token string) (*Tokens, error) {
	old, ok := parseRefreshToken(token)
	if !ok || !d.genuine(old) {
		return nil, models.Unauthenticated("token_invalid")
	}
	next := d.newRefreshToken(old.at, old.generation+1)
	var account *models.Account
	var refusal error // what is found out and must be kept is committed, and refused all the same
	err := d.store.InTx(ctx, func(s *store.Store) error {
		refusal = nil
		session, err := s.Session(ctx, old.at)
		if models.KindOf(err) == models.KindNotFound {
			refusal = models.Unauthenticated("token_invalid")
			return nil //nolint:nilerr // refused without anything to undo
		} else if err != nil {
			return err
		}
		if account, err = s.Account(ctx, store.Key{County: session.CountyCode, ID: session.AccountID}); err != nil {
			return err
		}
		if refusal = usable(account); refusal != nil {
			return nil //nolint:nilerr // what was done so far stays; the refusal is answered after the commit
		}
		refusal, err = d.rotate(ctx, s, rotation{account, session, old, next})
		return err
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return nil, err
	}
	return d.tokens(account, old.at.ID, next)
}

type rotation struct {
	account   *models.Account
	session   *models.Session
	old, next refreshToken
}

func (d *Desk) rotate(ctx context.Context, s *store.Store, r rotation) (refusal, err error) {
	expires := slide(r.session.CreatedAt, d.clock.Now())
	swapped, err := s.RotateSession(ctx, r.old.at, store.Rotation{
		Generation: r.old.generation, Old: r.old.hash(), New: r.next.hash(), ExpiresAt: expires,
	})
	if swapped || err != nil {
		return nil, err
	}
	// The row was read before the update, and another refresh may have come in between: look again.
	session, err := s.Session(ctx, r.old.at)
	if err != nil {
		return nil, err
	}
	if session.EndedAt != nil || !session.ExpiresAt.After(d.clock.Now()) {
		return models.Unauthenticated("session_ended"), nil
	}
	if r.old.generation > session.Generation {
		return models.Unauthenticated("token_invalid"), nil // ours, and from a database that was restored to an earlier day
	}
	first, err := s.EndSession(ctx, r.old.at, "reuse")
	if err != nil {
		return nil, err
	}
	if !first {
		return models.Unauthenticated("session_ended"), nil // somebody else found it out at the same moment
	}
	s.Record(accountEvent(r.account, anonymous(r.account), "session", session.ID, "reuse"))
	return models.Unauthenticated("token_reused"), nil
}
