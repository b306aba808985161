package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
)

// Candidates ranks the county's published offers for a need and tells how many each gate excluded. Errors: NotFound, Conflict.
func (d *Desk) Candidates(ctx context.Context, by models.Actor, need string, limit int) (*Shortlist, error) {
	if _, err := models.Authorise(by, models.CandidateView); err != nil {
		return nil, err
	}
	n, err := d.Store.Need(ctx, key(by, need))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.CandidateView, needSubject(*n)); err != nil {
		return nil, err
	}
	if !n.Status.TakesOffers() {
		return nil, models.Conflict("need_not_open").With("status", string(n.Status))
	}
	defer d.Market.Timed(d.Store, "candidates")()
	asked, err := market.Asked(ctx, d.Store, n)
	if err != nil {
		return nil, err
	}
	view, err := d.Market.View(ctx, d.Store, n.CountyCode)
	if err != nil {
		return nil, err
	}
	return shortlist(view.Rank(n, asked, limit), view), nil
}

// Shortlist is the ranked offers of a need, with why, and the excluded ones, with why not and what would make each fit.
type Shortlist struct {
	Ranked     []Choice
	Below      int
	Excluded   map[matching.Gate]int
	Exclusions []matching.Exclusion
}

// Choice is one ranked offer.
type Choice struct {
	Offer models.Offer
	matching.Candidate
}

func shortlist(found matching.Candidates, view *market.View) *Shortlist {
	out := &Shortlist{Below: found.Below, Excluded: found.Excluded, Exclusions: found.Exclusions}
	for _, c := range found.Ranked {
		out.Ranked = append(out.Ranked, Choice{Offer: view.Lot(c.OfferID).Offer, Candidate: c})
	}
	return out
}

// PartMap is the parts of the choice's score by name, each 0–100.
func (c Choice) PartMap() map[string]int { return market.PartMap(c.Parts) }
