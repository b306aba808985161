// Package rounds is the county's round: the best assignment over all open needs at once, written as proposals for people to send. A
// round promises no capacity and asks no supplier; it says who could help whom, why, who goes without and why, and what to recruit
// next (个保法 24: decisions of weight do not rest on a machine alone).
package rounds

import (
	"context"
	"time"

	"zhulian/errands"
	"zhulian/market"
	"zhulian/models"
	"zhulian/store"
)

// Desk is where rounds are run, looked at and sent. It is safe for concurrent use, also of several servers on one database.
type Desk struct {
	Store *store.Store
	// Market keeps the offers ready for the matcher; nil reads them anew for every round.
	Market *market.Market
	// Deadline is how long the allocation may look for the optimum; then the best so far is taken with its proven gap. 0 means 30 s.
	Deadline time.Duration
	// Errands lets rounds go on while nobody waits; only Begin needs it.
	Errands *errands.Runner
}

// What the county's rules say of fairness (domain report §11).
const (
	supplierShare = 40 // percent of a category's units in a month that one supplier may have where there are others
	mostOffers    = 4  // that may share one need
)

// lease is how long a round may run before another may take its place, should its server have died.
const lease = 5 * time.Minute

// Round is a round with what it came to.
type Round struct {
	models.Allocation
	Proposals []Proposal
	Unmet     []models.AllocationUnmet
	Gaps      []models.AllocationGap
	Idle      []models.AllocationIdle
}

// Proposal is one pair of a round with where its match stands now; "" in a dry run.
type Proposal struct {
	models.AllocationProposal
	Status models.MatchStatus
}

// Page asks for a part of a list.
type Page = store.Page

// Rounds lists the county's rounds, newest first. Errors: Forbidden.
func (d *Desk) Rounds(ctx context.Context, by models.Actor, p Page) ([]models.Allocation, string, error) {
	if _, err := models.Authorise(by, models.AllocationRun); err != nil {
		return nil, "", err
	}
	return d.Store.Allocations(ctx, by.CountyCode, p)
}

// Round shows a round of the actor's county with all that it came to. Errors: Forbidden, NotFound.
func (d *Desk) Round(ctx context.Context, by models.Actor, id string) (*Round, error) {
	if _, err := models.Authorise(by, models.AllocationRun); err != nil {
		return nil, err
	}
	at := store.Key{County: by.CountyCode, ID: id}
	a, err := d.Store.Allocation(ctx, at)
	if err != nil {
		return nil, err
	}
	answer, err := d.Store.Answer(ctx, at)
	if err != nil {
		return nil, err
	}
	out := &Round{Allocation: *a, Unmet: answer.Unmet, Gaps: answer.Gaps, Idle: answer.Idle, Proposals: make([]Proposal, len(answer.Proposals))}
	matches, err := d.Store.MatchesByID(ctx, by.CountyCode, matchIDs(answer.Proposals))
	for i, p := range answer.Proposals {
		out.Proposals[i] = Proposal{AllocationProposal: p}
		if p.MatchID != nil {
			out.Proposals[i].Status = matches[*p.MatchID].Status
		}
	}
	return out, err
}

func matchIDs(list []models.AllocationProposal) []string {
	var out []string
	for i := range list {
		if list[i].MatchID != nil {
			out = append(out, *list[i].MatchID)
		}
	}
	return out
}
