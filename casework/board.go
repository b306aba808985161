package casework

import (
	"context"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Board is what waits for whoever looks after a county or a town: counts first, then the few things that are nearest to be late.
type Board struct {
	Needs     store.NeedWatch
	Groups    map[models.NeedGroup]int
	Suppliers *int // to approve; nil for whoever does not
	Offers    *int // to review; nil for whoever does not
	Expiring  []BoardLine
	Disputes  []BoardLine
	// How many there are in all, of which the lines are the first.
	ExpiringAll, DisputesAll int
	Gaps                     []models.AllocationGap // of the last round, the most valuable first: what nobody offers
	GapsAll                  int
	Round                    *models.Allocation // that the gaps are of; nil where none was run
	Regions                  map[string]string
}

// BoardLine is something about one need that waits.
type BoardLine struct {
	NeedID, Title string
	Urgency       models.Urgency
	At            *time.Time // when it expires, or when it happened
}

// What a board shows.
const (
	boardLines = 6
	boardGaps  = 8
	// NearLimit is within how many days a need is called near its limit.
	NearLimit = 3
	// SlowAfter is after how long a submitted need is called slow to be accepted (domain report §15: one working day).
	SlowAfter = 24 * time.Hour
	expiresIn = 24 * time.Hour
)

// Board counts what waits in the actor's scope. Errors: Forbidden.
func (d *Desk) Board(ctx context.Context, by models.Actor) (*Board, error) {
	sc, err := flow.ListScope(by, models.NeedView)
	if err != nil {
		return nil, err
	}
	if _, err := models.Authorise(by, models.NeedReview); err != nil {
		return nil, err
	}
	out := &Board{Groups: map[models.NeedGroup]int{}}
	if err := d.boardNeeds(ctx, sc, out); err != nil {
		return nil, err
	}
	if err := d.boardReviews(ctx, by, out); err != nil {
		return nil, err
	}
	if err := d.boardLines(ctx, sc, out); err != nil {
		return nil, err
	}
	return out, d.boardGaps(ctx, by, out)
}

func (d *Desk) boardNeeds(ctx context.Context, sc store.Scope, b *Board) (err error) {
	f := store.NeedFilter{Scope: sc, Statuses: models.NeedsNotEnded()}
	counts, err := d.Store.CountNeedsByStatus(ctx, f)
	if err != nil {
		return err
	}
	for _, g := range models.NeedGroups() {
		for _, s := range g.Statuses() {
			b.Groups[g] += counts[s]
		}
	}
	today := d.today()
	b.Needs, err = d.Store.WatchNeeds(ctx, f, today, today.AddDays(NearLimit+1), d.Store.Now().Add(-SlowAfter))
	return err
}

// boardReviews counts what waits for approval, for those who approve.
func (d *Desk) boardReviews(ctx context.Context, by models.Actor, b *Board) error {
	if models.ScopeOf(by, models.SupplierReview) == models.ScopeCounty {
		counts, err := d.Store.CountSuppliers(ctx, store.SupplierFilter{County: by.CountyCode})
		if err != nil {
			return err
		}
		n := counts[models.SupplierApplied] + counts[models.SupplierChecking]
		b.Suppliers = &n
	}
	if models.ScopeOf(by, models.OfferEdit) == models.ScopeCounty {
		counts, err := d.Store.CountOffers(ctx, store.OfferFilter{County: by.CountyCode})
		if err != nil {
			return err
		}
		n := counts[models.OfferReviewing]
		b.Offers = &n
	}
	return nil
}

// boardLines reads the invitations that are about to expire and the deliveries in dispute.
func (d *Desk) boardLines(ctx context.Context, sc store.Scope, b *Board) error {
	matches, all, err := d.Store.MatchesExpiring(ctx, sc, d.Store.Now().Add(expiresIn), boardLines)
	if err != nil {
		return err
	}
	b.ExpiringAll = all
	disputed, all, err := d.Store.FulfilmentsDisputed(ctx, sc, boardLines)
	if err != nil {
		return err
	}
	b.DisputesAll = all
	var ids []string
	for i := range matches {
		ids = append(ids, matches[i].NeedID)
	}
	for i := range disputed {
		ids = append(ids, disputed[i].NeedID)
	}
	needs, err := d.Store.NeedsByID(ctx, sc.County, ids)
	line := func(need string, at *time.Time) BoardLine {
		return BoardLine{NeedID: need, Title: needs[need].TitlePublic, Urgency: needs[need].Urgency, At: at}
	}
	for i := range matches {
		b.Expiring = append(b.Expiring, line(matches[i].NeedID, matches[i].RespondBy))
	}
	for i := range disputed {
		b.Disputes = append(b.Disputes, line(disputed[i].NeedID, disputed[i].OccurredAt))
	}
	return err
}

// boardGaps reads what the last round found nobody to offer in the actor's towns.
func (d *Desk) boardGaps(ctx context.Context, by models.Actor, b *Board) (err error) {
	if b.Round, err = d.Store.LastAllocation(ctx, by.CountyCode); err != nil || b.Round == nil {
		return err
	}
	gaps, err := d.Store.Gaps(ctx, store.Key{County: by.CountyCode, ID: b.Round.ID})
	if err != nil {
		return err
	}
	var towns []string
	for _, g := range gaps {
		if !by.Covers(g.Town) {
			continue
		}
		if b.GapsAll++; len(b.Gaps) < boardGaps {
			b.Gaps, towns = append(b.Gaps, g), append(towns, g.Town)
		}
	}
	b.Regions, err = d.Store.RegionNames(ctx, towns)
	return err
}
