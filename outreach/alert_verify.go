package outreach

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// VerifyAlert says what came of looking into an alert: its result, the visit (the last one recorded for it where none is named), and what was
// opened for the household. An application or need that is named gets the alert as its source. Errors: Invalid, NotFound, Conflict.
func (d *Desk) VerifyAlert(ctx context.Context, by models.Actor, id string, in models.AlertVerdict) (*models.Alert, error) {
	if err := checkVerdict(in, d.today()); err != nil {
		return nil, err
	}
	return d.onAlert(ctx, by, models.AlertWork, id, func(s *store.Store, a *models.Alert) error {
		visit, err := visitFor(ctx, s, a, in.VisitID)
		if err != nil {
			return err
		}
		if err := linkApplication(ctx, s, a, in.ApplicationID); err != nil {
			return err
		}
		if err := linkNeeds(ctx, s, by, a, in.NeedIDs); err != nil {
			return err
		}
		if in.MustLink {
			if err := opened(ctx, s, a, in.ResultCode); err != nil {
				return err
			}
		}
		now := s.Now()
		note, err := s.SealAlertNote(store.Key{County: a.CountyCode, ID: a.ID}, models.CleanText(in.Note))
		if err != nil {
			return err
		}
		set := store.Change{"verified_at": now, "result_code": in.ResultCode, "note_sealed": note, "verify_visit_id": visit}
		if a.ContactedAt == nil && in.ResultCode != models.AlertNotFound && in.ResultCode != models.AlertWrongData {
			set["contacted_at"] = now
		}
		return stepAlert(ctx, s, by, a, "verify", set, map[string]string{"result_code": string(in.ResultCode)})
	})
}

// opened checks that what a result claims has come of an alert or of its visits: an application for A2, needs for A3.
func opened(ctx context.Context, s *store.Store, a *models.Alert, result models.AlertResult) error {
	_, needs, applications, err := outcomeOf(ctx, s, a)
	if err != nil {
		return err
	}
	if result == models.AlertApplication && len(applications) == 0 || result == models.AlertNeeds && len(needs) == 0 {
		return models.InvalidField("result_code", "nothing_opened")
	}
	return nil
}

func checkVerdict(in models.AlertVerdict, today models.Date) error {
	if err := models.Check(in, today); err != nil {
		return err
	}
	if in.ResultCode.WantsNote() && models.CleanText(in.Note) == "" {
		return models.InvalidField("note", "note_for_result")
	}
	if in.ApplicationID != "" && in.ResultCode != models.AlertApplication {
		return models.InvalidField("application_id", "not_of_result")
	}
	if len(in.NeedIDs) > 0 && !in.ResultCode.Found() {
		return models.InvalidField("need_ids", "not_of_result")
	}
	return nil
}

// visitFor is the visit in which an alert was looked into: the one named, else the last one recorded for it, else none.
func visitFor(ctx context.Context, s *store.Store, a *models.Alert, named string) (*string, error) {
	if named == "" {
		v, err := s.LastVisitForAlert(ctx, store.Key{County: a.CountyCode, ID: a.ID})
		if err != nil || v == nil {
			return nil, err
		}
		return &v.ID, nil
	}
	v, err := s.Visit(ctx, store.Key{County: a.CountyCode, ID: named})
	if models.KindOf(err) == models.KindNotFound || err == nil && !same(a.HouseholdID, v.HouseholdID) {
		return nil, models.InvalidField("visit_id", "of_other_household")
	}
	return &named, err
}

func same(id *string, other string) bool { return id != nil && *id == other }

func linkApplication(ctx context.Context, s *store.Store, a *models.Alert, id string) error {
	if id == "" {
		return nil
	}
	p, err := s.Application(ctx, store.Key{County: a.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound || err == nil && !same(a.HouseholdID, p.HouseholdID) {
		return models.InvalidField("application_id", "of_other_household")
	}
	if err != nil || p.SourceID != nil {
		return err // it came of something else already, and stays so
	}
	return s.SetApplicationSource(ctx, store.Key{County: a.CountyCode, ID: id}, "alert", a.ID)
}

func linkNeeds(ctx context.Context, s *store.Store, by models.Actor, a *models.Alert, ids []string) error {
	needs, err := s.NeedsByID(ctx, a.CountyCode, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		n, ok := needs[id]
		if !ok || !same(a.HouseholdID, n.HouseholdID) || !by.Covers(n.RegionCode) {
			return models.InvalidField("need_ids", "of_other_household")
		}
		if n.SourceID != nil {
			continue
		}
		if err := s.SetNeedSource(ctx, store.Key{County: a.CountyCode, ID: id}, "alert", a.ID); err != nil {
			return err
		}
	}
	return nil
}
