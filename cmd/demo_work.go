package cmd

import (
	"context"

	"zhulian/casework"
	"zhulian/demo"
	"zhulian/exchange"
	"zhulian/models"
	"zhulian/reports"
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
	return reviewed(ctx, s)
}

// reviewed has last month's sample drawn and a part of it looked into, and a list with names asked for, which waits for a second person.
func reviewed(ctx context.Context, s *store.Store) error {
	staff, err := s.AccountByName(ctx, "staff")
	if err != nil {
		return err
	}
	by, desk := staff.Actor(""), &reports.Desk{Store: s}
	month := string(models.DateOf(s.Now()).Month().AddMonths(-1)[:7])
	if _, err := desk.DrawSample(ctx, by, month); err != nil {
		return err
	}
	drawn, _, err := desk.Samples(ctx, by, month, store.Page{Limit: 20})
	for i, r := range drawn {
		if err != nil {
			return err
		}
		if r.Status == models.SampleDrawn && i%2 == 0 {
			_, err = desk.RecordSample(ctx, by, r.ID, models.SampleResult{Result: []string{"true", "true", "true", "unreachable", "wrong"}[i/2%5]})
		}
	}
	if err != nil {
		return err
	}
	_, err = (&exchange.Desk{Store: s}).AskIdentified(ctx, by, models.ExportDraft{Kind: "households", Format: "xlsx", Purpose: "年度低保复核"})
	return err
}
