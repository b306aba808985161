package casework

import (
	"context"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

func courseSubject(r models.CourseSession) flow.Subject {
	return flow.Subject{Noun: "course_session", ID: r.ID, County: r.CountyCode, Region: r.CountyCode + "000000", Supplier: r.SupplierID}
}

// PostCourse plans a session of an offer that leads to work. Errors: Invalid, NotFound, Conflict no_course, offer_ended.
func (d *Desk) PostCourse(ctx context.Context, by models.Actor, offer string, in models.CourseDraft) (*models.CourseSession, error) {
	if err := d.checkCourse(in); err != nil {
		return nil, err
	}
	var r *models.CourseSession
	err := d.onOffer(ctx, by, offer, false, func(s *store.Store, o *models.Offer) error {
		if err := takesCourses(o, models.DateOf(in.StartsAt)); err != nil {
			return err
		}
		if err := d.ownWorker(ctx, s, &models.Match{CountyCode: o.CountyCode, SupplierID: o.SupplierID}, in.WorkerID); err != nil {
			return err
		}
		now := s.Now()
		r = &models.CourseSession{CountyCode: o.CountyCode, ID: d.newID(in.ID), OfferID: o.ID, SupplierID: o.SupplierID, StartsAt: *utc(&in.StartsAt),
			EndsAt: *utc(&in.EndsAt), Place: models.CleanText(in.Place), Status: models.CoursePlanned, CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now,
			Version: 1}
		if in.WorkerID != "" {
			r.WorkerID = &in.WorkerID
		}
		if err := s.InsertCourse(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, courseSubject(*r), "plan", "", string(r.Status), map[string]string{"offer_id": o.ID})
		return nil
	})
	return r, err
}

func (d *Desk) checkCourse(in models.CourseDraft) error {
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	now := d.Store.Now()
	switch {
	case in.StartsAt.Before(now.AddDate(0, 0, -31)):
		return models.InvalidField("starts_at", "too_old")
	case in.StartsAt.After(now.AddDate(2, 0, 0)):
		return models.InvalidField("starts_at", "too_far")
	case !in.EndsAt.After(in.StartsAt):
		return models.InvalidField("ends_at", "before_start")
	case in.EndsAt.Sub(in.StartsAt) > 24*time.Hour:
		return models.InvalidField("ends_at", "longer_than_a_day")
	}
	return nil
}

// takesCourses tells whether an offer may have a session on a day: it leads to work, has not ended, and is valid on it.
func takesCourses(o *models.Offer, day models.Date) error {
	switch {
	case !models.LeadsToWork(o.Category):
		return models.Conflict("no_course")
	case o.Status == models.OfferExpired || o.Status == models.OfferWithdrawn:
		return models.Conflict("offer_ended")
	case day < o.ValidFrom || day > o.ValidTo:
		return models.InvalidField("starts_at", "outside_offer")
	}
	return nil
}

// CancelCourse calls a planned session off. Errors: NotFound, Conflict.
func (d *Desk) CancelCourse(ctx context.Context, by models.Actor, id string) (*models.CourseSession, error) {
	err := d.onCourse(ctx, by, models.OfferEdit, id, func(s *store.Store, r *models.CourseSession) error {
		return stepCourse(ctx, s, by, r, "cancel")
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Course(ctx, key(by, id))
}

func (d *Desk) onCourse(ctx context.Context, by models.Actor, act models.Action, id string, fn func(*store.Store, *models.CourseSession) error) error {
	if _, err := models.Authorise(by, act); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.HoldCourse(ctx, key(by, id))
		if err != nil {
			return err
		}
		if !reachesCourse(by, act, r) {
			return models.NotFound("course_session")
		}
		return fn(s, r)
	})
}

// reachesCourse tells whether a session lies in the actor's scope for an action; a worker reaches those that it teaches.
func reachesCourse(by models.Actor, act models.Action, r *models.CourseSession) bool {
	scope := models.ScopeOf(by, act)
	if scope == models.ScopeTask {
		return r.CountyCode == by.CountyCode && r.WorkerID != nil && *r.WorkerID == by.AccountID
	}
	on := courseSubject(*r)
	return models.Reaches(by, scope, on.County, on.Region, on.Supplier)
}

func stepCourse(ctx context.Context, s *store.Store, by models.Actor, r *models.CourseSession, step string) error {
	from := r.Status
	to, err := models.CourseSteps.Next(step, from)
	if err != nil {
		return err
	}
	if err := s.StepCourse(ctx, store.Key{County: r.CountyCode, ID: r.ID}, from, store.Change{"status": to}); err != nil {
		return err
	}
	r.Status = to
	flow.Log(s, by, courseSubject(*r), step, string(from), string(to), map[string]string{"offer_id": r.OfferID})
	return nil
}

// Course is an offer that leads to work with its sessions and its places.
type Course struct {
	OfferState
	SupplierName string
	Sessions     []models.CourseSession // the earliest first
}

// Taken is how many places of the offer are promised, in the window of a day.
func (c Course) Taken(day models.Date) int64 {
	if left, known := c.Left(day); known {
		return *c.Quantity - left
	}
	var n int64
	for _, w := range c.Windows {
		n += w.Reserved
	}
	return n
}

// Next is the first session that is planned from a day on, or nil.
func (c Course) Next(day models.Date) *models.CourseSession {
	for i := range c.Sessions {
		if c.Sessions[i].Status == models.CoursePlanned && c.Sessions[i].Day() >= day {
			return &c.Sessions[i]
		}
	}
	return nil
}

// Course shows one offer that leads to work with its sessions. Errors: NotFound, Conflict no_course.
func (d *Desk) Course(ctx context.Context, by models.Actor, offer string) (*Course, error) {
	o, err := d.Offer(ctx, by, offer)
	if err != nil {
		return nil, err
	}
	if !models.LeadsToWork(o.Category) {
		return nil, models.Conflict("no_course")
	}
	sessions, err := d.Store.Courses(ctx, o.CountyCode, o.ID)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.SuppliersByID(ctx, o.CountyCode, []string{o.SupplierID})
	return &Course{OfferState: *o, SupplierName: names[o.SupplierID].Name, Sessions: sessions[o.ID]}, err
}

// mostCourses is how many trainings and workshops are listed.
const mostCourses = 200

// OpenCourses lists the county's offers that lead to work and have not ended, with their sessions and what is left of their places, the soonest to
// end first. A supplier sees its own. Errors: Forbidden.
func (d *Desk) OpenCourses(ctx context.Context, by models.Actor) ([]Course, error) {
	sc, err := flow.ListScope(by, models.OfferView)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, c := range models.Categories() {
		if models.LeadsToWork(c.Code) {
			codes = append(codes, c.Code)
		}
	}
	offers, err := d.Store.OffersInHeadings(ctx, sc, codes, d.today(), mostCourses)
	if err != nil || len(offers) == 0 {
		return nil, err
	}
	var ids, suppliers []string
	for _, o := range offers {
		ids, suppliers = append(ids, o.ID), append(suppliers, o.SupplierID)
	}
	windows, err := d.Store.Windows(ctx, sc.County, ids...)
	if err != nil {
		return nil, err
	}
	sessions, err := d.Store.Courses(ctx, sc.County, ids...)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.SuppliersByID(ctx, sc.County, suppliers)
	out := make([]Course, len(offers))
	for i, o := range offers {
		out[i] = Course{OfferState: OfferState{Offer: o, Windows: windows[o.ID]}, SupplierName: names[o.SupplierID].Name, Sessions: sessions[o.ID]}
	}
	return out, err
}
