package exchange

import (
	"context"
	"slices"
	"strconv"

	"zhulian/models"
	"zhulian/store"
)

// member is one row of a list of households: a person, and which of its cells could not be read.
type member struct {
	line   int
	unread []string
}

// home is a household gathered from its rows, in any order of the file.
type home struct {
	draft   models.HouseholdDraft
	status  models.HouseholdStatus
	cells   []string // of the household's own columns, as the first row has them
	members []member
}

type households struct {
	s       *session
	homes   []*home
	byNo    map[string]*home
	numbers map[string]int // line by citizen number
}

// ownColumns are the columns that every row of a household repeats.
var ownColumns = []string{"region_code", "address", "lat", "lng", "hukou_kind", "residence_state", "category", "level", "monthly_income", "household_status"}

func newHouseholds(s *session) batch {
	return &households{s: s, byNo: map[string]*home{}, numbers: map[string]int{}}
}

func (b *households) take(l *line) {
	no := l.text("household_no")
	if no == "" {
		l.fault("household_no", "required")
	}
	h := b.byNo[no]
	if h == nil || no == "" {
		h = b.open(l, no)
	} else {
		b.compare(l, h)
	}
	p := b.person(l)
	if number, _ := models.ParseCitizenNo(p.CitizenNo, b.s.today.End()); number != "" {
		if first, twice := b.numbers[number]; twice {
			l.faultWith("citizen_no", "twice_since", models.Args{"line": first})
		} else {
			b.numbers[number] = l.row.Line
		}
	}
	h.draft.Persons = append(h.draft.Persons, p)
	m := member{line: l.row.Line}
	for _, f := range l.faults {
		m.unread = append(m.unread, f.field)
	}
	h.members = append(h.members, m)
}

// open begins a household with the row that names it first.
func (b *households) open(l *line, no string) *home {
	h := &home{status: models.HouseholdStatus(l.word("household_status"))}
	for _, field := range ownColumns {
		h.cells = append(h.cells, l.raw(field))
	}
	h.draft = models.HouseholdDraft{
		No: no, RegionCode: b.village(l), Address: l.text("address"), Lat: l.number("lat"), Lng: l.number("lng"), HukouKind: l.word("hukou_kind"),
		ResidenceState: l.wordNumber("residence_state"), Category: models.Beneficiary(l.word("category")), Level: l.wordNumber("level"),
		MonthlyIncomeFen: l.fen("monthly_income"),
	}
	b.homes = append(b.homes, h)
	if no != "" {
		b.byNo[no] = h
	}
	return h
}

func (b *households) village(l *line) string {
	cell := folded(l.raw("region_code"))
	if code, flaw := models.ParseRegionCode(cell); flaw == "" {
		return code
	}
	return cell
}

// compare finds household columns that say something else than the household's first row; blank repeats it.
func (b *households) compare(l *line, h *home) {
	for i, field := range ownColumns {
		if cell := l.raw(field); cell != "" && cell != h.cells[i] {
			l.faultWith(field, "household_differs", models.Args{"line": h.members[0].line})
		}
	}
}

func (b *households) person(l *line) models.PersonDraft {
	return models.PersonDraft{
		Name: l.text("name"), CitizenNo: l.raw("citizen_no"), NoNumberWhy: l.text("no_number_reason"), BirthDate: l.date("birth_date"),
		Sex: models.Sex(l.word("sex")), Relation: l.word("relation"), Phone: l.raw("phone"),
		Profile: models.Profile{
			HealthState: l.text("health_state"), DisabilityKind: l.word("disability_kind"), DisabilityLevel: l.wordNumber("disability_level"),
			DisabilityCertNo: l.text("disability_cert_no"), CareAbility: l.word("care_ability"), Employment: l.word("employment"),
			SchoolStage: l.word("school_stage"), Tags: l.wordList("tags"),
		},
	}
}

// close checks every household as a whole and says of each fault in which row it is.
func (b *households) close() []fault {
	var faults []fault
	for _, h := range b.homes {
		for _, f := range models.CheckHousehold(h.draft, b.s.today) {
			m := h.members[0]
			if i, person := personOf(f.Field); person {
				m = h.members[i]
			}
			field := fieldOf(f.Field)
			if f.Field == "persons" && f.Code != "one_head" {
				field = "household_no"
			}
			if f.Code != "twice" && !slices.Contains(m.unread, field) && !h.follows(f) {
				faults = append(faults, fault{m.line, field, f.Code, f.Args})
			}
		}
	}
	return faults
}

// follows tells whether a fault is only there because another cell could not be read: a relation for the head, half of a pin.
func (h *home) follows(f models.FieldError) bool {
	unread := func(field string) bool {
		return slices.ContainsFunc(h.members, func(m member) bool { return slices.Contains(m.unread, field) })
	}
	return f.Code == "one_head" && unread("relation") || f.Code == "coordinates_pair" && (unread("lat") || unread("lng"))
}

func (b *households) check(ctx context.Context, in *store.Store) ([]fault, error) {
	places, err := b.s.countyRegions(ctx, in)
	if err != nil {
		return nil, err
	}
	numbers := make([]string, 0, len(b.byNo))
	for _, h := range b.homes {
		if h.draft.No != "" {
			numbers = append(numbers, h.draft.No)
		}
	}
	taken, err := in.HouseholdNumbersTaken(ctx, b.s.county, numbers)
	if err != nil {
		return nil, err
	}
	var faults []fault
	for _, h := range b.homes {
		first := h.members[0]
		if taken[h.draft.No] {
			faults = append(faults, fault{line: first.line, field: "household_no", code: "household_known"})
		}
		code := h.draft.RegionCode
		if flaw := b.s.regionFlaw(places, code); flaw != "" && models.LevelOf(code) == models.RegionVillage {
			faults = append(faults, fault{line: first.line, field: "region_code", code: flaw})
		}
	}
	more, err := b.known(ctx, in)
	return append(faults, more...), err
}

// known finds persons whom the county has already.
func (b *households) known(ctx context.Context, in *store.Store) ([]fault, error) {
	all := make([]string, 0, len(b.numbers))
	for no := range b.numbers {
		all = append(all, no)
	}
	there, err := in.CitizensKnown(ctx, b.s.county, all)
	var faults []fault
	for no := range there {
		faults = append(faults, fault{line: b.numbers[no], field: "citizen_no", code: "person_known"})
	}
	return faults, err
}

func (b *households) write(ctx context.Context, in *store.Store, out *Result) error {
	origin := b.s.origin()
	b.s.objects = len(b.homes)
	for part := range slices.Chunk(b.homes, chunk) {
		rows := make([]models.Household, len(part))
		var persons []models.Person
		for i, h := range part {
			r := h.draft.Row(origin)
			if h.status != "" {
				r.Status = h.status
			}
			rows[i] = *r
			persons = append(persons, r.Persons...)
			out.Persons += len(r.Persons)
			b.s.record(in, step{
				id: r.ID, name: "register", to: string(r.Status), region: r.RegionCode,
				data: map[string]string{"persons": strconv.Itoa(len(r.Persons))},
			})
		}
		if err := insert(ctx, in, rows, persons); err != nil {
			return err
		}
		if err := b.s.written(ctx, in, out, len(part)); err != nil {
			return err
		}
	}
	b.s.conclude(in, b.s.county, out.Created)
	return nil
}
