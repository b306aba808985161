package entitlement

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// ComplaintFilter narrows a list of complaints.
type ComplaintFilter = store.ComplaintFilter

func complaintSubject(r models.Complaint) flow.Subject {
	return flow.Subject{Noun: "complaint", ID: r.ID, County: r.CountyCode, Region: r.RegionCode}
}

// FileComplaint takes a complaint down for somebody, to be answered within fifteen days (浙江省社会救助条例 58). Errors: Invalid, NotFound.
func (d *Desk) FileComplaint(ctx context.Context, by models.Actor, in models.ComplaintDraft) (*models.Complaint, error) {
	if _, err := models.Authorise(by, models.ComplaintFile); err != nil {
		return nil, err
	}
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.Channel == "" {
		in.Channel = "aide"
	}
	r := &models.Complaint{ID: d.newID(in.ID), CountyCode: by.CountyCode, RegionCode: in.RegionCode, Channel: in.Channel, Text: in.Text, Contact: in.Contact,
		CreatedBy: by.AccountID}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := about(ctx, s, by, r, in); err != nil {
			return err
		}
		return d.file(ctx, s, by, r)
	})
	return r, err
}

// about finds what a complaint is about; what lies outside the scope is as if it were not there.
func about(ctx context.Context, s *store.Store, by models.Actor, r *models.Complaint, in models.ComplaintDraft) error {
	var on flow.Subject
	switch {
	case in.ApplicationID != "":
		a, err := s.Application(ctx, key(by, in.ApplicationID))
		if err != nil {
			return unknown(err, "application_id")
		}
		r.ApplicationID, r.HouseholdID, r.RegionCode, on = &a.ID, &a.HouseholdID, a.RegionCode, applicationSubject(*a)
	case in.HouseholdID != "":
		h, err := s.Household(ctx, key(by, in.HouseholdID))
		if err != nil {
			return unknown(err, "household_id")
		}
		r.HouseholdID, r.RegionCode, on = &h.ID, h.RegionCode, householdSubject(*h)
	default:
		on = flow.Subject{Noun: "region", County: models.CountyOf(in.RegionCode), Region: in.RegionCode}
	}
	if flow.Within(by, models.ComplaintFile, on) != nil {
		return models.InvalidField("region_code", "region_outside_scope")
	}
	return nil
}

func unknown(err error, field string) error {
	if models.KindOf(err) == models.KindNotFound {
		return models.InvalidField(field, "unknown")
	}
	return err
}

func (d *Desk) file(ctx context.Context, s *store.Store, by models.Actor, r *models.Complaint) error {
	clock, err := d.reliefClock(ctx, s, r.CountyCode)
	if err != nil {
		return err
	}
	now := s.Now()
	r.Text, r.Contact = models.CleanText(r.Text), models.CleanText(r.Contact)
	r.No, r.Status, r.FiledAt, r.AnswerBy = number("T", r.ID, models.DateOf(now)), models.ComplaintFiled, now, clock.By(models.SLAComplaint, now)
	r.CreatedAt, r.UpdatedAt, r.Version = now, now, 1
	if err := s.InsertComplaint(ctx, r); err != nil {
		return err
	}
	flow.Log(s, by, complaintSubject(*r), "file", "", string(r.Status), map[string]string{"channel": r.Channel})
	return nil
}

// Complain files a complaint about a request with its code. Errors: NotFound, Invalid.
func (d *Desk) Complain(ctx context.Context, code, application, text string) (*models.Complaint, error) {
	in := models.ComplaintDraft{ApplicationID: application, Text: text}
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var r *models.Complaint
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		x, pass, err := d.own(ctx, s, code, application)
		if err != nil {
			return err
		}
		r = &models.Complaint{ID: d.newID(""), CountyCode: x.a.CountyCode, RegionCode: x.a.RegionCode, Channel: "app", Text: text, ApplicationID: &x.a.ID,
			HouseholdID: &x.a.HouseholdID, PassID: &pass.ID}
		return d.file(ctx, s, x.by, r)
	})
	return r, err
}

// ComplaintFile is a complaint with what its page shows beside it.
type ComplaintFile struct {
	models.Complaint
	Application *models.Application // what it is about, without its texts
	Region      string
	Names       map[string]string
	Events      []models.Event
	Can         ComplaintCan
}

// ComplaintCan says what an actor may do with a complaint as it stands. Own tells that it is about a request that the actor worked on: somebody
// else answers.
type ComplaintCan struct{ Assign, Answer, Close, Own bool }

// ComplaintFile shows a complaint, and writes the look into the disclosure log. Errors: NotFound.
func (d *Desk) ComplaintFile(ctx context.Context, by models.Actor, id string) (*ComplaintFile, error) {
	if _, err := models.Authorise(by, models.ComplaintView); err != nil {
		return nil, err
	}
	r, err := d.Store.Complaint(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.ComplaintView, complaintSubject(*r)); err != nil {
		return nil, err
	}
	f := &ComplaintFile{Complaint: *r}
	if r.ApplicationID != nil {
		if f.Application, err = d.Store.Application(ctx, store.Key{County: r.CountyCode, ID: *r.ApplicationID}); err != nil {
			return nil, err
		}
	}
	f.Can = complaintCan(by, r, f.Application)
	if f.Events, err = d.Store.EventsAbout(ctx, r.CountyCode, map[string][]string{"complaint": {r.ID}}, 60); err != nil {
		return nil, err
	}
	if f.Names, err = d.actors(ctx, r.CountyCode, f.Events); err != nil {
		return nil, err
	}
	if f.Region, err = d.placeName(ctx, r.RegionCode); err != nil {
		return nil, err
	}
	if r.HouseholdID == nil {
		return f, nil
	}
	now := d.Store.Now()
	return f, d.Store.InTx(ctx, func(s *store.Store) error {
		return s.InsertDisclosure(ctx, &models.Disclosure{CountyCode: r.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role,
			HouseholdID: *r.HouseholdID, Tier: 4, Purpose: "complaint", Fields: []string{"text", "contact"}})
	})
}

func complaintCan(by models.Actor, r *models.Complaint, a *models.Application) ComplaintCan {
	may := models.ScopeOf(by, models.ComplaintWork) != models.ScopeNone
	own := a != nil && workedOn(by, a)
	return ComplaintCan{Assign: may && !own && models.ComplaintSteps.Allows("assign", r.Status) && (r.AssignedTo == nil || *r.AssignedTo != by.AccountID),
		Answer: may && !own && models.ComplaintSteps.Allows("answer", r.Status), Close: may && models.ComplaintSteps.Allows("close", r.Status), Own: own}
}

// workedOn tells whether somebody accepted, proposed or decided a request.
func workedOn(by models.Actor, a *models.Application) bool {
	for _, id := range []*string{a.AcceptedBy, a.ProposedBy, a.DecidedBy} {
		if id != nil && *id == by.AccountID {
			return true
		}
	}
	return false
}

// Complaints lists complaints. Errors: Forbidden.
func (d *Desk) Complaints(ctx context.Context, by models.Actor, f ComplaintFilter, p Page) ([]models.Complaint, string, error) {
	sc, err := flow.ListScope(by, models.ComplaintView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	rows, next, err := d.Store.Complaints(ctx, f, p)
	for i := range rows { // what was written takes a look at the one complaint
		rows[i].Text, rows[i].Contact, rows[i].Answer = "", "", ""
	}
	return rows, next, err
}

// TakeComplaint has the actor see to a complaint. Errors: NotFound, Conflict own_complaint.
func (d *Desk) TakeComplaint(ctx context.Context, by models.Actor, id string, _ models.ComplaintStep) (*models.Complaint, error) {
	return d.onComplaint(ctx, by, id, func(s *store.Store, r *models.Complaint, own bool) error {
		if own {
			return models.Conflict("own_complaint")
		}
		return stepComplaint(ctx, s, by, r, "assign", "", store.Change{"assigned_to": by.AccountID})
	})
}

// AnswerComplaint answers a complaint in writing, by somebody who had no hand in what it is about. Errors: Invalid, NotFound, Conflict
// own_complaint.
func (d *Desk) AnswerComplaint(ctx context.Context, by models.Actor, id string, in models.ComplaintStep) (*models.Complaint, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("answer", in.Answer); err != nil {
		return nil, err
	}
	return d.onComplaint(ctx, by, id, func(s *store.Store, r *models.Complaint, own bool) error {
		if own {
			return models.Conflict("own_complaint")
		}
		return stepComplaint(ctx, s, by, r, "answer", models.CleanText(in.Answer), store.Change{"answered_by": by.AccountID, "answered_at": s.Now()})
	})
}

// CloseComplaint ends a complaint that was answered. Errors: NotFound, Conflict.
func (d *Desk) CloseComplaint(ctx context.Context, by models.Actor, id string, _ models.ComplaintStep) (*models.Complaint, error) {
	return d.onComplaint(ctx, by, id, func(s *store.Store, r *models.Complaint, _ bool) error {
		return stepComplaint(ctx, s, by, r, "close", "", store.Change{"closed_at": s.Now()})
	})
}

func (d *Desk) onComplaint(ctx context.Context, by models.Actor, id string, fn func(s *store.Store, r *models.Complaint, own bool) error) (*models.Complaint, error) {
	if _, err := models.Authorise(by, models.ComplaintWork); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.Complaint(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.ComplaintWork, complaintSubject(*r)); err != nil {
			return err
		}
		own := false
		if r.ApplicationID != nil {
			a, err := s.Application(ctx, store.Key{County: r.CountyCode, ID: *r.ApplicationID})
			if err != nil {
				return err
			}
			own = workedOn(by, a)
		}
		return fn(s, r, own)
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Complaint(ctx, key(by, id))
}

func stepComplaint(ctx context.Context, s *store.Store, by models.Actor, r *models.Complaint, step, answer string, set store.Change) error {
	from := r.Status
	to, err := models.ComplaintSteps.Next(step, from)
	if err != nil {
		return err
	}
	set["status"], r.Status = to, to
	if err := s.StepComplaint(ctx, store.Key{County: r.CountyCode, ID: r.ID}, from, answer, set); err != nil {
		return err
	}
	flow.Log(s, by, complaintSubject(*r), step, string(from), string(to), nil)
	return nil
}
