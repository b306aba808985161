package flow

import (
	"context"

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

// LinkSource notes on a visit that a need came of it.
func LinkSource(ctx context.Context, s *store.Store, visit *models.Visit, n *models.Need) error {
	if visit == nil {
		return nil
	}
	visit.IssuesCreated = append(visit.IssuesCreated, n.ID)
	return s.LinkVisit(ctx, visit)
}
