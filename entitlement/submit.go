package entitlement

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Submitted is a request that was handed in, or the open one of the same kind into which it was merged.
type Submitted struct {
	models.Application
	Merged bool
}

// SubmitApplication hands in a request on a household's behalf (代办). Where the household has an open request of the same kind, what is told now
// is added to that one, which is answered. Where the means are to be verified, the household's authorisation is recorded. A minor's request is made
// by a guardian (未成年人保护法 72). Errors: Invalid, NotFound, Conflict.
func (d *Desk) SubmitApplication(ctx context.Context, by models.Actor, in models.ReliefDraft) (*Submitted, error) {
	if _, err := models.Authorise(by, models.ApplicationEdit); err != nil {
		return nil, err
	}
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	var out *Submitted
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := s.HeldHousehold(ctx, key(by, in.HouseholdID))
		if models.KindOf(err) == models.KindNotFound || err == nil && flow.Within(by, models.ApplicationEdit, householdSubject(*h)) != nil {
			return models.InvalidField("household_id", "household_unknown")
		}
		if err != nil {
			return err
		}
		a, err := d.applicationFrom(by, h, in)
		if err != nil {
			return err
		}
		if a.SourceID != nil {
			if _, err := flow.Source(ctx, s, store.Key{County: h.CountyCode, ID: h.ID}, a.Source, *a.SourceID); err != nil {
				return err
			}
		}
		if err := d.authorised(ctx, s, by, h, a, in.Consent); err != nil {
			return err
		}
		if out, err = d.submit(ctx, s, by, h, a); err != nil {
			return err
		}
		return d.cameOf(ctx, s, by, &out.Application, in)
	})
	return out, err
}

// cameOf notes on a suggestion that a request, or the open one that it was merged into, came of it.
func (d *Desk) cameOf(ctx context.Context, s *store.Store, by models.Actor, a *models.Application, in models.ReliefDraft) error {
	if in.Source != "suggestion" {
		return nil
	}
	g, err := s.Suggestion(ctx, key(by, in.SourceID))
	if models.KindOf(err) == models.KindNotFound || err == nil && g.HouseholdID != a.HouseholdID {
		return models.InvalidField("source_id", "source_of_another")
	}
	if err != nil {
		return err
	}
	return flow.ConvertSuggestion(ctx, s, by, g.ID, "application", a.ID)
}

func householdSubject(h models.Household) flow.Subject {
	return flow.Subject{Noun: "household", ID: h.ID, County: h.CountyCode, Region: h.RegionCode}
}

func (d *Desk) applicationFrom(by models.Actor, h *models.Household, in models.ReliefDraft) (*models.Application, error) {
	if h.Status != models.HouseholdActive {
		return nil, models.Conflict("household_not_active")
	}
	person, err := applicant(h, in.PersonID)
	if err != nil {
		return nil, err
	}
	if in.GivenBy == "" {
		in.GivenBy = "self"
	}
	if minor(*person, d.today()) && in.GivenBy != "guardian" {
		return nil, models.InvalidField("given_by", "guardian_required")
	}
	if in.Channel == "" {
		in.Channel = "aide"
	}
	if in.Materials == nil {
		in.Materials = []string{}
	}
	a := &models.Application{ID: d.newID(in.ID), PersonID: &person.ID, Kind: in.Kind, Emergency: in.Emergency, Channel: in.Channel, ProxyBy: &by.AccountID,
		GivenBy: in.GivenBy, Source: in.Source, Story: models.CleanText(in.Story), AmountAskedFen: in.AmountAskedFen, SelfPaidFen: in.SelfPaidFen,
		Materials: in.Materials, CreatedBy: by.AccountID}
	if in.SourceID != "" {
		a.SourceID = &in.SourceID
	}
	return a, nil
}

// applicant is the member who asks: as named, else the head.
func applicant(h *models.Household, id string) (*models.Person, error) {
	for i := range h.Persons {
		if p := &h.Persons[i]; p.ID == id || id == "" && p.IsHead {
			return p, nil
		}
	}
	return nil, models.InvalidField("person_id", "not_a_member")
}

// consentText is the version of the authorisation (授权承诺书) that a household gives with its request.
const consentText = "relief-2026-01"

// authorised notes the consent to verify the household's means: the one that is live already, or the one given now; without either it is Invalid.
func (d *Desk) authorised(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, a *models.Application, given bool) error {
	all, err := s.Consents(ctx, h.CountyCode, h.ID)
	if err != nil {
		return err
	}
	for _, c := range all[h.ID] {
		if c.Kind == models.ConsentVerifyEconomy && c.Live(s.Now()) {
			a.ConsentID = &c.ID
			return nil
		}
	}
	if !given {
		return models.InvalidField("consent", "consent_needed")
	}
	now := s.Now()
	c := &models.Consent{CountyCode: h.CountyCode, ID: models.NewID(now), HouseholdID: h.ID, PersonID: *a.PersonID, Kind: models.ConsentVerifyEconomy,
		Categories: []string{}, Suppliers: []string{}, TextVersion: consentText, GivenBy: a.GivenBy, GivenAt: now, RecordedBy: by.AccountID, CreatedAt: now}
	if err := s.InsertConsent(ctx, c); err != nil {
		return err
	}
	a.ConsentID = &c.ID
	flow.Log(s, by, flow.Subject{Noun: "consent", ID: c.ID, County: h.CountyCode, Region: h.RegionCode}, "give", "", "given", map[string]string{"kind": string(c.Kind)})
	return nil
}

// submit writes a request, or adds it to the open one of its kind. The household must be held, before anything is written of it, so that of two at
// once the second finds the first.
func (d *Desk) submit(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, a *models.Application) (*Submitted, error) {
	same, err := sameOpen(ctx, s, h, a.Kind)
	if err != nil {
		return nil, err
	}
	if same != nil && a.DuplicateOf == nil {
		return d.merge(ctx, s, by, same, a)
	}
	now := s.Now()
	a.CountyCode, a.HouseholdID, a.RegionCode, a.Status = h.CountyCode, h.ID, h.RegionCode, models.ApplicationSubmitted
	a.No, a.SubmittedAt, a.CreatedAt, a.UpdatedAt, a.Version = number("S", a.ID, models.DateOf(now)), &now, now, now, 1
	clock, err := d.reliefClock(ctx, s, h.CountyCode)
	if err != nil {
		return nil, err
	}
	by1 := clock.Decide(a.Emergency, now)
	a.DecideBy, a.DueAt = &by1, clock.Due(*a, h.Category.Recognised(), now)
	if err := s.InsertApplication(ctx, a); err != nil {
		return nil, err
	}
	flow.Log(s, by, applicationSubject(*a), "submit", "", string(a.Status), map[string]string{"kind": string(a.Kind)})
	return &Submitted{Application: *a}, nil
}

func sameOpen(ctx context.Context, s *store.Store, h *models.Household, kind models.ApplicationKind) (*models.Application, error) {
	open, err := s.OpenApplications(ctx, store.Key{County: h.CountyCode, ID: h.ID})
	if err != nil {
		return nil, err
	}
	for i := range open {
		if open[i].Kind == kind {
			return &open[i], nil
		}
	}
	return nil, nil //nolint:nilnil // none is no error
}

// merge adds what a second request of the same kind tells to the open one; an emergency makes that one an emergency too.
func (d *Desk) merge(ctx context.Context, s *store.Store, by models.Actor, into, a *models.Application) (*Submitted, error) {
	held, err := d.hold(ctx, s, models.Actor{CountyCode: into.CountyCode, Role: by.Role, AccountID: by.AccountID}, into.ID)
	if err != nil {
		return nil, err
	}
	set := store.Change{}
	if err := held.write(store.TextStory, added(held.a.Story, a.Story, d.today()), set); err != nil {
		return nil, err
	}
	if held.a.PassID == nil && a.PassID != nil {
		set["pass_id"] = *a.PassID
	}
	if held.a.SelfPaidFen == nil && a.SelfPaidFen != nil {
		set["self_paid_fen"] = *a.SelfPaidFen
	}
	if a.Emergency && !held.a.Emergency && held.a.SubmittedAt != nil && held.a.Status == models.ApplicationSubmitted {
		held.a.Emergency = true
		at := held.clock.Decide(true, s.Now())
		set["emergency"], set["decide_by"], set["due_at"], set["reminded_at"] = true, at, at, nil
	}
	if err := s.ReviseApplication(ctx, held.at(), held.a.Version, set); err != nil {
		return nil, err
	}
	flow.Log(s, by, applicationSubject(*held.a), "merge", string(held.a.Status), string(held.a.Status), mergedFrom(a))
	now, err := s.Application(ctx, held.at())
	if err != nil {
		return nil, err
	}
	return &Submitted{Application: *now, Merged: true}, nil
}

// mergedFrom is what the log says of a request that was merged: how it came, and of what.
func mergedFrom(a *models.Application) map[string]string {
	out := map[string]string{"channel": a.Channel}
	if a.SourceID != nil {
		out["source"], out["source_id"] = a.Source, *a.SourceID
	}
	return out
}

// added is a story with what was told later, each with its day.
func added(story, more string, on models.Date) string {
	more = models.CleanText(more)
	if more == "" || more == story {
		return story
	}
	return story + "\n[" + string(on) + "] " + more
}
