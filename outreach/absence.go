package outreach

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

func absenceSubject(a *models.Absence) flow.Subject {
	return flow.Subject{Noun: "absence", ID: a.ID, County: a.CountyCode, Region: a.RegionCode}
}

// AbsenceBook is who is away in the actor's places, who could be, and their names.
type AbsenceBook struct {
	Items []models.Absence
	Names map[string]string
	Aides []models.Account // of the actor's places; those who may stand in too
}

// Absences lists the absences of the actor's places, the earliest first, with the aides there. Errors: Forbidden.
func (d *Desk) Absences(ctx context.Context, by models.Actor) (*AbsenceBook, error) {
	sc, err := flow.ListScope(by, models.AlertRoute)
	if err != nil {
		return nil, err
	}
	out := &AbsenceBook{}
	if out.Items, err = d.Store.Absences(ctx, store.AbsenceFilter{County: sc.County, Regions: sc.Regions}); err != nil {
		return nil, err
	}
	if out.Aides, err = d.aidesOf(ctx, d.Store, by); err != nil {
		return nil, err
	}
	var who []string
	for _, a := range out.Items {
		who = append(who, a.AideID, a.SubstituteID)
	}
	out.Names, err = d.Store.AccountNames(ctx, by.CountyCode, distinct(who))
	return out, err
}

// aidesOf are the active aides all of whose places the actor looks after.
func (d *Desk) aidesOf(ctx context.Context, s *store.Store, by models.Actor) ([]models.Account, error) {
	all, err := s.Recipients(ctx, store.RecipientFilter{County: by.CountyCode, Roles: []models.Role{models.RoleAide}, Status: models.AccountActive})
	var out []models.Account
	for _, a := range all {
		inside := len(a.Regions) > 0
		for _, r := range a.Regions {
			inside = inside && by.Covers(r)
		}
		if inside {
			out = append(out, a)
		}
	}
	return out, err
}

// PlanAbsence says from when to when an aide is away and who stands in. From its first day on the substitute has the aide's alerts and sees the
// aide's villages. Errors: Invalid, Conflict absence_overlaps, absence_stands_in.
func (d *Desk) PlanAbsence(ctx context.Context, by models.Actor, in models.AbsenceDraft) (*models.Absence, error) {
	if _, err := models.Authorise(by, models.AlertRoute); err != nil {
		return nil, err
	}
	if err := d.checkAbsence(in); err != nil {
		return nil, err
	}
	var out *models.Absence
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.HoldAlerts(ctx, by.CountyCode); err != nil {
			return err
		}
		aide, err := d.absentAide(ctx, s, by, in)
		if err != nil {
			return err
		}
		now := s.Now()
		out = &models.Absence{CountyCode: by.CountyCode, ID: d.newID(in.ID), AideID: in.AideID, SubstituteID: in.SubstituteID, RegionCode: aide.Regions[0],
			FromOn: in.FromOn, ToOn: in.ToOn, Reason: in.Reason, Status: models.AbsencePlanned, CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1}
		if err := s.InsertAbsence(ctx, out); err != nil {
			return err
		}
		flow.Log(s, by, absenceSubject(out), "plan", "", string(models.AbsencePlanned), nil)
		if out.FromOn > models.DateOf(now) {
			return nil
		}
		return d.beginAbsence(ctx, s, by, out)
	})
	return out, err
}

func (d *Desk) checkAbsence(in models.AbsenceDraft) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	switch {
	case in.ToOn < in.FromOn:
		return models.InvalidField("to_on", "before_start")
	case in.ToOn < d.today():
		return models.InvalidField("to_on", "in_past")
	case in.ToOn > in.FromOn.AddDays(365):
		return models.InvalidField("to_on", "absence_too_long")
	case in.AideID == in.SubstituteID:
		return models.InvalidField("substitute_id", "absence_self")
	}
	return nil
}

// absentAide checks that both are aides of the actor's places and free on those days: whoever stands in for somebody is not away meanwhile.
func (d *Desk) absentAide(ctx context.Context, s *store.Store, by models.Actor, in models.AbsenceDraft) (*models.Account, error) {
	aides, err := d.aidesOf(ctx, s, by)
	if err != nil {
		return nil, err
	}
	var aide, sub *models.Account
	for i := range aides {
		switch aides[i].ID {
		case in.AideID:
			aide = &aides[i]
		case in.SubstituteID:
			sub = &aides[i]
		}
	}
	if aide == nil {
		return nil, models.InvalidField("aide_id", "account_unknown")
	}
	if sub == nil {
		return nil, models.InvalidField("substitute_id", "account_unknown")
	}
	others, err := s.Absences(ctx, store.AbsenceFilter{County: by.CountyCode, People: []string{in.AideID, in.SubstituteID}})
	for _, a := range others {
		if !a.Overlaps(in.FromOn, in.ToOn) {
			continue
		}
		if a.AideID == in.AideID {
			return nil, models.Conflict("absence_overlaps")
		}
		if a.AideID == in.SubstituteID || a.SubstituteID == in.AideID {
			return nil, models.Conflict("absence_stands_in")
		}
	}
	return aide, err
}

// EndAbsence ends an absence before its time: one that has not begun is cancelled; from one that runs the aide is back, with the alerts.
// Errors: NotFound, Conflict.
func (d *Desk) EndAbsence(ctx context.Context, by models.Actor, id string) (*models.Absence, error) {
	if _, err := models.Authorise(by, models.AlertRoute); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		a, err := s.Absence(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.AlertRoute, absenceSubject(a)); err != nil {
			return err
		}
		if a.Status == models.AbsencePlanned {
			return stepAbsence(ctx, s, by, a, "cancel", store.Change{})
		}
		return d.endAbsence(ctx, s, by, a)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Absence(ctx, key(by, id))
}

func stepAbsence(ctx context.Context, s *store.Store, by models.Actor, a *models.Absence, step string, set store.Change) error {
	to, err := models.AbsenceSteps.Next(step, a.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	if err := s.StepAbsence(ctx, store.Key{County: a.CountyCode, ID: a.ID}, a.Status, set); err != nil {
		return err
	}
	flow.Log(s, by, absenceSubject(a), step, string(a.Status), string(to), nil)
	a.Status = to
	return nil
}

// beginAbsence hands the aide's waiting alerts to the substitute.
func (d *Desk) beginAbsence(ctx context.Context, s *store.Store, by models.Actor, a *models.Absence) error {
	if err := stepAbsence(ctx, s, by, a, "begin", store.Change{}); err != nil {
		return err
	}
	moved, err := s.HandOver(ctx, a.CountyCode, a.AideID, a.SubstituteID)
	return logGiven(s, by, moved, "hand_over", err)
}

// endAbsence gives what the substitute still has back to the aide.
func (d *Desk) endAbsence(ctx context.Context, s *store.Store, by models.Actor, a *models.Absence) error {
	set := store.Change{}
	if today := models.DateOf(s.Now()); today < a.ToOn {
		set["to_on"] = max(today, a.FromOn)
	}
	if err := stepAbsence(ctx, s, by, a, "end", set); err != nil {
		return err
	}
	moved, err := s.HandBack(ctx, a.CountyCode, a.AideID)
	return logGiven(s, by, moved, "hand_back", err)
}

func logGiven(s *store.Store, by models.Actor, moved []models.Alert, step string, err error) error {
	for i := range moved {
		flow.Log(s, by, alertSubject(&moved[i]), step, string(moved[i].Status), string(moved[i].Status), nil)
	}
	return err
}

// turnAbsences begins the absences whose first day has come, and ends those whose last day is over.
func (d *Desk) turnAbsences(ctx context.Context, county string) error {
	by, today := models.System(county), d.today()
	over, err := d.Store.Absences(ctx, store.AbsenceFilter{County: county, Over: today,
		Statuses: []models.AbsenceStatus{models.AbsencePlanned, models.AbsenceRunning}})
	if err != nil {
		return err
	}
	begun, err := d.Store.Absences(ctx, store.AbsenceFilter{County: county, Begun: today, Statuses: []models.AbsenceStatus{models.AbsencePlanned}})
	if err != nil {
		return err
	}
	for _, a := range append(over, begun...) {
		err := d.Store.InTx(ctx, func(s *store.Store) error {
			switch {
			case a.Status == models.AbsenceRunning:
				return d.endAbsence(ctx, s, by, &a)
			case a.ToOn < today:
				return stepAbsence(ctx, s, by, &a, "cancel", store.Change{})
			default:
				return d.beginAbsence(ctx, s, by, &a)
			}
		})
		if err != nil && models.KindOf(err) != models.KindConflict {
			return err
		}
	}
	return nil
}
