package casework

import (
	"context"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// SubmitNeed records a need of a household in the actor's scope, as a draft or submitted to the town. Its public title is the title
// with everything that could identify somebody taken out. Errors: Invalid, NotFound, Conflict.
func (d *Desk) SubmitNeed(ctx context.Context, by models.Actor, in models.NeedDraft) (*models.Need, error) {
	return d.SubmitNeedShown(ctx, by, in, Picture{})
}

// SubmitNeedShown is SubmitNeed with a picture that shows the need; an empty one is none. Errors also: TooLarge, Unsupported, Unavailable, and then
// there is no need either.
func (d *Desk) SubmitNeedShown(ctx context.Context, by models.Actor, in models.NeedDraft, p Picture) (*models.Need, error) {
	if _, err := models.Authorise(by, models.NeedEdit); err != nil {
		return nil, err
	}
	if faults := models.CheckNeed(in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	p, err := d.checked(ctx, p)
	if err != nil {
		return nil, err
	}
	var out *models.Need
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		if out, err = d.submitNeed(ctx, s, by, in); err != nil || len(p.Content) == 0 {
			return err
		}
		_, err := d.showNeed(ctx, s, by, out, p)
		return err
	})
	return out, err
}

func (d *Desk) submitNeed(ctx context.Context, s *store.Store, by models.Actor, in models.NeedDraft) (*models.Need, error) {
	h, err := d.household(ctx, s, by, models.NeedEdit, in.HouseholdID)
	if models.KindOf(err) == models.KindNotFound {
		return nil, models.InvalidField("household_id", "household_unknown")
	}
	if err != nil {
		return nil, err
	}
	if h.Status != models.HouseholdActive {
		return nil, models.Conflict("household_not_active")
	}
	origin := d.origin(by)
	if origin.Categories, err = categories(ctx, s, by.CountyCode, in.Category); err != nil {
		return nil, err
	}
	out, err := in.Row(h, origin)
	if err != nil {
		return nil, err
	}
	visit, err := flow.CheckSource(ctx, s, out)
	if err != nil {
		return nil, err
	}
	step := "draft"
	if !in.Draft {
		step = "submit"
		if out.LikelyDuplicateOf, err = likelyDuplicate(ctx, s, out); err != nil {
			return nil, err
		}
	}
	if err := s.InsertNeed(ctx, out); err != nil {
		return nil, err
	}
	flow.Log(s, by, needSubject(*out), step, "", string(out.Status), map[string]string{"category": out.Category})
	return out, flow.LinkSource(ctx, s, by, visit, out)
}

// categories are those of a county; where it does not use one today, that is Invalid category_inactive.
func categories(ctx context.Context, s *store.Store, county, code string) (models.CategorySettings, error) {
	all, err := s.CategorySettings(ctx, county, code)
	if err != nil {
		return nil, err
	}
	if c, _ := all.Local(code, models.DateOf(s.Now())); !c.Active {
		return nil, models.InvalidField("category", "category_inactive")
	}
	return all, nil
}

func needSubject(n models.Need) flow.Subject {
	return flow.Subject{Noun: "need", ID: n.ID, County: n.CountyCode, Region: n.RegionCode}
}
