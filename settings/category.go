package settings

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// CategoryState is a category as the county uses it on a day, with its limit of time.
type CategoryState struct {
	models.LocalCategory
	Limit models.Limit
}

// Categories lists every category as the county uses it on a day, today where "".
func (d *Desk) Categories(ctx context.Context, by models.Actor, day models.Date) ([]CategoryState, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	all, err := d.Store.CategorySettings(ctx, by.CountyCode, "")
	if err != nil {
		return nil, err
	}
	rules, err := d.Store.SLARules(ctx, by.CountyCode)
	var out []CategoryState
	for _, c := range models.Categories() {
		local, _ := all.Local(c.Code, d.dayOr(day))
		limit, _ := rules.Limit(models.SLAResolution, c.Code, d.dayOr(day))
		out = append(out, CategoryState{local, limit})
	}
	return out, err
}

// CategoryHistory lists what the county ever set of a category, newest first. Errors: NotFound.
func (d *Desk) CategoryHistory(ctx context.Context, by models.Actor, code string) (models.CategorySettings, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	if _, known := models.CategoryByCode(code); !known {
		return nil, models.NotFound("category")
	}
	all, err := d.Store.CategorySettings(ctx, by.CountyCode, code)
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all, err
}

// SetCategory sets how the county uses a category from a day on: whether new needs and offers may have it, its local name, and its
// sensitivity, which may only be raised. Needs and offers that are there go on as they are. Errors: NotFound, Invalid with every fault.
func (d *Desk) SetCategory(ctx context.Context, by models.Actor, code string, in models.CategoryChange) (*models.CategorySetting, error) {
	if _, err := models.Authorise(by, models.SettingEdit); err != nil {
		return nil, err
	}
	c, known := models.CategoryByCode(code)
	if !known {
		return nil, models.NotFound("category")
	}
	if faults := models.CheckCategoryChange(c, in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	now := d.Store.Now()
	r := &models.CategorySetting{
		CountyCode: by.CountyCode, ID: models.NewID(now), Category: code, Active: *in.Active, LocalName: models.CleanText(in.LocalName),
		Sensitivity: *in.Sensitivity, EffectiveFrom: d.dayOr(in.EffectiveFrom), Reason: models.CleanText(in.Reason), CreatedBy: by.AccountID, CreatedAt: now,
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertCategorySetting(ctx, r); err != nil {
			return err
		}
		log(s, by, subject{"category", code, ""}, "set", [2]models.DecisionStatus{}, map[string]string{
			"setting_id": r.ID, "active": strconv.FormatBool(r.Active), "sensitivity": strconv.Itoa(r.Sensitivity), "local_name": r.LocalName,
			"effective_from": string(r.EffectiveFrom), "reason": r.Reason,
		})
		return nil
	})
	return r, err
}
