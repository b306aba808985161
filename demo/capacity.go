package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// portion is a part of a promise that falls on one day.
type portion struct {
	day   models.Date
	units int64
}

// byWindow adds portions up by the capacity windows in which they fall.
func (s *stock) byWindow(parts []portion) map[models.Date]int64 {
	out := map[models.Date]int64{}
	for _, p := range parts {
		w := models.CountWindow
		if s.row.CapacityKind == models.CapacityRate {
			w = s.row.Period.WindowOf(p.day)
		}
		out[w] += p.units
	}
	return out
}

// hasRoom tells whether every window has room for what falls into it.
func (s *stock) hasRoom(parts []portion) bool {
	for w, units := range s.byWindow(parts) {
		if s.row.Quantity != nil && s.reserved[w]+units > *s.row.Quantity {
			return false
		}
	}
	return true
}

func (s *stock) reserve(b *builder, m *models.Match, parts []portion, at time.Time) {
	held := s.byWindow(parts)
	for _, w := range sortedDays(held) {
		s.reserved[w] += held[w]
		b.out.Reservations = append(b.out.Reservations, models.Reservation{
			CountyCode: County, MatchID: m.ID, WindowStart: w, OfferID: s.row.ID, Quantity: held[w],
		})
		m.Reserved += held[w]
	}
	s.lastUse = latest(s.lastUse, at)
}

// release gives back what a match holds.
func (s *stock) release(b *builder, m *models.Match, at time.Time) {
	b.out.Reservations = slices.DeleteFunc(b.out.Reservations, func(r models.Reservation) bool {
		if r.MatchID != m.ID {
			return false
		}
		s.reserved[r.WindowStart] -= r.Quantity
		return true
	})
	m.Reserved = 0
	s.lastUse = latest(s.lastUse, at)
}

// windows lists the capacity windows of the offer: the stock of a count, or the periods of a rate in which something was
// ever promised.
func (s *stock) windows() []models.CapacityWindow {
	days := sortedDays(s.reserved)
	if s.row.CapacityKind == models.CapacityCount {
		days = []models.Date{models.CountWindow}
	}
	out := make([]models.CapacityWindow, 0, len(days))
	for _, w := range days {
		out = append(out, models.CapacityWindow{
			CountyCode: County, OfferID: s.row.ID, WindowStart: w, Capacity: s.row.Quantity, Reserved: s.reserved[w],
		})
	}
	return out
}

func sortedDays(m map[models.Date]int64) []models.Date {
	out := make([]models.Date, 0, len(m))
	for d := range m {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}

// opening is what a search for an offer goes by.
type opening struct {
	thing    int
	home     *home
	at       time.Time
	parts    []portion
	prefer   *helper
	declined map[string]bool // suppliers that are out of the question
}

// find answers an offer that could serve at that time, the preferred supplier's first; nil when there is none.
func (b *builder) find(o opening) *stock {
	var fit []*stock
	for _, s := range b.byThing[o.thing] {
		if b.serves(s, o) {
			if s.helper == o.prefer {
				return s
			}
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return pick(b.dice, fit)
}

func (b *builder) serves(s *stock, o opening) bool {
	day := models.DateOf(o.at)
	last := day
	if n := len(o.parts); n > 0 {
		last = o.parts[n-1].day
	}
	switch {
	case s.from.IsZero() || o.at.Before(s.from) || !s.until.IsZero() && !o.at.Before(s.until.AddDate(0, 0, -15)):
		return false
	case day < s.row.ValidFrom || last > s.row.ValidTo || !s.helper.active(o.at) || o.declined[s.row.SupplierID]:
		return false
	case s.row.FeeMode == "low_fee" && o.home.row.Category.FreeOnly():
		return false
	case !slices.ContainsFunc(s.row.Regions, func(r string) bool { return models.Covers(r, o.home.row.RegionCode) }):
		return false
	}
	return s.hasRoom(o.parts)
}

var targets = map[audience][]string{
	elder:     {"elderly_alone", "elderly_empty_nest", "elderly_left_behind"},
	alone:     {"elderly_alone", "elderly_no_family"},
	dependent: {"elderly_dependent", "severely_disabled", "elderly_severely_disabled"},
	disabled:  {"disabled", "severely_disabled"},
	ill:       {"serious_illness"},
	child:     {"child_in_need", "child_left_behind", "child_without_carer", "orphan"},
	student:   {"student"},
	infant:    {"maternity"},
	jobless:   {"unemployed"},
	anyone:    {},
	farmer:    {},
	carer:     {},
}

func offerMode(c models.Category) string {
	switch {
	case c.Code == "E03":
		return "training"
	case c.Code == "L02":
		return "venue"
	case c.Mode == models.ModeGoods:
		return "goods"
	case c.Mode == models.ModeJob:
		return "job"
	case c.Mode == models.ModeMoney:
		return "fund_record"
	}
	return "service"
}

func deliveryOf(code string) string {
	switch code {
	case "B06", "D04", "E03", "E05", "J02", "L02", "C08":
		return "centre"
	case "A08":
		return "pick_up"
	case "A07", "C07", "D01", "E01", "E04", "E06", "F03", "F04", "I01", "I02", "J03":
		return ""
	}
	return "to_home"
}
