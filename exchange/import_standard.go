package exchange

import (
	"context"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

type standardLine struct {
	draft models.StandardDraft
	line  int
}

type standards struct {
	s    *session
	rows []standardLine
}

func newStandards(s *session) batch { return &standards{s: s} }

func (b *standards) take(l *line) {
	code := models.StandardCode(l.word("code"))
	d := models.StandardDraft{
		Code: code, RegionCode: folded(l.raw("region_code")), EffectiveFrom: l.date("effective_from"), EffectiveTo: l.date("effective_to"),
		Source: l.text("source"),
	}
	if kind, known := models.StandardByCode(code); known {
		d.Value = l.scaled("value", kind.Unit.Places())
	}
	// The status is read so that a list that was exported is understood; an imported number is always proposed, for a person to adopt.
	_ = l.word("status")
	l.add(models.CheckStandard(d, b.s.county, b.s.today))
	b.rows = append(b.rows, standardLine{d, l.row.Line})
}

// scaled reads a decimal as a whole number of its last place; nil is a blank cell or a fault.
func (l *line) scaled(field string, places int) *int64 {
	if folded(l.raw(field)) == "" {
		return nil
	}
	n, ok := models.ParseDecimal(l.raw(field), places)
	if !ok {
		l.faultWith(field, "decimals", models.Args{"param": places})
		return nil
	}
	return &n
}

func (b *standards) close() []fault { return nil }

// check finds regions that the county does not have.
func (b *standards) check(ctx context.Context, in *store.Store) ([]fault, error) {
	places, err := b.s.countyRegions(ctx, in)
	var faults []fault
	for i := range b.rows {
		d := &b.rows[i].draft
		if d.RegionCode == "" {
			d.RegionCode = b.s.county
		}
		d.RegionCode, _ = models.ParseRegionCode(d.RegionCode)
		if models.CountyOf(d.RegionCode) != b.s.county {
			continue // a region above the county
		}
		if flaw := b.s.regionFlaw(places, d.RegionCode); flaw != "" {
			faults = append(faults, fault{line: b.rows[i].line, field: "region_code", code: flaw})
		}
	}
	return faults, err
}

func (b *standards) write(ctx context.Context, in *store.Store, out *Result) error {
	origin := b.s.origin()
	by, _ := models.ParseID(b.s.order.By) // an account may not adopt what it brought in; the machine's operator has none
	rows := make([]models.Standard, len(b.rows))
	for i, r := range b.rows {
		kind, _ := models.StandardByCode(r.draft.Code)
		rows[i] = models.Standard{
			CountyCode: b.s.county, ID: origin.NewID(), Code: r.draft.Code, RegionCode: r.draft.RegionCode, Value: *r.draft.Value, Unit: kind.Unit,
			Source: r.draft.Source, Term: models.Term{EffectiveFrom: r.draft.EffectiveFrom, EffectiveTo: r.draft.EffectiveTo},
			Decision: models.Decision{Status: models.DecisionProposed, CreatedBy: by, CreatedAt: b.s.now, UpdatedAt: b.s.now, Version: 1},
		}
		b.s.record(in, step{id: rows[i].ID, name: "propose", to: string(models.DecisionProposed), region: b.s.county + "000000", data: map[string]string{
			"code": string(r.draft.Code), "value": strconv.FormatInt(*r.draft.Value, 10), "region": r.draft.RegionCode,
			"effective_from": string(r.draft.EffectiveFrom), "effective_to": string(r.draft.EffectiveTo),
		}})
	}
	if len(rows) > 0 {
		if err := in.InsertAll(ctx, rows); err != nil {
			return err
		}
	}
	out.Created = len(rows)
	b.s.conclude(in, b.s.county, len(rows))
	return nil
}

func standardRows(ctx context.Context, e *export) error {
	read := func(p store.Page) ([]models.Standard, string, error) {
		return e.in.StandardPage(ctx, store.StandardFilter{County: e.demand.County}, p)
	}
	return eachPage(read, func(rows []models.Standard) error {
		for _, r := range rows {
			err := e.put(map[string]any{
				"code": r.Code, "region_code": r.RegionCode, "value": models.DecimalText(r.Value, r.Unit.Places()), "effective_from": r.EffectiveFrom,
				"effective_to": r.EffectiveTo, "source": r.Source, "status": r.Status,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
