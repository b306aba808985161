package notices

import (
	"context"
	"errors"
	"time"

	"zhulian/channels"
	"zhulian/models"
	"zhulian/store"
)

// How messages are tried: so many at a time, each claimed for so long, so often before they are given up.
const (
	round       = 50
	lease       = 2 * time.Minute
	MaxAttempts = 10
)

// Backoff is how long to wait after an attempt that failed, the first being 1: a minute, then twice as long each time, six hours at most, spread by
// a fifth either way; spread is a number from 0 up to 1.
func Backoff(attempt int, spread float64) time.Duration {
	wait := 6 * time.Hour
	if attempt < 10 {
		wait = min(wait, time.Minute<<(attempt-1))
	}
	return time.Duration(float64(wait) * (0.8 + 0.4*spread))
}

// Deliver sends what is due in a county. A message is claimed, in a transaction of its own, before it goes out; one whose sender died in between is
// marked as unsure and never sent again by itself. What certainly did not arrive is tried again, MaxAttempts times in all.
func (d *Desk) Deliver(ctx context.Context, county string) error {
	return d.deliver(ctx, county, map[string]bool{})
}

// deliver is Deliver; down are the ways out that could not be reached just now: what else would take them need not find out one by one.
func (d *Desk) deliver(ctx context.Context, county string, down map[string]bool) error {
	if err := d.doubt(ctx, county); err != nil {
		return err
	}
	due, err := d.Store.DeliveriesDue(ctx, county, round)
	if err != nil {
		return err
	}
	for i := range due {
		way := string(due[i].Channel)
		if due[i].Robot != "" {
			way += " " + county + " " + due[i].Robot
		}
		if down[way] {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := d.one(ctx, &due[i])
		var failure *channels.Failure
		if errors.As(err, &failure) {
			down[way] = failure.Down
			continue
		}
		if err != nil && models.CodeOf(err) != "changed_meanwhile" {
			return err
		}
	}
	return nil
}

// doubt marks the messages whose claim is over without a word.
func (d *Desk) doubt(ctx context.Context, county string) error {
	stuck, err := d.Store.DeliveriesStuck(ctx, county, round)
	if err != nil {
		return err
	}
	for i := range stuck {
		err := d.mark(ctx, &stuck[i], "doubt", store.Change{"reason": "lease_over"})
		if err != nil && models.CodeOf(err) != "changed_meanwhile" {
			return err
		}
	}
	return nil
}

// one claims and sends one message. A *channels.Failure has been noted with the message.
func (d *Desk) one(ctx context.Context, r *models.Delivery) error {
	post, err := d.address(ctx, r)
	if err != nil {
		return err
	}
	if post.unwanted != "" {
		return d.mark(ctx, r, "drop", store.Change{"reason": post.unwanted})
	}
	link, err := d.claim(ctx, r, post)
	if err != nil {
		return err
	}
	what := d.message(r, post.lang, link)
	what.At = d.Store.Now()
	// From here on the message may be out: the end of the server must not keep anybody from noting that.
	ctx = context.WithoutCancel(ctx)
	sent := post.sender.Send(ctx, post.to, what)
	if err := d.note(ctx, r, sent); err != nil {
		return err
	}
	return sent
}

// posting is where a message goes, or why it is not wanted any more.
type posting struct {
	sender   Sender
	to, lang string
	match    *models.Match // that a mail asks to answer
	unwanted string
}

func (d *Desk) address(ctx context.Context, r *models.Delivery) (posting, error) {
	p, err := d.way(ctx, r)
	if err != nil || p.unwanted != "" {
		return p, err
	}
	if !r.Kind.AsksForAnswer() {
		return p, nil
	}
	m, err := d.Store.Match(ctx, store.Key{County: r.CountyCode, ID: r.ObjectID})
	switch {
	case models.KindOf(err) == models.KindNotFound:
		return posting{unwanted: "gone"}, nil
	case err != nil:
		return p, err
	case m.Status != models.MatchInvited || m.RespondBy == nil || d.Store.Now().After(*m.RespondBy):
		return posting{unwanted: "answered"}, nil
	}
	p.match = m
	return p, nil
}

// way finds the way out of a message, and the address as it is known now.
func (d *Desk) way(ctx context.Context, r *models.Delivery) (posting, error) {
	if r.Channel == models.ChannelRobot {
		for _, robot := range d.Robots {
			if robot.County == r.CountyCode && robot.Name == r.Robot {
				return posting{sender: robot.Sender, to: robot.Name}, nil
			}
		}
		return posting{unwanted: "robot_gone"}, nil
	}
	account, err := d.Store.Account(ctx, store.Key{County: r.CountyCode, ID: r.AccountID})
	if models.KindOf(err) == models.KindNotFound || err == nil && account.Status == models.AccountDisabled {
		return posting{unwanted: "account_closed"}, nil
	}
	if err != nil {
		return posting{}, err
	}
	known, err := d.Store.NoticeAddresses(ctx, r.CountyCode, r.AccountID)
	if err != nil {
		return posting{}, err
	}
	at := known[r.AccountID]
	p := posting{sender: d.Email, to: at.Email, lang: at.Lang}
	if r.Channel == models.ChannelSMS {
		p.sender, p.to = d.SMS, at.Phone
	}
	switch {
	case p.sender == nil:
		p.unwanted = "channel_off"
	case p.to == "":
		p.unwanted = "no_address"
	}
	return p, nil
}

// claim takes a message for this sender alone and, where it is a mail that asks for an answer, makes its link.
func (d *Desk) claim(ctx context.Context, r *models.Delivery, p posting) (token string, err error) {
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		claimed := *r
		set := store.Change{"attempts": r.Attempts + 1, "lease_until": s.Now().Add(lease)}
		if err := s.StepDelivery(ctx, &claimed, "claim", set); err != nil {
			return err
		}
		if token, err = d.link(ctx, s, &claimed, p); err != nil {
			return err
		}
		claimed.Attempts++
		*r = claimed
		return nil
	})
	return token, err
}

// note writes down what became of an attempt.
func (d *Desk) note(ctx context.Context, r *models.Delivery, sent error) error {
	var failure *channels.Failure
	now := d.Store.Now()
	switch {
	case sent == nil:
		return d.mark(ctx, r, "deliver", store.Change{"sent_at": now, "reason": ""})
	case !errors.As(sent, &failure):
		return d.mark(ctx, r, "doubt", store.Change{"reason": "unknown"})
	case failure.Verdict == channels.Unsure:
		return d.mark(ctx, r, "doubt", store.Change{"reason": failure.Reason})
	case failure.Verdict == channels.Again && r.Attempts < MaxAttempts:
		return d.mark(ctx, r, "retry", store.Change{"reason": failure.Reason, "due_at": now.Add(Backoff(r.Attempts, d.spread()))})
	}
	return d.mark(ctx, r, "give_up", store.Change{"reason": failure.Reason})
}

func (d *Desk) spread() float64 {
	if d.Jitter == nil {
		return 0.5
	}
	return d.Jitter()
}

func (d *Desk) mark(ctx context.Context, r *models.Delivery, step string, set store.Change) error {
	return d.Store.InTx(ctx, func(s *store.Store) error {
		marked := *r
		if err := s.StepDelivery(ctx, &marked, step, set); err != nil {
			return err
		}
		*r = marked
		return nil
	})
}
