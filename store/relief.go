package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"zhulian/models"
)

// HoldApplication reads one application and, on PostgreSQL, holds it until the transaction ends.
func (s *Store) HoldApplication(ctx context.Context, at Key) (*models.Application, error) {
	r, err := hold[models.Application](ctx, s, "application", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openApplication(r)
}

// HoldHousehold holds a household until the transaction ends, so that two requests of it at once see each other. Errors: NotFound.
func (s *Store) HoldHousehold(ctx context.Context, at Key) error {
	var id string
	return absent(s.locking(ctx, toChange).Model(&models.Household{}).Select("id").
		Where("county_code = ? AND id = ?", at.County, at.ID).Take(&id).Error, "household")
}

// ApplicationText names the sealed columns of an application.
type ApplicationText string

// The sealed columns of an application that steps write.
const (
	TextStory           ApplicationText = "story"
	TextPayee           ApplicationText = "payee"
	TextNote            ApplicationText = "note"
	TextReasons         ApplicationText = "reasons"
	TextObjection       ApplicationText = "objection"
	TextObjectionAnswer ApplicationText = "objection_answer"
	TextAppeal          ApplicationText = "appeal"
	TextAppealAnswer    ApplicationText = "appeal_answer"
)

// SealApplicationText puts a text of an application, sealed, among the columns of a change.
func (s *Store) SealApplicationText(at Key, column ApplicationText, text string, set Change) error {
	z := &sealing{s: s, county: at.County, id: at.ID}
	set[string(column)+"_sealed"] = z.seal("application."+string(column), text)
	return z.err
}

// ReviseApplication changes columns of an application that still has a version, without a step.
func (s *Store) ReviseApplication(ctx context.Context, at Key, version int, set Change) error {
	return s.revise(ctx, &models.Application{}, at, version, set)
}

// OpenApplications reads the requests of a household that wait for their decision, oldest first.
func (s *Store) OpenApplications(ctx context.Context, household Key) ([]models.Application, error) {
	var out []models.Application
	err := s.db.WithContext(ctx).Where("county_code = ? AND household_id = ? AND status IN ?", household.County, household.ID, models.ApplicationsOpen()).
		Order("id").Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openApplication(&out[i])
		}
	}
	return out, translate(err)
}

// ApplicationsByID reads applications by their ids, newest first.
func (s *Store) ApplicationsByID(ctx context.Context, county string, ids []string) ([]models.Application, error) {
	var out []models.Application
	err := s.read.WithContext(ctx).Where("county_code = ? AND id IN ?", county, ids).Order("id DESC").Find(&out).Error
	for i := range out {
		if err == nil {
			err = s.openApplication(&out[i])
		}
	}
	return out, translate(err)
}

// PublicApplication finds the application whose notice has a code.
func (s *Store) PublicApplication(ctx context.Context, county, code string) (*models.Application, error) {
	var out models.Application
	if err := s.read.WithContext(ctx).Where("county_code = ? AND publicity_code = ?", county, code).Take(&out).Error; err != nil {
		return nil, absent(err, "publicity")
	}
	return &out, nil
}

// ReliefFilter narrows the lists of those who work on requests for relief; an empty field does not narrow. Waiting keeps what somebody must act
// on, the most overdue first; without it the newest come first.
type ReliefFilter struct {
	Scope     Scope
	Household string
	Region    string
	No        string
	Visit     string // that verified it
	Kind      models.ApplicationKind
	Statuses  []models.ApplicationStatus
	DueBefore time.Time
	Emergency *bool
	Waiting   bool
}

func (s *Store) relief(ctx context.Context, f ReliefFilter) *gorm.DB {
	q := s.scoped(ctx, f.Scope).Model(&models.Application{})
	for column, v := range map[string]string{"household_id": f.Household, "no": f.No, "visit_id": f.Visit, "kind": string(f.Kind)} {
		if v != "" {
			q = q.Where(column+" = ?", v)
		}
	}
	if f.Region != "" {
		q = q.Where(under(q, "region_code", f.Region))
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if !f.DueBefore.IsZero() {
		q = q.Where("due_at < ?", f.DueBefore)
	}
	if f.Emergency != nil {
		q = q.Where("emergency = ?", *f.Emergency)
	}
	if f.Waiting {
		q = q.Where("due_at IS NOT NULL")
	}
	return q
}

// ReliefPage lists applications, without the texts that are sealed.
func (s *Store) ReliefPage(ctx context.Context, f ReliefFilter, p Page) ([]models.Application, string, error) {
	q := s.relief(ctx, f)
	if !f.Waiting {
		return pageOf(q, p, func(r models.Application) string { return r.ID })
	}
	if p.After != "" {
		at, err := s.Application(ctx, Key{f.Scope.County, p.After})
		if err != nil {
			return nil, "", err
		}
		if at.DueAt != nil {
			q = q.Where("due_at > ? OR due_at = ? AND id > ?", *at.DueAt, *at.DueAt, at.ID)
		}
	}
	var out []models.Application
	limit := max(1, p.Limit)
	if err := q.Order("due_at, id").Limit(limit + 1).Find(&out).Error; err != nil {
		return nil, "", translate(err)
	}
	next := ""
	if len(out) > limit {
		out, next = out[:limit], out[limit-1].ID
	}
	return out, next, nil
}

// ReliefTally is how many applications have a status, and how many of them are past the time of whoever holds them.
type ReliefTally struct {
	Status     models.ApplicationStatus
	N, Overdue int64
}

// TallyRelief counts applications by status.
func (s *Store) TallyRelief(ctx context.Context, f ReliefFilter) ([]ReliefTally, error) {
	var out []ReliefTally
	err := s.relief(ctx, f).Select("status, COUNT(*) AS n, SUM(CASE WHEN due_at < ? THEN 1 ELSE 0 END) AS overdue", s.Now()).
		Group("status").Order("status").Scan(&out).Error
	return out, translate(err)
}

// ReliefDue lists applications whose time ends before an instant and of which nobody has been told yet by a column: reminded_at or escalated_at.
func (s *Store) ReliefDue(ctx context.Context, county string, before time.Time, untold string, limit int) ([]models.Application, error) {
	var out []models.Application
	err := s.read.WithContext(ctx).Where("county_code = ? AND due_at < ? AND "+untold+" IS NULL", county, before).Order("due_at, id").Limit(limit).Find(&out).Error
	return out, translate(err)
}

// TellRelief notes once that somebody was told of an application's time, by a column, and tells whether it was this time.
func (s *Store) TellRelief(ctx context.Context, at Key, column string) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.Application{}).Where("county_code = ? AND id = ? AND "+column+" IS NULL", at.County, at.ID).
		UpdateColumn(column, s.Now())
	return res.RowsAffected == 1, translate(res.Error)
}
