package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ReportLine is a report of a child at risk, with whose it is.
type ReportLine struct {
	models.ChildReport
	Of Place
	By string // who saw it
}

// ChildReports lists the reports of children at risk in the actor's scope, without what was seen. Errors: Forbidden.
func (d *Desk) ChildReports(ctx context.Context, by models.Actor, status models.ChildReportStatus, p Page) ([]ReportLine, string, error) {
	sc, err := flow.ListScope(by, models.ChildReportView)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.ChildReports(ctx, sc, status, p)
	if err != nil {
		return nil, "", err
	}
	places, err := placesAbout(ctx, d, by, rows, func(r models.ChildReport) string { return r.HouseholdID })
	out := make([]ReportLine, len(rows))
	for i, r := range rows {
		r.Seen, r.Done = "", ""
		out[i] = ReportLine{ChildReport: r, Of: places[r.HouseholdID]}
	}
	return out, next, err
}

// ChildReport shows one report with what was seen, and logs that it was read: minors' data are read by few, and every time on record (未成年人
// 网络保护条例 36). Errors: Forbidden, NotFound.
func (d *Desk) ChildReport(ctx context.Context, by models.Actor, id string) (*ReportLine, error) {
	r, err := d.childReport(ctx, d.Store, by, models.ChildReportView, id)
	if err != nil {
		return nil, err
	}
	places, err := d.places(ctx, by, []string{r.HouseholdID})
	if err != nil {
		return nil, err
	}
	names, err := d.Store.AccountNames(ctx, by.CountyCode, []string{r.CreatedBy})
	if err != nil {
		return nil, err
	}
	return &ReportLine{*r, places[r.HouseholdID], names[r.CreatedBy]}, d.Store.InTx(ctx, func(s *store.Store) error {
		return seen(ctx, s, by, "child_report", []string{"seen"}, r.HouseholdID)
	})
}

func (d *Desk) childReport(ctx context.Context, s *store.Store, by models.Actor, act models.Action, id string) (*models.ChildReport, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	r, err := s.ChildReport(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	return r, flow.Within(by, act, flow.Subject{Noun: "child_report", ID: r.ID, County: r.CountyCode, Region: r.RegionCode})
}

// MoveChildReport notes to which authorities a report went (step report), or what came of it (step close). Errors: Invalid, Forbidden, NotFound,
// Conflict.
func (d *Desk) MoveChildReport(ctx context.Context, by models.Actor, id, step string, in models.ChildReportMove) error {
	if _, err := models.Authorise(by, models.ChildReportHandle); err != nil {
		return err
	}
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	if step == "report" && len(in.ReportedTo) == 0 {
		return models.InvalidField("reported_to", "required")
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := d.childReport(ctx, s, by, models.ChildReportHandle, id)
		if err != nil {
			return err
		}
		from := r.Status
		if r.Status, err = models.ChildReportSteps.Next(step, from); err != nil {
			return err
		}
		now := s.Now()
		r.HandledBy = &by.AccountID
		if step == "report" {
			r.ReportedTo, r.ReportedAt, r.Done = in.ReportedTo, &now, models.CleanText(in.Done)
		} else {
			r.ClosedAt, r.Done = &now, r.Done+"\n"+models.CleanText(in.Done)
		}
		if err := s.StepChildReport(ctx, r, from); err != nil {
			return err
		}
		flow.Log(s, by, flow.Subject{Noun: "child_report", ID: r.ID, County: r.CountyCode, Region: r.RegionCode}, step, string(from), string(r.Status), nil)
		return nil
	})
}
