package entitlement

import (
	"context"
	"strconv"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// DisputeList takes down that the household says a line is wrong, or something is missing; it is answered within ten working days. Errors:
// Invalid, NotFound, Conflict.
func (d *Desk) DisputeList(ctx context.Context, by models.Actor, id string, in models.ListStep) (*models.HappinessList, error) {
	if err := d.checkDispute(in); err != nil {
		return nil, err
	}
	return d.onList(ctx, by, models.HappinessListDeliver, id, func(x *leaf) error { return d.dispute(ctx, x, in) })
}

func (d *Desk) checkDispute(in models.ListStep) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	return said("text", in.Text)
}

func (d *Desk) dispute(ctx context.Context, x *leaf, in models.ListStep) error {
	if in.Line != nil && *in.Line >= len(x.l.Lines) {
		return models.InvalidField("line", "no_such_line")
	}
	clock, err := d.reliefClock(ctx, x.s, x.l.CountyCode)
	if err != nil {
		return err
	}
	now := x.s.Now()
	limit, _ := clock.Rules.Limit(models.SLAListDispute, "", models.DateOf(now))
	set := store.Change{"disputed_at": now, "dispute_line": in.Line, "dispute_due_at": limit.End(now, clock.Calendar), "dispute_reminded_at": nil,
		"dispute_escalated_at": nil, "answered_at": nil, "answered_by": nil, "answer_sealed": nil}
	if err := x.s.SealListText(x.at(), "dispute", models.CleanText(in.Text), set); err != nil {
		return err
	}
	return x.take(ctx, "dispute", set, nil)
}

// AnswerDispute answers a dispute in writing. Where the household is right, the benefit at fault is put right and a corrected issue is made, which
// is checked and handed over like every list; it is answered. Else the list stands. Errors: Invalid, NotFound, Conflict.
func (d *Desk) AnswerDispute(ctx context.Context, by models.Actor, id string, in models.ListStep) (*models.HappinessList, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("text", in.Text); err != nil {
		return nil, err
	}
	if !in.Correct && (in.Remove || in.AmountFen != nil) {
		return nil, models.InvalidField("correct", "required")
	}
	var next *models.HappinessList
	out, err := d.onList(ctx, by, models.HappinessListAnswer, id, func(x *leaf) (err error) {
		set := store.Change{"answered_at": x.s.Now(), "answered_by": by.AccountID}
		if err := x.s.SealListText(x.at(), "answer", models.CleanText(in.Text), set); err != nil {
			return err
		}
		if !in.Correct {
			return x.take(ctx, "uphold", set, nil)
		}
		set["link_until"] = x.s.Now() // the link led to what was wrong
		if err := x.take(ctx, "correct", set, nil); err != nil {
			return err
		}
		if err := x.putRight(ctx, in); err != nil {
			return err
		}
		next, err = d.reissue(ctx, x)
		return err
	})
	if next != nil {
		return next, err
	}
	return out, err
}

// putRight changes the benefit at fault.
func (x *leaf) putRight(ctx context.Context, in models.ListStep) error {
	if !in.Remove && in.AmountFen == nil {
		return nil
	}
	line := models.HappinessListLine{}
	if x.l.DisputeLine != nil && *x.l.DisputeLine < len(x.l.Lines) {
		line = x.l.Lines[*x.l.DisputeLine]
	}
	if line.SourceNoun != "benefit" || len(line.Sources) == 0 || in.AmountFen != nil && len(line.Sources) > 1 {
		return models.InvalidField("line", "line_not_benefit")
	}
	for _, id := range line.Sources {
		b, err := x.s.Benefit(ctx, store.Key{County: x.l.CountyCode, ID: id})
		if err != nil {
			return err
		}
		set := store.Change{"amount_fen": in.AmountFen}
		if in.Remove {
			set = store.Change{"voided_at": x.s.Now(), "void_reason": models.CleanText(in.Text)}
		}
		if err := x.s.CorrectBenefit(ctx, store.Key{County: b.CountyCode, ID: b.ID}, b.Version, set); err != nil {
			return err
		}
		data := map[string]string{"list": x.l.ID}
		if in.AmountFen != nil {
			data["amount_fen"] = strconv.FormatInt(*in.AmountFen, 10)
		}
		flow.Log(x.s, x.by, flow.Subject{Noun: "benefit", ID: b.ID, County: b.CountyCode, Region: b.RegionCode}, "correct", "", "", data)
	}
	return nil
}

// reissue makes the next issue of a list out of what is on file now.
func (d *Desk) reissue(ctx context.Context, x *leaf) (*models.HappinessList, error) {
	h, err := x.s.Household(ctx, store.Key{County: x.l.CountyCode, ID: x.l.HouseholdID})
	if err != nil {
		return nil, err
	}
	last, err := x.s.LastIssue(ctx, store.Key{County: x.l.CountyCode, ID: x.l.HouseholdID}, x.l.Period())
	if err != nil {
		return nil, err
	}
	maker, err := newLister(ctx, x.s, x.l.CountyCode)
	if err != nil {
		return nil, err
	}
	made, err := maker.lists(ctx, x.s, []store.OwedList{{ID: h.ID, No: h.No, RegionCode: h.RegionCode}}, x.l.Period())
	if err != nil {
		return nil, err
	}
	next := &made[0]
	next.Issue, next.CorrectsID = last+1, &x.l.ID
	logMade(x.s, x.by, *next)
	return next, x.s.InsertHappinessList(ctx, next)
}

// remindDisputes reminds of disputes before their ten working days are over, and tells the county when they are. Each is told once.
func (d *Desk) remindDisputes(ctx context.Context, county string) error {
	now := d.Store.Now()
	for _, tell := range []struct {
		before       time.Time
		column, step string
	}{{now.Add(remindAhead), "dispute_reminded_at", "remind"}, {now, "dispute_escalated_at", "escalate"}} {
		rows, err := d.Store.DisputesDue(ctx, county, tell.before, tell.column, sweptMost)
		if err != nil {
			return err
		}
		for _, l := range rows {
			err := d.Store.InTx(ctx, func(s *store.Store) error {
				first, err := s.TellDispute(ctx, store.Key{County: county, ID: l.ID}, tell.column)
				if err == nil && first {
					flow.Log(s, models.System(county), listSubject(l), tell.step, string(l.Status), string(l.Status), map[string]string{
						"due_at": l.DisputeDueAt.UTC().Format(time.RFC3339)})
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
