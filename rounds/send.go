package rounds

import (
	"context"
	"errors"
	"maps"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Sent is what became of the proposals that somebody sent: those that are invitations now, and those that could not be, with why.
type Sent struct {
	Matches []models.Match
	Refused []Refused
}

// Refused is a proposal that could not be sent: Error is a Conflict, or NotFound where it is not the actor's to send.
type Refused struct {
	MatchID string
	Error   *models.Error
}

// Send makes invitations of a round's proposals, all that wait or those named, under the name of a person (个保法 24): the house itself
// may not. Those that can no longer be sent are refused one by one; the others are sent. Errors: Forbidden, NotFound, Conflict
// round_dry, Invalid match_unknown.
func (d *Desk) Send(ctx context.Context, by models.Actor, id string, matches []string) (*Sent, error) {
	if _, err := models.Authorise(by, models.AllocationRun); err != nil {
		return nil, err
	}
	scope, err := models.Authorise(by, models.MatchInvite)
	if err != nil {
		return nil, err
	}
	a, err := d.Store.Allocation(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	if a.DryRun {
		return nil, models.Conflict("round_dry")
	}
	proposals, err := d.Store.Proposals(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	chosen, err := choose(matchIDs(proposals), matches)
	if err != nil {
		return nil, err
	}
	var out *Sent
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		out = &Sent{}
		record(s, by, a, "send", a.Status, a.Status, nil)
		x := &sending{s: s, by: by, scope: scope, out: out, all: len(matches) == 0}
		if err := x.hold(ctx, chosen); err != nil {
			return err
		}
		return x.send(ctx, chosen)
	})
	if err != nil {
		return nil, err
	}
	return out, d.reread(ctx, by, out)
}

// reread shows the invitations as they are kept.
func (d *Desk) reread(ctx context.Context, by models.Actor, out *Sent) error {
	ids := make([]string, len(out.Matches))
	for i := range out.Matches {
		ids[i] = out.Matches[i].ID
	}
	rows, err := d.Store.MatchesByID(ctx, by.CountyCode, ids)
	for i := range ids {
		out.Matches[i] = rows[ids[i]]
	}
	return err
}

// choose picks the proposals that are named, or all.
func choose(known, named []string) ([]string, error) {
	if len(named) == 0 {
		return known, nil
	}
	var faults []models.FieldError
	for _, id := range named {
		if !slices.Contains(known, id) {
			faults = append(faults, models.FieldError{Field: "matches", Code: "match_unknown"})
		}
	}
	if len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	return slices.Compact(slices.Sorted(slices.Values(named))), nil
}

// sending is proposals while they are sent.
type sending struct {
	s       *store.Store
	by      models.Actor
	scope   models.Scope
	out     *Sent
	all     bool // what is no proposal any more is passed over in silence
	needs   map[string]models.Need
	offers  map[string]models.Offer
	matches map[string]models.Match
}

// hold holds the needs, then the offers, each in the order of their ids, and reads the matches as they are then.
func (x *sending) hold(ctx context.Context, ids []string) (err error) {
	county := x.by.CountyCode
	if x.matches, err = x.s.MatchesByID(ctx, county, ids); err != nil {
		return err
	}
	var needs, offers []string
	for _, m := range x.matches {
		needs, offers = append(needs, m.NeedID), append(offers, m.OfferID)
	}
	if x.needs, err = x.s.HoldNeeds(ctx, county, needs); err != nil {
		return err
	}
	if x.offers, err = x.s.HoldOffers(ctx, county, offers); err != nil {
		return err
	}
	x.matches, err = x.s.MatchesByID(ctx, county, ids)
	return err
}

func (x *sending) send(ctx context.Context, ids []string) error {
	touched := map[string]bool{}
	for _, id := range ids {
		m := x.matches[id]
		if x.all && m.Status != models.MatchProposed {
			continue
		}
		if err := x.one(ctx, &m); err != nil {
			var known *models.Error
			if !errors.As(err, &known) {
				return err
			}
			x.out.Refused = append(x.out.Refused, Refused{id, known})
			continue
		}
		touched[m.NeedID] = true
		x.out.Matches = append(x.out.Matches, m)
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		n := x.needs[id]
		if err := flow.Derive(ctx, x.s, x.by, &n); err != nil {
			return err
		}
	}
	return nil
}

// one sends one proposal. It refuses before it writes, so that a refusal leaves nothing behind in the transaction.
func (x *sending) one(ctx context.Context, m *models.Match) error {
	if !models.Reaches(x.by, x.scope, m.CountyCode, m.RegionCode, "") {
		return models.NotFound("match")
	}
	n, o := x.needs[m.NeedID], x.offers[m.OfferID]
	return flow.Send(ctx, x.s, x.by, &n, &o, m)
}
