package casework

import (
	"context"
	"slices"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// Roster is one session in the eyes of its supplier or of whoever teaches it: who is expected, as far as each may be known.
type Roster struct {
	models.CourseSession
	Offer  models.Offer
	People []Seat
}

// Seat is one person who has a place. Whom is masked like everywhere: nothing identified without a promise and a live consent.
type Seat struct {
	PathID  string
	Whom    *Beneficiary
	Present *bool // nil: not marked yet
}

// Came tells whether the person was marked as having come.
func (s Seat) Came() bool { return s.Present != nil && *s.Present }

// Roster shows a session with who is expected. What it discloses is logged: surname and title for the supplier, on the day and until a day after it
// the full name for whoever teaches; never an address. Errors: NotFound, Forbidden.
func (d *Desk) Roster(ctx context.Context, by models.Actor, id string) (*Roster, error) {
	if !by.Role.IsSupplier() {
		return nil, models.Forbidden("role_may_not")
	}
	out := &Roster{}
	err := d.onCourse(ctx, by, models.FulfilmentView, id, func(s *store.Store, r *models.CourseSession) error {
		out.CourseSession = *r
		o, err := s.Offer(ctx, store.Key{County: r.CountyCode, ID: r.OfferID})
		if err != nil {
			return err
		}
		out.Offer = *o
		out.People, err = d.seats(ctx, s, by, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// mostSeats is how many people a session has at most.
const mostSeats = 500

// seated reads who is expected at a session: everybody who has a place of its offer and has not left before its day.
func seated(ctx context.Context, s *store.Store, r *models.CourseSession) ([]models.WorkPath, error) {
	rows, _, err := s.Works(ctx, store.WorkFilter{Scope: store.Scope{County: r.CountyCode}, Offer: r.OfferID}, store.Page{Limit: mostSeats, Oldest: true})
	return slices.DeleteFunc(rows, func(p models.WorkPath) bool {
		return p.MatchID == nil || p.Status == models.WorkDropped || p.Status == models.WorkClosed || p.TrainedOn != "" && p.TrainedOn < r.Day()
	}), err
}

// seats are the people of a roster, in as many statements for many as for one.
func (d *Desk) seats(ctx context.Context, s *store.Store, by models.Actor, r *models.CourseSession) ([]Seat, error) {
	paths, err := seated(ctx, s, r)
	if err != nil || len(paths) == 0 {
		return nil, err
	}
	marks, err := s.Attendances(ctx, store.Key{County: r.CountyCode, ID: r.ID})
	if err != nil {
		return nil, err
	}
	asked, err := askedFor(ctx, s, by, r, paths)
	if err != nil {
		return nil, err
	}
	whom, err := d.discloseAll(ctx, s, by, asked)
	if err != nil {
		return nil, err
	}
	out := make([]Seat, len(paths))
	for i, p := range paths {
		out[i] = Seat{PathID: p.ID, Whom: whom[i]}
		if at := slices.IndexFunc(marks, func(m models.Attendance) bool { return m.PathID == p.ID }); at >= 0 {
			out[i].Present = &marks[at].Present
		}
	}
	return out, nil
}

// askedFor is what may be disclosed of the people who have places, each under the promise by which it has it.
func askedFor(ctx context.Context, s *store.Store, by models.Actor, r *models.CourseSession, paths []models.WorkPath) ([]disclosure, error) {
	ids := make([]string, len(paths))
	for i, p := range paths {
		ids[i] = *p.MatchID
	}
	matches, err := s.MatchesByID(ctx, r.CountyCode, ids)
	if err != nil {
		return nil, err
	}
	for i := range ids {
		ids[i] = matches[ids[i]].NeedID
	}
	needs, err := s.NeedsInFull(ctx, r.CountyCode, ids)
	out := make([]disclosure, len(paths))
	for i, p := range paths {
		n, m := needs[ids[i]], matches[*p.MatchID]
		n.PersonID = &p.PersonID
		out[i] = disclosure{need: &n, match: &m, tier: tierOf(&m, s.Now()), elsewhere: true}
		if out[i].tier == 2 && teaches(r, by, s.Now()) {
			out[i].tier = 3
		}
	}
	return out, err
}

func teaches(r *models.CourseSession, by models.Actor, now time.Time) bool {
	if r.WorkerID == nil || *r.WorkerID != by.AccountID {
		return false
	}
	return !now.Before(r.Day().Start()) && now.Before(r.Day().End().Add(24*time.Hour))
}

// MarkAttendance writes down who came to a session that has begun; all others of its roster were absent. It may be put right. Errors: Invalid,
// NotFound, Conflict course_not_begun.
func (d *Desk) MarkAttendance(ctx context.Context, by models.Actor, id string, in models.AttendanceDraft) (*Roster, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	err := d.onCourse(ctx, by, models.FulfilmentRecord, id, func(s *store.Store, r *models.CourseSession) error {
		if s.Now().Before(r.StartsAt) {
			return models.Conflict("course_not_begun")
		}
		paths, err := seated(ctx, s, r)
		if err != nil {
			return err
		}
		known := map[string]bool{}
		rows := make([]models.Attendance, len(paths))
		for i, p := range paths {
			known[p.ID] = true
			rows[i] = models.Attendance{CountyCode: r.CountyCode, SessionID: r.ID, PathID: p.ID, Present: slices.Contains(in.Present, p.ID),
				RecordedBy: by.AccountID, RecordedAt: s.Now()}
		}
		if slices.ContainsFunc(in.Present, func(id string) bool { return !known[id] }) {
			return models.InvalidField("present", "unknown")
		}
		if err := s.PutAttendance(ctx, rows); err != nil {
			return err
		}
		return stepCourse(ctx, s, by, r, "hold")
	})
	if err != nil {
		return nil, err
	}
	return d.Roster(ctx, by, id)
}

// TeachingDay lists the sessions that the actor teaches from today on. Errors: Forbidden.
func (d *Desk) TeachingDay(ctx context.Context, by models.Actor) ([]models.CourseSession, error) {
	if _, err := models.Authorise(by, models.FulfilmentRecord); err != nil {
		return nil, err
	}
	return d.Store.CoursesOfWorker(ctx, key(by, by.AccountID), d.today().AddDays(-1).Start(), mostWaiting)
}
