package web

import (
	"zhulian/casework"
)

type aideHomePage struct {
	Page
	Day *casework.AideDay
}

// aideHome is what waits for an aide, counts first.
func (w *Web) aideHome(c *Call) error {
	day, err := w.Casework.Day(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show("aide/home", aideHomePage{c.Page("page.aide.title"), day})
}
