package entitlement

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"zhulian/advice"
	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// suggestionDays is how long a suggestion waits for somebody to decide on it.
const suggestionDays = 90

// Diff counts in what a run differs from the one before.
type Diff struct{ Issued, Changed, Gone int }

func (d *Diff) add(e Diff) {
	d.Issued, d.Changed, d.Gone = d.Issued+e.Issued, d.Changed+e.Changed, d.Gone+e.Gone
}

// renew asks the rules about households of a county, which the caller has read, and writes in one transaction in what the answers differ from
// the last run. The same rows and day change nothing.
func (d *Desk) renew(ctx context.Context, county, run string, list []models.Household) (Diff, error) {
	var out Diff
	err := d.Store.InTx(ctx, func(s *store.Store) (err error) {
		out, err = d.renewIn(ctx, s, county, run, list)
		return err
	})
	return out, err
}

func (d *Desk) renewIn(ctx context.Context, s *store.Store, county, run string, list []models.Household) (Diff, error) {
	var out Diff
	ids := make([]string, 0, len(list))
	for _, h := range list {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := s.HoldHousehold(ctx, store.Key{County: county, ID: id}); err != nil {
			return out, err
		}
	}
	a, err := startAdvising(ctx, s, county, d.today())
	if err != nil {
		return out, err
	}
	known, err := a.known(ctx, list)
	if err != nil {
		return out, err
	}
	w := writing{s: s, county: county, run: run, day: d.today()}
	for i := range known {
		if err := w.household(ctx, &known[i]); err != nil {
			return out, err
		}
	}
	return w.diff, s.InsertSuggestions(ctx, w.fresh)
}

// writing is one run that is being written down.
type writing struct {
	s           *store.Store
	county, run string
	day         models.Date
	fresh       []models.Suggestion
	diff        Diff
}

// household compares what the rules say of one household with what stands there.
func (w *writing) household(ctx context.Context, a *advised) error {
	standing := map[string]*models.Suggestion{}
	for i := range a.rows {
		if g := &a.rows[i]; g.Status == models.SuggestionNew {
			standing[g.RuleCode] = g
		}
	}
	for n, item := range a.items {
		g := standing[item.Rule.Code]
		delete(standing, item.Rule.Code)
		if g == nil {
			w.issue(&a.household, item, n+1)
		} else if err := w.revise(ctx, g, item, n+1); err != nil {
			return err
		}
	}
	for _, code := range slices.Sorted(maps.Keys(standing)) {
		g := standing[code]
		if g.GoneAt != nil {
			continue
		}
		now := w.s.Now()
		g.GoneAt, g.RunID = &now, w.run
		if err := w.s.RenewSuggestion(ctx, g); err != nil {
			return err
		}
		w.log(g, "fade", models.SuggestionNew)
		w.diff.Gone++
	}
	return nil
}

func (w *writing) issue(h *models.Household, item advice.Item, place int) {
	now := w.s.Now()
	g := models.Suggestion{CountyCode: w.county, ID: models.NewID(now), HouseholdID: h.ID, RegionCode: h.RegionCode, RuleCode: item.Rule.Code, Kind: item.Rule.Kind,
		OwnerDept: item.Rule.OwnerDept, Status: models.SuggestionNew, IssuedAt: now, ExpiresOn: w.day.AddDays(suggestionDays), CreatedAt: now, UpdatedAt: now, Version: 1}
	w.say(&g, item, place)
	w.fresh = append(w.fresh, g)
	w.log(&g, "issue", "")
	w.diff.Issued++
}

// say lets a suggestion say what the rule says now.
func (w *writing) say(g *models.Suggestion, item advice.Item, place int) {
	g.RunID, g.RuleVersion, g.Strength, g.Title, g.Basis = w.run, item.Rule.RuleVersion, item.Strength, item.Rule.NameZH, item.Rule.Basis
	g.Facts, g.Missing, g.AmountEstFen, g.Priority = item.Facts, item.Missing, item.AmountFen, place
}

// revise writes what differs. A fact that only counts days makes no difference by itself.
func (w *writing) revise(ctx context.Context, g *models.Suggestion, item advice.Item, place int) error {
	same := g.Strength == item.Strength && g.RuleVersion == item.Rule.RuleVersion && slices.Equal(g.Missing, item.Missing) && maps.Equal(lasting(g.Facts), lasting(item.Facts))
	if same && g.GoneAt == nil && g.Priority == place {
		return nil
	}
	step, back := "change", g.GoneAt != nil
	w.say(g, item, place)
	if back {
		step, g.GoneAt = "return", nil
		w.diff.Issued++
	}
	if !same || back {
		now := w.s.Now()
		g.ChangedAt = &now
		w.log(g, step, models.SuggestionNew)
	}
	if !same && !back {
		w.diff.Changed++
	}
	return w.s.RenewSuggestion(ctx, g)
}

// lasting are the facts that do not change by time alone.
func lasting(facts map[string]string) map[string]string {
	out := maps.Clone(facts)
	maps.DeleteFunc(out, func(name, _ string) bool { return len(name) > 5 && name[len(name)-5:] == "_days" })
	return out
}

func (w *writing) log(g *models.Suggestion, step string, from models.SuggestionStatus) {
	flow.Log(w.s, models.System(w.county), suggestionSubject(*g), step, string(from), string(models.SuggestionNew), map[string]string{"rule": g.RuleCode,
		"rule_version": strconv.Itoa(g.RuleVersion), "strength": string(g.Strength)})
}

func suggestionSubject(g models.Suggestion) flow.Subject {
	return flow.Subject{Noun: "suggestion", ID: g.ID, County: g.CountyCode, Region: g.RegionCode}
}
