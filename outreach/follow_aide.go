package outreach

import (
	"context"
	"strconv"

	"zhulian/flow"
	"zhulian/models"
	"zhulian/store"
)

// followAides gives the visits that are still to be made to whoever looks after the village today: another aide has it, or stands in for one who is
// away, or is back. The visit that an alert asks for goes with the alert.
func (d *Desk) followAides(ctx context.Context, county string) error {
	held, err := d.Store.OpenWindowAides(ctx, county)
	if err != nil || len(held) == 0 {
		return err
	}
	r, err := startRouting(ctx, d.Store, county)
	if err != nil {
		return err
	}
	aides, err := d.Store.AidesOf(ctx, county)
	if err != nil {
		return err
	}
	today := d.today()
	for _, h := range held {
		to := r.visitor(h, aides, today)
		if same(h.AideID, value(to)) || h.AideID == nil && to == nil {
			continue
		}
		if err := d.Store.InTx(ctx, func(s *store.Store) error { return giveWindows(ctx, s, county, h, to) }); err != nil {
			return err
		}
	}
	return nil
}

// visitor is who makes the visits of a village on a day: the aide who has them, while the village is still theirs, or else the aide of the village;
// the one who stands in for whoever is away. It is nil where the village has none.
func (r *router) visitor(h store.WindowAide, aides func(string) *string, day models.Date) *string {
	to := aides(h.RegionCode)
	for _, a := range r.aides {
		if same(h.AideID, a.ID) && a.Actor("").Covers(h.RegionCode) {
			to = h.AideID
		}
	}
	if to == nil {
		return nil
	}
	if sub := r.standIn(*to, day); sub != "" {
		return &sub
	}
	return to
}

func value(id *string) string {
	if id == nil {
		return ""
	}
	return *id
}

func giveWindows(ctx context.Context, s *store.Store, county string, h store.WindowAide, to *string) error {
	n, err := s.GiveWindows(ctx, county, h, to)
	if err != nil || n == 0 {
		return err
	}
	flow.Log(s, models.System(county), flow.Subject{Noun: "visit_window", ID: h.RegionCode, County: county, Region: h.RegionCode}, "hand_over", "", "",
		map[string]string{"from": value(h.AideID), "to": value(to), "windows": strconv.Itoa(n)})
	return nil
}
