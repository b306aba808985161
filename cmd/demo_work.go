package cmd

import (
	"context"

	"zhulian/casework"
	"zhulian/demo"
	"zhulian/models"
	"zhulian/rounds"
	"zhulian/store"
)

// workOn does with the filled county what only verbs can: a night's round, whose proposals wait to be sent, and two needs of the aide
// that repeat earlier ones, for the town to look at.
func workOn(ctx context.Context, s *store.Store) error {
	if _, err := (&rounds.Desk{Store: s}).Run(ctx, models.System(demo.County), demo.County, false); err != nil {
		return err
	}
	aide, err := s.AccountByName(ctx, "aide")
	if err != nil {
		return err
	}
	desk, by := &casework.Desk{Store: s}, aide.Actor("")
	waiting, _, err := desk.Needs(ctx, by, casework.NeedFilter{Statuses: []models.NeedStatus{models.NeedSubmitted, models.NeedOpen}}, casework.Page{Limit: 2})
	if err != nil {
		return err
	}
	for i := range waiting {
		n := &waiting[i]
		if _, err := desk.SubmitNeed(ctx, by, models.NeedDraft{HouseholdID: n.HouseholdID, Category: n.Category, Title: n.TitlePublic,
			Quantity: n.Quantity, Unit: n.Unit, Urgency: n.Urgency}); err != nil {
			return err
		}
	}
	return nil
}
