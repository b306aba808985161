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

// SubmitNeedShown is SubmitNeed with a picture that shows the need; an empty one is none. Errors also: TooLarge, Unsupported, and then
// there is no need either.
func (d *Desk) SubmitNeedShown(ctx context.Context, by models.Actor, in models.NeedDraft, p Picture) (*models.Need, error) {
	if _, err := models.Authorise(by, models.NeedEdit); err != nil {
		return nil, err
	}
	if err := d.checkNeed(in); err != nil {
		return nil, err
	}
	p, err := p.checked()
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
	category, err := localCategory(ctx, s, by.CountyCode, in.Category)
	if err != nil {
		return nil, err
	}
	out, err := d.needFrom(by, h, category, in)
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

func (d *Desk) checkNeed(in models.NeedDraft) error {
	var faults []models.FieldError
	if err := models.Check(in, d.today()); err != nil {
		faults = fieldsOf(err)
	}
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, models.FieldError{Field: field, Code: code})
		}
	}
	add(in.NeededBy != "" && in.NeededBy < d.today(), "needed_by", "in_past")
	add(in.NeededBy != "" && in.Earliest != "" && in.NeededBy < in.Earliest, "needed_by", "before_start")
	add(in.Frequency != nil && in.Frequency.Until != "" && in.Frequency.Until < d.today(), "frequency.until", "in_past")
	if len(faults) > 0 {
		return models.Invalid(faults...)
	}
	return nil
}

// localCategory is a category as the county uses it today; one that it does not use is Invalid category_inactive.
func localCategory(ctx context.Context, s *store.Store, county, code string) (models.LocalCategory, error) {
	all, err := s.CategorySettings(ctx, county, code)
	if err != nil {
		return models.LocalCategory{}, err
	}
	c, _ := all.Local(code, models.DateOf(s.Now()))
	if !c.Active {
		return c, models.InvalidField("category", "category_inactive")
	}
	return c, nil
}

func (d *Desk) needFrom(by models.Actor, h *models.Household, category models.LocalCategory, in models.NeedDraft) (*models.Need, error) {
	now := d.Store.Now()
	n := &models.Need{
		CountyCode: h.CountyCode, ID: d.newID(in.ID), HouseholdID: h.ID, RegionCode: h.RegionCode, Category: in.Category,
		Title: models.CleanText(in.Title), Detail: models.CleanText(in.Detail), Quantity: in.Quantity, Unit: models.CleanText(in.Unit),
		Frequency: in.Frequency, Urgency: in.Urgency, Earliest: in.Earliest, NeededBy: in.NeededBy, DeliveryMode: in.DeliveryMode,
		Sensitivity: category.Sensitivity, ValueEstFen: in.ValueEstFen, Source: in.Source, PublishScope: "county",
		Status: models.NeedSubmitted, SubmittedBy: by.AccountID, SubmittedAt: &now, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	n.No = number("N", n.ID, models.DateOf(now))
	if in.Draft {
		n.Status, n.SubmittedAt = models.NeedDrafted, nil
	}
	if in.SourceID != "" {
		n.SourceID = &in.SourceID
	}
	if in.PersonID != "" {
		n.PersonID = &in.PersonID
		if personOf(*n, h.Persons) == nil {
			return nil, models.InvalidField("person_id", "not_a_member")
		}
	}
	n.TitlePublic = publicTitle(*n, h.Persons, models.DateOf(now))
	return n, nil
}

// publicTitle is what suppliers may read of a title: no free text at all for a child under 14 or a need of level 3, otherwise the
// title without anything that could identify somebody (domain report §17.2).
func publicTitle(n models.Need, persons []models.Person, today models.Date) string {
	category, _ := models.CategoryByCode(n.Category)
	if n.Sensitivity >= 3 {
		return category.NameZH
	}
	if isChild(n, persons, today) {
		return "儿童:" + category.NameZH
	}
	secrets := make([]string, 0, len(persons))
	for _, p := range persons {
		secrets = append(secrets, p.Name)
	}
	clean, _ := models.Deidentify(n.Title, secrets)
	return clean
}

func needSubject(n models.Need) flow.Subject {
	return flow.Subject{Noun: "need", ID: n.ID, County: n.CountyCode, Region: n.RegionCode}
}
