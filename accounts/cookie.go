package accounts

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"zhulian/models"
)

// touchAfter is how old the last use of a session must be before a page notes a new one: not every look is a write.
const touchAfter = 5 * time.Minute

// AuthenticateCookie tells who shows the cookie of the pages: the first refresh token of a login, which pages never exchange. Like
// Authenticate it asks the session row each time and takes role and scope from the account as it is now. A session that is used slides.
// All refusals are Unauthenticated: "token_invalid", "session_ended" or the account's own codes.
func (d *Desk) AuthenticateCookie(ctx context.Context, cookie string) (models.Actor, *models.Account, error) {
	nobody := models.Actor{Role: models.RoleAnonymous}
	token, ok := parseRefreshToken(cookie)
	if !ok || !d.genuine(token) {
		return nobody, nil, models.Unauthenticated("token_invalid")
	}
	session, account, err := d.store.LiveSession(ctx, token.at)
	if models.KindOf(err) == models.KindNotFound {
		return nobody, nil, models.Unauthenticated("session_ended")
	} else if err != nil {
		return nobody, nil, err
	}
	if session.Generation != token.generation || subtle.ConstantTimeCompare(session.RefreshHash, token.hash()) != 1 {
		return nobody, nil, models.Unauthenticated("session_ended")
	}
	if err := usable(account); err != nil {
		return nobody, nil, err
	}
	if now := d.clock.Now(); now.Sub(session.LastUsedAt) > touchAfter {
		if err := d.store.TouchSession(ctx, token.at, slide(session.CreatedAt, now)); err != nil {
			return nobody, nil, err
		}
	}
	actor, err := d.actor(ctx, account, session.ID)
	return actor, account, err
}

// slide is when a session that is used now ends if it is not used again.
func slide(created, now time.Time) time.Time {
	expires := now.Add(SessionIdle)
	if last := created.Add(SessionMost); last.Before(expires) {
		return last
	}
	return expires
}

// Place is where an account works: the name of its first region, or of its county.
func (d *Desk) Place(ctx context.Context, a *models.Account) (string, error) {
	places, err := d.Places(ctx, a)
	if err != nil || len(places) > 0 {
		return strings.Join(places[:min(1, len(places))], ""), err
	}
	names, err := d.store.RegionNames(ctx, []string{a.CountyCode + "000000"})
	return names[a.CountyCode+"000000"], err
}

// Places are the names of the regions in which an account works.
func (d *Desk) Places(ctx context.Context, a *models.Account) ([]string, error) {
	names, err := d.store.RegionNames(ctx, a.Regions)
	var out []string
	for _, code := range a.Regions {
		if name := names[code]; name != "" {
			out = append(out, name)
		}
	}
	return out, err
}
