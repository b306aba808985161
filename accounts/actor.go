package accounts

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// owes is what an account must do before it may do anything else.
func (d *Desk) owes(a *models.Account) models.Duty {
	switch {
	case a.PasswordGivenAt != nil:
		return models.DutyPassword
	case d.asks(a):
		return models.DutySecondFactor
	default:
		return ""
	}
}

// actor is the account as somebody who asks now. An aide who stands in for an absent one looks after the absent one's places too, on the days of the
// absence and no longer.
func (d *Desk) actor(ctx context.Context, account *models.Account, session string) (models.Actor, error) {
	out := account.Actor(session)
	out.Owes = d.owes(account)
	if out.Role != models.RoleAide {
		return out, nil
	}
	more, err := d.store.SubstituteRegions(ctx, store.Key{County: account.CountyCode, ID: account.ID}, models.DateOf(d.clock.Now()))
	if len(more) > 0 {
		out.Regions = append(slices.Clone(out.Regions), more...)
	}
	return out, err
}
