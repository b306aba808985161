package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// Standards lists the county's versions of the numbers that policy sets, newest first: proposed, adopted and withdrawn.
func (d *Desk) Standards(ctx context.Context, by models.Actor, f StandardFilter, p Page) ([]models.Standard, string, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, "", err
	}
	f.County = by.CountyCode
	return d.Store.StandardPage(ctx, f, p)
}

// Standard shows one version of a number. Errors: NotFound.
func (d *Desk) Standard(ctx context.Context, by models.Actor, id string) (*models.Standard, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	return d.Store.Standard(ctx, key(by, id))
}

// StandardState is one of the numbers that policy sets as it stands on a day: Value is nil where it is missing, In is nil where the declared
// default answers.
type StandardState struct {
	models.StandardKind
	Value *int64
	In    *models.Standard
}

// StandardDay is every number of a day for a region, with the limits that follow.
type StandardDay struct {
	Day    models.Date
	Region string
	All    []StandardState
	Lines  models.Lines
}

// StandardsOn answers every number on a day (today where "") for a region (the county where ""), by what had been adopted up to known (the
// zero time: now). So a decision of the past can be computed again as it was. Errors: Invalid.
func (d *Desk) StandardsOn(ctx context.Context, by models.Actor, day models.Date, region string, known time.Time) (*StandardDay, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	if region == "" {
		region = by.CountyCode
	}
	code, flaw := models.ParseRegionCode(region)
	if flaw != "" || models.CountyOf(code) != by.CountyCode {
		return nil, models.InvalidField("region", "region_outside_county")
	}
	all, err := d.Store.Standards(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s models.Standard) bool { return !s.KnownAt(known) })
	out := &StandardDay{Day: d.dayOr(day), Region: code}
	for _, kind := range models.StandardKinds() {
		state := StandardState{StandardKind: kind, In: all.In(kind.Code, code, out.Day, known)}
		if value, ok := all.Value(kind.Code, code, out.Day); ok {
			state.Value = &value
		}
		out.All = append(out.All, state)
	}
	out.Lines = all.Lines(code, out.Day)
	return out, nil
}

// ProposeStandard records a number for somebody else to adopt. Errors: Invalid with every fault.
func (d *Desk) ProposeStandard(ctx context.Context, by models.Actor, in models.StandardDraft) (*models.Standard, error) {
	if _, err := models.Authorise(by, models.SettingPropose); err != nil {
		return nil, err
	}
	if faults := models.CheckStandard(in, by.CountyCode, d.today()); len(faults) > 0 {
		return nil, models.Invalid(faults...)
	}
	kind, _ := models.StandardByCode(in.Code)
	r := &models.Standard{
		CountyCode: by.CountyCode, ID: d.newID(in.ID), Code: in.Code, RegionCode: by.CountyCode + "000000", Value: *in.Value, Unit: kind.Unit,
		Source: models.CleanText(in.Source), Term: models.Term{EffectiveFrom: in.EffectiveFrom, EffectiveTo: in.EffectiveTo}, Decision: flow.Proposed(d.Store, by),
	}
	if in.RegionCode != "" {
		r.RegionCode, _ = models.ParseRegionCode(in.RegionCode)
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		if err := s.InsertStandard(ctx, r); err != nil {
			return err
		}
		logStandard(s, by, r, "propose", "", models.DecisionProposed)
		return nil
	})
	return r, err
}

func logStandard(s *store.Store, by models.Actor, r *models.Standard, step string, from, to models.DecisionStatus) {
	log(s, by, subject{"standard", r.ID, ""}, step, [2]models.DecisionStatus{from, to}, map[string]string{
		"code": string(r.Code), "value": strconv.FormatInt(r.Value, 10), "region": r.RegionCode, "effective_from": string(r.EffectiveFrom),
		"effective_to": string(r.EffectiveTo),
	})
}

// AdoptStandard lets a proposed number hold from its day on. Whoever proposed it may not adopt it. Errors: NotFound, Conflict setting_own,
// Conflict by step.
func (d *Desk) AdoptStandard(ctx context.Context, by models.Actor, id string) (*models.Standard, error) {
	return d.stepStandard(ctx, by, models.SettingAdopt, id, "adopt", "")
}

// WithdrawStandard takes a proposed number back, with a reason; the proposer may, and anybody who may adopt. Errors: Invalid, NotFound,
// Conflict by step.
func (d *Desk) WithdrawStandard(ctx context.Context, by models.Actor, id, reason string) (*models.Standard, error) {
	reason, err := flow.Reason(reason, reasonMost)
	if err != nil {
		return nil, err
	}
	return d.stepStandard(ctx, by, models.SettingPropose, id, "withdraw", reason)
}

func (d *Desk) stepStandard(ctx context.Context, by models.Actor, act models.Action, id, step, reason string) (*models.Standard, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		r, err := s.Standard(ctx, key(by, id))
		if err != nil {
			return err
		}
		set, to, err := flow.Decide(s, by, models.StandardSteps, r.Decision, step, reason)
		if err != nil {
			return err
		}
		if err := s.StepStandard(ctx, key(by, id), r.Status, set); err != nil {
			return err
		}
		logStandard(s, by, r, step, r.Status, to)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d.Store.Standard(ctx, key(by, id))
}

// BandMove counts the active households that an adoption would move from one band of income to another.
type BandMove struct {
	From, To models.IncomeBand
	N        int
}

// StandardPreview is what adopting a number would alter, on the day from which it holds: the limits that follow from it, and how many
// households of known income would stand in another band. It decides nothing about any of them.
type StandardPreview struct {
	Day           models.Date
	Before, After models.Lines
	Known         int // active households with a known income in the region
	Moves         []BandMove
}

// PreviewStandard compares the county as it is with the county in which a version is adopted. It changes nothing. Errors: NotFound.
func (d *Desk) PreviewStandard(ctx context.Context, by models.Actor, id string) (*StandardPreview, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	r, err := d.Store.Standard(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	before, err := d.Store.Standards(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	incomes, err := d.Store.Incomes(ctx, by.CountyCode)
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	fresh := *r
	fresh.Status, fresh.AdoptedAt = models.DecisionAdopted, &now
	after := append(slices.Clone(before), fresh)
	day := max(d.today(), r.EffectiveFrom)
	out := &StandardPreview{Day: day, Before: before.Lines(r.RegionCode, day), After: after.Lines(r.RegionCode, day)}
	moves := map[BandMove]int{}
	for _, c := range incomes {
		if !models.Covers(r.RegionCode, c.RegionCode) {
			continue
		}
		out.Known += c.N
		from, ok := before.Lines(c.RegionCode, day).Band(c.MonthlyIncomeFen)
		to, also := after.Lines(c.RegionCode, day).Band(c.MonthlyIncomeFen)
		if ok && also && from != to {
			moves[BandMove{From: from, To: to}] += c.N
		}
	}
	for m, n := range moves {
		out.Moves = append(out.Moves, BandMove{m.From, m.To, n})
	}
	slices.SortFunc(out.Moves, func(a, b BandMove) int { return strings.Compare(string(a.From+a.To), string(b.From+b.To)) })
	return out, nil
}
