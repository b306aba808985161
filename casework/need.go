package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Need shows one need with what its aide wrote, and writes the view into the disclosure log; auditors read the public title only.
// Errors: NotFound.
func (d *Desk) Need(ctx context.Context, by models.Actor, id string) (*models.Need, error) {
	if _, err := models.Authorise(by, models.NeedView); err != nil {
		return nil, err
	}
	var n *models.Need
	err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
		if n, err = s.Need(ctx, key(by, id)); err != nil {
			return err
		}
		if err := flow.Within(by, models.NeedView, needSubject(*n)); err != nil {
			return err
		}
		if by.Role == models.RoleAuditor {
			impersonal(n)
			return nil
		}
		return d.seenNeed(ctx, s, by, n, "view")
	})
	return n, err
}

// impersonal leaves of a need what may be read without a look into its file.
func impersonal(n *models.Need) { n.Title, n.Detail = n.TitlePublic, "" }

// seenNeed logs that a government role has read what an aide wrote of a household's need (tier 4 of domain report §17.2).
func (d *Desk) seenNeed(ctx context.Context, s *store.Store, by models.Actor, n *models.Need, purpose string) error {
	if by.AccountID == "" {
		return nil // the house itself reads nothing
	}
	person := ""
	if n.PersonID != nil {
		person = *n.PersonID
	}
	now := s.Now()
	return s.InsertDisclosure(ctx, &models.Disclosure{
		CountyCode: n.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role, HouseholdID: n.HouseholdID,
		PersonID: person, NeedID: n.ID, Tier: 4, Purpose: purpose, Fields: []string{"title", "detail"},
	})
}

// Needs lists needs by their public titles and without details, which take a look at the one need.
func (d *Desk) Needs(ctx context.Context, by models.Actor, f store.NeedFilter, p store.Page) ([]models.Need, string, error) {
	sc, err := flow.ListScope(by, models.NeedView)
	if err != nil {
		return nil, "", err
	}
	f.Scope = sc
	items, next, err := d.Store.Needs(ctx, f, p)
	for i := range items {
		impersonal(&items[i])
	}
	return items, next, err
}

// onNeed runs fn on a need in the actor's scope, held, in a transaction, and returns the need as it is afterwards.
func (d *Desk) onNeed(ctx context.Context, by models.Actor, act models.Action, id string, fn func(*store.Store, *models.Need) error) (*models.Need, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		n, err := s.HoldNeed(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, needSubject(*n)); err != nil {
			return err
		}
		if err := fn(s, n); err != nil {
			return err
		}
		return d.seenNeed(ctx, s, by, n, "work")
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Need(ctx, key(by, id))
}

// EditNeed changes a need that has not ended. Its public title only by those who review needs. Errors: Invalid, NotFound, Stale,
// Conflict, Forbidden.
func (d *Desk) EditNeed(ctx context.Context, by models.Actor, id string, version int, in models.NeedPatch) (*models.Need, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	act := models.NeedEdit
	if in.TitlePublic != nil || in.PublishScope != nil {
		if _, err := models.Authorise(by, models.NeedReview); err != nil {
			return nil, models.Forbidden("reviewer_only_field")
		}
		if in == (models.NeedPatch{TitlePublic: in.TitlePublic, PublishScope: in.PublishScope}) {
			act = models.NeedReview // an operator reviews what is published without editing the need
		}
	}
	return d.onNeed(ctx, by, act, id, func(s *store.Store, n *models.Need) error {
		if n.ClosedAt != nil {
			return models.Conflict("need_ended")
		}
		persons, err := s.Persons(ctx, n.CountyCode, n.HouseholdID)
		if err != nil {
			return err
		}
		if err := d.patchNeed(n, persons[n.HouseholdID], in); err != nil {
			return err
		}
		if err := s.ReviseNeed(ctx, n, version); err != nil {
			return err
		}
		flow.Log(s, by, needSubject(*n), "edit", string(n.Status), string(n.Status), nil)
		return flow.Derive(ctx, s, by, n)
	})
}

func (d *Desk) patchNeed(n *models.Need, persons []models.Person, in models.NeedPatch) error {
	putText(&n.Title, in.Title)
	putText(&n.Detail, in.Detail)
	put(&n.Urgency, in.Urgency)
	put(&n.PublishScope, in.PublishScope)
	if in.NeededBy != nil {
		if *in.NeededBy < d.today() {
			return models.InvalidField("needed_by", "in_past")
		}
		n.NeededBy = *in.NeededBy
	}
	if in.Quantity != nil {
		if *in.Quantity < n.Reserved {
			return models.Conflict("below_reserved").With("reserved", n.Reserved)
		}
		n.Quantity = in.Quantity
	}
	if in.Title != nil {
		n.TitlePublic = models.PublicTitle(*n, persons, d.today())
	}
	if in.TitlePublic == nil {
		return nil
	}
	n.TitlePublic = models.CleanText(*in.TitlePublic)
	for _, p := range persons {
		if clean, found := models.Deidentify(n.TitlePublic, []string{p.Name}); len(found) > 0 || clean != n.TitlePublic {
			return models.InvalidField("title_public", "identifies_somebody")
		}
	}
	return nil
}

// codes checks that a closing code is one of a class.
func codes(code string, ok func(models.ResolutionCode) bool) error {
	if code == "" {
		return models.InvalidField("resolution_code", "required")
	}
	if !ok(models.ResolutionCode(code)) {
		return models.InvalidField("resolution_code", "code_not_of_step")
	}
	return nil
}
