package casework

import (
	"context"
	"slices"
	"strings"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// OfferState is an offer with what its windows hold.
type OfferState struct {
	models.Offer
	Windows []models.CapacityWindow
}

// Left returns how many units the offer can still promise in the window of a day; known is false when its amount is unknown.
func (o OfferState) Left(day models.Date) (left int64, known bool) {
	if o.Quantity == nil {
		return 0, false
	}
	window := models.CountWindow
	if o.CapacityKind == models.CapacityRate {
		window = o.Period.WindowOf(day)
	}
	for _, w := range o.Windows {
		if w.WindowStart == window && w.Capacity != nil {
			return *w.Capacity - w.Reserved, true
		}
	}
	return *o.Quantity, true
}

// Offer shows one offer. Errors: NotFound.
func (d *Desk) Offer(ctx context.Context, by models.Actor, id string) (*OfferState, error) {
	if _, err := models.Authorise(by, models.OfferView); err != nil {
		return nil, err
	}
	r, err := d.Store.Offer(ctx, key(by, id))
	if err != nil {
		return nil, err
	}
	if err := flow.Within(by, models.OfferView, offerSubject(*r)); err != nil {
		return nil, err
	}
	windows, err := d.Store.Windows(ctx, r.CountyCode, r.ID)
	return &OfferState{Offer: *r, Windows: windows[r.ID]}, err
}

// Offers lists offers.
func (d *Desk) Offers(ctx context.Context, by models.Actor, f store.OfferFilter, p store.Page) ([]OfferState, string, error) {
	sc, err := flow.ListScope(by, models.OfferView)
	if err != nil {
		return nil, "", err
	}
	f.County = sc.County
	if sc.Supplier != "" {
		f.Supplier = sc.Supplier
	}
	rows, next, err := d.Store.Offers(ctx, f, p)
	if err != nil || len(rows) == 0 {
		return nil, next, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	windows, err := d.Store.Windows(ctx, sc.County, ids...)
	out := make([]OfferState, len(rows))
	for i, r := range rows {
		out[i] = OfferState{Offer: r, Windows: windows[r.ID]}
	}
	return out, next, err
}

// EditOffer changes an offer; its quantity never falls below what is promised. Errors: Invalid, NotFound, Stale, Conflict.
func (d *Desk) EditOffer(ctx context.Context, by models.Actor, id string, version int, in models.OfferPatch) (*OfferState, error) {
	if err := models.Check(in, d.today()); err != nil {
		return nil, err
	}
	err := d.onOffer(ctx, by, id, false, func(s *store.Store, r *models.Offer) error {
		if r.Status == models.OfferExpired || r.Status == models.OfferWithdrawn {
			return models.Conflict("offer_ended")
		}
		if err := patchOffer(r, in); err != nil {
			return err
		}
		if err := s.ReviseOffer(ctx, r, version, d.today()); err != nil {
			return err
		}
		flow.Log(s, by, offerSubject(*r), "edit", string(r.Status), string(r.Status), nil)
		return d.settleStock(ctx, s, by, r)
	})
	if err != nil {
		return nil, err
	}
	return d.Offer(ctx, by, id)
}

func patchOffer(r *models.Offer, in models.OfferPatch) error {
	putText(&r.Title, in.Title)
	putText(&r.Description, in.Description)
	put(&r.ValidFrom, in.ValidFrom)
	put(&r.ValidTo, in.ValidTo)
	put(&r.Regions, in.Regions)
	put(&r.TargetTags, in.TargetTags)
	put(&r.FeeMode, in.FeeMode)
	put(&r.LeadTimeHours, in.LeadTimeHours)
	if in.Quantity != nil {
		r.Quantity = in.Quantity
	}
	if in.PerHouseholdLimit != nil {
		r.PerHouseholdLimit = in.PerHouseholdLimit
	}
	if r.ValidTo < r.ValidFrom {
		return models.InvalidField("valid_to", "before_start")
	}
	if slices.ContainsFunc(r.Regions, func(code string) bool { return models.CountyOf(code) != r.CountyCode }) {
		return models.InvalidField("regions", "region_outside_county")
	}
	for i, code := range r.Regions {
		r.Regions[i], _ = models.ParseRegionCode(code)
	}
	return nil
}

// onOffer runs fn on an offer of the actor's, held, in a transaction. Where the offer ends, the needs that it is asked for are held
// first: everybody holds a need before an offer, so that nobody waits in a ring.
func (d *Desk) onOffer(ctx context.Context, by models.Actor, id string, ends bool, fn func(*store.Store, *models.Offer) error) error {
	if _, err := models.Authorise(by, models.OfferEdit); err != nil {
		return err
	}
	return d.Store.InTx(ctx, func(s *store.Store) error {
		if ends {
			if err := holdAsked(ctx, s, key(by, id)); err != nil {
				return err
			}
		}
		r, err := s.LockOffer(ctx, key(by, id))
		if err != nil {
			return err
		}
		if err := flow.Within(by, models.OfferEdit, offerSubject(*r)); err != nil {
			return err
		}
		return fn(s, r)
	})
}

// holdAsked holds the needs for which an offer is proposed or asked, in the order of their ids.
func holdAsked(ctx context.Context, s *store.Store, offer store.Key) error {
	rows, err := s.AllMatches(ctx, store.MatchFilter{Scope: store.Scope{County: offer.County}, Offer: offer.ID, Statuses: matchesAsked})
	if err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b models.Match) int { return strings.Compare(a.NeedID, b.NeedID) })
	for _, m := range rows {
		if _, err := s.HoldNeed(ctx, store.Key{County: m.CountyCode, ID: m.NeedID}); err != nil {
			return err
		}
	}
	return nil
}

// StepOffer takes one step of an offer: submit, return, publish, pause or withdraw. Only an active supplier's offer that has not ended is published;
// withdrawing cancels open invitations and keeps promises. Errors: NotFound, Conflict, Invalid.
func (d *Desk) StepOffer(ctx context.Context, by models.Actor, id, step, reason string) (*OfferState, error) {
	if !slices.Contains([]string{"submit", "return", "publish", "pause", "withdraw"}, step) {
		return nil, models.Conflict("step_not_allowed").With("noun", "offer").With("step", step)
	}
	if err := reasonFor(step, reason); err != nil {
		return nil, err
	}
	err := d.onOffer(ctx, by, id, step == "withdraw", func(s *store.Store, r *models.Offer) error {
		set := store.Change{"status_reason": models.CleanText(reason)}
		switch step {
		case "publish":
			if err := d.mayPublish(ctx, s, r); err != nil {
				return err
			}
			set["published_at"] = s.Now()
		case "withdraw":
			if err := d.cancelInvitations(ctx, s, by, store.MatchFilter{Offer: r.ID}, "offer_withdrawn"); err != nil {
				return err
			}
		}
		if err := moveOffer(ctx, s, by, r, step, set); err != nil {
			return err
		}
		return d.settleStock(ctx, s, by, r)
	})
	if err != nil {
		return nil, err
	}
	return d.Offer(ctx, by, id)
}

func (d *Desk) mayPublish(ctx context.Context, s *store.Store, r *models.Offer) error {
	owner, err := s.Supplier(ctx, store.Key{County: r.CountyCode, ID: r.SupplierID})
	if err != nil {
		return err
	}
	if owner.Status != models.SupplierActive {
		return models.Conflict("supplier_not_active")
	}
	if r.ValidTo < d.today() {
		return models.Conflict("offer_ended")
	}
	return nil
}

// moveOffer takes a declared step of an offer, with its event.
func moveOffer(ctx context.Context, s *store.Store, by models.Actor, r *models.Offer, step string, set store.Change) error {
	to, err := models.OfferSteps.Next(step, r.Status)
	if err != nil {
		return err
	}
	set["status"] = to
	if err := s.StepOffer(ctx, store.Key{County: r.CountyCode, ID: r.ID}, r.Status, set); err != nil {
		return err
	}
	flow.Log(s, by, offerSubject(*r), step, string(r.Status), string(to), nil)
	r.Status = to
	return nil
}

// settleStock marks a published count whose stock is all promised as exhausted, and takes the mark away when stock is back.
func (d *Desk) settleStock(ctx context.Context, s *store.Store, by models.Actor, r *models.Offer) error {
	if r.CapacityKind != models.CapacityCount || r.Quantity == nil {
		return nil
	}
	windows, err := s.Windows(ctx, r.CountyCode, r.ID)
	if err != nil {
		return err
	}
	left, _ := OfferState{Offer: *r, Windows: windows[r.ID]}.Left(d.today())
	switch {
	case left <= 0 && r.Status == models.OfferPublished:
		return moveOffer(ctx, s, by, r, "exhaust", store.Change{})
	case left > 0 && r.Status == models.OfferExhausted:
		return moveOffer(ctx, s, by, r, "replenish", store.Change{})
	}
	return nil
}
