package reports

import (
	"bytes"
	"context"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// sampleShare is the part of what was reported in a month that is looked into again: one in twenty (domain report §14).
const sampleShare = 20

// sampledNouns are what a sample is drawn from: needs resolved, visits that count, lists handed over.
var sampledNouns = []string{"need", "visit", "happiness_list"}

// DrawSample draws the audit sample of a month that has ended: of each kind of report one in twenty, and at least one. Which ones is settled by a
// keyed hash, so that nobody can foresee it and drawing again gives the same; cases already drawn stay. It answers how many the month has.
// Errors: Invalid, Forbidden, Conflict month_not_over.
func (d *Desk) DrawSample(ctx context.Context, by models.Actor, month string) (int, error) {
	if _, err := models.Authorise(by, models.SampleDraw); err != nil {
		return 0, err
	}
	from, to, err := ParsePeriod(month, models.DateOf(d.Store.Now()))
	if err != nil || len(month) != 7 || month[5] == 'Q' {
		return 0, models.InvalidField("month", "period")
	}
	if to >= models.DateOf(d.Store.Now()) {
		return 0, models.Conflict("month_not_over")
	}
	n := 0
	err = d.Store.InTx(ctx, func(s *store.Store) error {
		n = 0
		drawn, err := isDrawn(ctx, s, by.CountyCode, from, "audit")
		if err != nil {
			return err
		}
		if drawn {
			n, err = s.CountSamples(ctx, by.CountyCode, from)
			return err
		}
		if err := d.drawAwareness(ctx, s, by.CountyCode, from, to); err != nil {
			return err
		}
		for _, noun := range sampledNouns {
			cases, err := s.Drawables(ctx, by.CountyCode, noun, from.Start(), to.End())
			if err != nil {
				return err
			}
			rows := d.rowsOf(s, by.CountyCode, noun, from, lots(s, by.CountyCode, string(from)+noun, cases))
			if n += len(rows); len(rows) > 0 {
				if err := s.InsertAll(ctx, rows); err != nil {
					return err
				}
			}
		}
		s.Record(models.Event{CountyCode: by.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "audit_sample", Step: "draw",
			RegionCode: by.CountyCode + "000000", Data: map[string]string{"month": string(from[:7])}})
		return nil
	})
	return n, err
}

// isDrawn tells whether a month has a sample for the purpose.
func isDrawn(ctx context.Context, s *store.Store, county string, month models.Date, purpose string) (bool, error) {
	rows, _, err := s.Samples(ctx, store.SampleFilter{Scope: store.Scope{County: county}, Month: month, Purpose: purpose}, store.Page{Limit: 1})
	return len(rows) > 0, err
}

// awarenessShare is the part, in a hundred, of the households with a list in their hands that are called and asked what they receive (domain
// report §14, K3b).
const awarenessShare = 3

// drawAwareness draws, out of the households that got a list of at least two things in a month, those that are called back: three in a hundred,
// and at least one. A month that has such households drawn keeps them.
func (d *Desk) drawAwareness(ctx context.Context, s *store.Store, county string, from, to models.Date) error {
	if drawn, err := isDrawn(ctx, s, county, from, "awareness"); err != nil || drawn {
		return err
	}
	cases, err := s.Drawables(ctx, county, "awareness", from.Start(), to.End())
	if err != nil || len(cases) == 0 {
		return err
	}
	lot := string(from) + "awareness"
	slices.SortFunc(cases, func(a, b store.Drawable) int { return bytes.Compare(s.Lot(county, lot+a.ID), s.Lot(county, lot+b.ID)) })
	rows := d.rowsOf(s, county, "happiness_list", from, cases[:(len(cases)*awarenessShare+99)/100])
	for i := range rows {
		rows[i].Purpose = "awareness"
	}
	return s.InsertAll(ctx, rows)
}

// lots are those cases whose lots are the lowest: one in twenty, rounded up.
func lots(s *store.Store, county, of string, cases []store.Drawable) []store.Drawable {
	slices.SortFunc(cases, func(a, b store.Drawable) int {
		return bytes.Compare(s.Lot(county, of+a.ID), s.Lot(county, of+b.ID))
	})
	return cases[:(len(cases)+sampleShare-1)/sampleShare]
}

func (d *Desk) rowsOf(s *store.Store, county, noun string, month models.Date, cases []store.Drawable) []models.AuditSample {
	now := s.Now()
	rows := make([]models.AuditSample, len(cases))
	for i, c := range cases {
		rows[i] = models.AuditSample{CountyCode: county, ID: models.NewID(now), Purpose: "audit", Month: month, Noun: noun, ObjectID: c.ID, HouseholdID: c.HouseholdID,
			RegionCode: c.RegionCode, Status: models.SampleDrawn, CreatedAt: now, UpdatedAt: now, Version: 1}
	}
	return rows
}

// sampleFilter is the part of the samples that somebody may see, of a month or of all.
func (d *Desk) sampleFilter(by models.Actor, month string) (store.SampleFilter, error) {
	scope, err := models.Authorise(by, models.SampleView)
	f := store.SampleFilter{Scope: store.Scope{County: by.CountyCode}}
	if scope == models.ScopeRegion {
		f.Scope.Regions = by.Regions
	}
	if err != nil || month == "" {
		return f, err
	}
	f.Month, _, err = ParsePeriod(month, models.DateOf(d.Store.Now()))
	return f, err
}

// Samples lists the drawn cases of a month in the reader's scope. Errors: Invalid, Forbidden.
func (d *Desk) Samples(ctx context.Context, by models.Actor, month string, p store.Page) ([]models.AuditSample, string, error) {
	f, err := d.sampleFilter(by, month)
	if err != nil {
		return nil, "", err
	}
	rows, next, err := d.Store.Samples(ctx, f, p)
	if by.Role == models.RoleAuditor {
		for i := range rows {
			rows[i].Note = ""
		}
	}
	return rows, next, err
}

// SampleProgress is how far the looking into a month's cases has come, by the result.
type SampleProgress struct {
	Month                           models.Date
	Drawn, True, Wrong, Unreachable int64
}

// Open is how many cases wait to be looked into.
func (p SampleProgress) Open() int64 { return p.Drawn - p.True - p.Wrong - p.Unreachable }

// Progress answers how far the audit sample of a month is, in the reader's scope. Errors: Invalid, Forbidden.
func (d *Desk) Progress(ctx context.Context, by models.Actor, month string) (*SampleProgress, error) {
	f, err := d.sampleFilter(by, month)
	if err != nil {
		return nil, err
	}
	f.Purpose = "audit"
	counts, err := d.Store.SampleResults(ctx, f)
	out := &SampleProgress{Month: f.Month, True: counts["true"], Wrong: counts["wrong"], Unreachable: counts["unreachable"]}
	for _, n := range counts {
		out.Drawn += n
	}
	return out, err
}

// Sample shows one drawn case. Errors: NotFound, Forbidden.
func (d *Desk) Sample(ctx context.Context, by models.Actor, id string) (*models.AuditSample, error) {
	scope, err := models.Authorise(by, models.SampleView)
	if err != nil {
		return nil, err
	}
	r, err := d.Store.Sample(ctx, store.Key{County: by.CountyCode, ID: id})
	if err != nil {
		return nil, err
	}
	if !models.Reaches(by, scope, r.CountyCode, r.RegionCode, "") {
		return nil, models.NotFound("audit_sample")
	}
	if by.Role == models.RoleAuditor {
		r.Note = ""
	}
	return r, nil
}

// RecordSample writes down what a look into a drawn case came to. Errors: Invalid, NotFound, Conflict, Forbidden.
func (d *Desk) RecordSample(ctx context.Context, by models.Actor, id string, in models.SampleResult) (*models.AuditSample, error) {
	scope, err := models.Authorise(by, models.SampleRecord)
	if err != nil {
		return nil, err
	}
	if err := models.Check(in, models.DateOf(d.Store.Now())); err != nil {
		return nil, err
	}
	var r *models.AuditSample
	err = d.Store.InTx(ctx, func(s *store.Store) (err error) {
		if r, err = s.Sample(ctx, store.Key{County: by.CountyCode, ID: id}); err != nil {
			return err
		}
		if !models.Reaches(by, scope, r.CountyCode, r.RegionCode, "") {
			return models.NotFound("audit_sample")
		}
		if r.Purpose == "awareness" && in.Result != "unreachable" && in.BenefitsNamed == nil {
			return models.InvalidField("benefits_named", "required")
		}
		from, now := r.Status, s.Now()
		if r.Status, err = models.SampleSteps.Next("record", from); err != nil {
			return err
		}
		r.Result, r.BenefitsNamed, r.Note, r.RecordedBy, r.RecordedAt = in.Result, in.BenefitsNamed, models.CleanText(in.Note), &by.AccountID, &now
		s.Record(models.Event{CountyCode: r.CountyCode, ActorID: by.AccountID, ActorRole: by.Role, Noun: "audit_sample", ObjectID: r.ID, Step: "record",
			FromStatus: string(from), ToStatus: string(r.Status), RegionCode: r.RegionCode, Data: map[string]string{"result": in.Result}})
		return s.StepSample(ctx, r, from)
	})
	return r, err
}
