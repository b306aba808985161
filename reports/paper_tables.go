package reports

import (
	"context"
	"slices"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/store"
)

var valueHeads = []string{"numerator", "denominator", "rate", "exclusions"}

func valueCells(v Value) []any {
	if v.Suppressed {
		return []any{nil, nil, nil, ""}
	}
	return []any{v.Numerator, v.Denominator, number(v.Rate), left(v.Exclusions)}
}

// span is the period that a paper asks for, as the pages read it.
func (d *Desk) span(p Paper) (from, to models.Date, err error) {
	return ParsePeriod(p.Period, models.DateOf(d.Store.Now()))
}

func (d *Desk) indicatorTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	list, err := d.Indicators(ctx, by, p.Query)
	t := grid{heads: append(append([]string{"code", "indicator", "unit"}, valueHeads...), "mean", "median", "p90", "answered", "aim", "met", "of")}
	if err != nil {
		return t, err
	}
	t.from, t.to, err = d.span(p)
	t.rows = each(list, func(v Value) []any {
		met, of := v.MetZH, v.OfZH
		if p.Lang == "en" {
			met, of = v.MetEN, v.OfEN
		}
		return append(append([]any{v.Code, p.name(v.Indicator), p.word("paper_unit", v.Unit)}, valueCells(v)...),
			number(v.Mean), number(v.Median), number(v.P90), number(v.Answered), number(v.Aim), met, of)
	})
	return t, err
}

// formulaTable is how every number is made, in words; it holds no numbers.
func (*Desk) formulaTable(_ context.Context, by models.Actor, p Paper) (grid, error) {
	if _, err := viewer(by); err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"code", "indicator", "met", "of", "unit", "aim"}}
	t.rows = each(Indicators(), func(i Indicator) []any {
		met, of := i.MetZH, i.OfZH
		if p.Lang == locales.English {
			met, of = i.MetEN, i.OfEN
		}
		return []any{i.Code, p.name(i), met, of, p.word("paper_unit", i.Unit), number(i.Aim)}
	})
	return t, nil
}

func (d *Desk) breakdownTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	if p.Dim != "" && !slices.Contains(Dimensions(), p.Dim) {
		return grid{}, models.InvalidField("group_by", "oneof")
	}
	b, err := d.Breakdown(ctx, by, p.Code, p.Query, p.Dim)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: append([]string{"code", "indicator", "by", "key", "label"}, valueHeads...), from: b.Total.From, to: b.Total.To}
	lines := append(slices.Clone(b.Lines), Line{Label: p.say("paper.total"), Value: b.Total})
	t.rows = each(lines, func(l Line) []any {
		label := l.Label
		if b.By == store.DimCategory && l.Key != "" {
			label = p.category(l.Key)
		}
		return append([]any{p.Code, p.name(b.Total.Indicator), p.word("grouping", string(b.By)), l.Key, label}, valueCells(l.Value)...)
	})
	return t, nil
}

// caseTable asks for the first part at once, so that a refusal is told before anything is written.
func (d *Desk) caseTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	if _, _, err := d.Cases(ctx, by, p.Code, p.Part, p.Query, store.Page{Limit: 1}); err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"code", "noun", "id", "title", "region", "status", "excluded"}}
	from, to, err := d.span(p)
	t.from, t.to = from, to
	t.rows = pages(func(page store.Page) ([]Case, string, error) { return d.Cases(ctx, by, p.Code, p.Part, p.Query, page) }, func(c Case) []any {
		return []any{p.Code, p.word("noun", c.Noun), c.ID, c.Title, c.Region, p.word("status."+c.Noun, c.Status), c.Excluded}
	})
	return t, err
}

func (d *Desk) resolutionTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	r, err := d.Resolution(ctx, by, p.From, p.To, p.Group)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: append([]string{"key", "label"}, append(valueHeads, "median", "p90")...), from: r.From, to: r.To}
	total := r.Total
	total.Label = p.say("paper.total")
	t.rows = each(append(slices.Clone(r.Groups), total), func(l Rate) []any {
		if r.GroupBy == ByCategory && l.Key != "" {
			l.Label = p.category(l.Key)
		}
		return []any{l.Key, l.Label, l.Numerator, l.Denominator, number(l.Rate), left(l.Exclusions), number(l.MedianDays), number(l.P90Days)}
	})
	return t, nil
}

// rankingTable is the three rates town by town, the best first.
func (d *Desk) rankingTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	list, err := d.Headlines(ctx, by, p.Query)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: append([]string{"code", "indicator", "key", "label"}, valueHeads...)}
	t.from, t.to, err = d.span(p)
	t.rows = func(put func(...any) error) error {
		for _, h := range list {
			lines := append(slices.Clone(h.Towns), Line{Label: p.say("paper.total"), Value: h.Value})
			err := each(lines, func(l Line) []any {
				return append([]any{h.Code, p.name(h.Indicator), l.Key, l.Label}, valueCells(l.Value)...)
			})(put)
			if err != nil {
				return err
			}
		}
		return nil
	}
	return t, err
}

// pictures are what the tables of the dashboard are made of.
func (d *Desk) pictures(ctx context.Context, by models.Actor, p Paper, heads []string) (*Dashboard, grid, error) {
	b, err := d.Dashboard(ctx, by, p.Query)
	if err != nil {
		return nil, grid{}, err
	}
	t := grid{heads: heads}
	t.from, t.to, err = d.span(p)
	return b, t, err
}

func (d *Desk) ageingTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, t, err := d.pictures(ctx, by, p, []string{"days", "open", "overdue"})
	if err == nil {
		t.rows = each(b.Ageing, func(a Ageing) []any { return []any{a.Band, a.Open, a.Due} })
	}
	return t, err
}

func (d *Desk) paceTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, t, err := d.pictures(ctx, by, p, []string{"category_code", "category", "resolved", "median", "p90"})
	if err == nil {
		t.rows = each(b.Pace, func(a Pace) []any {
			return []any{a.Category, p.category(a.Category), a.N, number(&a.Median), number(&a.P90)}
		})
	}
	return t, err
}

func (d *Desk) funnelTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, t, err := d.pictures(ctx, by, p, []string{"stage", "count"})
	if err == nil {
		t.rows = each(b.Funnel, func(s Stage) []any { return []any{p.word("paper_stage", s.Name), s.Count} })
	}
	return t, err
}

func (d *Desk) monthTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, t, err := d.pictures(ctx, by, p, append([]string{"code", "month"}, valueHeads...))
	if err != nil {
		return t, err
	}
	t.rows = func(put func(...any) error) error {
		for _, code := range []string{"K2", "K2d30", "K2d60", "K2d90"} {
			lines := b.Months
			if code != "K2" {
				lines = b.Cohorts[code]
			}
			if err := each(lines, func(l Line) []any { return append([]any{code, l.Key}, valueCells(l.Value)...) })(put); err != nil {
				return err
			}
		}
		return nil
	}
	return t, nil
}

func (d *Desk) equityTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, t, err := d.pictures(ctx, by, p, []string{"key", "town", "found", "resolved", "share_found", "share_served"})
	if err == nil {
		t.rows = each(b.Equity, func(e Equity) []any {
			return []any{e.Town, e.Label, e.Found, e.Resolved, number(e.ShareFound), number(e.ShareServed)}
		})
	}
	return t, err
}

func (d *Desk) gapTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, err := d.Gaps(ctx, by)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"category_code", "category", "key", "town", "needs", "needed", "offered", "marginal_value", "urgency"}}
	t.rows = each(b.Cells, func(g Gap) []any {
		return []any{g.Category, p.category(g.Category), g.Town, g.TownName, g.Needs, g.Needed, g.Offered, g.MarginalValue, p.word("urgency", string(g.Urgency))}
	})
	return t, nil
}

func (d *Desk) idleTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	b, err := d.Gaps(ctx, by)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"category_code", "category", "id", "title", "units", "reason"}}
	t.rows = each(b.Idle, func(o IdleOffer) []any {
		return []any{o.Category, p.category(o.Category), o.OfferID, o.Title, number(o.Units), p.word("idle", string(o.Reason))}
	})
	return t, nil
}

func (d *Desk) supplierTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	list, err := d.Suppliers(ctx, by, p.Period)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"id", "supplier", "invited", "accepted", "declined", "expired", "completed", "failed", "no_show", "kept"}}
	t.from, t.to, err = d.span(p)
	t.rows = each(list, func(r Reliability) []any {
		return []any{r.SupplierID, r.Name, r.Invited, r.Accepted, r.Declined, r.Expired, r.Completed, r.Failed, r.NoShow, number(r.Kept)}
	})
	return t, err
}

func (d *Desk) ruleTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	r, err := d.AlertRules(ctx, by, p.Period)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"rule", "source", "flagged", "verified", "found", "helped", "hit_rate", "median_hours"}, from: r.From, to: r.To}
	t.rows = each(r.Items, func(h RuleHit) []any {
		return []any{h.RuleCode, h.SourceDept, h.Flagged, h.Verified, h.Found, h.Helped, number(h.HitRate), number(h.MedianHours)}
	})
	return t, nil
}

func (d *Desk) outlierTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	list, err := d.Outliers(ctx, by, p.Period)
	if err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"kind", "who", "label", "when", "count"}}
	t.from, t.to, err = d.span(p)
	t.rows = each(list, func(f Finding) []any { return []any{p.say("outlier." + f.Kind), f.Who, f.Label, f.When, f.N} })
	return t, err
}

// sampleTable holds no notes: what somebody said on the telephone stays in the house.
func (d *Desk) sampleTable(ctx context.Context, by models.Actor, p Paper) (grid, error) {
	if _, _, err := d.Samples(ctx, by, p.Month, store.Page{Limit: 1}); err != nil {
		return grid{}, err
	}
	t := grid{heads: []string{"month", "purpose", "noun", "id", "region", "status", "result", "benefits_named", "recorded_at"}}
	t.rows = pages(func(page store.Page) ([]models.AuditSample, string, error) { return d.Samples(ctx, by, p.Month, page) }, func(r models.AuditSample) []any {
		at := ""
		if r.RecordedAt != nil {
			at = models.InChina(*r.RecordedAt).Format("2006-01-02 15:04")
		}
		return []any{string(r.Month), p.word("sample_purpose", r.Purpose), p.word("noun", r.Noun), r.ObjectID, r.RegionCode,
			p.word("status.audit_sample", string(r.Status)), p.word("sample_result", r.Result), number(r.BenefitsNamed), at}
	})
	return t, nil
}
