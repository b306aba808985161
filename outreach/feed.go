package outreach

import (
	"context"
	"slices"
	"strconv"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Feeds lists the declarations that count today: all for staff, a department's own for its account. Those out of use are listed too.
func (d *Desk) Feeds(ctx context.Context, by models.Actor) ([]models.Feed, error) {
	if models.ScopeOf(by, models.SettingView) == models.ScopeNone {
		if _, err := models.Authorise(by, models.AlertSend); err != nil {
			return nil, err
		}
	}
	all, err := d.feeds(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all.On(d.today()), func(f models.Feed) bool { return !mayBring(by, f.SourceDept) }), nil
}

// feeds are all editions of a county.
func (d *Desk) feeds(ctx context.Context, s *store.Store, county string) (models.FeedList, error) {
	own, err := s.Feeds(ctx, county)
	return models.FeedsWith(own), err
}

// mayBring tells whether a department's lists are the actor's matter: a department's account has its own alone.
func mayBring(by models.Actor, dept string) bool {
	return by.Role != models.RoleDeptSource || by.Department != "" && by.Department == dept
}

// FeedHistory lists every edition of a feed, the newest first. Errors: NotFound.
func (d *Desk) FeedHistory(ctx context.Context, by models.Actor, code string) ([]models.Feed, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	all, err := d.feeds(ctx, d.Store, by.CountyCode)
	if err != nil {
		return nil, err
	}
	var out []models.Feed
	for _, f := range all {
		if f.Code == code {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, models.NotFound("feed")
	}
	slices.SortFunc(out, func(a, b models.Feed) int { return b.Edition - a.Edition })
	return out, nil
}

// DeclareFeed declares a feed, or a new edition of one that is there, from a day on. Batches that were read by an older edition stay as
// they are. Errors: Invalid with every fault; Conflict when somebody else declared the same edition meanwhile.
func (d *Desk) DeclareFeed(ctx context.Context, by models.Actor, in models.FeedDraft) (*models.Feed, error) {
	if _, err := models.Authorise(by, models.SettingEdit); err != nil {
		return nil, err
	}
	if faults := models.CheckFeed(in, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	now := d.Store.Now()
	r := &models.Feed{
		CountyCode: by.CountyCode, ID: models.NewID(now), Code: in.Code, NameZH: models.CleanText(in.NameZH), NameEN: models.CleanText(in.NameEN),
		SourceDept: models.CleanText(in.SourceDept), Columns: in.Columns, Codes: in.Codes, AmountUnit: in.AmountUnit, KeepDays: in.KeepDays,
		Enabled: *in.Enabled, EffectiveFrom: in.EffectiveFrom, Reason: models.CleanText(in.Reason), CreatedBy: by.AccountID, CreatedAt: now,
	}
	if r.EffectiveFrom == "" {
		r.EffectiveFrom = d.today()
	}
	if r.Codes == nil {
		r.Codes = []models.FeedWord{}
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		all, err := d.feeds(ctx, s, by.CountyCode)
		if err != nil {
			return err
		}
		r.Edition = all.Next(r.Code)
		if err := s.InsertFeed(ctx, r); err != nil {
			return err
		}
		flow.Log(s, by, flow.Subject{Noun: "feed", ID: r.ID, County: by.CountyCode, Region: by.CountyCode + "000000"}, "declare", "", "", map[string]string{
			"feed": r.Code, "edition": strconv.Itoa(r.Edition), "effective_from": string(r.EffectiveFrom), "enabled": strconv.FormatBool(r.Enabled),
			"reason": r.Reason,
		})
		return nil
	})
	return r, err
}
