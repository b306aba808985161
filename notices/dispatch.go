package notices

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// batch is how many events one transaction turns into notices.
const batch = 200

// Dispatch turns the next events of a county into notices and messages on their way out, and moves the cursor past them in the same transaction,
// so that each event is told once whatever crashes and however many instances run. It tells whether there is more to do.
func (d *Desk) Dispatch(ctx context.Context, county string) (more bool, err error) {
	head, err := d.Store.Head(ctx, county)
	if err != nil {
		return false, err
	}
	at, known, err := d.Store.NoticeCursor(ctx, county)
	if err != nil || known && at >= head.Seq || head.Seq == 0 {
		return false, err
	}
	if !known {
		first, err := d.Store.FirstEventSince(ctx, county, d.Store.Now().Add(-stale))
		if err != nil {
			return false, err
		}
		at = first - 1
	}
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		at, err := s.HoldNoticeCursor(ctx, county, at)
		if err != nil {
			return err
		}
		events, err := s.Events(ctx, store.EventFilter{CountyCode: county, After: at, Limit: batch})
		if err != nil || len(events) == 0 {
			return err
		}
		more = len(events) == batch
		b := d.bundle(s, county)
		for _, e := range events {
			if err := b.tell(ctx, e); err != nil {
				return err
			}
		}
		if err := b.write(ctx); err != nil {
			return err
		}
		return s.MoveNoticeCursor(ctx, county, at, events[len(events)-1].Seq)
	})
	return more, err
}

// bundle is what one transaction will write.
type bundle struct {
	desk       *Desk
	s          *store.Store
	county     string
	notices    []models.Notice
	deliveries []models.Delivery
	people     people
}

func (d *Desk) bundle(s *store.Store, county string) *bundle {
	return &bundle{desk: d, s: s, county: county, people: people{s: s, county: county}}
}

// tell adds what an event makes of notices.
func (b *bundle) tell(ctx context.Context, e models.Event) error {
	rule, ok := models.NoticeRuleOf(e)
	if !ok || e.At.Before(b.s.Now().Add(-stale)) {
		return nil
	}
	m, err := b.matterOf(ctx, e)
	if err != nil || m == nil {
		return err
	}
	return b.add(ctx, m, rule.Kind, rule.To)
}

// add adds a notice for everybody of some audiences, once each and never for whoever took the step, and one for each robot that tells the kind.
func (b *bundle) add(ctx context.Context, m *matter, kind models.NoticeKind, to []models.Audience) error {
	told := map[string]bool{m.actor: true}
	for _, audience := range to {
		accounts, err := b.people.of(ctx, audience, m)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if told[a.ID] {
				continue
			}
			told[a.ID] = true
			b.notices = append(b.notices, models.Notice{
				CountyCode: b.county, ID: models.NewID(m.at), AccountID: a.ID, Kind: kind, Noun: m.noun, ObjectID: m.id, EventSeq: m.seq,
				Args: m.args, CreatedAt: m.at,
			})
		}
	}
	for _, r := range b.desk.Robots {
		if r.County == b.county && slices.Contains(r.Kinds, kind) {
			b.deliver(models.Delivery{Channel: models.ChannelRobot, Robot: r.Name, Kind: kind, Noun: m.noun, ObjectID: m.id, EventSeq: m.seq, Args: m.args})
		}
	}
	return nil
}

// deliver adds a message on its way out.
func (b *bundle) deliver(r models.Delivery) {
	now := b.s.Now()
	r.CountyCode, r.ID, r.Status, r.DueAt = b.county, models.NewID(now), models.DeliveryWaiting, now
	r.CreatedAt, r.UpdatedAt, r.Version = now, now, 1
	b.deliveries = append(b.deliveries, r)
}

// write writes the notices and, by what their accounts have chosen, the messages.
func (b *bundle) write(ctx context.Context) error {
	if err := b.route(ctx); err != nil {
		return err
	}
	if err := b.s.PutNotices(ctx, b.notices); err != nil {
		return err
	}
	return b.s.PutDeliveries(ctx, b.deliveries)
}

// route puts on its way what the accounts have chosen to be sent, where the way is open and an address is known.
func (b *bundle) route(ctx context.Context) error {
	if b.desk.Email == nil && b.desk.SMS == nil {
		return nil
	}
	var ids []string
	for _, n := range b.notices {
		if !slices.Contains(ids, n.AccountID) {
			ids = append(ids, n.AccountID)
		}
	}
	addresses, err := b.s.NoticeAddresses(ctx, b.county, ids...)
	if err != nil {
		return err
	}
	chosen, err := b.s.NoticePreferences(ctx, b.county, ids...)
	if err != nil {
		return err
	}
	for _, n := range b.notices {
		email, sms := wanted(chosen[n.AccountID], n.Kind)
		at := addresses[n.AccountID]
		for channel, open := range map[models.Channel]bool{
			models.ChannelEmail: email && b.desk.Email != nil && at.Email != "",
			models.ChannelSMS:   sms && b.desk.SMS != nil && at.Phone != "",
		} {
			if open {
				b.deliver(models.Delivery{AccountID: n.AccountID, Channel: channel, Kind: n.Kind, Noun: n.Noun, ObjectID: n.ObjectID, EventSeq: n.EventSeq, Args: n.Args})
			}
		}
	}
	return nil
}

// wanted is what an account has chosen for a kind, or what is usual.
func wanted(chosen map[models.NoticeKind]models.NoticePreference, kind models.NoticeKind) (email, sms bool) {
	if p, ok := chosen[kind]; ok {
		return p.Email, p.SMS
	}
	return models.UsualPreference(kind)
}
