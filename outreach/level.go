package outreach

import (
	"context"
	"slices"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// levelCause is what an assessment came of.
type levelCause struct {
	cause models.LevelCause
	visit *string
}

// reassess computes a household's level anew and proposes it where it differs from the one in force. A person who has been asked, or has seen it
// otherwise than the program, is asked again only when what the program finds comes to another level.
func (p *planning) reassess(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, of levelCause) error {
	found, err := assess(ctx, s, p.dibao, h, p.today)
	if err != nil {
		return err
	}
	rows, err := s.Levels(ctx, store.Key{County: h.CountyCode, ID: h.ID})
	if err != nil {
		return err
	}
	if len(rows) > 0 && rows[0].Found.Level() == found.Level() || found.Level() == h.Level {
		return nil
	}
	return propose(ctx, s, by, h, models.HouseholdLevel{Assessment: found, Found: found, Cause: of.cause, VisitID: of.visit})
}

// assess is what the program finds by itself.
func assess(ctx context.Context, s *store.Store, standards models.Standards, h *models.Household, today models.Date) (models.Assessment, error) {
	f := models.LevelFacts{Household: *h, Persons: h.Persons, Today: today}
	if std, ok := standards.Value(models.StandardDibao, h.RegionCode, today); ok {
		f.DibaoFen = &std
	}
	var err error
	f.Visit, err = s.LastFound(ctx, store.Key{County: h.CountyCode, ID: h.ID})
	return models.Assess(f), err
}

// propose lets an assessment wait for a clerk, in the place of one that still waited.
func propose(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, r models.HouseholdLevel) error {
	if err := replace(ctx, s, by, h, models.LevelProposed); err != nil {
		return err
	}
	now := s.Now()
	if r.ID == "" {
		r.ID = models.NewID(now)
	}
	r.CountyCode, r.HouseholdID, r.RegionCode, r.Status = h.CountyCode, h.ID, h.RegionCode, models.LevelProposed
	r.Level, r.Score, r.ProposedBy = r.Assessment.Level(), r.Assessment.Score(), by.AccountID
	r.CreatedAt, r.UpdatedAt, r.Version = now, now, 1
	if err := s.InsertLevel(ctx, &r); err != nil {
		return err
	}
	flow.Log(s, by, levelSubject(&r), "propose", "", string(r.Status), map[string]string{"household_id": h.ID, "cause": string(r.Cause)})
	return nil
}

// replace ends what a newer assessment takes the place of.
func replace(ctx context.Context, s *store.Store, by models.Actor, h *models.Household, status models.LevelStatus) error {
	rows, err := s.Levels(ctx, store.Key{County: h.CountyCode, ID: h.ID})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Status != status {
			continue
		}
		set := store.Change{"status": models.LevelReplaced}
		if status == models.LevelConfirmed {
			set["to_on"] = max(r.FromOn, models.DateOf(s.Now()))
		}
		if err := s.StepLevel(ctx, store.Key{County: r.CountyCode, ID: r.ID}, status, set); err != nil {
			return err
		}
		flow.Log(s, by, levelSubject(&r), "replace", string(status), string(models.LevelReplaced), nil)
	}
	return nil
}

func levelSubject(r *models.HouseholdLevel) flow.Subject {
	return flow.Subject{Noun: "household_level", ID: r.ID, County: r.CountyCode, Region: r.RegionCode}
}

// LevelFile is how a household's level came about: what the program finds today, what waits for a clerk, what is in force, and what was.
type LevelFile struct {
	Household models.Household
	Found     models.Assessment
	Waiting   *models.HouseholdLevel
	InForce   *models.HouseholdLevel
	History   []models.HouseholdLevel
	Names     map[string]string // of accounts
}

// Level shows how a household's level came about, and logs that it was seen. Errors: Forbidden, NotFound.
func (d *Desk) Level(ctx context.Context, by models.Actor, household string) (*LevelFile, error) {
	h, err := d.household(ctx, d.Store, by, models.LevelView, household)
	if err != nil {
		return nil, err
	}
	standards, err := d.Store.Standards(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	out := &LevelFile{Household: *h}
	if out.Found, err = assess(ctx, d.Store, standards, h, d.today()); err != nil {
		return nil, err
	}
	if out.History, err = d.Store.Levels(ctx, key(by, h.ID)); err != nil {
		return nil, err
	}
	ids := []string{}
	for i := range out.History {
		r := &out.History[i]
		switch r.Status {
		case models.LevelProposed:
			out.Waiting = r
		case models.LevelConfirmed:
			out.InForce = r
		}
		if r.ProposedBy != "" {
			ids = append(ids, r.ProposedBy)
		}
		if r.DecidedBy != nil {
			ids = append(ids, *r.DecidedBy)
		}
	}
	if out.Names, err = d.Store.AccountNames(ctx, by.CountyCode, ids); err != nil {
		return nil, err
	}
	return out, d.Store.InTx(ctx, func(s *store.Store) error { return seen(ctx, s, by, "level", []string{"profile"}, h.ID) })
}

// ProposeLevel lets an aide say how a household stands, where it is not as the program finds. A clerk decides. Errors: Invalid, Forbidden,
// NotFound, Conflict household_not_active.
func (d *Desk) ProposeLevel(ctx context.Context, by models.Actor, household string, in models.LevelDraft) error {
	if _, err := models.Authorise(by, models.LevelPropose); err != nil {
		return err
	}
	if err := models.Check(in, d.today()); err != nil {
		return err
	}
	standards, err := d.Store.Standards(ctx, by.CountyCode)
	if err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		h, err := d.active(ctx, s, by, models.LevelPropose, household)
		if err != nil {
			return err
		}
		found, err := assess(ctx, s, standards, h, d.today())
		if err != nil {
			return err
		}
		return propose(ctx, s, by, h, models.HouseholdLevel{ID: in.ID, Assessment: found.With(in.Change()), Found: found, Cause: models.LevelByPerson})
	})
}

// ConfirmLevel puts an assessment into force: the household has its level from today on, and its visits are planned by it. Errors: Forbidden,
// NotFound, Conflict.
func (d *Desk) ConfirmLevel(ctx context.Context, by models.Actor, id string) (*models.HouseholdLevel, error) {
	return d.decideLevel(ctx, by, id, func(s *store.Store, h *models.Household, r *models.HouseholdLevel) error {
		if err := replace(ctx, s, by, h, models.LevelConfirmed); err != nil {
			return err
		}
		if err := stepLevel(ctx, s, by, r, "confirm", store.Change{"from_on": d.today()}); err != nil {
			return err
		}
		version := h.Version
		h.Level = r.Level
		if err := s.ReviseHousehold(ctx, h, version); err != nil {
			return err
		}
		flow.Log(s, by, flow.Subject{Noun: "household", ID: h.ID, County: h.CountyCode, Region: h.RegionCode}, "edit", string(h.Status), string(h.Status),
			map[string]string{"level_id": r.ID})
		return nil
	})
}

// RejectLevel does not apply an assessment, with a reason; the level stays as it was. Errors: Invalid, Forbidden, NotFound, Conflict.
func (d *Desk) RejectLevel(ctx context.Context, by models.Actor, id, reason string) (*models.HouseholdLevel, error) {
	reason, err := flow.Reason(reason, 300)
	if err != nil {
		return nil, err
	}
	return d.decideLevel(ctx, by, id, func(s *store.Store, _ *models.Household, r *models.HouseholdLevel) error {
		return stepLevel(ctx, s, by, r, "reject", store.Change{"reason": reason})
	})
}

// deciding is what a clerk does with an assessment of a household that is held.
type deciding func(*store.Store, *models.Household, *models.HouseholdLevel) error

func (d *Desk) decideLevel(ctx context.Context, by models.Actor, id string, do deciding) (*models.HouseholdLevel, error) {
	if _, err := models.Authorise(by, models.LevelConfirm); err != nil {
		return nil, err
	}
	var r *models.HouseholdLevel
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		var err error
		if r, err = s.HouseholdLevel(ctx, key(by, id)); err != nil {
			return err
		}
		if err := flow.Within(by, models.LevelConfirm, levelSubject(r)); err != nil {
			return err
		}
		h, err := s.HeldHousehold(ctx, key(by, r.HouseholdID))
		if err != nil {
			return err
		}
		return do(s, h, r)
	})
	return r, err
}

func stepLevel(ctx context.Context, s *store.Store, by models.Actor, r *models.HouseholdLevel, step string, set store.Change) error {
	from := r.Status
	to, err := models.LevelSteps.Next(step, from)
	if err != nil {
		return err
	}
	now := s.Now()
	set["status"], set["decided_by"], set["decided_at"] = to, by.AccountID, now
	if err := s.StepLevel(ctx, store.Key{County: r.CountyCode, ID: r.ID}, from, set); err != nil {
		return err
	}
	r.Status, r.DecidedBy, r.DecidedAt = to, &by.AccountID, &now
	flow.Log(s, by, levelSubject(r), step, string(from), string(to), nil)
	return nil
}

// LevelLine is an assessment that waits, with whose it is.
type LevelLine struct {
	models.HouseholdLevel
	Place
	Was int // the level in force
}

// LevelsWaiting lists the assessments that wait for the actor. Errors: Forbidden.
func (d *Desk) LevelsWaiting(ctx context.Context, by models.Actor, p Page) ([]LevelLine, string, error) {
	sc, err := flow.ListScope(by, models.LevelConfirm)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.LevelsWaiting(ctx, sc, p)
	if err != nil {
		return nil, "", err
	}
	places, err := placesAbout(ctx, d, by, rows, func(r models.HouseholdLevel) string { return r.HouseholdID })
	out := make([]LevelLine, len(rows))
	for i, r := range rows {
		out[i] = LevelLine{HouseholdLevel: r, Place: places[r.HouseholdID]}
		out[i].Was = out[i].Place.Level
	}
	return slices.Clip(out), next, err
}
