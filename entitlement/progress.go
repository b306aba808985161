package entitlement

import (
	"context"
	"slices"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// Progress is where the requests of a household stand, for whoever holds its code.
type Progress struct {
	Requests   []OwnRequest
	Complaints []models.Complaint
	ExpiresAt  time.Time
}

// OwnRequest is one request as its household may read it: without what officials noted for each other.
type OwnRequest struct {
	models.Application
	AnswerBy *time.Time // the last instant at which an answer is in time; nil where none is due
	Can      OwnCan
}

// OwnCan says what a household may do with its request as it stands.
type OwnCan struct{ Withdraw, Supplement, Appeal bool }

// Steps lists what may be done, by the last parts of the addresses of the steps.
func (c OwnCan) Steps() []string {
	all := ReliefCan{Withdraw: c.Withdraw, Supplement: c.Supplement, Appeal: c.Appeal}
	return all.Steps()
}

// ReliefProgress shows where requests stand. Errors: NotFound.
func (d *Desk) ReliefProgress(ctx context.Context, code string) (*Progress, error) {
	r, err := d.pass(ctx, d.Store, code, models.PassTrack)
	if err != nil {
		return nil, err
	}
	rows, err := d.Store.ApplicationsByID(ctx, r.CountyCode, r.Applications)
	if err != nil {
		return nil, err
	}
	out := &Progress{ExpiresAt: r.ExpiresAt}
	for _, a := range rows {
		out.Requests = append(out.Requests, ownRequest(a, d.Store.Now()))
	}
	out.Complaints, _, err = d.Store.Complaints(ctx, store.ComplaintFilter{Scope: store.Scope{County: r.CountyCode}, Passes: []string{r.ID}}, store.Page{Limit: 50})
	return out, err
}

func ownRequest(a models.Application, now time.Time) OwnRequest {
	a.Note, a.Objection, a.ObjectionAnswer, a.Payee, a.NoVisitWhy = "", "", "", "", ""
	out := OwnRequest{Application: a, Can: OwnCan{
		Withdraw:   models.ApplicationSteps.Allows("withdraw", a.Status),
		Supplement: models.ApplicationSteps.Allows("supplement", a.Status),
		Appeal:     models.ApplicationSteps.Allows("appeal", a.Status) && a.DecidedAt != nil && !now.After(appealEnd(*a.DecidedAt)),
	}}
	switch {
	case a.Status.Open():
		out.AnswerBy = a.DecideBy
	case a.Status == models.ApplicationAppealed || a.Status == models.ApplicationApproved:
		out.AnswerBy = a.DueAt
	default:
	}
	return out
}

// OwnStep takes a step of a household's own request with its code: withdraw, supplement or appeal. Errors: NotFound, Invalid, Conflict.
func (d *Desk) OwnStep(ctx context.Context, code, id, step string, in models.ReliefStep) (*OwnRequest, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	take, err := d.ownStep(ctx, step, in)
	if err != nil {
		return nil, err
	}
	var out OwnRequest
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		x, _, err := d.own(ctx, s, code, id)
		if err != nil {
			return err
		}
		if err := take(x); err != nil {
			return err
		}
		now, err := s.Application(ctx, x.at())
		if err == nil {
			out = ownRequest(*now, s.Now())
		}
		return err
	})
	return &out, err
}

func (d *Desk) ownStep(ctx context.Context, step string, in models.ReliefStep) (func(*work) error, error) {
	switch step {
	case "withdraw":
		return func(x *work) error { return x.withdraw(ctx, in.Reason) }, nil
	case "supplement":
		return func(x *work) error { return d.supplement(ctx, x, in.Note) }, said("note", in.Note)
	case "appeal":
		return func(x *work) error { return x.appeal(ctx, in.Reason) }, said("reason", in.Reason)
	}
	return nil, models.NotFound("page")
}

// own holds a request that a code may see; any other is as if it were not there.
func (d *Desk) own(ctx context.Context, s *store.Store, code, id string) (*work, *models.ResidentPass, error) {
	r, err := d.pass(ctx, s, code, models.PassTrack)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(r.Applications, id) {
		return nil, nil, models.NotFound("application")
	}
	x, err := d.hold(ctx, s, resident(r.CountyCode), id)
	return x, r, err
}
