package web

import (
	"net/url"
	"time"

	"zhulian/casework"
	"zhulian/models"
	"zhulian/templates"
)

// deskRoles are the roles of government that work on needs or look at them.
var deskRoles = []models.Role{models.RoleStaff, models.RoleOperator, models.RoleTown, models.RoleAide, models.RoleAuditor}

func (w *Web) needQueueRoutes() []Route {
	return []Route{get("/needs", w.needList, deskRoles...), get("/needs/:id", w.need, deskRoles...)}
}

type needListPage struct {
	Page
	*casework.NeedQueue
	Group  models.NeedGroup
	Tabs   []templates.Link
	Places places
	Today  models.Date
	May    needListMay
	Filter needFilters
}

// needListMay says what the reader may do beside looking.
type needListMay struct{ New bool }

// needFilters are the choices of the filters.
type needFilters struct {
	Categories, Regions, Urgencies, Due []templates.Option
	Any                                 bool // one of them narrows
}

// soon is within how many days a need is called near its limit.
const soon = 3

func (w *Web) needList(c *Call) error {
	group, f := models.NeedGroup(c.said("group")), c.needFilter()
	p := casework.Page{Limit: listed, After: c.said("cursor")}
	queue, err := w.Casework.NeedQueue(c.Ctx(), c.Actor, group, f, p)
	if err != nil {
		return err
	}
	page := needListPage{
		Page: c.Page("page.need.list.title"), NeedQueue: queue, Group: group, Places: placeNames(queue.Regions), Today: c.Today(),
		May: needListMay{New: models.ScopeOf(c.Actor, models.NeedEdit) != models.ScopeNone},
	}
	page.Tabs = c.needTabs(page.Page, queue)
	page.Form = Holding("category", c.said("category"), "region", c.said("region"), "urgency", c.said("urgency"), "due", c.said("due"), "q", c.said("q"),
		"dup", c.said("dup"))
	page.Filter = needFilters{
		Categories: c.any(c.categories(true)), Regions: c.any(regions(queue.Regions)),
		Urgencies: c.any(options(c, "urgency", []models.Urgency{models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow})),
		Due: c.any([]templates.Option{{Value: "overdue", Text: c.T("page.need.list.overdue")}, {Value: "soon", Text: c.T("page.need.list.soon")},
			{Value: "waiting", Text: c.T("page.need.list.waiting")}}),
		Any: len(page.Form.Values) > 0,
	}
	return c.Show("need/list", page)
}

// needFilter reads the filters of the address; what is none of the choices does not narrow.
func (c *Call) needFilter() casework.NeedFilter {
	f := casework.NeedFilter{Q: c.said("q")}
	if code := c.said("category"); len(code) == 1 || categoryKnown(code) {
		f.Category = code
	}
	f.Region, _ = models.ParseRegionCode(c.said("region"))
	switch u := models.Urgency(c.said("urgency")); u {
	case models.UrgencyCritical, models.UrgencyHigh, models.UrgencyNormal, models.UrgencyLow:
		f.Urgency = string(u)
	}
	switch c.said("due") {
	case "overdue":
		f.DueBefore = c.Today()
	case "soon":
		f.DueBefore = c.Today().AddDays(soon + 1)
	case "waiting":
		f.SubmittedBefore = c.web.Clock.Now().Add(-24 * time.Hour)
	}
	if c.said("dup") == "true" {
		likely := true
		f.LikelyDuplicate = &likely
	}
	return f
}

func categoryKnown(code string) bool {
	_, ok := models.CategoryByCode(code)
	return ok
}

// needTabs are the groups with how many needs each holds under the filters.
func (c *Call) needTabs(p Page, q *casework.NeedQueue) []templates.Link {
	here, total := models.NeedGroup(c.said("group")), 0
	var out []templates.Link
	for _, g := range models.NeedGroups() {
		if g != models.NeedsEnded {
			total += q.Counts[g]
		}
		out = append(out, templates.Link{Href: tab(p.Here, string(g)), Text: c.T("need_group." + string(g)), Count: q.Counts[g], Current: g == here})
	}
	all := templates.Link{Href: tab(p.Here, ""), Text: c.T("page.need.group.all"), Count: total, Current: len(here.Statuses()) == 0}
	return append([]templates.Link{all}, out...)
}

// tab is this address with another group, from its beginning.
func tab(here, group string) string {
	return templates.With(templates.With(here, "cursor", ""), "group", group)
}

// cleared is an address without its filters.
func cleared(here string, keep ...string) string {
	u, err := url.Parse(here)
	if err != nil {
		return here
	}
	q, out := u.Query(), url.Values{}
	for _, name := range keep {
		if q.Has(name) {
			out.Set(name, q.Get(name))
		}
	}
	u.RawQuery = out.Encode()
	return u.String()
}

// Clear is the list without its filters.
func (p needListPage) Clear() string { return cleared(p.Here, "group") }

// Overdue tells whether a need should have been resolved before today.
func (p needListPage) Overdue(n models.Need) bool {
	return n.DueOn != "" && n.DueOn < p.Today && n.ClosedAt == nil
}

// Left is how many units of a need nobody has promised yet.
func (p needListPage) Left(n models.Need) string {
	if left, known := n.Left(); known {
		return p.Amount(left, n.Unit)
	}
	return p.T("page.unit.unknown")
}
