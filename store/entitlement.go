package store

import (
	"context"

	"zhulian/models"
)

func (s *Store) sealApplication(r *models.Application) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.StorySealed = z.seal("application.story", r.Story)
	r.PayeeSealed = z.seal("application.payee", r.Payee)
	r.AppealSealed = z.seal("application.appeal", r.Appeal)
	r.NoteSealed = z.seal("application.note", r.Note)
	r.ReasonsSealed = z.seal("application.reasons", r.Reasons)
	r.ObjectionSealed = z.seal("application.objection", r.Objection)
	r.ObjectionAnswerSealed = z.seal("application.objection_answer", r.ObjectionAnswer)
	r.AppealAnswerSealed = z.seal("application.appeal_answer", r.AppealAnswer)
	return z.err
}

func (s *Store) openApplication(r *models.Application) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Story = z.open("application.story", r.StorySealed)
	r.Payee = z.open("application.payee", r.PayeeSealed)
	r.Appeal = z.open("application.appeal", r.AppealSealed)
	r.Note = z.open("application.note", r.NoteSealed)
	r.Reasons = z.open("application.reasons", r.ReasonsSealed)
	r.Objection = z.open("application.objection", r.ObjectionSealed)
	r.ObjectionAnswer = z.open("application.objection_answer", r.ObjectionAnswerSealed)
	r.AppealAnswer = z.open("application.appeal_answer", r.AppealAnswerSealed)
	return z.err
}

// InsertApplication writes a new application; the same id or number again is a Conflict.
func (s *Store) InsertApplication(ctx context.Context, r *models.Application) error {
	if err := s.sealApplication(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Application reads one application.
func (s *Store) Application(ctx context.Context, at Key) (*models.Application, error) {
	r, err := take[models.Application](ctx, s, "application", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openApplication(r)
}

// StepApplication moves an application from one status to another and sets more columns with it.
func (s *Store) StepApplication(ctx context.Context, at Key, from models.ApplicationStatus, set Change) error {
	return s.step(ctx, &models.Application{}, at, string(from), set)
}

// PaperFilter narrows a list of applications, suggestions, benefits or happiness lists; an empty field does not narrow.
type PaperFilter struct {
	Scope     Scope
	Household string
	Statuses  []string
}

func papers[T any](ctx context.Context, s *Store, f PaperFilter, p Page, id func(T) string, open func(*T) error) ([]T, string, error) {
	q := s.scoped(ctx, f.Scope)
	if f.Household != "" {
		q = q.Where("household_id = ?", f.Household)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	items, next, err := pageOf(q, p, id)
	for i := range items {
		if err == nil {
			err = open(&items[i])
		}
	}
	return items, next, err
}

// Applications lists applications.
func (s *Store) Applications(ctx context.Context, f PaperFilter, p Page) ([]models.Application, string, error) {
	return papers(ctx, s, f, p, func(r models.Application) string { return r.ID }, s.openApplication)
}

func (s *Store) sealSuggestion(r *models.Suggestion) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.ReasonsSealed = z.sealJSON("suggestion.reasons", r.Facts, len(r.Facts) == 0)
	r.MissingSealed = z.sealJSON("suggestion.missing", r.Missing, len(r.Missing) == 0)
	return z.err
}

func (s *Store) openSuggestion(r *models.Suggestion) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("suggestion.reasons", r.ReasonsSealed, &r.Facts)
	z.openJSON("suggestion.missing", r.MissingSealed, &r.Missing)
	return z.err
}

// InsertSuggestion writes a new suggestion; the same id again is a Conflict.
func (s *Store) InsertSuggestion(ctx context.Context, r *models.Suggestion) error {
	if err := s.sealSuggestion(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// Suggestion reads one suggestion.
func (s *Store) Suggestion(ctx context.Context, at Key) (*models.Suggestion, error) {
	r, err := take[models.Suggestion](ctx, s, "suggestion", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openSuggestion(r)
}

// StepSuggestion moves a suggestion from one status to another and sets more columns with it.
func (s *Store) StepSuggestion(ctx context.Context, at Key, from models.SuggestionStatus, set Change) error {
	return s.step(ctx, &models.Suggestion{}, at, string(from), set)
}

// Suggestions lists suggestions.
func (s *Store) Suggestions(ctx context.Context, f PaperFilter, p Page) ([]models.Suggestion, string, error) {
	return papers(ctx, s, f, p, func(r models.Suggestion) string { return r.ID }, s.openSuggestion)
}

// InsertBenefit writes one line of what a household received; the same id again is a Conflict.
func (s *Store) InsertBenefit(ctx context.Context, r *models.Benefit) error { return s.insert(ctx, r) }

// Benefits lists what a household received.
func (s *Store) Benefits(ctx context.Context, f PaperFilter, p Page) ([]models.Benefit, string, error) {
	return papers(ctx, s, f, p, func(r models.Benefit) string { return r.ID }, func(*models.Benefit) error { return nil })
}

func (s *Store) sealList(r *models.HappinessList) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.LinesSealed = z.sealJSON("happiness_list.lines", r.Lines, len(r.Lines) == 0)
	r.HeadSealed = z.sealJSON("happiness_list.head", r.Head, r.Head == models.ListHead{})
	r.DisputeSealed = z.seal("happiness_list.dispute", r.Dispute)
	r.AnswerSealed = z.seal("happiness_list.answer", r.Answer)
	return z.err
}

func (s *Store) openList(r *models.HappinessList) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	z.openJSON("happiness_list.lines", r.LinesSealed, &r.Lines)
	z.openJSON("happiness_list.head", r.HeadSealed, &r.Head)
	r.Dispute = z.open("happiness_list.dispute", r.DisputeSealed)
	r.Answer = z.open("happiness_list.answer", r.AnswerSealed)
	return z.err
}

// InsertHappinessList writes a new happiness list; the same issue of a household's period again is a Conflict.
func (s *Store) InsertHappinessList(ctx context.Context, r *models.HappinessList) error {
	if err := s.sealList(r); err != nil {
		return err
	}
	return s.insert(ctx, r)
}

// HappinessList reads one happiness list.
func (s *Store) HappinessList(ctx context.Context, at Key) (*models.HappinessList, error) {
	r, err := take[models.HappinessList](ctx, s, "happiness_list", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openList(r)
}

// StepHappinessList moves a happiness list from one status to another and sets more columns with it.
func (s *Store) StepHappinessList(ctx context.Context, at Key, from models.HappinessListStatus, set Change) error {
	return s.step(ctx, &models.HappinessList{}, at, string(from), set)
}

// HappinessLists lists happiness lists.
func (s *Store) HappinessLists(ctx context.Context, f PaperFilter, p Page) ([]models.HappinessList, string, error) {
	return papers(ctx, s, f, p, func(r models.HappinessList) string { return r.ID }, s.openList)
}
