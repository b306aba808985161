package outreach

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"zhulian/intake"
	"zhulian/models"
	"zhulian/store"
)

// placed is a row with whom it is about.
type placed struct {
	intake.Row
	person    []byte // blind index of the citizen number
	index     []byte // blind index of what the row says
	region    string
	household *string
	member    *string
	stub      *stub
	fate      intake.Fate
	remark    models.SignalRemark
}

// stub is somebody to be put on file, from the latest row about them.
type stub struct {
	from *placed
	made *models.Household
}

// placement is a list compared with who is on file.
type placement struct {
	feed   models.Feed
	county string
	list   *intake.List
	rows   []*placed // in the order of the file; repeats among them
	stubs  []*stub
	onFile map[string]store.OnFile // by household
	counts models.BatchCounts
}

// place finds out of every row whom it is about. It only reads. Which row comes first makes no difference but to the line numbers. A list of
// another county is Invalid at the field "file".
func place(ctx context.Context, s *store.Store, county string, f models.Feed, list *intake.List) (*placement, error) {
	p := &placement{feed: f, county: county, list: list, onFile: map[string]store.OnFile{}}
	if err := p.villages(ctx, s); err != nil {
		return nil, err
	}
	for _, r := range p.rows {
		r.person, r.index = s.CitizenIndex(county, r.CitizenNo), s.RowIndex(county, r.Identity(f.Code))
	}
	for _, step := range []func(context.Context, *store.Store) error{p.repeats, p.known, p.byPhone} {
		if err := step(ctx, s); err != nil {
			return nil, err
		}
	}
	p.unknown()
	p.count()
	return p, nil
}

// villages reads where the rows say that somebody lives, and rejects those that name no village of the county.
func (p *placement) villages(ctx context.Context, s *store.Store) error {
	regions, err := s.Regions(ctx, p.county)
	if err != nil {
		return err
	}
	all := placesOf(p.county, regions, models.DateOf(s.Now()))
	if foreign, named := all.foreign(p.list.Rows); 2*foreign > named {
		return models.Invalid(models.FieldError{Field: "file", Code: "feed_other_county", Args: models.Args{"rows": foreign, "county": p.county}})
	}
	found := map[int]string{}
	p.list.Reject(func(r intake.Row) *intake.Fault {
		code, flaw := all.find(r.Village)
		if flaw != "" {
			return p.list.FaultAt(p.feed, models.FeedVillage, flaw, nil)
		}
		found[r.Line] = code
		return nil
	})
	p.rows = make([]*placed, len(p.list.Rows))
	for i, r := range p.list.Rows {
		p.rows[i] = &placed{Row: r, region: found[r.Line], fate: intake.FateUnplaced}
	}
	return nil
}

// repeats finds the rows that say what another says, in this file or in one that was applied. Of several in this file the first by what
// they say beyond it counts, so that their order does not.
func (p *placement) repeats(ctx context.Context, s *store.Store) error {
	sorted := slices.Clone(p.rows)
	slices.SortFunc(sorted, func(a, b *placed) int {
		return cmp.Or(bytes.Compare(a.index, b.index), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Phone, b.Phone), cmp.Compare(a.Village, b.Village),
			cmp.Compare(a.Address, b.Address), a.Line-b.Line)
	})
	var indexes [][]byte
	for i, r := range sorted {
		if i > 0 && bytes.Equal(r.index, sorted[i-1].index) {
			r.fate = intake.FateRepeated
			continue
		}
		indexes = append(indexes, r.index)
	}
	here, err := s.RowsHere(ctx, p.county, p.feed.Code, indexes)
	for _, r := range p.rows {
		if here[string(r.index)] {
			r.fate = intake.FateRepeated
		}
	}
	return err
}

// known finds the rows of people who are on file, by their number.
func (p *placement) known(ctx context.Context, s *store.Store) error {
	var indexes [][]byte
	of := map[string][]*placed{}
	for _, r := range p.rows {
		if r.fate == intake.FateRepeated || r.person == nil {
			continue
		}
		if of[string(r.person)] == nil {
			indexes = append(indexes, r.person)
		}
		of[string(r.person)] = append(of[string(r.person)], r)
	}
	people, err := s.PersonsByCitizen(ctx, p.county, indexes)
	for _, person := range people {
		for _, r := range of[string(person.CitizenIndex)] {
			p.belongs(s, r, person)
		}
	}
	return err
}

// byPhone finds the rows without a number whose name and telephone are those of one person on file.
func (p *placement) byPhone(ctx context.Context, s *store.Store) error {
	var indexes [][]byte
	of := map[string][]*placed{}
	for _, r := range p.rows {
		if r.fate == intake.FateUnplaced && r.person == nil && r.Name != "" && r.Phone != "" {
			index := s.PhoneIndex(p.county, r.Phone)
			indexes, of[string(index)] = append(indexes, index), append(of[string(index)], r)
		}
	}
	people, err := s.PersonsByPhone(ctx, p.county, indexes)
	if err != nil {
		return err
	}
	named := map[*placed][]store.OnFile{}
	for _, person := range people {
		for _, r := range of[string(person.PhoneIndex)] {
			if bytes.Equal(person.NameIndex, s.NameIndex(p.county, r.Name)) {
				named[r] = append(named[r], person)
			}
		}
	}
	for r, found := range named {
		if len(found) == 1 {
			p.belongs(s, r, found[0])
		}
	}
	return nil
}

// belongs gives a row to somebody on file.
func (p *placement) belongs(s *store.Store, r *placed, person store.OnFile) {
	p.onFile[person.HouseholdID] = person
	r.fate, r.household, r.member = intake.FateKnown, &person.HouseholdID, &person.ID
	said := r.region
	r.region = person.RegionCode
	switch {
	case r.Name != "" && person.NameIndex != nil && !bytes.Equal(person.NameIndex, s.NameIndex(p.county, r.Name)):
		r.remark = models.RemarkOtherName
	case models.LevelOf(said) == models.RegionVillage && said != person.RegionCode:
		r.remark = models.RemarkOtherVillage
	}
}

// unknown finds who is to be put on file: everybody with a number whom some row gives a village. The latest row tells the name and place.
func (p *placement) unknown() {
	of := map[string]*stub{}
	for _, r := range p.rows {
		if r.fate != intake.FateUnplaced || r.person == nil || models.LevelOf(r.region) != models.RegionVillage {
			continue
		}
		t := of[string(r.person)]
		switch {
		case t == nil:
			t = &stub{from: r}
			of[string(r.person)] = t
			p.stubs = append(p.stubs, t)
		case later(r, t.from):
			t.from = r
		}
	}
	for _, r := range p.rows {
		t := of[string(r.person)]
		switch {
		case r.fate != intake.FateUnplaced:
		case t != nil && r.person != nil:
			r.fate, r.stub = intake.FateNew, t
			switch {
			case r.Name != "" && r.Name != t.from.Name:
				r.remark = models.RemarkOtherName
			case models.LevelOf(r.region) == models.RegionVillage && r.region != t.from.region:
				r.remark = models.RemarkOtherVillage
			}
		case r.region == "":
			r.region = p.county + "000000"
		}
	}
	for _, r := range p.rows {
		if r.stub != nil && r != r.stub.from {
			r.region = r.stub.from.region
		}
	}
}

// later orders the rows about one person: the later event, then what makes a total order.
func later(a, b *placed) bool {
	return cmp.Or(cmp.Compare(a.EventOn, b.EventOn), cmp.Compare(b.region, a.region), cmp.Compare(b.Name, a.Name), cmp.Compare(b.Phone, a.Phone),
		cmp.Compare(b.Address, a.Address)) > 0
}

func (p *placement) count() {
	c := models.BatchCounts{Rows: p.list.Total(), Bad: len(p.list.Bad), Stubs: len(p.stubs), Households: len(p.onFile)}
	for _, r := range p.rows {
		switch r.fate {
		case intake.FateKnown:
			c.Known++
		case intake.FateNew:
			c.New++
		case intake.FateRepeated:
			c.Repeated++
		default:
			c.Unplaced++
		}
		if r.remark != models.RemarkNone {
			c.Remarked++
		}
	}
	p.counts = c
}

// How many rows a batch shows as they were understood, and how many of those with a remark.
const (
	sampleRows    = 20
	sampleRemarks = 30
)

// aside is what the batch keeps to look at.
func (p *placement) aside() *Aside {
	out := &Aside{Header: p.list.Header, Ignored: p.list.Ignored, Bad: p.list.Bad}
	plain, odd := 0, 0
	for _, r := range p.rows {
		switch {
		case r.remark != models.RemarkNone && odd < sampleRemarks:
			odd++
		case r.remark == models.RemarkNone && plain < sampleRows:
			plain++
		default:
			continue
		}
		out.Sample = append(out.Sample, r.Sample(r.region, r.fate, r.remark))
	}
	return out
}
