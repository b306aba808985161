package testdb

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"

	"zhulian/models"
	"zhulian/store"
)

// write runs one write in a transaction; the story fails when it does.
func (y *Tale) write(fn func(ctx context.Context, s *store.Store) error) {
	y.t.Helper()
	ctx := context.Background()
	require.NoError(y.t, y.Store.InTx(ctx, func(s *store.Store) error { return fn(ctx, s) }))
}

// aideOf is the aide in whose villages a household lives.
func (y *Tale) aideOf(h *models.Household) string {
	if y.OtherAide.Covers(h.RegionCode) {
		return y.OtherAide.AccountID
	}
	return y.Aide.AccountID
}

// Window plans a visit to a household between two days, for its aide.
func (y *Tale) Window(h *models.Household, from, to models.Date, with ...func(*models.VisitWindow)) *models.VisitWindow {
	y.t.Helper()
	now, aide := y.Store.Now(), y.aideOf(h)
	w := &models.VisitWindow{CountyCode: h.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, AideID: &aide, Kind: models.VisitRoutine,
		Mode: "home", StartsOn: from, EndsOn: to, Status: models.WindowPlanned, CreatedAt: now, UpdatedAt: now, Version: 1}
	for _, f := range with {
		f(w)
	}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertWindow(ctx, w) })
	return w
}

// Visit has the aide of a window's household visit it at home on a day, valid unless what is said of it breaks a rule, and moves the
// window to where that leads.
func (y *Tale) Visit(w *models.VisitWindow, day models.Date, with ...func(*models.Visit)) *models.Visit {
	y.t.Helper()
	at := day.Start().Add(10 * time.Hour)
	v := &models.Visit{CountyCode: w.CountyCode, ID: y.ID(), HouseholdID: w.HouseholdID, RegionCode: w.RegionCode, AideID: *w.AideID, WindowID: &w.ID,
		Kind: w.Kind, Mode: models.VisitAtHome, CheckedInAt: at, DurationMin: 20, Reached: true, PaperSignature: true, FormComplete: true,
		PersonsSeen: []string{}, PhotoIDs: []string{}, IssuesCreated: []string{}, CreatedAt: at, UpdatedAt: at, Version: 1}
	for _, f := range with {
		f(v)
	}
	earlier, _, err := y.Store.Visits(context.Background(), store.VisitFilter{Scope: store.Scope{County: w.CountyCode}, Household: w.HouseholdID, Day: day},
		store.Page{Limit: 100})
	require.NoError(y.t, err)
	v.InvalidReason = models.VisitFlaw(*v, w.Mode, len(earlier))
	v.Valid = v.InvalidReason == ""
	step, from := "fail", w.Status
	if v.Valid {
		step, w.ValidVisitID = "complete", &v.ID
	}
	w.Status, err = models.VisitWindowSteps.Next(step, from)
	require.NoError(y.t, err)
	y.write(func(ctx context.Context, s *store.Store) error {
		if err := s.InsertVisit(ctx, v); err != nil {
			return err
		}
		return s.StepWindow(ctx, w, from)
	})
	return v
}

// Miss lets a window end without a visit.
func (y *Tale) Miss(w *models.VisitWindow) *models.VisitWindow {
	y.t.Helper()
	from := w.Status
	w.Status = models.WindowMissed
	y.write(func(ctx context.Context, s *store.Store) error { return s.StepWindow(ctx, w, from) })
	return w
}

// Exempt takes a window out of the rates with the clerk's approval.
func (y *Tale) Exempt(w *models.VisitWindow, code models.ExemptCode) *models.VisitWindow {
	y.t.Helper()
	from := w.Status
	w.Status, w.ExemptCode, w.ExemptReason, w.ExemptBy = models.WindowExempt, code, "有证明材料", &y.Clerk.AccountID
	y.write(func(ctx context.Context, s *store.Store) error { return s.StepWindow(ctx, w, from) })
	return w
}

// Alert raises a yellow alert of a large medical bill for a household, to be looked into within five days.
func (y *Tale) Alert(h *models.Household, with ...func(*models.Alert)) *models.Alert {
	y.t.Helper()
	now, aide := y.Store.Now(), y.aideOf(h)
	a := &models.Alert{CountyCode: h.CountyCode, ID: y.ID(), RuleCode: "W01", RuleVersion: 1, SourceDept: "医保", HouseholdID: &h.ID,
		RegionCode: h.RegionCode, EventOn: y.Today(), Evidence: map[string]string{"amount": "21300"}, Severity: models.SeverityYellow,
		AssignedAideID: &aide, DueAt: now.Add(5 * 24 * time.Hour), Status: models.AlertAssigned, RaisedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
	for _, f := range with {
		f(a)
	}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertAlert(ctx, a) })
	return a
}

// Verified is an alert that was looked into at an instant with a result.
func Verified(at time.Time, code models.AlertResult) func(*models.Alert) {
	return func(a *models.Alert) { a.Status, a.VerifiedAt, a.ResultCode = models.AlertVerified, &at, code }
}

// ReliefApplication files a request for temporary relief, to be decided within twenty days.
func (y *Tale) ReliefApplication(h *models.Household, with ...func(*models.Application)) *models.Application {
	y.t.Helper()
	now, id := y.Store.Now(), y.ID()
	by := now.Add(20 * 24 * time.Hour)
	a := &models.Application{CountyCode: h.CountyCode, ID: id, No: "A" + id[len(id)-12:], HouseholdID: h.ID, RegionCode: h.RegionCode,
		Kind: models.ApplicationTempRelief, Channel: "aide", Story: "突发大病", Materials: []string{}, Status: models.ApplicationSubmitted,
		SubmittedAt: &now, DecideBy: &by, CreatedBy: y.aideOf(h), CreatedAt: now, UpdatedAt: now, Version: 1}
	for _, f := range with {
		f(a)
	}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertApplication(ctx, a) })
	return a
}

// Decided is an application that was decided at an instant.
func Decided(at time.Time, decision string) func(*models.Application) {
	return func(a *models.Application) {
		a.DecidedAt, a.Decision, a.Status = &at, decision, models.ApplicationStatus(decision)
	}
}

// Suggestion issues a policy suggestion to a household.
func (y *Tale) Suggestion(h *models.Household, with ...func(*models.Suggestion)) *models.Suggestion {
	y.t.Helper()
	now := y.Store.Now()
	g := &models.Suggestion{CountyCode: h.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, RunID: y.ID(), RuleCode: "R01", RuleVersion: 1,
		Kind: models.SuggestPolicy, Strength: models.StrengthLikely, Title: "申请低保", Basis: "浙江省社会救助条例 9", Facts: map[string]string{"inc": "900"},
		Status: models.SuggestionNew, IssuedAt: now, ExpiresOn: models.DateOf(now).AddDays(90), CreatedAt: now, UpdatedAt: now, Version: 1}
	for _, f := range with {
		f(g)
	}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertSuggestion(ctx, g) })
	return g
}

// List makes the happiness list of a household for the quarter that ends on a day.
func (y *Tale) List(h *models.Household, quarterEnd models.Date, with ...func(*models.HappinessList)) *models.HappinessList {
	y.t.Helper()
	at := quarterEnd.End()
	l := &models.HappinessList{CountyCode: h.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, PeriodKind: "quarter",
		PeriodFrom: quarterEnd.AddMonths(-2), PeriodTo: quarterEnd, Issue: 1, Status: models.ListGenerated, Deadline: models.ListDeadline(quarterEnd),
		GeneratedAt: at, CreatedAt: at, UpdatedAt: at, Version: 1}
	for _, f := range with {
		f(l)
	}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertHappinessList(ctx, l) })
	return l
}

// HandedOver is a list that the aide handed over face to face on a day.
func HandedOver(day models.Date) func(*models.HappinessList) {
	return func(l *models.HappinessList) {
		at := day.Start().Add(9 * time.Hour)
		l.Status, l.Channel, l.DeliveredAt = models.ListDelivered, "face_to_face", &at
	}
}

// Acknowledged is a list that reached the household by message and was acknowledged on a day.
func Acknowledged(day models.Date) func(*models.HappinessList) {
	return func(l *models.HappinessList) {
		at := day.Start().Add(9 * time.Hour)
		l.Status, l.Channel, l.DeliveredAt, l.AcknowledgedAt, l.AckMethod = models.ListAcknowledged, "message", &at, &at, "online"
	}
}

// Level lets a clerk confirm a level and a score of a household, in the place of those in force.
func (y *Tale) Level(h *models.Household, level, score int) *models.Household {
	y.t.Helper()
	now := y.Store.Now()
	r := &models.HouseholdLevel{CountyCode: h.CountyCode, ID: y.ID(), HouseholdID: h.ID, RegionCode: h.RegionCode, Level: level, Score: score,
		Status: models.LevelConfirmed, Cause: models.LevelByChange, DecidedBy: &y.Clerk.AccountID, DecidedAt: &now, FromOn: y.Today(), CreatedAt: now,
		UpdatedAt: now, Version: 1}
	y.write(func(ctx context.Context, s *store.Store) error {
		before, err := s.Levels(ctx, store.Key{County: h.CountyCode, ID: h.ID})
		if err != nil {
			return err
		}
		for _, b := range before {
			if b.Status == models.LevelConfirmed {
				err = s.StepLevel(ctx, store.Key{County: b.CountyCode, ID: b.ID}, b.Status, store.Change{"status": models.LevelReplaced, "to_on": y.Today()})
			}
			if err != nil {
				return err
			}
		}
		if err := s.InsertLevel(ctx, r); err != nil {
			return err
		}
		if h, err = s.Household(ctx, store.Key{County: h.CountyCode, ID: h.ID}); err != nil {
			return err
		}
		h.Level = level
		return s.ReviseHousehold(ctx, h, h.Version)
	})
	return h
}

// Picture puts a small picture on something, as its noun and id name it.
func (y *Tale) Picture(noun, object string) *models.Attachment {
	y.t.Helper()
	a := &models.Attachment{CountyCode: CountyCode, ID: y.ID(), Noun: noun, ObjectID: object, SHA256: "0123", ContentType: "image/jpeg", Size: 3, Content: []byte("jpg"),
		CreatedAt: y.Store.Now()}
	y.write(func(ctx context.Context, s *store.Store) error { return s.InsertAttachment(ctx, a) })
	return a
}
