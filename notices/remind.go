package notices

import (
	"context"

	"zhulian/models"
	"zhulian/store"
)

// Remind reminds suppliers, once each, of invitations whose time to answer is nearly over.
func (d *Desk) Remind(ctx context.Context, county string) error {
	due, err := d.toRemind(ctx, d.Store, county)
	if err != nil || len(due) == 0 {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		// One dispatcher at a time, and a look at what others have done meanwhile.
		if _, err := s.HoldNoticeCursor(ctx, county, 0); err != nil {
			return err
		}
		due, err := d.toRemind(ctx, s, county)
		if err != nil {
			return err
		}
		b := d.bundle(s, county)
		for i := range due {
			m := &matter{noun: "match", id: due[i].ID, at: s.Now(), args: map[string]string{}}
			if err := b.ofMatch(ctx, m, &due[i]); err != nil {
				return err
			}
			if err := b.add(ctx, m, models.NoticeExpiring, []models.Audience{models.ToSupplier}); err != nil {
				return err
			}
		}
		return b.write(ctx)
	})
}

// toRemind lists the unanswered invitations that are due for their reminder and have had none.
func (d *Desk) toRemind(ctx context.Context, s *store.Store, county string) ([]models.Match, error) {
	now := s.Now()
	open, err := s.InvitedUntil(ctx, county, now, now.Add(models.RemindAhead()), 500)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(open))
	for i, m := range open {
		ids[i] = m.ID
	}
	had, err := s.NoticedOf(ctx, county, models.NoticeExpiring, ids)
	var out []models.Match
	for _, m := range open {
		if !had[m.ID] && m.InvitedAt != nil && !models.RemindAt(*m.InvitedAt, *m.RespondBy).After(now) {
			out = append(out, m)
		}
	}
	return out, err
}
