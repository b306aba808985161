package accounts

import (
	"context"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// sessionsMost is how many living sessions are listed; all others end all the same when the others are ended.
const sessionsMost = 100

// OwnSession is one living session of an account as its owner sees it. No address and no device is kept of it.
type OwnSession struct {
	ID         string
	Kind       models.SessionKind
	BegunAt    time.Time
	LastUsedAt time.Time // to within five minutes
	Present    bool      // in which this is asked
}

// Sessions lists the living sessions of the actor's own account, the one used last first.
func (d *Desk) Sessions(ctx context.Context, actor models.Actor) ([]OwnSession, error) {
	if actor.SessionID == "" {
		return nil, models.Unauthenticated("login_required")
	}
	rows, err := d.store.LiveSessions(ctx, store.Key{County: actor.CountyCode, ID: actor.AccountID}, sessionsMost)
	out := make([]OwnSession, len(rows))
	for i, r := range rows {
		out[i] = OwnSession{ID: r.ID, Kind: r.Kind, BegunAt: r.CreatedAt, LastUsedAt: r.LastUsedAt, Present: r.ID == actor.SessionID}
	}
	return out, err
}

// EndSession ends one living session of the actor's own account, for its password. Errors: NotFound; Invalid for a wrong password; TooMany.
func (d *Desk) EndSession(ctx context.Context, actor models.Actor, id string, in Proof) error {
	a, err := d.again(ctx, actor, in)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		ended, err := s.EndSessionOf(ctx, keyOf(a), id, "owner")
		if err != nil {
			return err
		}
		if !ended {
			return models.NotFound("session")
		}
		s.Record(accountEvent(a, actor, "session", id, "end"))
		return nil
	})
}

// EndOtherSessions ends all living sessions of the actor's own account but the present one, for its password. Errors: as EndSession.
func (d *Desk) EndOtherSessions(ctx context.Context, actor models.Actor, in Proof) error {
	a, err := d.again(ctx, actor, in)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(s *store.Store) error {
		s.Record(accountEvent(a, actor, "session", actor.SessionID, "end_others"))
		return s.EndOtherSessions(ctx, keyOf(a), actor.SessionID, "owner")
	})
}
