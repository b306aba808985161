package planner

import (
	"regexp"
	"strconv"
	"strings"

	"zhulian/matching"
	"zhulian/models"
	"zhulian/sheet"
)

// reader reads the rows of a bound table and collects what is wrong with them.
type reader struct {
	options *Options
	table   *sheet.Table
	row     sheet.Row
	faults  sheet.Faults
	bad     bool
}

func (r *reader) each(table *sheet.Table, read func()) {
	r.table = table
	r.faults = append(r.faults, table.Faults...)
	broken := map[int]bool{}
	for _, fault := range table.Faults {
		broken[fault.Line] = true
	}
	for _, row := range table.Rows {
		r.row, r.bad = row, broken[row.Line]
		read()
	}
}

func (r *reader) value(field string) string { return r.table.Value(r.row, field) }

func (r *reader) fault(field, code string) {
	r.bad = true
	r.faults = append(r.faults, r.table.Fault(r.row, field, code, say(r.options.Lang, code)))
}

func (r *reader) needs(table *sheet.Table) []Need {
	needs := make([]Need, 0, len(table.Rows))
	r.each(table, func() {
		n := Need{Line: r.row.Line, ID: r.value("id"), Household: r.value("household"), Urgency: r.urgency(), Place: r.place()}
		n.Title, n.Detail, n.Category, n.Kind = r.words("")
		n.Quantity, n.Unit = r.quantity()
		if n.Quantity.Known && n.Quantity.Units == 0 {
			r.fault("quantity", "quantity_zero")
		}
		n.Region, n.Point = r.code(), r.point()
		n.Earliest, n.NeededBy = r.date("earliest"), r.date("needed_by")
		if !r.bad {
			needs = append(needs, n)
		}
	})
	return needs
}

func (r *reader) offers(table *sheet.Table) []Offer {
	offers := make([]Offer, 0, len(table.Rows))
	r.each(table, func() {
		o := Offer{Line: r.row.Line, ID: r.value("id"), Supplier: r.value("supplier"), Place: r.place()}
		o.Title, o.Detail, o.Category, o.Kind = r.words(o.Supplier)
		o.Quantity, o.Unit = r.quantity()
		o.Region, o.Point = r.code(), r.point()
		o.Area = splitArea(r.value("area"))
		o.RadiusKM = int(r.whole("radius_km", 20_000))
		o.PerHousehold = r.whole("per_household_limit", maxUnits)
		o.ValidFrom, o.ValidTo = r.date("valid_from"), r.date("valid_to")
		if !r.bad {
			offers = append(offers, o)
		}
	})
	return offers
}

// words reads what a line is about. Where there is no title the detail stands in for it, then the category's name, then
// last. A category is a code or a name of the list; any other text of that column is more description, and a title that
// is itself the name of a category gives the category.
func (r *reader) words(last string) (title, detail, category, kind string) {
	title, detail, kind = r.value("title"), r.value("detail"), r.value("category")
	found, known := models.FindCategory(kind)
	if !known && title != "" {
		found, known = models.FindCategory(title)
	}
	if known {
		category = found.Code
	} else if kind != "" && title+detail != "" {
		detail = strings.TrimSpace(detail + " " + kind)
	}
	for _, instead := range []string{r.value("detail"), kind, last} {
		if title == "" {
			title = instead
		}
	}
	if title == "" {
		r.fault("title", "title_missing")
	}
	return title, detail, category, kind
}

func (r *reader) quantity() (matching.Quantity, string) {
	quantity, unit, fault := readQuantity(r.value("quantity"), r.options.UnknownQuantity)
	if fault != "" {
		r.fault("quantity", fault)
	}
	if given := r.value("unit"); given != "" {
		unit = given
	} else if unit == "" {
		unit = r.table.Unit("quantity")
	}
	return quantity, unit
}

var urgencies = map[string]models.Urgency{}

func init() {
	for urgency, words := range map[models.Urgency]string{
		models.UrgencyCritical: "critical 特急 危急 紧急 非常紧急 urgent 1 1级 一级 p0 emergency",
		models.UrgencyHigh:     "high 高 急 较急 加急 2 2级 二级 p1 重要",
		models.UrgencyNormal:   "normal 一般 普通 中 正常 medium 3 3级 三级 p2",
		models.UrgencyLow:      "low 低 不急 缓 可缓 4 4级 四级 p3",
	} {
		for word := range strings.FieldsSeq(words) {
			urgencies[word] = urgency
		}
	}
}

func (r *reader) urgency() models.Urgency {
	cell := r.value("urgency")
	if cell == "" {
		return models.UrgencyNormal
	}
	urgency, known := urgencies[sheet.Normalise(cell)]
	if !known {
		r.fault("urgency", "urgency_unknown")
	}
	return urgency
}

var dateText = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$`)

func (r *reader) date(field string) models.Date {
	cell := r.value(field)
	if cell == "" {
		return ""
	}
	if found := dateText.FindStringSubmatch(cell); found != nil {
		if date, ok := models.ParseDate(found[1] + "-" + pad(found[2]) + "-" + pad(found[3])); ok {
			return date
		}
	}
	r.fault(field, "date_unreadable")
	return ""
}

func pad(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

func (r *reader) whole(field string, most int64) int64 {
	cell := r.value(field)
	if cell == "" {
		return 0
	}
	n, err := strconv.ParseInt(cell, 10, 64)
	if err != nil || n < 0 || n > most {
		r.fault(field, "number_unreadable")
		return 0
	}
	return n
}

func (r *reader) point() matching.Point {
	lat, lng := r.value("lat"), r.value("lng")
	if lat == "" && lng == "" {
		return matching.Point{}
	}
	y, errY := strconv.ParseFloat(lat, 64)
	x, errX := strconv.ParseFloat(lng, 64)
	if errY != nil || errX != nil || !(y >= -90 && y <= 90) || !(x >= -180 && x <= 180) {
		r.fault("lat", "point_unreadable")
		return matching.Point{}
	}
	return matching.At(y, x)
}
