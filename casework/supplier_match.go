package casework

import (
	"context"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// mostRecorded is how many fulfilments a match's page shows, the newest first.
const mostRecorded = 100

// SupplierMatch is a match in the eyes of its supplier, with what it needs to answer and to record.
type SupplierMatch struct {
	MatchFile
	Why         []matching.Phrase
	Fulfilments []FulfilmentLine
	Team        []models.Account // who may be sent
}

// SupplierMatch shows a supplier one of its matches, like Match, with why it was asked, what it has recorded and whom it may send. What it
// discloses is logged. Errors: NotFound, Forbidden.
func (d *Desk) SupplierMatch(ctx context.Context, by models.Actor, id string) (*SupplierMatch, error) {
	if !by.Role.IsSupplier() {
		return nil, models.Forbidden("role_may_not")
	}
	m, err := d.Match(ctx, by, id)
	if err != nil {
		return nil, err
	}
	out := &SupplierMatch{MatchFile: *m, Why: whySupplier(&m.Match)}
	out.Reasons, out.ScoreParts, out.Score, out.WeightsVersion = nil, nil, nil, ""
	out.Fulfilments, _, err = d.FulfilmentLines(ctx, by, store.FulfilmentFilter{Match: id}, store.Page{Limit: mostRecorded})
	if err != nil {
		return nil, err
	}
	team, err := d.Store.SupplierAccounts(ctx, key(by, by.SupplierID))
	for _, a := range team {
		if a.Status == models.AccountActive {
			out.Team = append(out.Team, a)
		}
	}
	return out, err
}

// SupplierTask is a fulfilment in the eyes of whoever does it.
type SupplierTask struct {
	FulfilmentLine
	Whom   *Beneficiary
	Proofs []models.Attachment
}

// SupplierTask shows a supplier or its worker one fulfilment, like Task, with what it was for and its proofs. Errors: NotFound, Forbidden.
func (d *Desk) SupplierTask(ctx context.Context, by models.Actor, id string) (*SupplierTask, error) {
	if !by.Role.IsSupplier() {
		return nil, models.Forbidden("role_may_not")
	}
	f, whom, err := d.Task(ctx, by, id)
	if err != nil {
		return nil, err
	}
	lines, err := d.fulfilmentLines(ctx, by.CountyCode, []models.Fulfilment{*f})
	if err != nil {
		return nil, err
	}
	proofs, err := d.Store.Attachments(ctx, by.CountyCode, "fulfilment", id)
	return &SupplierTask{FulfilmentLine: lines[0], Whom: whom, Proofs: proofs}, err
}
