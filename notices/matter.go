package notices

import (
	"context"
	"strconv"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// matter is what a notice is about: the object, who has to do with it, and what may be said of it.
type matter struct {
	noun, id         string
	seq              int64
	at               time.Time
	actor            string
	region, supplier string
	submitter        string // who submitted the need, or has the alert
	inviter          string // who sent the invitation
	owner            string // whose account it is
	args             map[string]string
}

// matterOf reads what an event is about; nil where it is not there any more or is nothing to tell of.
func (b *bundle) matterOf(ctx context.Context, e models.Event) (*matter, error) {
	m := &matter{noun: e.Noun, id: e.ObjectID, seq: e.Seq, at: e.At, actor: e.ActorID, region: e.RegionCode, supplier: e.SupplierID, args: map[string]string{}}
	err := b.look(ctx, m, e)
	if models.KindOf(err) == models.KindNotFound {
		return nil, nil //nolint:nilnil // nothing to tell of is no error
	}
	if err != nil || m.args == nil {
		return nil, err
	}
	return m, nil
}

func (b *bundle) look(ctx context.Context, m *matter, e models.Event) error {
	at := b.at(e.ObjectID)
	switch e.Noun {
	case "match":
		match, err := b.s.Match(ctx, at)
		if err != nil {
			return err
		}
		return b.ofMatch(ctx, m, match)
	case "need":
		return b.ofNeed(ctx, m, e.ObjectID)
	case "fulfilment":
		f, err := b.s.Fulfilment(ctx, at)
		if err != nil {
			return err
		}
		return b.ofNeed(ctx, m, f.NeedID)
	case "application":
		return b.ofRelief(ctx, m, e.ObjectID)
	case "complaint":
		r, err := b.s.Complaint(ctx, at)
		if err != nil {
			return err
		}
		m.args["no"], m.args["by"] = r.No, r.AnswerBy.UTC().Format(time.RFC3339)
		m.args["town"], err = b.people.town(ctx, r.RegionCode)
		return err
	case "work_path":
		r, err := b.s.Work(ctx, at)
		if err != nil {
			return err
		}
		m.submitter, m.region, m.args["days"] = r.CreatedBy, r.RegionCode, e.Data["days"]
		m.args["town"], err = b.people.town(ctx, r.RegionCode)
		return err
	case "visit", "child_report", "visit_window", "minor_access":
		town, err := b.people.town(ctx, e.RegionCode)
		m.args["town"] = town
		return err
	case "offer":
		o, err := b.s.Offer(ctx, at)
		if err == nil {
			m.args["category"] = o.Category
		}
		return err
	case "account":
		m.owner = e.ObjectID
		return nil
	case "alert":
		return b.ofAlert(ctx, m, at)
	case "allocation":
		a, err := b.s.Allocation(ctx, at)
		if err != nil || a.DryRun {
			m.args = nil // a trial run is nobody's news
			return err
		}
		m.args["proposals"] = strconv.Itoa(a.Proposals)
		return nil
	}
	return nil
}

// ofAlert says of an alert how grave it is, in which town, and by when: nothing of whom it is about or why.
func (b *bundle) ofAlert(ctx context.Context, m *matter, at store.Key) error {
	a, err := b.s.Alert(ctx, at)
	if err != nil {
		return err
	}
	m.region = a.RegionCode
	if a.AssignedAideID != nil {
		m.submitter = *a.AssignedAideID
	}
	due := a.DueAt
	if a.NextDueAt != nil {
		due = *a.NextDueAt
	}
	m.args["severity"], m.args["by"] = string(a.Severity), due.UTC().Format(time.RFC3339)
	m.args["town"], err = b.people.town(ctx, a.RegionCode)
	return err
}

// ofMatch says what an invitation or promise is about.
func (b *bundle) ofMatch(ctx context.Context, m *matter, match *models.Match) error {
	m.supplier, m.inviter = match.Addressee(), match.InvitedBy
	if err := b.ofNeed(ctx, m, match.NeedID); err != nil {
		return err
	}
	if match.RespondBy != nil {
		m.args["by"] = match.RespondBy.UTC().Format(time.RFC3339)
	}
	if match.Quantity != nil && m.args["unit"] != "" {
		m.args["quantity"] = strconv.FormatInt(*match.Quantity, 10)
	}
	return nil
}

// ofNeed says of a need what a browsing supplier may see (tier 1), and its number: category, amount and town. Of the most sensitive needs, which
// go by named referral only, it says the number alone.
func (b *bundle) ofNeed(ctx context.Context, m *matter, id string) error {
	n, err := b.s.Need(ctx, b.at(id))
	if err != nil {
		return err
	}
	m.region, m.submitter = n.RegionCode, n.SubmittedBy
	m.args["no"], m.args["need_id"] = n.No, n.ID
	if n.Sensitivity > 2 {
		return nil
	}
	town, err := b.people.town(ctx, n.RegionCode)
	m.args["category"], m.args["unit"], m.args["town"] = n.Category, n.Unit, town
	if n.Quantity != nil {
		m.args["quantity"] = strconv.FormatInt(*n.Quantity, 10)
	}
	return err
}

// ofRelief says of a request for relief its number, its town and by when somebody must act: nothing of whom it is about or what for.
func (b *bundle) ofRelief(ctx context.Context, m *matter, id string) error {
	a, err := b.s.Application(ctx, b.at(id))
	if err != nil {
		return err
	}
	m.region, m.args["no"] = a.RegionCode, a.No
	if a.ProxyBy != nil {
		m.submitter = *a.ProxyBy
	}
	if a.DueAt != nil {
		m.args["by"] = a.DueAt.UTC().Format(time.RFC3339)
	}
	m.args["town"], err = b.people.town(ctx, a.RegionCode)
	return err
}
