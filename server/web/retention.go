package web

import (
	"zhulian/models"
	"zhulian/retention"
)

func (w *Web) retentionRoutes() []Route {
	return []Route{get("/settings/retention", w.retention, settingReaders...)}
}

type retentionPage struct {
	Page
	O     *retention.Overview
	Staff bool
}

// retention is what is kept how long, what goes next, and what the last deletions did.
func (w *Web) retention(c *Call) error {
	p := retentionPage{Page: c.settingPage("page.retention.title"), Staff: c.isStaff()}
	var err error
	if p.O, err = w.Retention.Overview(c.Ctx(), c.Actor); err != nil {
		return err
	}
	return c.Show("setting/retention", p)
}

// For writes how long something is kept.
func (p Page) For(t retention.Term) string {
	if t.Period == "" {
		return p.T("page.setting.days", "n", t.Value)
	}
	return p.Measure(t.Period, t.Value)
}

// Basis is what a number that policy sets rests on; "" for none.
func (Page) Basis(code models.StandardCode) string {
	kind, _ := models.StandardByCode(code)
	return kind.Basis
}
