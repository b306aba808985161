package flow

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Proposed is what stands of a decision at its beginning.
func Proposed(s *store.Store, by models.Actor) models.Decision {
	now := s.Now()
	return models.Decision{Status: models.DecisionProposed, CreatedBy: by.AccountID, CreatedAt: now, UpdatedAt: now, Version: 1}
}

// Decide finds what a step sets of a proposal, and where it leads. Two people decide: whoever proposed may not adopt. Errors: Conflict by step,
// setting_own.
func Decide(s *store.Store, by models.Actor, steps models.Steps[models.DecisionStatus], r models.Decision, step, reason string) (store.Change, models.DecisionStatus, error) {
	to, err := steps.Next(step, r.Status)
	if err != nil {
		return nil, "", err
	}
	set := store.Change{"status": to, "status_reason": models.CleanText(reason)}
	if to != models.DecisionAdopted {
		return set, to, nil
	}
	if r.CreatedBy != "" && r.CreatedBy == by.AccountID {
		return nil, "", models.Conflict("setting_own")
	}
	set["adopted_by"], set["adopted_at"] = by.AccountID, s.Now()
	return set, to, nil
}

// Reason is why something is taken back or refused, cleaned: it must be said, in so many characters at most. Errors: Invalid.
func Reason(said string, most int) (string, error) {
	clean := models.CleanText(said)
	if clean == "" {
		return "", models.InvalidField("reason", "required")
	}
	if flaw := models.CheckText(clean, most); flaw != "" {
		return "", models.Invalid(models.FieldError{Field: "reason", Code: flaw, Args: models.Args{"param": most}})
	}
	return clean, nil
}

// DeciderNames are the names of accounts of the county by id, for telling who set what; what is no id of an account is left out. Errors: Forbidden.
func DeciderNames(ctx context.Context, s *store.Store, by models.Actor, ids []string) (map[string]string, error) {
	if _, err := models.Authorise(by, models.SettingView); err != nil {
		return nil, err
	}
	var known []string
	for _, id := range ids {
		if _, ok := models.ParseID(id); ok {
			known = append(known, id)
		}
	}
	return s.AccountNames(ctx, by.CountyCode, known)
}
