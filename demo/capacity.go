package demo

import (
	"slices"
	"time"

	"zhulian/models"
)

// shares spreads units over the offer's windows as an accept does: a count has one, a one-off need falls into one window of a
// rate, a recurring need into all of its run.
func (s *stock) shares(from, until models.Date, units int64) []models.Share {
	switch {
	case s.row.CapacityKind == models.CapacityCount:
		return []models.Share{{Window: models.CountWindow, Units: units}}
	case until == "":
		return []models.Share{{Window: s.row.Period.WindowOf(from), Units: units}}
	}
	return models.Spread(*s.row.Period, from, until, units)
}

// hasRoom tells whether every window has room for what falls into it.
func (s *stock) hasRoom(shares []models.Share) bool {
	for _, w := range shares {
		if s.row.Quantity != nil && s.reserved[w.Window]+s.asked[w.Window]+w.Units > *s.row.Quantity {
			return false
		}
	}
	return true
}

func (s *stock) reserve(b *builder, m *models.Match, shares []models.Share) {
	for _, w := range shares {
		s.reserved[w.Window] += w.Units
		b.out.Reservations = append(b.out.Reservations, models.Reservation{
			CountyCode: County, MatchID: m.ID, WindowStart: w.Window, OfferID: s.row.ID, Quantity: w.Units,
		})
		m.Reserved += w.Units
	}
	s.held[m.HouseholdID] += m.Reserved
	s.lastUse = latest(s.lastUse, m.UpdatedAt)
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
	s.held[m.HouseholdID] -= m.Reserved
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
	until    models.Date // end of a recurring need's run
	units    int64
	prefer   *helper
	declined map[string]bool // suppliers that are out of the question
	asked    map[string]bool // offers that are in a live match with this need already
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
	ends := !s.until.IsZero() && !o.at.Before(s.until.AddDate(0, 0, -15))
	switch {
	case s.from.IsZero() || o.at.Before(s.from) || ends || !s.helper.active(o.at) || o.declined[s.row.SupplierID]:
		return false
	case o.asked[s.row.ID]:
		return false
	case day < s.row.ValidFrom || max(day.AddDays(10), o.until) > s.row.ValidTo:
		return false
	case s.row.FeeMode == "low_fee" && o.home.row.Category.FreeOnly():
		return false
	case s.row.PerHouseholdLimit != nil && s.held[o.home.row.ID]+o.units > *s.row.PerHouseholdLimit:
		return false
	case !slices.ContainsFunc(s.row.Regions, func(r string) bool { return models.Covers(r, o.home.row.RegionCode) }):
		return false
	}
	return s.hasRoom(s.shares(day, o.until, o.units))
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
