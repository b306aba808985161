package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// AskExempt lets an aide ask that a window leave the rates, with a code and what documents it. A clerk decides. Errors: Invalid, Forbidden,
// NotFound, Conflict.
func (d *Desk) AskExempt(ctx context.Context, by models.Actor, window string, in models.ExemptDraft) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	return d.onWindow(ctx, by, models.VisitRecord, window, func(s *store.Store, w *models.VisitWindow) error {
		if _, err := models.VisitWindowSteps.Next("exempt", w.Status); err != nil {
			return err
		}
		now := s.Now()
		w.AskCode, w.AskBy, w.AskedAt, w.ExemptReason = in.Code, &by.AccountID, &now, models.CleanText(in.Reason)
		if err := s.AskExempt(ctx, w); err != nil {
			return err
		}
		flow.Log(s, by, windowSubject(w), "ask_exempt", string(w.Status), string(w.Status), map[string]string{"code": string(in.Code)})
		return nil
	})
}

// GrantExempt takes a window out of the rates, as asked for or of the clerk's own accord. Errors: Invalid, Forbidden, NotFound, Conflict.
func (d *Desk) GrantExempt(ctx context.Context, by models.Actor, window string, in models.ExemptDraft) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	return d.onWindow(ctx, by, models.VisitExempt, window, func(s *store.Store, w *models.VisitWindow) error {
		w.ExemptCode, w.ExemptReason, w.ExemptBy = in.Code, models.CleanText(in.Reason), &by.AccountID
		w.AskCode = ""
		return flow.TakeWindow(ctx, s, by, w, "exempt")
	})
}

// RefuseExempt leaves a window in the rates for which an exemption was asked. Errors: Forbidden, NotFound, Conflict.
func (d *Desk) RefuseExempt(ctx context.Context, by models.Actor, window string) error {
	return d.onWindow(ctx, by, models.VisitExempt, window, func(s *store.Store, w *models.VisitWindow) error {
		if w.AskCode == "" {
			return models.Conflict("exempt_not_asked")
		}
		w.AskCode, w.ExemptReason = "", ""
		w.ExemptSealed = nil
		if err := s.AskExempt(ctx, w); err != nil {
			return err
		}
		flow.Log(s, by, windowSubject(w), "refuse_exempt", string(w.Status), string(w.Status), nil)
		return nil
	})
}

func windowSubject(w *models.VisitWindow) flow.Subject {
	return flow.Subject{Noun: "visit_window", ID: w.ID, County: w.CountyCode, Region: w.RegionCode}
}

func (d *Desk) onWindow(ctx context.Context, by models.Actor, act models.Action, id string, do func(*store.Store, *models.VisitWindow) error) error {
	if _, err := models.Authorise(by, act); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		w, err := s.VisitWindow(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, windowSubject(w)); err != nil {
			return err
		}
		return do(s, w)
	})
}
