package notices

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// mine is the inbox of whoever asks. Everybody who is logged in has one, and nobody another's.
func mine(by models.Actor) (store.NoticeFilter, error) {
	if by.AccountID == "" || by.Role == "" || by.Role == models.RoleAnonymous {
		return store.NoticeFilter{}, models.Unauthenticated("login_required")
	}
	return store.NoticeFilter{County: by.CountyCode, Account: by.AccountID}, nil
}

// Inbox lists the actor's notices, newest first.
func (d *Desk) Inbox(ctx context.Context, by models.Actor, f Filter, p Page) ([]models.Notice, string, error) {
	own, err := mine(by)
	if err != nil {
		return nil, "", err
	}
	own.Kind, own.Unread = f.Kind, f.Unread
	return d.Store.Notices(ctx, own, p)
}

// UnreadMost is as far as unread notices are counted.
const UnreadMost = 100

// Unread counts the actor's unread notices, up to UnreadMost.
func (d *Desk) Unread(ctx context.Context, by models.Actor) (int, error) {
	own, err := mine(by)
	if err != nil {
		return 0, err
	}
	own.Unread = true
	return d.Store.CountNotices(ctx, own, UnreadMost)
}

// Read marks one of the actor's notices as read and shows it; reading it again changes nothing. Errors: NotFound.
func (d *Desk) Read(ctx context.Context, by models.Actor, id string) (*models.Notice, error) {
	own, err := mine(by)
	if err != nil {
		return nil, err
	}
	at := store.Key{County: by.CountyCode, ID: id}
	n, err := d.Store.Notice(ctx, at)
	if err != nil {
		return nil, err
	}
	if n.AccountID != by.AccountID {
		return nil, models.NotFound("notice")
	}
	if err := d.Store.InTx(ctx, func(s *store.Store) error { return s.ReadNotices(ctx, own, id) }); err != nil {
		return nil, err
	}
	return d.Store.Notice(ctx, at)
}

// ReadAll marks all of the actor's notices as read.
func (d *Desk) ReadAll(ctx context.Context, by models.Actor) error {
	own, err := mine(by)
	if err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error { return s.ReadNotices(ctx, own, "") })
}
