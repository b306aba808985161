// Package flow takes the declared steps of needs and matches, each with its event, and brings a need's sums and status to what its
// matches add up to. It is what the verb packages have in common; it authorises nobody and opens no transaction.
package flow

import (
	"context"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// TakeNeed takes a declared step of a need and sets more columns with it. Errors: Conflict.
func TakeNeed(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, step string, set store.Change) error {
	to, err := models.NeedSteps.Next(step, n.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	if err := s.StepNeed(ctx, store.Key{County: n.CountyCode, ID: n.ID}, n.Status, set); err != nil {
		return err
	}
	data := map[string]string{}
	if code, ok := set["resolution_code"].(string); ok && code != "" {
		data["resolution_code"] = code
	}
	record(s, by, needEvent(n, step, n.Status, to), data)
	n.Status = to
	return nil
}

// TakeMatch takes a declared step of a match and sets more columns with it. Errors: Conflict.
func TakeMatch(ctx context.Context, s *store.Store, by models.Actor, m *models.Match, step string, set store.Change) error {
	to, err := models.MatchSteps.Next(step, m.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	if err := s.StepMatch(ctx, store.Key{County: m.CountyCode, ID: m.ID}, m.Status, set); err != nil {
		return err
	}
	data := map[string]string{}
	if code, ok := set["decline_code"].(string); ok {
		data["decline_code"] = code
	}
	RecordMatch(s, by, m, step, to, data)
	m.Status = to
	return nil
}

// RecordMatch records that a match takes a step from the status that it has, for steps that many matches take at once.
func RecordMatch(s *store.Store, by models.Actor, m *models.Match, step string, to models.MatchStatus, more map[string]string) {
	data := map[string]string{"need_id": m.NeedID, "offer_id": m.OfferID}
	for k, v := range more {
		data[k] = v
	}
	record(s, by, models.Event{CountyCode: m.CountyCode, Noun: "match", ObjectID: m.ID, RegionCode: m.RegionCode, SupplierID: m.Addressee(),
		Step: step, FromStatus: string(m.Status), ToStatus: string(to)}, data)
}

// Derive brings a need's sums and status to what its matches add up to.
func Derive(ctx context.Context, s *store.Store, by models.Actor, n *models.Need) error {
	p, err := s.ProgressOf(ctx, store.Key{County: n.CountyCode, ID: n.ID})
	if err != nil {
		return err
	}
	return DeriveFrom(ctx, s, by, n, p)
}

// DeriveFrom is Derive where the sums are known.
func DeriveFrom(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, p models.Progress) error {
	to := n.Status
	if n.Status.CanDerive() {
		if to = p.Derive(n.Quantity); to == models.NeedOpen && n.Status == models.NeedReopened {
			to = models.NeedReopened
		}
	}
	if to == n.Status && p.Reserved == n.Reserved && p.Delivered == n.Delivered && p.Confirmed == n.Confirmed {
		return nil
	}
	if err := s.SetNeedProgress(ctx, n, p, to); err != nil {
		return err
	}
	if to != n.Status {
		record(s, by, needEvent(n, "derive", n.Status, to), nil)
	}
	n.Status, n.Reserved, n.Delivered, n.Confirmed = to, p.Reserved, p.Delivered, p.Confirmed
	return nil
}

func needEvent(n *models.Need, step string, from, to models.NeedStatus) models.Event {
	return models.Event{CountyCode: n.CountyCode, Noun: "need", ObjectID: n.ID, RegionCode: n.RegionCode, Step: step,
		FromStatus: string(from), ToStatus: string(to)}
}

func record(s *store.Store, by models.Actor, e models.Event, data map[string]string) {
	e.ActorID, e.ActorRole, e.Data = by.AccountID, by.Role, data
	s.Record(e)
}

// Workday returns the n-th working day from today by the calendar.
func Workday(ctx context.Context, s *store.Store, n int) (models.Date, error) {
	today := models.DateOf(s.Now())
	calendar, err := s.Calendar(ctx, today, today.AddDays(3*n+30))
	if err != nil {
		return "", err
	}
	return calendar.AddWorkdays(today, n), nil
}

// RespondBy is when an invitation for a need of this urgency expires: after four hours where it is critical, else with the end of
// the second working day (domain report §6).
func RespondBy(ctx context.Context, s *store.Store, u models.Urgency) (time.Time, error) {
	if u == models.UrgencyCritical {
		return s.Now().Add(4 * time.Hour), nil
	}
	day, err := Workday(ctx, s, 2)
	return day.End(), err
}

// NeedsAgreement tells whether a written agreement is due: the service runs for more than a month (浙江省志愿服务条例 21).
func NeedsAgreement(n *models.Need, today models.Date) bool {
	return n.Frequency != nil && n.Frequency.Until > max(today, n.Earliest).AddDays(31)
}
