package entitlement

import (
	"context"
	"strings"
	"time"

	"zhulian/models"
	"zhulian/store"
)

var (
	townWork  = []models.Action{models.ApplicationPropose}
	asking    = []models.Action{models.ApplicationEdit}
	deciding  = []models.Action{models.ApplicationDecide, models.ApplicationAward}
	countyOne = []models.Action{models.ApplicationDecide}
)

// AcceptApplication takes a request up. One of kind unknown is transferred first, never turned away for being in the wrong place (浙江省社会救助条例
// 53). Errors: NotFound, Conflict kind_unknown.
func (d *Desk) AcceptApplication(ctx context.Context, by models.Actor, id string, _ models.ReliefStep) (*models.Application, error) {
	return d.onApplication(ctx, by, townWork, id, func(x *work) error {
		if x.a.Kind == models.ApplicationUnknown {
			return models.Conflict("kind_unknown")
		}
		return x.take(ctx, "accept", store.Change{"accepted_by": by.AccountID, "accepted_at": x.s.Now()}, nil)
	})
}

// TransferApplication says of which kind a request is whose household could not tell. Errors: Invalid, NotFound, Conflict kind_known and
// same_kind_open.
func (d *Desk) TransferApplication(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.Kind == "" {
		return nil, models.InvalidField("kind", "required")
	}
	return d.onApplication(ctx, by, townWork, id, func(x *work) error {
		if x.a.Kind != models.ApplicationUnknown {
			return models.Conflict("kind_known")
		}
		h := &models.Household{CountyCode: x.a.CountyCode, ID: x.a.HouseholdID}
		if same, err := sameOpen(ctx, x.s, h, in.Kind); err != nil {
			return err
		} else if same != nil {
			return models.Conflict("same_kind_open").With("no", same.No)
		}
		return x.take(ctx, "transfer", store.Change{"kind": in.Kind}, map[string]string{"kind": string(in.Kind)})
	})
}

// AskMaterials asks the household, once for all, for what is lacking. Meanwhile the time for the decision stands still. Errors: Invalid,
// NotFound, Conflict.
func (d *Desk) AskMaterials(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, townWork, id, func(x *work) error {
		set := store.Change{"materials_asked_at": x.s.Now()}
		if err := x.write(store.TextReasons, lacking(in), set); err != nil {
			return err
		}
		return x.take(ctx, "ask", set, nil)
	})
}

// lacking is what a household is told to bring.
func lacking(in models.ReliefStep) string {
	if len(in.Materials) == 0 {
		return in.Reason
	}
	return in.Reason + "\n" + strings.Join(in.Materials, "、")
}

// SupplementApplication hands in what was asked for; the time for the decision goes on, later by the time of waiting. Errors: Invalid, NotFound,
// Conflict.
func (d *Desk) SupplementApplication(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("note", in.Note); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, asking, id, func(x *work) error { return d.supplement(ctx, x, in.Note) })
}

func (d *Desk) supplement(ctx context.Context, x *work, note string) error {
	set := store.Change{"materials_asked_at": nil}
	if err := x.write(store.TextStory, added(x.a.Story, note, d.today()), set); err != nil {
		return err
	}
	if x.a.AskedAt != nil && x.a.DecideBy != nil {
		set["decide_by"] = x.later(*x.a.DecideBy, *x.a.AskedAt)
	}
	return x.take(ctx, "supplement", set, nil)
}

// later is a limit put off by the time since an instant: by its working days, in an emergency by the hours.
func (x *work) later(limit, since time.Time) time.Time {
	if x.a.Emergency {
		return limit.Add(x.s.Now().Sub(since))
	}
	waited := x.clock.Calendar.Workdays(models.DateOf(since), models.DateOf(x.s.Now()))
	return x.clock.Calendar.AddWorkdays(models.DateOf(limit.Add(-time.Second)), waited).End()
}

// TurnAway does not accept a request, in writing and with reasons. Errors: Invalid, NotFound, Conflict kind_unknown.
func (d *Desk) TurnAway(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, townWork, id, func(x *work) error {
		if x.a.Kind == models.ApplicationUnknown {
			return models.Conflict("kind_unknown")
		}
		set := store.Change{"decided_by": by.AccountID, "decided_at": x.s.Now(), "decision": string(models.ApplicationNotAccepted)}
		if err := x.write(store.TextReasons, in.Reason, set); err != nil {
			return err
		}
		return x.take(ctx, "turn_away", set, nil)
	})
}

// VerifyApplication begins the survey at home, by the aide or the town; the visit may be named now or with the proposal. Errors: Invalid,
// NotFound, Conflict.
func (d *Desk) VerifyApplication(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	return d.onApplication(ctx, by, asking, id, func(x *work) error {
		set := store.Change{}
		if in.VisitID != "" {
			if err := x.visited(ctx, in.VisitID); err != nil {
				return err
			}
			set["visit_id"] = in.VisitID
		}
		return x.take(ctx, "verify", set, nil)
	})
}

// VisitApplication ties the home visit to the request that it verifies; of one that was accepted the survey has begun with it. Errors: Invalid,
// NotFound, Conflict.
func (d *Desk) VisitApplication(ctx context.Context, by models.Actor, id, visit string) (*models.Application, error) {
	return d.onApplication(ctx, by, asking, id, func(x *work) error {
		if err := x.visited(ctx, visit); err != nil {
			return err
		}
		step := "visit"
		if models.ApplicationSteps.Allows("verify", x.a.Status) {
			step = "verify"
		}
		return x.take(ctx, step, store.Change{"visit_id": visit}, nil)
	})
}

// visited checks that a visit was one to this household, and valid.
func (x *work) visited(ctx context.Context, id string) error {
	v, err := x.s.Visit(ctx, store.Key{County: x.a.CountyCode, ID: id})
	if models.KindOf(err) == models.KindNotFound || err == nil && v.HouseholdID != x.a.HouseholdID {
		return models.InvalidField("visit_id", "visit_unknown")
	}
	if err == nil && !v.Valid {
		return models.InvalidField("visit_id", "visit_invalid")
	}
	return err
}

// WithdrawApplication takes a request back, on the household's word. Errors: NotFound, Conflict.
func (d *Desk) WithdrawApplication(ctx context.Context, by models.Actor, id string, in models.ReliefStep) (*models.Application, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	return d.onApplication(ctx, by, asking, id, func(x *work) error { return x.withdraw(ctx, in.Reason) })
}

func (x *work) withdraw(ctx context.Context, reason string) error {
	set := store.Change{}
	if err := x.write(store.TextReasons, reason, set); err != nil {
		return err
	}
	return x.take(ctx, "withdraw", set, nil)
}

// ArchiveApplication puts a request that has ended away. Errors: NotFound, Conflict.
func (d *Desk) ArchiveApplication(ctx context.Context, by models.Actor, id string, _ models.ReliefStep) (*models.Application, error) {
	return d.onApplication(ctx, by, []models.Action{models.ApplicationPropose, models.ApplicationDecide}, id, func(x *work) error {
		return x.take(ctx, "archive", store.Change{}, nil)
	})
}
