package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// MailedInvitation is what the holder of an answer link sees: who is asked for what, by when, and why this supplier; of the household what a
// browsing supplier may see (tier 1 of domain report §17.2).
type MailedInvitation struct {
	OpenNeed
	Match    models.Match
	Supplier string // the name of the supplier that is asked
	Offer    string // the title of its offer
}

// mailed is a link with all that it leads to.
type mailed struct {
	link    *models.AnswerLink
	account *models.Account
	match   *models.Match
}

// follow finds what a token leads to. A wrong token, and one whose account is closed, is NotFound; a link whose time is over or whose invitation
// has been answered is a Conflict invitation_expired or link_used. It changes nothing.
func (d *Desk) follow(ctx context.Context, s *store.Store, said string) (*mailed, error) {
	token, ok := models.ParseAnswerToken(said)
	if !ok {
		return nil, models.NotFound("answer_link")
	}
	link, err := s.AnswerLink(ctx, token.County(), token.Hash())
	if err != nil {
		return nil, err
	}
	account, err := s.Account(ctx, store.Key{County: link.CountyCode, ID: link.AccountID})
	if err != nil {
		return nil, absentAs(err, "answer_link")
	}
	match, err := s.Match(ctx, store.Key{County: link.CountyCode, ID: link.MatchID})
	if err != nil {
		return nil, absentAs(err, "answer_link")
	}
	switch {
	case account.Status != models.AccountActive || account.SupplierID == nil || *account.SupplierID != match.SupplierID:
		return nil, models.NotFound("answer_link")
	case link.UsedAt != nil || match.Status != models.MatchInvited && match.Status != models.MatchExpired:
		return nil, models.Conflict("link_used")
	case match.Status == models.MatchExpired || s.Now().After(link.ExpiresAt):
		return nil, models.Conflict("invitation_expired")
	}
	return &mailed{link, account, match}, nil
}

// InvitationByLink shows an invitation to the holder of its link. It changes nothing, however often mail scanners look. Errors: NotFound, Conflict
// link_used, invitation_expired.
func (d *Desk) InvitationByLink(ctx context.Context, token string) (*MailedInvitation, error) {
	x, err := d.follow(ctx, d.Store, token)
	if err != nil {
		return nil, err
	}
	county, m := x.link.CountyCode, x.match
	need, err := d.Store.Need(ctx, store.Key{County: county, ID: m.NeedID})
	if err != nil {
		return nil, err
	}
	// What only a named referral may tell takes a login, whoever made the link.
	if need.Sensitivity > 2 {
		return nil, models.NotFound("answer_link")
	}
	persons, err := d.Store.Persons(ctx, county, need.HouseholdID)
	if err != nil {
		return nil, err
	}
	owner, err := d.Store.Supplier(ctx, store.Key{County: county, ID: m.SupplierID})
	if err != nil {
		return nil, err
	}
	offer, err := d.Store.Offer(ctx, store.Key{County: county, ID: m.OfferID})
	if err != nil {
		return nil, err
	}
	towns, err := d.townNames(ctx, county)
	if err != nil {
		return nil, err
	}
	out := &MailedInvitation{OpenNeed: d.openNeed(*need, persons[need.HouseholdID]), Match: *m, Supplier: owner.Name, Offer: offer.Title}
	out.TownName = towns[out.TownCode]
	return out, nil
}

// AnswerByLink accepts or declines an invitation as the account to which its link was mailed. The link ends with the answer, in the same
// transaction, and with any answer given otherwise; of two answers at once one counts. Errors: as AcceptMatch and DeclineMatch, and those of
// InvitationByLink.
func (d *Desk) AnswerByLink(ctx context.Context, token string, accept bool, in models.Answer) (*models.Match, error) {
	x, err := d.follow(ctx, d.Store, token)
	if err != nil {
		return nil, err
	}
	by := x.account.Actor("")
	kind := d.declining
	if accept {
		kind = d.accepting
	}
	answer, err := kind(ctx, by, in)
	if err != nil {
		return nil, err
	}
	return d.onMatch(ctx, by, models.MatchAnswer, x.match.ID, func(s *store.Store, n *models.Need, m *models.Match) error {
		if n.Sensitivity > 2 {
			return models.NotFound("answer_link")
		}
		if _, err := d.follow(ctx, s, token); err != nil {
			return err
		}
		used, err := s.UseAnswerLink(ctx, store.Key{County: x.link.CountyCode, ID: x.link.ID})
		if err != nil {
			return err
		}
		if !used {
			return models.Conflict("link_used")
		}
		flow.Log(s, by, flow.Subject{Noun: "answer_link", ID: x.link.ID, County: m.CountyCode, Region: m.RegionCode, Supplier: m.SupplierID}, "use", "", "",
			map[string]string{"match_id": m.ID})
		return answer(s, n, m)
	})
}
