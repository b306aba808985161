package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// RollBackBatch takes an applied list back while nothing hangs on it: its signals are withdrawn, the alerts that rest on them alone are
// closed, those that rest on others too are as if it had never come, and households that only it had put on file are closed. Errors: NotFound;
// Invalid without a reason; Conflict batch_in_use when somebody has begun to look into one of its alerts.
func (d *Desk) RollBackBatch(ctx context.Context, by models.Actor, id, reason string) error {
	reason, err := flow.Reason(reason, 300)
	if err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		b, err := d.batch(ctx, s, by, id)
		if err != nil {
			return err
		}
		if _, err := models.BatchSteps.Next("roll_back", b.Status); err != nil {
			return err
		}
		if err := s.HoldAlerts(ctx, by.CountyCode); err != nil { // what a list raises meanwhile is seen, or comes after
			return err
		}
		alerts, err := untouched(ctx, s, key(by, id))
		if err != nil {
			return err
		}
		if _, err := s.WithdrawSignals(ctx, key(by, id), s.Now()); err != nil {
			return err
		}
		if err := lookAnew(ctx, s, by, b, alerts); err != nil {
			return err
		}
		if err := closeStubs(ctx, s, by, b); err != nil {
			return err
		}
		if err := throwAway(ctx, s, b); err != nil {
			return err
		}
		now := s.Now()
		b.StatusReason, b.EndedAt = reason, &now
		return stepBatch(ctx, s, by, b, "roll_back")
	})
}

// untouched are the alerts that hang on a batch, when nobody has begun to look into any of them.
func untouched(ctx context.Context, s *store.Store, batch store.Key) ([]models.Alert, error) {
	alerts, err := s.AlertsOfBatch(ctx, batch)
	if err != nil {
		return nil, err
	}
	worked, err := s.AlertsWorked(ctx, batch.County, idsOf(alerts))
	if err == nil && len(worked) > 0 {
		err = models.Conflict("batch_in_use").With("alerts", len(worked))
	}
	return alerts, err
}

func idsOf(alerts []models.Alert) []string {
	ids := make([]string, len(alerts))
	for i, a := range alerts {
		ids[i] = a.ID
	}
	return ids
}

// withdrawAlert closes an alert for which nothing speaks any more.
func withdrawAlert(ctx context.Context, s *store.Store, by models.Actor, a *models.Alert) error {
	to, err := models.AlertSteps.Next("withdraw", a.Status)
	if err != nil {
		return err
	}
	set := store.Change{"status": to, "status_reason": "batch_withdrawn", "closed_at": s.Now()}
	if err := s.StepAlert(ctx, key(by, a.ID), a.Status, set); err != nil {
		return err
	}
	flow.Log(s, by, alertSubject(a), "withdraw", string(a.Status), string(to), nil)
	return nil
}

// closeStubs closes the households that only this batch had put on file.
func closeStubs(ctx context.Context, s *store.Store, by models.Actor, b *models.FeedBatch) error {
	homes, err := s.StubsOfBatch(ctx, key(by, b.ID))
	if err != nil {
		return err
	}
	ids := make([]string, len(homes))
	for i, h := range homes {
		ids[i] = h.ID
		flow.Log(s, by, flow.Subject{Noun: "household", ID: h.ID, County: b.CountyCode, Region: h.RegionCode}, "edit", string(h.Status), string(models.HouseholdClosed),
			map[string]string{"via": "feed", "batch": b.ID})
	}
	return s.CloseHouseholds(ctx, b.CountyCode, ids, rolledBack)
}
