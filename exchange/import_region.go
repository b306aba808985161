package exchange

import (
	"context"
	"maps"
	"slices"

	"zhulian/models"
	"zhulian/store"
)

// regionDraft is one row of a list of regions.
type regionDraft struct {
	Code          string      `json:"code" validate:"required,region"`
	Name          string      `json:"name" validate:"required,text=60"`
	ParentCode    string      `json:"parent_code" validate:"omitempty,region"`
	Kind          string      `json:"kind" validate:"omitempty,text=20"`
	Lat           *float64    `json:"lat" validate:"omitempty,min=-90,max=90"`
	Lng           *float64    `json:"lng" validate:"omitempty,min=-180,max=180"`
	ActiveFrom    models.Date `json:"active_from" validate:"omitempty,date"`
	ActiveTo      models.Date `json:"active_to" validate:"omitempty,date"`
	SuccessorCode string      `json:"successor_code" validate:"omitempty,region"`
	NodeAddress   string      `json:"node_address" validate:"omitempty,text=120"`
	NodePhone     string      `json:"node_phone" validate:"omitempty,text=40"`
	level, urban  string
	node          string
	line          int
}

type regions struct {
	s      *session
	drafts []regionDraft
	lines  map[string]int // by code
	known  map[string]models.Region
}

func newRegions(s *session) batch { return &regions{s: s, lines: map[string]int{}} }

func (b *regions) take(l *line) {
	d := regionDraft{
		Code: folded(l.raw("code")), Name: l.text("name"), ParentCode: folded(l.raw("parent_code")), Kind: l.text("kind"),
		Lat: l.number("lat"), Lng: l.number("lng"), ActiveFrom: l.date("active_from"), ActiveTo: l.date("active_to"),
		SuccessorCode: folded(l.raw("successor_code")), level: l.word("level"), urban: l.word("urban_rural"), line: l.row.Line,
		node: l.word("node_kind"), NodeAddress: l.text("node_address"), NodePhone: l.text("node_phone"),
	}
	var faults []models.FieldError
	if e, bad := models.Check(d, b.s.today).(*models.Error); bad { //nolint:errorlint // Check answers the plain type
		faults = e.Fields
	}
	l.add(append(faults, b.across(&d)...))
	if first, twice := b.lines[d.Code]; twice && d.Code != "" {
		l.faultWith("code", "twice_since", models.Args{"line": first})
		return
	}
	b.lines[d.Code] = l.row.Line
	b.drafts = append(b.drafts, d)
}

// across finds what the fields say against each other, and writes the codes in full.
func (b *regions) across(d *regionDraft) []models.FieldError {
	var faults []models.FieldError
	add := func(bad bool, field, code string) {
		if bad {
			faults = append(faults, models.FieldError{Field: field, Code: code})
		}
	}
	code, flaw := models.ParseRegionCode(d.Code)
	if flaw != "" {
		return nil
	}
	d.Code = code
	if parent, flaw := models.ParseRegionCode(d.ParentCode); flaw == "" {
		d.ParentCode = parent
		add(parent == code || !models.Covers(parent, code), "parent_code", "parent_not_above")
	} else if d.ParentCode == "" {
		d.ParentCode = parentOf(code)
	}
	if successor, flaw := models.ParseRegionCode(d.SuccessorCode); flaw == "" {
		d.SuccessorCode = successor
	}
	county := b.s.county
	add(d.level != "" && d.level != string(models.LevelOf(code)), "level", "level_not_of_code")
	add(county != "" && models.CountyOf(code) != county && !models.Covers(code, county), "code", "region_outside_county")
	add(d.ActiveTo != "" && d.ActiveFrom != "" && d.ActiveTo < d.ActiveFrom, "active_to", "before_start")
	add((d.Lat == nil) != (d.Lng == nil), "lng", "coordinates_pair")
	return faults
}

// parentOf is the region above by the digits of the code; "" for a province.
func parentOf(code string) string {
	switch models.LevelOf(code) {
	case models.RegionVillage:
		return code[:9] + "000"
	case models.RegionTown:
		return code[:6] + "000000"
	case models.RegionCounty:
		return code[:4] + "00000000"
	case models.RegionPrefecture:
		return code[:2] + "0000000000"
	}
	return ""
}

func (b *regions) close() []fault { return nil }

// check finds towns and villages whose parent is neither in the file nor in the database.
func (b *regions) check(ctx context.Context, in *store.Store) ([]fault, error) {
	var codes []string
	for _, d := range b.drafts {
		codes = append(codes, d.Code, d.ParentCode)
	}
	slices.Sort(codes)
	known, err := in.RegionsByCode(ctx, slices.Compact(codes))
	if err != nil {
		return nil, err
	}
	b.known = known
	var faults []fault
	for _, d := range b.drafts {
		level := models.LevelOf(d.Code)
		_, stored := known[d.ParentCode]
		_, here := b.lines[d.ParentCode]
		if (level == models.RegionVillage || level == models.RegionTown) && !stored && !here {
			faults = append(faults, fault{line: d.line, field: "parent_code", code: "parent_unknown"})
		}
	}
	return faults, nil
}

func (b *regions) write(ctx context.Context, in *store.Store, out *Result) error {
	rows := make([]models.Region, len(b.drafts))
	perCounty := map[string]int{}
	for i, d := range b.drafts {
		was, known := b.known[d.Code]
		rows[i] = b.row(d, was)
		if perCounty[rows[i].CountyCode]++; known {
			out.Updated++
		} else {
			out.Created++
		}
	}
	if err := in.PutRegions(ctx, rows); err != nil {
		return err
	}
	for _, county := range slices.Sorted(maps.Keys(perCounty)) {
		b.s.conclude(in, county, perCounty[county])
	}
	return nil
}

// row keeps of a region that is there already what the file has no column for.
func (b *regions) row(d regionDraft, was models.Region) models.Region {
	r := models.Region{
		Code: d.Code, CountyCode: models.CountyOf(d.Code), Name: d.Name, Level: models.LevelOf(d.Code), ParentCode: d.ParentCode, Kind: was.Kind,
		UrbanRural: was.UrbanRural, Lat: was.Lat, Lng: was.Lng, ActiveFrom: was.ActiveFrom, ActiveTo: was.ActiveTo, SuccessorCode: was.SuccessorCode,
		NodeKind: was.NodeKind, NodeAddress: was.NodeAddress, NodePhone: was.NodePhone,
	}
	has := b.s.table.Has
	if !has("parent_code") && was.ParentCode != "" {
		r.ParentCode = was.ParentCode
	}
	if has("kind") {
		r.Kind = d.Kind
	}
	if has("urban_rural") {
		r.UrbanRural = d.urban
	}
	if has("lat") || has("lng") {
		r.Lat, r.Lng = d.Lat, d.Lng
	}
	if has("node_kind") {
		r.NodeKind = models.NodeKind(d.node)
	}
	if has("node_address") {
		r.NodeAddress = d.NodeAddress
	}
	if has("node_phone") {
		r.NodePhone = d.NodePhone
	}
	if has("active_from") {
		r.ActiveFrom = d.ActiveFrom
	}
	if has("active_to") {
		r.ActiveTo = d.ActiveTo
	}
	if has("successor_code") {
		r.SuccessorCode = d.SuccessorCode
	}
	return r
}
