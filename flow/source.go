package flow

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// CheckSource tells whether what a need says it came of is there and of the same household; without an id there is nothing to ask. A visit is
// answered with it, so that LinkSource can note the need on it. Errors: Invalid.
func CheckSource(ctx context.Context, s *store.Store, n *models.Need) (*models.Visit, error) {
	if n.SourceID == nil {
		return nil, nil
	}
	return Source(ctx, s, store.Key{County: n.CountyCode, ID: n.HouseholdID}, n.Source, *n.SourceID)
}

// Source tells whether what something of a household is said to have come of is there and of the same household. A visit is answered with it.
// Errors: Invalid source_id.
func Source(ctx context.Context, s *store.Store, of store.Key, source, id string) (*models.Visit, error) {
	at := store.Key{County: of.County, ID: id}
	var household *string
	var visit *models.Visit
	var err error
	switch source {
	case "visit":
		if visit, err = s.Visit(ctx, at); err == nil {
			household = &visit.HouseholdID
		}
	case "alert":
		var a *models.Alert
		if a, err = s.Alert(ctx, at); err == nil {
			household = a.HouseholdID
		}
	case "application", "one_click":
		var a *models.Application
		if a, err = s.Application(ctx, at); err == nil {
			household = &a.HouseholdID
		}
	case "suggestion":
		var g *models.Suggestion
		if g, err = s.Suggestion(ctx, at); err == nil {
			household = &g.HouseholdID
		}
	}
	if models.KindOf(err) == models.KindNotFound || err == nil && (household == nil || *household != of.ID) {
		return nil, models.InvalidField("source_id", "source_of_another")
	}
	return visit, err
}

// LinkSource notes on a visit, or on a suggestion (一户一策), that a need came of it. Errors: Conflict, where the suggestion has come to its end.
func LinkSource(ctx context.Context, s *store.Store, by models.Actor, visit *models.Visit, n *models.Need) error {
	if n.Source == "suggestion" && n.SourceID != nil {
		return ConvertSuggestion(ctx, s, by, *n.SourceID, "need", n.ID)
	}
	if visit == nil {
		return nil
	}
	visit.IssuesCreated = append(visit.IssuesCreated, n.ID)
	return s.LinkVisit(ctx, visit)
}

// ConvertSuggestion notes on a suggestion what it was turned into. Errors: Conflict, by its status.
func ConvertSuggestion(ctx context.Context, s *store.Store, by models.Actor, id, noun, into string) error {
	g, err := s.Suggestion(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return err
	}
	return TakeSuggestion(ctx, s, by, g, "convert", store.Change{"converted_noun": noun, "converted_id": into})
}

// TakeSuggestion takes a person's step of a suggestion, with its event. Errors: Conflict, by its status.
func TakeSuggestion(ctx context.Context, s *store.Store, by models.Actor, g *models.Suggestion, step string, set store.Change) error {
	to, err := models.SuggestionSteps.Next(step, g.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	data := map[string]string{"rule": g.RuleCode, "rule_version": strconv.Itoa(g.RuleVersion)}
	if by.AccountID != "" {
		set["decided_by"], set["decided_at"] = by.AccountID, s.Now()
	}
	if into, ok := set["converted_noun"].(string); ok {
		data["into"] = into
	}
	if code, ok := set["reject_code"].(string); ok {
		data["code"] = code
	}
	if err := s.StepSuggestion(ctx, store.Key{County: g.CountyCode, ID: g.ID}, g.Status, set); err != nil {
		return err
	}
	s.Record(models.Event{CountyCode: g.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "suggestion", ObjectID: g.ID, Step: step,
		FromStatus: string(g.Status), ToStatus: string(to), RegionCode: g.RegionCode, Data: data})
	return nil
}
