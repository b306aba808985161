package exchange

import (
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

type offerLine struct {
	draft   models.OfferDraft
	uscc    string
	publish bool
	line    int
}

type offers struct {
	s    *session
	rows []offerLine
}

func newOffers(s *session) batch { return &offers{s: s} }

// nobody stands for the supplier until the database says who has the USCC.
const nobody = "00000000-0000-7000-8000-000000000000"

func (b *offers) take(l *line) {
	r := offerLine{line: l.row.Line, publish: models.OfferStatus(l.word("status")) == models.OfferPublished}
	flaw := ""
	if r.uscc, _, flaw = models.ParseUSCC(l.raw("uscc")); l.raw("uscc") == "" {
		flaw = "required"
	}
	if flaw != "" {
		l.fault("uscc", flaw)
	}
	r.draft = b.draft(l)
	l.add(models.CheckOffer(r.draft, b.s.county, b.s.today))
	if r.publish && r.draft.ValidTo != "" && r.draft.ValidTo < b.s.today && !l.faulty("valid_to") {
		l.fault("valid_to", "offer_ended")
	}
	b.rows = append(b.rows, r)
}

func (b *offers) draft(l *line) models.OfferDraft {
	d := models.OfferDraft{
		SupplierID: nobody, Category: l.category("category"), Title: l.text("title"), Description: l.text("description"), Mode: l.word("mode"),
		Unit: l.unit(), Period: models.Period(l.word("period")), Quantity: l.amount(), PerHouseholdLimit: l.whole("per_household_limit"),
		Regions: l.places("regions", b.s.county), RadiusKM: l.small("radius_km"), Lat: l.number("lat"), Lng: l.number("lng"),
		ValidFrom: l.date("valid_from"), ValidTo: l.date("valid_to"), GoodsExpiry: l.date("goods_expiry"), TargetTags: l.wordList("target_tags"),
		ExcludeTags: l.wordList("exclude_tags"), MinAge: l.small("min_age"), MaxAge: l.small("max_age"), FeeMode: l.word("fee_mode"),
		DeliveryMode: l.word("delivery_mode"),
	}
	if d.Period != "" {
		d.CapacityKind = models.CapacityRate
	}
	if hours := l.small("lead_time_hours"); hours != nil {
		d.LeadTimeHours = *hours
	}
	if d.Mode == "" && !l.faulty("mode") {
		d.Mode = modeOf(d.Category)
	}
	return d
}

// modeOf is the usual mode of a category.
func modeOf(category string) string {
	c, known := models.CategoryByCode(category)
	switch {
	case !known:
		return "goods" // the category's own fault is told; no second one for the mode
	case c.Mode == models.ModeGoods, c.Mode == models.ModeJob:
		return string(c.Mode)
	case c.Mode == models.ModeMoney:
		return "fund_record"
	}
	return "service"
}

func (b *offers) close() []fault { return nil }

func (b *offers) check(ctx context.Context, in *store.Store) ([]fault, error) {
	var codes []string
	for _, r := range b.rows {
		codes = append(codes, r.uscc)
	}
	slices.Sort(codes)
	owners, err := in.SuppliersByUSCC(ctx, b.s.county, slices.Compact(codes))
	if err != nil {
		return nil, err
	}
	places, err := b.s.countyRegions(ctx, in)
	if err != nil {
		return nil, err
	}
	settings, err := in.CategorySettings(ctx, b.s.county, "")
	if err != nil {
		return nil, err
	}
	var faults []fault
	for i := range b.rows {
		r := &b.rows[i]
		if c, known := settings.Local(r.draft.Category, b.s.today); known && !c.Active {
			faults = append(faults, fault{line: r.line, field: "category", code: "category_inactive"})
		}
		owner, found := owners[r.uscc]
		r.draft.SupplierID = owner.ID
		switch {
		case r.uscc == "":
		case !found:
			faults = append(faults, fault{line: r.line, field: "uscc", code: "supplier_unknown"})
		case r.publish && owner.Status != models.SupplierActive:
			faults = append(faults, fault{line: r.line, field: "uscc", code: "supplier_not_active"})
		}
		for _, code := range r.draft.Regions {
			if flaw := b.s.regionFlaw(places, code); flaw != "" {
				faults = append(faults, fault{line: r.line, field: "regions", code: flaw})
				break
			}
		}
	}
	return faults, nil
}

func (b *offers) write(ctx context.Context, in *store.Store, out *Result) error {
	origin := b.s.origin()
	b.s.objects = len(b.rows)
	for part := range slices.Chunk(b.rows, chunk) {
		rows := make([]models.Offer, len(part))
		var windows []models.CapacityWindow
		for i, r := range part {
			rows[i] = *r.draft.Row(origin)
			if err := b.walk(in, &rows[i], r.publish); err != nil {
				return err
			}
			if rows[i].CapacityKind == models.CapacityCount {
				windows = append(windows, stockOf(rows[i]))
			}
		}
		if err := insert(ctx, in, rows, windows); err != nil {
			return err
		}
		if err := b.s.written(ctx, in, out, len(part)); err != nil {
			return err
		}
	}
	b.s.conclude(in, b.s.county, out.Created)
	return nil
}

// walk posts an offer and, where its row says so, publishes it.
func (b *offers) walk(in *store.Store, r *models.Offer, publish bool) error {
	names := []string{"post"}
	if publish {
		names = append(names, "publish")
	}
	from := models.OfferStatus("")
	for _, name := range names {
		next, err := models.OfferSteps.Next(name, from)
		if err != nil {
			return err
		}
		b.s.record(in, step{id: r.ID, name: name, from: string(from), to: string(next), region: b.s.county + "000000", supplier: r.SupplierID})
		from = next
	}
	if r.Status = from; publish {
		at := b.s.now
		r.PublishedAt = &at
	}
	return nil
}

// stockOf is the one window of an offer that is counted, not rated.
func stockOf(r models.Offer) models.CapacityWindow {
	return models.CapacityWindow{CountyCode: r.CountyCode, OfferID: r.ID, WindowStart: models.CountWindow, Capacity: r.Quantity}
}

// insert writes rows and then those that point to them; an empty list is nothing to write.
func insert[A, B any](ctx context.Context, in *store.Store, rows []A, children []B) error {
	if err := in.InsertAll(ctx, rows); err != nil || len(children) == 0 {
		return err
	}
	return in.InsertAll(ctx, children)
}
