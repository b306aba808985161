package entitlement

import (
	"context"
	"maps"

	"zhulian/flow"
	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

// leaf is one list that somebody works on.
type leaf struct {
	s  *store.Store
	by models.Actor
	l  *models.HappinessList
}

func (x *leaf) at() store.Key { return store.Key{County: x.l.CountyCode, ID: x.l.ID} }

// onList runs fn on a list in the actor's scope, held, in a transaction, and answers it as it is afterwards. Whoever acts with an account is
// written into the disclosure log.
func (d *Desk) onList(ctx context.Context, by models.Actor, act models.Action, id string, fn func(*leaf) error) (*models.HappinessList, error) {
	if _, err := models.Authorise(by, act); err != nil {
		return nil, err
	}
	var out *models.HappinessList
	err := d.Store.InTx(ctx, func(s *store.Store) error {
		l, err := s.HoldHappinessList(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, act, listSubject(*l)); err != nil {
			return err
		}
		if err := fn(&leaf{s, by, l}); err != nil {
			return err
		}
		if err := d.seenList(ctx, s, by, l, "view"); err != nil {
			return err
		}
		out, err = s.HappinessList(ctx, key(by, id))
		return err
	})
	return out, err
}

func (d *Desk) seenList(ctx context.Context, s *store.Store, by models.Actor, l *models.HappinessList, purpose string) error {
	now := s.Now()
	return s.InsertDisclosure(ctx, &models.Disclosure{CountyCode: l.CountyCode, ID: models.NewID(now), At: now, AccountID: by.AccountID, Role: by.Role,
		HouseholdID: l.HouseholdID, Tier: 4, Purpose: purpose, Fields: []string{"household", "benefits"}})
}

// take takes a step of the list and writes more columns with it.
func (x *leaf) take(ctx context.Context, name string, set store.Change, data map[string]string) error {
	from := x.l.Status
	to, err := models.HappinessListSteps.Next(name, from)
	if err != nil {
		return err
	}
	set = maps.Clone(set)
	set["status"] = to
	if err := x.s.StepHappinessList(ctx, x.at(), from, set); err != nil {
		return err
	}
	x.l.Status = to
	flow.Log(x.s, x.by, listSubject(*x.l), name, string(from), string(to), data)
	return nil
}

// link gives the list a new private link; the one before ends.
func (x *leaf) link(set store.Change) {
	no := x.l.LinkNo + 1
	set["link_no"], set["link_hash"], set["link_until"] = no, x.s.ListCode(x.at(), no).Hash(), x.s.Now().Add(models.ListLinkTime)
}

// CheckList says that an aide or the town has read a list and found it as it should be; from now on it may be handed over, and its private link
// leads to it. Errors: NotFound, Conflict.
func (d *Desk) CheckList(ctx context.Context, by models.Actor, id string, _ models.ListStep) (*models.HappinessList, error) {
	return d.onList(ctx, by, models.HappinessListCheck, id, func(x *leaf) error {
		set := store.Change{"checked_by": by.AccountID}
		x.link(set)
		return x.take(ctx, "check", set, nil)
	})
}

// RenewListLink makes a new private link, where the old one is over or came into wrong hands; the old one ends. Errors: NotFound, Conflict.
func (d *Desk) RenewListLink(ctx context.Context, by models.Actor, id string, _ models.ListStep) (*models.HappinessList, error) {
	return d.onList(ctx, by, models.HappinessListDeliver, id, func(x *leaf) error {
		if x.l.Status == models.ListGenerated || x.l.Status == models.ListCorrected {
			return models.Conflict("step_not_allowed").With("noun", "happiness_list").With("step", "renew").With("status", string(x.l.Status))
		}
		set := store.Change{}
		x.link(set)
		flow.Log(x.s, by, listSubject(*x.l), "renew", string(x.l.Status), string(x.l.Status), nil)
		return x.s.StepHappinessList(ctx, x.at(), x.l.Status, set)
	})
}

// SendList sends a list out by a message with its private link to an adult member's phone, or by post. It is not delivered by that. Where the
// message cannot be sent, the list has failed. Errors: Invalid, NotFound, Conflict sms_off.
func (d *Desk) SendList(ctx context.Context, by models.Actor, id string, in models.ListStep) (*models.HappinessList, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.Channel != models.ListMessage && in.Channel != models.ListPost {
		return nil, models.InvalidField("channel", "list_channel_sent")
	}
	phone := ""
	out, err := d.onList(ctx, by, models.HappinessListDeliver, id, func(x *leaf) error {
		set := store.Change{"channel": in.Channel, "sent_at": x.s.Now(), "deliverer_id": by.AccountID}
		if in.Channel == models.ListMessage {
			if d.Text == nil {
				return models.Conflict("sms_off")
			}
			p, err := d.recipient(ctx, x, in.PersonID)
			if err != nil {
				return err
			}
			if number, _ := models.ParsePhone(p.Phone); models.IsMobile(number) {
				phone = number
			} else {
				return models.InvalidField("person_id", "no_mobile")
			}
			x.link(set)
		}
		return x.take(ctx, "send", set, map[string]string{"channel": in.Channel})
	})
	if err != nil || phone == "" {
		return out, err
	}
	text := locales.T(locales.Chinese, "happy.sms", map[string]any{"link": d.ListLink(out)})
	if err := d.Text(ctx, phone, text); err != nil {
		return d.FailList(ctx, by, id, models.ListStep{Reason: locales.T(locales.Chinese, "happy.sms_failed", nil)})
	}
	return out, nil
}

// ListLink is the address of a list's private page; without the site's own address it begins with the path.
func (d *Desk) ListLink(l *models.HappinessList) string {
	if len(l.LinkHash) == 0 {
		return ""
	}
	return d.Site + "/l/" + string(d.Store.ListCode(store.Key{County: l.CountyCode, ID: l.ID}, l.LinkNo))
}

// recipient is the adult member who receives a list: as named, else the first who is alive and of age, the head before the others. A list is
// given to an adult member only (domain report §13).
func (d *Desk) recipient(ctx context.Context, x *leaf, id string) (*models.Person, error) {
	all, err := x.s.Persons(ctx, x.l.CountyCode, x.l.HouseholdID)
	if err != nil {
		return nil, err
	}
	for _, p := range all[x.l.HouseholdID] {
		grown := p.AgeOn(d.today()) >= 18 && p.DeceasedOn == ""
		switch {
		case id == "" && grown, p.ID == id && grown:
			return &p, nil
		case p.ID == id:
			return nil, models.InvalidField("person_id", "adult_only")
		}
	}
	if id != "" {
		return nil, models.InvalidField("person_id", "not_a_member")
	}
	return nil, models.InvalidField("person_id", "no_adult")
}

// DeliverList records that a list is in the hands of an adult member: face to face with a picture of the signed slip or the household's spoken
// word, by post, or through a guardian who is named. With a way of acknowledging it is acknowledged at once. Errors: Invalid, NotFound, Unavailable, Conflict.
func (d *Desk) DeliverList(ctx context.Context, by models.Actor, id string, in models.ListStep) (*models.HappinessList, error) {
	slip, err := d.checkHandOver(ctx, in)
	if err != nil {
		return nil, err
	}
	return d.onList(ctx, by, models.HappinessListDeliver, id, func(x *leaf) error {
		set := store.Change{"channel": in.Channel, "delivered_at": x.s.Now(), "deliverer_id": by.AccountID, "read_aloud": in.ReadAloud}
		if in.Channel == models.ListGuardian {
			set["status_reason"] = models.CleanText(in.Reason)
		} else {
			p, err := d.recipient(ctx, x, in.PersonID)
			if err != nil {
				return err
			}
			set["received_by"] = p.ID
		}
		if err := x.keepSlip(ctx, slip, set); err != nil {
			return err
		}
		if err := x.take(ctx, "deliver", set, map[string]string{"channel": in.Channel}); err != nil || in.AckMethod == "" {
			return err
		}
		return x.acknowledge(ctx, in.AckMethod)
	})
}

func (d *Desk) checkHandOver(ctx context.Context, in models.ListStep) ([]byte, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	switch {
	case in.Channel == "" || in.Channel == models.ListMessage:
		return nil, models.InvalidField("channel", "list_channel_delivered")
	case in.Channel == models.ListGuardian && models.CleanText(in.Reason) == "":
		return nil, models.InvalidField("reason", "guardian_named")
	case in.Channel == models.ListFaceToFace && len(in.Slip) == 0 && in.AckMethod != models.AckVoice:
		return nil, models.InvalidField("slip", "slip_needed")
	}
	return d.redrawnSlip(ctx, in.Slip)
}

// redrawnSlip is a picture of a slip, drawn anew from its pixels.
func (d *Desk) redrawnSlip(ctx context.Context, content []byte) ([]byte, error) {
	if len(content) == 0 {
		return nil, nil
	}
	return d.redrawn(ctx, "slip", content)
}

// keepSlip writes the picture of the slip, sealed.
func (x *leaf) keepSlip(ctx context.Context, content []byte, set store.Change) error {
	if len(content) == 0 {
		return nil
	}
	now := x.s.Now()
	a := models.Attachment{CountyCode: x.l.CountyCode, ID: models.NewID(now), Noun: "happiness_list", ObjectID: x.l.ID, CreatedBy: x.by.AccountID, CreatedAt: now}.
		Holding("image/jpeg", content)
	set["slip_id"] = a.ID
	return x.s.InsertAttachment(ctx, a)
}

func (x *leaf) acknowledge(ctx context.Context, method string) error {
	set := store.Change{"acknowledged_at": x.s.Now(), "ack_method": method}
	if x.l.DeliveredAt == nil && x.l.Status == models.ListSent {
		set["delivered_at"] = x.s.Now()
	}
	return x.take(ctx, "acknowledge", set, map[string]string{"method": method})
}

// AcknowledgeList records that the household says that it has the list and understands it. Errors: Invalid, NotFound, Conflict.
func (d *Desk) AcknowledgeList(ctx context.Context, by models.Actor, id string, in models.ListStep) (*models.HappinessList, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if in.AckMethod == "" {
		return nil, models.InvalidField("ack_method", "required")
	}
	return d.onList(ctx, by, models.HappinessListDeliver, id, func(x *leaf) error { return x.acknowledge(ctx, in.AckMethod) })
}

// FailList records that a list that was sent did not arrive, and why. Errors: Invalid, NotFound, Conflict.
func (d *Desk) FailList(ctx context.Context, by models.Actor, id string, in models.ListStep) (*models.HappinessList, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	if err := said("reason", in.Reason); err != nil {
		return nil, err
	}
	return d.onList(ctx, by, models.HappinessListDeliver, id, func(x *leaf) error {
		return x.take(ctx, "fail", store.Change{"status_reason": models.CleanText(in.Reason)}, nil)
	})
}
