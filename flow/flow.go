// Package flow takes the declared steps of needs and matches, each with its event, and brings a need's sums and status to what its
// matches add up to. It is what the verb packages have in common; it opens no transaction, and asks the permission table only for the verb that
// names its action (Within, ListScope).
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
	if step == "refer" && n.ReferredAt == nil {
		now := s.Now()
		set["referred_at"], n.ReferredAt = now, &now
	}
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

// Limit answers the limit of a step for a subject that is in force in a county today; the declared default where the county set none.
func Limit(ctx context.Context, s *store.Store, county string, step models.SLAStep, subject string) (models.Limit, error) {
	rules, err := s.SLARules(ctx, county)
	limit, _ := rules.Limit(step, subject, models.DateOf(s.Now()))
	return limit, err
}

// EndOf is the instant by which something that begins now must be done, by the county's calendar.
func EndOf(ctx context.Context, s *store.Store, county string, limit models.Limit) (time.Time, error) {
	today := models.DateOf(s.Now())
	calendar, err := s.Calendar(ctx, county, today, today.AddDays(limit.Days()))
	return limit.End(s.Now(), calendar), err
}

// RespondBy is when an invitation for a need of this urgency expires, by the county's limit for a supplier's reply.
func RespondBy(ctx context.Context, s *store.Store, county string, u models.Urgency) (time.Time, error) {
	limit, err := Limit(ctx, s, county, models.SLASupplierReply, string(u))
	if err != nil {
		return time.Time{}, err
	}
	return EndOf(ctx, s, county, limit)
}

// ResponseBy is by when somebody must have taken up a need that is accepted now: the county's limit for the first invitation, and after it
// that for the supplier's reply.
func ResponseBy(ctx context.Context, s *store.Store, n *models.Need) (time.Time, error) {
	rules, err := s.SLARules(ctx, n.CountyCode)
	if err != nil {
		return time.Time{}, err
	}
	today := models.DateOf(s.Now())
	invite, _ := rules.Limit(models.SLAFirstInvitation, string(n.Urgency), today)
	reply, _ := rules.Limit(models.SLASupplierReply, string(n.Urgency), today)
	calendar, err := s.Calendar(ctx, n.CountyCode, today, today.AddDays(invite.Days()+reply.Days()+1))
	if err != nil {
		return time.Time{}, err
	}
	return reply.End(invite.End(s.Now(), calendar).Add(-time.Second), calendar), nil
}

// PlannedEnd is the day by which a promise for a need is to be kept: the end of its run, the day on which it is needed, or the day on which
// the need is due.
func PlannedEnd(n *models.Need) models.Date {
	switch {
	case n.Frequency != nil:
		return n.Frequency.Until
	case n.NeededBy != "":
		return n.NeededBy
	}
	return n.DueOn
}

// DueOn is the last day on which a need that is accepted now is resolved in time: by the county's limit for its category, and as many
// working days more for a need that recurs.
func DueOn(ctx context.Context, s *store.Store, n *models.Need, more int) (models.Date, error) {
	limit, err := Limit(ctx, s, n.CountyCode, models.SLAResolution, n.Category)
	if err != nil {
		return "", err
	}
	end, err := EndOf(ctx, s, n.CountyCode, limit)
	if err != nil || more == 0 {
		return models.DateOf(end.Add(-time.Second)), err
	}
	last := models.DateOf(end.Add(-time.Second))
	calendar, err := s.Calendar(ctx, n.CountyCode, last, last.AddDays(models.Limit{Amount: more}.Days()))
	return calendar.AddWorkdays(last, more), err
}

// NeedsAgreement tells whether a written agreement is due: the service runs for more than a month (浙江省志愿服务条例 21).
func NeedsAgreement(n *models.Need, today models.Date) bool {
	return n.Frequency != nil && n.Frequency.Until > max(today, n.Earliest).AddDays(31)
}
