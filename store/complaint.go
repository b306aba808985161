package store

import (
	"context"
	"time"

	"zhulian/models"
)

func (s *Store) openComplaint(r *models.Complaint) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.Text = z.open("complaint.text", r.TextSealed)
	r.Contact = z.open("complaint.contact", r.ContactSealed)
	r.Answer = z.open("complaint.answer", r.AnswerSealed)
	return z.err
}

// InsertComplaint writes a new complaint; the same id or number again is a Conflict.
func (s *Store) InsertComplaint(ctx context.Context, r *models.Complaint) error {
	z := &sealing{s: s, county: r.CountyCode, id: r.ID}
	r.TextSealed = z.seal("complaint.text", r.Text)
	r.ContactSealed = z.seal("complaint.contact", r.Contact)
	r.AnswerSealed = z.seal("complaint.answer", r.Answer)
	if z.err != nil {
		return z.err
	}
	return s.insert(ctx, r)
}

// Complaint reads one complaint.
func (s *Store) Complaint(ctx context.Context, at Key) (*models.Complaint, error) {
	r, err := take[models.Complaint](ctx, s, "complaint", at.County, at.ID)
	if err != nil {
		return nil, err
	}
	return r, s.openComplaint(r)
}

// StepComplaint moves a complaint from one status to another and sets more columns with it; an answer is sealed.
func (s *Store) StepComplaint(ctx context.Context, at Key, from models.ComplaintStatus, answer string, set Change) error {
	if answer != "" {
		z := &sealing{s: s, county: at.County, id: at.ID}
		set["answer_sealed"] = z.seal("complaint.answer", answer)
		if z.err != nil {
			return z.err
		}
	}
	return s.step(ctx, &models.Complaint{}, at, string(from), set)
}

// ComplaintFilter narrows a list of complaints; an empty field does not narrow.
type ComplaintFilter struct {
	Scope       Scope
	Application string
	Passes      []string
	Statuses    []models.ComplaintStatus
	Before      time.Time // to be answered before
}

// Complaints lists complaints.
func (s *Store) Complaints(ctx context.Context, f ComplaintFilter, p Page) ([]models.Complaint, string, error) {
	q := s.scoped(ctx, f.Scope)
	if f.Application != "" {
		q = q.Where("application_id = ?", f.Application)
	}
	if len(f.Passes) > 0 {
		q = q.Where("pass_id IN ?", f.Passes)
	}
	if len(f.Statuses) > 0 {
		q = q.Where("status IN ?", f.Statuses)
	}
	if !f.Before.IsZero() {
		q = q.Where("answer_by < ?", f.Before)
	}
	items, next, err := pageOf(q, p, func(r models.Complaint) string { return r.ID })
	for i := range items {
		if err == nil {
			err = s.openComplaint(&items[i])
		}
	}
	return items, next, err
}

// ComplaintsOpen counts the complaints that wait for an answer, and those past their time.
func (s *Store) ComplaintsOpen(ctx context.Context, sc Scope) (open, overdue int64, err error) {
	var out struct{ Open, Overdue int64 }
	err = s.scoped(ctx, sc).Model(&models.Complaint{}).Select("COUNT(*) AS open, COALESCE(SUM(CASE WHEN answer_by < ? THEN 1 ELSE 0 END), 0) AS overdue", s.Now()).
		Where("status IN ?", []models.ComplaintStatus{models.ComplaintFiled, models.ComplaintAssigned, models.ComplaintEscalated}).Scan(&out).Error
	return out.Open, out.Overdue, translate(err)
}

// TellComplaint notes once that somebody was reminded of a complaint, and tells whether it was this time.
func (s *Store) TellComplaint(ctx context.Context, at Key) (bool, error) {
	res := s.db.WithContext(ctx).Model(&models.Complaint{}).Where("county_code = ? AND id = ? AND reminded_at IS NULL", at.County, at.ID).
		UpdateColumn("reminded_at", s.Now())
	return res.RowsAffected == 1, translate(res.Error)
}
