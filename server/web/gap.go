package web

import (
	"cmp"
	"slices"
	"strings"

	"zhulian/locales"
	"zhulian/models"
	"zhulian/reports"
	"zhulian/templates"
)

// How much of the board a page shows: the files hold all of it.
const (
	gapsShown  = 40
	heatGroups = 12
)

func (w *Web) gapRoutes() []Route {
	return []Route{get("/reports/gaps", w.gaps, append([]models.Role{models.RoleSupplierAdmin}, reportReaders...)...), get("/reports/gaps/call", w.gapCall, reportReaders...)}
}

type gapPage struct {
	Page
	Tabs               []templates.Link
	Board              *reports.GapBoard
	Cells              []reports.Gap // of those that the address asks for, what one more unit helps most first
	More               int
	OfCategory, OfTown string
	Categories, Towns  []templates.Option
	Heat               templates.Heat
	Missing, Needs     int64
	Supplier           bool
}

// gaps is the board of what is needed and not offered, and offered and not needed.
func (w *Web) gaps(c *Call) error {
	b, err := w.Reports.Gaps(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := gapPage{Page: c.Page("page.gap.title"), Tabs: c.tabs(), Board: b, OfCategory: c.said("category"), OfTown: c.said("town"), Supplier: c.Actor.Role.IsSupplier()}
	p.Form = Holding("category", p.OfCategory, "town", p.OfTown)
	p.choose(b.Cells)
	p.Cells = slices.DeleteFunc(slices.Clone(b.Cells), func(g reports.Gap) bool {
		return !g.Unserved() || !strings.HasPrefix(g.Category, p.OfCategory) || p.OfTown != "" && g.Town != p.OfTown
	})
	for _, g := range p.Cells {
		p.Missing, p.Needs = p.Missing+g.Missing(), p.Needs+g.Needs
	}
	p.Heat = p.lacking(p.Cells)
	p.More = max(0, len(p.Cells)-gapsShown)
	p.Cells = p.Cells[:len(p.Cells)-p.More]
	return c.Show("gap/board", p)
}

// choose fills the filters with the groups of categories and the towns that the board has.
func (p *gapPage) choose(cells []reports.Gap) {
	groups, towns := map[string]bool{}, map[string]string{}
	for _, g := range cells {
		if groups[g.Category[:1]] = true; g.Town != "" {
			towns[g.Town] = g.TownName
		}
	}
	p.Categories, p.Towns = []templates.Option{{Text: p.T("page.gap.every_category")}}, []templates.Option{{Text: p.T("page.gap.every_town")}}
	for _, g := range models.CategoryGroups() {
		if groups[g.Code] {
			p.Categories = append(p.Categories, templates.Option{Value: g.Code, Text: p.group(g)})
		}
	}
	for _, code := range sorted(towns) {
		p.Towns = append(p.Towns, templates.Option{Value: code, Text: towns[code]})
	}
}

func (p Page) group(g models.CategoryGroup) string {
	if p.Lang == locales.English {
		return g.NameEN
	}
	return g.NameZH
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// lacking is the heat table of units that nobody offers: the categories that lack most, by town.
func (p Page) lacking(cells []reports.Gap) templates.Heat {
	lack, sums, towns, most := map[[2]string]int64{}, map[string]int64{}, map[string]string{}, int64(0)
	for _, g := range cells {
		if n := g.Missing(); n > 0 {
			lack[[2]string{g.Category, g.Town}], towns[g.Town] = n, cmp.Or(g.TownName, p.T("page.gap.whole_county"))
			sums[g.Category] += n
			most = max(most, n)
		}
	}
	h := templates.Heat{ID: "missing", Title: p.T("page.gap.heat"), About: p.T("page.gap.heat_what"), Of: p.T("page.gap.category")}
	codes := sorted(towns)
	for _, t := range codes {
		h.Columns = append(h.Columns, towns[t])
	}
	categories := sorted(sums)
	slices.SortStableFunc(categories, func(a, b string) int { return int(sums[b] - sums[a]) })
	for _, k := range categories[:min(len(categories), heatGroups)] {
		row := templates.HeatRow{Label: p.Category(k)}
		for _, t := range codes {
			n := lack[[2]string{k, t}]
			cell := templates.HeatCell{Text: "·", Said: p.T("page.gap.nothing_missing")}
			if n > 0 {
				cell = templates.HeatCell{Text: p.Number(n), Level: templates.Level(float64(n), float64(most))}
			}
			row.Cells = append(row.Cells, cell)
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

type callPage struct {
	Page
	Board  *reports.GapBoard
	Groups []calledFor
}

// calledFor is one category of a call, with its towns.
type calledFor struct {
	Category string
	Units    int64
	Needs    int64
	Towns    []reports.Gap
}

// gapCall is a call for supply to be printed: no person, no household, no small cell.
func (w *Web) gapCall(c *Call) error {
	b, err := w.Reports.CallForSupply(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := callPage{Page: c.Page("page.gap.call").In("/reports/gaps", c.T("page.gap.title")), Board: b}
	at := map[string]int{}
	for _, g := range b.Cells {
		i, had := at[g.Category]
		if !had {
			i, at[g.Category] = len(p.Groups), len(p.Groups)
			p.Groups = append(p.Groups, calledFor{Category: g.Category})
		}
		p.Groups[i].Units, p.Groups[i].Needs = p.Groups[i].Units+g.Missing(), p.Groups[i].Needs+g.Needs
		p.Groups[i].Towns = append(p.Groups[i].Towns, g)
	}
	return c.Show("gap/call", p)
}
