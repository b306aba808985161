package web

import (
	"zhulian/casework"
	"zhulian/entitlement"
	"zhulian/outreach"
)

type aideHomePage struct {
	Page
	Day    *casework.AideDay
	Alerts *outreach.AlertWatch
	Visits outreach.VisitDay
	Relief *entitlement.ReliefWaits
	Lists  *entitlement.ListWaits
}

// aideHome is what waits for an aide, counts first.
func (w *Web) aideHome(c *Call) error {
	day, err := w.Casework.Day(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	watch, err := w.Outreach.AlertWatch(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	visits, err := w.Outreach.VisitDay(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	relief, err := w.Entitlement.ReliefWaits(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	lists, err := w.Entitlement.ListWaits(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("aide/home", aideHomePage{c.Page("page.aide.title"), day, watch, visits, relief, lists})
}
