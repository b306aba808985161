package web

import (
	"net/http"

	"zhulian/models"
	"zhulian/templates"
)

type regionTreePage struct {
	Page
	Towns    []models.Region
	Villages map[string][]models.Region
	County   *models.Region
	Today    models.Date
}

func (w *Web) regionTree(c *Call) error {
	list, err := w.Settings.Regions(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := regionTreePage{Page: c.settingPage("page.setting.regions"), Villages: map[string][]models.Region{}, Today: c.Today()}
	for i, r := range list {
		switch r.Level {
		case models.RegionTown:
			p.Towns = append(p.Towns, r)
		case models.RegionVillage:
			p.Villages[models.TownOf(r.Code)] = append(p.Villages[models.TownOf(r.Code)], r)
		default:
			p.County = &list[i]
		}
	}
	return c.Show("setting/regions", p)
}

type regionPage struct {
	Page
	Region        *models.Region
	Names         who
	Places        places
	History       []models.Event
	Nodes         []templates.Option
	Others        []templates.Option
	Today         models.Date
	Staff         bool
	Change, Merge Page
}

func (w *Web) regionShow(c *Call) error { return w.showRegion(c, http.StatusOK, nil, nil) }

func (w *Web) showRegion(c *Call, status int, change, merge *templates.Form) error {
	list, err := w.Settings.Regions(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	p := regionPage{Places: placeNames(list), Today: c.Today(), Staff: c.isStaff()}
	if p.History, err = w.Settings.RegionHistory(c.Ctx(), c.Actor, c.Param("code")); err != nil {
		return err
	}
	for i := range list {
		if list[i].Code == c.Param("code") {
			p.Region = &list[i]
		}
	}
	if p.Region == nil {
		return models.NotFound("region")
	}
	for _, r := range standing(list, p.Today) {
		if r.Level == p.Region.Level && r.Code != p.Region.Code {
			p.Others = append(p.Others, templates.Option{Value: r.Code, Text: p.Places.Name(r.Code)})
		}
	}
	var ids []string
	for _, e := range p.History {
		ids = append(ids, e.ActorID)
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, ids); err != nil {
		return err
	}
	p.Page = c.settingPage("page.setting.regions", "/settings/regions", c.T("page.setting.regions"))
	p.Title = p.Region.Name
	p.Nodes = append([]templates.Option{{Text: c.T("page.setting.node_none")}},
		options(c, "page.setting.node", []models.NodeKind{models.NodeCentre, models.NodeStation, models.NodePoint})...)
	if change == nil {
		change = Holding("name", p.Region.Name, "node_kind", string(p.Region.NodeKind), "node_address", p.Region.NodeAddress, "node_phone", p.Region.NodePhone)
	}
	p.Change, p.Merge = p.Page.Holds("change", change), p.Page.Holds("merge", merge)
	return c.ShowAs(status, "setting/region", p)
}

// MayMerge tells whether the region is one that can be merged.
func (p regionPage) MayMerge() bool {
	return p.Staff && p.Region.ActiveTo == "" && (p.Region.Level == models.RegionTown || p.Region.Level == models.RegionVillage) && len(p.Others) > 0
}

func (w *Web) changeRegion(c *Call) error {
	values, err := c.Values()
	if err == nil {
		said := func(name string) *string { text := values.Get(name); return &text }
		kind := models.NodeKind(values.Get("node_kind"))
		_, err = w.Settings.ChangeRegion(c.Ctx(), c.Actor, c.Param("code"), models.RegionChange{Name: said("name"), NodeKind: &kind,
			NodeAddress: said("node_address"), NodePhone: said("node_phone"), Reason: values.Get("reason")})
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showRegion(c, status, form, nil)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/regions/"+c.Param("code"), "setting_changed")
}

func (w *Web) mergeRegion(c *Call) error {
	in, err := Bind[models.RegionMerge](c)
	if err == nil {
		_, err = w.Settings.MergeRegion(c.Ctx(), c.Actor, c.Param("code"), in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showRegion(c, status, nil, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/regions/"+c.Param("code"), "region_merged")
}
