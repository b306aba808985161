package exchange

import (
	"context"
	"slices"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

type needLine struct {
	draft  models.NeedDraft
	no     string // of the household
	person string // the name of the member
	home   *models.Household
	line   int
}

type needs struct {
	s          *session
	rows       []needLine
	categories models.CategorySettings
}

// active tells whether the county uses a category; a code that is none has been said already.
func (b *needs) active(category string) bool {
	c, known := b.categories.Local(category, b.s.today)
	return c.Active || !known
}

func newNeeds(s *session) batch { return &needs{s: s} }

func (b *needs) take(l *line) {
	r := needLine{line: l.row.Line, no: l.text("household_no"), person: l.text("person_name")}
	if r.no == "" {
		l.fault("household_no", "required")
	}
	r.draft = models.NeedDraft{
		HouseholdID: nobody, Category: l.category("category"), Title: l.text("title"), Detail: l.text("detail"), Quantity: l.amount(),
		Unit: l.unit(), Urgency: models.Urgency(l.word("urgency")), Earliest: l.date("earliest"), NeededBy: l.date("needed_by"),
		Frequency: b.frequency(l), DeliveryMode: l.word("delivery_mode"), ValueEstFen: l.fen("value_est"), Source: l.word("source"),
	}
	// The status is read so that a list that was exported is understood; an imported need is always submitted.
	_ = l.word("status")
	if r.draft.Urgency == "" && !l.faulty("urgency") {
		r.draft.Urgency = models.UrgencyNormal
	}
	l.add(models.CheckNeed(r.draft, b.s.today))
	b.rows = append(b.rows, r)
}

func (b *needs) frequency(l *line) *models.Frequency {
	f := models.Frequency{Every: models.Period(l.word("frequency")), Until: l.date("frequency_until")}
	for _, day := range l.wordList("weekdays") {
		n, _ := strconv.Atoi(day)
		f.Weekdays = append(f.Weekdays, n)
	}
	if f.Every == "" && f.Until == "" && len(f.Weekdays) == 0 {
		return nil
	}
	return &f
}

func (b *needs) close() []fault { return nil }

func (b *needs) check(ctx context.Context, in *store.Store) ([]fault, error) {
	var numbers []string
	for _, r := range b.rows {
		numbers = append(numbers, r.no)
	}
	slices.Sort(numbers)
	homes, err := in.HouseholdsByNo(ctx, b.s.county, slices.Compact(numbers))
	if err != nil {
		return nil, err
	}
	if b.categories, err = in.CategorySettings(ctx, b.s.county, ""); err != nil {
		return nil, err
	}
	var faults []fault
	for i := range b.rows {
		r := &b.rows[i]
		h, found := homes[r.no]
		switch {
		case r.no == "":
		case !found:
			faults = append(faults, fault{line: r.line, field: "household_no", code: "household_unknown"})
		case !b.active(r.draft.Category):
			faults = append(faults, fault{line: r.line, field: "category", code: "category_inactive"})
		case h.Status != models.HouseholdActive:
			faults = append(faults, fault{line: r.line, field: "household_no", code: "household_not_active"})
		default:
			r.home = &h
			if flaw := r.member(); flaw != "" {
				faults = append(faults, fault{line: r.line, field: "person_name", code: flaw})
			}
		}
	}
	return faults, nil
}

// member finds whom the need is for by the name; a name that two members bear does not say.
func (r *needLine) member() string {
	r.draft.HouseholdID, r.draft.PersonID = r.home.ID, ""
	if r.person == "" {
		return ""
	}
	for _, p := range r.home.Persons {
		if p.Name != r.person {
			continue
		}
		if r.draft.PersonID != "" {
			return "two_of_that_name"
		}
		r.draft.PersonID = p.ID
	}
	if r.draft.PersonID == "" {
		return "not_a_member"
	}
	return ""
}

func (b *needs) write(ctx context.Context, in *store.Store, out *Result) error {
	origin := b.s.origin()
	origin.Categories = b.categories
	b.s.objects = len(b.rows)
	for part := range slices.Chunk(b.rows, chunk) {
		rows := make([]models.Need, len(part))
		for i, r := range part {
			n, err := r.draft.Row(r.home, origin)
			if err != nil {
				return err
			}
			rows[i] = *n
			b.s.record(in, step{
				id: n.ID, name: "submit", to: string(n.Status), region: n.RegionCode, data: map[string]string{"category": n.Category},
			})
		}
		if err := in.InsertAll(ctx, rows); err != nil {
			return err
		}
		if err := b.s.written(ctx, in, out, len(part)); err != nil {
			return err
		}
	}
	b.s.conclude(in, b.s.county, out.Created)
	return nil
}
