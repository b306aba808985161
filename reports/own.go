package reports

import (
	"context"
	"slices"
	"time"

	"zhulian/models"
	"zhulian/store"
)

// ownMonths is how far a supplier's own figures look back.
const ownMonths = 12

// ownGaps is how many gaps a supplier is shown first.
const ownGaps = 8

// Own is what a supplier sees of itself: how it answered, what it kept, how it was rated, how long it took, and what is needed now. It names no
// household, and other suppliers are not in it.
type Own struct {
	From, To    models.Date
	AsOf        time.Time
	Answers     store.AnswerTally
	Kept        Value  // K8
	Rated       Value  // K10
	Months      []Line // K8 month by month, the oldest first; a month without a promise that ended has no rate
	AnswerHours *float64
	DeliverDays *float64
	Needed      []Gap // what one more unit would help most, without small cells
	Suppressed  int
}

// OwnFigures answers a supplier's figures of the last twelve months. Errors: Forbidden.
func (d *Desk) OwnFigures(ctx context.Context, by models.Actor) (*Own, error) {
	scope, err := models.Authorise(by, models.FulfilmentView)
	if err != nil {
		return nil, err
	}
	if scope != models.ScopeOwn || by.SupplierID == "" {
		return nil, models.Forbidden("role_may_not")
	}
	now := d.Store.DataTime(ctx)
	this := models.DateOf(now).Month()
	out := &Own{From: this.AddMonths(1 - ownMonths), To: this.AddMonths(1).AddDays(-1), AsOf: now}
	ask := store.CountAsk{Scope: store.Scope{County: by.CountyCode}, From: out.From, To: out.To, AsOf: now, Supplier: by.SupplierID}
	return out, atOnce([]func() error{
		func() error { return d.ownKept(ctx, sight{ask: ask}, out) },
		func() error { return d.ownRated(ctx, sight{ask: ask}, out) },
		func() error { return d.ownAnswers(ctx, by, out) },
		func() error { return d.ownGaps(ctx, by, out) },
	})
}

func (d *Desk) ownKept(ctx context.Context, s sight, out *Own) error {
	def, _ := indicatorOf("K8", "")
	whole, err := d.Store.Tallies(ctx, def.Source, s.ask)
	if err != nil {
		return err
	}
	out.Kept = blankOf(s, def)
	add(&out.Kept, whole)
	s.ask.By = store.DimMonth
	rows, err := d.Store.Tallies(ctx, def.Source, s.ask)
	for month := out.From; month <= out.To; month = month.AddMonths(1) {
		line := Line{Key: string(month[:7]), Label: string(month[:7]), Value: blankOf(s, def)}
		add(&line.Value, slices.DeleteFunc(slices.Clone(rows), func(t store.Tally) bool { return t.Key != line.Key }))
		out.Months = append(out.Months, line)
	}
	return err
}

// add counts the first measure of tallies.
func add(v *Value, rows []store.Tally) {
	var met, of int64
	for _, row := range rows {
		met, of = met+row.Met[0], of+row.Of[0]
	}
	v.count(met, of)
}

func (d *Desk) ownRated(ctx context.Context, s sight, out *Own) error {
	def, _ := indicatorOf("K10", "")
	rows, err := d.Store.Tallies(ctx, def.Source, s.ask)
	out.Rated = blankOf(s, def)
	add(&out.Rated, rows)
	return err
}

func (d *Desk) ownAnswers(ctx context.Context, by models.Actor, out *Own) error {
	rows, err := d.Store.AnswerTallies(ctx, store.Scope{County: by.CountyCode, Supplier: by.SupplierID}, out.From.Start(), out.To.End())
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		out.Answers = rows[0]
	}
	asked, err := d.Store.Answerings(ctx, store.Key{County: by.CountyCode, ID: by.SupplierID}, out.From.Start(), out.To.End())
	var answered, delivered []int
	for _, a := range asked {
		if a.RespondedAt == nil {
			continue
		}
		answered = append(answered, int(a.RespondedAt.Sub(a.InvitedAt).Minutes()))
		if a.DeliveredAt != nil {
			delivered = append(delivered, max(0, int(a.DeliveredAt.Sub(*a.RespondedAt).Minutes())))
		}
	}
	out.AnswerHours, out.DeliverDays = middle(answered, 60), middle(delivered, 24*60)
	return err
}

func (d *Desk) ownGaps(ctx context.Context, by models.Actor, out *Own) error {
	if models.ScopeOf(by, models.OpenNeedBrowse) == models.ScopeNone {
		return nil
	}
	b, err := d.Gaps(ctx, by)
	if err != nil {
		return err
	}
	cells := slices.DeleteFunc(b.Cells, func(g Gap) bool { return !g.Unserved() })
	out.Needed, out.Suppressed = cells[:min(len(cells), ownGaps)], b.Suppressed
	return nil
}
