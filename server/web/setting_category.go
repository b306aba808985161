package web

import (
	"net/http"
	"strconv"

	"zhulian/models"
	"zhulian/settings"
	"zhulian/templates"
)

type categoriesPage struct {
	Page
	Groups     []models.CategoryGroup
	Categories map[string][]settings.CategoryState
}

func (w *Web) localCategories(c *Call) error {
	all, err := w.Settings.Categories(c.Ctx(), c.Actor, "")
	if err != nil {
		return err
	}
	p := categoriesPage{Page: c.settingPage("page.setting.categories"), Groups: models.CategoryGroups(), Categories: map[string][]settings.CategoryState{}}
	for _, s := range all {
		p.Categories[s.Parent] = append(p.Categories[s.Parent], s)
	}
	return c.Show("setting/categories", p)
}

type categoryPage struct {
	Page
	State   settings.CategoryState
	History models.CategorySettings
	Names   who
	Levels  []templates.Option
	Uses    []templates.Option
	Staff   bool
}

func (w *Web) localCategory(c *Call) error { return w.showCategory(c, http.StatusOK, nil) }

func (w *Web) showCategory(c *Call, status int, form *templates.Form) error {
	code := c.Param("code")
	history, err := w.Settings.CategoryHistory(c.Ctx(), c.Actor, code)
	if err != nil {
		return err
	}
	all, err := w.Settings.Categories(c.Ctx(), c.Actor, "")
	if err != nil {
		return err
	}
	base := c.settingPage("page.setting.categories", "/settings/categories", c.T("page.setting.categories"))
	base.Title = code + " " + base.Category(code)
	p := categoryPage{History: history, Staff: c.isStaff()}
	var ids []string
	for _, s := range history {
		ids = append(ids, s.CreatedBy)
	}
	if p.Names, err = w.Settings.Names(c.Ctx(), c.Actor, ids); err != nil {
		return err
	}
	for _, s := range all {
		if s.Code == code {
			p.State = s
		}
	}
	listed, _ := models.CategoryByCode(code)
	p.Levels = levels(listed.Sensitivity, 3)
	p.Uses = []templates.Option{{Value: "true", Text: c.T("page.setting.in_use")}, {Value: "false", Text: c.T("page.setting.out_of_use")}}
	if form == nil {
		form = Holding("active", strconv.FormatBool(p.State.Active), "local_name", p.State.LocalName, "sensitivity", strconv.Itoa(p.State.Sensitivity))
	}
	p.Page = base.Holds("", form)
	return c.ShowAs(status, "setting/category", p)
}

func (w *Web) setCategory(c *Call) error {
	in, err := Bind[models.CategoryChange](c)
	if err == nil {
		_, err = w.Settings.SetCategory(c.Ctx(), c.Actor, c.Param("code"), in)
	}
	if form, status, ok := c.Crossed(err); ok {
		return w.showCategory(c, status, form)
	} else if err != nil {
		return err
	}
	return c.Go("/settings/categories/"+c.Param("code"), "setting_changed")
}
