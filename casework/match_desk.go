package casework

import (
	"context"
	"errors"

	"zhulian/flow"
	"zhulian/market"
	"zhulian/matching"
	"zhulian/models"
	"zhulian/store"
)

// MatchDesk is a need beside what could help it: who, why, and why not the others.
type MatchDesk struct {
	models.Need         // by its public title: ranking needs no look into the file
	Can         NeedCan // of the need
	Town        string
	Village     string
	Weights     matching.Weights
	Choices     []DeskChoice
	Below       int // passed every gate but score too low to be shown
	Closed      []ClosedGate
	Recent      []RecentHelp   // help of the category within a week
	Asked       []models.Match // proposals, invitations and promises that the need has already
}

// DeskChoice is a candidate with what its supplier has left and how it kept its promises.
type DeskChoice struct {
	Choice
	SupplierName string
	Home         string // the name of the place where the supplier is at home
	Record       store.TrackRecord
	Left         *int64 // units of the window in which the need can begin; nil: unknown
	Suggested    *int64 // what to ask for: what the need lacks and the offer has; nil where neither is known
	Asked        bool   // there is a live match of the need and this offer
}

// ClosedGate is one gate with the offers that it excluded, at most mostClosed of them.
type ClosedGate struct {
	Gate   matching.Gate
	Count  int
	Offers []ClosedOffer
}

// ClosedOffer is an excluded offer with what would make it fit.
type ClosedOffer struct {
	ID, Title, SupplierName string
	Fix                     matching.Phrase
}

// mostClosed is how many of a gate's offers are listed; a person reads no more.
const mostClosed = 12

// MatchDesk ranks the county's offers for a need, at most limit of them, and groups the excluded ones by gate. For a need that takes no
// offers now it says so by an empty list. Errors: NotFound, Forbidden.
func (d *Desk) MatchDesk(ctx context.Context, by models.Actor, id string, limit int) (*MatchDesk, error) {
	if _, err := models.Authorise(by, models.CandidateView); err != nil {
		return nil, err
	}
	n, err := d.Store.Need(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.CandidateView, needSubject(*n)); err != nil {
		return nil, err
	}
	impersonal(n)
	out := &MatchDesk{Need: *n, Can: needCan(by, n, d.Store.Now())}
	f := &NeedFile{Need: *n}
	if err := d.fillPlaces(ctx, models.Actor{}, f); err != nil {
		return nil, err
	}
	out.Town, out.Village = f.Town, f.Village
	if out.Recent, err = d.RecentHelp(ctx, by, n.HouseholdID, n.Category, n.ID); err != nil {
		return nil, err
	}
	of := store.MatchFilter{Scope: store.Scope{County: n.CountyCode}, Need: n.ID, Statuses: models.MatchesLive()}
	if out.Asked, err = d.Store.AllMatches(ctx, of); err != nil || !n.Status.TakesOffers() {
		return out, err
	}
	return out, d.rank(ctx, out, limit)
}

func (d *Desk) rank(ctx context.Context, out *MatchDesk, limit int) error {
	defer d.Market.Timed(d.Store, "candidates")()
	asked, err := market.Asked(ctx, d.Store, &out.Need)
	if err != nil {
		return err
	}
	view, err := d.Market.View(ctx, d.Store, out.CountyCode)
	if err != nil {
		return err
	}
	found := view.Rank(&out.Need, asked, limit)
	out.Weights, out.Below = view.Weights(), found.Below
	var homes []string
	for _, c := range found.Ranked {
		lot := view.Lot(c.OfferID)
		homes = append(homes, lot.Supplier.RegionCode)
		out.Choices = append(out.Choices, out.choice(lot, c, max(view.Day(), out.Earliest)))
	}
	names, err := d.Store.RegionNames(ctx, homes)
	for i := range out.Choices {
		out.Choices[i].Home = names[homes[i]]
	}
	out.close(found, view)
	return err
}

func (m *MatchDesk) choice(lot *market.Lot, c matching.Candidate, day models.Date) DeskChoice {
	out := DeskChoice{Choice: Choice{Offer: lot.Offer, Candidate: c}, SupplierName: lot.Supplier.Name, Record: lot.Record}
	if left, known := lot.Left(day); known {
		out.Left = &left
	}
	if left, known := m.Left(); known {
		out.Suggested = &left
		if out.Left != nil && m.Frequency == nil && lot.CapacityKind == models.CapacityCount {
			least := min(left, *out.Left)
			out.Suggested = &least
		}
	}
	for i := range m.Asked {
		out.Asked = out.Asked || m.Asked[i].OfferID == c.OfferID
	}
	return out
}

// close groups the excluded offers by their gates, in the order in which the gates are tried.
func (m *MatchDesk) close(found matching.Candidates, view *market.View) {
	at := map[matching.Gate]*ClosedGate{}
	for _, g := range matching.Gates() {
		if n := found.Excluded[g]; n > 0 {
			m.Closed = append(m.Closed, ClosedGate{Gate: g, Count: n})
		}
	}
	for i := range m.Closed {
		at[m.Closed[i].Gate] = &m.Closed[i]
	}
	for _, x := range found.Exclusions {
		g, lot := at[x.Gate], view.Lot(x.OfferID)
		if g != nil && lot != nil && len(g.Offers) < mostClosed {
			g.Offers = append(g.Offers, ClosedOffer{ID: x.OfferID, Title: lot.Title, SupplierName: lot.Supplier.Name, Fix: x.Fix})
		}
	}
}

// InvitedAll is what became of several invitations: those that are sent, and those that could not be, with why.
type InvitedAll struct {
	Sent    []string // offers
	Refused []RefusedInvitation
}

// RefusedInvitation is an offer that could not be asked for.
type RefusedInvitation struct {
	OfferID string
	Error   *models.Error
}

// InviteAll asks several suppliers for some of their offers for one need, as for a great quantity that none can give alone. Those that
// cannot be asked are refused one by one; the others are sent. Errors: Invalid, NotFound, Forbidden.
func (d *Desk) InviteAll(ctx context.Context, by models.Actor, need string, list []models.Invitation) (*InvitedAll, error) {
	if len(list) == 0 {
		return nil, models.InvalidField("offer_id", "required")
	}
	out := &InvitedAll{}
	for _, in := range list {
		_, err := d.Invite(ctx, by, need, in)
		refused, ok := refusal(err)
		switch {
		case err == nil:
			out.Sent = append(out.Sent, in.OfferID)
		case !ok:
			return out, err
		default:
			out.Refused = append(out.Refused, RefusedInvitation{in.OfferID, refused})
		}
	}
	return out, nil
}

// refusal is an error that concerns one invitation only.
func refusal(err error) (*models.Error, bool) {
	var e *models.Error
	if !errors.As(err, &e) || e.Kind != models.KindConflict && e.Kind != models.KindInvalid {
		return nil, false
	}
	return e, true
}
