package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// How early a supplier is told that something ends. LicenceEndsWithin is for pages too.
const (
	offerEndsWithin   = 14 // days
	LicenceEndsWithin = 60 // days
	scarceFrom        = 5  // one part in so many left
)

// mostWaiting is how many of a kind are read for a supplier's first page.
const mostWaiting = 100

// SupplierDay is what waits for a supplier.
type SupplierDay struct {
	Supplier    *models.Supplier
	Invitations []MatchLine // to answer, the soonest deadline first
	ToSign      []MatchLine // promised, waiting for agreement or insurance
	ToDeliver   []MatchLine // promised and not wholly delivered
	Offers      []OfferState
	Licences    []models.Licence // that end soon or have ended
}

// SupplierDay gathers what waits for the supplier of the actor. Errors: Forbidden, NotFound.
func (d *Desk) SupplierDay(ctx context.Context, by models.Actor) (*SupplierDay, error) {
	sc, err := flow.ListScope(by, models.MatchView)
	if err != nil {
		return nil, err
	}
	if sc.Supplier == "" {
		return nil, models.Forbidden("role_may_not")
	}
	out := &SupplierDay{}
	if out.Supplier, err = d.Supplier(ctx, by, by.SupplierID); err != nil {
		return nil, err
	}
	out.Licences = endingLicences(out.Supplier.Licences, d.today())
	if out.Offers, err = d.endingOffers(ctx, out.Supplier); err != nil {
		return nil, err
	}
	live := append([]models.MatchStatus{models.MatchInvited}, models.MatchesPromised()...)
	rows, _, err := d.MatchLines(ctx, by, store.MatchFilter{Statuses: live}, store.Page{Limit: mostWaiting})
	if err != nil {
		return nil, err
	}
	out.sort(rows)
	return out, nil
}

func (s *SupplierDay) sort(rows []MatchLine) {
	for _, m := range rows {
		switch {
		case m.Status == models.MatchInvited:
			s.Invitations = append(s.Invitations, m)
		case m.Status != models.MatchActive:
			s.ToSign = append(s.ToSign, m)
		case m.Delivered < m.Reserved:
			s.ToDeliver = append(s.ToDeliver, m)
		}
	}
	slices.SortStableFunc(s.Invitations, func(a, b MatchLine) int { return instant(a.RespondBy).Compare(instant(b.RespondBy)) })
	slices.SortStableFunc(s.ToDeliver, func(a, b MatchLine) int { return cmp.Compare(lastDay(a), lastDay(b)) })
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// lastDay is the day by which a match is to be delivered; one without comes last.
func lastDay(m MatchLine) models.Date { return cmp.Or(m.NeededBy, "9999-12-31") }

func endingLicences(all []models.Licence, today models.Date) []models.Licence {
	var out []models.Licence
	for _, l := range all {
		if l.ValidTo < today.AddDays(LicenceEndsWithin) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b models.Licence) int { return cmp.Compare(a.ValidTo, b.ValidTo) })
	return out
}

// endingOffers are the published offers of a supplier that end soon or have little left.
func (d *Desk) endingOffers(ctx context.Context, owner *models.Supplier) ([]OfferState, error) {
	rows, err := d.Store.OffersOf(ctx, owner.CountyCode, []string{owner.ID})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	windows, err := d.Store.Windows(ctx, owner.CountyCode, ids...)
	if err != nil {
		return nil, err
	}
	var out []OfferState
	for _, r := range rows {
		if o := (OfferState{Offer: r, Windows: windows[r.ID]}); o.Ending(d.today()) || o.Scarce(d.today()) {
			out = append(out, o)
		}
	}
	return out, nil
}

// Ending tells whether the offer's last day is near.
func (o OfferState) Ending(today models.Date) bool { return o.ValidTo < today.AddDays(offerEndsWithin) }

// Scarce tells whether little of the offer is left in the window of a day.
func (o OfferState) Scarce(day models.Date) bool {
	left, known := o.Left(day)
	return known && left*scarceFrom <= *o.Quantity
}
